import type { QuasiNewtonMinimum } from "../kernel/index.js";
import { NEWS_SHARE, PERSISTENCE, UP_SHARE, jacobianOf, pointOf, type GarchModel } from "./garch-coordinates.js";
import { coordinateErrors, quadratic, sandwich, type CoordinateErrors } from "./garch-covariance.js";
import {
  BETA,
  DIMENSIONS,
  INVERSE_FREEDOM,
  MEAN,
  NEWS_DOWN,
  NEWS_UP,
  OMEGA,
  columnsFor,
  garchPass,
  type GarchPass,
} from "./garch-likelihood.js";
import { scaledSample } from "./garch-sample.js";
import { garchMaximum } from "./garch-search.js";

/** Distance to the maximum, in standard errors, up to which a fit counts as converged. */
const GRADIENT_NORM_MAX = 1e-3;

/** A number with its standard error in the same unit; null where it sits on a bound, or where nothing identifies it. */
export interface GarchParameter {
  readonly value: number;
  readonly standardError: number | null;
}

/** Names of the parameters, in the order of their covariance. */
export const garchParameterNames = ["mean", "omega", "alpha", "gamma", "beta", "degreesOfFreedom"] as const;

/** A condition on the parameters that holds with equality. */
export type GarchBoundary = "omega" | "alpha" | "alpha + gamma" | "beta" | "persistence" | "degreesOfFreedom";

/** A fitted model: variance = omega + alpha e^2 (+ gamma e^2 after a residual e below 0) + beta x the variance before. */
export interface GarchFit {
  readonly model: GarchModel;
  readonly parameters: {
    /** Mean return a step, in the unit of the returns. */
    readonly mean: GarchParameter;
    /** In the unit of the returns, squared. */
    readonly omega: GarchParameter;
    readonly alpha: GarchParameter;
    /** Null in a model without asymmetry. */
    readonly gamma: GarchParameter | null;
    readonly beta: GarchParameter;
    /** Null in a model with normal innovations. */
    readonly degreesOfFreedom: GarchParameter | null;
  };
  readonly logLikelihood: number;
  /** Robust covariance, six rows in the order of `garchParameterNames`; 0 for a parameter without a standard error. */
  readonly covariance: Float64Array;
  /** Variance of each return, given those before. */
  readonly conditionalVariances: Float64Array;
  /** Variance of the return after the last. */
  readonly nextVariance: GarchParameter;
  /** Derivative of nextVariance by the parameters, in the order of `garchParameterNames`. */
  readonly nextVarianceGradient: Float64Array;
  /** alpha + gamma / 2 + beta: the share of a shock to the variance that is left after one step. */
  readonly persistence: GarchParameter;
  /** omega / (1 - persistence); null where the persistence is 1 and there is no such level. */
  readonly unconditionalVariance: GarchParameter | null;
  /**
   * Conditions that hold with equality. The usual theory does not give errors there (Andrews 1999): such a parameter has
   * none, and the errors of the others are computed with it held.
   */
  readonly boundary: readonly GarchBoundary[];
  readonly certificate: GarchCertificate;
}

/** How well the maximum was found. */
export interface GarchCertificate {
  /** How far the maximum still is, in standard errors; null where the likelihood has no strict maximum. */
  readonly gradientNorm: number | null;
  /** Steps of the search that found the maximum. */
  readonly iterations: number;
  /** Passes over the returns that all searches took together; a likelihood may have several tops. */
  readonly evaluations: number;
  /** True if the gradient norm is at most 1e-3. False: nothing of the fit is fit for use. */
  readonly converged: boolean;
}

/**
 * GARCH(1,1) (Bollerslev 1986) or GJR(1,1,1) (Glosten, Jagannathan and Runkle 1993) with a constant mean, by maximum
 * likelihood, with standard errors that also hold where the innovations are of another law than the likelihood assumes.
 * `returns` are of steps of equal length, log or simple, in any unit. Searched: omega > 0, alpha >= 0, alpha + gamma >= 0,
 * beta >= 0, persistence <= 1, degrees of freedom from 2.05 to 500. The square before the first return is the mean of the
 * first 75 squared residuals with weights .94^i.
 * @throws TooFewError (E_TOO_FEW) below 250 returns; NotFiniteError (E_NOT_FINITE) for a return that is no number;
 * OutOfRangeError (E_OUT_OF_RANGE) if all returns are equal.
 */
export function fitGarch(returns: Float64Array, model: GarchModel): GarchFit {
  const sample = scaledSample(returns);
  const found = garchMaximum(sample, model);
  const columns = columnsFor(sample);
  const pass = garchPass(sample, pointOf(found.at), new Float64Array(DIMENSIONS), columns);
  const errors = coordinateErrors(sample, columns, found.at, heldOf(found));
  const square = sample.scale ** 2;
  return {
    model,
    logLikelihood: pass.logLikelihood - returns.length * Math.log(sample.scale),
    conditionalVariances: columns.variances.map((variance) => variance * square),
    boundary: boundaryOf(found, model),
    certificate: certificateOf(found, errors),
    ...inUnits(found, errors, pass, sample.scale, model),
  };
}

/** Coordinates that are held in the errors: on a bound, or without effect because no variance clusters. */
function heldOf({ at, onBound }: QuasiNewtonMinimum): boolean[] {
  const clusters = at[PERSISTENCE] * at[NEWS_SHARE] > 0;
  return onBound.map((held, i) => held || (!clusters && (i === PERSISTENCE || i === NEWS_SHARE || i === UP_SHARE)));
}

function boundaryOf({ at, onBound }: QuasiNewtonMinimum, model: GarchModel): GarchBoundary[] {
  const point = pointOf(at);
  const conditions: readonly (readonly [GarchBoundary, boolean])[] = [
    ["omega", onBound[OMEGA]],
    ["alpha", point[NEWS_UP] === 0],
    ["alpha + gamma", model.asymmetric && point[NEWS_DOWN] === 0],
    ["beta", point[BETA] === 0],
    ["persistence", at[PERSISTENCE] === 1],
    ["degreesOfFreedom", model.innovations === "student-t" && onBound[INVERSE_FREEDOM]],
  ];
  return conditions.flatMap(([name, holds]) => (holds ? [name] : []));
}

function certificateOf(found: QuasiNewtonMinimum, errors: CoordinateErrors | null): GarchCertificate {
  const { iterations, evaluations } = found;
  const gradientNorm = errors?.gradientNorm ?? null;
  return {
    gradientNorm,
    iterations,
    evaluations,
    converged: gradientNorm !== null && gradientNorm <= GRADIENT_NORM_MAX,
  };
}

/** The parameters, and what follows from them, in the unit of the returns. */
function inUnits(
  { at }: QuasiNewtonMinimum,
  errors: CoordinateErrors | null,
  pass: GarchPass,
  scale: number,
  model: GarchModel,
): Pick<
  GarchFit,
  "parameters" | "covariance" | "nextVariance" | "nextVarianceGradient" | "persistence" | "unconditionalVariance"
> {
  const [mean, omega, newsUp, newsDown, beta, inverse] = pointOf(at);
  const square = scale * scale;
  const slopes = parameterSlopes(at, scale);
  const covariance = errors === null ? new Float64Array(DIMENSIONS ** 2) : sandwich(slopes, errors.covariance);
  const combined = (value: number, gradient: Float64Array): GarchParameter => {
    const variance = quadratic(covariance, gradient);
    return { value, standardError: variance > 0 ? Math.sqrt(variance) : null };
  };
  const parameter = (axis: number, value: number): GarchParameter =>
    combined(
      value,
      Float64Array.from(garchParameterNames, (_, i) => (i === axis ? 1 : 0)),
    );
  const persistence = at[PERSISTENCE];
  const [byMean, byOmega, byUp, byDown, byBeta] = pass.nextVarianceGradient;
  const byNews = square * (byUp + byDown);
  const nextVarianceGradient = Float64Array.of(scale * byMean, byOmega, byNews, square * byDown, square * byBeta, 0);
  const level = (square * omega) / (1 - persistence);
  const bySum = level / (1 - persistence);
  const byLevel = Float64Array.of(0, 1 / (1 - persistence), bySum, bySum / 2, bySum, 0);
  return {
    parameters: {
      mean: parameter(0, scale * mean),
      omega: parameter(1, square * omega),
      alpha: parameter(2, newsUp),
      gamma: model.asymmetric ? parameter(3, newsDown - newsUp) : null,
      beta: parameter(4, beta),
      degreesOfFreedom: inverse === 0 ? null : parameter(5, 1 / inverse),
    },
    covariance,
    nextVariance: combined(square * pass.nextVariance, nextVarianceGradient),
    nextVarianceGradient,
    persistence:
      persistence === 1
        ? { value: 1, standardError: null }
        : combined(persistence, Float64Array.of(0, 0, 1, 0.5, 1, 0)),
    unconditionalVariance: persistence === 1 ? null : combined(level, byLevel),
  };
}

/** Derivatives of the parameters (rows, in the unit of the returns) by the coordinates (columns). */
function parameterSlopes(at: Float64Array, scale: number): Float64Array {
  const slopes = jacobianOf(at);
  const inverse = at[INVERSE_FREEDOM];
  for (let column = 0; column < DIMENSIONS; column++) {
    slopes[MEAN * DIMENSIONS + column] *= scale;
    slopes[OMEGA * DIMENSIONS + column] *= scale * scale;
    slopes[NEWS_DOWN * DIMENSIONS + column] -= slopes[NEWS_UP * DIMENSIONS + column];
    slopes[INVERSE_FREEDOM * DIMENSIONS + column] *= inverse === 0 ? 0 : -1 / inverse ** 2;
  }
  return slopes;
}
