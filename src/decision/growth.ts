import { minimise } from "../kernel/index.js";
import { accountAt, type Setting } from "./setting.js";

/**
 * Cost of holding a leverage ratio of total wealth for a year, as a fraction of wealth; negative earns. The share out of the
 * venue's reach earns the lend rate.
 */
export function carryRateAnnual(setting: Setting, leverageRatio: number): number {
  const { market, prices, state, wealth, share } = setting;
  const atVenue = market.model.carryAnnual(accountAt(setting, leverageRatio), prices, state).annual;
  return atVenue / wealth - (1 - share) * state.lendRateAnnual;
}

/** Variance of log returns a year, averaged over its uncertainty: value^2 + error^2. */
export function varianceAnnual({ beliefs }: Setting): number {
  return beliefs.volatilityAnnual ** 2 + beliefs.volatilityStandardError ** 2;
}

/** Log growth a year of equity at a leverage ratio, averaged over the beliefs, before trading cost and liquidation: L mu - carry(L) - L^2 s^2 / 2 (Merton 1971). */
export function growthAt(setting: Setting, leverageRatio: number, riskAversion = 1): number {
  const { driftAnnual } = setting.beliefs;
  return (
    leverageRatio * driftAnnual -
    carryRateAnnual(setting, leverageRatio) -
    (riskAversion * leverageRatio ** 2 * varianceAnnual(setting)) / 2
  );
}

/** A stretch of leverage ratios over which carry has no kink; `to` may be infinite. Same sign as the side. */
interface Segment {
  readonly from: number;
  readonly to: number;
}

/** Leverage ratio of total wealth at which the holder's debt brings the pool to the use where its rate bends; none without a pool. */
export function poolKinks({ state, share, wealth }: Setting): readonly number[] {
  const pool = state.pool ?? null;
  if (pool === null) return [];
  const { supplied, borrowed, optimalUtilisation } = pool.terms;
  const debt = pool.ownDebt + optimalUtilisation * supplied - borrowed;
  return debt > 0 ? [share + debt / wealth] : [];
}

/** Segments of one side, from 0 outwards. */
function segmentsOf(setting: Setting, side: 1 | -1): readonly Segment[] {
  const { market, share } = setting;
  const kinks = [...market.model.carryKinks.map((kink) => kink * share), ...poolKinks(setting)]
    .filter((kink) => kink * side > 0)
    .sort((a, b) => side * (a - b));
  const points = [0, ...kinks, side * Infinity];
  return points.slice(1).map((to, index) => ({ from: points[index], to }));
}

/** Slope of carry where it is a straight line on the segment; null where it bends. */
function straightSlope(setting: Setting, { from, to }: Segment, side: 1 | -1): number | null {
  const step = Number.isFinite(to) ? (to - from) / 2 : side;
  const [start, middle, end] = [0, 1, 2].map((count) => carryRateAnnual(setting, from + count * step));
  const bend = Math.abs(end - 2 * middle + start);
  return bend <= 1e-12 * (1 + Math.abs(start) + Math.abs(end)) ? (end - start) / (2 * step) : null;
}

const LEVERAGE_SEARCHED = 200;

/** Best leverage ratio on one segment at a risk aversion. */
function bestOn(setting: Setting, segment: Segment, side: 1 | -1, riskAversion: number): number {
  const { from, to } = segment;
  const slope = straightSlope(setting, segment, side);
  const [low, high] = side > 0 ? [from, to] : [to, from];
  if (slope !== null) {
    const free = (setting.beliefs.driftAnnual - slope) / (riskAversion * varianceAnnual(setting));
    return Math.min(high, Math.max(low, free));
  }
  const bounded = [Math.max(low, -LEVERAGE_SEARCHED), Math.min(high, LEVERAGE_SEARCHED)] as const;
  if (bounded[0] >= bounded[1]) return from;
  return minimise((leverage) => -growthAt(setting, leverage, riskAversion), bounded[0], bounded[1]).at;
}

/** Leverage ratio of one side (1 long, -1 short) at which growth at this risk aversion is highest; 0 where the side has nothing to give. Exact where carry is piecewise straight. */
export function bestLeverageRatio(setting: Setting, side: 1 | -1, riskAversion: number): number {
  let best = 0;
  let bestGrowth = growthAt(setting, 0, riskAversion);
  for (const segment of segmentsOf(setting, side)) {
    const leverage = bestOn(setting, segment, side, riskAversion);
    const growth = growthAt(setting, leverage, riskAversion);
    if (growth > bestGrowth) [best, bestGrowth] = [leverage, growth];
  }
  return best;
}

/** Slope of carry in leverage just outside `leverageRatio` on its side (towards more leverage): what the next unit costs. */
export function marginalCarryAnnual(setting: Setting, leverageRatio: number, side: 1 | -1): number {
  const segment = segmentsOf(setting, side).find(({ to }) => side * leverageRatio < side * to);
  const slope = segment === undefined ? null : straightSlope(setting, segment, side);
  if (slope !== null) return slope;
  const step = side * 1e-5 * (1 + Math.abs(leverageRatio));
  return (carryRateAnnual(setting, leverageRatio + step) - carryRateAnnual(setting, leverageRatio)) / step;
}

/** Excess drift of the next unit of leverage: drift less its carry. */
export function excessAnnual(setting: Setting, leverageRatio: number, side: 1 | -1): number {
  return setting.beliefs.driftAnnual - marginalCarryAnnual(setting, leverageRatio, side);
}

/** Standard error of the log drift of `leverageRatio` less that of `against`, from the errors of drift, yield and rates, taken as independent. */
export function driftStandardError(setting: Setting, leverageRatio: number, against: number): number {
  const { estimates } = setting.request;
  const borrowed = (leverage: number): number => (leverage === against ? 0 : Math.max(0, leverage - setting.share));
  const short = (leverage: number): number => Math.max(0, -leverage);
  const funded = setting.market.model.twoSided;
  return Math.hypot(
    (leverageRatio - against) * setting.beliefs.driftStandardError,
    (leverageRatio - against) * estimates.yieldAnnual.standardError,
    funded ? (leverageRatio - against) * (estimates.fundingRateAnnual?.standardError ?? 0) : 0,
    funded ? 0 : (borrowed(leverageRatio) - borrowed(against)) * estimates.borrowRateAnnual.standardError,
    funded ? 0 : (short(leverageRatio) - short(against)) * (estimates.assetBorrowRateAnnual?.standardError ?? 0),
  );
}

/** Standard error of the growth of `leverageRatio` less that of `against`: the log drift's and the variance's. */
export function growthStandardError(setting: Setting, leverageRatio: number, against: number): number {
  const { volatilityAnnual, volatilityStandardError } = setting.beliefs;
  const variance = (leverageRatio ** 2 - against ** 2) * volatilityAnnual * volatilityStandardError;
  return Math.hypot(driftStandardError(setting, leverageRatio, against), variance);
}
