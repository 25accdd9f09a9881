/** Numbers only: special functions, distributions, roots, minima, quadrature, streams. */
export { erf, erfc, erfcx } from "./erf.js";
export * from "./normal.js";
export { gammaQuantile, logGamma, lowerGamma, poissonUpperBound, upperGamma } from "./incomplete-gamma.js";
export * from "./student-t.js";
export * from "./roots.js";
export * from "./minimum.js";
export * from "./quadrature.js";
export { createStream, type Stream } from "./stream.js";
export * from "./linear.js";
export * from "./complex.js";
export * from "./laplace.js";
export * from "./digamma.js";
export * from "./quasi-newton.js";
export * from "./quantile.js";
export * from "./matrix.js";
export * from "./stationary-shares.js";
export * from "./integers.js";
export * from "./paths/index.js";
