import { OutOfRangeError, TooFewError, assertPositive } from "../errors/index.js";
import { DAY_MS, YEAR_MS, yearsOf, type BarsLaw } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { checkedLog } from "./log-returns.js";
import { circularBlockLength } from "./path-block-length.js";

/** Fewest bars that paths are drawn from. */
const BARS_MIN = 250;
/** Largest share of steps over holes that is taken for a fault of the file and not for the hours that its market keeps. */
const HOLES_MAX = 0.05;

/** How bars are drawn. */
export interface BarsLawOptions {
  /** Length of the blocks, ms, rounded to bars; left out, by `circularBlockLength` of the sizes of log returns, a day at least. */
  readonly blockMs?: number | undefined;
  /**
   * What becomes of a bar that follows a hole, and whose move is that of the hole too. "cut" (when left out): it is not drawn.
   * "keep": it is, and a step stands for the mean time between bars: for a market that closes at night or over weekends.
   */
  readonly holes?: "cut" | "keep" | undefined;
}

/**
 * The bars of a series as a law of paths: close, low and high of each over the close before it, drawn in blocks, so that
 * what lies within a block comes as it came: lows, tails, spells of volatility. A spell longer than a block is broken where
 * the block ends; over a horizon shorter than a block, paths are the windows of the history. The errors of such odds count
 * the paths and not how short the history is. Of a series of closes alone, what lies between two closes is not known and not seen.
 * @throws TooFewError (E_TOO_FEW) below 250 bars; OutOfRangeError (E_OUT_OF_RANGE) naming a price that is not a finite
 * number above 0, a block longer than the series, or "holes" where more than 5 % of the bars would be cut.
 */
export function barsLaw(series: PriceSeries, { blockMs, holes = "cut" }: BarsLawOptions = {}): BarsLaw {
  const { close, closeMs, intervalMs, source } = series;
  const kept = barsKept(series, holes);
  const { low, high } = series.bars ?? { low: close, high: close };
  const over = (column: Float64Array): Float64Array => Float64Array.from(kept, (bar) => column[bar] / close[bar - 1]);
  const steps = Math.max(0, close.length - 1);
  const leftOut = steps - kept.length;
  const stepMs = holes === "keep" ? (closeMs[steps] - closeMs[0]) / steps : intervalMs;
  const sizes = Float64Array.from(kept, (bar) =>
    Math.abs(checkedLog(close, bar, "close") - checkedLog(close, bar - 1, "close")),
  );
  const blockLength = blockLengthOf(sizes, stepMs, blockMs);
  const blocks = `blocks of ${((blockLength * stepMs) / DAY_MS).toFixed(1)} days of ${source}`;
  const closesAlone = series.bars === null ? ", closes alone" : "";
  return {
    kind: "bars",
    stepYears: yearsOf(stepMs),
    closes: over(close),
    lows: over(low),
    highs: over(high),
    continuous: series.bars !== null,
    blockLength,
    leftOut,
    source: `${blocks}${closesAlone}${leftOut === 0 ? "" : `, ${leftOut} bars after holes left out`}`,
  };
}

/** Indices of the bars that are drawn. @throws OutOfRangeError (E_OUT_OF_RANGE), TooFewError (E_TOO_FEW). */
function barsKept({ close, closeMs, intervalMs }: PriceSeries, holes: "cut" | "keep"): readonly number[] {
  const all = Array.from(close.keys()).slice(1);
  const afterHole = (bar: number): boolean => Math.round((closeMs[bar] - closeMs[bar - 1]) / intervalMs) !== 1;
  const kept = holes === "keep" ? all : all.filter((bar) => !afterHole(bar));
  if (kept.length < BARS_MIN) {
    throw new TooFewError({
      field: "series",
      got: `${kept.length} bars that follow another`,
      want: `at least ${BARS_MIN}`,
      hint: "give a longer history, or a law of stated figures",
    });
  }
  if (kept.length >= (1 - HOLES_MAX) * all.length) return kept;
  throw new OutOfRangeError({
    field: "holes",
    got: `${((100 * (all.length - kept.length)) / all.length).toFixed(0)} % of the bars follow a hole`,
    want: `at most ${100 * HOLES_MAX} %, to leave them out`,
    hint: 'say "keep" for a market that closes, or give prices without holes',
  });
}

function blockLengthOf(sizes: Float64Array, stepMs: number, blockMs: number | undefined): number {
  const count = sizes.length;
  if (blockMs === undefined) {
    const length = Math.max(circularBlockLength(sizes), DAY_MS / stepMs);
    return Math.min(count, Math.ceil(length * (1 - 1e-9)));
  }
  assertPositive(blockMs, "blockMs");
  const length = Math.max(1, Math.round(blockMs / stepMs));
  if (length <= count) return length;
  throw new OutOfRangeError({
    field: "blockMs",
    got: `${(blockMs / YEAR_MS).toFixed(2)} years`,
    want: `at most the ${((count * stepMs) / YEAR_MS).toFixed(2)} years of the series`,
    hint: "leave it out: it is then chosen by how long volatility stays",
  });
}
