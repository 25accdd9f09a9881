/** Series -> drift, volatility, gaps, rates, each with a standard error and an as-of time. */
export * from "./volatility.js";
export * from "./gap.js";
export * from "./drift.js";
export * from "./block-returns.js";
export * from "./estimates.js";
export { growingEstimates } from "./growing-estimates.js";
export {
  rangeMethods,
  rangeVariance,
  rangeVolatility,
  yangZhangWeight,
  type RangeMethod,
  type RangeVariance,
} from "./range-volatility.js";
export { harFit, harForecast, type Har, type HarCoefficient, type HarForm, type HarOptions } from "./har.js";
export { dailyBars, type DailyBars } from "./daily-bars.js";
export * from "./forecast-contest.js";
export type { GarchModel } from "./garch-coordinates.js";
export * from "./garch.js";
export { GARCH_RETURNS_MIN } from "./garch-sample.js";
export * from "./garch-volatility.js";
export {
  fitRegimes,
  type RegimeCertificate,
  type RegimeFigure,
  type RegimeFit,
  type RegimeOptions,
  type RegimeState,
} from "./regimes.js";
export * from "./regime-volatility.js";
export { fitRateProcess, type RateProcess, type RateProcessOptions } from "./rate-process.js";
export type { RateCertificate } from "./rate-shape.js";
export type { SpikeFence, SpikeSide } from "./rate-spikes.js";
export { horizonRate, type HorizonRateRequest } from "./horizon-rate.js";
export * from "./implied-volatility.js";
export * from "./performance.js";
export * from "./volatility-managed.js";
export {
  EXCESSES_MIN,
  fitGeneralisedPareto,
  paretoTailQuantile,
  paretoTailShortfall,
  type GeneralisedPareto,
  type GeneralisedParetoFit,
  type ParetoTail,
} from "./generalised-pareto.js";
export {
  peaksIntensityAnnual,
  peaksOverThreshold,
  returnSize,
  type Peaks,
  type PeaksOverThreshold,
  type TailLaw,
} from "./peaks-over-threshold.js";
export { fitPair, PAIR_DAYS_MIN, pairVolatility, type PairProcess } from "./pair.js";
export * from "./depeg.js";
export { longRunVolatility, pooledGap, pooledGapWithTails, type PooledSeries } from "./pooled-gap.js";
export {
  pooledGapFromTails,
  type Dependence,
  type OwnWindows,
  type PoolMember,
  type TailPoolRequest,
} from "./tail-pool.js";
export { barsLaw, type BarsLawOptions } from "./path-bars.js";
export { circularBlockLength } from "./path-block-length.js";
export { garchLaw, garchLawOf, type GarchFigures, type GarchLawOptions } from "./path-garch.js";
export { rateLaw, type RateLawOptions } from "./path-rate.js";
export { statesLaw, type StatesLawOptions } from "./path-states.js";
export { forecasters } from "./forecasters.js";
export { seriesDays, type Forecaster, type ForecastTask } from "./forecast-task.js";
