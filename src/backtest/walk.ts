import { assertPositive } from "../errors/index.js";
import { gapsOf, type PriceSeries } from "../series/index.js";

/** One stop of a walk through a series. */
export interface Stop {
  /** Close of the last bar that is known, epoch ms UTC. */
  readonly atMs: number;
  /** The series up to and with that bar: nothing later is in it. */
  readonly known: PriceSeries;
  /** Index in the whole series of the first bar that is not known. */
  readonly next: number;
}

/** Where a walk stops. */
export interface WalkOptions {
  /** No stop before this time, epoch ms UTC. */
  readonly fromMs: number;
  /** Least time between two stops, ms. */
  readonly stepMs: number;
}

/** The first `count` bars of a series, copied, with the gaps of those alone. */
export function seriesUpTo(series: PriceSeries, count: number): PriceSeries {
  const cut = (column: Float64Array): Float64Array => column.slice(0, count);
  const { bars, volume } = series;
  const closeMs = cut(series.closeMs);
  return {
    ...series,
    closeMs,
    close: cut(series.close),
    bars: bars === null ? null : { open: cut(bars.open), high: cut(bars.high), low: cut(bars.low) },
    volume: volume === null ? null : cut(volume),
    gaps: gapsOf(closeMs, series.intervalMs),
  };
}

/**
 * Walks through a series and hands out, at each stop, a copy of what was known: later bars cannot be reached from it. Stops lie
 * on a grid of `stepMs` from the first close at or after `fromMs`; where bars lack, at the next one there is.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) unless stepMs is above 0.
 */
export function* walk(series: PriceSeries, { fromMs, stepMs }: WalkOptions): Generator<Stop> {
  assertPositive(stepMs, "stepMs");
  let due = fromMs;
  for (let i = 0; i < series.closeMs.length; i++) {
    const atMs = series.closeMs[i];
    if (atMs < due) continue;
    yield { atMs, known: seriesUpTo(series, i + 1), next: i + 1 };
    due = Math.max(due + stepMs, atMs + 1);
  }
}
