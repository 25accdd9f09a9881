import { assertFinite, assertInRange, assertNotNegative, assertPositive } from "../errors/index.js";

/** A price that moves by a diffusion and falls by one fixed share in crashes that come as a Poisson process. */
export interface CrashMarket {
  /** Arithmetic drift a year, crashes included: E[dS/S] a year. */
  readonly driftAnnual: number;
  /** Rate a year, paid on what is borrowed and earned on what is idle. */
  readonly rateAnnual: number;
  /** Standard deviation a year of the log returns between crashes, > 0. */
  readonly volatilityAnnual: number;
  /** Expected number of crashes a year, >= 0. */
  readonly crashIntensityAnnual: number;
  /** Share of the price that a crash takes, a fraction from 0 to 1. */
  readonly crashSize: number;
}

/** The best leverage under crashes. */
export interface CrashKelly {
  /** Best leverage ratio; its sign is that of driftAnnual - rateAnnual. */
  readonly leverageRatio: number;
  /** Log growth a year at that leverage ratio. */
  readonly growthAnnual: number;
  /** 1 / crashSize: the leverage ratio at which one crash takes everything; null where crashes do nothing. */
  readonly leverageRatioMax: number | null;
}

function assertCrashMarket(market: CrashMarket): void {
  assertFinite(market.driftAnnual, "driftAnnual");
  assertFinite(market.rateAnnual, "rateAnnual");
  assertPositive(market.volatilityAnnual, "volatilityAnnual");
  assertNotNegative(market.crashIntensityAnnual, "crashIntensityAnnual");
  assertInRange(market.crashSize, "crashSize", { min: 0, max: 1, want: "a fraction from 0 to 1" });
}

/**
 * Log growth a year at a constant leverage ratio L of dS/S = (mu + lam k) dt + s dB - k dN:
 * r + L (mu + lam k - r) - L^2 s^2 / 2 + lam ln(1 - L k).
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the argument: among them a leverage ratio
 * of 1 / k or more, at which a crash takes everything and there is no growth to speak of.
 */
export function crashGrowthAnnual(market: CrashMarket, leverageRatio: number): number {
  assertCrashMarket(market);
  assertFinite(leverageRatio, "leverageRatio");
  const { driftAnnual, rateAnnual, volatilityAnnual, crashIntensityAnnual, crashSize } = market;
  const between = driftAnnual + crashIntensityAnnual * crashSize - rateAnnual;
  const diffusion = rateAnnual + leverageRatio * between - (leverageRatio ** 2 * volatilityAnnual ** 2) / 2;
  if (crashIntensityAnnual === 0 || crashSize === 0) return diffusion;
  const max = 1 / crashSize;
  assertInRange(leverageRatio * crashSize, "leverageRatio x crashSize", {
    max: 1,
    open: true,
    want: `a leverage ratio below ${max}`,
  });
  return diffusion + crashIntensityAnnual * Math.log1p(-leverageRatio * crashSize);
}

/**
 * Leverage of the highest growth under crashes: the smaller root of (A - L s^2)(1 - L k) = lam k with A = mu + lam k - r,
 * which is the one below 1 / k (the derivative of `crashGrowthAnnual`; growth is concave there). Without crashes (lam or k
 * is 0) it is Kelly's (mu - r) / s^2, which 1 / k no longer caps.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function crashKelly(market: CrashMarket): CrashKelly {
  assertCrashMarket(market);
  const { driftAnnual, rateAnnual, volatilityAnnual, crashIntensityAnnual, crashSize } = market;
  const variance = volatilityAnnual ** 2;
  const excess = driftAnnual - rateAnnual;
  const crashes = crashIntensityAnnual > 0 && crashSize > 0;
  const leverageRatio = crashes ? smallerRoot(excess, variance, crashIntensityAnnual, crashSize) : excess / variance;
  return {
    leverageRatio,
    growthAnnual: crashGrowthAnnual(market, leverageRatio),
    leverageRatioMax: crashes ? 1 / crashSize : null,
  };
}

/** Smaller root of k s^2 L^2 - (s^2 + A k) L + (A - lam k) = 0, in the form in which nothing cancels; below 1 / k however rare the crash. */
function smallerRoot(excess: number, variance: number, intensity: number, size: number): number {
  const drag = (excess + intensity * size) * size;
  const middle = variance + drag;
  const root = Math.hypot(variance - drag, 2 * size * Math.sqrt(variance * intensity));
  const smaller = middle > 0 ? (2 * excess) / (middle + root) : (middle - root) / (2 * variance * size);
  return Math.min(smaller, (1 - Number.EPSILON) / size);
}
