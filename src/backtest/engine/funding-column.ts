import { OutOfRangeError } from "../../errors/index.js";
import { yearsOf } from "../../model/index.js";
import type { RateSeries } from "../../series/index.js";
import type { RatePast } from "./request.js";

/** Funding as it is paid in each bar. */
export interface FundingColumn {
  /** By bar: what a long pays in it, a fraction of notional at the open; stamps in [close before, close). */
  readonly paid: Float64Array;
  /** Indices of bars with a stamp that is not recorded: the stated rate is paid there, or nothing. */
  readonly stated: readonly number[];
  readonly lacking: readonly number[];
}

const stamp = (ms: number): string => new Date(ms).toISOString();

/** @throws OutOfRangeError (E_OUT_OF_RANGE) for stamps out of order, or two within one interval */
export function assertFunding({ timeMs, intervalMs }: RateSeries): void {
  for (let k = 1; k < timeMs.length; k++) {
    const step = timeMs[k] - timeMs[k - 1];
    if (step > intervalMs / 2) continue;
    const isBack = !(step > 0);
    throw new OutOfRangeError({
      field: `rates.funding.timeMs[${k}]`,
      got: isBack ? `${stamp(timeMs[k])} after ${stamp(timeMs[k - 1])}` : `a payment ${step} ms after the one before`,
      want: isBack ? "times in strictly ascending order" : `one payment in each ${intervalMs} ms`,
      hint: isBack
        ? "sort the payments by time, each once"
        : "payments overlap: where the interval changed, run each span alone",
    });
  }
}

/** Stamps that a record lacks between two times, the first left out: those of its interval, counted from `afterMs`. */
function* lackingStamps(afterMs: number, beforeMs: number, intervalMs: number): Generator<number> {
  const count = Math.round((beforeMs - afterMs) / intervalMs) - 1;
  for (let j = 1; j <= count; j++) yield afterMs + j * intervalMs;
}

/** Adds what is due at a stamp to its bar: the first whose close is later. Stamps outside the closes belong to no bar. */
function barOf(closeMs: Float64Array, ms: number): number {
  if (ms < closeMs[0] || ms >= closeMs[closeMs.length - 1]) return -1;
  let [low, high] = [0, closeMs.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (closeMs[middle] <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every stamp that the record lacks while the closes run: before it, within it and after it. */
function* unrecorded({ timeMs, intervalMs }: RateSeries, fromMs: number, toMs: number): Generator<number> {
  for (let ms = timeMs[0] - intervalMs; ms >= fromMs; ms -= intervalMs) yield ms;
  for (let k = 1; k < timeMs.length; k++) yield* lackingStamps(timeMs[k - 1], timeMs[k], intervalMs);
  for (let ms = timeMs[timeMs.length - 1] + intervalMs; ms < toMs; ms += intervalMs) yield ms;
}

/**
 * Funding by bar. A recorded payment is paid at its stamp for one interval of the record; where one lacks, the stated rate is paid for
 * that interval. Without a record the stated rate is paid in every bar for the time that it lasts.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for stamps out of order or too close
 */
export function fundingColumn({ recorded, statedAnnual }: RatePast, closeMs: Float64Array): FundingColumn {
  const paid = new Float64Array(closeMs.length);
  const [stated, lacking]: [number[], number[]] = [[], []];
  if (recorded === null) {
    for (let i = 1; i < paid.length; i++) paid[i] = (statedAnnual ?? 0) * yearsOf(closeMs[i] - closeMs[i - 1]);
    return { paid, stated: statedAnnual === null ? [] : Array.from(closeMs, (_, i) => i), lacking };
  }
  assertFunding(recorded);
  const years = yearsOf(recorded.intervalMs);
  recorded.timeMs.forEach((ms, k) => {
    const bar = barOf(closeMs, ms);
    if (bar >= 0) paid[bar] += recorded.rateAnnual[k] * years;
  });
  for (const ms of unrecorded(recorded, closeMs[0], closeMs[closeMs.length - 1])) {
    const bar = barOf(closeMs, ms);
    if (bar < 0) continue;
    (statedAnnual === null ? lacking : stated).push(bar);
    paid[bar] += (statedAnnual ?? 0) * years;
  }
  return { paid, stated, lacking };
}
