import { OutOfRangeError, assertFinite, assertNotNegative, assertPositive } from "../errors/index.js";
import { erfcx, normalCdf } from "../kernel/index.js";

/** A band around the start of X = drift t + volatility W. */
export interface TwoBarriers {
  /** Distance of the lower level below the start, > 0. */
  readonly below: number;
  /** Distance of the upper level above the start, > 0. */
  readonly above: number;
  /** Drift of X a year. */
  readonly drift: number;
  /** Standard deviation of X over a year, >= 0. */
  readonly volatility: number;
}

/** @throws NotFiniteError, OutOfRangeError naming the first argument that is not a number in its domain. */
function assertTwoBarriers({ below, above, drift, volatility }: TwoBarriers): void {
  assertPositive(below, "below");
  assertPositive(above, "above");
  assertFinite(drift, "drift");
  assertNotNegative(volatility, "volatility");
}

/**
 * P(X meets the upper level before the lower one), without a horizon, by the scale function (Karlin & Taylor 1981, 15.3).
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for a distance that is not above 0 or a volatility below 0, and
 * where neither level is ever met: volatility and drift both 0.
 */
export function upperFirstProbability(band: TwoBarriers): number {
  assertTwoBarriers(band);
  const { below, above, drift, volatility } = band;
  if (volatility === 0) {
    if (drift !== 0) return drift > 0 ? 1 : 0;
    const want = "above 0 where the drift is 0";
    throw new OutOfRangeError({
      field: "volatility",
      got: "0",
      want,
      hint: "nothing moves: neither level is ever met",
    });
  }
  const tilt = (2 * drift) / volatility ** 2;
  if (tilt === 0) return below / (below + above);
  const share = Math.expm1(-Math.abs(tilt) * below) / Math.expm1(-Math.abs(tilt) * (below + above));
  return tilt > 0 ? share : share * Math.exp(tilt * above);
}

/** From this variance of the end point over the squared width of the band, eigenfunctions settle faster than images. */
const EIGEN_FROM = 0.25;
/** Images on each side: at that variance the next one weighs less than exp(-90). */
const IMAGES = 4;
/** Eigenfunctions: term n weighs exp(-n² pi² / 8) at the least, 5e-20 at n = 6. */
const EIGENFUNCTIONS = 8;

/** Band, horizon and what follows from them. */
interface Strip extends TwoBarriers {
  readonly width: number;
  readonly years: number;
  /** Standard deviation of the end point. */
  readonly deviation: number;
  /** drift / volatility². */
  readonly tilt: number;
}

/**
 * exp(tilt image) times the chance that X started at `image` ends beyond `edge`, on the side away from it (`side` 1 above, -1
 * below). Where that is a tail, the factor and the tail are joined by Mills' ratio so that neither overflows.
 */
function beyond({ drift, years, deviation, tilt }: Strip, image: number, edge: number, side: 1 | -1): number {
  const distance = (side * (edge - image - drift * years)) / deviation;
  if (distance <= 0) return Math.exp(tilt * image) * normalCdf(-distance);
  const exponent = tilt * (edge - (drift * years) / 2) - (edge - image) ** 2 / (2 * deviation ** 2);
  return 0.5 * Math.exp(exponent) * erfcx(distance * Math.SQRT1_2);
}

/** exp(tilt image) times the chance that X started at `image` ends inside the band. */
function inside(strip: Strip, image: number): number {
  const centre = image + strip.drift * strip.years;
  if (centre <= -strip.below) return beyond(strip, image, -strip.below, 1) - beyond(strip, image, strip.above, 1);
  if (centre >= strip.above) return beyond(strip, image, strip.above, -1) - beyond(strip, image, -strip.below, -1);
  const whole = Math.exp(strip.tilt * image);
  return whole - beyond(strip, image, -strip.below, -1) - beyond(strip, image, strip.above, 1);
}

/** Survival by images of the start in both levels. */
function byImages(strip: Strip): number {
  let sum = 0;
  for (let k = -IMAGES; k <= IMAGES; k++) {
    const shift = 2 * k * strip.width;
    sum += inside(strip, shift) - inside(strip, shift - 2 * strip.below);
  }
  return sum;
}

/** Survival by eigenfunctions of the strip. */
function byEigenfunctions({ below, above, width, drift, years, deviation, tilt }: Strip): number {
  const lower = Math.exp(-tilt * below - (tilt * drift * years) / 2);
  const upper = Math.exp(tilt * above - (tilt * drift * years) / 2);
  let sum = 0;
  for (let n = 1; n <= EIGENFUNCTIONS; n++) {
    const frequency = (n * Math.PI) / width;
    const edges = n % 2 === 0 ? lower - upper : lower + upper;
    const weight = (Math.sin(frequency * below) * frequency) / (tilt * tilt + frequency * frequency);
    sum += weight * edges * Math.exp((-frequency * frequency * deviation * deviation) / 2);
  }
  return (2 / width) * sum;
}

/**
 * P(X stays strictly inside the band over `years`), looked at continuously. By images for a short horizon and by
 * eigenfunctions for a long one (Cox & Miller 1965, 5.7); absolute error 1e-13, relative where eigenfunctions serve.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for a distance that is not above 0, or a volatility or horizon below 0.
 */
export function twoBarrierSurvival(given: TwoBarriers & { readonly years: number }): number {
  assertTwoBarriers(given);
  assertNotNegative(given.years, "years");
  const { below, above, drift, volatility, years } = given;
  const deviation = volatility * Math.sqrt(years);
  if (deviation === 0) return drift * years > -below && drift * years < above ? 1 : 0;
  const width = below + above;
  const strip: Strip = { below, above, drift, volatility, years, deviation, width, tilt: drift / volatility ** 2 };
  const survival = (deviation / width) ** 2 >= EIGEN_FROM ? byEigenfunctions(strip) : byImages(strip);
  return Math.min(1, Math.max(0, survival));
}
