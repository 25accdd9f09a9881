import { LOG_MOVE_MAX, centredOf, exponential, sineOfHalfTurn, uniformOf } from "./algebra.js";
import type { PathJob, PathJumps, PathMoves, PathRate, PathVariance } from "./job.js";
import { normalTable, quantileOf } from "./quantile-table.js";
import { fillWords } from "./words.js";

/** What one path does, step by step: filled once for a path, read by each of its positions. */
export interface PathBuffers {
  /** Random words: `first` before the first step, then `stride` a step. */
  readonly words: Int32Array;
  readonly first: number;
  readonly stride: number;
  /** The price over that of the step before, jump counted; and the jump alone, 1 where there is none. */
  readonly factors: Float64Array;
  readonly jumps: Float64Array;
  /** What each step's move is before its shock; the shock, in the same units, and its variance. */
  readonly means: Float64Array;
  readonly shocks: Float64Array;
  readonly variances: Float64Array;
  /** Standardised shock in two parts: the root of the first times the second. */
  readonly squares: Float64Array;
  readonly signs: Float64Array;
  /** The rate at each step's start, times the step's length. */
  readonly rates: Float64Array;
  /** Of bars: low and high over the close before. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** Closes of all bars less their mean, over their deviation. */
  readonly standard: Float64Array;
  /** Of volatility states: chances, summed up, of the first and of the next. */
  readonly start: Float64Array;
  readonly switching: Float64Array;
  /** What the loop of a position and its careful parts pass to each other. */
  readonly passed: Float64Array;
}

type Shocks = Extract<PathMoves, { kind: "shocks" }>;
type Bars = Extract<PathMoves, { kind: "bars" }>;
type Garch = Extract<PathVariance, { kind: "garch" }>;
type States = Extract<PathVariance, { kind: "states" }>;

/** Words that a path draws before its first step (the first state, or where each block of bars begins), and a step: two of the shock, then of switching, of a jump (two), of the rate. */
function drawsOf({ moves, rate, steps }: PathJob): { readonly first: number; readonly stride: number } {
  const surprise = rate === null ? 0 : 1;
  if (moves.kind === "bars") return { first: Math.ceil(steps / moves.blockLength), stride: surprise };
  const states = moves.variance.kind === "states" ? 1 : 0;
  return { first: states, stride: 2 + states + (moves.jumps === null ? 0 : 2) + surprise };
}

/** Numbers less their mean, over their deviation; zeros where they do not vary. */
function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
  return values.map((value) => (value - mean) * scale);
}

/** Buffers for the paths of a job. */
export function pathBuffers(job: PathJob): PathBuffers {
  const { moves, rate, steps } = job;
  const { first, stride } = drawsOf(job);
  const buffer = (needed: boolean): Float64Array => new Float64Array(needed ? steps : 0);
  const shocks = moves.kind === "shocks";
  const states = shocks && moves.variance.kind === "states" ? moves.variance : null;
  return {
    words: new Int32Array(first + stride * steps),
    first,
    stride,
    factors: buffer(true),
    jumps: buffer(shocks && moves.jumps !== null),
    means: buffer(shocks),
    shocks: buffer(true),
    variances: buffer(shocks),
    squares: buffer(true).fill(1),
    signs: buffer(true),
    rates: buffer(rate !== null),
    lows: buffer(!shocks),
    highs: buffer(!shocks),
    standard: shocks || rate === null ? new Float64Array(0) : standardised(moves.closes),
    start: cumulated(states === null ? [] : [states.start]),
    switching: cumulated(states === null ? [] : states.switching),
    passed: new Float64Array(5),
  };
}

/** Standardised shocks of Student's t with 4 degrees of freedom: t = 2 sqrt(U^(-1/2) - 1) cos(2 pi V) (Bailey 1994), over its deviation sqrt(2); the cosine of a uniform angle has the law of a sine within half a turn. */
function fillStudentT4({ words, first, stride, squares, signs }: PathBuffers): void {
  const { length } = squares;
  for (let step = 0, at = first; step < length; step++, at += stride) {
    squares[step] = 2 / Math.sqrt(uniformOf(words[at])) - 2;
    signs[step] = sineOfHalfTurn(centredOf(words[at + 1]));
  }
}

/** Standardised shocks of a table; the second word of a step is drawn for the bridge alone. */
function fillQuantiles({ words, first, stride, signs }: PathBuffers, nodes: Float64Array): void {
  for (let step = 0, at = first; step < signs.length; step++, at += stride) signs[step] = quantileOf(nodes, words[at]);
}

/** GJR(1,1), in units of the believed scale. What falls is told by the sign's difference to its size: a branch would be guessed wrong at every other step. */
function fillGarch({ squares, signs, variances }: PathBuffers, garch: Garch, scale: number): void {
  const { alpha, beta } = garch;
  const quarter = garch.gamma * 0.25;
  const omega = garch.omega * scale;
  let variance = garch.variance * scale;
  const { length } = variances;
  for (let step = 0; step < length; step++) {
    variances[step] = variance;
    const sign = signs[step];
    const fall = sign - Math.abs(sign);
    variance = omega + (squares[step] * (alpha * (sign * sign) + quarter * (fall * fall)) + beta) * variance;
  }
}

/** Chances of the first state, and of one of the first two, row after row of a table of chances; 2 for states that there are not. */
const cumulated = (rows: readonly (readonly number[])[]): Float64Array =>
  Float64Array.from(rows.flatMap((row) => [row.length > 1 ? row[0] : 2, row.length > 2 ? row[0] + row[1] : 2]));

/** The state that a uniform number chooses from a row of such chances. */
const stateOf = (chances: Float64Array, row: number, uniform: number): number =>
  (uniform >= chances[2 * row] ? 1 : 0) + (uniform >= chances[2 * row + 1] ? 1 : 0);

/** Variances and means of volatility states that follow each other. */
function fillStates(buffers: PathBuffers, states: States, mean: number, scale: number): void {
  const { words, first, stride, variances, means, start, switching } = buffers;
  let state = stateOf(start, 0, uniformOf(words[0]));
  for (let step = 0, at = first + 2; step < variances.length; step++, at += stride) {
    variances[step] = states.variances[state] * scale;
    means[step] = mean + states.means[state];
    state = stateOf(switching, state, uniformOf(words[at]));
  }
}

function fillVariances(buffers: PathBuffers, variance: PathVariance, mean: number, scale: number): void {
  if (variance.kind === "states") {
    fillStates(buffers, variance, mean, scale);
    return;
  }
  buffers.means.fill(mean);
  if (variance.kind === "garch") fillGarch(buffers, variance, scale);
  else buffers.variances.fill(variance.variance * scale);
}

/** Shocks, and factors 1 + max(-.9, mean + shock). */
function fillSimple({ squares, signs, means, variances, shocks, factors }: PathBuffers): void {
  const { length } = factors;
  for (let step = 0; step < length; step++) {
    const shock = Math.sqrt(variances[step] * squares[step]) * signs[step];
    const move = means[step] + shock;
    shocks[step] = shock;
    factors[step] = 1 + (move > -0.9 ? move : -0.9);
  }
}

/** Shocks, and factors exp(mean + shock). */
function fillLog({ squares, signs, means, variances, shocks, factors }: PathBuffers): void {
  const { length } = factors;
  for (let step = 0; step < length; step++) {
    const shock = Math.sqrt(variances[step] * squares[step]) * signs[step];
    const move = means[step] + shock;
    const least = move > -LOG_MOVE_MAX ? move : -LOG_MOVE_MAX;
    shocks[step] = shock;
    factors[step] = exponential(least < LOG_MOVE_MAX ? least : LOG_MOVE_MAX);
  }
}

/** Jumps, and factors with them. */
function fillJumps(buffers: PathBuffers, { probability, sizes }: PathJumps, place: number): void {
  const { words, first, stride, factors, jumps } = buffers;
  for (let step = 0, at = first + place; step < factors.length; step++, at += stride) {
    const jump = uniformOf(words[at]) < probability ? 1 + quantileOf(sizes.nodes, words[at + 1]) : 1;
    jumps[step] = jump;
    factors[step] *= jump;
  }
}

function fillMoves(
  buffers: PathBuffers,
  moves: Shocks,
  belief: { readonly mean: number; readonly scale: number },
): void {
  if (moves.shock.kind === "student-t-4") fillStudentT4(buffers);
  else fillQuantiles(buffers, moves.shock.table.nodes);
  fillVariances(buffers, moves.variance, moves.mean + belief.mean, belief.scale * belief.scale);
  if (moves.growth === "simple") fillSimple(buffers);
  else fillLog(buffers);
  if (moves.jumps !== null) fillJumps(buffers, moves.jumps, moves.variance.kind === "states" ? 3 : 2);
}

/** The rate at the start of each step; its surprise comes with the step's shock. */
function fillRates(buffers: PathBuffers, rate: PathRate): void {
  const { words, first, stride, squares, signs, rates } = buffers;
  const { level, reversion, least, stepYears } = rate;
  const common = rate.deviation * rate.correlation;
  const own = rate.deviation * Math.sqrt(1 - rate.correlation * rate.correlation);
  const { nodes } = normalTable();
  let now = rate.start;
  for (let step = 0, at = first + stride - 1; step < rates.length; step++, at += stride) {
    rates[step] = (now > least ? now : least) * stepYears;
    const shock = Math.sqrt(squares[step]) * signs[step];
    now = now + reversion * (level - now) + common * shock + own * quantileOf(nodes, words[at]);
  }
}

/** Bars in circular blocks; what they did, standardised, is their shock to the rate, and no control. */
function fillBars(buffers: PathBuffers, { closes, lows, highs, blockLength }: Bars): void {
  const { words, factors, standard, signs } = buffers;
  let bar = 0;
  for (let step = 0; step < factors.length; step++) {
    if (step % blockLength === 0) bar = Math.floor(uniformOf(words[step / blockLength]) * closes.length);
    factors[step] = closes[bar];
    buffers.lows[step] = lows[bar];
    buffers.highs[step] = highs[bar];
    if (standard.length > 0) signs[step] = standard[bar];
    bar = bar + 1 < closes.length ? bar + 1 : 0;
  }
}

/** Fills the buffers with what the path of this index does. */
export function fillPath(buffers: PathBuffers, { moves, rate, seed, beliefs }: PathJob, path: number): void {
  fillWords(buffers.words, Number(seed & WORD_MASK), Number(seed >> 32n), path);
  const belief = beliefs === null ? CERTAIN : { mean: beliefs.means[path], scale: beliefs.scales[path] };
  if (moves.kind === "bars") fillBars(buffers, moves);
  else fillMoves(buffers, moves, belief);
  if (rate !== null) fillRates(buffers, rate);
}

const CERTAIN = { mean: 0, scale: 1 } as const;
const WORD_MASK = 0xffffffffn;
