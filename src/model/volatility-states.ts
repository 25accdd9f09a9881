import { assertInRange, assertPositive } from "../errors/index.js";
import { assertSwitching } from "./chances.js";

/** Volatility that comes in spells: states that follow each other as a Markov chain, so that moves cluster and have fat tails. */
export interface VolatilityStates {
  /** Volatility in each state, up to a common factor: the long-run mean of the squares is that of the volatility believed. */
  readonly multiples: readonly number[];
  /** Time to which the chances of switching belong, ms. */
  readonly switchMs: number;
  /** switching[i][j]: chance of state j that long after state i; each row sums to 1. */
  readonly switching: readonly (readonly number[])[];
  readonly source: string;
}

/** Chances within this of summing to 1 do: those of a fit are rounded. */
const SUM_TOLERANCE = 1e-6;

/** Checked states. @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the field. */
export function checkedVolatilityStates(states: VolatilityStates, field: string): VolatilityStates {
  const { multiples, switchMs, switching } = states;
  const count = multiples.length;
  assertInRange(count, `${field}.multiples.length`, { min: 1, max: 3, want: "one to three states" });
  multiples.forEach((multiple, i) => {
    assertPositive(multiple, `${field}.multiples[${i}]`);
  });
  assertPositive(switchMs, `${field}.switchMs`);
  assertSwitching(switching, count, `${field}.switching`, SUM_TOLERANCE);
  return states;
}
