import { minimiseSmooth, type QuasiNewtonMinimum } from "../kernel/index.js";
import { boundsOf, pointOf, type GarchModel } from "./garch-coordinates.js";
import { likelihoodAt, scoreProducts } from "./garch-covariance.js";
import { DIMENSIONS, columnsFor, garchPass } from "./garch-likelihood.js";
import type { ScaledSample } from "./garch-sample.js";

/** Promised rise of the log-likelihood at which the search ends: a parameter is then within 1e-4 of its own error. */
const TOLERANCE = 1e-9;

/** Persistence and share of news of the points that the search may start from: slow and fast clustering. */
const STARTS = [
  [0.99, 0.05],
  [0.98, 0.1],
  [0.95, 0.1],
  [0.9, 0.2],
  [0.6, 0.3],
] as const;
/** Where the other coordinates start: news mostly from falls, and about 7 degrees of freedom. */
const UP_SHARE_START = 0.3;
const INVERSE_FREEDOM_START = 0.15;

/**
 * The highest log-likelihood (with its sign turned: the lowest) that a search finds from the best of five starts. The
 * scores' outer products there are its first Hessian (Berndt, Hall, Hall and Hausman 1974), which takes the search to
 * the top in some ten steps.
 */
export function garchMaximum(sample: ScaledSample, model: GarchModel): QuasiNewtonMinimum {
  const start = bestStart(sample, model);
  const columns = columnsFor(sample);
  garchPass(sample, pointOf(start), new Float64Array(DIMENSIONS), columns);
  const negative = (coordinates: Float64Array, gradient: Float64Array): number => {
    const logLikelihood = likelihoodAt(sample, coordinates, gradient);
    for (let i = 0; i < DIMENSIONS; i++) gradient[i] = -gradient[i];
    return Number.isFinite(logLikelihood) ? -logLikelihood : Infinity;
  };
  const hessian = scoreProducts(columns, start);
  return minimiseSmooth(negative, start, { bounds: boundsOf(model), hessian, tolerance: TOLERANCE });
}

function bestStart(sample: ScaledSample, model: GarchModel): Float64Array {
  const upShare = model.asymmetric ? UP_SHARE_START : 0.5;
  const inverse = model.innovations === "normal" ? 0 : INVERSE_FREEDOM_START;
  const gradient = new Float64Array(DIMENSIONS);
  const candidates = STARTS.map(([persistence, newsShare]) => {
    const start = Float64Array.of(sample.mean, 1 - persistence, persistence, newsShare, upShare, inverse);
    return { start, logLikelihood: garchPass(sample, pointOf(start), gradient).logLikelihood };
  });
  return candidates.reduce((best, next) => (next.logLikelihood > best.logLikelihood ? next : best)).start;
}
