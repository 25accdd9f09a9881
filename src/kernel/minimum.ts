import { InternalError } from "../errors/index.js";
import type { SearchOptions } from "./roots.js";

/** A minimum of a function of one variable. */
export interface Minimum {
  readonly at: number;
  readonly value: number;
}

/** A minimum of a function of several variables. */
export interface MinimumMany {
  readonly at: readonly number[];
  readonly value: number;
}

/** Golden section: the share of the larger part that a step takes. */
const GOLDEN = (3 - Math.sqrt(5)) / 2;

/** @throws InternalError always: a search that could not be done. */
function fail(field: string, got: string, want: string): never {
  throw new InternalError({
    field,
    got,
    want,
    hint: "this is a bug: the caller must pass a function with values and a sane start",
  });
}

/**
 * A local minimum of f between low and high by Brent's parabolic and golden steps (1973, chapter 5); the global one where f
 * has a single valley. f may be +Infinity where it has no value, never NaN. Default tolerance: 1e-9 of the interval. As a
 * parabola is flat to double precision within 1e-8 of its bottom, ask no more of `at`.
 * @throws InternalError (E_INTERNAL) where f is NaN, low >= high, or the steps run out.
 */
export function minimise(f: (x: number) => number, low: number, high: number, options: SearchOptions = {}): Minimum {
  if (!(low < high)) fail("minimise", `${low} to ${high}`, "low below high");
  const { tolerance = 1e-9 * (high - low), iterationsMax = 200 } = options;
  let [left, right] = [low, high];
  let best = left + GOLDEN * (right - left);
  let bestValue = f(best);
  let [second, secondValue, third, thirdValue] = [best, bestValue, best, bestValue];
  let [step, stepBefore] = [0, 0];
  for (let iteration = 0; iteration < iterationsMax; iteration++) {
    if (Number.isNaN(bestValue)) fail("minimise", `f(${best}) = NaN`, "a number");
    const middle = (left + right) / 2;
    const enough = 1e-11 * Math.abs(best) + tolerance / 3;
    if (Math.abs(best - middle) <= 2 * enough - (right - left) / 2) return { at: best, value: bestValue };
    const parabolic = parabolaStep(best, bestValue, second, secondValue, third, thirdValue);
    const inside = best + parabolic > left + enough && best + parabolic < right - enough;
    if (Math.abs(stepBefore) > enough && inside && Math.abs(parabolic) < Math.abs(stepBefore) / 2) {
      [stepBefore, step] = [step, parabolic];
    } else {
      stepBefore = best < middle ? right - best : left - best;
      step = GOLDEN * stepBefore;
    }
    const trial = best + (Math.abs(step) >= enough ? step : Math.sign(step) * enough);
    const value = f(trial);
    if (Number.isNaN(value)) fail("minimise", `f(${trial}) = NaN`, "a number");
    if (value <= bestValue) {
      if (trial < best) right = best;
      else left = best;
      [third, thirdValue, second, secondValue, best, bestValue] = [second, secondValue, best, bestValue, trial, value];
    } else {
      if (trial < best) left = trial;
      else right = trial;
      if (value <= secondValue || second === best)
        [third, thirdValue, second, secondValue] = [second, secondValue, trial, value];
      else if (value <= thirdValue || third === best || third === second) [third, thirdValue] = [trial, value];
    }
  }
  return fail("minimise", `no minimum after ${iterationsMax} steps`, "a minimum");
}

/** Step from x to the vertex of the parabola through three points; not a number where they lie on a line. */
function parabolaStep(x: number, fx: number, w: number, fw: number, v: number, fv: number): number {
  const r = (x - w) * (fx - fv);
  const q = (x - v) * (fx - fw);
  return -((x - v) * q - (x - w) * r) / (2 * (q - r));
}

/** When a search over several variables stops. */
export interface SimplexOptions {
  /** Stops when the values at the corners differ by no more than this and the corners themselves lie within `spread`. */
  readonly tolerance?: number;
  /** Largest distance between corners at the end, as a share of the first step. */
  readonly spread?: number;
  /** Evaluations after which the search gives up. */
  readonly evaluationsMax?: number;
  /** True: a search that gives up answers with the best point it saw, for a function that is flat along an axis. */
  readonly settles?: boolean;
}

/** A corner of the simplex. */
interface Corner {
  at: readonly number[];
  value: number;
}

/** The point `from + factor (to - from)`, coordinate by coordinate. */
const between = (from: readonly number[], to: readonly number[], factor: number): number[] =>
  from.map((start, i) => start + factor * (to[i] - start));

/** Mean of all corners but the last. */
function centreOf(corners: readonly Corner[], dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < dimensions; c++) sum += corners[c].at[i];
    return sum / dimensions;
  });
}

/**
 * A local minimum of a function of two or three variables by the simplex of Nelder and Mead (1965), restarted once from its
 * own answer so that a collapsed simplex is found out. `step` is the first edge along each axis. f may be +Infinity outside
 * its domain, never NaN.
 * @throws InternalError (E_INTERNAL) where f is NaN, the start has no finite value, or the evaluations run out.
 */
export function minimiseMany(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  step: readonly number[],
  options: SimplexOptions = {},
): MinimumMany {
  const { tolerance = 1e-13, spread = 1e-7, evaluationsMax = 4000, settles = false } = options;
  let evaluations = 0;
  const corner = (at: readonly number[]): Corner => {
    evaluations++;
    const value = f(at);
    if (Number.isNaN(value)) fail("minimiseMany", `f(${at.join(", ")}) = NaN`, "a number");
    return { at, value };
  };
  const first = corner(start);
  if (!Number.isFinite(first.value)) fail("minimiseMany", `f(${start.join(", ")}) = ${first.value}`, "a finite value");
  const exhausted = (): boolean => {
    if (evaluations <= evaluationsMax) return false;
    if (!settles) fail("minimiseMany", `no minimum after ${evaluationsMax} evaluations`, "a minimum");
    return true;
  };
  const once = descend(corner, first, step, { tolerance, spread, exhausted });
  const finer = step.map((edge) => edge / 10);
  return descend(corner, once, finer, { tolerance, spread: spread * 10, exhausted });
}

/** One run of the simplex from `first`. */
function descend(
  corner: (at: readonly number[]) => Corner,
  first: Corner,
  step: readonly number[],
  stop: { readonly tolerance: number; readonly spread: number; readonly exhausted: () => boolean },
): Corner {
  const { tolerance, spread, exhausted } = stop;
  const dimensions = first.at.length;
  const corners = [first, ...step.map((edge, axis) => corner(first.at.map((x, i) => (i === axis ? x + edge : x))))];
  for (;;) {
    corners.sort((a, b) => a.value - b.value);
    const best = corners[0];
    const worst = corners[dimensions];
    const near = step.every((edge, i) =>
      corners.every(({ at }) => Math.abs(at[i] - best.at[i]) <= spread * Math.abs(edge)),
    );
    if (near && worst.value - best.value <= tolerance * (1 + Math.abs(best.value))) return best;
    if (exhausted()) return best;
    const next = replacement(corner, corners, worst);
    if (next !== null) corners[dimensions] = next;
    else for (let c = 1; c <= dimensions; c++) corners[c] = corner(between(best.at, corners[c].at, 0.5));
  }
}

/** A better corner than the worst by reflection, expansion or contraction; null where the simplex must shrink. */
function replacement(
  corner: (at: readonly number[]) => Corner,
  corners: readonly Corner[],
  worst: Corner,
): Corner | null {
  const dimensions = worst.at.length;
  const centre = centreOf(corners, dimensions);
  const reflected = corner(between(centre, worst.at, -1));
  if (reflected.value < corners[0].value) {
    const expanded = corner(between(centre, worst.at, -2));
    return expanded.value < reflected.value ? expanded : reflected;
  }
  if (reflected.value < corners[dimensions - 1].value) return reflected;
  const contracted = corner(between(centre, worst.at, reflected.value < worst.value ? -0.5 : 0.5));
  return contracted.value < Math.min(reflected.value, worst.value) ? contracted : null;
}
