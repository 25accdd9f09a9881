import { resolve } from "node:path";
import { assertNothingThere, writeParquetFile, type ParquetColumn } from "../connectors/index.js";
import { CannotWriteError } from "../errors/index.js";
import { AT, ROW, ROW_HEAD, AT_WORDS, rowWords, type PathJob } from "../kernel/index.js";
import type { Followed } from "../decision/index.js";
import { fileGiven } from "./file-flag.js";

const FIELD = "--parquet";

/** The file that --parquet names; null without one. @throws UnknownOptionError (E_UNKNOWN_OPTION) where its value is missing. */
export const parquetFile = (given: unknown): string | null =>
  fileGiven(given, { field: FIELD, example: "paths.parquet", command: "simulate" });

/** What writing does, its faults named as the person typed them. */
async function named(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    if (!(cause instanceof CannotWriteError)) throw cause;
    const { got, want, hint } = cause;
    throw new CannotWriteError({ field: FIELD, got: `${file}: ${got}`, want, hint }, { cause });
  }
}

/** Refuses a file that is there, before any path runs. @throws CannotWriteError (E_CANNOT_WRITE) */
export const assertNewFile = (file: string, folder: string): Promise<void> =>
  named(file, () => assertNothingThere(resolve(folder, file)));

/** Rows of paths that have run, and what they are of. */
export interface WrittenPaths {
  readonly job: PathJob;
  readonly paths: number;
  readonly rows: Float64Array;
  readonly followed: readonly Followed[];
  /** Length of a step, days. */
  readonly stepDays: number;
  /** What wealth out of the venue's reach has grown to at the horizon, over what it was. */
  readonly idleGrown: number;
}

/** The columns of paths: a row for each path and position, path by path. Money in quote currency. */
function columnsOf({ job, paths, rows, followed, stepDays, idleGrown }: WrittenPaths): readonly ParquetColumn[] {
  const words = rowWords(job);
  const count = followed.length;
  const end = ROW_HEAD + (job.checkpoints.length - 1) * AT_WORDS;
  const each = <Value>(read: (row: number, position: Followed) => Value): Value[] =>
    Array.from({ length: paths * count }, (_, index) => {
      const position = followed[index % count];
      if (position === undefined) throw new RangeError("no position");
      return read(index * words, position);
    });
  const word = (at: number): readonly number[] => each((row) => rows[row + at]);
  const closed = (row: number): number => rows[row + ROW.closedStep];
  return [
    { name: "path", type: "INT32", data: Array.from({ length: paths * count }, (_, i) => Math.floor(i / count)) },
    { name: "position", type: "STRING", data: each((_, position) => position.as) },
    {
      name: "final_wealth",
      type: "DOUBLE",
      data: each((row, { wealth, idle }) => wealth * rows[row + end + AT.wealth] + idle * idleGrown),
    },
    {
      name: "lowest_wealth",
      type: "DOUBLE",
      data: each((row, { wealth, idle }) => wealth * rows[row + end + AT.lowest] + idle),
    },
    { name: "drawdown", type: "DOUBLE", data: word(ROW.drawdown) },
    { name: "turnover", type: "DOUBLE", data: word(ROW.traded) },
    { name: "cost", type: "DOUBLE", data: word(ROW.cost) },
    { name: "trades", type: "INT32", data: word(ROW.trades) },
    {
      name: "closed_day",
      type: "DOUBLE",
      data: each((row) => (closed(row) === 0 ? null : closed(row) * stepDays)),
    },
  ];
}

/** Writes paths to a new Parquet file. @throws CannotWriteError (E_CANNOT_WRITE) */
export const writePaths = (file: string, folder: string, written: WrittenPaths): Promise<void> =>
  named(file, () => writeParquetFile(resolve(folder, file), columnsOf(written)));
