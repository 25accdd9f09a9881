/** Longest line of a text file, or longest candle of a JSON file, in bytes. */
export const LINE_BYTES_MAX = 65_536;

/** Most rows in one series: 38 years of one-minute bars. */
export const ROWS_MAX = 20_000_000;

/** Fewest rows in one series: one step is needed to know the bar length. */
export const ROWS_MIN = 2;

/** Largest factor between one close and the next, either way, that is taken without `allowJumps`. */
export const JUMP_FACTOR_MAX = 20;
