import { assertPositive } from "../../errors/index.js";
import type { Managed } from "./layout.js";
import { managedOutcome, type ManagedOutcome } from "./managed-outcome.js";

/** A figure of an outcome and its slopes in the parameters that it was asked for. */
export interface Gradient {
  readonly value: number;
  readonly slopes: readonly number[];
}

/** Part of a parameter by which it is moved, and the least move. */
const STEP = 1e-3;

/**
 * The gradient of any figure of a managed outcome in the parameters from which `make` makes the position: fourth-order central
 * differences on one layout, which is smooth, so that slopes are good to about 1e-6 of the figure. The steps taken stand for as
 * many checks as at the point itself.
 * @throws as managedOutcome; OutOfRangeError (E_OUT_OF_RANGE) for a scale that is not above 0.
 */
export function managedGradient(
  make: (parameters: readonly number[]) => Managed,
  at: readonly number[],
  figure: (outcome: ManagedOutcome) => number,
  scales: readonly number[] = at.map((value) => Math.max(STEP, Math.abs(value))),
): Gradient {
  const centre = managedOutcome(make(at));
  const { checksPerStep } = centre.engine;
  const valueAt = (index: number, move: number): number => {
    const moved = at.map((value, i) => (i === index ? value + move : value));
    return figure(managedOutcome({ ...make(moved), checksPerStep }));
  };
  const slopes = scales.map((scale, index) => {
    assertPositive(scale, `scales[${index}]`);
    const step = STEP * scale;
    const near = valueAt(index, step) - valueAt(index, -step);
    const far = valueAt(index, 2 * step) - valueAt(index, -2 * step);
    return (8 * near - far) / (12 * step);
  });
  return { value: figure(centre), slopes };
}
