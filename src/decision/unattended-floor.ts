import { findRoot } from "../kernel/index.js";
import { barrierProbability, overVolatilityWithJumps, type Barrier } from "../odds/index.js";
import { barrierRatio, clusteredOver } from "./safety.js";
import { rebalancedFloorProbability } from "./rebalanced-floor.js";
import { horizonsOf, type Setting } from "./setting.js";
import { AT_ONCE, endingOf, leverageAt, wealthLater, type Unattended } from "./unattended.js";

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

/** P(wealth is below the floor at some time within the tolerance's horizon) if the position is left alone for all of it; a liquidation counts as falling below. With a rescue it is kept between its opening and the leverage at which the rescue acts: the likelier of the two, as if it were traded back all the time. */
export function unattendedFloorProbability(setting: Setting, leverageRatio: number, policy: Unattended): number {
  if (policy.rescue !== undefined) return rescuedFloorProbability(setting, leverageRatio, policy);
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
  const beliefs = clusteredOver(setting, years);
  const at = (volatilityAnnual: number, counted: boolean): number =>
    barrierProbability(
      floorBarrier,
      { ...beliefs, volatilityAnnual },
      { years, checkYears: 0 },
      counted ? jumps : null,
    );
  return overVolatilityWithJumps(beliefs, jumps !== null, at);
}

/** The same of a position that a rescue brings back, a liquidation at once where the rescue would act at once. */
function rescuedFloorProbability(setting: Setting, leverageRatio: number, policy: Unattended): number {
  const ending = endingOf(setting, leverageRatio, policy);
  if (ending === undefined) return rebalancedFloorProbability(setting, leverageRatio);
  if (ending.distance < AT_ONCE) return 1;
  const furthest = leverageAt(setting, leverageRatio, ending);
  return Math.max(...[leverageRatio, furthest].map((leverage) => rebalancedFloorProbability(setting, leverage)));
}
