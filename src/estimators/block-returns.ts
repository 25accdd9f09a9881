import { assertPositive } from "../errors/index.js";
import { DAY_MS, YEAR_MS, type BlockReturns } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { logReturns } from "./log-returns.js";

/**
 * Length of a block when none is stated, 30 days: the exponentially weighted variance of hourly BTC and ETH keeps little more
 * than half of its memory beyond it (see `varianceHalfLifeMs`), and a block holds a month in which volatility clusters.
 */
export const blockLengthMs = 30 * DAY_MS;

/** Fewest blocks from which anything is said of a tail: two years of months. */
const BLOCKS_MIN = 24;

/**
 * Returns over equal blocks of elapsed time, net of the mean log return, with the sum of squared log returns within each. A
 * step belongs to the block in which it ends; what is left over after the last whole block is left out. Null for a history of
 * fewer than 24 blocks: a bound is then not stated, and nothing else depends on it.
 * @throws TooFewError (E_TOO_FEW) below 30 returns; OutOfRangeError (E_OUT_OF_RANGE) for the length or a price.
 */
export function blockReturns(series: PriceSeries, blockMs: number = blockLengthMs): BlockReturns | null {
  assertPositive(blockMs, "blockMs");
  const { values, years, meanAnnual } = logReturns(series);
  const startMs = series.closeMs[0];
  const count = Math.floor((series.closeMs[series.closeMs.length - 1] - startMs) / blockMs);
  if (count < BLOCKS_MIN) return null;
  const [returns, variances] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0)];
  for (let i = 0; i < values.length; i++) {
    const block = Math.ceil((series.closeMs[i + 1] - startMs) / blockMs) - 1;
    if (block >= count) break;
    const net = values[i] - meanAnnual * years[i];
    returns[block] += net;
    variances[block] += net * net;
  }
  const days = Number(((blockMs / YEAR_MS) * 365).toPrecision(3));
  return { logReturns: returns, variances, blockMs, source: `blocks of ${days} days of ${series.source}` };
}
