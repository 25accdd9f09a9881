import { logGamma, digamma } from "../kernel/index.js";

/**
 * The variance of step t, given the residuals e before it, is omega + newsUp e^2 (e >= 0) or newsDown e^2 (e < 0) of the
 * step before + beta times the variance before. GARCH(1,1) has newsUp = newsDown = alpha; GJR has alpha and alpha + gamma.
 * Order of the numbers in a point and in all derivatives by it.
 */
export const MEAN = 0;
export const OMEGA = 1;
export const NEWS_UP = 2;
export const NEWS_DOWN = 3;
export const BETA = 4;
/** One over the degrees of freedom: 0 is the normal law, which is then no special case but the end of a range. */
export const INVERSE_FREEDOM = 5;
/** How many numbers a point has. */
export const DIMENSIONS = 6;

/** What the likelihood is taken of. */
export interface GarchSample {
  readonly returns: Float64Array;
  /** Square of a residual before the first return: what the first variance is computed from. */
  readonly backcast: number;
}

/** The likelihood at one point. */
export interface GarchPass {
  readonly logLikelihood: number;
  /** Variance of the return after the last. */
  readonly nextVariance: number;
  /** Derivative of nextVariance by the first five numbers of the point. */
  readonly nextVarianceGradient: Float64Array;
}

/** Columns that a pass fills where they are asked for. */
export interface GarchColumns {
  /** Variance of each return. */
  readonly variances: Float64Array;
  /** Derivative of each return's log-likelihood by the point, six a return. */
  readonly scores: Float64Array;
}

/** Empty columns for a sample. */
export const columnsFor = ({ returns }: GarchSample): GarchColumns => ({
  variances: new Float64Array(returns.length),
  scores: new Float64Array(returns.length * DIMENSIONS),
});

/** Variances that are multiplied before a logarithm is taken. */
const BLOCK = 8;
const LOG_TWO_PI = 1.8378770664093453;

/** What the logarithm of one density holds that depends on the degrees of freedom alone, and its derivative by their inverse. */
function constantOf(inverse: number): { readonly value: number; readonly slope: number } {
  if (inverse === 0) return { value: -LOG_TWO_PI / 2, slope: 0 };
  const freedom = 1 / inverse;
  const value = logGamma((freedom + 1) / 2) - logGamma(freedom / 2) - Math.log(Math.PI * (freedom - 2)) / 2;
  const slope = (digamma((freedom + 1) / 2) - digamma(freedom / 2) - 1 / (freedom - 2)) / 2;
  return { value, slope: -freedom * freedom * slope };
}

/**
 * Log-likelihood of a GARCH or GJR model with normal or standardised Student-t innovations (Bollerslev 1986 and 1987;
 * Glosten, Jagannathan and Runkle 1993) and its exact gradient by the point, from derivatives of the variance that are
 * carried along with it (Fiorentini, Calzolari and Panattoni 1996, section 2). The first variance takes `backcast` for the
 * square before, half of it on each side.
 *
 * Eight variances are multiplied before each logarithm is taken: a logarithm costs more than all the rest of a step. That
 * holds the product within a double's range as long as variances lie between 1e-38 and 1e38.
 */
export function garchPass(
  { returns, backcast }: GarchSample,
  point: Float64Array,
  gradient: Float64Array,
  columns: GarchColumns | null = null,
): GarchPass {
  const [mean, omega, newsUp, newsDown, beta, inverse] = point;
  const count = returns.length;
  const varianceShare = 1 - 2 * inverse;
  const constant = constantOf(inverse);
  let h = omega + ((newsUp + newsDown) / 2 + beta) * backcast;
  // Derivatives of h.
  let byMean = 0;
  let byOmega = 1;
  let byUp = backcast / 2;
  let byDown = byUp;
  let byBeta = backcast;
  let [logVariance, logSpread, pulls] = [0, 0, 0];
  gradient.fill(0);
  for (let block = 0; block < count; block += BLOCK) {
    const end = Math.min(count, block + BLOCK);
    let varianceProduct = 1;
    let spreadProduct = 1;
    for (let t = block; t < end; t++) {
      const e = returns[t] - mean;
      const square = e * e;
      const spread = varianceShare * h + inverse * square;
      const both = 1 / (spread * h);
      // 1/h under the normal law; under Student's the less, the further out the return lies.
      const weight = (1 + inverse) * h * both;
      const pull = weight * square;
      const byVariance = 0.5 * (pull - 1) * spread * both;
      pulls += pull;
      varianceProduct *= h;
      spreadProduct *= spread;
      gradient[MEAN] += byVariance * byMean + weight * e;
      gradient[OMEGA] += byVariance * byOmega;
      gradient[NEWS_UP] += byVariance * byUp;
      gradient[NEWS_DOWN] += byVariance * byDown;
      gradient[BETA] += byVariance * byBeta;
      if (columns !== null) {
        const row = t * DIMENSIONS;
        columns.variances[t] = h;
        columns.scores[row + MEAN] = byVariance * byMean + weight * e;
        columns.scores[row + OMEGA] = byVariance * byOmega;
        columns.scores[row + NEWS_UP] = byVariance * byUp;
        columns.scores[row + NEWS_DOWN] = byVariance * byDown;
        columns.scores[row + BETA] = byVariance * byBeta;
        const distance = Math.log(spread / (varianceShare * h));
        columns.scores[row + INVERSE_FREEDOM] = constant.slope + byInverse(inverse, distance, pull);
      }
      const down = e < 0;
      const news = down ? newsDown : newsUp;
      byMean = beta * byMean - 2 * news * e;
      byOmega = beta * byOmega + 1;
      byUp = beta * byUp + (down ? 0 : square);
      byDown = beta * byDown + (down ? square : 0);
      byBeta = beta * byBeta + h;
      h = omega + news * square + beta * h;
    }
    logVariance += Math.log(varianceProduct);
    logSpread += Math.log(spreadProduct);
  }
  const distances = logSpread - logVariance - count * Math.log(varianceShare);
  gradient[INVERSE_FREEDOM] = count * constant.slope + byInverse(inverse, distances, pulls);
  const tail = inverse === 0 ? pulls / 2 : ((1 / inverse + 1) / 2) * distances;
  const logLikelihood = count * constant.value - logVariance / 2 - tail;
  const nextVarianceGradient = Float64Array.of(byMean, byOmega, byUp, byDown, byBeta);
  return { logLikelihood, nextVariance: h, nextVarianceGradient };
}

/**
 * Derivative by one over the degrees of freedom of the part of the log-likelihood that the returns are in: `distance` is
 * the sum of ln(1 + e^2 / ((nu - 2) h)), `pull` that of (nu + 1) e^2 / ((nu - 2) h + e^2). Not defined, and not asked for,
 * at the normal law.
 */
const byInverse = (inverse: number, distance: number, pull: number): number =>
  inverse === 0 ? 0 : (distance - pull / (1 / inverse - 2)) / (2 * inverse * inverse);
