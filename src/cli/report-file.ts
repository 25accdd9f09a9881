import { open, rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CannotWriteError } from "../errors/index.js";
import { REPORT_MARK } from "../reports/index.js";
import { fileGiven } from "./file-flag.js";

const FIELD = "--report";

/** The file that --report names; null without one. @throws UnknownOptionError (E_UNKNOWN_OPTION) where its value is missing. */
export const reportFile = (given: unknown): string | null =>
  fileGiven(given, { field: FIELD, example: "report.html", command: "optimize" });

/** Bytes at the start of a file in which the mark of a report stands. */
const HEAD_BYTES = 1024;

/** What kind of file stands in the way: none, a report of ours, or something else that must not be lost. */
async function standing(path: string): Promise<"nothing" | "report" | "other"> {
  const file = await open(path, "r").catch((cause: unknown) => {
    if (codeOf(cause) === "ENOENT") return null;
    throw cause;
  });
  if (file === null) return "nothing";
  try {
    const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(HEAD_BYTES), position: 0 });
    return new TextDecoder().decode(buffer.subarray(0, bytesRead)).includes(REPORT_MARK) ? "report" : "other";
  } finally {
    await file.close();
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** What the system says, in words. */
const HINTS: Readonly<Record<string, string>> = {
  ENOENT: "the folder does not exist: make it first",
  EACCES: "choose a place where you may write",
  EPERM: "choose a place where you may write",
  EROFS: "choose a place where you may write",
  EISDIR: "name a file, not a folder",
  ENOTDIR: "a part of the path is a file: choose another",
  ENOSPC: "the disk is full",
  EEXIST: "a report is being written there, or was cut short: remove the .draft beside it",
};

/** The page beside its place first, and then in it, so that a report is whole or not there. */
async function replaced(path: string, page: string): Promise<void> {
  const draft = `${path}.draft`;
  try {
    await writeFile(draft, page, { flag: "wx" });
    await rename(draft, path);
  } catch (cause) {
    if (codeOf(cause) !== "EEXIST") await rm(draft, { force: true });
    throw cause;
  }
}

/**
 * Writes a report. A file that is there is replaced only where it is a report of ours: a slip of the pen must not cost a file of prices.
 * @throws CannotWriteError (E_CANNOT_WRITE)
 */
export async function writeReport(file: string, folder: string, page: string): Promise<void> {
  const path = resolve(folder, file);
  try {
    const found = await standing(path);
    if (found === "other") {
      throw new CannotWriteError({
        field: FIELD,
        got: `${file}, which exists and is no report of steelyard`,
        want: "a new file, or a report to replace",
        hint: "choose another name, or remove that file yourself",
      });
    }
    await replaced(path, page);
  } catch (cause) {
    if (cause instanceof CannotWriteError) throw cause;
    const code = codeOf(cause);
    throw new CannotWriteError(
      {
        field: FIELD,
        got: `${file}: ${code}`,
        want: "a file that can be written",
        hint: HINTS[code] ?? "choose another place",
      },
      { cause },
    );
  }
}
