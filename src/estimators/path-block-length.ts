import { assertMoves } from "./log-returns.js";

/** Correlations below this many standard errors under independence count as none (Politis and White 2004, section 3.2). */
const NONE = 2;

/** Autocovariances of values at lags 0 to `most`, each over the number of values. */
function autocovariances(values: Float64Array, most: number): Float64Array {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const centred = values.map((value) => value - mean);
  return Float64Array.from({ length: most + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < count; i++) sum += centred[i] * centred[i - lag];
    return sum / count;
  });
}

/** The lag after which a run of correlations counts as none; the last that does not, where no run is long enough. */
function lastLag(covariances: Float64Array, run: number, most: number, limit: number): number {
  const counts = (lag: number): boolean => Math.abs(covariances[lag]) >= limit * covariances[0];
  for (let lag = 0; lag <= most - run; lag++) {
    let none = 1;
    while (none <= run && !counts(lag + none)) none++;
    if (none > run) return Math.max(1, lag);
  }
  for (let lag = most; lag > 1; lag--) if (counts(lag)) return lag;
  return 1;
}

/**
 * Length of the blocks of a circular bootstrap that makes the error of the mean of `values` least: (2 G^2 / D n)^(1/3), D
 * 4/3 of the squared spectral density at 0, G its curvature there, both by a flat-top window as wide as correlations count
 * (Politis and White 2004, Econometric Reviews 23, 53; corrected by Patton, Politis and White 2009, Econometric Reviews 28,
 * 372). Never above min(3 sqrt(n), n / 3); at least 1. In steps, not rounded.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for values that do not move.
 */
export function circularBlockLength(values: Float64Array): number {
  const count = values.length;
  const run = Math.max(5, Math.ceil(Math.log10(count)));
  const most = Math.min(count - 1, Math.ceil(Math.sqrt(count)) + run);
  const covariances = autocovariances(values, most);
  assertMoves(covariances[0]);
  const last = lastLag(covariances, run, most, NONE * Math.sqrt(Math.log10(count) / count));
  const window = Math.min(2 * last, most);
  let [curvature, density] = [0, covariances[0]];
  for (let lag = 1; lag <= window; lag++) {
    const weight = Math.min(1, 2 * (1 - lag / window));
    curvature += 2 * weight * lag * covariances[lag];
    density += 2 * weight * covariances[lag];
  }
  const best = ((2 * curvature ** 2 * count) / ((4 / 3) * density ** 2)) ** (1 / 3);
  return Math.max(1, Math.min(best, Math.ceil(Math.min(3 * Math.sqrt(count), count / 3))));
}
