import type { HiddenMarkov, SmoothedSums } from "./hidden-markov.js";
import { logShares, logSharesGradient } from "../kernel/index.js";

/** Halvings of a step before the old transitions are kept: 2^-40 of a step is none. */
const HALVINGS_MAX = 40;

/**
 * Derivative of the log-likelihood by each transition probability, as if rows need not sum to 1, at [i x states + j]:
 * expected passages over probability (Fisher's identity), and what the stationary start says.
 */
export function transitionGradient(model: HiddenMarkov, sums: SmoothedSums): Float64Array {
  const start = logSharesGradient(model.transition, sums.first);
  return sums.passages.map((passage, at) => passage + start[at]);
}

/**
 * One step of expectation maximisation (Baum et al. 1970; Dempster, Laird and Rubin 1977). The mean is weighted by the
 * precision of the states; the deviations follow given that mean (conditional maximisation, Meng and Rubin 1993). The
 * transitions have no closed form because the chain starts in its stationary state: the step goes towards the expected
 * passages with the start's own gradient added, an ascent direction, and is halved until it ascends. Each of the two
 * parts raises its own part of the expected log-likelihood, so that the log-likelihood never falls.
 */
export function emStep(model: HiddenMarkov, sums: SmoothedSums): HiddenMarkov {
  const { visits, residuals, squares } = sums;
  let [pull, precision] = [0, 0];
  model.deviations.forEach((deviation, i) => {
    pull += residuals[i] / deviation ** 2;
    precision += visits[i] / deviation ** 2;
  });
  const shift = pull / precision;
  const deviations = visits.map((visit, i) =>
    Math.sqrt(Math.max(0, squares[i] - 2 * shift * residuals[i] + shift * shift * visit) / visit),
  );
  return { mean: model.mean + shift, deviations, transition: transitionStep(model, sums) };
}

/** Better transition probabilities; the old ones where no step is better. */
function transitionStep(model: HiddenMarkov, sums: SmoothedSums): Float64Array {
  const { transition } = model;
  const counts = sums.passages.map((passage, at) => passage * transition[at]);
  const goal = normalised(
    transitionGradient(model, sums).map((slope, at) => Math.max(slope * transition[at], counts[at] / 2)),
    sums.first.length,
  );
  const expected = (candidate: Float64Array): number =>
    counts.reduce(
      (sum, count, at) => (count > 0 ? sum + count * Math.log(candidate[at]) : sum),
      logShares(candidate, sums.first),
    );
  const old = expected(transition);
  for (let halving = 0; halving < HALVINGS_MAX; halving++) {
    const share = 2 ** -halving;
    const candidate = transition.map((probability, at) => probability + share * (goal[at] - probability));
    if (expected(candidate) >= old) return candidate;
  }
  return transition;
}

/** Rows over their sums. */
export function normalised(matrix: Float64Array, states: number): Float64Array {
  return matrix.map((value, at) => {
    const row = at - (at % states);
    let sum = 0;
    for (let j = 0; j < states; j++) sum += matrix[row + j];
    return value / sum;
  });
}
