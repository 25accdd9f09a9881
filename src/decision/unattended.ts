import { findRoot, gaussHermite, minimise } from "../kernel/index.js";
import { equity, yearsOf } from "../model/index.js";
import { barrierProbability, liquidationBarriers, overVolatility, renewalGrowth, type Barrier } from "../odds/index.js";
import { pricesAt } from "../venues/index.js";
import { barrierRatio, situationAt, wealthAfterLiquidation } from "./safety.js";
import { horizonsOf, type Setting } from "./setting.js";

/** What a position that is left alone until its reset does. */
export interface UnattendedOutcome {
  /** Log growth of wealth a year; -Infinity where liquidation may leave nothing, comes at once, or comes of carry alone. */
  readonly growthAnnual: number;
  /** P(liquidated before the reset). */
  readonly liquidationProbability: number;
}

/** Wealth over its start after `years` left alone, at `priceRatio`, if not liquidated. */
function wealthLater(setting: Setting, leverageRatio: number, years: number): (priceRatio: number) => number {
  const { market, prices, state, wealth, share } = setting;
  const { account } = situationAt(setting, leverageRatio);
  const later = years === 0 ? account : market.model.accrue(account, prices, state, years);
  const idle = (1 - share) * Math.exp(state.lendRateAnnual * years);
  const path = { name: market.asset, prices, moved: [market.asset] };
  return (priceRatio) => idle + equity(later, pricesAt(path, priceRatio)) / wealth;
}

/** Log of a wealth; minus infinity where nothing is left. */
const logOf = (wealth: number): number => (wealth > 0 ? Math.log(wealth) : -Infinity);

const HERMITE_NODES = 48;

/** Growth of a holding that nothing can liquidate, re-set every `years`: expected log wealth by quadrature over the price. */
function barrierFreeGrowth(setting: Setting, leverageRatio: number, years: number): number {
  const { driftAnnual, volatilityAnnual } = setting.beliefs;
  const wealthAt = wealthLater(setting, leverageRatio, years);
  const { nodes, weights } = gaussHermite(HERMITE_NODES);
  let sum = 0;
  for (let i = 0; i < HERMITE_NODES; i++) {
    const log = (driftAnnual - volatilityAnnual ** 2 / 2) * years + volatilityAnnual * Math.sqrt(years) * nodes[i];
    sum += weights[i] * logOf(wealthAt(Math.exp(log)));
  }
  return sum / years;
}

/**
 * Growth and odds of a leverage ratio of total wealth that is opened, left alone until liquidation or the reset, and
 * re-opened (mathematics A5), with the venue's own liquidation outcome.
 */
export function unattendedOutcome(setting: Setting, leverageRatio: number, resetMs: number): UnattendedOutcome {
  const years = yearsOf(resetMs);
  const situation = situationAt(setting, leverageRatio);
  const barrier = liquidationBarriers(situation, years)[0];
  if (barrier === undefined)
    return { growthAnnual: barrierFreeGrowth(setting, leverageRatio, years), liquidationProbability: 0 };
  if (barrier.distance < AT_ONCE) return { growthAnnual: -Infinity, liquidationProbability: 1 };
  const { driftAnnual, volatilityAnnual } = setting.beliefs;
  const sign = barrier.side === "below" ? 1 : -1;
  const logDrift = driftAnnual - volatilityAnnual ** 2 / 2 - barrier.growthAnnual;
  const atLiquidation = wealthAfterLiquidation(setting, situation.account, barrierRatio(barrier));
  const [start, end] = [0, years].map((t) =>
    wealthLater(setting, leverageRatio, t)(barrierRatio(barrier) * Math.exp(barrier.growthAnnual * t)),
  );
  if (end <= 0) return { growthAnnual: -Infinity, liquidationProbability: 1 };
  const baseGrowthAnnual = Math.log(end / start) / years;
  const wealthAt = wealthLater(setting, leverageRatio, years);
  const result = renewalGrowth({
    barrier: barrier.distance,
    drift: sign * logDrift,
    volatility: volatilityAnnual,
    years,
    logWealthAt: (x) =>
      Math.log(Math.max(end, wealthAt(Math.exp(sign * x + barrier.growthAnnual * years)))) - baseGrowthAnnual * years,
    logWealthAtLiquidation: logOf(atLiquidation),
    baseGrowthAnnual,
  });
  return { growthAnnual: result.growthAnnual, liquidationProbability: result.liquidationProbability };
}

/** Price ratio beyond which no price is looked for. */
const FURTHEST = 1e6;

/** Barriers closer than this in logs are at today's price. */
const AT_ONCE = 1e-9;

/** Price ratio at which wealth, against cash or against holding, stands at the floor, or the venue liquidates, whichever comes first as prices turn against the position; null where neither does. */
function floorRatio(
  setting: Setting,
  leverageRatio: number,
  barrier: Barrier | undefined,
  years: number,
): number | null {
  const { tolerance } = setting;
  const wealthAt = wealthLater(setting, leverageRatio, years);
  const room = (logRatio: number): number => {
    const ratio = Math.exp(logRatio);
    return wealthAt(ratio) / (tolerance.measuredAgainst === "holding" ? ratio : 1) - (1 - tolerance.lossMax);
  };
  const worst = (leverageRatio < 0 ? 1 : -1) * Math.log(FURTHEST);
  const end = barrier === undefined ? worst : Math.log(barrierRatio(barrier)) + barrier.growthAnnual * years;
  if (room(end) >= 0) return barrier === undefined ? null : Math.exp(end);
  if (room(-worst) <= 0) return Math.exp(-worst);
  return Math.exp(findRoot(room, Math.min(end, -worst), Math.max(end, -worst), { tolerance: 1e-10 }));
}

/** P(wealth is below the floor at some time within the tolerance's horizon) if the position is left alone for all of it; a liquidation counts as falling below. */
export function unattendedFloorProbability(setting: Setting, leverageRatio: number): number {
  const years = horizonsOf(setting).tolerance;
  const against = setting.tolerance.measuredAgainst === "holding" ? 1 : 0;
  if (leverageRatio === against) return 0;
  const barrier = liquidationBarriers(situationAt(setting, leverageRatio), years)[0];
  if (barrier !== undefined && barrier.distance < AT_ONCE) return 1;
  const now = floorRatio(setting, leverageRatio, barrier, 0);
  if (now === null) return 0;
  const later = floorRatio(setting, leverageRatio, barrier, years) ?? now;
  const floorBarrier: Barrier = {
    side: leverageRatio < 0 ? "above" : "below",
    distance: Math.abs(Math.log(now)),
    growthAnnual: Math.log(later / now) / years,
  };
  return overVolatility(setting.beliefs, (volatilityAnnual) =>
    barrierProbability(floorBarrier, { ...setting.beliefs, volatilityAnnual }, { years, checkYears: 0 }),
  );
}

/** Best leverage ratio of one side when nobody watches: growth of the renewal, searched up to `limit` (> 0, a size). */
export function bestUnattended(setting: Setting, side: 1 | -1, limit: number, resetMs: number): number {
  const growth = (leverage: number): number => unattendedOutcome(setting, side * leverage, resetMs).growthAnnual;
  if (limit <= 0) return 0;
  const stretches = [
    0,
    ...setting.market.model.carryKinks.map((kink) => side * kink).filter((kink) => kink > 0 && kink < limit),
    limit,
  ];
  let best = { at: 0, growth: growth(0) };
  for (let i = 1; i < stretches.length; i++) {
    const found = minimise((leverage) => -growth(leverage), stretches[i - 1], stretches[i], { tolerance: 1e-7 });
    for (const at of [found.at, stretches[i]]) {
      const value = growth(at);
      if (value > best.growth + 1e-13) best = { at, growth: value };
    }
  }
  return side * best.at;
}
