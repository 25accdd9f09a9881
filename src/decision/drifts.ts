import { carryRateAnnual, marginalCarryAnnual, varianceAnnual } from "./growth.js";
import { meanJump } from "../model/index.js";
import { jumpGrowthAnnual } from "./losses.js";
import { allAtVenue, type Setting } from "./setting.js";

/** The two drifts of a leverage ratio, never one name. Arithmetic drifts a year, beside jumps that the drift believed does not contain. */
export interface Drifts {
  /** At which it grows as fast as 1x: r_b - y + s^2 (L + 1)/2 where carry is straight. */
  readonly breakEvenDriftAnnual: number;
  /** At which growth is highest there: r_b - y + L s^2. */
  readonly impliedDriftAnnual: number;
}

/** Break-even and implied drift of a leverage ratio of total wealth, against 1x of all of it. */
export function driftsOf(setting: Setting, leverageRatio: number): Drifts {
  const side = leverageRatio < 0 ? -1 : 1;
  const variance = varianceAnnual(setting);
  const marginal = marginalCarryAnnual(setting, leverageRatio, side);
  const slope =
    leverageRatio === 1
      ? marginal
      : (carryRateAnnual(setting, leverageRatio) - carryRateAnnual(allAtVenue(setting), 1)) / (leverageRatio - 1);
  const jumps = jumpsCostAnnual(setting, leverageRatio);
  return {
    breakEvenDriftAnnual: slope + (variance * (leverageRatio + 1)) / 2 + jumps.against1x,
    impliedDriftAnnual: inside(setting, leverageRatio, side, marginal) + leverageRatio * variance + jumps.marginal,
  };
}

/** Step of leverage over which the marginal cost of jumps is measured. */
const STEP = 1e-4;

/** What jumps ask of the drift beside them, a unit of leverage: against 1x and at the margin. Where a jump may take everything no drift makes up for it, and their mean alone is counted. */
function jumpsCostAnnual(
  setting: Setting,
  leverageRatio: number,
): { readonly against1x: number; readonly marginal: number } {
  const jumps = setting.request.estimates.jumps ?? null;
  if (jumps === null) return { against1x: 0, marginal: 0 };
  const beside = jumps.countedInDrift ? 0 : -jumps.intensityAnnual.value * meanJump(jumps);
  const at = (leverage: number): number => jumpGrowthAnnual(setting, leverage);
  const marginal = beside - (at(leverageRatio + STEP) - at(leverageRatio - STEP)) / (2 * STEP);
  const unlevered = jumpGrowthAnnual(allAtVenue(setting), 1);
  const against1x = leverageRatio === 1 ? marginal : beside - (at(leverageRatio) - unlevered) / (leverageRatio - 1);
  const finite = (value: number): number => (Number.isFinite(value) ? value : beside);
  return { against1x: finite(against1x), marginal: finite(marginal) };
}

/** Slope of carry just inside a leverage ratio: at a kink the drift that makes it the best is a range, and this is its start; elsewhere the marginal slope itself. */
function inside(setting: Setting, leverageRatio: number, side: 1 | -1, marginal: number): number {
  return setting.market.model.carryKinks.includes(leverageRatio / setting.share) && leverageRatio !== 0
    ? marginalCarryAnnual(setting, leverageRatio - side * 1e-6, side)
    : marginal;
}
