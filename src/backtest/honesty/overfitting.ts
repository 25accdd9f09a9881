import { OutOfRangeError, TooFewError } from "../../errors/index.js";
import { stepsOf } from "./steps.js";

/** What the best strategy is chosen by: the mean log return, or mean over standard deviation of simple returns. */
export type SelectionScore = "growth" | "sharpe";

/** How the periods are split. */
export interface OverfittingOptions {
  /** Blocks of consecutive periods, an even number from 4 to 20; 16 when left out, as in the paper. */
  readonly blocks?: number;
  /** Growth when left out. */
  readonly score?: SelectionScore;
}

/** How well a choice by past scores does afterwards. Scores are per period. */
export interface Overfitting {
  /** Share of splits in which the best of one half is below the median of the other, 0 to 1; at the median counts half, so that noise has one half. */
  readonly probability: number;
  /** Splits: all ways to take half of the blocks. */
  readonly splits: number;
  readonly blocks: number;
  readonly strategies: number;
  readonly score: SelectionScore;
  /** Logit of the chosen one's relative rank in the other half, one a split; above 0 is above the median. */
  readonly logits: Float64Array;
  /** Mean score of the chosen in the half that chose it; null where some choice met ruin. */
  readonly scoreChosen: number | null;
  /** Mean score of the chosen in the other half; null where some choice met ruin. */
  readonly scoreAfter: number | null;
  /** Score afterwards per score when chosen, by least squares; null where some choice met ruin or all scored alike. */
  readonly degradationSlope: number | null;
  /** Share of splits in which the chosen one loses afterwards (score below 0, or ruin), 0 to 1. */
  readonly lossProbability: number;
}

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, Lopez de Prado & Zhu 2017,
 * Journal of Computational Finance 20(4), 39): for each way to take half of the blocks, the strategy that is best there is
 * ranked in the other half. Blocks differ by one period at most where the periods do not divide. Of equal scores the first is
 * chosen, and ranks are their mean. A half that holds a return of -1 is ruin, the worst score there is.
 * @param columns Simple returns, fractions >= -1, one column a strategy, two at least, over the same periods.
 * @throws TooFewError (E_TOO_FEW) below two strategies or two periods a block; OutOfRangeError (E_OUT_OF_RANGE) for the
 * number of blocks, lengths that differ, or a return that is missing or below -1.
 */
export function overfittingOf(columns: readonly Float64Array[], options: OverfittingOptions = {}): Overfitting {
  const { blocks = 16, score = "growth" } = options;
  assertBlocks(blocks);
  assertStrategies(columns, blocks);
  const parts = columns.map((column) => blockSums(column, blocks, score));
  const { chosen, after, ranks } = choices(parts, halvesOf(blocks), score);
  const logits = ranks.map((rank) => Math.log(rank / (columns.length + 1 - rank)));
  const share = (count: number): number => count / logits.length;
  return {
    probability: share(logits.reduce((sum, logit) => sum + (logit < 0 ? 1 : logit === 0 ? 0.5 : 0), 0)),
    splits: logits.length,
    blocks,
    strategies: columns.length,
    score,
    logits,
    ...degradation(chosen, after),
    lossProbability: share(after.filter((value) => value < 0).length),
  };
}

/** For each half: the score of the best there, its score in the other half, and its rank there. */
interface Choices {
  readonly chosen: Float64Array;
  readonly after: Float64Array;
  readonly ranks: Float64Array;
}

function choices(parts: readonly BlockSums[], halves: readonly number[], score: SelectionScore): Choices {
  const splits = halves.length;
  const [chosen, after, ranks] = [new Float64Array(splits), new Float64Array(splits), new Float64Array(splits)];
  const [one, other] = [new Float64Array(parts.length), new Float64Array(parts.length)];
  const choose = (split: number, here: Float64Array, there: Float64Array): void => {
    const best = here.indexOf(here.reduce((most, each) => Math.max(most, each), -Infinity));
    chosen[split] = here[best];
    after[split] = there[best];
    ranks[split] = rankOf(there, best);
  };
  // Halves ascend as numbers, so the other half of the first is the last, and each pair is scored once.
  for (let split = 0; split < splits / 2; split++) {
    scoreOver(parts, halves[split], score, one);
    scoreOver(parts, halves[splits - 1 - split], score, other);
    choose(split, one, other);
    choose(splits - 1 - split, other, one);
  }
  return { chosen, after, ranks };
}

/** All ways to take half of the blocks, as bits. */
function halvesOf(blocks: number): readonly number[] {
  const halves: number[] = [];
  for (let bits = 0; bits < 2 ** blocks; bits++) if (bitsIn(bits) === blocks / 2) halves.push(bits);
  return halves;
}

const bitsIn = (bits: number): number => {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
};

/** Count, sum and sum of squares of what is scored, block by block; a ruin makes the sum -Infinity. */
interface BlockSums {
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

function blockSums(column: Float64Array, blocks: number, score: SelectionScore): BlockSums {
  const [counts, sums, squares] = [new Float64Array(blocks), new Float64Array(blocks), new Float64Array(blocks)];
  for (let block = 0; block < blocks; block++) {
    const from = Math.floor((column.length * block) / blocks);
    const to = Math.floor((column.length * (block + 1)) / blocks);
    counts[block] = to - from;
    for (let i = from; i < to; i++) {
      const value = score === "growth" || column[i] === -1 ? Math.log1p(column[i]) : column[i];
      sums[block] += value;
      squares[block] += value * value;
    }
  }
  return { counts, sums, squares };
}

/** Score of each strategy over the blocks whose bits are set; -Infinity for a ruin, 0 for a Sharpe ratio of what does not move. */
function scoreOver(parts: readonly BlockSums[], bits: number, score: SelectionScore, into: Float64Array): void {
  const blocks = Array.from(parts[0].sums.keys()).filter((block) => ((bits >> block) & 1) === 1);
  const count = blocks.reduce((all, block) => all + parts[0].counts[block], 0);
  for (let k = 0; k < parts.length; k++) {
    const { sums, squares } = parts[k];
    let [sum, square] = [0, 0];
    for (const block of blocks) {
      sum += sums[block];
      square += squares[block];
    }
    into[k] = score === "growth" ? sum / count : sharpeOf(sum / count, square / count);
  }
}

/** Mean over standard deviation, from the means of values and of their squares. */
function sharpeOf(mean: number, square: number): number {
  if (mean === -Infinity) return mean;
  const variance = square - mean * mean;
  return variance > ROUNDING * mean * mean ? mean / Math.sqrt(variance) : 0;
}

/** A variance taken as a difference of squares is no more exact than this share of the square of the mean. */
const ROUNDING = 1e-12;

/** Rank of value `at` from 1, the lowest; equal values share the mean of their ranks. */
function rankOf(values: Float64Array, at: number): number {
  let [below, equal] = [0, 0];
  for (const value of values) {
    if (value < values[at]) below++;
    else if (value === values[at]) equal++;
  }
  return below + (equal + 1) / 2;
}

/** Means of the scores when chosen and after, and the slope of one on the other. */
function degradation(
  chosen: Float64Array,
  after: Float64Array,
): Pick<Overfitting, "scoreChosen" | "scoreAfter" | "degradationSlope"> {
  if (chosen.includes(-Infinity) || after.includes(-Infinity)) {
    return { scoreChosen: null, scoreAfter: null, degradationSlope: null };
  }
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [scoreChosen, scoreAfter] = [mean(chosen), mean(after)];
  const spread = mean(chosen.map((value) => (value - scoreChosen) ** 2));
  const together = mean(chosen.map((value, i) => (value - scoreChosen) * (after[i] - scoreAfter)));
  return { scoreChosen, scoreAfter, degradationSlope: spread > 0 ? together / spread : null };
}

function assertBlocks(blocks: number): void {
  if (Number.isInteger(blocks) && blocks % 2 === 0 && blocks >= 4 && blocks <= 20) return;
  const hint = "16 gives 12,870 splits";
  throw new OutOfRangeError({ field: "blocks", got: String(blocks), want: "an even number from 4 to 20", hint });
}

function assertStrategies(columns: readonly Float64Array[], blocks: number): void {
  stepsOf(columns, "columns", 2 * blocks);
  if (columns.length < 2) {
    const hint = "one strategy is not chosen";
    throw new TooFewError({ field: "columns", got: "1 strategy", want: "at least 2", hint });
  }
  columns.forEach((column, i) => {
    const at = column.findIndex((step) => !(step >= -1 && step < Infinity));
    if (at < 0) return;
    throw new OutOfRangeError({
      field: `columns[${i}][${at}]`,
      got: String(column[at]),
      want: "a finite simple return of -1 or above",
      hint: "give -1 for a ruin; leave out periods that no strategy has",
    });
  });
}
