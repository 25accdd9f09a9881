/** The sweep of bench/backtest.ts on several threads, as the command line runs it: each with its returns. */
import { performance } from "node:perf_hooks";
import type { BacktestMarket } from "../src/backtest/index.js";
import { sweepOnThreads } from "../src/threads/index.js";
import { SETS, VENUE, WEALTH } from "./backtest-data.js";

const HOUR_MS = 3_600_000;

/** How long the whole sweep takes on that many threads, their start included, ms. */
export async function sweepElsewhere(market: BacktestMarket, threads: number) {
  const { venue: _, ...past } = market;
  const request = { asset: VENUE.asset, parameters: JSON.stringify(VENUE) };
  const work = {
    market: { ...past, venue: { id: "custom", rules: [{ fromMs: 0, request }] as const } },
    ...{ policies: SETS, wealth: WEALTH, checkIntervalMs: HOUR_MS, reactionMs: 0, periodDays: 7 },
  };
  const start = performance.now();
  const { threads: used } = await sweepOnThreads(work, () => undefined, { threads });
  return { threads: used, ms: performance.now() - start };
}
