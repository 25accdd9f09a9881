/** The edge where files are opened for data. */
export { readPriceFile, type PriceFileOptions } from "./price-file.js";
export { readRateFile, type RateFileOptions } from "./rate-file.js";
export { FILE_BYTES_MAX, readTextFile } from "./input-bytes.js";
export { assertNothingThere, writeParquetFile, type ParquetColumn } from "./parquet-out.js";
export { openParquetStream, type ParquetStream } from "./parquet-stream.js";
export { openHttp, type HttpOptions } from "./http-reader.js";
export { openChain, type ChainOptions } from "./chain-reader.js";
export { openChainHistory } from "./chain-history.js";
export { chainEndpoint, chainNames, type ChainEndpoint } from "./endpoints.js";
export { hostOf, Secret, secretsOfUrl, withoutSecrets } from "./secret.js";
export { readHistory, type HistoryGap, type HistoryRequest, type MarketHistory } from "./history-cache.js";
export { openExchange, type ExchangeConnection } from "./exchange-reader.js";
