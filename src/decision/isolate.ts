import { minimise } from "../kernel/index.js";
import type { CapName } from "../model/index.js";
import { tightest, type Limit } from "./caps.js";
import { carryRateAnnual, varianceAnnual } from "./growth.js";
import { gapLosses, type GapLosses } from "./safety.js";
import type { Setting } from "./setting.js";

/** A share of wealth at the venue and the leverage ratio of total wealth that goes with it. */
export interface Isolation {
  readonly share: number;
  readonly leverageRatio: number;
}

/** Caps on the position itself; the others are on all wealth. */
const AT_VENUE: readonly CapName[] = ["gap", "venue", "liquidation-odds"];

/** What one leverage at the venue earns and risks per unit of wealth kept there. */
interface Position {
  /** Signed leverage ratio at the venue. */
  readonly leverageRatio: number;
  readonly carryAnnual: number;
  readonly losses: readonly GapLosses[];
}

/** Growth of total wealth a year with a share of it at the venue: mean, variance, and the expected log loss of gaps that close the position. */
function growthOfShare(
  { beliefs, state }: Setting,
  variance: number,
  { leverageRatio, carryAnnual, losses }: Position,
  share: number,
): number {
  const total = share * leverageRatio;
  const mean = share * (leverageRatio * beliefs.driftAnnual - carryAnnual) + (1 - share) * state.lendRateAnnual;
  const gaps = losses.reduce((sum, { rateAnnual, left }) => {
    const log = left.reduce((part, kept) => part - Math.log(1 - share + share * kept), 0);
    return sum + (rateAnnual * log) / left.length;
  }, 0);
  return mean - (total * total * variance) / 2 - gaps;
}

const SHARE_MAX = 1 - 1e-9;
const SHARE_MIN = 1e-3;

/** Best share of wealth for one leverage at the venue, no more than `ceiling` on all wealth. */
function bestShare(
  setting: Setting,
  variance: number,
  position: Position,
  ceiling: number,
): { readonly share: number; readonly growth: number } {
  const top = Math.min(SHARE_MAX, ceiling / Math.abs(position.leverageRatio));
  if (top <= SHARE_MIN) return { share: top, growth: growthOfShare(setting, variance, position, top) };
  const found = minimise((share) => -growthOfShare(setting, variance, position, share), SHARE_MIN, top, {
    tolerance: 1e-8,
  });
  return { share: found.at, growth: -found.value };
}

const STRETCH = 8;

/** Leverage that is none: there is no share to choose. */
const LEAST = 1e-9;

/**
 * The share of wealth to keep at the venue, the rest out of its reach, and the leverage that goes with it: the highest growth
 * of total wealth net of the expected log loss of gaps. With all wealth inside, a gap that leaves nothing costs everything
 * (expected log growth is minus infinity), so a share is kept out wherever a gap can close the position. All of it stays
 * inside where the venue has recourse, where no gap is estimated, and where nothing can be liquidated.
 */
export function isolate(setting: Setting, side: 1 | -1, start: number, limits: readonly Limit[]): Isolation {
  const whole: Isolation = { share: 1, leverageRatio: start };
  if (start === 0 || setting.market.model.recourse || gapLosses(setting, start).length === 0) return whole;
  const variance = varianceAnnual(setting);
  const atVenue = tightest(limits.filter(({ name }) => AT_VENUE.includes(name)))?.max ?? Infinity;
  const ceiling = tightest(limits.filter(({ name }) => !AT_VENUE.includes(name)))?.max ?? Infinity;
  const low = Math.min(Math.abs(start), ceiling, atVenue);
  if (low < LEAST) return whole;
  const high = Math.min(atVenue, STRETCH * low);
  const best = (size: number): Isolation & { readonly growth: number } => {
    const leverageRatio = side * size;
    const position = {
      leverageRatio,
      carryAnnual: carryRateAnnual(setting, leverageRatio),
      losses: gapLosses(setting, leverageRatio),
    };
    const { share, growth } = bestShare(setting, variance, position, ceiling);
    return { share, leverageRatio: share * leverageRatio, growth };
  };
  if (high <= low) return best(low);
  const found = minimise((log) => -best(Math.exp(log)).growth, Math.log(low / 2), Math.log(high), { tolerance: 1e-6 });
  return best(Math.exp(found.at));
}
