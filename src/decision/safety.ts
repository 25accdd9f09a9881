import { equity, jumpHazardAnnual, meanJump, seenByExchangeRate, yearsOf } from "../model/index.js";
import type { Account, Gap, Jumps, Odds, Rescue } from "../model/index.js";
import {
  gapHazardAnnual,
  liquidationBarriers,
  policyLiquidationOdds,
  predictiveMinimumWealthProbability,
  untouchedLiquidationProbability,
  type Barrier,
  type Beliefs,
  type PolicyOdds,
  type Situation,
} from "../odds/index.js";
import { pricesAt } from "../venues/index.js";
import { carryRateAnnual, driftStandardError } from "./growth.js";
import { accountAt, horizonsOf, type Setting } from "./setting.js";

/** The account of a leverage ratio of total wealth, with the market around it. */
export function situationAt(setting: Setting, leverageRatio: number): Situation {
  const { market, prices, state } = setting;
  return { market, prices, state, account: accountAt(setting, leverageRatio) };
}

/** Wealth over its start right after the venue liquidates the account at `priceRatio`, the rest of wealth untouched; >= 0 without recourse. */
export function wealthAfterLiquidation(setting: Setting, account: Account, priceRatio: number): number {
  const { market, prices, wealth, share } = setting;
  const at = pricesAt({ name: market.asset, prices, moved: [market.asset] }, priceRatio);
  const left = equity(market.model.liquidate(account, at).account, at);
  return 1 - share + (market.model.recourse ? left : Math.max(0, left)) / wealth;
}

/** Price ratio of a barrier. */
export const barrierRatio = ({ side, distance }: Barrier): number => Math.exp(side === "below" ? -distance : distance);

/** True where the market's price or the venue's mark triggers liquidation; an oracle of the exchange rate sees neither moves nor gaps of the market. */
export const seesMarket = ({ market }: Pick<Setting, "market">): boolean =>
  market.model.triggerPrice !== "exchange-rate";

/** What may move the price that triggers liquidation. */
interface TriggerMoves {
  readonly beliefs: Beliefs;
  readonly gap: Gap | null;
  readonly jumps: Jumps | null;
}

/** The same for this venue: all that is believed of the market, or jumps of the exchange rate alone. */
export function triggerMoves(setting: Setting, beliefs = setting.beliefs): TriggerMoves {
  const { gap, jumps = null } = setting.request.estimates;
  if (seesMarket(setting)) return { beliefs, gap, jumps };
  const seen = jumps === null ? null : seenByExchangeRate(jumps);
  // The exchange rate moves by its own falls alone; the yield that raises it is in the account.
  const driftAnnual = seen === null ? 0 : seen.intensityAnnual.value * meanJump(seen);
  const still = { driftAnnual, driftStandardError: 0, volatilityAnnual: 0, volatilityStandardError: 0 };
  return { beliefs: still, gap: null, jumps: seen };
}

/** Expected gaps a year that liquidate the account; 0 where none is known or a stated one reaches the barrier, of which the answer speaks. */
function gapRateAnnual({ gap }: TriggerMoves, barriers: readonly Barrier[]): number {
  return gap === null ? 0 : (gapHazardAnnual(gap, barriers)?.value ?? 0);
}

/** What jumps add to the chance of falling below the floor: how often one alone does it or liquidates, and the variance a year of the smaller ones, in log price. */
function jumpsToFloor(
  setting: Setting,
  leverageRatio: number,
  barriers: readonly Barrier[],
): { readonly rateAnnual: number; readonly varianceAnnual: number } {
  const jumps = setting.request.estimates.jumps ?? null;
  const { tolerance } = setting;
  const against = tolerance.measuredAgainst === "holding" ? setting.holding : 0;
  const active = leverageRatio - against;
  if (jumps === null || active === 0) return { rateAnnual: 0, varianceAnnual: 0 };
  const side = active > 0 ? "below" : "above";
  const move = tolerance.lossMax / Math.abs(active);
  const floorAt = side === "above" ? Math.log1p(move) : move < 1 ? -Math.log1p(-move) : Infinity;
  const liquidatedAt = barriers.find((barrier) => barrier.side === side)?.distance ?? Infinity;
  const size = Math.min(floorAt, liquidatedAt);
  const [share, mean] = side === "below" ? [jumps.downShare, jumps.meanDown] : [1 - jumps.downShare, jumps.meanUp];
  const relative = Math.min(700, size / mean);
  // E[y^2; y < size] of an exponential size.
  const square = mean ** 2 * (2 - Math.exp(-relative) * (relative ** 2 + 2 * relative + 2));
  return {
    rateAnnual: jumpHazardAnnual(jumps, side, size).value,
    varianceAnnual: jumps.intensityAnnual.value * share * square,
  };
}

/** Carry of simply holding the asset itself and the rest in cash, a fraction of wealth a year: it earns the yield and the lend rate. */
const holdingCarryAnnual = ({ holding, state }: Setting): number =>
  -holding * state.yieldAnnual - (1 - holding) * state.lendRateAnnual;

/** P(wealth is below the floor of the tolerance at some time within its horizon) at a rebalanced leverage ratio of total wealth, over the beliefs; a liquidation by a gap or a jump counts as falling below. Jumps that alone do neither count by their variance, which errs on the safe side. */
export function rebalancedFloorProbability(setting: Setting, leverageRatio: number): number {
  const { tolerance, beliefs } = setting;
  const years = horizonsOf(setting).tolerance;
  const against = tolerance.measuredAgainst === "holding" ? setting.holding : 0;
  const active = leverageRatio - against;
  if (active === 0 && !setting.market.model.twoSided) return 0;
  const carry = carryRateAnnual(setting, leverageRatio) - (against === 0 ? 0 : holdingCarryAnnual(setting));
  const barriers = liquidationBarriers(situationAt(setting, leverageRatio), 0);
  const jumps = jumpsToFloor(setting, leverageRatio, barriers);
  const volatility = Math.hypot(beliefs.volatilityAnnual, Math.sqrt(jumps.varianceAnnual));
  const diffusion = predictiveMinimumWealthProbability({
    lossMax: tolerance.lossMax,
    years,
    meanAnnual: active * beliefs.driftAnnual - carry,
    meanStandardError: driftStandardError(setting, leverageRatio, against),
    exposure: Math.abs(active),
    varianceDrag: leverageRatio ** 2 - against ** 2,
    volatilityAnnual: volatility,
    volatilityStandardError: (beliefs.volatilityStandardError * beliefs.volatilityAnnual) / volatility,
  });
  const sudden = gapRateAnnual(triggerMoves(setting), barriers) + jumps.rateAnnual;
  return 1 - (1 - diffusion) * Math.exp(-sudden * years);
}

/** Beliefs under stress: zero price drift with carry paid. */
export const stressed = (beliefs: Beliefs): Beliefs => ({ ...beliefs, driftAnnual: 0, driftStandardError: 0 });

/** Time between two looks of the venue, years. */
const venueCheckYears = ({ market }: Setting): number => yearsOf(market.model.checkIntervalMs);

/** P(liquidated untouched within `years`) at a leverage ratio of total wealth. */
export function untouchedProbability(
  setting: Setting,
  leverageRatio: number,
  years: number,
  beliefs = setting.beliefs,
): number {
  const moves = triggerMoves(setting, beliefs);
  const watch = { years, checkYears: venueCheckYears(setting) };
  return untouchedLiquidationProbability(situationAt(setting, leverageRatio), moves.beliefs, watch, moves.jumps);
}

/** Distances in logs from which a standing order that acts at a health factor still guards: the debt may grow by that factor. */
export const rescueBarriers = (barriers: readonly Barrier[], { healthFactor }: Rescue): readonly Barrier[] =>
  barriers.map((barrier) => ({ ...barrier, distance: Math.log(healthFactor), growthAnnual: 0 }));

/** Liquidation odds under the policy at the band's far edge. A position left alone between resets is re-opened each time, so its odds repeat; one with a rescue is bounded as if it always stood where the rescue acts. */
export function policyOdds(setting: Setting, leverageRatio: number, years: number): PolicyOdds {
  const { policy } = setting;
  const rescue = policy.kind === "unattended" ? policy.rescue : undefined;
  if (policy.kind === "unattended" && rescue === undefined) {
    const reset = yearsOf(policy.resetMs);
    const once = untouchedProbability(setting, leverageRatio, Math.min(reset, years));
    return { probability: -Math.expm1(Math.max(1, years / reset) * Math.log1p(-once)), basis: "untouched" };
  }
  const barriers = liquidationBarriers(situationAt(setting, leverageRatio), 0);
  const { beliefs, gap, jumps } = triggerMoves(setting);
  return policyLiquidationOdds({
    barriers: rescue === undefined ? barriers : rescueBarriers(barriers, rescue),
    gap,
    jumps,
    volatility: beliefs,
    years,
    checkYears: yearsOf(rescue?.checkIntervalMs ?? (policy.kind === "rebalanced" ? policy.checkIntervalMs : 0)),
  });
}

/** Both odds of a leverage ratio of total wealth held with its far edge at `farEdge`. */
export function oddsOf(setting: Setting, leverageRatio: number, farEdge: number, floorProbability: number): Odds {
  const { tolerance, beliefs, wealth } = setting;
  const { liquidation } = horizonsOf(setting);
  const managed = policyOdds(setting, farEdge, liquidation);
  return {
    horizonMs: tolerance.liquidationHorizonMs,
    liquidation: {
      untouched: untouchedProbability(setting, leverageRatio, liquidation),
      underPolicy: managed.probability,
      underPolicyBasis: managed.basis,
    },
    belowFloor: {
      floor: (1 - tolerance.lossMax) * wealth,
      horizonMs: tolerance.horizonMs,
      probability: floorProbability,
      basis: beliefs.driftStandardError > 0 || beliefs.volatilityStandardError > 0 ? "predictive" : "stated",
    },
  };
}
