import { carryRateAnnual, marginalCarryAnnual, varianceAnnual } from "./growth.js";
import { allAtVenue, type Setting } from "./setting.js";

/** The two drifts of a leverage ratio, never one name. Arithmetic drifts a year. */
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
  return {
    breakEvenDriftAnnual: slope + (variance * (leverageRatio + 1)) / 2,
    impliedDriftAnnual: inside(setting, leverageRatio, side, marginal) + leverageRatio * variance,
  };
}

/** Slope of carry just inside a leverage ratio: at a kink the drift that makes it the best is a range, and this is its start; elsewhere the marginal slope itself. */
function inside(setting: Setting, leverageRatio: number, side: 1 | -1, marginal: number): number {
  return setting.market.model.carryKinks.includes(leverageRatio / setting.share) && leverageRatio !== 0
    ? marginalCarryAnnual(setting, leverageRatio - side * 1e-6, side)
    : marginal;
}
