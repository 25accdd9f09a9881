import { choleskyFactor, choleskySolve } from "../../kernel/index.js";
import type { Measured, Quantile } from "./outcome.js";

/** Mean and sum of squares about it, in the order of the values. */
function momentsOf(values: Float64Array): { readonly mean: number; readonly squares: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return { mean, squares };
}

/** Mean of two values or more, and its standard error. */
export function meanOf(values: Float64Array): Measured {
  const { mean, squares } = momentsOf(values);
  return { value: mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** How many equal values would make as noisy a sum as these of 0 and above do: the number that it rests on (Kish 1965); 0 where all are 0. */
export function numberRestedOn(values: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}

/** A mean with control variates, and how many times fewer values it takes for the same error. */
export interface Controlled {
  readonly mean: Measured;
  readonly gain: number;
}

/** Gains below this are chance: a regression on noise finds a little in any sample. */
const GAIN_MIN = 1.05;

/** Part of a sum of squares that is rounding: what is held at 1x is all shocks and nothing else. */
const ROUNDING = 1e-12;

/** Sum of products about the means. */
function productsOf(a: Float64Array, aMean: number, b: Float64Array, bMean: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - aMean) * (b[i] - bMean);
  return sum;
}

/**
 * Mean of values, less what controls whose true means are 0 explain of it (regression; Glasserman 2003, Monte Carlo methods in
 * financial engineering, section 4.1). Where they do not help, or say the same as each other: the plain mean, and a gain of 1.
 */
export function controlledMean(values: Float64Array, controls: readonly Float64Array[]): Controlled {
  const plain = { mean: meanOf(values), gain: 1 };
  const of = momentsOf(values);
  const by = controls.map((control) => ({ control, ...momentsOf(control) })).filter(({ squares }) => squares > 0);
  const gram = by.flatMap((a) => by.map((b) => productsOf(a.control, a.mean, b.control, b.mean)));
  const factor = choleskyFactor(Float64Array.from(gram), by.length);
  if (factor === null) return plain;
  const shared = Float64Array.from(by, ({ control, mean }) => productsOf(control, mean, values, of.mean));
  const slopes = choleskySolve(factor, by.length, shared);
  const explained = slopes.reduce((sum, slope, i) => sum + slope * shared[i], 0);
  const rest = Math.max(ROUNDING * of.squares, of.squares - explained);
  const gain = of.squares / rest;
  if (!(gain > GAIN_MIN)) return plain;
  const value = slopes.reduce((mean, slope, i) => mean - slope * by[i].mean, of.mean);
  const standardError = Math.sqrt(rest / (values.length - 1 - by.length) / values.length);
  return { mean: { value, standardError }, gain };
}

/** A proportion: its error is that of one event more and one non-event more, so that none seen is not none for certain (Laplace's rule). */
function proportionOf(count: number, trials: number): Measured {
  const smoothed = (count + 1) / (trials + 2);
  return { value: count / trials, standardError: Math.sqrt((smoothed * (1 - smoothed)) / trials) };
}

/** Proportion of values of which something holds. */
export function shareOf(values: Float64Array, holds: (value: number) => boolean): Measured {
  let count = 0;
  for (const value of values) if (holds(value)) count++;
  return proportionOf(count, values.length);
}

/** Chances at which quantiles are told. */
const PROBABILITIES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** The value at a rank that need not be whole, straight between neighbours: definition 7 of Hyndman & Fan 1996. */
function atRank(ascending: Float64Array, rank: number): number {
  const below = Math.floor(rank);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (rank - below) * (ascending[above] - ascending[below]);
}

/** One quantile of ascending values. Its error is half of what lies between the ranks that are one binomial deviation below and above; where one of them is beyond the sample, in proportion to the ranks that are not. */
function quantileAt(ascending: Float64Array, probability: number): Quantile {
  const last = ascending.length - 1;
  const rank = probability * last;
  const deviation = Math.sqrt(ascending.length * probability * (1 - probability));
  const [low, high] = [Math.max(0, rank - deviation), Math.min(last, rank + deviation)];
  const spread = atRank(ascending, high) - atRank(ascending, low);
  return { probability, value: atRank(ascending, rank), standardError: (spread * deviation) / (high - low) };
}

/** Quantiles of values in any order. */
export function quantilesOf(values: Float64Array): readonly Quantile[] {
  const ascending = values.slice().sort();
  return PROBABILITIES.map((probability) => quantileAt(ascending, probability));
}
