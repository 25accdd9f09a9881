import { transitionGradient } from "./baum-welch.js";
import type { HiddenMarkov, SmoothedSums, Smoother } from "./hidden-markov.js";

/** Step of central differences in coordinates that change by about one: their error is 1e-8 of a third derivative. */
const DIFFERENCE = 1e-4;

/**
 * Unconstrained coordinates around a chain: the mean, the logarithm of each deviation, and of each transition
 * probability over the largest of its row. A probability of 0 stays 0 and has no coordinate.
 */
export interface Coordinates {
  readonly point: Float64Array;
  /** The chain at another point. */
  readonly modelAt: (point: Float64Array) => HiddenMarkov;
  /** Derivatives of the log-likelihood by the coordinates, from the sums at that chain. */
  readonly score: (model: HiddenMarkov, sums: SmoothedSums) => Float64Array;
}

/** The coordinates of a chain. */
export function coordinatesOf(model: HiddenMarkov): Coordinates {
  const states = model.deviations.length;
  const references = Array.from({ length: states }, (_, i) => largestOfRow(model.transition, i, states));
  const free = [...model.transition.keys()].filter((at) => {
    const row = Math.floor(at / states);
    return model.transition[at] > 0 && at % states !== references[row];
  });
  const reference = (at: number): number => at - (at % states) + references[Math.floor(at / states)];
  const odds = free.map((at) => Math.log(model.transition[at] / model.transition[reference(at)]));
  return {
    point: Float64Array.of(model.mean, ...model.deviations.map(Math.log), ...odds),
    modelAt(point) {
      const transition = new Float64Array(states * states);
      references.forEach((column, row) => (transition[row * states + column] = 1));
      free.forEach((at, k) => (transition[at] = Math.exp(point[1 + states + k])));
      const sums = references.map((_, row) => rowSum(transition, row, states));
      return {
        mean: point[0],
        deviations: point.slice(1, 1 + states).map(Math.exp),
        transition: transition.map((value, at) => value / sums[Math.floor(at / states)]),
      };
    },
    score(at, sums) {
      const gradient = transitionGradient(at, sums).map((slope, entry) => slope * at.transition[entry]);
      const mean = at.deviations.reduce((sum, deviation, i) => sum + sums.residuals[i] / deviation ** 2, 0);
      const logDeviations = at.deviations.map((deviation, i) => sums.squares[i] / deviation ** 2 - sums.visits[i]);
      const logOdds = free.map((entry) => {
        const row = Math.floor(entry / states);
        return gradient[entry] - at.transition[entry] * rowSum(gradient, row, states);
      });
      return Float64Array.of(mean, ...logDeviations, ...logOdds);
    },
  };
}

/** The point moved by `step` along one axis. */
function moved(point: Float64Array, axis: number, step: number): Float64Array {
  const next = point.slice();
  next[axis] += step;
  return next;
}

/** Central differences of a function of the point: one row of derivatives per axis. */
export function differences(point: Float64Array, f: (point: Float64Array) => Float64Array): Float64Array[] {
  return Array.from(point, (_, axis) => {
    const above = f(moved(point, axis, DIFFERENCE)).slice();
    const below = f(moved(point, axis, -DIFFERENCE));
    return above.map((value, k) => (value - below[k]) / (2 * DIFFERENCE));
  });
}

/**
 * Observed information: the negative second derivatives of the exact log-likelihood, as central differences of the
 * score, made symmetric; row after row.
 */
export function observedInformation(smoother: Smoother, { point, modelAt, score }: Coordinates): Float64Array {
  const rows = differences(point, (at) => {
    const model = modelAt(at);
    return score(model, smoother.smooth(model));
  });
  const size = point.length;
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return -(rows[row][column] + rows[column][row]) / 2;
  });
}

/** Sum of one row. */
export function rowSum(matrix: Float64Array, row: number, states: number): number {
  let sum = 0;
  for (let j = 0; j < states; j++) sum += matrix[row * states + j];
  return sum;
}

function largestOfRow(matrix: Float64Array, row: number, states: number): number {
  let largest = 0;
  for (let j = 1; j < states; j++) if (matrix[row * states + j] > matrix[row * states + largest]) largest = j;
  return largest;
}
