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

/** A mean with a control variate, and how many times fewer values it takes for the same error. */
export interface Controlled {
  readonly mean: Measured;
  readonly gain: number;
}

/** Gains below this are chance: a regression on noise finds a little in any sample. */
const GAIN_MIN = 1.05;

/** Mean of values, less what a control whose true mean is 0 explains of it (regression; Glasserman 2003, Monte Carlo methods in financial engineering, section 4.1). Where that does not help: the plain mean, and a gain of 1. */
export function controlledMean(values: Float64Array, control: Float64Array): Controlled {
  const plain = { mean: meanOf(values), gain: 1 };
  const [of, by] = [momentsOf(values), momentsOf(control)];
  if (of.squares === 0 || by.squares === 0) return plain;
  let products = 0;
  values.forEach((value, i) => (products += (value - of.mean) * (control[i] - by.mean)));
  const slope = products / by.squares;
  const rest = of.squares - slope * products;
  const gain = of.squares / rest;
  if (!(gain > GAIN_MIN)) return plain;
  const standardError = Math.sqrt(Math.max(0, rest) / (values.length - 2) / values.length);
  return { mean: { value: of.mean - slope * by.mean, standardError }, gain };
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
