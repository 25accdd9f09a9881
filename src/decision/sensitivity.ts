import { bestSolution, conflictOf } from "./best.js";
import { inputsOf, type Input, type InputUnit } from "./inputs.js";
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

/** Where one input would have to be for the answer to change by a tenth. */
export interface TippingPoint {
  readonly input: string;
  readonly label: string;
  readonly value: number;
  readonly unit: InputUnit;
  /** The nearest such value below and above; null where none is found. */
  readonly below: AtInput | null;
  readonly above: AtInput | null;
}

/** Leverage ratio of total wealth of the decision; null where no answer fits. */
export function leverageDecided(request: DecisionRequest): number | null {
  const solution = bestSolution(settingOf(request));
  return conflictOf(solution).length > 0 ? null : solution.leverageRatio;
}

/** The answer where the input is `value`; null outside what makes sense. */
function at(input: Input, value: number): AtInput | null {
  if (value < input.min || value > input.max) return null;
  const leverageRatio = leverageDecided(input.with(value));
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

/** Steps tried outwards, each twice the last, and halvings between the last two. */
const DOUBLINGS = 8;
const HALVINGS = 10;

/** The nearest value in one direction at which the answer has moved by `change`; null where none is found. */
function tipping(input: Input, from: number, change: number, direction: 1 | -1): AtInput | null {
  const moved = (found: AtInput | null): found is AtInput =>
    found !== null && Math.abs(found.leverageRatio - from) >= change;
  const edge = direction > 0 ? input.max : input.min;
  let [near, step] = [input.value, input.step / 4];
  for (let doubling = 0; doubling < DOUBLINGS; doubling++) {
    const reached = input.value + direction * step;
    const value = direction > 0 ? Math.min(edge, reached) : Math.max(edge, reached);
    const found = at(input, value);
    if (moved(found)) return nearest(input, near, found, moved);
    if (value === edge) return null;
    near = value;
    step *= 2;
  }
  return null;
}

/** The value between `near`, where the answer stands, and `found`, where it has moved, at which it just moves. */
function nearest(
  input: Input,
  near: number,
  found: AtInput,
  moved: (found: AtInput | null) => found is AtInput,
): AtInput {
  let [inside, outside] = [near, found];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = at(input, (inside + outside.value) / 2);
    if (moved(middle)) outside = middle;
    else inside = (inside + outside.value) / 2;
  }
  return outside;
}

/** Where each input would have to be for the answer to move by a tenth of its leverage; empty where no answer fits. */
export function tippingPointsOf(request: DecisionRequest): readonly TippingPoint[] {
  const from = leverageDecided(request);
  if (from === null) return [];
  const change = Math.max(CHANGE_MIN, TENTH * Math.abs(from));
  return inputsOf(request).map((each) => {
    const { input, label, value, unit } = each;
    return {
      ...{ input, label, value, unit },
      below: tipping(each, from, change, -1),
      above: tipping(each, from, change, 1),
    };
  });
}
