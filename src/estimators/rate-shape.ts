import { minimiseMany } from "../kernel/index.js";
import { YEAR_MS } from "../model/index.js";
import { rateErrors, STEP } from "./rate-errors.js";
import { HOURLY_YEARS, rateLikelihood, type RateLikelihood, type RateSample } from "./rate-likelihood.js";

/** Slowest return that is looked for: one that runs a fiftieth of its way in the whole span. */
const SLOWEST_IN_SPAN = 0.02;
/** Fastest return that is looked for: beyond it the slow part could not be told from the hourly one. */
const SPEED_MAX = 0.5 / HOURLY_YEARS;
/** Largest share of the variance that the hourly part may take. */
const SHARE_MAX = 0.98;
/** Distance from the top of the likelihood, in standard errors, at which a search has found it. */
const DISTANCE_MAX = 0.05;

/** Proof that the search for the best shape ended at one. */
export interface RateCertificate {
  /** True if the top lies within a twentieth of a standard error along all that is not at its edge. */
  readonly converged: boolean;
  /** How far the top lies by one step of Newton's method, in standard errors; null where there is no top. */
  readonly distance: number | null;
  readonly logLikelihood: number;
  readonly evaluations: number;
  /** "slow": no return is seen within the span; "fast": nothing lasts beyond hours; null between them. */
  readonly edge: "slow" | "fast" | null;
}

/** The most likely shape of a sample, with the errors of its figures. */
export interface RateFit {
  readonly speedAnnual: number;
  readonly speedError: number;
  readonly hourlyShare: number;
  /** Standard deviation a square-root year of the slow part: its diffusion. */
  readonly volatility: number;
  readonly volatilityError: number;
  readonly best: RateLikelihood;
  readonly certificate: RateCertificate;
}

/** Most likely shape: a coarse grid, the simplex from its best point, then errors from the curvature there. */
export function fitRateShape(sample: RateSample, timeMs: Float64Array): RateFit {
  const spanYears = (timeMs[timeMs.length - 1] - timeMs[0]) / YEAR_MS;
  const [low, high] = [Math.log(SLOWEST_IN_SPAN / spanYears), Math.log(SPEED_MAX)];
  let evaluations = 0;
  const cost = ([logSpeed, root]: readonly number[]): number => {
    if (shareOf(root) > SHARE_MAX || logSpeed < low || logSpeed > high) return Infinity;
    evaluations++;
    return -at(sample, logSpeed, shareOf(root)).logLikelihood;
  };
  const grid = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((place) =>
    [0.1, 0.6, 1.5].map((root) => [low + place * (high - low), root] as const),
  );
  const costs = grid.map(cost);
  const start = grid[costs.indexOf(Math.min(...costs))];
  const top = minimiseMany(cost, start, [0.5, 0.1], { tolerance: 1e-12, spread: 1e-5 });
  const [logSpeed, share] = [top.at[0], shareOf(top.at[1])];
  const best = at(sample, logSpeed, share);
  const edge = logSpeed < low + STEP ? "slow" : logSpeed > high - STEP || share > SHARE_MAX - 2 * STEP ? "fast" : null;
  const errors = rateErrors(sample, timeMs, { logSpeed, share, logVariance: Math.log(best.variance) }, edge === null);
  const speedAnnual = Math.exp(logSpeed);
  const volatility = Math.sqrt(2 * speedAnnual * (1 - share) * best.variance);
  return {
    speedAnnual,
    speedError: speedAnnual * errors.logSpeed,
    hourlyShare: share,
    volatility,
    volatilityError: volatility * errors.logVolatility,
    best,
    certificate: {
      converged: errors.distance <= DISTANCE_MAX,
      distance: Number.isFinite(errors.distance) ? errors.distance : null,
      logLikelihood: best.logLikelihood,
      evaluations,
      edge,
    },
  };
}

/** Share of the hourly part from a coordinate without an edge at 0. */
const shareOf = (root: number): number => root ** 2 / (1 + root ** 2);

const at = (sample: RateSample, logSpeed: number, hourlyShare: number): RateLikelihood =>
  rateLikelihood(sample, { speedAnnual: Math.exp(logSpeed), hourlyShare });
