import { ConflictError, OutOfRangeError } from "../errors/index.js";
import { bestSolution, conflictOf } from "./best.js";
import { inputsOf, type Input, type InputUnit } from "./inputs.js";
import { onGrid } from "./on-grid.js";
import type { DecisionRequest } from "./request.js";
import { settingOf } from "./setting.js";

/** A value of one input and the leverage ratio of total wealth that the decision then has. */
export interface AtInput {
  readonly value: number;
  readonly leverageRatio: number;
}

/** What one input does to the answer. */
export interface Sensitivity {
  /** Path of it in the request, such as "estimates.volatilityAnnual". */
  readonly input: string;
  /** What people call it. */
  readonly label: string;
  readonly value: number;
  readonly unit: InputUnit;
  /** The input one standard error (a tenth, where it has none) lower and higher, and the answer then; null where that makes no sense or has no answer. */
  readonly low: AtInput | null;
  readonly high: AtInput | null;
}

/** A value of one input at which the answer has changed. */
export interface TippedAt {
  readonly value: number;
  /** Leverage ratio of total wealth of the decision there; null where no answer fits. */
  readonly leverageRatio: number | null;
}

/** Where one input would have to be for the answer to change by a tenth; where no answer fits, for one to fit. */
export interface TippingPoint {
  readonly input: string;
  readonly label: string;
  readonly value: number;
  readonly unit: InputUnit;
  /** One standard error of it, or a tenth of the value where it has none: how near a tipping point is counts in these. */
  readonly step: number;
  /** The nearest such value below and above, of those looked for; null where none is found. */
  readonly below: TippedAt | null;
  readonly above: TippedAt | null;
}

/** Leverage ratio of total wealth of the decision; null where no answer fits. */
export function leverageDecided(request: DecisionRequest): number | null {
  const setting = settingOf(request);
  const closed = bestSolution(setting);
  // Fast takes the band of the closed forms, which is then known without a grid.
  const solution = setting.accuracy === "full" ? onGrid(closed) : closed;
  return conflictOf(solution).length > 0 ? null : solution.leverageRatio;
}

/** The same with one input elsewhere; undefined where a request with it is refused, which says nothing of the answer. */
function leverageAt(input: Input, value: number): number | null | undefined {
  try {
    return leverageDecided(input.with(value));
  } catch (error) {
    if (error instanceof OutOfRangeError || error instanceof ConflictError) return undefined;
    throw error;
  }
}

/** The answer where the input is `value`; null outside what makes sense. */
function at(input: Input, value: number): AtInput | null {
  if (value < input.min || value > input.max) return null;
  const leverageRatio = leverageAt(input, value) ?? null;
  return leverageRatio === null ? null : { value, leverageRatio };
}

/** The answer for each input one step down and up, all else as it is. */
export function sensitivitiesOf(request: DecisionRequest): readonly Sensitivity[] {
  return inputsOf(request).map((each) => {
    const { input, label, value, unit, step } = each;
    return { input, label, value, unit, low: at(each, value - step), high: at(each, value + step) };
  });
}

/** Part of the answer that counts as a change, and the least one. */
const TENTH = 0.1;
const CHANGE_MIN = 0.02;

/** Steps of an input at which the answer is looked at, outwards: beyond the last one nobody believes it to be. */
const STEPS_TRIED = [0.5, 4, 32] as const;

/** Part of its distance from the input's value to which a tipping point is found, in at most so many decisions. */
const PRECISION = 1e-3;
const REFINEMENTS_MAX = 16;

/** A value that was tried: by how much more than asked the answer has moved there, < 0 where it has not. */
interface Tried extends TippedAt {
  readonly over: number;
}

/** Decides again with the input elsewhere; null where that is refused. Where an answer fits and none did, or none fits and one did, it has moved by all of `change`. */
const decidedAt =
  (input: Input, from: number | null, change: number) =>
  (value: number): Tried | null => {
    const leverageRatio = leverageAt(input, value);
    if (leverageRatio === undefined) return null;
    if (from === null || leverageRatio === null)
      return { value, leverageRatio, over: leverageRatio === from ? -change : change };
    return { value, leverageRatio, over: Math.abs(leverageRatio - from) - change };
  };

/** The nearest value in one direction at which the answer has moved by `change`; null where none is found. */
function tipping(input: Input, from: number | null, change: number, direction: 1 | -1): TippedAt | null {
  const decided = decidedAt(input, from, change);
  const edge = direction > 0 ? input.max : input.min;
  let near: Tried = { value: input.value, leverageRatio: from, over: -change };
  for (const steps of STEPS_TRIED) {
    const reached = input.value + direction * steps * input.step;
    const value = direction > 0 ? Math.min(edge, reached) : Math.max(edge, reached);
    if (direction * (value - near.value) <= 0) return null;
    const found = decided(value);
    if (found === null) return null;
    if (found.over >= 0) return nearest(decided, input.value, near, found);
    near = found;
  }
  return null;
}

/**
 * The value between `near`, where the answer stands, and `found`, where it has moved, at which it just has: by false position,
 * which halves the weight of an end that stays (Dowell & Jarratt 1971), as the answer bends and may jump.
 */
function nearest(decided: (value: number) => Tried | null, start: number, near: Tried, found: Tried): TippedAt {
  let [inside, outside] = [near, found];
  let [low, high] = [near.over, found.over];
  let before: boolean | null = null;
  for (let count = 0; count < REFINEMENTS_MAX; count++) {
    const width = outside.value - inside.value;
    if (Math.abs(width) <= PRECISION * Math.abs(outside.value - start)) break;
    const share = high > low ? Math.min(0.95, Math.max(0.05, -low / (high - low))) : 0.5;
    const tried = decided(inside.value + share * width);
    if (tried === null) break;
    const moved = tried.over >= 0;
    if (moved) [outside, high] = [tried, tried.over];
    else [inside, low] = [tried, tried.over];
    // The end that stays a second time is counted for less, so that it moves as well.
    if (moved === before && moved) low /= 2;
    if (moved === before && !moved) high /= 2;
    before = moved;
  }
  return { value: outside.value, leverageRatio: outside.leverageRatio };
}

/** Where one input would have to be for an answer of `from` to move by a tenth of it; from null, for one to fit. */
export function tippingPointOf(each: Input, from: number | null): TippingPoint {
  const change = Math.max(CHANGE_MIN, TENTH * Math.abs(from ?? 0));
  const { input, label, value, unit, step } = each;
  return {
    ...{ input, label, value, unit, step },
    below: tipping(each, from, change, -1),
    above: tipping(each, from, change, 1),
  };
}

/** Where each input would have to be for the answer to move by a tenth of its leverage, or for one to fit where none does: of the fast answer, since it is decided again hundreds of times. */
export function tippingPointsOf(request: DecisionRequest): readonly TippingPoint[] {
  const fast: DecisionRequest = { ...request, accuracy: "fast" };
  const from = leverageDecided(fast);
  return inputsOf(fast).map((each) => tippingPointOf(each, from));
}
