import { access, constants, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { CannotWriteError } from "../errors/index.js";

/** One column of a file: whole numbers, doubles (null where there is none), times (epoch ms UTC) or text, one for each row. */
export type ParquetColumn =
  | { readonly name: string; readonly type: "TIMESTAMP"; readonly data: readonly number[] }
  | { readonly name: string; readonly type: "INT32" | "DOUBLE"; readonly data: readonly (number | null)[] }
  | { readonly name: string; readonly type: "STRING"; readonly data: readonly string[] };

/** What the system says, and what to do about it. */
const HINTS: Readonly<Record<string, string>> = {
  ENOENT: "the folder does not exist: make it first",
  EACCES: "choose a place where you may write",
  EPERM: "choose a place where you may write",
  EROFS: "choose a place where you may write",
  ENOTDIR: "a part of the path is a file: choose another",
  ENOSPC: "the disk is full",
  EEXIST: "a file is being written there, or was cut short: remove the .draft beside it",
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** The system's error in our own shape. */
export function cannotWrite(path: string, cause: unknown): CannotWriteError {
  const code = codeOf(cause);
  const hint = HINTS[code] ?? "choose another place";
  return new CannotWriteError({ field: path, got: code, want: "a file that can be written", hint }, { cause });
}

/** Ready to write a new file. @throws CannotWriteError (E_CANNOT_WRITE) where something stands there already, or its folder cannot be written in */
export async function assertNothingThere(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
  try {
    await access(path);
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return;
    throw cannotWrite(path, cause);
  }
  throw new CannotWriteError({
    field: path,
    got: "a file that exists",
    want: "a new file",
    hint: "choose another name, or remove that file yourself",
  });
}

/** The columns as the writer of the format takes them. */
export const columnSources = (columns: readonly ParquetColumn[]) =>
  columns.map(({ name, type, data }) => ({
    name,
    type,
    data: type === "TIMESTAMP" ? data.map((timeMs) => new Date(timeMs)) : [...data],
    nullable: type === "DOUBLE",
  }));

/** The bytes of a Parquet file (Snappy, as most readers know it) with these columns, of as many rows each; `remarks` go into its metadata. */
export async function parquetBytes(
  columns: readonly ParquetColumn[],
  remarks: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const kvMetadata = Object.entries(remarks).map(([key, value]) => ({ key, value }));
  return new Uint8Array(parquetWriteBuffer({ columnData: columnSources(columns), kvMetadata, createdBy: "steelyard" }));
}

/**
 * Writes a Parquet file whole or not at all: beside its place first, and then in it. Nothing is replaced.
 * @throws CannotWriteError (E_CANNOT_WRITE)
 */
export async function writeParquetFile(path: string, columns: readonly ParquetColumn[]): Promise<void> {
  await assertNothingThere(path);
  const draft = `${path}.draft`;
  try {
    await writeFile(draft, await parquetBytes(columns), { flag: "wx" });
    await rename(draft, path);
  } catch (cause) {
    if (codeOf(cause) !== "EEXIST") await rm(draft, { force: true });
    throw cannotWrite(path, cause);
  }
}
