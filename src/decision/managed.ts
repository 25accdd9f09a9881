import { NotConvergedError } from "../errors/index.js";
import {
  driftingLaw,
  gapIntensityAnnual,
  jumpsAtMost,
  yearsOf,
  type BandPolicy,
  type Jumps,
  type MarkovMoves,
  type VolatilityStates,
} from "../model/index.js";
import {
  CLEARANCE,
  clusteringOf,
  liquidationBarriers,
  managedLongRun,
  managedOdds,
  venuePosition,
  volatilitiesOf,
  type Beliefs,
  type HorizonOutcome,
  type Managed,
  type ManagedLongRun,
  type SuddenLoss,
  type VenueHolding,
} from "../odds/index.js";
import { varianceAnnual } from "./growth.js";
import { closingJumpLosses, gapLosses } from "./losses.js";
import { barrierRatio, seesMarket, situationAt } from "./safety.js";
import { allAtVenue, isWhole, type Setting } from "./setting.js";

/** A watched band on total wealth: signed leverage ratios, low <= target <= high. */
export interface WatchedBand {
  readonly low: number;
  readonly high: number;
  readonly target: number;
  readonly tradeTo: "edge" | "target";
}

/** What the grid is asked for: growth with what is expected of sudden moves, or odds with as many as may well come. */
export type Purpose = "growth" | "odds";

/** The jumps as often as they may well come. */
function jumpsFor({ request }: Setting, purpose: Purpose): Jumps | null {
  const jumps = request.estimates.jumps ?? null;
  return jumps === null || purpose === "growth" ? jumps : jumpsAtMost(jumps);
}

/** True where not even the wildest state closes the position between two checks: of its odds their mean variance then says nearly all, as it does not of growth, since a band is held at its far edge in wild states and at its near one in calm ones. */
function isClear(setting: Setting, band: WatchedBand, volatilityAnnual: number, states: VolatilityStates): boolean {
  const { policy } = setting;
  if (policy.kind !== "rebalanced") return false;
  const check =
    Math.max(...clusteringOf(states).multiples) * volatilityAnnual * Math.sqrt(yearsOf(policy.checkIntervalMs));
  const barriers = [band.low, band.high].flatMap((edge) => liquidationBarriers(situationAt(setting, edge), 0));
  return barriers.every(({ distance }) => distance > CLEARANCE * check);
}

/** How the market moves: one law, or one for each volatility state in its long-run share. */
export function movesOf(setting: Setting, band: WatchedBand, purpose: Purpose, volatilityAnnual: number): MarkovMoves {
  const states = setting.request.estimates.volatilityStates ?? null;
  const jumps = jumpsFor(setting, purpose);
  const { driftAnnual } = setting.beliefs;
  const quick = setting.accuracy === "fast" && purpose === "odds";
  if (states === null || (quick && isClear(setting, band, volatilityAnnual, states)))
    return {
      laws: [driftingLaw({ driftAnnual, volatilityAnnual, jumps })],
      switchYears: 1,
      switching: [[1]],
      start: [1],
    };
  const { multiples, shares, switching } = clusteringOf(states);
  return {
    laws: multiples.map((multiple) =>
      driftingLaw({ driftAnnual, volatilityAnnual: multiple * volatilityAnnual, jumps }),
    ),
    switchYears: yearsOf(states.switchMs),
    switching,
    start: shares,
  };
}

/** Gaps beyond the barriers at the upper bound of their rate; what they leave is not asked for. */
function gapsAtMost(setting: Setting, atVenue: number): readonly SuddenLoss[] {
  const { gap } = setting.request.estimates;
  if (gap?.kind !== "estimated") return [];
  return liquidationBarriers(situationAt(allAtVenue(setting), atVenue), 0).map((barrier) => ({
    rateAnnual: gapIntensityAnnual(gap, barrierRatio(barrier))?.upper ?? 0,
    left: 0,
  }));
}

/** Sudden closes beside the law of the market: gaps, and jumps of an exchange rate. */
function suddenLosses(setting: Setting, purpose: Purpose): (atVenue: number) => readonly SuddenLoss[] {
  if (!seesMarket(setting)) {
    const jumps = jumpsFor(setting, purpose);
    if (jumps === null) return () => [];
    const estimates = { ...setting.request.estimates, jumps };
    const asked: Setting = { ...setting, request: { ...setting.request, estimates } };
    return (atVenue) => closingJumpLosses(asked, atVenue);
  }
  if (purpose === "odds") return (atVenue) => gapsAtMost(setting, atVenue);
  // With all wealth at the venue a gap may take everything: the gap cap alone guards.
  if (isWhole(setting) || setting.market.model.recourse) return () => [];
  return (atVenue) => gapLosses(setting, atVenue);
}

/** The position as the grid takes it. */
export function holdingOf(setting: Setting, branch: number, purpose: Purpose): VenueHolding {
  const { market, prices, state, wealth, share, tradingCostRate, fixedCost } = setting;
  return {
    market,
    prices,
    state,
    wealth,
    share,
    branch,
    tradingCostRate,
    fixedCostShare: fixedCost / wealth,
    seesMarket: seesMarket(setting),
    closesAtLevel: isWhole(setting) || market.model.recourse,
    ...(market.model.checkIntervalMs === 0
      ? {}
      : {
          looks: { years: yearsOf(market.model.checkIntervalMs), volatilityAnnual: Math.sqrt(varianceAnnual(setting)) },
        }),
    suddenLosses: suddenLosses(setting, purpose),
  };
}

/** The policy of a band, in sizes. */
export function policyOf({ low, high, target, tradeTo }: WatchedBand): BandPolicy {
  const [a, b] = [Math.abs(low), Math.abs(high)];
  return { low: Math.min(a, b), high: Math.max(a, b), target: Math.abs(target), tradeTo };
}

/** A band as the grid is asked about it for one purpose at one volatility, up to horizons in years: one for the long run, which depends on none. */
type Asked = (purpose: Purpose, volatilityAnnual: number, horizonsYears?: readonly number[]) => Managed;

/** How the grid is asked about a band that somebody watches; null where it says nothing: nobody watches, nothing is held, or leverage is 1 without a debt. */
function askedOf(setting: Setting, band: WatchedBand): Asked | null {
  const { policy } = setting;
  const { target } = band;
  if (policy.kind !== "rebalanced" || Math.abs(target) < LEAST) return null;
  if (isWhole(setting) && Math.abs(target - 1) < LEAST && !setting.market.model.twoSided) return null;
  return (purpose, volatilityAnnual, horizonsYears = [1]) => {
    const moves = movesOf(setting, band, purpose, volatilityAnnual);
    return {
      position: venuePosition(holdingOf(setting, target, purpose)),
      moves,
      policy: policyOf(band),
      watching: { checkYears: yearsOf(policy.checkIntervalMs) },
      side: target < 0 ? -1 : 1,
      horizonsYears,
      nodesMax: STATES_MAX / moves.laws.length,
    };
  };
}

/** Nodes of all volatility states together above which a decision is not kept waiting: bands of many hundred moves, close to 1x, whose closed forms are as good. */
const STATES_MAX = 240;

/** Leverage that is none, and distance from 1x that is none. */
const LEAST = 1e-6;

/** What the grid says; null where it does not resolve the question, and closed forms must do. */
function resolved<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof NotConvergedError) return null;
    throw error;
  }
}

/** Long-run growth and trading cost of a watched band on the grid, at the variance expected; null where the grid says nothing. */
export function managedGrowth(setting: Setting, band: WatchedBand): ManagedLongRun | null {
  const managed = askedOf(setting, band)?.("growth", Math.sqrt(varianceAnnual(setting))) ?? null;
  return managed === null ? null : resolved(() => managedLongRun(managed));
}

/** Volatilities over which a picture averages odds that hang on them. */
const PICTURE_NODES = 3;

/** P(closed within so many years) at a rate a year. */
const closedWithin = (rateAnnual: number, years: number): number => -Math.expm1(-rateAnnual * years);

/** The same of a band, by its long-run rate of closes at each volatility believed, sudden moves as often as they may well come, on coarse grids. */
function closeProbability(asked: Asked, beliefs: Beliefs, years: number): number {
  return volatilitiesOf(beliefs, PICTURE_NODES).reduce((sum, { volatilityAnnual, weight }) => {
    const { longRun } = managedLongRun({ ...asked("odds", volatilityAnnual), coarse: true });
    return sum + weight * closedWithin(longRun.liquidationsAnnual, years);
  }, 0);
}

/** Growth and odds of a watched band for a picture of many, on coarse grids, the odds by the long-run rate of closes with sudden moves as often as they may well come; null where the grid says nothing. */
export function managedPoint(
  setting: Setting,
  band: WatchedBand,
  years: number,
): { readonly growthAnnual: number; readonly liquidation: number } | null {
  const asked = askedOf(setting, band);
  if (asked === null) return null;
  const volatility = Math.sqrt(varianceAnnual(setting));
  const jumps = setting.request.estimates.jumps ?? null;
  return resolved(() => {
    const { position } = asked("odds", volatility);
    const events = (state: number, step: number) => position.step(state, step).sudden;
    const { longRun, otherwise, engine } = managedLongRun({ ...asked("growth", volatility), coarse: true }, events);
    const { growthAnnual } = longRun;
    // Where ordinary moves do not close it the odds are those of sudden ones, on the same grid; more jumps change the law itself.
    const isSudden = jumps === null && otherwise !== null && (engine.clearance ?? Infinity) >= CLEARANCE;
    if (isSudden) return { growthAnnual, liquidation: closedWithin(otherwise.liquidationsAnnual, years) };
    return { growthAnnual, liquidation: closeProbability(asked, setting.beliefs, years) };
  });
}

/** What the grid expects of a watched band up to one horizon, years, at one volatility; null where it says nothing. */
export function managedHorizon(
  setting: Setting,
  band: WatchedBand,
  { purpose, volatilityAnnual, years }: { purpose: Purpose; volatilityAnnual: number; years: number },
): HorizonOutcome | null {
  const managed = askedOf(setting, band)?.(purpose, volatilityAnnual, [years]) ?? null;
  return managed === null ? null : (resolved(() => managedOdds(managed))?.horizons[0] ?? null);
}

/** P(liquidated within each horizon) on the grid, and whether ordinary moves may close it at all. */
export interface ManagedLiquidation {
  readonly odds: readonly number[];
  readonly isClear: boolean;
}

/** P(liquidated within each horizon) of a watched band on the grid at one volatility, sudden moves as often as they may well come; null where the grid says nothing. */
export function managedLiquidation(
  setting: Setting,
  band: WatchedBand,
  volatilityAnnual: number,
  horizonsYears: readonly number[],
): ManagedLiquidation | null {
  const managed = askedOf(setting, band)?.("odds", volatilityAnnual, horizonsYears) ?? null;
  const found = managed === null ? null : resolved(() => managedOdds(managed));
  if (found === null) return null;
  return {
    odds: found.horizons.map(({ liquidation }) => liquidation),
    isClear: (found.engine.clearance ?? Infinity) >= CLEARANCE,
  };
}
