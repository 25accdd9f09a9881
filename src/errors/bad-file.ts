import { SteelyardError } from "./error.js";

/** Every code that a line of a market file can be refused with. */
export type LineCode =
  | "E_CSV_HEADER"
  | "E_PARSE"
  | "E_EMPTY"
  | "E_NOT_A_NUMBER"
  | "E_NOT_FINITE"
  | "E_BAD_PRICE"
  | "E_OUT_OF_RANGE"
  | "E_OUT_OF_ORDER"
  | "E_DUPLICATE_TIME"
  | "E_TIME_UNIT"
  | "E_SUSPECT_JUMP";

/** One refused line of a file. */
export interface BadLine {
  /** 1 is the first line of the file. */
  readonly line: number;
  readonly code: LineCode;
  /** The column at fault. */
  readonly field: string;
  readonly got: string;
  readonly want: string;
}

/** How many bad lines an error lists; the rest are counted. */
export const BAD_LINES_SHOWN = 10;

/** A file with bad lines: carries the first ten and the total; its own code and field are those of the first. Exit 65. */
export class BadFileError extends SteelyardError {
  /** The first ten bad lines. */
  readonly lines: readonly BadLine[];
  /** How many lines were bad in all. */
  readonly total: number;

  constructor(lines: readonly BadLine[], total: number, hint: string) {
    const first = lines[0];
    super(
      first?.code ?? "E_PARSE",
      {
        field: first === undefined ? "file" : `line ${first.line}, ${first.field}`,
        got: first?.got ?? "",
        want: first?.want ?? "a readable file",
        hint,
      },
      { origin: "data" },
    );
    this.lines = lines.slice(0, BAD_LINES_SHOWN);
    this.total = total;
  }

  override toJSON(): ReturnType<SteelyardError["toJSON"]> & {
    readonly lines: readonly BadLine[];
    readonly total: number;
  } {
    return { ...super.toJSON(), lines: this.lines, total: this.total };
  }
}
