import { basename } from "node:path";
import { assertInRange, ParseError } from "../errors/index.js";
import { readPricesCsv, readPricesJson, type PriceReadOptions, type PriceSeries } from "../series/index.js";
import { FILE_BYTES_MAX, isGzip, isParquet, readBytes, unpackGzip } from "./input-bytes.js";

/** What a reader of a price file must be told, and what it may be asked to put right. */
export interface PriceFileOptions extends PriceReadOptions {
  /** Refuse a larger file, as stored or as unpacked, in bytes; 1 GiB if left out, and at most. */
  readonly bytesMax?: number;
}

/** The error for a file that is not what its name says. */
function misnamed(path: string, want: string): ParseError {
  const hint = "give the file the ending of what it holds";
  return new ParseError({ field: path, got: "other content than its name says", want, hint });
}

/**
 * Checked prices from a file: CSV, JSON candles or Parquet, plain or in gzip. Gzip and Parquet are known by their first
 * bytes, JSON by the ending .json (or .json.gz); all else is CSV.
 * @throws NoInputError (E_NO_INPUT) if it cannot be read; ParseError (E_PARSE) if it is corrupt or is not what its name
 * says; TooLargeError (E_TOO_LARGE) beyond 1 GiB; else as `readPricesCsv`.
 */
export async function readPriceFile(path: string, options: PriceFileOptions = {}): Promise<PriceSeries> {
  const { bytesMax = FILE_BYTES_MAX, ...given } = options;
  const want = `a number of bytes from 1 to ${FILE_BYTES_MAX}`;
  assertInRange(bytesMax, "bytesMax", { min: 1, max: FILE_BYTES_MAX, want });
  const readOptions = { ...given, source: given.source ?? basename(path) };
  const lower = path.toLowerCase();
  const stored = await readBytes(path, bytesMax);
  const packed = isGzip(stored);
  if (lower.endsWith(".gz") && !packed) throw misnamed(path, "a gzip file");
  const bytes = packed ? await unpackGzip(stored, path, bytesMax) : stored;
  const inner = lower.endsWith(".gz") ? lower.slice(0, -".gz".length) : lower;
  if (isParquet(bytes)) {
    const { readPricesParquet } = await import("./parquet.js"); // its decoder takes longer to load than a small file to read
    return readPricesParquet(bytes, path, bytesMax, readOptions);
  }
  if (inner.endsWith(".parquet")) throw misnamed(path, "a Parquet file");
  return inner.endsWith(".json") ? readPricesJson(bytes, readOptions) : readPricesCsv(bytes, readOptions);
}
