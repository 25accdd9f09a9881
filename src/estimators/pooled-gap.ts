import { TooFewError } from "../errors/index.js";
import { DAY_MS, YEAR_MS, type AssetId, type Estimate, type Gap, type GapSide } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { blocksOf } from "./blocks.js";
import { peaksOf, type Peaks } from "./peaks-over-threshold.js";
import {
  assertHistory,
  checkedTailOptions,
  reactionWindows,
  type GapOptions,
  type ReactionWindows,
} from "./reaction-windows.js";
import { pooledGapFromTails, type Dependence, type PoolMember } from "./tail-pool.js";
import { closeToCloseVolatility } from "./volatility.js";

/** Least own history of an asset that is pooled. */
const SPAN_MS_MIN = 30 * DAY_MS;
/**
 * Error of the log volatility of 60 days as an estimate of the long run, and how it falls: with (60 days / span)^(1/5).
 * Measured on hourly BTC, ETH and SOL, 2017-2025, against their whole history: .45 for 30 days, .40 for 60, .37 for 120,
 * .33 for 240, .29 for 365, where the spread of blocks within such a span says .12.
 */
const REGIME_ERROR = { atDays: 60, error: 0.4, power: 0.2 } as const;

/** The prices of one asset. */
export interface PooledSeries {
  readonly asset: AssetId;
  readonly series: PriceSeries;
}

/**
 * Gap of an asset with a short history, from its own prices of at least 30 days and those of similar assets: see
 * `pooledGapFromTails` for how they are weighed. Members' errors are those of `peaksOverThreshold`, and how far they are
 * shared is measured: the correlation of their exceedances over common blocks of 30 days, since assets crash on the same
 * days and a second one is little news.
 * @throws TooFewError (E_TOO_FEW) for an own history under 30 days or 30 returns, a member under a year, or fewer than two
 * members; ConflictError (E_CONFIG_CONFLICT) where bars give windows of different lengths; OutOfRangeError
 * (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) for the options or a price.
 */
export function pooledGap(members: readonly PooledSeries[], target: PooledSeries, options: GapOptions): Gap {
  const setting = checkedTailOptions(options);
  const own = reactionWindows(target.series, options.windowMs);
  assertOwnHistory(own, target.asset);
  const pool = members.map(({ asset, series }) => {
    const windows = reactionWindows(series, options.windowMs);
    assertHistory(windows, setting.exceedancesMin);
    const drops = peaksOf(windows, "drops", setting);
    const rises = peaksOf(windows, "rises", setting);
    return { asset, series, windows, drops, rises };
  });
  return pooledGapFromTails({
    volatilityAnnual: longRunVolatility(target.series, own.spanYears),
    own,
    windowMs: own.windowMs,
    pool: pool.map((member) => poolMember(member, setting.confidence)),
    dependence: dependenceOf(pool),
  });
}

/**
 * Gap of an asset with a short history, of at least 30 days, from its own prices and the tails of similar assets, such as
 * fitted market models: see `pooledGapFromTails`. The members' windows must be as long as the target's.
 * @throws as `pooledGap`, and as `pooledGapFromTails` for the pool.
 */
export function pooledGapWithTails(target: PooledSeries, pool: readonly PoolMember[], windowMs: number): Gap {
  const own = reactionWindows(target.series, windowMs);
  assertOwnHistory(own, target.asset);
  const volatilityAnnual = longRunVolatility(target.series, own.spanYears);
  return pooledGapFromTails({ volatilityAnnual, own, windowMs: own.windowMs, pool });
}

/** A member with its peaks. */
interface Member extends PooledSeries {
  readonly windows: ReactionWindows;
  readonly drops: Peaks;
  readonly rises: Peaks;
}

const poolMember = ({ asset, series, windows, drops, rises }: Member, confidence: number): PoolMember => ({
  asset,
  volatilityAnnual: closeToCloseVolatility(series),
  gap: {
    kind: "estimated",
    windowMs: windows.windowMs,
    years: windows.spanYears,
    confidence,
    readFrom: windows.readFrom,
    drops: drops.tail,
    rises: rises.tail,
    asOfMs: windows.asOfMs,
    source: windows.source,
  },
});

/**
 * Close-to-close volatility with its error as an estimate of the long run: that of a short span is the volatility of its
 * season. Use it for the target of `pooledGapFromTails`.
 * @throws TooFewError (E_TOO_FEW), OutOfRangeError (E_OUT_OF_RANGE) as `closeToCloseVolatility`.
 */
export function longRunVolatility(series: PriceSeries, spanYears: number): Estimate {
  const measured = closeToCloseVolatility(series);
  const { atDays, error, power } = REGIME_ERROR;
  const seasonal = error * ((atDays * DAY_MS) / (spanYears * YEAR_MS)) ** power;
  return { ...measured, standardError: Math.max(measured.standardError, seasonal * measured.value) };
}

/** Mean correlation between members of their exceedances in common blocks: of the number, and of the sum of log excesses. */
const dependenceOf = (pool: readonly Member[]): Dependence => {
  const correlations = pool.flatMap((one, i) =>
    pool.slice(i + 1).flatMap((other) => (["drops", "rises"] as const).map((side) => correlationOf(one, other, side))),
  );
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 1 : Math.max(0, values.reduce((sum, value) => sum + value, 0) / values.length);
  return { number: mean(correlations.map(({ number }) => number)), size: mean(correlations.map(({ size }) => size)) };
};

/** Correlation of two members over the blocks of the time that both were observed; 1 where there is no such time. */
const correlationOf = (one: Member, other: Member, side: GapSide): Dependence => {
  const fromMs = Math.max(one.windows.closeMs[0], other.windows.closeMs[0]);
  const toMs = Math.min(one.windows.asOfMs, other.windows.asOfMs);
  if (toMs - fromMs < YEAR_MS) return { number: 1, size: 1 };
  const [a, b] = [one, other].map((member) => blockSums(member, side, fromMs, toMs));
  return { number: correlation(a.numbers, b.numbers), size: correlation(a.excesses, b.excesses) };
};

const blockSums = (
  { windows, drops, rises }: Member,
  side: GapSide,
  fromMs: number,
  toMs: number,
): { readonly numbers: Float64Array; readonly excesses: Float64Array } => {
  const blocks = blocksOf(fromMs, toMs);
  const numbers = new Float64Array(blocks.count);
  const excesses = new Float64Array(blocks.count);
  const { threshold, tailIndex } = (side === "drops" ? drops : rises).tail;
  windows[side].forEach((size, i) => {
    const ms = windows.closeMs[i];
    if (size <= threshold || ms < fromMs || ms > toMs) return;
    const block = blocks.of(ms);
    numbers[block] += 1;
    excesses[block] += Math.log(size / threshold) - 1 / tailIndex;
  });
  return { numbers, excesses };
};

/** Correlation of two columns; 1, which is the careful answer, where one of them does not vary. */
const correlation = (a: Float64Array, b: Float64Array): number => {
  const mean = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0) / column.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - meanA) * (b[i] - meanB);
    aa += (value - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  });
  return aa * bb > 0 ? ab / Math.sqrt(aa * bb) : 1;
};

const assertOwnHistory = ({ spanYears }: ReactionWindows, asset: AssetId): void => {
  if (spanYears * YEAR_MS >= SPAN_MS_MIN) return;
  throw new TooFewError({
    field: "target.series",
    got: `${((spanYears * YEAR_MS) / DAY_MS).toFixed(1)} days of ${asset}`,
    want: "at least 30 days",
    hint: "wait, or state the gap: not even the volatility can be read from less",
  });
};
