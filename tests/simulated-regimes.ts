import { createStream, type Stream } from "../src/kernel/index.js";
import type { RegimeFigure, RegimeFit } from "../src/estimators/index.js";

/** A chain of volatility states to draw returns from, calmest first. */
export interface TrueRegimes {
  readonly mean: number;
  readonly deviations: readonly number[];
  readonly transition: readonly (readonly number[])[];
  /** Stationary shares, worked out by hand. */
  readonly shares: readonly number[];
}

/** 500 to 1,000 stays in each state within 20,000 days: figures like those of daily crypto. */
export const twoRegimes: TrueRegimes = {
  mean: 0.0005,
  deviations: [0.02, 0.055],
  transition: [
    [0.95, 0.05],
    [0.1, 0.9],
  ],
  shares: [2 / 3, 1 / 3],
};

/** By hand: shares x transition = shares with (8, 10, 5) / 23. */
export const threeRegimes: TrueRegimes = {
  mean: 0.0005,
  deviations: [0.01, 0.03, 0.08],
  transition: [
    [0.93, 0.045, 0.025],
    [0.036, 0.92, 0.044],
    [0.04, 0.088, 0.872],
  ],
  shares: [8 / 23, 10 / 23, 5 / 23],
};

/** The index that a uniform number falls on, by cumulated probabilities. */
const drawn = (probabilities: readonly number[], stream: Stream): number => {
  const uniform = stream.uniform();
  let sum = 0;
  const at = probabilities.findIndex((probability) => (sum += probability) > uniform);
  return at < 0 ? probabilities.length - 1 : at;
};

/** Returns of a chain that starts in its stationary state. */
export function simulatedReturns(truth: TrueRegimes, count: number, stream: Stream): Float64Array {
  let state = drawn(truth.shares, stream);
  return Float64Array.from({ length: count }, () => {
    const value = truth.mean + truth.deviations[state] * stream.normal();
    state = drawn(truth.transition[state], stream);
    return value;
  });
}

/** Each figure of a fit by name, with the truth. */
export function figuresAgainst(fit: RegimeFit, truth: TrueRegimes): [name: string, RegimeFigure, truth: number][] {
  return [
    ["mean", fit.mean, truth.mean],
    ...fit.states.flatMap(({ standardDeviation, share, meanDuration }, i): [string, RegimeFigure, number][] => [
      [`deviation ${i}`, standardDeviation, truth.deviations[i]],
      [`share ${i}`, share, truth.shares[i]],
      [`duration ${i}`, meanDuration, 1 / (1 - truth.transition[i][i])],
    ]),
    ...fit.transition.flatMap((row, i) =>
      row.map((figure, j): [string, RegimeFigure, number] => [`${i} to ${j}`, figure, truth.transition[i][j]]),
    ),
  ];
}

/** Share of fits, by figure, whose 95 % interval holds the truth. */
export function coverage(
  fit: (returns: Float64Array) => RegimeFit,
  truth: TrueRegimes,
  { seed, fits, count }: { readonly seed: number; readonly fits: number; readonly count: number },
): Map<string, number> {
  const held = new Map<string, number>();
  for (let path = 0; path < fits; path++) {
    for (const [name, figure, value] of figuresAgainst(
      fit(simulatedReturns(truth, count, createStream(seed, path))),
      truth,
    )) {
      if (figure.lower95 === null || figure.upper95 === null)
        throw new Error(`${name} of path ${path} has no interval`);
      const holds = figure.lower95 <= value && value <= figure.upper95;
      held.set(name, (held.get(name) ?? 0) + Number(holds));
    }
  }
  return new Map([...held].map(([name, count]) => [name, count / fits]));
}
