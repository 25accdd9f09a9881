/** The edge where files are opened for data. */
export { readPriceFile, type PriceFileOptions } from "./price-file.js";
export { readRateFile, type RateFileOptions } from "./rate-file.js";
export { FILE_BYTES_MAX, readTextFile } from "./input-bytes.js";
export { assertNothingThere, writeParquetFile, type ParquetColumn } from "./parquet-out.js";
