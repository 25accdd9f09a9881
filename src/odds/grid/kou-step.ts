import { erfcx, normalCdf, normalDensity } from "../../kernel/index.js";
import type { LawJumps, MoveLaw } from "../../model/index.js";
import { brownianBridge, normalSpread, normalStep } from "./normal-step.js";
import type { StepLaw } from "./step-law.js";

/** Weights of a step with any number of jumps: of none, and of sums of k rises or k falls, k from 1. */
interface Weights {
  readonly still: number;
  readonly ups: Float64Array;
  readonly downs: Float64Array;
}

/** Chance of a number of jumps that is none. */
const NONE = 1e-13;

/** Most jumps of one step that are told apart. */
const JUMPS_MAX = 60;

/** Jumps smaller than this part of a step's ordinary deviation are part of it: their mean and variance are counted, not their shape. */
const SMALL = 1 / 15;

/**
 * The sum of a given sum and one more jump. A rise and a fall together are a mixture of one alone: with sizes u and d,
 * rise + fall = rise with weight u/(u + d), fall with d/(u + d) (Kou 2002, appendix B), and so for sums by induction.
 */
function withJump({ still, ups, downs }: Weights, { downShare, meanDown, meanUp }: LawJumps): Weights {
  const k = ups.length;
  const next = { still: 0, ups: new Float64Array(k + 1), downs: new Float64Array(k + 1) };
  const upPart = meanUp / (meanUp + meanDown);
  /** Adds one jump the other way to a sum of `count` jumps, `own` being where sums of the same way are kept. */
  const against = (own: Float64Array, other: Float64Array, count: number, ownPart: number, weight: number): void => {
    let left = weight;
    for (let have = count; have >= 1; have--) {
      own[have - 1] += left * ownPart;
      left *= 1 - ownPart;
    }
    other[0] += left;
  };
  next.ups[0] += still * (1 - downShare);
  next.downs[0] += still * downShare;
  for (let i = 0; i < k; i++) {
    next.ups[i + 1] += ups[i] * (1 - downShare);
    next.downs[i + 1] += downs[i] * downShare;
    against(next.ups, next.downs, i + 1, upPart, ups[i] * downShare);
    against(next.downs, next.ups, i + 1, 1 - upPart, downs[i] * (1 - downShare));
  }
  return next;
}

/** Weights of a Poisson number of jumps with this mean. */
export function compound(jumps: LawJumps, expected: number): Weights {
  const [ups, downs] = [new Float64Array(JUMPS_MAX), new Float64Array(JUMPS_MAX)];
  let chance = Math.exp(-expected);
  const still = chance;
  let sum: Weights = { still: 1, ups: new Float64Array(0), downs: new Float64Array(0) };
  let last = 0;
  for (let count = 1; count <= JUMPS_MAX; count++) {
    chance *= expected / count;
    sum = withJump(sum, jumps);
    sum.ups.forEach((weight, i) => (ups[i] += chance * weight));
    sum.downs.forEach((weight, i) => (downs[i] += chance * weight));
    last = count;
    if (chance < NONE && count > expected) break;
  }
  return { still, ups: spent(ups.slice(0, last)), downs: spent(downs.slice(0, last)) };
}

/** Weights up to the last that counts. */
function spent(weights: Float64Array): Float64Array {
  let length = weights.length;
  while (length > 0 && weights[length - 1] < NONE) length--;
  return weights.slice(0, length);
}

/** Scaled argument beyond which erfcx overflows and the tail is written out. */
const FAR = 5;

/** Density at z of a standard-scaled normal of deviation s plus one exponential of mean m, and the normal density at z. */
function oneJump(z: number, s: number, m: number): { readonly first: number; readonly normal: number } {
  const normal = normalDensity(z / s) / s;
  const argument = (s / m - z / s) * Math.SQRT1_2;
  if (argument > -FAR) return { first: (normal * s * Math.sqrt(Math.PI / 2) * erfcx(argument)) / m, normal };
  return { first: (Math.exp((s * s) / (2 * m * m) - z / m) * normalCdf(z / s - s / m)) / m, normal };
}

/** Sum over k of weights[k] x density at z of a normal plus k + 1 exponentials; with `below`, of their P(<= z). By the recursion of partial integration. */
function jumpSum(weights: Float64Array, z: number, s: number, m: number, below: boolean): number {
  if (weights.length === 0) return 0;
  const { first, normal } = oneJump(z, s, m);
  const [slope, curve] = [(z - (s * s) / m) / m, (s * s) / (m * m)];
  let [before, now] = [normal, first];
  let chance = below ? normalCdf(z / s) : 0;
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    chance -= m * now;
    sum += weights[k] * (below ? chance : now);
    const next = (slope * now + curve * before) / (k + 1);
    [before, now] = [now, next];
  }
  return sum;
}

/** Panel edges: the ordinary part's, and geometric ones as far as jumps reach. */
function edgesOf(mean: number, s: number, { meanDown, meanUp, downShare }: LawJumps, count: number): readonly number[] {
  const reaches = (m: number, share: number): readonly number[] => {
    const end = Math.max(8.5 * s, share > 0 ? m * (28 + 3 * count) + 6 * s : 0);
    const list = [1.5 * s, 3 * s, 4.5 * s, 6.5 * s, 8.5 * s];
    for (let at = 8.5 * s; at < end;) {
      at += Math.min(at, 6 * m);
      list.push(Math.min(at, end));
    }
    return list;
  };
  const down = reaches(meanDown, downShare);
  return [
    ...down.map((reach) => mean - reach).reverse(),
    mean,
    ...reaches(meanUp, 1 - downShare).map((reach) => mean + reach),
  ];
}

/** Jumps and ordinary moves of one step as one normal law. */
function blended(mean: number, variance: number, { downShare, meanDown, meanUp }: LawJumps, expected: number): StepLaw {
  const jump = (1 - downShare) * meanUp - downShare * meanDown;
  const square = 2 * (downShare * meanDown ** 2 + (1 - downShare) * meanUp ** 2);
  return normalStep(mean + expected * jump, Math.sqrt(variance + expected * square));
}

/** A step of a jump diffusion with exponential falls and rises; between two looks jumps are not bridged: the ordinary part is. */
export function kouStep(
  { driftAnnual, volatilityAnnual, jumps }: Extract<MoveLaw, { kind: "kou" }>,
  years: number,
): StepLaw {
  const [mean, s] = [driftAnnual * years, volatilityAnnual * Math.sqrt(years)];
  const expected = jumps.intensityAnnual * years;
  const largest = Math.max(jumps.downShare > 0 ? jumps.meanDown : 0, jumps.downShare < 1 ? jumps.meanUp : 0);
  if (expected === 0) return normalStep(mean, s);
  if (largest < SMALL * s) return blended(mean, s * s, jumps, expected);
  const { still, ups, downs } = compound(jumps, expected);
  const { meanDown, meanUp, downShare } = jumps;
  const density = (move: number): number =>
    (still * normalDensity((move - mean) / s)) / s +
    jumpSum(ups, move - mean, s, meanUp, false) +
    jumpSum(downs, mean - move, s, meanDown, false);
  const falls = downs.reduce((sum, weight) => sum + weight, 0);
  const rises = ups.reduce((sum, weight) => sum + weight, 0);
  const below = (at: number): number =>
    still * normalCdf((at - mean) / s) +
    jumpSum(ups, at - mean, s, meanUp, true) +
    (falls - jumpSum(downs, mean - at, s, meanDown, true));
  const above = (at: number): number =>
    still * normalCdf((mean - at) / s) +
    (rises - jumpSum(ups, at - mean, s, meanUp, true)) +
    jumpSum(downs, mean - at, s, meanDown, true);
  const whole = blended(mean, s * s, jumps, expected);
  return {
    density,
    below,
    above,
    mean: whole.mean,
    deviation: whole.deviation,
    finest: s,
    edges: edgesOf(mean, s, { ...jumps, downShare }, Math.max(ups.length, downs.length)),
    ordinary: normalSpread(mean, s, still),
    ...brownianBridge(s),
  };
}
