/** What every error carries, so that the terminal, the API and the page can say it the same way. */
export interface ErrorDetail {
  /** The flag, key, column or argument at fault. */
  readonly field: string;
  /** What was found there, as text; cut to 80 characters. */
  readonly got: string;
  /** What would have been right, with its unit. */
  readonly want: string;
  /** What to do about it. */
  readonly hint: string;
}

/** Where the fault lies; it decides the exit status (BSD sysexits numbers; 130 is what a shell says of Ctrl-C). */
export type Origin =
  | "usage"
  | "data"
  | "input"
  | "unavailable"
  | "internal"
  | "output"
  | "temporary"
  | "permission"
  | "configuration"
  | "interrupted";

/** Exit status of the command line for each origin of a fault. */
export const exitStatuses: Readonly<Record<Origin, number>> = {
  usage: 2,
  data: 65,
  input: 66,
  unavailable: 69,
  internal: 70,
  output: 73,
  temporary: 75,
  permission: 77,
  configuration: 78,
  interrupted: 130,
};

const GOT_LENGTH_MAX = 80;

/** Cuts a quoted value to 80 characters and keeps control characters out of the terminal. */
const quoted = (text: string): string => {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "?");
  return clean.length > GOT_LENGTH_MAX ? `${clean.slice(0, GOT_LENGTH_MAX - 1)}…` : clean;
};

/** Base of every error that Steelyard throws. Match `code`, never the message. */
export class SteelyardError extends Error {
  readonly code: string;
  readonly field: string;
  readonly got: string;
  readonly want: string;
  readonly hint: string;
  readonly origin: Origin;

  constructor(code: string, detail: ErrorDetail, options: { readonly origin?: Origin; readonly cause?: unknown } = {}) {
    const got = quoted(detail.got);
    super(`${detail.field}: got ${got}, want ${detail.want}`, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.field = detail.field;
    this.got = got;
    this.want = detail.want;
    this.hint = detail.hint;
    this.origin = options.origin ?? "usage";
  }

  /** Exit status of a command that ends with this error. */
  get exitStatus(): number {
    return exitStatuses[this.origin];
  }

  /** The one shape in which errors leave the program. */
  toJSON(): { readonly code: string } & ErrorDetail {
    return { code: this.code, field: this.field, got: this.got, want: this.want, hint: this.hint };
  }
}
