import { gaussHermite, minimise } from "../kernel/index.js";
import { equity, notionalOf, yearsOf, type Policy } from "../model/index.js";
import { liquidationBarriers, renewalGrowth, type Barrier } from "../odds/index.js";
import { pricesAt } from "../venues/index.js";
import { varianceAnnual } from "./growth.js";
import { jumpGrowthAnnual } from "./losses.js";
import { barrierRatio, seesMarket, situationAt, wealthAfterLiquidation } from "./safety.js";
import type { Setting } from "./setting.js";

/** What a position that is left alone until its reset does. */
export interface UnattendedOutcome {
  /** Log growth of wealth a year, net of what re-opening costs; -Infinity where liquidation may leave nothing, comes at once, or comes of carry alone. */
  readonly growthAnnual: number;
  /** What re-opening at resets and after liquidations costs, log wealth a year. */
  readonly tradingAnnual: number;
}

/** A position left alone, as a policy has it. */
export type Unattended = Extract<Policy, { readonly kind: "unattended" }>;

/** Barriers closer than this in logs are at today's price. */
export const AT_ONCE = 1e-9;

/** Wealth over its start after `years` left alone, at `priceRatio`, if not liquidated. */
export function wealthLater(setting: Setting, leverageRatio: number, years: number): (priceRatio: number) => number {
  const { market, prices, state, wealth, share } = setting;
  const { account } = situationAt(setting, leverageRatio);
  const later = years === 0 ? account : market.model.accrue(account, prices, state, years);
  const idle = (1 - share) * Math.exp(state.lendRateAnnual * years);
  const path = { name: market.asset, prices, moved: [market.asset] };
  return (priceRatio) => idle + equity(later, pricesAt(path, priceRatio)) / wealth;
}

/** Log of a wealth; minus infinity where nothing is left. */
const logOf = (wealth: number): number => (wealth > 0 ? Math.log(wealth) : -Infinity);

/** Least wealth whose log is taken where an oracle that sees no market leaves a worthless position open: its weight is nearly none. */
const WORTHLESS = 1e-12;

const HERMITE_NODES = 48;

/** Mean of `f(priceRatio)` after `years`, the price left to itself, over the prices at which wealth is left. */
function overPrices(setting: Setting, years: number, f: (priceRatio: number) => number | null): number {
  const variance = varianceAnnual(setting);
  const { nodes, weights } = gaussHermite(HERMITE_NODES);
  let [sum, mass] = [0, 0];
  for (let i = 0; i < HERMITE_NODES; i++) {
    const log = (setting.beliefs.driftAnnual - variance / 2) * years + Math.sqrt(variance * years) * nodes[i];
    const value = f(Math.exp(log));
    if (value === null) continue;
    sum += weights[i] * value;
    mass += weights[i];
  }
  return mass === 0 ? 0 : sum / mass;
}

/** Log cost of one trade of `traded` of wealth: a share for its size, and the fixed part. */
function tradeCost({ tradingCostRate, fixedCost, wealth }: Setting, traded: number): number {
  if (traded === 0) return 0;
  return -Math.log1p(-Math.min(0.999999, tradingCostRate * traded + fixedCost / wealth));
}

/** True of a price ratio past the barrier after `years`. */
function beyond(barrier: Barrier, ratio: number, years: number): boolean {
  const at = barrierRatio(barrier) * Math.exp(barrier.growthAnnual * years);
  return barrier.side === "below" ? ratio <= at : ratio >= at;
}

/** Mean log cost of going back to `leverageRatio` after `years`, over the prices at which the position still stands. */
function resetCost(setting: Setting, leverageRatio: number, barrier: Barrier | undefined, years: number): number {
  const { market, prices, state, wealth } = setting;
  const later = market.model.accrue(situationAt(setting, leverageRatio).account, prices, state, years);
  const wealthAt = wealthLater(setting, leverageRatio, years);
  const held = notionalOf(later, prices, market.asset) / wealth;
  return overPrices(setting, years, (ratio) => {
    const left = wealthAt(ratio);
    if (barrier !== undefined && beyond(barrier, ratio, years)) return null;
    return left > 0 ? tradeCost(setting, Math.abs(leverageRatio - (held * ratio) / left)) : null;
  });
}

/** Ruin: the venue closes the account at once, or carry alone brings it there. */
const RUIN: UnattendedOutcome = { growthAnnual: -Infinity, tradingAnnual: 0 };

/**
 * What ends a position left alone before its reset: the venue, or a rescue short of it. A barrier that only an exchange rate can
 * reach is none, unless carry alone reaches it.
 */
export function endingOf(
  setting: Setting,
  leverageRatio: number,
  { resetMs, rescue }: Unattended,
): Barrier | undefined {
  const years = yearsOf(resetMs);
  const barrier = liquidationBarriers(situationAt(setting, leverageRatio), years)[0];
  if (barrier === undefined) return undefined;
  const ending =
    rescue === undefined
      ? barrier
      : { ...barrier, distance: Math.max(0, barrier.distance - Math.log(rescue.healthFactor)) };
  if (seesMarket(setting)) return ending;
  const eaten = (barrier.side === "below" ? 1 : -1) * barrier.growthAnnual * years;
  return eaten >= ending.distance ? { ...ending, distance: 0 } : undefined;
}

/**
 * Growth of a leverage ratio of total wealth that is opened, left alone until liquidation, rescue or the reset, and re-opened
 * (renewal: expected log wealth of one cycle over its mean length), with the venue's own liquidation outcome, or the rescue's
 * trade in its place, and the cost of trading back. Jumps count at the leverage it is opened with. Gaps are not in it: the gap
 * cap alone guards against them.
 */
export function unattendedOutcome(setting: Setting, leverageRatio: number, policy: Unattended): UnattendedOutcome {
  const years = yearsOf(policy.resetMs);
  const barrier = endingOf(setting, leverageRatio, policy);
  const jumps = jumpGrowthAnnual(setting, leverageRatio);
  if (barrier === undefined) {
    const atReset = resetCost(setting, leverageRatio, barrier, years);
    const wealthAt = wealthLater(setting, leverageRatio, years);
    // What is out of the venue's reach stays, whatever becomes of the rest.
    const idle = Math.max(WORTHLESS, (1 - setting.share) * Math.exp(setting.state.lendRateAnnual * years));
    const [growth, tradingAnnual] = [
      overPrices(setting, years, (ratio) => Math.log(Math.max(idle, wealthAt(ratio)))),
      atReset / years,
    ];
    return { growthAnnual: growth / years + jumps - tradingAnnual, tradingAnnual };
  }
  if (barrier.distance < AT_ONCE) return RUIN;
  const atReset = resetCost(setting, leverageRatio, barrier, years);
  const cycle = renewalOf(setting, leverageRatio, barrier, policy);
  if (cycle === null) return RUIN;
  const { growthAnnual, liquidationProbability, meanLifeYears } = cycle;
  const atEnding =
    policy.rescue === undefined ? leverageRatio : leverageRatio - leverageAt(setting, leverageRatio, barrier);
  const cost = (1 - liquidationProbability) * atReset + liquidationProbability * tradeCost(setting, Math.abs(atEnding));
  return { growthAnnual: growthAnnual + jumps - cost / meanLifeYears, tradingAnnual: cost / meanLifeYears };
}

/** Leverage ratio of total wealth that the position has come to where a rescue acts on it. */
export function leverageAt(setting: Setting, leverageRatio: number, barrier: Barrier): number {
  const ratio = barrierRatio(barrier);
  const left = wealthLater(setting, leverageRatio, 0)(ratio);
  return left > 0 ? (leverageRatio * ratio) / left : 0;
}

/** One cycle before the cost of trading; null where carry alone leaves nothing at the barrier. */
function renewalOf(setting: Setting, leverageRatio: number, barrier: Barrier, { resetMs, rescue }: Unattended) {
  const years = yearsOf(resetMs);
  const variance = varianceAnnual(setting);
  const sign = barrier.side === "below" ? 1 : -1;
  const logDrift = setting.beliefs.driftAnnual - variance / 2 - barrier.growthAnnual;
  const account = situationAt(setting, leverageRatio).account;
  const atBarrier = (t: number): number =>
    wealthLater(setting, leverageRatio, t)(barrierRatio(barrier) * Math.exp(barrier.growthAnnual * t));
  const [start, end] = [atBarrier(0), atBarrier(years)];
  if (start <= 0 || end <= 0) return null;
  const baseGrowthAnnual = Math.log(end / start) / years;
  const wealthAt = wealthLater(setting, leverageRatio, years);
  const ended = rescue === undefined ? wealthAfterLiquidation(setting, account, barrierRatio(barrier)) : start;
  return renewalGrowth({
    barrier: barrier.distance,
    drift: sign * logDrift,
    volatility: Math.sqrt(variance),
    years,
    logWealthAt: (x) =>
      Math.log(Math.max(end, wealthAt(Math.exp(sign * x + barrier.growthAnnual * years)))) - baseGrowthAnnual * years,
    logWealthAtLiquidation: logOf(ended),
    baseGrowthAnnual,
  });
}

/** Largest leverage up to `limit` whose growth is finite: beyond it a liquidation may leave nothing. Found by bisection to 1e-7. */
function largestSurviving(growth: (leverage: number) => number, limit: number): number {
  if (Number.isFinite(growth(limit))) return limit;
  let [low, high] = [0, limit];
  while (high - low > 1e-7) {
    const middle = (low + high) / 2;
    if (Number.isFinite(growth(middle))) low = middle;
    else high = middle;
  }
  return low;
}

/** Furthest leverage ratio at which growth is looked at where nobody watches and no cap says less. */
export const UNATTENDED_SEARCHED = 200;

/** Best leverage ratio of one side when nobody watches: growth of the renewal, searched up to `limit` (> 0, a size). */
export function bestUnattended(setting: Setting, side: 1 | -1, limit: number, policy: Unattended): number {
  const growth = (leverage: number): number => unattendedOutcome(setting, side * leverage, policy).growthAnnual;
  if (limit <= 0) return 0;
  const top = largestSurviving(growth, limit);
  const kinks = setting.market.model.carryKinks.map((kink) => side * kink * setting.share);
  const stretches = [0, ...kinks.filter((kink) => kink > 0 && kink < top), top];
  let best = { at: 0, growth: growth(0) };
  for (let i = 1; i < stretches.length; i++) {
    if (stretches[i] - stretches[i - 1] < 1e-6) continue;
    const found = minimise((leverage) => -growth(leverage), stretches[i - 1], stretches[i], { tolerance: 1e-7 });
    for (const at of [found.at, stretches[i]]) {
      const value = growth(at);
      if (value > best.growth + 1e-13) best = { at, growth: value };
    }
  }
  return side * best.at;
}
