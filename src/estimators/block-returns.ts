import { DAY_MS, type BlockReturns } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { logReturns } from "./log-returns.js";
import { blockReturnsOf } from "./sample-blocks.js";

/**
 * Length of a block when none is stated, 30 days: the exponentially weighted variance of hourly BTC and ETH keeps little more
 * than half of its memory beyond it (see `varianceHalfLifeMs`), and a block holds a month in which volatility clusters.
 */
export const blockLengthMs = 30 * DAY_MS;

/**
 * Returns over equal blocks of elapsed time, net of the mean log return, with the sum of squared log returns within each. A
 * step belongs to the block in which it ends; what is left over after the last whole block is left out. Null for a history of
 * fewer than 24 blocks: a bound is then not stated, and nothing else depends on it.
 * @throws TooFewError (E_TOO_FEW) below 30 returns; OutOfRangeError (E_OUT_OF_RANGE) for the length or a price.
 */
export function blockReturns(series: PriceSeries, blockMs: number = blockLengthMs): BlockReturns | null {
  return blockReturnsOf(series, blockMs, () => logReturns(series));
}
