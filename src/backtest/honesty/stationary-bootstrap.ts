import { OutOfRangeError, assertInRange } from "../../errors/index.js";
import { circularBlockLength } from "../../estimators/index.js";
import { createStream, quantile, type Stream } from "../../kernel/index.js";
import { stepsOf } from "./steps.js";

/** How a history is drawn again. */
export interface BootstrapOptions {
  /** Mean length of a block, steps, >= 1. */
  readonly blockLength: number;
  /** Histories drawn, a whole number from 100 to 100,000. */
  readonly resamples: number;
  /** Whole number; the same gives the same answer. */
  readonly seed: number;
}

/** Two ends between which a figure lies in a stated share of the drawn histories. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Figures of one run in each drawn history. */
export interface ResampledFigures {
  /** Sum of log returns. */
  readonly logGrowth: Float64Array;
  /** Highest fall from a peak, a fraction >= 0; the start counts as a peak. */
  readonly drawdownMax: Float64Array;
  /** Mean loss of the worst 2.5 % of the steps, a fraction >= 0: 0 where even they gain. */
  readonly expectedShortfall: Float64Array;
}

/** Share of the worst steps over which the expected shortfall is taken. */
const TAIL = 0.025;

/** Optimal circular over optimal stationary block: the variances of the two estimates are as 4/3 and 2 (Patton, Politis & White 2009). */
const CIRCULAR_OVER_STATIONARY = 1.5 ** (1 / 3);

/**
 * Mean length of the blocks of a stationary bootstrap that makes the error of the mean of `values` least, steps, at least 1
 * (Politis & White 2004, Econometric Reviews 23, 53; corrected by Patton, Politis & White 2009, Econometric Reviews 28, 372):
 * the circular one's over 1.5^(1/3). Values that do not move need no block.
 */
export function stationaryBlockLength(values: Float64Array): number {
  if (values.every((value) => value === values[0])) return 1;
  return Math.max(1, circularBlockLength(values) / CIRCULAR_OVER_STATIONARY);
}

/**
 * The steps of one drawn history, into `into`, as indices of `into.length` steps in a circle: from each the next one follows, or
 * with chance 1 / blockLength any (Politis & Romano 1994, JASA 89, 1303).
 */
export function drawStationary(stream: Stream, blockLength: number, into: Int32Array): void {
  const count = into.length;
  const fresh = 1 / blockLength;
  let at = 0;
  for (let i = 0; i < count; i++) {
    const draw = i === 0 ? 0 : stream.uniform();
    at = draw < fresh ? Math.floor(stream.uniform() * count) : at + 1 === count ? 0 : at + 1;
    into[i] = at;
  }
}

/**
 * Figures of several runs of one market in the same drawn histories, so that differences between runs are paired. A drawn
 * history joins days as they were held: what a policy would have done in another order of days is not asked again.
 * @param simpleReturns One column a run, fractions above -1, all of one length; a ruined run is not drawn again.
 * @throws TooFewError (E_TOO_FEW) below 30 steps; OutOfRangeError (E_OUT_OF_RANGE) for an option, unequal lengths or a ruin.
 */
export function resampledFigures(
  simpleReturns: readonly Float64Array[],
  options: BootstrapOptions,
): readonly ResampledFigures[] {
  const { blockLength, resamples, seed } = assertOptions(options);
  const count = assertColumns(simpleReturns);
  const runs = simpleReturns.map((returns) => drawnRun(returns, resamples));
  const indices = new Int32Array(count);
  const times = new Int32Array(count);
  for (let k = 0; k < resamples; k++) {
    drawStationary(createStream(seed, k), blockLength, indices);
    times.fill(0);
    for (const at of indices) times[at]++;
    for (const run of runs) measure(run, indices, times, k);
  }
  return runs.map(({ figures }) => figures);
}

/** The interval that holds a share of the drawn figures, as much beyond one end as beyond the other (percentile method, Efron 1979). */
export function percentileInterval(figures: Float64Array, share = 0.9): Interval {
  return { low: quantile(figures, (1 - share) / 2), high: quantile(figures, (1 + share) / 2) };
}

/** Mean loss of the worst 2.5 % of the steps, the last of them in part, a fraction >= 0: 0 where even they gain. */
export function expectedShortfallOf(simpleReturns: Float64Array): number {
  const ascending = simpleReturns.slice().sort();
  const tail = TAIL * ascending.length;
  let loss = 0;
  for (let i = 0; i < tail; i++) loss -= Math.min(1, tail - i) * ascending[i];
  return Math.max(0, loss / tail);
}

/** What is looked up for each drawn history of one run. */
interface DrawnRun {
  readonly returns: Float64Array;
  readonly logs: Float64Array;
  /** Steps from the worst to the best. */
  readonly ascending: Int32Array;
  readonly figures: ResampledFigures;
}

function drawnRun(returns: Float64Array, resamples: number): DrawnRun {
  const ascending = Int32Array.from(returns, (_, i) => i).sort((a, b) => returns[a] - returns[b]);
  const [logGrowth, drawdownMax] = [new Float64Array(resamples), new Float64Array(resamples)];
  const figures = { logGrowth, drawdownMax, expectedShortfall: new Float64Array(resamples) };
  return { returns, logs: returns.map((step) => Math.log1p(step)), ascending, figures };
}

/** Sets the figures of drawn history `k`, whose steps are `indices`, each `times` often. */
function measure({ returns, logs, ascending, figures }: DrawnRun, indices: Int32Array, times: Int32Array, k: number) {
  let [level, peak, fall] = [0, 0, 0];
  for (let i = 0; i < indices.length; i++) {
    level += logs[indices[i]];
    if (level > peak) peak = level;
    else if (peak - level > fall) fall = peak - level;
  }
  const tail = TAIL * indices.length;
  let [left, loss] = [tail, 0];
  for (let i = 0; left > 0; i++) {
    const taken = Math.min(left, times[ascending[i]]);
    loss -= taken * returns[ascending[i]];
    left -= taken;
  }
  figures.logGrowth[k] = level;
  figures.drawdownMax[k] = -Math.expm1(-fall);
  figures.expectedShortfall[k] = Math.max(0, loss / tail);
}

/** Fewest steps that are drawn again: blocks of fewer say nothing of a history. */
const STEPS_MIN = 30;

function assertColumns(columns: readonly Float64Array[]): number {
  const count = stepsOf(columns, "simpleReturns", STEPS_MIN);
  columns.forEach((column, i) => {
    const at = column.findIndex((step) => !(step > -1 && step < Infinity));
    if (at < 0) return;
    throw new OutOfRangeError({
      field: `simpleReturns[${i}][${at}]`,
      got: String(column[at]),
      want: "a finite simple return above -1",
      hint: "leave out runs that were ruined: no drawn history says more of them",
    });
  });
  return count;
}

function assertOptions(options: BootstrapOptions): BootstrapOptions {
  assertInRange(options.blockLength, "blockLength", { min: 1, want: "a mean length of 1 step or more" });
  assertInRange(options.resamples, "resamples", { min: 100, max: 100_000, want: "from 100 to 100,000 histories" });
  if (Number.isInteger(options.resamples)) return options;
  const hint = "round it";
  throw new OutOfRangeError({ field: "resamples", got: String(options.resamples), want: "a whole number", hint });
}
