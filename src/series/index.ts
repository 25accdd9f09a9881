/** Text, bytes or columns -> checked columns of prices. Pure: no file, no network. */
export * from "./price-series.js";
export type { BarTime, PriceReadOptions, TimeUnit } from "./read-options.js";
export { LINE_BYTES_MAX, ROWS_MAX, ROWS_MIN, JUMP_FACTOR_MAX } from "./limits.js";
export { numberOf, readNumber, type NumberReading } from "./number.js";
export { readTime, type TimeReading } from "./time.js";
export { readPricesCsv } from "./csv.js";
export { readPricesJson } from "./candles.js";
export { pricesFromColumns, usedColumns, type PriceColumns, type UsedColumns } from "./from-columns.js";
export { gapsOf, intervalMsOf } from "./gaps.js";
export type { RateCompounding, RateKind, RateReadOptions, RateSeries, RateUnit } from "./rate-series.js";
export { RATE_ANNUAL_MAX, RATE_MEDIAN_MAX } from "./rate-series.js";
export { readRatesCsv } from "./rate-csv.js";
export { borrowRatesFrom, fundingFromPayments, type DatedRates } from "./dated-rates.js";
