/** (1 - e^-x) / x: mean over a horizon of what is left of a distance from the level; 1 at 0. */
export const meanDecay = (x: number): number => (x === 0 ? 1 : -Math.expm1(-x) / x);

/**
 * Variance of the mean of an Ornstein-Uhlenbeck process over a horizon from a known start, over s^2 H, at x = kH:
 * [1 - 2 (1 - e^-x) / x + (1 - e^-2x) / (2x)] / x^2; its series 1/3 - x/4 + 7 x^2/60 where the brackets would cancel.
 */
export function conditionalMeanVariance(x: number): number {
  if (x < 1e-3) return 1 / 3 - x / 4 + (7 * x * x) / 60;
  return (1 - 2 * meanDecay(x) + meanDecay(2 * x)) / (x * x);
}

/** Variance of the mean over a span of a process at its stationary law, over that law's variance, at x = kT; 1 at 0. */
export function stationaryMeanVariance(x: number): number {
  if (x < 1e-3) return 1 - x / 3;
  return (2 * (1 - meanDecay(x))) / x;
}
