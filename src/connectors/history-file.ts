import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { NoInputError, ParseError } from "../errors/index.js";
import { readBytes } from "./input-bytes.js";
import type { Month } from "./history-months.js";
import type { HistoryRow, HistoryTable } from "./history-table.js";
import { cannotWrite, parquetBytes, type ParquetColumn } from "./parquet-out.js";

/** What is known of a month: all of its rows from its first moment to `toMs`. */
export interface KnownMonth {
  readonly rows: readonly HistoryRow[];
  /** Epoch ms UTC. */
  readonly toMs: number;
}

/** Largest file of a month: a row a minute takes a thirtieth of it. */
const FILE_BYTES_MAX = 64 * 2 ** 20;

const HINT = "remove this file: what it held is asked for again";

const corrupt = (path: string, got: string, cause?: unknown): ParseError =>
  new ParseError({ field: path, got, want: "a month as it was kept", hint: HINT }, { cause });

/** What stands before the sum over all bytes of a file, in its remarks. */
const SUM_MARK = "crc32:";
const NO_SUM = "00000000";

/** The bytes with the sum over them in its place; null where they have none. By it a file that rotted is known before it is decoded: a decoder may never come to an end of one. */
function sealed(bytes: Uint8Array): Buffer | null {
  const copy = Buffer.from(bytes);
  const at = copy.lastIndexOf(SUM_MARK);
  if (at === -1) return null;
  copy.write(NO_SUM, at + SUM_MARK.length);
  copy.write(crc32(copy).toString(16).padStart(NO_SUM.length, "0"), at + SUM_MARK.length);
  return copy;
}

/** Columns and remarks of a Parquet file. @throws ParseError (E_PARSE) where it is not whole */
async function decoded(path: string): Promise<{ table: Record<string, unknown>[]; remarks: Map<string, string> }> {
  const bytes = await readBytes(path, FILE_BYTES_MAX);
  if (sealed(bytes)?.equals(bytes) !== true) throw corrupt(path, "bytes that do not add up to their sum");
  const { parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
  const file = {
    byteLength: bytes.length,
    slice: (start: number, end?: number) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
  const asMs = (time: bigint): number => Number(time);
  const parsers = { timestampFromMilliseconds: asMs, timestampFromMicroseconds: asMs, timestampFromNanoseconds: asMs };
  try {
    const metadata = await parquetMetadataAsync(file, { parsers });
    const table = await parquetReadObjects({ file, metadata, parsers });
    const remarks = (metadata.key_value_metadata ?? []).map(({ key, value = "" }) => [key, value] as const);
    return { table, remarks: new Map(remarks) };
  } catch (cause) {
    throw corrupt(path, "corrupt Parquet", cause);
  }
}

/** One row of the file. @throws ParseError (E_PARSE) */
function rowOf(cells: Readonly<Record<string, unknown>>, columns: readonly string[], path: string): HistoryRow {
  const [timeMs, ...figures] = columns.map((name) => {
    const cell = cells[name];
    if (typeof cell === "number" && Number.isFinite(cell)) return cell;
    throw corrupt(path, `no number in the column ${name}`);
  });
  return [timeMs, ...figures];
}

/** @throws ParseError (E_PARSE) where the rows are not those of the month, in order of time */
function assertOfMonth({ rows, toMs }: KnownMonth, { startMs, endMs }: Month, path: string): void {
  let lastMs = startMs;
  for (const [timeMs] of rows) {
    if (!(timeMs > lastMs && timeMs <= toMs)) throw corrupt(path, `a row of ${timeMs} ms after one of ${lastMs} ms`);
    lastMs = timeMs;
  }
  if (rows.length === 0 || !(toMs <= endMs)) throw corrupt(path, "another month than its name says");
}

/** What is kept of a month. @throws ParseError (E_PARSE) where the file is not as it was written; NoInputError (E_NO_INPUT) */
async function readMonth(path: string, table: HistoryTable, month: Month): Promise<KnownMonth> {
  const { table: cells, remarks } = await decoded(path);
  const rows = cells.map((row) => rowOf(row, table.columns, path));
  const known = { rows, toMs: Number(remarks.get("steelyard.toMs") ?? Number.NaN) };
  assertOfMonth(known, month, path);
  return known;
}

/** Names of the files of a folder; none where it does not exist. @throws NoInputError (E_NO_INPUT) */
async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(await readdir(folder));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return new Set();
    const hint = "check its rights, or choose another folder by STEELYARD_CACHE";
    const detail = { field: folder, got: "a folder that cannot be read", want: "the folder of the cache", hint };
    throw new NoInputError(detail, { cause });
  }
}

/** What is kept of these months, by name; a month of which nothing is kept is left out. @throws ParseError (E_PARSE) naming the file that is not as it was written; NoInputError (E_NO_INPUT) */
export async function readMonths(
  folder: string,
  table: HistoryTable,
  months: readonly Month[],
): Promise<Map<string, KnownMonth>> {
  const names = await namesIn(folder);
  const known = new Map<string, KnownMonth>();
  for (const month of months) {
    const name = `${month.name}.parquet`;
    if (names.has(name)) known.set(month.name, await readMonth(join(folder, name), table, month));
  }
  return known;
}

let drafts = 0;

/** Writes bytes beside the place, and then in it: who reads it finds the old file whole or the new one. @throws CannotWriteError (E_CANNOT_WRITE) */
async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}-${++drafts}.draft`;
  try {
    await writeFile(draft, bytes, { flag: "wx" });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw cannotWrite(path, cause);
  }
}

/** Keeps a month. @throws CannotWriteError (E_CANNOT_WRITE) */
export async function writeMonth(
  folder: string,
  table: HistoryTable,
  { name }: Month,
  { rows, toMs }: KnownMonth,
): Promise<void> {
  const path = join(folder, `${name}.parquet`);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw cannotWrite(folder, cause);
  }
  const columns = table.columns.map((column, at): ParquetColumn => {
    const data = rows.map((row) => row[at]);
    return { name: column, type: at === 0 ? "TIMESTAMP" : "DOUBLE", data };
  });
  const remarks = { "steelyard.toMs": String(toMs), "steelyard.sum": `${SUM_MARK}${NO_SUM}` };
  const bytes = await parquetBytes(columns, remarks);
  await replace(path, sealed(bytes) ?? bytes);
}
