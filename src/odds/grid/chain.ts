import { dot, multiplyMatrix, solveLinear, timesMatrix } from "../../kernel/index.js";
import { logLeft, type Trade } from "./position.js";
import type { Transition, Yields } from "./transition.js";

/** A Markov chain over volatility states and places, and what each of its steps yields. */
export interface Chain {
  /** Places of one volatility state, times how many of those there are. */
  readonly size: number;
  /** Row after row; what a row lacks to 1 is closed by the venue. */
  readonly matrix: Float64Array;
  readonly yields: Yields;
}

/** Sums over time of what a chain yielded, in expectation. */
export type Totals = Readonly<Record<keyof Yields, number>>;

const NAMES: readonly (keyof Yields)[] = ["logWealth", "traded", "cost", "trades", "closed", "loss"];

/** A record with one entry for each yield. */
const byName = <T>(make: (name: keyof Yields) => T): Readonly<Record<keyof Yields, T>> => ({
  logWealth: make("logWealth"),
  traded: make("traded"),
  cost: make("cost"),
  trades: make("trades"),
  closed: make("closed"),
  loss: make("loss"),
});

/** Where what is left of a closed position goes, and what that costs. */
export interface Reentry {
  /** Places from which it would not come back, such as cash, and which are left at once. */
  readonly from: readonly number[];
  readonly place: number;
  /** Null: none is made. */
  readonly trade: Trade | null;
}

/** One step: each volatility state moves by its own transition, then switches; what is left of a closed position goes to its re-entry. */
export function chainOf(
  transitions: readonly Transition[],
  switching: readonly (readonly number[])[],
  reentry: Reentry,
): Chain {
  const places = transitions[0].yields.closed.length;
  const size = places * transitions.length;
  const matrix = new Float64Array(size * size);
  const yields: Yields = byName(() => new Float64Array(size));
  transitions.forEach((transition, from) => {
    for (let row = 0; row < places; row++) {
      const at = from * places + row;
      const closed = transition.yields.closed[row];
      for (const name of NAMES) yields[name][at] = transition.yields[name][row];
      switching[from].forEach((chance, to) => {
        const start = at * size + to * places;
        if (reentry.from.includes(row)) matrix[start + reentry.place] += chance;
        else
          for (let column = 0; column < places; column++)
            matrix[start + column] += chance * transition.matrix[row * places + column];
        matrix[start + reentry.place] += chance * closed;
      });
      if (reentry.trade === null) continue;
      const { traded, cost } = reentry.trade;
      yields.logWealth[at] += closed * logLeft(reentry.trade);
      yields.traded[at] += closed * traded;
      yields.cost[at] += closed * cost;
      yields.trades[at] += closed;
    }
  });
  return { size, matrix, yields };
}

/** Two chains one after the other as one step. */
export function inTurn(first: Chain, second: Chain): Chain {
  const { size } = first;
  const matrix = new Float64Array(size * size);
  multiplyMatrix(first.matrix, second.matrix, size, matrix);
  const yields = byName((name) => {
    const sum = first.yields[name].slice();
    for (let row = 0; row < size; row++) {
      const from = row * size;
      for (let k = 0; k < size; k++) sum[row] += first.matrix[from + k] * second.yields[name][k];
    }
    return sum;
  });
  return { size, matrix, yields };
}

/** A chain that is followed from a distribution of its states. */
export interface Run {
  readonly mass: Float64Array;
  readonly totals: Totals;
}

/** A run that has not begun. */
export const startOf = (mass: Float64Array): Run => ({ mass, totals: byName(() => 0) });

const added = ({ totals }: Run, { yields }: Chain, mass: Float64Array): Totals =>
  byName((name) => totals[name] + dot(mass, yields[name]));

/** The chain over 1, 2, 4, ... steps, made as they are asked for. */
export type Powers = (exponent: number) => Chain;

/** Powers of a chain, each the one before twice in turn. */
export function powersOf(chain: Chain): Powers {
  const known = [chain];
  return (exponent) => {
    while (known.length <= exponent) {
      const last = known[known.length - 1];
      known.push(inTurn(last, last));
    }
    return known[exponent];
  };
}

/** A product of matrices costs about as many steps of a vector as the matrix has rows; with what it yields, this many times that. */
const POWER_COST = 1.3;

/** The run `steps` further, one at a time: what was yielded is the sum of the distributions, times what each state yields. */
export function stepped(run: Run, chain: Chain, steps: number): Run {
  const { size } = chain;
  const visited = new Float64Array(size);
  let [mass, next] = [run.mass.slice(), new Float64Array(size)];
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < size; i++) visited[i] += mass[i];
    timesMatrix(mass, chain.matrix, size, next);
    [mass, next] = [next, mass];
  }
  return { mass, totals: added(run, chain, visited) };
}

/** The run `steps` further: step by step, or by powers of the chain where that is less work. */
export function advanced(run: Run, powers: Powers, steps: number): Run {
  const { size } = powers(0);
  const doublings = Math.floor(Math.log2(Math.max(1, steps)));
  if (steps <= POWER_COST * doublings * size) return stepped(run, powers(0), steps);
  let now = run;
  let left = steps;
  for (let exponent = doublings; exponent >= 0; exponent--) {
    const times = Math.floor(left / 2 ** exponent);
    now = stepped(now, powers(exponent), times);
    left -= times * 2 ** exponent;
  }
  return now;
}

/** The distribution in which a chain that never ends settles. @throws InternalError (E_INTERNAL) where it does not settle in one. */
export function stationary({ size, matrix }: Chain): Float64Array {
  // pi (M - I) = 0 with the last equation replaced by sum pi = 1.
  const system = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      system[column * size + row] = matrix[row * size + column] - (row === column ? 1 : 0);
  system.fill(1, (size - 1) * size);
  const right = new Float64Array(size);
  right[size - 1] = 1;
  return solveLinear(system, size, right);
}
