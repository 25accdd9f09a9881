import { basename } from "node:path";
import { assertInRange, ParseError } from "../errors/index.js";
import { readRatesCsv, type RateReadOptions, type RateSeries } from "../series/index.js";
import { FILE_BYTES_MAX, isGzip, readBytes, unpackGzip } from "./input-bytes.js";

/** What a reader of a file of rates must be told. */
export interface RateFileOptions extends RateReadOptions {
  /** Refuse a larger file, as stored or as unpacked, in bytes; 1 GiB if left out, and at most. */
  readonly bytesMax?: number;
}

/**
 * Checked rates from a CSV file, plain or in gzip; gzip is known by its first bytes.
 * @throws NoInputError (E_NO_INPUT) if it cannot be read; ParseError (E_PARSE) if it is corrupt or is not what its name
 * says; TooLargeError (E_TOO_LARGE) beyond 1 GiB; else as `readRatesCsv`.
 */
export async function readRateFile(path: string, options: RateFileOptions): Promise<RateSeries> {
  const { bytesMax = FILE_BYTES_MAX, ...given } = options;
  const want = `a number of bytes from 1 to ${FILE_BYTES_MAX}`;
  assertInRange(bytesMax, "bytesMax", { min: 1, max: FILE_BYTES_MAX, want });
  const stored = await readBytes(path, bytesMax);
  const packed = isGzip(stored);
  if (path.toLowerCase().endsWith(".gz") && !packed) {
    const hint = "give the file the ending of what it holds";
    throw new ParseError({ field: path, got: "other content than its name says", want: "a gzip file", hint });
  }
  const bytes = packed ? await unpackGzip(stored, path, bytesMax) : stored;
  return readRatesCsv(bytes, { ...given, source: given.source ?? basename(path) });
}
