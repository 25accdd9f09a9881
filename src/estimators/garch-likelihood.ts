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
  const weightTop = 1 + inverse;
  const varianceShare = 1 - 2 * inverse;
  const constant = constantOf(inverse);
  let h = omega + ((newsUp + newsDown) / 2 + beta) * backcast;
  // Derivatives of h.
  let [byMean, byOmega, byUp, byDown, byBeta] = [0, 1, backcast / 2, backcast / 2, backcast];
  let [gMean, gOmega, gUp, gDown, gBeta] = [0, 0, 0, 0, 0];
  let [logVariance, logSpread, weighted] = [0, 0, 0];
  let [varianceProduct, spreadProduct] = [1, 1];
  for (let t = 0; t < count; t++) {
    const e = returns[t] - mean;
    const square = e * e;
    const spread = varianceShare * h + inverse * square;
    const both = 1 / (spread * h);
    // The weight of this return: 1/h under the normal law, less the further out it lies under Student's.
    const weight = weightTop * h * both;
    const pull = weight * square;
    // Derivative of the log-density by h.
    const byVariance = 0.5 * (pull - 1) * spread * both;
    weighted += pull;
    varianceProduct *= h;
    spreadProduct *= spread;
    if ((t & 7) === 7) {
      logVariance += Math.log(varianceProduct);
      logSpread += Math.log(spreadProduct);
      varianceProduct = 1;
      spreadProduct = 1;
    }
    gMean += byVariance * byMean + weight * e;
    gOmega += byVariance * byOmega;
    gUp += byVariance * byUp;
    gDown += byVariance * byDown;
    gBeta += byVariance * byBeta;
    if (columns !== null) {
      const { scores, variances } = columns;
      const row = t * DIMENSIONS;
      variances[t] = h;
      scores[row] = byVariance * byMean + weight * e;
      scores[row + 1] = byVariance * byOmega;
      scores[row + 2] = byVariance * byUp;
      scores[row + 3] = byVariance * byDown;
      scores[row + 4] = byVariance * byBeta;
      scores[row + 5] = constant.slope + byInverse(inverse, Math.log(spread / (varianceShare * h)), pull);
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
  logSpread += Math.log(spreadProduct) - logVariance - count * Math.log(varianceShare);
  gradient.set([gMean, gOmega, gUp, gDown, gBeta, count * constant.slope + byInverse(inverse, logSpread, weighted)]);
  const tail = inverse === 0 ? weighted / 2 : ((1 / inverse + 1) / 2) * logSpread;
  return {
    logLikelihood: count * constant.value - logVariance / 2 - tail,
    nextVariance: h,
    nextVarianceGradient: Float64Array.of(byMean, byOmega, byUp, byDown, byBeta),
  };
}

/**
 * Derivative by one over the degrees of freedom of the part of the log-likelihood that the returns are in: `logSpread` is
 * the sum of ln(1 + e^2 / ((nu - 2) h)), `pull` that of (nu + 1) e^2 / ((nu - 2) h + e^2). Not defined, and not asked for,
 * at the normal law.
 */
const byInverse = (inverse: number, logSpread: number, pull: number): number =>
  inverse === 0 ? 0 : (logSpread - pull / (1 / inverse - 2)) / (2 * inverse * inverse);
