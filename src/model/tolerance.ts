import { assertInRange, assertPositive, assertNotNegative } from "../errors/index.js";
import { YEAR_MS } from "./time.js";

/** How much may be lost, by when, how likely. */
export interface Tolerance {
  /** Share of wealth that may be lost, a fraction in (0, 1). */
  readonly lossMax: number;
  /** Within this time, ms. */
  readonly horizonMs: number;
  /** With at most this probability, in (0, 1). */
  readonly probabilityMax: number;
  /** Loss counted in money, or against simply holding the asset unlevered. */
  readonly measuredAgainst: "cash" | "holding";
  /** The holder will not go below this leverage ratio: 1 for one who means to keep the asset, 0 for cash. */
  readonly leverageRatioMin: number;
  /** Liquidation at most this likely ... */
  readonly liquidationProbabilityMax: number;
  /** ... within this time, ms. */
  readonly liquidationHorizonMs: number;
}

/** The part of a tolerance that a person must state; the rest has defaults. */
export type StatedTolerance = Pick<Tolerance, "lossMax" | "probabilityMax"> & Partial<Tolerance>;

/** Defaults: one year, against cash from no leverage up, and liquidation at most 1 % a quarter. */
export const toleranceDefaults: Omit<Tolerance, "lossMax" | "probabilityMax"> = {
  horizonMs: YEAR_MS,
  measuredAgainst: "cash",
  leverageRatioMin: 0,
  liquidationProbabilityMax: 0.01,
  liquidationHorizonMs: YEAR_MS / 4,
};

/** A whole tolerance from what was stated. @throws NotFiniteError, OutOfRangeError naming the field. */
export function toleranceOf(given: StatedTolerance): Tolerance {
  const tolerance = { ...toleranceDefaults, ...given };
  const share = { min: 0, max: 1, open: true, want: "a fraction between 0 and 1, such as 0.5" };
  assertInRange(tolerance.lossMax, "tolerance.lossMax", share);
  assertInRange(tolerance.probabilityMax, "tolerance.probabilityMax", share);
  assertInRange(tolerance.liquidationProbabilityMax, "tolerance.liquidationProbabilityMax", share);
  assertPositive(tolerance.horizonMs, "tolerance.horizonMs");
  assertPositive(tolerance.liquidationHorizonMs, "tolerance.liquidationHorizonMs");
  assertNotNegative(tolerance.leverageRatioMin, "tolerance.leverageRatioMin");
  return tolerance;
}
