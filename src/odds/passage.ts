import { assertFinite, assertNotNegative } from "../errors/index.js";
import { erfcx, normalCdf, normalDensity } from "../kernel/index.js";

/** A level below the start of X, with X(t) = drift t + volatility W(t), W a Brownian motion. */
export interface Passage {
  /** Distance of the level below the start, in the units of X (a log price, as a rule). At 0 or less it is met at once. */
  readonly barrier: number;
  /** Drift of X a year; of a log price, the arithmetic drift less half the variance. */
  readonly drift: number;
  /** Standard error of the drift, a year, 0 unless given: the result is then averaged over a normal law of the drift. */
  readonly driftStandardError?: number;
  /** Standard deviation of X over a year, >= 0. */
  readonly volatility: number;
  /** Horizon in years, >= 0. */
  readonly years: number;
}

const SQRT_HALF_PI = Math.sqrt(Math.PI / 2);

/** @throws NotFiniteError, OutOfRangeError naming the first argument that is not a number in its domain. */
export function assertPassage({ barrier, drift, driftStandardError = 0, volatility, years }: Passage): void {
  assertFinite(barrier, "barrier");
  assertFinite(drift, "drift");
  assertNotNegative(driftStandardError, "driftStandardError");
  assertNotNegative(volatility, "volatility");
  assertNotNegative(years, "years");
}

/** The two chances that make up a first passage. */
interface PassageParts {
  /** P(X stands below the level at the end). */
  readonly below: number;
  /** P(X has met the level and stands above it at the end): the image term. */
  readonly returned: number;
}

/**
 * Both parts of the first-passage law, for barrier > 0 and a random end point. With z = (b + nu T)/R and
 * w = (b - nu T + 2 b q T)/R, where R is the standard deviation of the end point and q the variance of the drift over that
 * of X, they are N(-z) and exp((w² - z²)/2) N(-w); the second is density(z) times Mills' ratio at w, in which no huge factor
 * meets a tiny tail. q = 0 is the textbook law (Harrison 1985, 1.8); q > 0 is its exact mean over a normal drift.
 */
export function passageParts({ barrier, drift, driftStandardError = 0, volatility, years }: Passage): PassageParts {
  const end = Math.hypot(volatility * Math.sqrt(years), driftStandardError * years);
  const reach = driftStandardError === 0 ? 0 : 2 * barrier * (driftStandardError / volatility) ** 2 * years;
  const z = (barrier + drift * years) / end;
  const w = (barrier - drift * years + reach) / end;
  if (w > 0) return { below: normalCdf(-z), returned: normalDensity(z) * SQRT_HALF_PI * erfcx(w * Math.SQRT1_2) };
  // (w² - z²)/2 from its factors: z and w are close to opposite where the horizon is long.
  const exponent = ((reach / 2 - drift * years) / end) * ((2 * barrier + reach) / end);
  return { below: normalCdf(-z), returned: Math.exp(exponent) * normalCdf(-w) };
}
