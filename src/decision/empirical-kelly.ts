import { OutOfRangeError, TooFewError, assertFinite, assertInRange, assertNotNegative } from "../errors/index.js";
import { keptEnd, leastPoint, logMoment, momentOf } from "./log-moment.js";

/** One asset held at a constant leverage ratio, re-set each period, over a sample of periods taken as equally likely. */
export interface EmpiricalProblem {
  /** Simple return of the asset in each period (0.05 is 5 %), at least two. */
  readonly simpleReturns: Float64Array;
  /** Simple rate a period, paid on what is borrowed and earned on what is idle; above -1. */
  readonly ratePerPeriod: number;
  /** lambda >= 0 of E[wealth^-lambda] <= 1; 0, plain Kelly, unless given. */
  readonly riskAversion?: number;
  /** Newton steps after which the search stops, uncertified; 100 unless given. */
  readonly iterationsMax?: number;
}

/** The best leverage ratio of a sample with the proof of how good it is. */
export interface EmpiricalLeverage {
  /** Notional over equity; negative is short. */
  readonly leverageRatio: number;
  /** Mean log growth a period. */
  readonly growth: number;
  /** Mean of wealth^-riskAversion after one period; at most 1 where certified. */
  readonly moment: number;
  /** No leverage ratio that keeps the limit grows by more than this above `growth`, a period: growth is concave. */
  readonly gap: number;
  /** Where the limit does not bind the slope of growth, which is 0 at the best; where it binds |moment - 1|. */
  readonly residual: number;
  /** Newton steps taken. */
  readonly iterations: number;
}

/** Certified (gap at most 1e-10), or not, or why there is no best leverage ratio. */
export type EmpiricalKelly =
  | ({ readonly status: "certified" | "uncertified" } & EmpiricalLeverage)
  /** Each return lies on one side of the rate: a sample without a loss knows no limit. */
  | { readonly status: "unbounded"; readonly side: "long" | "short" }
  /** Whatever the leverage ratio, the moment is above 1. */
  | { readonly status: "infeasible"; readonly momentMin: number };

/** What certifies an answer, and where Newton's steps stop: they double the digits, and leverage has half of growth's. */
const GAP_MAX = 1e-10;
const GAP_AIM = 1e-14;
const ITERATIONS_MAX = 100;
/** The ends of the domain, where wealth is lost whole, are approached to this share of its width. */
const EDGE = 1e-9;

/** Excess returns with the leverage ratios between which no period loses everything. */
interface Sample {
  readonly base: number;
  readonly excess: Float64Array;
  readonly low: number;
  readonly high: number;
}

function checkedSample({ simpleReturns, ratePerPeriod, riskAversion = 0 }: EmpiricalProblem): Sample {
  assertInRange(ratePerPeriod, "ratePerPeriod", { min: -1, open: true, want: "a simple rate a period above -1" });
  assertNotNegative(riskAversion, "riskAversion");
  if (simpleReturns.length < 2)
    throw new TooFewError({
      field: "simpleReturns",
      got: `${simpleReturns.length}`,
      want: "at least 2",
      hint: "give more",
    });
  const excess = simpleReturns.map((value) => value - ratePerPeriod);
  simpleReturns.forEach((value, at) => {
    if (!Number.isFinite(value)) assertFinite(value, `simpleReturns[${at}]`);
  });
  let [least, most] = [0, 0];
  for (const value of excess) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least === 0 && most === 0)
    throw new OutOfRangeError({
      field: "simpleReturns",
      got: "only the rate",
      want: "returns that differ from ratePerPeriod",
      hint: "any leverage ratio would do",
    });
  const base = 1 + ratePerPeriod;
  return { base, excess, low: most > 0 ? -base / most : -Infinity, high: least < 0 ? -base / least : Infinity };
}

/** First derivative of growth at a leverage ratio, and minus the second. */
function slopeAt(
  { base, excess }: Sample,
  leverageRatio: number,
): { readonly slope: number; readonly curvature: number } {
  let [slope, curvature] = [0, 0];
  for (const value of excess) {
    const share = value / (base + leverageRatio * value);
    slope += share;
    curvature += share * share;
  }
  return { slope: slope / excess.length, curvature: curvature / excess.length };
}

const logWealthsAt = ({ base, excess }: Sample, leverageRatio: number): Float64Array =>
  excess.map((value) => Math.log(base + leverageRatio * value));

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A leverage ratio with the bound on what a better one could add. */
interface Highest {
  readonly at: number;
  readonly slope: number;
  readonly gap: number;
  readonly iterations: number;
}

/** Growth's highest point by Newton steps, kept inside a bracket by bisection: what is above lies under the tangent. */
function highestGrowth(sample: Sample, iterationsMax: number): Highest {
  let { low, high } = sample;
  let at = 0;
  for (let iterations = 0; ; iterations++) {
    const { slope, curvature } = slopeAt(sample, at);
    if (slope > 0) low = at;
    else high = at;
    const gap = slope > 0 ? slope * (high - at) : slope * (low - at);
    const step = at + slope / curvature;
    if (gap <= GAP_AIM || step === at || iterations >= iterationsMax) return { at, slope, gap, iterations };
    at = step > low && step < high ? step : (low + high) / 2;
  }
}

/**
 * The answer where the limit binds: the last leverage ratio towards the highest growth that keeps it. To second order the
 * moment is least at 1 / (1 + lambda) of the highest growth, so that the search for a kept point mostly ends there.
 */
function limited(sample: Sample, riskAversion: number, highest: Highest): EmpiricalKelly {
  const h = (leverageRatio: number): number => logMoment(logWealthsAt(sample, leverageRatio), riskAversion);
  const margin = EDGE * (sample.high - sample.low);
  const near = highest.at / (1 + riskAversion);
  const kept = h(near) <= 0 ? near : leastPoint(h, sample.low + margin, sample.high - margin, 0);
  const least = h(kept);
  if (least > 0) return { status: "infeasible", momentMin: momentOf(least, riskAversion) };
  const { at, error } = keptEnd(h, kept, highest.at);
  const { slope } = slopeAt(sample, at);
  const gap = Math.abs(slope) * error;
  const moment = momentOf(h(at), riskAversion);
  return {
    status: gap <= GAP_MAX ? "certified" : "uncertified",
    leverageRatio: at,
    growth: mean(logWealthsAt(sample, at)),
    moment,
    gap,
    residual: Math.abs(moment - 1),
    iterations: highest.iterations,
  };
}

/**
 * Leverage ratio of the highest growth on a sample of simple returns, with E[wealth^-riskAversion] <= 1 where a riskAversion
 * is given (Kelly 1956; Busseti, Ryu & Boyd 2016, for one asset). It is the best for that past: the sample's mean is in it.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), TooFewError (E_TOO_FEW) naming the argument.
 */
export function empiricalKelly(problem: EmpiricalProblem): EmpiricalKelly {
  const { riskAversion = 0, iterationsMax = ITERATIONS_MAX } = problem;
  assertInRange(iterationsMax, "iterationsMax", { min: 0, max: 10_000, want: "a number from 0 to 10000" });
  const sample = checkedSample(problem);
  if (sample.high === Infinity) return { status: "unbounded", side: "long" };
  if (sample.low === -Infinity) return { status: "unbounded", side: "short" };
  const highest = highestGrowth(sample, iterationsMax);
  const logWealths = logWealthsAt(sample, highest.at);
  const excessMoment = riskAversion === 0 ? 0 : logMoment(logWealths, riskAversion);
  if (excessMoment > 0) return limited(sample, riskAversion, highest);
  return {
    status: highest.gap <= GAP_MAX ? "certified" : "uncertified",
    leverageRatio: highest.at,
    growth: mean(logWealths),
    moment: momentOf(excessMoment, riskAversion),
    gap: highest.gap,
    residual: Math.abs(highest.slope),
    iterations: highest.iterations,
  };
}
