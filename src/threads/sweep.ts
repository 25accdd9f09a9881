import { availableParallelism } from "node:os";
import type { RatePast, RatesPast } from "../backtest/index.js";
import { InternalError } from "../errors/index.js";
import type { PriceSeries, RateSeries } from "../series/index.js";
import { assertCount, chunksOf } from "./chunks.js";
import { runHere } from "./own-thread.js";
import { sweepRunner, type SweepMarket, type SweepWork, type SweptRun } from "./sweep-work.js";

/** How a sweep is run. No result depends on any of it. */
export interface SweepOptions {
  /** Threads at most, a whole number from 1; by default as many as the machine runs at once. With 1 the caller's own. */
  readonly threads?: number;
  /** Policies of a piece of work, a whole number from 1; by default 8. */
  readonly policiesPerChunk?: number;
  /** Told after each piece how many policies are done, and of how many. */
  readonly onProgress?: (done: number, of: number) => void;
  /** Ends the sweep, and every worker, at once. */
  readonly signal?: AbortSignal;
}

/** Pieces small enough that the last of them keep every thread busy, and large enough that handing them out costs nothing. */
const POLICIES_PER_CHUNK = 8;

/** The same numbers in memory that all threads see. */
function shared(column: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(column.byteLength));
  copy.set(column);
  return copy;
}

function sharedPrices(series: PriceSeries): PriceSeries {
  const { bars } = series;
  return {
    ...series,
    closeMs: shared(series.closeMs),
    close: shared(series.close),
    bars: bars && { open: shared(bars.open), high: shared(bars.high), low: shared(bars.low) },
    volume: null, // no policy sees it
  };
}

const sharedSeries = (series: RateSeries): RateSeries => ({
  ...series,
  timeMs: shared(series.timeMs),
  rateAnnual: shared(series.rateAnnual),
});

const sharedRate = (rate: RatePast): RatePast => ({ ...rate, recorded: rate.recorded && sharedSeries(rate.recorded) });

const sharedRates = (rates: RatesPast): RatesPast => ({
  borrow: sharedRate(rates.borrow),
  assetBorrow: rates.assetBorrow && sharedRate(rates.assetBorrow),
  lend: sharedRate(rates.lend),
  yield: sharedRate(rates.yield),
  funding: rates.funding && sharedRate(rates.funding),
});

const sharedMarket = (market: SweepMarket): SweepMarket => ({
  ...market,
  prices: sharedPrices(market.prices),
  trigger: market.trigger && sharedPrices(market.trigger),
  rates: sharedRates(market.rates),
});

const isSwept = (value: unknown): value is readonly SweptRun[] => Array.isArray(value);

/** @throws InternalError (E_INTERNAL) for what is no piece of a sweep */
function sweptRuns(result: unknown): readonly SweptRun[] {
  if (isSwept(result)) return result;
  const hint = "this is a bug: please report it";
  throw new InternalError({ field: "threads", got: typeof result, want: "the runs of a piece", hint });
}

/**
 * Runs every policy on one market's past, on as many threads as there are, and hands over the runs piece by piece in the order of the
 * policies: they are the same, bit for bit, whatever the threads. No more than a few pieces are held at a time.
 * @param take Given the number of the first policy of a piece and its runs; the next piece waits for it.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for an option; CancelledError (E_CANCELLED) once `signal` is aborted; InternalError
 * (E_INTERNAL) if a worker fails; every error of bad input of a market or a policy
 */
export async function sweepOnThreads(
  work: SweepWork,
  take: (from: number, runs: readonly SweptRun[]) => void | Promise<void>,
  options: SweepOptions = {},
): Promise<{ readonly threads: number }> {
  const {
    threads: asked = availableParallelism(),
    policiesPerChunk = POLICIES_PER_CHUNK,
    onProgress,
    signal,
  } = options;
  assertCount(asked, "threads");
  assertCount(policiesPerChunk, "policiesPerChunk");
  const count = work.policies.length;
  const chunks = chunksOf(count, policiesPerChunk);
  const threads = Math.max(1, Math.min(asked, chunks.length));
  const watch = {
    ran: async ({ from, to }: { readonly from: number; readonly to: number }, result: unknown): Promise<void> => {
      await take(from, sweptRuns(result));
      onProgress?.(to, count);
    },
    signal,
  };
  if (threads === 1) await runHere(sweepRunner(work), chunks, watch);
  else {
    const { runOnWorkers } = await import("./worker-pool.js"); // what needs no worker does not wait for the pool's code
    await runOnWorkers(
      { worker: "sweep-worker", data: { ...work, market: sharedMarket(work.market) } },
      chunks,
      threads,
      watch,
    );
  }
  return { threads };
}
