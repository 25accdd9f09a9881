import { assertFinite, assertPositive } from "../errors/index.js";
import { YEAR_MS, type Estimate } from "../model/index.js";
import { HOURLY_YEARS } from "./rate-likelihood.js";
import { conditionalMeanVariance, meanDecay } from "./ornstein-uhlenbeck.js";
import type { RateProcess } from "./rate-process.js";

/** What the mean rate over a horizon is asked for. */
export interface HorizonRateRequest {
  /**
   * Rate a year that the horizon starts from, taken as known: best a mean of the last day, as the jumps of single hours
   * do not last. Left out: the slow part of the rate at the end of the series, with its error.
   */
  readonly currentRateAnnual?: number | undefined;
  readonly horizonMs: number;
}

/**
 * Mean rate a year over the horizon H, expected from the present one for a rate that returns at speed k to its level:
 * level + (current - level) w, w = (1 - exp(-kH)) / (kH). Its standard error is that of the mean that will be paid, the
 * root of the sum of
 * - the level's error times 1 - w, squared;
 * - the error of the current rate times w, squared (0 where the caller states it);
 * - current less level, times half the difference between w at a speed one standard error slower (never below 0) and
 *   faster, squared;
 * - the variance of the mean over H of an Ornstein-Uhlenbeck process from a known start,
 *   s^2 / (k^2 H) [1 - 2 (1 - e^-kH) / (kH) + (1 - e^-2kH) / (2 kH)]: the integral of (1 - e^-k(H-t))^2 s^2 / k^2 over
 *   0 to H, over H^2, since a shock at t adds (1 - e^-k(H-t)) / k to the integral of the rate. Plus the hourly part's,
 *   2 c v / H with its memory c and variance v. Both times the `excess` of the process, for what the two parts do not show.
 * So negative funding now is not a safe income: over a long horizon it counts for little, and the error says the rest.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE)
 */
export function horizonRate(rate: RateProcess, request: HorizonRateRequest): Estimate {
  const { currentRateAnnual, horizonMs } = request;
  assertPositive(horizonMs, "horizonMs");
  if (currentRateAnnual !== undefined) assertFinite(currentRateAnnual, "currentRateAnnual");
  const { level, reversionAnnual, volatility, hourlyVariance, excess } = rate;
  const years = horizonMs / YEAR_MS;
  const current = currentRateAnnual ?? rate.current.value;
  const currentError = currentRateAnnual === undefined ? rate.current.standardError : 0;
  const speed = reversionAnnual.value;
  const weight = meanDecay(speed * years);
  const slower = meanDecay(Math.max(0, speed - reversionAnnual.standardError) * years);
  const faster = meanDecay((speed + reversionAnnual.standardError) * years);
  const path =
    volatility.value ** 2 * years * conditionalMeanVariance(speed * years) +
    hourlyVariance * Math.min(1, (2 * HOURLY_YEARS) / years);
  const variance =
    ((1 - weight) * level.standardError) ** 2 +
    (weight * currentError) ** 2 +
    (((current - level.value) * (slower - faster)) / 2) ** 2 +
    excess * path;
  return {
    value: level.value + (current - level.value) * weight,
    standardError: Math.sqrt(variance),
    asOfMs: level.asOfMs,
    source: `${rate.source}: mean over ${(years * 365).toPrecision(3)} days from ${(100 * current).toFixed(2)} % a year`,
  };
}
