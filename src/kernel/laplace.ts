import { assertPositive, NotConvergedError } from "../errors/index.js";
import { type Complex, complex, complexExp, scaled, times } from "./complex.js";

/** The parabola z = focus + width (1 + iu)², u from -infinity to infinity, and what the integrand does along it. */
export interface Contour {
  /** The integrand grows to the right no faster than exp(time Re z); above 0. */
  readonly time: number;
  /** Far to the left it falls off at least as fast as exp(decayTime Re z); `time` unless given. */
  readonly decayTime?: number;
  /** Rightmost point where the integrand is not analytic, 0 unless given; it lies inside the parabola. */
  readonly singularity?: number;
  /** Focus, at or left of `singularity`, which it is unless given: the further left, the wider the parabola and the more nodes. */
  readonly focus?: number;
  /** A vertex that the caller knows to be good, such as a saddle point; used where it lies right of the one found here. */
  readonly vertexMin?: number;
}

/** Exponents that make a contour: `growth` is how far exp(time z) may rise above its value at the singularity, and
 * exp(-accuracy) is what is left of the integrand at the last node, and of the error of the trapezoidal rule. */
interface Effort {
  readonly growth: number;
  readonly accuracy: number;
}

/** Two unlike contours. What they agree on does not depend on either: a pole or a branch that one of them missed would show. */
const EFFORTS: readonly [Effort, Effort] = [
  { growth: 5, accuracy: 32 },
  { growth: 4, accuracy: 29 },
];

const NODES_MAX = 100_000;

/** Largest difference between two contours that passes, as a share of the value, or absolute below 1. */
const AGREEMENT = 1e-8;

/** @throws NotConvergedError always: an integral that cannot be trusted, as of an integrand that is not analytic outside the contour or grows faster than its caller said. */
function fail(got: string, want: string): never {
  throw new NotConvergedError({
    field: "contourIntegral",
    got,
    want,
    hint: "a path whose jumps are many times its ordinary moves over a long time: take a shorter horizon, or smaller jumps",
  });
}

/**
 * Step and number of nodes for a parabola of this width. The trapezoidal rule errs by exp(-2 pi c/h) times the integrand
 * where the contour, moved by c in u, meets a singularity (on the left) or has grown as a Gaussian does (on the right):
 * Weideman & Trefethen 2007, Parabolic and hyperbolic contours for computing the Bromwich integral, section 2.
 */
function nodesOn(width: number, gap: number, contour: Contour, { growth, accuracy }: Effort) {
  const exponent = accuracy + growth;
  const scale = Math.sqrt(width * contour.time);
  const left = (2 * Math.PI * (1 - Math.sqrt(gap / width))) / exponent;
  const right = Math.PI / (scale * (scale + Math.sqrt(exponent)));
  const step = Math.min(left, right);
  const end = Math.sqrt(exponent / (width * (contour.decayTime ?? contour.time)));
  return { step, count: Math.ceil(end / step) };
}

function alongParabola(integrand: (z: Complex) => Complex, contour: Contour, effort: Effort): number {
  const { time, singularity = 0, focus = singularity, vertexMin = -Infinity } = contour;
  const gap = singularity - focus;
  const width = Math.max(gap + effort.growth / time, vertexMin - focus);
  const { step, count } = nodesOn(width, gap, contour, effort);
  if (!(count <= NODES_MAX)) fail(`${count} nodes`, `at most ${NODES_MAX} nodes`);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const u = (i + 0.5) * step;
    const z = complex(focus + width * (1 - u * u), 2 * width * u);
    const value = integrand(z);
    sum += value.re - value.im * u; // the real part of value dz/du / (2 i width)
  }
  return (2 * width * step * sum) / Math.PI;
}

/**
 * (1 / 2 pi i) times the integral of f along the contour, upwards, for an f that is analytic outside the parabola and takes
 * conjugate values at conjugate points: only points above the real axis are asked for. Two contours are computed and must
 * agree within 1e-8; where f is accurate to the last bit the result is good to about 1e-13 of the largest |f| on the way.
 * @throws NotConvergedError (E_NOT_CONVERGED) where the contours disagree, or would need more than 100,000 nodes.
 */
export function contourIntegral(integrand: (z: Complex) => Complex, contour: Contour): number {
  const [value, other] = EFFORTS.map((effort) => alongParabola(integrand, contour, effort));
  const difference = Math.abs(value - other);
  if (!(difference <= AGREEMENT * Math.max(1, Math.abs(value))))
    fail(`${value} and ${other}`, `two contours that agree within ${AGREEMENT}`);
  return value;
}

/**
 * f(time) from its Laplace transform, for a transform that is analytic off the negative real axis and 0, where it may have
 * poles and a cut, and so for an f that is smooth at `time`. With a cut that ends left of 0 and a transform that grows like
 * exp(c sqrt z) on it, name a `focus` at the end of the cut. Contour: a parabola, 17 evaluations for each of two widths.
 * Measured on known pairs: 1e-13 absolute.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless time is above 0; NotConvergedError (E_NOT_CONVERGED) where two
 * contours disagree by 1e-8: the transform is not of this kind.
 */
export function invertLaplace(transform: (z: Complex) => Complex, time: number, focus = 0): number {
  assertPositive(time, "time");
  return contourIntegral((z) => times(complexExp(scaled(z, time)), transform(z)), { time, focus });
}
