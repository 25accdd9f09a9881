import { assertInRange } from "../errors/index.js";
import { ROWS_MAX } from "./limits.js";

/** Which end of its bar a file's time column names. */
export type BarTime = "open" | "close";

/** Unit of a column of epoch times: seconds, milliseconds, microseconds. */
export type TimeUnit = "s" | "ms" | "us";

/** What a reader of prices must be told, and what it may be asked to put right. */
export interface PriceReadOptions {
  /** Name of the file, or what the caller calls it; "prices" if left out. */
  readonly source?: string;
  /** Which end of its bar each time names. Required unless the layout says so itself. */
  readonly barTime?: BarTime;
  /** Unit of epoch times; left out, it is decided once for the whole column by magnitude. */
  readonly timeUnit?: TimeUnit;
  /** True: a close above 20 times the one before, or below a twentieth of it, is taken. */
  readonly allowJumps?: boolean;
  /** True: lines that are out of order are sorted by time, and the result says so. */
  readonly sort?: boolean;
  /** True: a line equal to the one before in every column that is read is dropped, and the result says so. */
  readonly dropDuplicates?: boolean;
  /** Refuse more rows than this; 20 million if left out, and at most. */
  readonly rowsMax?: number;
}

/** Most rows that these options allow. @throws OutOfRangeError (E_OUT_OF_RANGE) if `rowsMax` is not from 2 to 20 million. */
export function rowsMaxOf(options: PriceReadOptions): number {
  const { rowsMax = ROWS_MAX } = options;
  assertInRange(rowsMax, "rowsMax", { min: 2, max: ROWS_MAX, want: `a number of rows from 2 to ${ROWS_MAX}` });
  return rowsMax;
}
