import { parquetMetadataAsync, parquetScan, parquetSchema, type FileMetaData, type SchemaElement } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { BadFileError, ConflictError, ParseError, SteelyardError, TooLargeError } from "../errors/index.js";
import { DAY_MS } from "../model/index.js";
import { pricesFromColumns, ROWS_MAX, usedColumns, type PriceReadOptions, type PriceSeries } from "../series/index.js";
import { tooLarge } from "./input-bytes.js";

/** Parquet's own times as epoch ms; what is finer than a microsecond is cut off. */
const parsers = {
  timestampFromMilliseconds: (time: bigint) => Number(time),
  timestampFromMicroseconds: (time: bigint) => Number(time) / 1000,
  timestampFromNanoseconds: (time: bigint) => Number(time / 1000n) / 1000,
  dateFromDays: (days: number) => days * DAY_MS,
};

/** The error for a file that is not whole Parquet. */
function corrupt(path: string, cause: unknown): ParseError {
  const got = cause instanceof Error ? `corrupt Parquet: ${cause.message}` : "corrupt Parquet";
  return new ParseError(
    { field: path, got, want: "a whole Parquet file", hint: "fetch or write the file again" },
    { cause },
  );
}

/** Runs a read of Parquet; what its reader throws means that the file is corrupt. */
async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw cause instanceof SteelyardError ? cause : corrupt(path, cause);
  }
}

/** Whether a column holds times by its type; `local` if they lack a zone. */
function timeKindOf(element: SchemaElement): "number" | "utc" | "local" {
  const { logical_type: logical, converted_type: converted, type } = element;
  if (logical?.type === "TIMESTAMP") return logical.isAdjustedToUTC ? "utc" : "local";
  const times = ["DATE", "TIMESTAMP_MILLIS", "TIMESTAMP_MICROS"];
  return logical?.type === "DATE" || type === "INT96" || times.includes(converted ?? "") ? "utc" : "number";
}

/** A cell as a number where it is one exactly; else as it is, to be refused by row. */
function cellOf(cell: unknown): unknown {
  if (typeof cell !== "bigint") return cell;
  const number = Number(cell);
  return Number.isSafeInteger(number) ? number : cell;
}

/** Columns gathered from chunks: numbers in an array of doubles, and the few cells that are none beside it. */
function gather(rows: number): {
  readonly take: (from: number, cells: ArrayLike<unknown>) => void;
  readonly cells: () => ArrayLike<unknown>;
} {
  const numbers = new Float64Array(rows);
  const others = new Map<number, unknown>();
  const take = (from: number, cells: ArrayLike<unknown>): void => {
    for (let at = 0; at < cells.length; at++) {
      const cell = cellOf(cells[at]);
      if (typeof cell === "number") numbers[from + at] = cell;
      else others.set(from + at, cell);
    }
  };
  const cells = (): ArrayLike<unknown> =>
    others.size === 0 ? numbers : Array.from(numbers, (number, row) => (others.has(row) ? others.get(row) : number));
  return { take, cells };
}

/** Rows of the file. @throws ParseError (E_PARSE) if its parts disagree; TooLargeError (E_TOO_LARGE) beyond the limit of rows or of bytes unpacked. */
function checkedRows(metadata: FileMetaData, path: string, bytesMax: number): number {
  const unpacked = metadata.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0);
  if (unpacked > bytesMax) throw tooLarge(path, bytesMax, "unpacked");
  const rows = Number(metadata.num_rows);
  const grouped = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (grouped !== rows) throw corrupt(path, new Error("its row groups do not add up"));
  if (rows <= ROWS_MAX) return rows;
  const hint = "use longer bars or a shorter span";
  throw new TooLargeError({ field: "rows", got: `${rows} rows`, want: `at most ${ROWS_MAX} rows`, hint });
}

/** Options with the unit that the type of the time column fixes. @throws BadFileError (E_TIME_UNIT), ConflictError (E_CONFIG_CONFLICT) */
function withTimeUnit(time: SchemaElement, options: PriceReadOptions): PriceReadOptions {
  const kind = timeKindOf(time);
  if (kind === "number") return options;
  if (kind === "local") {
    const got = "timestamps without a zone";
    const hint = "write them in UTC, with the flag isAdjustedToUTC set";
    throw new BadFileError(
      [{ line: 1, code: "E_TIME_UNIT", field: time.name, got, want: "timestamps in UTC" }],
      1,
      hint,
    );
  }
  if (options.timeUnit !== undefined) {
    const want = `nothing: the type of the column ${time.name} fixes its unit`;
    throw new ConflictError({ field: "time-unit", got: options.timeUnit, want, hint: "leave time-unit out" });
  }
  return { ...options, timeUnit: "ms" };
}

/**
 * Checked prices from the bytes of a Parquet file, its columns named as in the header of a CSV file; times are integers or
 * Parquet's own timestamps or dates. The decoder is hyparquet, which trusts the pages of a file: one made to do harm can
 * keep it busy without end, so take Parquet only from a source that you trust.
 * @throws ParseError (E_PARSE) if the file is corrupt; BadFileError with the code of the first bad row; TooLargeError
 * (E_TOO_LARGE); ConflictError (E_CONFIG_CONFLICT) if a time unit is given for timestamps; else as `pricesFromColumns`.
 */
export async function readPricesParquet(
  bytes: Uint8Array,
  path: string,
  bytesMax: number,
  options: PriceReadOptions,
): Promise<PriceSeries> {
  const file = {
    byteLength: bytes.length,
    slice: (start: number, end?: number) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
  const metadata = await reading(path, () => parquetMetadataAsync(file, { parsers }));
  const elements = parquetSchema(metadata).children.map((child) => child.element);
  const rows = checkedRows(metadata, path, bytesMax);
  const used = usedColumns(elements.map((element) => element.name));
  const columns = [...used.all];
  const time = elements.find((element) => element.name === used.time);
  const settled = time === undefined ? options : withTimeUnit(time, options);
  const gathered = await reading(path, async () => {
    const scan = await parquetScan({ file, metadata, columns, compressors, parsers });
    const table: Record<string, ArrayLike<unknown>> = {};
    for (const column of columns) {
      const { take, cells } = gather(rows);
      for (const range of scan.ranges) {
        const chunk = await scan.readColumn({ column, ...range });
        if (chunk.length !== range.rowEnd - range.rowStart)
          throw corrupt(path, new Error("a column is short of values"));
        take(range.rowStart, chunk);
      }
      table[column] = cells();
    }
    return table;
  });
  return pricesFromColumns(gathered, settled);
}
