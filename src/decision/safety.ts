import { equity, gapIntensityAnnual, yearsOf, type Account, type Odds } from "../model/index.js";
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
import { accountAt, allAtVenue, horizonsOf, type Setting } from "./setting.js";

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

/** Expected gaps a year that liquidate the account; 0 where none is known or a stated one reaches the barrier, of which the answer speaks. */
function gapRateAnnual(setting: Setting, leverageRatio: number): number {
  const { gap } = setting.request.estimates;
  if (gap === null) return 0;
  return gapHazardAnnual(gap, liquidationBarriers(situationAt(setting, leverageRatio), 0))?.value ?? 0;
}

/** Carry of simply holding the asset itself and the rest in cash, a fraction of wealth a year: it earns the yield and the lend rate. */
const holdingCarryAnnual = ({ holding, state }: Setting): number =>
  -holding * state.yieldAnnual - (1 - holding) * state.lendRateAnnual;

/** P(wealth is below the floor of the tolerance at some time within its horizon) at a rebalanced leverage ratio of total wealth, over the beliefs; a liquidation by a gap counts as falling below. */
export function rebalancedFloorProbability(setting: Setting, leverageRatio: number): number {
  const { tolerance, beliefs } = setting;
  const years = horizonsOf(setting).tolerance;
  const against = tolerance.measuredAgainst === "holding" ? setting.holding : 0;
  const active = leverageRatio - against;
  if (active === 0 && !setting.market.model.twoSided) return 0;
  const carry = carryRateAnnual(setting, leverageRatio) - (against === 0 ? 0 : holdingCarryAnnual(setting));
  const diffusion = predictiveMinimumWealthProbability({
    lossMax: tolerance.lossMax,
    years,
    meanAnnual: active * beliefs.driftAnnual - carry,
    meanStandardError: driftStandardError(setting, leverageRatio, against),
    exposure: Math.abs(active),
    varianceDrag: leverageRatio ** 2 - against ** 2,
    volatilityAnnual: beliefs.volatilityAnnual,
    volatilityStandardError: beliefs.volatilityStandardError,
  });
  const gaps = gapRateAnnual(setting, leverageRatio);
  return 1 - (1 - diffusion) * Math.exp(-gaps * years);
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
  return untouchedLiquidationProbability(situationAt(setting, leverageRatio), beliefs, {
    years,
    checkYears: venueCheckYears(setting),
  });
}

/** Liquidation odds under the policy at the band's far edge. A position left alone between resets is re-opened each time, so its odds repeat. */
export function policyOdds(setting: Setting, leverageRatio: number, years: number): PolicyOdds {
  const { policy, beliefs, request } = setting;
  const situation = situationAt(setting, leverageRatio);
  if (policy.kind === "unattended") {
    const reset = yearsOf(policy.resetMs);
    const once = untouchedProbability(setting, leverageRatio, Math.min(reset, years));
    return { probability: -Math.expm1(Math.max(1, years / reset) * Math.log1p(-once)), basis: "untouched" };
  }
  return policyLiquidationOdds({
    barriers: liquidationBarriers(situation, 0),
    gap: request.estimates.gap,
    volatility: beliefs,
    years,
    checkYears: yearsOf(policy.checkIntervalMs),
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

/** Gaps on one side of the price that liquidate an account. */
export interface GapLosses {
  /** Expected gaps a year beyond the barrier. */
  readonly rateAnnual: number;
  /** Equity left over equity before, for gaps of equal probability beyond the barrier; >= 0. */
  readonly left: readonly number[];
}

const TAIL_POINTS = 8;

/** What gaps beyond the barriers leave of the equity at the venue, at a leverage ratio of all wealth there: the tail of a power law, at midpoints of equal probability. Empty where no gap is estimated or nothing can be liquidated. */
export function gapLosses(setting: Setting, leverageRatio: number): readonly GapLosses[] {
  const { gap } = setting.request.estimates;
  if (gap?.kind !== "estimated") return [];
  const whole = allAtVenue(setting);
  const situation = situationAt(whole, leverageRatio);
  return liquidationBarriers(situation, 0).map((barrier) => {
    const ratio = barrierRatio(barrier);
    const index = (barrier.side === "below" ? gap.drops : gap.rises).tailIndex;
    const left = Array.from({ length: TAIL_POINTS }, (_, point) => {
      const beyond = ((point + 0.5) / TAIL_POINTS) ** (-1 / index);
      return Math.max(0, wealthAfterLiquidation(whole, situation.account, ratio ** beyond));
    });
    return { rateAnnual: gapIntensityAnnual(gap, ratio)?.value ?? 0, left };
  });
}

/** Expected log loss of wealth a year from gaps that close a position on `share` of it; infinite where all wealth is lost. */
export function meanLogLossAnnual(losses: readonly GapLosses[], share: number): number {
  return losses.reduce((sum, { rateAnnual, left }) => {
    const log = left.reduce((part, kept) => part - Math.log(1 - share + share * kept), 0);
    return sum + (rateAnnual * log) / left.length;
  }, 0);
}

/** Expected log loss of wealth a year from gaps at a leverage ratio of total wealth; 0 where the venue has recourse, which the gap cap alone guards. */
export function gapLossAnnual(setting: Setting, leverageRatio: number): number {
  const { share, market } = setting;
  return market.model.recourse ? 0 : meanLogLossAnnual(gapLosses(setting, leverageRatio / share), share);
}
