import { minimise } from "../kernel/index.js";
import { isAtVenue, tightest, type Limit } from "./caps.js";
import { meanJump } from "../model/index.js";
import { carryRateAnnual, growthAt, varianceAnnual } from "./growth.js";
import { gapLosses, isTouchable, jumpGrowthAnnual, jumpLosses, meanLogLossAnnual, type Loss } from "./losses.js";
import type { Setting } from "./setting.js";

/** A share of wealth at the venue and the leverage ratio of total wealth that goes with it. */
export interface Isolation {
  readonly share: number;
  readonly leverageRatio: number;
}

/** What one leverage at the venue earns and risks per unit of wealth kept there. */
interface Position {
  /** Signed leverage ratio at the venue. */
  readonly leverageRatio: number;
  readonly carryAnnual: number;
  /** Gaps and jumps. */
  readonly losses: readonly Loss[];
  /** Drift a year that the jumps are part of, and that ordinary moves therefore have besides. */
  readonly jumpDriftAnnual: number;
}

/** Growth of total wealth a year with a share of it at the venue: mean, variance, and the expected log loss of gaps that close the position and of jumps. */
function growthOfShare(
  { beliefs, state }: Setting,
  variance: number,
  { leverageRatio, carryAnnual, losses, jumpDriftAnnual }: Position,
  share: number,
): number {
  const total = share * leverageRatio;
  const drift = beliefs.driftAnnual - jumpDriftAnnual;
  const mean = share * (leverageRatio * drift - carryAnnual) + (1 - share) * state.lendRateAnnual;
  return mean - (total * total * variance) / 2 - meanLogLossAnnual(losses, share);
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

/** How far past the wanted leverage a position is looked for, since a smaller share may stand at a higher one. */
const STRETCH = 8;

/** Leverage ratios tried before the best is refined, each the square root of two below the next. */
const STEPS = 14;

/** Growth a year for which wealth is not moved out of reach: a fifth of a point. */
const WORTH = 2e-3;

/** Leverage that is none: there is no share to choose. */
const LEAST = 1e-9;

/** One leverage at the venue, with what it earns and risks. */
function positionAt(setting: Setting, leverageRatio: number): Position {
  const jumps = setting.request.estimates.jumps ?? null;
  return {
    leverageRatio,
    carryAnnual: carryRateAnnual(setting, leverageRatio),
    losses: [...gapLosses(setting, leverageRatio), ...jumpLosses(setting, leverageRatio)],
    jumpDriftAnnual: jumps === null ? 0 : jumps.intensityAnnual.value * meanJump(jumps),
  };
}

/** All wealth at the venue: the leverage wanted, or less of it where jumps make less the best. */
function wholeAtVenue(setting: Setting, side: 1 | -1, start: number): Isolation {
  if ((setting.request.estimates.jumps ?? null) === null || start === 0) return { share: 1, leverageRatio: start };
  const growth = (size: number): number => growthAt(setting, side * size) + jumpGrowthAnnual(setting, side * size);
  const found = minimise((size) => -growth(size), 0, Math.abs(start), { tolerance: 1e-8 });
  // A search comes near a kink of carry and near its ends, not onto them.
  const exact = [...setting.market.model.carryKinks.map(Math.abs), Math.abs(start)].find(
    (at) => at <= Math.abs(start) && Math.abs(at - found.at) < 1e-6,
  );
  return { share: 1, leverageRatio: side * (exact ?? found.at) };
}

/**
 * The share of wealth to keep at the venue, the rest out of its reach, and the leverage that goes with it: the highest growth
 * of total wealth net of the expected log loss of gaps and jumps. With all wealth inside, a move that leaves nothing costs
 * everything (expected log growth is minus infinity), so a share is kept out wherever a sudden move can close the position. All
 * of it stays inside where the venue has recourse, where no sudden move is estimated, and where nothing can be liquidated.
 * The setting and its limits are those of all wealth at the venue.
 */
export function isolate(setting: Setting, side: 1 | -1, start: number, limits: readonly Limit[]): Isolation {
  if (start === 0 || setting.market.model.recourse || positionAt(setting, start).losses.length === 0)
    return wholeAtVenue(setting, side, start);
  const variance = varianceAnnual(setting);
  const atVenue = tightest(limits.filter(isAtVenue))?.max ?? Infinity;
  const ceiling = tightest(limits.filter((limit) => !isAtVenue(limit)))?.max ?? Infinity;
  const top = Math.min(atVenue, STRETCH * Math.min(Math.abs(start), ceiling));
  if (top < LEAST) return { share: 1, leverageRatio: start };
  const best = (size: number): Isolation & { readonly growth: number } => {
    const position = positionAt(setting, side * size);
    const { share, growth } = bestShare(setting, variance, position, ceiling);
    return { share, leverageRatio: share * position.leverageRatio, growth };
  };
  const sizes = Array.from({ length: STEPS }, (_, step) => top * 2 ** ((step + 1 - STEPS) / 2));
  const growths = sizes.map((size) => best(size).growth);
  const peak = growths.indexOf(Math.max(...growths));
  const [from, to] = [sizes[Math.max(0, peak - 1)], sizes[Math.min(STEPS - 1, peak + 1)]];
  const found = minimise((size) => -best(size).growth, from, to, { tolerance: 1e-6 * to });
  const isolated = -found.value > growths[peak] ? best(found.at) : best(sizes[peak]);
  const most = side * Math.min(1, Math.abs(start), atVenue, ceiling);
  const safe = wholeAtVenue(setting, side, most).leverageRatio;
  const growthSafe = isTouchable(setting, safe) ? -Infinity : growthAt(setting, safe) + jumpGrowthAnnual(setting, safe);
  return growthSafe >= isolated.growth - WORTH ? { share: 1, leverageRatio: safe } : isolated;
}
