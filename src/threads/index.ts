/** Paths and sweeps on every core: the same rows whatever the number of threads. */
export { runOnThreads, type ThreadedRun, type ThreadOptions } from "./threaded-run.js";
export { sweepOnThreads, type SweepOptions } from "./sweep.js";
export { pooledReturns } from "./sweep-work.js";
export type { DatedRequest, SweepMarket, SweepWork, SweptRun } from "./sweep-work.js";
