import { OutOfRangeError } from "../errors/index.js";
import { stationaryShares } from "../kernel/index.js";
import { yearsOf, type VolatilityStates } from "../model/index.js";
import type { Beliefs } from "./posterior.js";

/** Volatility states as an engine takes them. */
export interface Clustering {
  /** Volatility of each state over the volatility believed: the long-run mean of the squares is 1. */
  readonly multiples: readonly number[];
  /** Long-run share of time in each. */
  readonly shares: readonly number[];
  /** The chances of switching, each row summing to 1 exactly: those of a fit are rounded. */
  readonly switching: readonly (readonly number[])[];
}

/** Long-run share of time in each state. @throws OutOfRangeError (E_OUT_OF_RANGE) where some states never reach each other. */
function sharesOf(switching: readonly (readonly number[])[]): readonly number[] {
  if (switching.length === 1) return [1];
  const shares = Array.from(stationaryShares(Float64Array.from(switching.flat()), switching.length));
  if (shares.every(Number.isFinite)) return shares;
  throw new OutOfRangeError({
    field: "volatilityStates.switching",
    got: JSON.stringify(switching).slice(0, 80),
    want: "states that reach each other",
    hint: "a state that is never left, or never entered, has no share of time of its own",
  });
}

/** The states with their squares averaging 1 in the long run. @throws OutOfRangeError (E_OUT_OF_RANGE) where some states never reach each other. */
export function clusteringOf({ multiples, switching: given }: VolatilityStates): Clustering {
  const switching = given.map((row) => {
    const sum = row.reduce((all, chance) => all + chance, 0);
    return row.map((chance) => chance / sum);
  });
  const shares = sharesOf(switching);
  const mean = Math.sqrt(multiples.reduce((sum, multiple, i) => sum + shares[i] * multiple * multiple, 0));
  return { multiples: multiples.map((multiple) => multiple / mean), shares, switching };
}

/** Turns of the chain that are followed; beyond them the spread falls off as their number. */
const TURNS_MAX = 2000;

/** Spreads by states and time: one request asks for the same few hundreds of times. */
const spreads = new WeakMap<VolatilityStates, Map<number, number>>();

/** Variance of the mean of the squared multiples over a time, kept after the first call. */
function meanSquareVariance(states: VolatilityStates, years: number): number {
  const known = spreads.get(states) ?? new Map<number, number>();
  spreads.set(states, known);
  const found = known.get(years) ?? turnedVariance(states, years);
  known.set(years, found);
  return found;
}

/** Variance of the mean of the squared multiples over a time that begins at a random moment: by the chain's own moments, turn by turn. */
function turnedVariance(states: VolatilityStates, years: number): number {
  const { multiples, shares, switching } = clusteringOf(states);
  const wanted = years / yearsOf(states.switchMs);
  const turns = Math.min(TURNS_MAX, Math.max(1, Math.round(wanted)));
  const moved = (row: readonly number[]): readonly number[] =>
    row.map((_, to) => row.reduce((sum, value, from) => sum + value * switching[from][to], 0));
  // Of the sum so far of m^2 - 1, jointly with the state: its mean and its mean square.
  const none: readonly number[] = shares.map(() => 0);
  let [mass, first, second] = [shares, none, none];
  for (let turn = 0; turn < turns; turn++) {
    const step = multiples.map((multiple) => multiple * multiple - 1);
    second = moved(second.map((value, i) => value + 2 * first[i] * step[i] + mass[i] * step[i] * step[i]));
    first = moved(first.map((value, i) => value + mass[i] * step[i]));
    mass = moved(mass);
  }
  const variance = second.reduce((sum, value) => sum + value, 0) / turns ** 2;
  return variance * Math.min(1, turns / wanted);
}

/**
 * Beliefs over `years` with the spread of volatility that spells of it add: a price whose volatility comes in states is, to the
 * time that its variance has taken, a plain Brownian motion, so that passage odds depend on the states through the mean
 * variance of the time alone (Dambis, Dubins & Schwarz 1965). That mean is taken as log-normal with its own mean and variance.
 */
export function withClustering(beliefs: Beliefs, states: VolatilityStates | null, years: number): Beliefs {
  if (states === null || states.multiples.length === 1) return beliefs;
  const { volatilityAnnual: volatility, volatilityStandardError: error } = beliefs;
  const spread = meanSquareVariance(states, years);
  // Relative variances of log-normal factors multiply: (1 + a)(1 + b); the volatility's is a fourth of its square's, in logs.
  const logVariance = Math.log1p((error / volatility) ** 2) + Math.log1p(spread) / 4;
  const meanSquare = volatility ** 2 + error ** 2;
  const mean = Math.sqrt(meanSquare) * Math.exp(-logVariance / 2);
  return { ...beliefs, volatilityAnnual: mean, volatilityStandardError: mean * Math.sqrt(Math.expm1(logVariance)) };
}
