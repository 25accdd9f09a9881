/**
 * Weight of each state of a chain of 2 or 3 states: the sum over the trees that lead to it of the product of their
 * transition probabilities (Markov chain tree theorem; Freidlin and Wentzell 1984, lemma 6.3.1). Sums of products
 * alone: nothing cancels. Only the passages between different states enter.
 */
function treeWeights(p: Float64Array, states: number): Float64Array {
  if (states === 2) return Float64Array.of(p[2], p[1]);
  return Float64Array.of(
    p[3] * p[6] + p[3] * p[7] + p[5] * p[6],
    p[1] * p[7] + p[1] * p[6] + p[2] * p[7],
    p[2] * p[5] + p[2] * p[3] + p[1] * p[5],
  );
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/**
 * Share of time that a chain of 2 or 3 states spends in each in the long run: fractions that sum to 1; not numbers
 * where the states do not all communicate. `transition` holds P(i to j) at [i x states + j].
 */
export function stationaryShares(transition: Float64Array, states: number): Float64Array {
  const weights = treeWeights(transition, states);
  const sum = total(weights);
  return weights.map((weight) => weight / sum);
}

/** Sum over states of weights[k] ln(share k); states with weight 0 do not count. */
export function logShares(transition: Float64Array, weights: Float64Array): number {
  const shares = stationaryShares(transition, weights.length);
  return weights.reduce((sum, weight, k) => (weight > 0 ? sum + weight * Math.log(shares[k]) : sum), 0);
}

/**
 * Derivative of `logShares` by each passage between different states, at [i x states + j]; 0 on the diagonal, which
 * does not enter. A weight is linear in each probability, so that its values at 1 and 0 differ by the derivative,
 * exactly.
 */
export function logSharesGradient(transition: Float64Array, weights: Float64Array): Float64Array {
  const states = weights.length;
  const trees = treeWeights(transition, states);
  const sum = total(trees);
  const moved = transition.slice();
  return transition.map((probability, at) => {
    if (at % (states + 1) === 0) return 0;
    moved[at] = 1;
    const above = treeWeights(moved, states);
    moved[at] = 0;
    const slopes = treeWeights(moved, states).map((below, k) => above[k] - below);
    moved[at] = probability;
    const all = total(slopes) / sum;
    return weights.reduce((gradient, weight, k) => gradient + weight * (slopes[k] / trees[k] - all), 0);
  });
}
