import { assertPositive } from "../errors/index.js";
import { YEAR_MS, type BlockReturns } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import type { LogReturns } from "./log-returns.js";

/** Fewest blocks from which anything is said of a tail: two years of months. */
const BLOCKS_MIN = 24;

/** `blockReturns` of a series whose returns are known. */
export function blockReturnsOf(series: PriceSeries, blockMs: number, returnsOf: () => LogReturns): BlockReturns | null {
  assertPositive(blockMs, "blockMs");
  const { values, years, meanAnnual } = returnsOf();
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
