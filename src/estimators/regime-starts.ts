import type { HiddenMarkov } from "./hidden-markov.js";

/** Where one search starts: how returns are sorted into states, and how long a state is thought to last. */
interface StartRule {
  /** Share of returns below each state's upper bound, ascending; the last is 1. */
  readonly shares: readonly number[];
  /** Returns on either side whose mean square sorts a return: 0 sorts by its own size, 10 by three weeks of days. */
  readonly reach: number;
  /** Probability of staying in a state. */
  readonly persistence: number;
}

const RULES: Readonly<Record<2 | 3, readonly StartRule[]>> = {
  2: [
    { shares: [0.5, 1], reach: 10, persistence: 0.97 },
    { shares: [0.85, 1], reach: 10, persistence: 0.97 },
    { shares: [0.8, 1], reach: 1, persistence: 0.8 },
    { shares: [0.95, 1], reach: 0, persistence: 0.6 },
  ],
  3: [
    { shares: [0.34, 0.67, 1], reach: 10, persistence: 0.97 },
    { shares: [0.5, 0.9, 1], reach: 10, persistence: 0.97 },
    { shares: [0.15, 0.6, 1], reach: 10, persistence: 0.97 },
    { shares: [0.4, 0.8, 1], reach: 1, persistence: 0.8 },
    { shares: [0.5, 0.95, 1], reach: 0, persistence: 0.6 },
  ],
};

/** Chains to start a search from, made from quantiles of local volatility: the same for the same returns. */
export function regimeStarts(values: Float64Array, states: 2 | 3): readonly HiddenMarkov[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.map((value) => (value - mean) ** 2);
  return RULES[states].map(({ shares, reach, persistence }) => ({
    mean,
    deviations: groupDeviations(squares, shares, reach),
    transition: Float64Array.from({ length: states * states }, (_, at) =>
      at % (states + 1) === 0 ? persistence : (1 - persistence) / (states - 1),
    ),
  }));
}

/** Root mean square of the returns of each group, sorted into groups by the mean square around them. */
function groupDeviations(squares: Float64Array, shares: readonly number[], reach: number): Float64Array {
  const local = localMeans(squares, reach);
  const order = Uint32Array.from(squares.keys()).sort((a, b) => local[a] - local[b]);
  let from = 0;
  return Float64Array.from(shares, (share) => {
    const to = Math.round(share * squares.length);
    let sum = 0;
    for (let k = from; k < to; k++) sum += squares[order[k]];
    const deviation = Math.sqrt(sum / (to - from));
    from = to;
    return deviation;
  });
}

/** Mean over each entry and `reach` entries on either side, as far as there are any. */
function localMeans(values: Float64Array, reach: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, i) => (sums[i + 1] = sums[i] + value));
  return values.map((_, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(values.length, i + reach + 1);
    return (sums[to] - sums[from]) / (to - from);
  });
}
