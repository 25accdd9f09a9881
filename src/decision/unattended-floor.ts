import { findRoot } from "../kernel/index.js";
import { JUMP_NODES, barrierProbability, overVolatility, type Barrier } from "../odds/index.js";
import { barrierRatio } from "./safety.js";
import { horizonsOf, type Setting } from "./setting.js";
import { AT_ONCE, endingOf, wealthLater, type Unattended } from "./unattended.js";

/** Price ratio beyond which no price is looked for. */
const FURTHEST = 1e6;

/** Price ratio at which wealth, against cash or against holding the asset itself, stands at the floor, or the venue liquidates, whichever comes first as prices turn against the position; null where neither does. */
function floorRatio(
  setting: Setting,
  leverageRatio: number,
  barrier: Barrier | undefined,
  years: number,
): number | null {
  const { tolerance } = setting;
  const wealthAt = wealthLater(setting, leverageRatio, years);
  const held = tolerance.measuredAgainst === "holding" ? setting.holding : 0;
  const { lendRateAnnual, yieldAnnual } = setting.state;
  const [idle, asset] = [(1 - held) * Math.exp(lendRateAnnual * years), held * Math.exp(yieldAnnual * years)];
  const heldAt = (ratio: number): number => (held === 0 ? 1 : idle + asset * ratio);
  const room = (logRatio: number): number => {
    const ratio = Math.exp(logRatio);
    return wealthAt(ratio) / heldAt(ratio) - (1 - tolerance.lossMax);
  };
  const worst = (leverageRatio < held ? 1 : -1) * Math.log(FURTHEST);
  const end = barrier === undefined ? worst : Math.log(barrierRatio(barrier)) + barrier.growthAnnual * years;
  if (room(end) >= 0) return barrier === undefined ? null : Math.exp(end);
  if (room(-worst) <= 0) return Math.exp(-worst);
  return Math.exp(findRoot(room, Math.min(end, -worst), Math.max(end, -worst), { tolerance: 1e-10 }));
}

/** P(wealth is below the floor at some time within the tolerance's horizon) if the position is left alone for all of it; a liquidation counts as falling below, and so does a rescue where it comes first. */
export function unattendedFloorProbability(setting: Setting, leverageRatio: number, policy: Unattended): number {
  const years = horizonsOf(setting).tolerance;
  const { tolerance } = setting;
  const against = tolerance.measuredAgainst === "holding" ? setting.holding : 0;
  if (leverageRatio === against && !setting.market.model.twoSided) return 0;
  // Below what is simply held, the loss is to lag behind a rise, where nothing is liquidated.
  const lags = leverageRatio >= 0 && leverageRatio < against;
  const barrier = lags ? undefined : endingOf(setting, leverageRatio, { ...policy, resetMs: tolerance.horizonMs });
  if (barrier !== undefined && barrier.distance < AT_ONCE) return 1;
  const now = floorRatio(setting, leverageRatio, barrier, 0);
  if (now === null) return 0;
  const later = floorRatio(setting, leverageRatio, barrier, years) ?? now;
  const floorBarrier: Barrier = {
    side: leverageRatio < against ? "above" : "below",
    distance: Math.abs(Math.log(now)),
    growthAnnual: Math.log(later / now) / years,
  };
  const jumps = setting.request.estimates.jumps ?? null;
  const at = (volatilityAnnual: number): number =>
    barrierProbability(floorBarrier, { ...setting.beliefs, volatilityAnnual }, { years, checkYears: 0 }, jumps);
  return jumps === null ? overVolatility(setting.beliefs, at) : overVolatility(setting.beliefs, at, JUMP_NODES);
}
