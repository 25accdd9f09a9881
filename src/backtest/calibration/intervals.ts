import { TooFewError, assertPositive } from "../../errors/index.js";
import { gammaQuantile } from "../../kernel/index.js";

/** A sum of one figure over the forecasts of one date, and how many they are. */
export interface DateSum {
  /** epoch ms UTC. */
  readonly atMs: number;
  readonly sum: number;
  /** Forecasts of that date that count; 0 where none does. */
  readonly count: number;
}

/** Normal quantile of a two-sided 95 % interval. */
const Z95 = 1.959963984540054;

/** Chance beyond each end of it. */
const TAIL = 0.025;

/** Every date's sum of a figure of its forecasts; the dates ascending, those without any kept. */
export function dateSums<T extends { readonly atMs: number }>(
  dates: readonly number[],
  forecasts: readonly T[],
  figure: (each: T) => number,
): readonly DateSum[] {
  const found = new Map(dates.map((atMs) => [atMs, { sum: 0, count: 0 }]));
  for (const each of forecasts) {
    const date = found.get(each.atMs);
    if (date === undefined) continue;
    date.sum += figure(each);
    date.count++;
  }
  return Array.from(found, ([atMs, { sum, count }]) => ({ atMs, sum, count }));
}

/** Mean over all forecasts. @throws TooFewError (E_TOO_FEW) for none. */
export function meanOfDates(dates: readonly DateSum[]): number {
  const count = countOf(dates);
  if (count > 0) return dates.reduce((all, { sum }) => all + sum, 0) / count;
  const hint = "a longer history has more dates";
  throw new TooFewError({ field: "dates", got: "no forecast", want: "at least one", hint });
}

const countOf = (dates: readonly DateSum[]): number => dates.reduce((all, { count }) => all + count, 0);

/** Dates that lie within `blockMs`, at least one and at most all. */
function blockLength(dates: readonly DateSum[], blockMs: number): number {
  const span = dates[dates.length - 1].atMs - dates[0].atMs;
  return dates.length === 1 ? 1 : Math.min(dates.length, Math.ceil((blockMs / span) * (dates.length - 1)));
}

/**
 * Standard error of the mean over all forecasts by the circular block bootstrap (Politis & Romano 1992): blocks of dates at least
 * `blockMs` long, all forecasts of a date drawn together. Its variance is known without drawing: with e the date's sum less
 * its count times the mean, n dates and blocks of b, it is n/b times the mean square of the sum of e over the n blocks.
 * @throws TooFewError (E_TOO_FEW) for no forecast; OutOfRangeError (E_OUT_OF_RANGE) unless blockMs is above 0.
 */
export function blockError(dates: readonly DateSum[], blockMs: number): number {
  assertPositive(blockMs, "blockMs");
  const mean = meanOfDates(dates);
  const length = blockLength(dates, blockMs);
  const rest = dates.map(({ sum, count }) => sum - count * mean);
  let block = rest.slice(0, length).reduce((all, each) => all + each, 0);
  let squares = 0;
  for (let start = 0; start < rest.length; start++) {
    squares += block * block;
    block += rest[(start + length) % rest.length] - rest[start];
  }
  return Math.sqrt(squares / length) / countOf(dates);
}

/**
 * How many separate windows the forecasts are worth: n^2 over the sum over all pairs of the share of time that their windows
 * of `windowMs` have in common, forecasts of one date counting as one and the same. It is what the mean of independent events
 * would need for the variance that overlapping windows have where nothing but the overlap ties them.
 */
export function separateWindows(dates: readonly DateSum[], windowMs: number): number {
  assertPositive(windowMs, "windowMs");
  const counted = dates.filter(({ count }) => count > 0);
  let shared = 0;
  counted.forEach((date, i) => {
    shared += date.count ** 2;
    for (let j = i + 1; j < counted.length; j++) {
      const apart = counted[j].atMs - date.atMs;
      if (apart >= windowMs) break;
      shared += 2 * date.count * counted[j].count * (1 - apart / windowMs);
    }
  });
  return shared === 0 ? 0 : countOf(dates) ** 2 / shared;
}

/** Events, or their absence, below which Wilson's nearer limit covers too little and Poisson's takes its place (Brown, Cai & DasGupta 2001, section 4.1.1). */
const FEW = 3;

/** Lower limit of a frequency of `events` in `worth`, by Poisson's law where they are few. */
function lowerLimit(wilson: number, events: number, worth: number): number {
  if (events <= 0) return 0;
  return events > FEW ? wilson : Math.min(wilson, gammaQuantile(TAIL, events) / worth);
}

/** A frequency and its 95 % interval. */
export interface Frequency {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Independent events that it is worth. */
  readonly worth: number;
}

/**
 * The frequency of an event over forecasts whose windows overlap, with a 95 % interval: Wilson's (1927), which neither leaves 0 to
 * 1 nor shrinks to nothing where no event came (Poisson's limit where few came), for as many independent events as the block bootstrap's variance says that they
 * are worth, and no more than there are separate windows.
 * @throws TooFewError (E_TOO_FEW) for no forecast.
 */
export function frequencyOf(
  dates: readonly DateSum[],
  { windowMs, blockMs }: { readonly windowMs: number; readonly blockMs: number },
): Frequency {
  const value = meanOfDates(dates);
  const error = blockError(dates, blockMs);
  const separate = separateWindows(dates, windowMs);
  const worth = error === 0 ? separate : Math.min(separate, (value * (1 - value)) / error ** 2);
  const shrink = 1 + Z95 ** 2 / worth;
  const middle = (value + Z95 ** 2 / (2 * worth)) / shrink;
  const half = (Z95 / shrink) * Math.sqrt((value * (1 - value)) / worth + Z95 ** 2 / (4 * worth ** 2));
  const low = lowerLimit(middle - half, value * worth, worth);
  const high = 1 - lowerLimit(1 - middle - half, (1 - value) * worth, worth);
  return { value, low, high, worth };
}

/** A mean and its 95 % interval by the block bootstrap's standard error. */
export function meanInterval(
  dates: readonly DateSum[],
  blockMs: number,
): { readonly value: number; readonly low: number; readonly high: number } {
  const [value, error] = [meanOfDates(dates), blockError(dates, blockMs)];
  return { value, low: value - Z95 * error, high: value + Z95 * error };
}
