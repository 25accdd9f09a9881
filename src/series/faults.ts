import { BAD_LINES_SHOWN, BadFileError, type BadLine, type LineCode } from "../errors/index.js";

/** The bad lines found so far: the first ten by line number, and how many in all. */
export interface Faults {
  readonly first: BadLine[];
  total: number;
}

/** No bad line yet. */
export const noFaults = (): Faults => ({ first: [], total: 0 });

/** What to do about each code. */
const hints: Readonly<Record<LineCode, string>> = {
  E_CSV_HEADER: "name the columns in the first line: ts,open,high,low,close,volume or ts,close",
  E_PARSE: "check that the file is whole and in the form it is named for",
  E_EMPTY: "a missing value is never zero: fill it at the source or remove the line",
  E_NOT_A_NUMBER: "write numbers plainly, with a point and without separators, signs of per cent or spaces",
  E_NOT_FINITE: "the number is too large to be one; look at the source",
  E_BAD_PRICE: "prices are above 0 and low <= open, close <= high; look at the source",
  E_OUT_OF_RANGE: "look at the value and its unit",
  E_OUT_OF_ORDER: "sort the file by time, or ask for it to be sorted",
  E_DUPLICATE_TIME: "keep one line for each time, or ask for exact duplicates to be dropped",
  E_TIME_UNIT: "use one form and unit for the whole column; give the unit of epoch times as s, ms or us",
  E_SUSPECT_JUMP: "look for a slipped decimal point or a change of unit; if the move is real, allow jumps",
};

/** Adds one bad line, keeping the list to the first ten by number. */
export function addFault(faults: Faults, line: BadLine): void {
  faults.total++;
  const { first } = faults;
  if (first.length === BAD_LINES_SHOWN && line.line >= first[first.length - 1].line) return;
  const place = first.findIndex((other) => other.line > line.line);
  first.splice(place < 0 ? first.length : place, 0, line);
  if (first.length > BAD_LINES_SHOWN) first.pop();
}

/** @throws BadFileError with the first ten bad lines and their total, if there is any. */
export function throwFaults(faults: Faults): void {
  if (faults.total === 0) return;
  throw new BadFileError(faults.first, faults.total, hints[faults.first[0].code]);
}

/** The error for a file whose first line is no header that can be read. */
export function headerError(got: string, want: string): BadFileError {
  return new BadFileError([{ line: 1, code: "E_CSV_HEADER", field: "header", got, want }], 1, hints.E_CSV_HEADER);
}
