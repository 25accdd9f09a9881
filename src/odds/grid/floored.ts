import type { Managed } from "./layout.js";
import type { Closing, GridPosition, StepFacts } from "./position.js";

/** The odds of a floor. */
export interface FloorOutcome {
  readonly probability: number;
  /** An upper bound where carry moves the floor against the state: it then stands where it is nearest. */
  readonly basis: "exact" | "bound";
}

/** A position that is closed where its wealth stands at the floor. */
export interface Floored {
  readonly managed: Managed;
  readonly basis: FloorOutcome["basis"];
  /** True where it stands there already. */
  readonly atOnce: boolean;
}

/** Log move of the price that brings wealth to the floor; infinite where none does. */
function moveTo({ cash, notional }: StepFacts, floor: number): number {
  const ratio = (floor - cash) / notional;
  if (ratio > 0) return Math.log(ratio);
  return notional > 0 ? -Infinity : Infinity;
}

/** The nearer of the venue's close and the floor's, on one side. */
const nearer = (own: Closing, floor: Closing, side: "below" | "above"): Closing => {
  const pick = side === "below" ? Math.max : Math.min;
  return { start: pick(own.start, floor.start), end: pick(own.end, floor.end) };
};

/** Steps that are hardly any time: the balances as they stand. */
const NOW_YEARS = 1e-12;

/** Log moves closer than this are one. */
const SAME = 1e-9;

/**
 * The position closed at the floor; null unless a floor is asked of a position that nobody touches. Its debt and units stand
 * still but for carry, so that wealth at the floor is one state: exactly where carry leaves the balances alone, else the nearer
 * of those at the start and at the longest horizon, which bounds the odds from above.
 */
export function flooredOf(managed: Managed): Floored | null {
  const { position, policy, side, floor } = managed;
  if (floor === undefined || policy.low !== null || policy.high !== null) return null;
  const start = position.stateOf(side * (managed.leverageRatio ?? policy.target));
  const longest = Math.max(...managed.horizonsYears);
  const moves = [NOW_YEARS, longest].map((years) => moveTo(position.step(start, years), floor));
  const level = side > 0 ? Math.max(...moves) : Math.min(...moves);
  const at = start + level;
  const floored: GridPosition = {
    ...position,
    step: (state, years) => {
      const facts = position.step(state, years);
      const closing = { start: at - state, end: at - state - facts.shift };
      return side > 0
        ? { ...facts, below: nearer(facts.below, closing, "below") }
        : { ...facts, above: nearer(facts.above, closing, "above") };
    },
  };
  return {
    managed: { ...managed, position: floored },
    basis: Math.abs(moves[0] - moves[1]) < SAME || moves[0] === moves[1] ? "exact" : "bound",
    atOnce: side * level >= 0,
  };
}
