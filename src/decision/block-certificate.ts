import { TooFewError, assertFinite, assertNotNegative, assertPositive, OutOfRangeError } from "../errors/index.js";
import { minimise } from "../kernel/index.js";
import { yearsOf } from "../model/index.js";
import { keptEnd, leastPoint, logMoment, momentOf } from "./log-moment.js";
import { riskAversionForDrawdown } from "./risk-constrained-kelly.js";

/** Fewest blocks from which a mean of exponentials is worth printing: two years of months. */
const BLOCKS_MIN = 24;
/** Leverage ratios beyond this are not searched. */
const LEVERAGE_MAX = 1000;

/** What the price did in equal spans long enough for one to say little about the next. */
export interface ReturnBlocks {
  /** Log return of the price over each block. Its mean is taken out: a drift is told, not found. At least 24. */
  readonly logReturns: Float64Array;
  /** Sum of squared log returns within each block, >= 0. */
  readonly variances: Float64Array;
  /** Length of one block, ms. */
  readonly blockMs: number;
}

/** One asset held at a constant leverage ratio, traded back to it within each block. */
export interface BlockProblem {
  readonly blocks: ReturnBlocks;
  /** Arithmetic drift of the price a year, E[dS/S]: the posterior mean. */
  readonly driftAnnual: number;
  /** Net cost of holding for a year at a signed leverage ratio, a share of equity; negative earns. Convex and finite. */
  readonly carryAnnual: (leverageRatio: number) => number;
}

/** How much may be lost, how likely, and on which side of the asset. */
export interface BlockLimits extends BlockProblem {
  /** Share of wealth that may be lost, a fraction in (0, 1). */
  readonly lossMax: number;
  /** With at most this probability ever, in (0, 1), given the drift. */
  readonly probabilityMax: number;
  readonly side: "long" | "short";
  /** Loss counted in money (unless given), or against holding the asset unlevered. */
  readonly measuredAgainst?: "cash" | "holding";
}

/** The leverage that blocks of returns allow for a tolerance, with what proves it. */
export interface BlockCertificate {
  /**
   * "limited": leverageRatioMax is the largest that keeps E[(W'/W)^-riskAversion] <= 1 over the blocks; "unlimited": none up
   * to 1000 breaks it; "none": none on this side keeps it, no leverage included.
   */
  readonly status: "limited" | "unlimited" | "none";
  /** lambda = ln probabilityMax / ln(1 - lossMax). */
  readonly riskAversion: number;
  /** Largest |leverage ratio|; null where unlimited, 0 where none. */
  readonly leverageRatioMax: number | null;
  /** Its standard error over the blocks, at the drift as told; null unless limited. */
  readonly leverageRatioMaxStandardError: number | null;
  /** |Leverage ratio| of the highest block growth that keeps the limit, at most 1000; 0 where none. */
  readonly leverageRatioBest: number;
  /** Log growth a year there. */
  readonly growthAnnual: number;
  /** E[(W'/W)^-riskAversion] at leverageRatioMax, or at leverageRatioBest where there is no such. */
  readonly moment: number;
  /** Standard error of that moment over the blocks, at the drift as told. */
  readonly momentStandardError: number;
  /** The true limit lies at most this far beyond leverageRatioMax. */
  readonly gap: number;
  /** |moment - 1| where limited, else by how much the moment is above 1. */
  readonly residual: number;
  /** Number of blocks. */
  readonly blocks: number;
}

/** Blocks with their own mean taken out and the drift put in, ready for any leverage ratio. */
interface Blocks {
  readonly logReturns: Float64Array;
  readonly variances: Float64Array;
  readonly varianceMean: number;
  readonly years: number;
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @throws NotFiniteError, OutOfRangeError, TooFewError naming the argument. */
function checkedBlocks({ blocks, driftAnnual }: BlockProblem): Blocks {
  const { logReturns, variances, blockMs } = blocks;
  const count = logReturns.length;
  assertFinite(driftAnnual, "driftAnnual");
  assertPositive(blockMs, "blocks.blockMs");
  if (count < BLOCKS_MIN)
    throw new TooFewError({
      field: "blocks.logReturns",
      got: `${count} blocks`,
      want: `at least ${BLOCKS_MIN}`,
      hint: "give a longer history, or shorter blocks if volatility clusters for less long",
    });
  if (variances.length !== count)
    throw new OutOfRangeError({
      field: "blocks.variances",
      got: `${variances.length} numbers`,
      want: `${count}, one a block`,
      hint: "sum the squared log returns of each block",
    });
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(logReturns[i])) assertFinite(logReturns[i], `blocks.logReturns[${i}]`);
    if (!(variances[i] >= 0 && variances[i] < Infinity)) assertNotNegative(variances[i], `blocks.variances[${i}]`);
  }
  const years = yearsOf(blockMs);
  const varianceMean = meanOf(variances);
  const shift = driftAnnual * years - varianceMean / 2 - meanOf(logReturns);
  return { logReturns: logReturns.map((value) => value + shift), variances, varianceMean, years };
}

/**
 * Log of wealth after each block over wealth before: L x - carry(L) T - (L^2 - L) v / 2 (Avellaneda & Zhang 2010, the
 * identity of a rebalanced fund). The returns x have mean (drift T - mean(v) / 2), so that the mean over the blocks is the
 * growth L drift - carry(L) - L^2 s^2 / 2 of a diffusion, whatever the sample's own mean was.
 */
function logWealthsAt(blocks: Blocks, problem: BlockProblem, leverageRatio: number): Float64Array {
  const carry = problem.carryAnnual(leverageRatio);
  assertFinite(carry, `carryAnnual(${leverageRatio})`);
  const drag = (leverageRatio ** 2 - leverageRatio) / 2;
  return blocks.logReturns.map((value, i) => leverageRatio * value - carry * blocks.years - drag * blocks.variances[i]);
}

/** What the limit looks at: log of wealth over that of cash, or over that of the asset held unlevered. */
function measuredLogs(blocks: Blocks, limits: BlockLimits, leverageRatio: number): Float64Array {
  const logs = logWealthsAt(blocks, limits, leverageRatio);
  if (limits.measuredAgainst !== "holding") return logs;
  const held = logWealthsAt(blocks, limits, 1);
  return logs.map((value, i) => value - held[i]);
}

/**
 * Mean over the blocks of (W'/W)^-riskAversion at a signed leverage ratio, with the drift as told: at most 1 where the
 * drawdown is within the tolerance for ever (Busseti, Ryu & Boyd 2016, on blocks).
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), TooFewError (E_TOO_FEW) naming the argument.
 */
export function blockMoment(limits: BlockLimits, leverageRatio: number): number {
  const riskAversion = riskAversionForDrawdown(limits);
  assertFinite(leverageRatio, "leverageRatio");
  return momentOf(logMoment(measuredLogs(checkedBlocks(limits), limits, leverageRatio), riskAversion), riskAversion);
}

/**
 * Log growth a year over the blocks at a signed leverage ratio, with the drift as told: L drift - carry(L) - L^2 v / 2, v the
 * variance a year that the blocks realised.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), TooFewError (E_TOO_FEW) naming the argument.
 */
export function blockGrowthAnnual(problem: BlockProblem, leverageRatio: number): number {
  assertFinite(leverageRatio, "leverageRatio");
  return growthOf(checkedBlocks(problem), problem, leverageRatio);
}

const growthOf = (blocks: Blocks, problem: BlockProblem, leverageRatio: number): number =>
  meanOf(logWealthsAt(blocks, problem, leverageRatio)) / blocks.years;

/** A convex function of the size of the leverage ratio on one side, and what it is made of. */
interface Side {
  readonly blocks: Blocks;
  readonly limits: BlockLimits;
  readonly riskAversion: number;
  readonly sign: 1 | -1;
  readonly h: (size: number) => number;
}

/** Where the limit is kept, as sizes of the leverage ratio. */
interface Kept {
  readonly low: number;
  readonly high: number;
  /** How much further the true end may lie; null where there is no end up to LEVERAGE_MAX. */
  readonly error: number | null;
}

/**
 * The sizes that keep the limit. Log wealth is concave in the leverage ratio, as carry is convex, so h is convex: from the
 * first doubling at which it is above 0 and no longer falling it stays above 0, and between a size that keeps the limit
 * and that one lies exactly one end. Null where no size keeps it; `least` is where h is lowest.
 */
function keptSizes(h: (size: number) => number): { readonly kept: Kept | null; readonly least: number } {
  let beyond = 1;
  while (beyond < LEVERAGE_MAX && (h(beyond) <= 0 || h(beyond) < h(beyond / 2)))
    beyond = Math.min(LEVERAGE_MAX, 2 * beyond);
  const least = leastPoint(h, 0, beyond, 0);
  if (h(least) > 0) return { kept: null, least };
  const { at: high, error } = keptEnd(h, least, beyond);
  return { kept: { low: keptEnd(h, least, 0).at, high, error: h(beyond) <= 0 ? null : error }, least };
}

/**
 * Standard error over the blocks of the moment at a signed leverage ratio: the spread of each block's influence on it,
 * that on the two means which every block shares included (the delta method).
 */
function momentStandardError({ blocks, limits, riskAversion }: Side, leverageRatio: number, moment: number): number {
  const { logReturns, variances, varianceMean } = blocks;
  const count = logReturns.length;
  const returnMean = meanOf(logReturns);
  const exposure = leverageRatio - (limits.measuredAgainst === "holding" ? 1 : 0);
  let squares = 0;
  measuredLogs(blocks, limits, leverageRatio).forEach((log, i) => {
    const shared = logReturns[i] - returnMean + (variances[i] - varianceMean) / 2;
    const influence = Math.exp(-riskAversion * log) - moment + riskAversion * exposure * moment * shared;
    squares += influence * influence;
  });
  return Math.sqrt(squares / (count * (count - 1)));
}

/** The size of the highest growth between two sizes; growth is concave. */
function bestSize({ blocks, limits, sign }: Side, { low, high }: Kept): number {
  const loss = (size: number): number => -growthOf(blocks, limits, sign * size);
  const ends = loss(low) <= loss(high) ? low : high;
  if (!(low < high)) return ends;
  const inside = minimise(loss, low, high);
  return inside.value < loss(ends) ? inside.at : ends;
}

/** Steepness of the moment just inside a size. */
function momentSlope({ h, riskAversion }: Side, size: number): number {
  const step = 1e-4 * size;
  return (momentOf(h(size), riskAversion) - momentOf(h(size - step), riskAversion)) / step;
}

function sideOf(limits: BlockLimits): Side {
  const riskAversion = riskAversionForDrawdown(limits);
  const blocks = checkedBlocks(limits);
  const sign = limits.side === "long" ? 1 : -1;
  const h = (size: number): number => logMoment(measuredLogs(blocks, limits, sign * size), riskAversion);
  return { blocks, limits, riskAversion, sign, h };
}

/**
 * The largest leverage ratio on one side whose odds of a drawdown, for ever and given the drift, are within a tolerance: the
 * largest with E[(W'/W)^-lambda] <= 1 over blocks of returns (Busseti, Ryu & Boyd 2016, whose bound needs independent
 * rounds; volatility clusters within a block). For many blocks of a diffusion it is Kelly's times 2 / (1 + lambda).
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), TooFewError (E_TOO_FEW) below 24 blocks, naming
 * the argument.
 */
export function blockCertificate(limits: BlockLimits): BlockCertificate {
  const side = sideOf(limits);
  const { h, blocks, riskAversion, sign } = side;
  const momentAt = (size: number): number => momentOf(h(size), riskAversion);
  const { kept, least } = keptSizes(h);
  const leverageRatioBest = kept === null ? 0 : bestSize(side, kept);
  const end = kept !== null && kept.error !== null ? kept.high : null;
  const moment = momentAt(end ?? leverageRatioBest);
  const error = momentStandardError(side, sign * (end ?? leverageRatioBest), moment);
  const shared = {
    riskAversion,
    leverageRatioBest,
    growthAnnual: growthOf(blocks, limits, sign * leverageRatioBest),
    moment,
    momentStandardError: error,
    blocks: blocks.logReturns.length,
  };
  const open = { leverageRatioMaxStandardError: null, gap: 0, residual: 0 };
  if (kept === null) return { status: "none", leverageRatioMax: 0, ...shared, ...open, residual: momentAt(least) - 1 };
  if (kept.error === null) return { status: "unlimited", leverageRatioMax: null, ...shared, ...open };
  const slope = kept.high > 0 ? momentSlope(side, kept.high) : 0;
  return {
    status: "limited",
    leverageRatioMax: kept.high,
    ...shared,
    leverageRatioMaxStandardError: slope > 0 ? error / slope : null,
    gap: kept.error,
    residual: Math.abs(moment - 1),
  };
}
