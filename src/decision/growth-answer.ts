import { normalCdf } from "../kernel/index.js";
import type { Growth } from "../model/index.js";
import { growthAt, growthStandardError } from "./growth.js";
import { jumpGrowthAnnual } from "./losses.js";
import { allAtVenue, type Setting } from "./setting.js";

/** The growth part of an answer: its mean, its interval and its odds against 1x. */
export function growthOf(
  setting: Setting,
  leverageRatio: number,
  rateAnnual: number,
  credible90: Growth["credible90"],
): Growth {
  const whole = allAtVenue(setting);
  const unleveredAnnual = growthAt(whole, 1) + jumpGrowthAnnual(whole, 1);
  const difference = rateAnnual - unleveredAnnual;
  const differenceError = growthStandardError(setting, leverageRatio, 1);
  return {
    rateAnnual,
    credible90,
    unleveredAnnual,
    probabilityBeatsUnlevered: setting.hasView && leverageRatio !== 1 ? beats(difference, differenceError) : null,
    atDriftAnnual: setting.beliefs.driftAnnual,
  };
}

/** P(difference > 0) of a normal error; certain where there is none, 0 where there is no difference. */
function beats(difference: number, error: number): number {
  if (error === 0) return difference > 0 ? 1 : 0;
  return normalCdf(difference / error);
}
