/*
 * Where things are. Eight paths go through the steps together, BLOCK steps at a time, so that what one pass writes the next
 * finds near. A buffer holds, step by step, the eight numbers of a step, which four vectors of two take up.
 */

/** Steps in a block. */
export const BLOCK: usize = 64;

/** Bytes of the eight numbers of a step, and of their eight 32-bit words. */
export const ROW: usize = 64;
export const WORD_ROW: usize = 32;

/** Most words that a step draws. */
const DRAWS_MAX: usize = 6;

/** With a row for the end of the last step, and two so that the same rows of two buffers do not claim the same lines of a cache. */
const BUFFER: usize = ROW * (BLOCK + 3);

export const WORDS: usize = 1024;
export const FACTORS: usize = WORDS + DRAWS_MAX * WORD_ROW * BLOCK;
export const SHOCKS: usize = FACTORS + BUFFER;
export const VARIANCES: usize = SHOCKS + BUFFER;
export const SQUARES: usize = VARIANCES + BUFFER;
export const SIGNS: usize = SQUARES + BUFFER;
export const MEANS: usize = SIGNS + BUFFER;
export const JUMPS: usize = MEANS + BUFFER;
export const RATES: usize = JUMPS + BUFFER;
export const LOWS: usize = RATES + BUFFER;
export const HIGHS: usize = LOWS + BUFFER;

/* Of a position in the block at hand: notional, cash, wealth elsewhere, wealth, and how far the notional is from its level, at the start of each step; that of the end stands a row further. */

export const HELD: usize = HIGHS + BUFFER;
export const CASHES: usize = HELD + BUFFER;
export const IDLES: usize = CASHES + BUFFER;
export const WEALTHS: usize = IDLES + BUFFER;
export const ROOMS: usize = WEALTHS + BUFFER;
/** Level at the end of each step at which it is closed. */
export const LEVELS: usize = ROOMS + BUFFER;
/** Chance that the bridge of a step met its level. */
export const BRIDGES: usize = LEVELS + BUFFER;
/** Wealth at the worst price of each step, of bars. */
export const DIPS: usize = BRIDGES + BUFFER;
/** Lowest wealth so far, and chances so far, at the end of each step. */
export const LOWESTS: usize = DIPS + BUFFER;
export const SUMS: usize = LOWESTS + BUFFER;

/* Of each of the eight paths, from block to block. */

export const STREAMS: usize = SUMS + BUFFER;
export const MEAN: usize = STREAMS + 3 * WORD_ROW;
/** What variances are multiplied by. */
export const SCALE: usize = MEAN + ROW;
export const VARIANCE: usize = SCALE + ROW;
/** Masks of the paths that are in the second volatility state or beyond it, and of those in the third. */
export const SECOND: usize = VARIANCE + ROW;
export const THIRD: usize = SECOND + ROW;
export const RATE: usize = THIRD + ROW;
/** The bar that comes next, a 32-bit number. */
export const BAR: usize = RATE + ROW;

/** What follows is given out by `room`. */
export const HEAP: usize = BAR + WORD_ROW;
