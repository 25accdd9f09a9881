import { basename } from "node:path";
import { BadFileError, SteelyardError, type Origin } from "../errors/index.js";

/** Flags by which a person asks for what the reader of prices offers, by the code of the line that needs it. */
const HINTS: Readonly<Record<string, string>> = {
  E_OUT_OF_ORDER: "sort the file by time, or add --sort",
  E_DUPLICATE_TIME: "keep one line for each time; --drop-duplicates drops those that are equal in every column",
  E_SUSPECT_JUMP: "look for a slipped decimal point or a change of unit; if the move is real, add --allow-jumps",
  E_TIME_UNIT: "use one form and unit for the whole column; --time-unit says the unit of epoch times",
};

/** An error in a file, with the name of the file as it was typed. Its code, field and bad lines are those of the cause. */
export class FileFault extends SteelyardError {
  readonly file: string;
  /** The fault itself. */
  readonly fault: SteelyardError;

  constructor(fault: SteelyardError, file: string, origin: Origin = fault.origin) {
    const hint = fault instanceof BadFileError ? (HINTS[fault.code] ?? fault.hint) : fault.hint;
    const { code, field, got, want } = fault;
    super(code, { field, got, want, hint }, { origin, cause: fault });
    this.file = file;
    this.fault = fault;
  }

  /** True where the field is the file itself, so that it need not be named twice. */
  get isWholeFile(): boolean {
    return this.field.endsWith(basename(this.file));
  }

  override toJSON(): ReturnType<SteelyardError["toJSON"]> & { readonly file: string } {
    return { ...this.fault.toJSON(), hint: this.hint, file: this.file };
  }
}

/** What `read` gives; a fault in what it reads names the file, one of a flag does not. @throws FileFault */
export async function inFile<Value>(file: string, read: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    const ofFile = error instanceof SteelyardError && !(error instanceof FileFault) && !error.field.startsWith("-");
    throw ofFile ? new FileFault(error, file) : error;
  }
}
