import { ConflictError, MissingError, TooFewError, assertPositive } from "../errors/index.js";
import { gammaQuantile, normalQuantile } from "../kernel/index.js";
import {
  YEAR_MS,
  type AssetId,
  type Estimate,
  type Gap,
  type GapSide,
  type GapTail,
  jointIntensityAnnual,
} from "../model/index.js";
import { checkedGap, checkedVolatility } from "./figures.js";

/** Fewest assets of a pool: the spread between them cannot be seen in one. */
const MEMBERS_MIN = 2;
/**
 * Least spread between assets, as standard deviations of logs: of the intensity beyond a size in units of volatility, of
 * the tail index, and of the volatility itself. Stated; hourly BTC, ETH and SOL differ by .1 to .2, .05 and .28.
 */
const SPREAD_MIN = { intensity: 0.3, tailIndex: 0.1, volatility: 0.3 } as const;

/** An asset whose tails are known; a fitted market model is one. */
export interface PoolMember {
  readonly asset: AssetId;
  /** Volatility a year over the history of its gap. */
  readonly volatilityAnnual: { readonly value: number };
  /** Its gap, estimated from bars, at the target's window and confidence. */
  readonly gap: Gap;
}

/** The target's own windows: log sizes of its furthest moves, `bars` overlapping ones of which count as one. */
export interface OwnWindows {
  readonly spanYears: number;
  readonly bars: number;
  readonly drops: Float64Array;
  readonly rises: Float64Array;
  /** What they were read from, in words. */
  readonly source: string;
}

/** What is pooled, for whom. */
export interface TailPoolRequest {
  /** The target's own volatility a year, with its error as an estimate of the long run. */
  readonly volatilityAnnual: Estimate;
  /** The target's own moves; left out, the answer is the pool's alone. */
  readonly own?: OwnWindows | undefined;
  readonly pool: readonly PoolMember[];
  /** Time within which nothing can be done, ms: that of each member's gap. */
  readonly windowMs: number;
  /** Correlation of the members' errors, 0 to 1, in number and in size; 1 when left out: nothing says that they differ. */
  readonly dependence?: Dependence | undefined;
}

/** Correlation of the errors of two members. */
export interface Dependence {
  readonly number: number;
  readonly size: number;
}

type EstimatedGap = Extract<Gap, { kind: "estimated" }>;
type Member = { readonly asset: AssetId; readonly volatility: number; readonly gap: EstimatedGap };

/**
 * Gap of an asset from the tails of similar ones, whose prices are not needed. Sizes are counted in units of volatility x
 * sqrt(window), in which similar assets have similar tails.
 *
 * Empirical Bayes, side by side: (1) Scale: ln volatility is w own + (1 - w) pool's mean, w = spread^2 / (spread^2 +
 * error^2), spread the standard deviation between members. (2) Index: the members' mean, weighted by effective
 * exceedances. (3) Intensity at the largest member's threshold: with m the members' geometric mean, and k = 1 / (spread^2
 * + error of m^2), it is m (k + N) / (k + E), where N counts the target's own effective exceedances and E = m x own
 * years those expected, both cut by the pool's clustering (Buehlmann 1967, ASTIN Bulletin 4, 199): E / (k + E) is own.
 *
 * The upper bound joins that of a gamma variable of shape k + N and the error of the scale, and is never below the pool's
 * own bound at the target's own volatility. Drops and rises are pooled apart.
 * @throws TooFewError (E_TOO_FEW) for a pool of fewer than two assets; MissingError (E_MISSING) for a member whose gap is
 * stated and not estimated; ConflictError (E_CONFIG_CONFLICT) where windows or confidences differ; OutOfRangeError
 * (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) naming the figure.
 */
export function pooledGapFromTails(request: TailPoolRequest): Gap {
  const { own, windowMs } = request;
  assertPositive(windowMs, "windowMs");
  checkedVolatility(request.volatilityAnnual, "volatilityAnnual");
  const members = checkedMembers(request.pool, windowMs);
  const { confidence } = members[0].gap;
  const scale = pooledScale(request.volatilityAnnual, members);
  const setting = {
    confidence,
    unit: Math.sqrt(windowMs / YEAR_MS),
    scale,
    own,
    dependence: request.dependence ?? { number: 1, size: 1 },
  };
  const drops = pooledTail(members, "drops", setting);
  const rises = pooledTail(members, "rises", setting);
  const share = Math.round(50 * (drops.ownShare + rises.ownShare));
  const names = members.map(({ asset }) => asset).join(", ");
  return {
    kind: "estimated",
    windowMs,
    years: own?.spanYears ?? Math.max(...members.map(({ gap }) => gap.years)),
    confidence,
    readFrom: members.some(({ gap }) => gap.readFrom === "closes") ? "closes" : "lows-and-highs",
    drops: drops.tail,
    rises: rises.tail,
    asOfMs: request.volatilityAnnual.asOfMs ?? Math.max(...members.map(({ gap }) => gap.asOfMs)),
    source: `pooled with ${names}; ${share} % own${own === undefined ? "" : `: ${own.source}`}`,
  };
}

const checkedMembers = (pool: readonly PoolMember[], windowMs: number): readonly Member[] => {
  if (pool.length < MEMBERS_MIN) {
    throw new TooFewError({
      field: "pool",
      got: `${pool.length} assets`,
      want: `at least ${MEMBERS_MIN} similar assets`,
      hint: "pool with fitted market models, give a longer history, or state the gap",
    });
  }
  return pool.map(({ asset, volatilityAnnual, gap }, i) => {
    const field = `pool[${i}].gap`;
    assertPositive(volatilityAnnual.value, `pool[${i}].volatilityAnnual`);
    if (gap.kind === "stated") {
      const hint = "leave this asset out, or estimate its gap from bars";
      throw new MissingError({ field, got: `a stated gap of ${asset}`, want: "an estimated gap", hint });
    }
    checkedGap(gap);
    if (gap.windowMs !== windowMs) throw different(`${field}.windowMs`, gap.windowMs, windowMs);
    const first = pool[0].gap;
    const confidence = first.kind === "estimated" ? first.confidence : NaN;
    if (gap.confidence !== confidence) throw different(`${field}.confidence`, gap.confidence, confidence);
    return { asset, volatility: volatilityAnnual.value, gap };
  });
};

const different = (field: string, got: number, want: number): ConflictError =>
  new ConflictError({
    field,
    got: `${got}`,
    want: `${want}`,
    hint: "estimate each member at the same window and bounds",
  });

/** Scale of the target: its long-run volatility, and what is left of its error in logs. */
interface Scale {
  readonly volatility: number;
  /** The target's own, before it was drawn to the pool. */
  readonly own: number;
  readonly error: number;
}

const pooledScale = ({ value, standardError }: Estimate, members: readonly Member[]): Scale => {
  const logs = members.map(({ volatility }) => Math.log(volatility));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  // A new asset differs from the mean of n by their spread and by the error of that mean.
  const spread = Math.max(SPREAD_MIN.volatility ** 2, variance) * (1 + 1 / logs.length);
  const error = (standardError / value) ** 2;
  const weight = spread / (spread + error);
  return {
    volatility: Math.exp(weight * Math.log(value) + (1 - weight) * mean),
    own: value,
    error: Math.sqrt(weight * error),
  };
};

interface Setting {
  readonly confidence: number;
  /** sqrt(window in years): a size is this x volatility x a number of units. */
  readonly unit: number;
  readonly scale: Scale;
  readonly own: OwnWindows | undefined;
  readonly dependence: Dependence;
}

/** One side of the target. */
const pooledTail = (
  members: readonly Member[],
  side: GapSide,
  { confidence, unit, scale, own, dependence }: Setting,
): { readonly tail: GapTail; readonly ownShare: number } => {
  const z = normalQuantile(confidence);
  const common = commonTail(members, side, { unit, z, dependence });
  const threshold = common.units * scale.volatility * unit;
  const k = 1 / (common.spread ** 2 + common.error ** 2);
  const clustering = common.effective;
  const number = (clustering * countAbove(own?.[side], threshold)) / (own?.bars ?? 1);
  const expected = clustering * common.intensityAnnual * (own?.spanYears ?? 0);
  const intensityAnnual = (common.intensityAnnual * (k + number)) / (k + expected);
  const margin = Math.log(gammaQuantile(confidence, k + number) / (k + number));
  const joint = intensityAnnual * Math.exp(Math.hypot(margin, z * common.tailIndex * scale.error));
  const indexCount = 1 / common.indexError ** 2;
  const tailIndexLower = (common.tailIndex * gammaQuantile(1 - confidence, indexCount)) / indexCount;
  const atOwnVolatility = Math.max(1, scale.own / scale.volatility) ** common.tailIndex;
  const poolUpper = common.intensityAnnual * Math.exp(z * common.error) * atOwnVolatility;
  const tail = {
    threshold,
    intensityAnnual,
    intensityUpperAnnual: Math.max(intensityAnnual, joint, poolUpper),
    tailIndex: common.tailIndex,
    tailIndexLower,
    // Both parts lean on the same few members: their bounds are taken together, as measured coverage asks.
    correlation: 1,
    exceedances: common.exceedances + Math.round(number / clustering),
    largest: Math.max(common.largestUnits * scale.volatility * unit, largestOf(own?.[side])),
  };
  return { tail, ownShare: expected / (k + expected) };
};

/** What the members have in common, in units of volatility x sqrt(window). */
interface CommonTail {
  /** Size at which the intensities are compared: the largest threshold of a member. */
  readonly units: number;
  readonly intensityAnnual: number;
  /** Error of the log of that mean intensity, and the spread of a single asset about it. */
  readonly error: number;
  readonly spread: number;
  readonly tailIndex: number;
  /** Relative error of the index for a single asset: that of the mean and the spread about it. */
  readonly indexError: number;
  /** Effective exceedances an exceedance, 0 to 1. */
  readonly effective: number;
  readonly exceedances: number;
  readonly largestUnits: number;
}

const commonTail = (
  members: readonly Member[],
  side: GapSide,
  { unit, z, dependence }: { readonly unit: number; readonly z: number; readonly dependence: Dependence },
): CommonTail => {
  const tails = members.map(({ gap, volatility }) => ({ ...gap[side], one: volatility * unit }));
  const units = Math.max(...tails.map(({ threshold, one }) => threshold / one));
  const intensities = tails.map((tail) => {
    const { value, upper } = jointIntensityAnnual(tail, units * tail.one);
    return { value: Math.log(value), error: Math.log(upper / value) / z };
  });
  const indices = tails.map(({ tailIndex, tailIndexLower }) => ({
    value: -Math.log(tailIndex),
    error: Math.log(tailIndex / tailIndexLower) / z,
  }));
  const intensity = combined(intensities, dependence.number, SPREAD_MIN.intensity);
  const index = combined(indices, dependence.size, SPREAD_MIN.tailIndex);
  const exceedances = tails.reduce((sum, tail) => sum + tail.exceedances, 0);
  const effective = tails.reduce((sum, tail) => sum + effectiveOf(tail, z), 0);
  return {
    units,
    intensityAnnual: Math.exp(intensity.mean),
    error: intensity.error,
    spread: intensity.spread,
    tailIndex: Math.exp(-index.mean),
    indexError: Math.hypot(index.error, index.spread),
    effective: Math.min(1, effective / exceedances),
    exceedances,
    largestUnits: Math.max(...tails.map(({ largest, one }) => largest / one)),
  };
};

/** Effective number of exceedances that the bound of the intensity speaks of. */
const effectiveOf = ({ intensityAnnual, intensityUpperAnnual, exceedances }: GapTail, z: number): number =>
  Math.min(exceedances, (z / Math.log(intensityUpperAnnual / intensityAnnual)) ** 2);

interface Figure {
  readonly value: number;
  readonly error: number;
}

/**
 * Mean of figures that differ by more than their errors (DerSimonian and Laird 1986, Controlled Clinical Trials 7, 177),
 * the spread of the true ones about it, and the error of the mean where errors correlate by `dependence`.
 */
const combined = (
  figures: readonly Figure[],
  dependence: number,
  spreadMin: number,
): { readonly mean: number; readonly error: number; readonly spread: number } => {
  const weighed = (spread: number): { readonly weights: readonly number[]; readonly mean: number } => {
    const raw = figures.map(({ error }) => 1 / (error ** 2 + spread ** 2));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    const weights = raw.map((weight) => weight / total);
    return { weights, mean: weights.reduce((sum, weight, i) => sum + weight * figures[i].value, 0) };
  };
  const first = weighed(0);
  const plain = figures.map(({ error }) => 1 / error ** 2);
  const total = plain.reduce((sum, weight) => sum + weight, 0);
  const scatter = plain.reduce((sum, weight, i) => sum + weight * (figures[i].value - first.mean) ** 2, 0);
  const squares = plain.reduce((sum, weight) => sum + weight ** 2, 0);
  const excess = (scatter - (figures.length - 1)) / (total - squares / total);
  const spread = Math.max(spreadMin, Math.sqrt(Math.max(0, excess)));
  const { weights, mean } = weighed(spread);
  const errors = weights.map((weight, i) => weight * figures[i].error);
  const own = errors.reduce((sum, error) => sum + error ** 2, 0);
  const shared = errors.reduce((sum, error) => sum + error, 0) ** 2;
  const among = weights.reduce((sum, weight) => sum + (weight * spread) ** 2, 0);
  return { mean, spread, error: Math.sqrt((1 - dependence) * own + dependence * shared + among) };
};

const countAbove = (sizes: Float64Array | undefined, threshold: number): number => {
  let count = 0;
  for (const size of sizes ?? []) if (size > threshold) count += 1;
  return count;
};

const largestOf = (sizes: Float64Array | undefined): number => {
  let largest = 0;
  for (const size of sizes ?? []) largest = Math.max(largest, size);
  return largest;
};
