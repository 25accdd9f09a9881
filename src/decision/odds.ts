import { gapAsExpected, yearsOf, type Gap, type Odds } from "../model/index.js";
import { liquidationBarriers, policyLiquidationOdds, volatilitiesOf, type PolicyOdds } from "../odds/index.js";
import { varianceAnnual } from "./growth.js";
import { managedLiquidation, type WatchedBand } from "./managed.js";
import { clusteredOver, rescueBarriers, situationAt, triggerMoves, untouchedProbability } from "./safety.js";
import { horizonsOf, type Setting } from "./setting.js";

/** A leverage ratio of total wealth that is held by trading back to it at each check. */
export const heldAt = (leverageRatio: number): WatchedBand => ({
  low: leverageRatio,
  high: leverageRatio,
  target: leverageRatio,
  tradeTo: "edge",
});

/** The edge of a band that risks most: the one with the larger leverage. */
const farOf = ({ low, high }: WatchedBand): number => (Math.abs(high) >= Math.abs(low) ? high : low);

/** Odds by the closed forms: an upper bound for one who watches, as if it always stood at the band's far edge; of one who does not, those of each reset repeated. */
function closedAt(setting: Setting, leverageRatio: number, years: number): PolicyOdds {
  const { policy } = setting;
  const rescue = policy.kind === "unattended" ? policy.rescue : undefined;
  if (policy.kind === "unattended" && rescue === undefined) {
    const reset = yearsOf(policy.resetMs);
    const once = untouchedProbability(setting, leverageRatio, Math.min(reset, years));
    const probability = -Math.expm1(Math.max(1, years / reset) * Math.log1p(-once));
    return { probability, expected: probability, basis: "untouched" };
  }
  const barriers = liquidationBarriers(situationAt(setting, leverageRatio), 0);
  const checkYears = yearsOf(rescue?.checkIntervalMs ?? (policy.kind === "rebalanced" ? policy.checkIntervalMs : 0));
  const { beliefs, gap, jumps } = triggerMoves(setting, clusteredOver(setting, checkYears));
  return policyLiquidationOdds({
    barriers: rescue === undefined ? barriers : rescueBarriers(barriers, rescue),
    gap,
    jumps,
    volatility: beliefs,
    years,
    checkYears,
  });
}

/** The same of a band within each time, years. */
export const closedOdds = (setting: Setting, band: WatchedBand, years: readonly number[]): readonly PolicyOdds[] =>
  years.map((each) => closedAt(setting, farOf(band), each));

/** Nodes over the volatility, of an answer that must be quick and of one that may take its time. */
const NODES = { fast: 3, full: 7 } as const;

/** Odds under the policy, and what computed them. */
export interface EngineOdds extends Omit<PolicyOdds, "expected"> {
  readonly engine: "closed-form" | "grid";
}

/** The setting with a volatility that is known. */
const knownTo = (setting: Setting, volatilityAnnual: number): Setting => ({
  ...setting,
  beliefs: { ...setting.beliefs, volatilityAnnual, volatilityStandardError: 0 },
});

/** P(liquidated within each time) on the grid, averaged over the volatility, by closed forms at one that the grid does not resolve; null where it resolves none. Where ordinary moves do not close the position its volatility hardly matters: `fast` then takes the one expected. */
function gridOdds(setting: Setting, band: WatchedBand, years: readonly number[]): readonly number[] | null {
  const { beliefs, accuracy } = setting;
  if (accuracy === "fast") {
    const expected = managedLiquidation(setting, band, Math.sqrt(varianceAnnual(setting)), years);
    if (expected?.isClear === true || beliefs.volatilityStandardError === 0) return expected?.odds ?? null;
  }
  const sums = years.map(() => 0);
  let isResolved = false;
  for (const { volatilityAnnual, weight } of volatilitiesOf(beliefs, NODES[accuracy])) {
    const found = managedLiquidation(setting, band, volatilityAnnual, years);
    const odds =
      found?.odds ??
      closedOdds(knownTo(setting, volatilityAnnual), band, years).map(({ probability }) => probability ?? 0);
    if (found !== null) isResolved = true;
    odds.forEach((chance, i) => (sums[i] += weight * chance));
  }
  return isResolved ? sums : null;
}

/** The same where the grid has anything to add to closed forms: somebody watches, something can be liquidated, and something be said. */
function gridBeside(
  closed: readonly PolicyOdds[],
  setting: Setting,
  band: WatchedBand,
  years: readonly number[],
): readonly number[] | null {
  if (setting.policy.kind !== "rebalanced") return null;
  if (closed.every(({ probability }) => probability === null || probability === 0)) return null;
  return gridOdds(setting, band, years);
}

/** Liquidation odds under the policy within each time, of a band of leverage ratios of total wealth: on the grid for one who watches, where it says something, else by closed forms. */
export function policyOdds(setting: Setting, band: WatchedBand, years: readonly number[]): readonly EngineOdds[] {
  const closed = closedOdds(setting, band, years);
  const grid = gridBeside(closed, setting, band, years);
  return closed.map(({ probability, basis }, i) =>
    grid === null ? { probability, basis, engine: "closed-form" } : { probability: grid[i], basis, engine: "grid" },
  );
}

const isSure = (gap: Gap | null): boolean =>
  gap?.kind !== "estimated" ||
  [gap.drops, gap.rises].every(
    (tail) => tail.intensityUpperAnnual === tail.intensityAnnual && tail.tailIndexLower === tail.tailIndex,
  );

/** The setting with gaps and jumps known to come as often as is expected; null where they are known so already, and odds are no bound. */
function expecting(setting: Setting): Setting | null {
  const { estimates } = setting.request;
  const { gap, jumps = null } = estimates;
  if (isSure(gap) && (jumps?.intensityAnnual.standardError ?? 0) === 0) return null;
  const sure = {
    ...estimates,
    gap: gapAsExpected(gap),
    jumps: jumps === null ? null : { ...jumps, intensityAnnual: { ...jumps.intensityAnnual, standardError: 0 } },
  };
  return { ...setting, request: { ...setting.request, estimates: sure } };
}

/** The same with the chance that is expected beside each: a second run of the grid, which a search should not ask for. */
function bothOdds(setting: Setting, band: WatchedBand, years: readonly number[]): readonly (PolicyOdds & EngineOdds)[] {
  const closed = closedOdds(setting, band, years);
  const grid = gridBeside(closed, setting, band, years);
  if (grid === null) return closed.map((odds) => ({ ...odds, engine: "closed-form" }));
  const sure = expecting(setting);
  const expected = sure === null ? grid : gridOdds(sure, band, years);
  return closed.map(({ basis, ...odds }, i) => {
    // Where more jumps change the law itself, both runs have their own grids: rounding must not put the bound below.
    const least = Math.min(grid[i], expected?.[i] ?? odds.expected ?? grid[i]);
    return { probability: grid[i], expected: least, basis, engine: "grid" };
  });
}

/** Both odds of a leverage ratio of total wealth held in a band. */
export function oddsOf(setting: Setting, band: WatchedBand, floorProbability: number): Odds {
  const { tolerance, beliefs, wealth } = setting;
  const { liquidation } = horizonsOf(setting);
  const [managed] = bothOdds(setting, band, [liquidation]);
  return {
    horizonMs: tolerance.liquidationHorizonMs,
    liquidation: {
      untouched: untouchedProbability(setting, band.target, liquidation),
      underPolicy: managed.probability,
      underPolicyExpected: managed.expected,
      underPolicyBasis: managed.basis,
      underPolicyEngine: managed.engine,
    },
    belowFloor: {
      floor: (1 - tolerance.lossMax) * wealth,
      horizonMs: tolerance.horizonMs,
      probability: floorProbability,
      basis: beliefs.driftStandardError > 0 || beliefs.volatilityStandardError > 0 ? "predictive" : "stated",
    },
  };
}

/** Probability of liquidation by one horizon: left untouched, and under the policy (null where it cannot be said). */
export interface OddsAtHorizon {
  readonly horizonMs: number;
  readonly untouched: number;
  readonly underPolicy: number | null;
  /** The same with gaps and jumps as often as is expected; null with it. */
  readonly underPolicyExpected: number | null;
}

/** Both odds of a band at each of these horizons, ms, ascending. */
export function oddsByHorizon(
  setting: Setting,
  band: WatchedBand,
  horizonsMs: readonly number[],
): readonly OddsAtHorizon[] {
  const managed = bothOdds(setting, band, horizonsMs.map(yearsOf));
  return horizonsMs.map((horizonMs, i) => ({
    horizonMs,
    untouched: untouchedProbability(setting, band.target, yearsOf(horizonMs)),
    underPolicy: managed[i].probability,
    underPolicyExpected: managed[i].expected,
  }));
}
