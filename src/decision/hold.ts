import { findRoot } from "../kernel/index.js";
import { DAY_MS, YEAR_MS, yearsOf, type Hold } from "../model/index.js";
import { coordinatesOf } from "./coordinates.js";
import { driftsOf } from "./drifts.js";
import { carryRateAnnual } from "./growth.js";
import { heldAt, oddsByHorizon } from "./odds.js";
import type { Setting } from "./setting.js";
import { floorProbability } from "./under-policy.js";

const HORIZONS_MS = [DAY_MS, 7 * DAY_MS, 30 * DAY_MS, YEAR_MS / 4, YEAR_MS] as const;

/** Largest share of wealth that may stand at this leverage so that the tolerance holds, the rest out of reach (in cash, or in the asset where the loss is measured against holding). A share of lossMax cannot break it. */
function isolatedShareMax(setting: Setting, leverageRatio: number): number {
  const { tolerance } = setting;
  if (setting.market.model.recourse && floorProbability(setting, leverageRatio) > tolerance.probabilityMax) return 0;
  const room = (share: number): number => {
    const lossMax = Math.min(1 - 1e-12, tolerance.lossMax / share);
    return (
      tolerance.probabilityMax - floorProbability({ ...setting, tolerance: { ...tolerance, lossMax } }, leverageRatio)
    );
  };
  if (room(1) >= 0) return 1;
  if (room(tolerance.lossMax) <= 0) return tolerance.lossMax;
  return findRoot(room, tolerance.lossMax, 1, { tolerance: 1e-9 });
}

/** Log move of one reaction window at four standard deviations. */
function windowMove({ policy, beliefs }: Setting): number {
  const window = policy.kind === "unattended" ? DAY_MS : policy.checkIntervalMs;
  return 4 * beliefs.volatilityAnnual * Math.sqrt(yearsOf(window));
}

/** How a leverage ratio that the holder insists on is to be guarded. */
export type Guard = Pick<Hold, "isolatedShareMax" | "deleveragePriceRatio" | "stopPriceRatio">;

/** All of the equity at the venue, as wealth. */
const allOfEquity = (given: Setting): Setting => ({ ...given, share: 1, wealth: given.equity });

/** Share of wealth, trigger and stop of a leverage ratio that the holder insists on. */
export function guardOf(given: Setting, leverageRatio: number): Guard {
  const setting = allOfEquity(given);
  const ratio = coordinatesOf(setting, leverageRatio).liquidationPriceRatio;
  const log = ratio === null ? null : Math.log(ratio);
  const stop = (distance: number): number =>
    Math.sign(distance) * Math.max(Math.abs(distance) / 2, Math.abs(distance) - windowMove(setting));
  return {
    isolatedShareMax: isolatedShareMax(setting, leverageRatio),
    deleveragePriceRatio: log === null ? null : Math.exp(log / 2),
    stopPriceRatio: log === null ? null : Math.exp(stop(log)),
  };
}

/** What a leverage ratio that the holder insists on asks and risks, for all of the equity at the venue. */
export function holdOf(given: Setting, leverageRatio: number): Hold {
  const setting = allOfEquity(given);
  return {
    leverageRatio,
    ...guardOf(given, leverageRatio),
    carryPerDay: (carryRateAnnual(setting, leverageRatio) * setting.wealth * DAY_MS) / YEAR_MS,
    oddsByHorizon: oddsByHorizon(setting, heldAt(leverageRatio), HORIZONS_MS),
    ...driftsOf(setting, leverageRatio),
  };
}
