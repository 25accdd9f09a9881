import { assertInRange, assertNotNegative, InternalError, OutOfRangeError } from "../errors/index.js";
import {
  type Complex,
  complex,
  complexExp,
  contourIntegral,
  minus,
  modulus,
  over,
  plus,
  scaled,
  times,
} from "../kernel/index.js";
import { firstPassageProbability, type Passage } from "./first-passage.js";
import {
  exponentMinimum,
  jumpExponent,
  type ExponentialJumps,
  type JumpDiffusion,
  upwardRoots,
} from "./jump-exponent.js";
import { jumpsBeforeDriftProbability } from "./jumps-before-drift.js";
import { assertPassage } from "./passage.js";

/** Jumps of X at random times (a Poisson process), each a fall or a rise of exponential size: Kou 2002. */
export interface PassageJumps {
  /** Expected jumps a year, falls and rises together, >= 0. */
  readonly intensityAnnual: number;
  /** Share of the jumps that are falls, 0 to 1. */
  readonly downShare: number;
  /** Mean size of a fall, >= 0, in the units of X (a log price, as a rule). */
  readonly meanDown: number;
  /** Mean size of a rise, >= 0, in the units of X. */
  readonly meanUp: number;
}

/** A level below the start of X, with X(t) = drift t + volatility W(t) + the jumps up to t. */
export interface JumpPassage extends Omit<Passage, "driftStandardError"> {
  readonly jumps: PassageJumps;
}

/** Jumps expected less often than this over the horizon are left out: no chance changes by more than their number. */
const COUNT_MIN = 1e-11;

/** How far outside [0, 1] rounding may put a chance: what two contours may differ by. */
const ROUNDING = 1e-8;

function assertJumpPassage(passage: JumpPassage): void {
  assertPassage(passage);
  const { intensityAnnual, downShare, meanDown, meanUp } = passage.jumps;
  assertNotNegative(intensityAnnual, "jumps.intensityAnnual");
  assertInRange(downShare, "jumps.downShare", { min: 0, max: 1, want: "a fraction from 0 to 1" });
  assertNotNegative(meanDown, "jumps.meanDown");
  assertNotNegative(meanUp, "jumps.meanUp");
}

/** Y = -X, without the jumps that do not come or do not move it, and without a drift that does not either. */
function mirrored({ barrier, drift, volatility, years, jumps }: JumpPassage): JumpDiffusion {
  const kind = (share: number, mean: number): ExponentialJumps | null => {
    const intensityAnnual = share * jumps.intensityAnnual;
    return mean === 0 || intensityAnnual * years <= COUNT_MIN ? null : { intensityAnnual, rate: 1 / mean };
  };
  const towards = kind(jumps.downShare, jumps.meanDown);
  const away = kind(1 - jumps.downShare, jumps.meanUp);
  const step = Math.min(barrier, ...[towards, away].map((kept) => (kept === null ? barrier : 1 / kept.rate)));
  const still = Math.abs(drift) * years <= COUNT_MIN * step;
  return { drift: still ? 0 : -drift, variance: volatility ** 2, towards, away };
}

/** Beyond this |drift| sqrt(years) / volatility a diffusion that drifts to the level needs more than some 10,000 nodes. */
const DRIFT_RATIO_MAX = 1000;

/** @throws OutOfRangeError (E_OUT_OF_RANGE) for a diffusion that is almost, but not quite, its drift towards the level. */
function assertDiffuses({ drift, variance }: JumpDiffusion, years: number): void {
  if (variance === 0 || drift <= 0 || drift * drift * years <= DRIFT_RATIO_MAX ** 2 * variance) return;
  throw new OutOfRangeError({
    field: "volatility",
    got: String(Math.sqrt(variance)),
    want: `0, or at least |drift| sqrt(years) / ${DRIFT_RATIO_MAX}`,
    hint: "set it to 0: the jumps and the drift are all that matters",
  });
}

/**
 * exp(z years) E exp(-z tau) / z, tau being the time of first passage: Kou & Wang 2003, theorem 3.1, from its roots. The
 * exponents are added before the exponential is taken, so that neither factor overflows.
 */
function integrandAt(walk: JumpDiffusion, barrier: number, years: number, z: Complex): Complex {
  const roots = upwardRoots(walk, z);
  const term = (root: Complex): Complex => complexExp(minus(scaled(z, years), scaled(root, barrier)));
  const [first, second] = roots;
  if (walk.towards === null) return over(term(first), z);
  const { rate } = walk.towards;
  const clearance = (root: Complex): Complex => scaled(minus(complex(rate), root), 1 / rate);
  if (roots.length === 1) return over(times(clearance(first), term(first)), z);
  const ofFirst = times(times(clearance(first), second), term(first));
  const ofSecond = times(times(clearance(second), first), term(second));
  return over(over(minus(ofFirst, ofSecond), minus(second, first)), z);
}

/**
 * The inversion of theorem 3.1. `decayYears` is how fast the integrand falls off to the left. Where Y drifts to the level and
 * varies little, the transform grows on the left before it falls; a contour as wide as that of a drifting Brownian motion
 * stays clear of it.
 */
function byInversion(walk: JumpDiffusion, barrier: number, years: number, decayYears = years): number {
  const { drift, variance } = walk;
  const ofDiffusion = variance > 0 && drift > 0 ? -(drift * drift) / (2 * variance) : 0;
  const focus = Math.min(ofDiffusion, exponentMinimum(walk));
  const contour = { time: years, decayTime: decayYears, singularity: 0, focus };
  return contourIntegral((z) => integrandAt(walk, barrier, years, z), contour);
}

/**
 * The term of the other root alone, for a horizon that ends `late` years after the drift's arrival, a time so short that the
 * contour goes round the points where the two roots meet, none of which is further from 0 than `meeting`. Its exponent is
 * written by `late`, free of the difference of large numbers; at once it is the chance that no jump came before.
 */
function driftTerm(walk: JumpDiffusion, barrier: number, late: number, meeting: number): number {
  const { drift, towards, away } = walk;
  const intensity = (towards?.intensityAnnual ?? 0) + (away?.intensityAnnual ?? 0);
  const arrival = barrier / drift;
  if (late * meeting <= COUNT_MIN) return Math.exp(-intensity * arrival);
  const jumpsAlone = { ...walk, drift: 0 };
  const sizeAt = (root: Complex): Complex =>
    complexExp(plus(scaled(root, drift * late), scaled(jumpExponent(jumpsAlone, root).value, arrival + late)));
  const integrand = (z: Complex): Complex => {
    const [one, other] = upwardRoots(walk, z);
    if (towards === null) return over(sizeAt(one), z);
    const distance = (root: Complex): number => modulus(minus(root, complex(towards.rate)));
    const [near, far] = distance(one) < distance(other) ? [one, other] : [other, one];
    const share = over(times(scaled(minus(far, complex(towards.rate)), 1 / towards.rate), near), minus(far, near));
    return over(times(share, sizeAt(far)), z);
  };
  return contourIntegral(integrand, { time: late, singularity: meeting, focus: 0 });
}

/** Up to so many times 1/meeting after the arrival its two terms are inverted apart, later together. */
const SOON = 3;

/** Without volatility, and with a drift that reaches the level at barrier / drift if no jump comes between. */
function withDriftAlone(walk: JumpDiffusion, barrier: number, years: number): number {
  const { drift, towards, away } = walk;
  const late = years - barrier / drift;
  const byJumps = (): number =>
    towards === null ? 0 : jumpsBeforeDriftProbability({ ...walk, towards }, barrier, years);
  if (late < 0) return byJumps();
  if (away === null) return 1;
  const drawn = towards === null ? 0 : drift * towards.rate;
  const intensity = (towards?.intensityAnnual ?? 0) + away.intensityAnnual;
  const meeting = drawn + intensity + 2 * Math.sqrt(drawn * intensity);
  if (late * meeting <= SOON) return byJumps() + driftTerm(walk, barrier, late, meeting);
  return byInversion(walk, barrier, years, late);
}

/** @throws InternalError (E_INTERNAL) for a chance further outside [0, 1] than rounding explains. */
function checkedChance(value: number): number {
  if (value >= -ROUNDING && value <= 1 + ROUNDING) return Math.min(1, Math.max(0, value));
  throw new InternalError({
    field: "jumpPassageProbability",
    got: String(value),
    want: "a chance from 0 to 1",
    hint: "this is a bug: the inversion was wrong where two contours agreed",
  });
}

/**
 * P(min of X over the horizon <= -barrier) for a diffusion with exponential falls and rises, looked at continuously: the
 * Laplace transform of Kou & Wang 2003 (First passage times of a jump diffusion process, theorem 3.1), inverted on a contour
 * suited to it. Without jumps the closed form of `firstPassageProbability`. With a volatility of 0 the drift alone may reach
 * the level, at barrier / -drift: the chance then leaps by that of no jump until then, and both sides of the leap are served.
 *
 * Absolute error, measured: below 1e-11 as a rule and 1e-8 at worst, which two contours per call must agree to; a chance below
 * 1e-12 may come out as 0. Jumps expected less than 1e-11 times over the horizon are left out. About 0.1 ms; where X drifts
 * down the time grows with |drift| sqrt(years) / volatility: 12 ms at 100, and from 1000 the volatility is refused.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for a volatility, horizon, intensity or mean below 0, a share
 * outside [0, 1], or a volatility that is small but not 0 beside the drift; NotConvergedError (E_NOT_CONVERGED) where the
 * contours disagree or need more than 100,000 nodes.
 */
export function jumpPassageProbability(passage: JumpPassage): number {
  assertJumpPassage(passage);
  const { barrier, years } = passage;
  if (barrier <= 0) return 1;
  if (years === 0) return 0;
  const walk = mirrored(passage);
  const { drift, variance, towards, away } = walk;
  if (towards === null && away === null) return firstPassageProbability({ ...passage, driftStandardError: 0 });
  if (variance === 0 && drift <= 0 && towards === null) return 0;
  if (variance === 0 && drift > 0) return checkedChance(withDriftAlone(walk, barrier, years));
  assertDiffuses(walk, years);
  return checkedChance(byInversion(walk, barrier, years));
}
