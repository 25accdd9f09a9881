import { ConflictError } from "../../errors/index.js";
import { createStream, type PathJob, type PathMoves, type PathVariance } from "../../kernel/index.js";
import type { PathBeliefs } from "./question.js";

/** Numbers of paths that share one value of the seed's upper bits. */
const PATHS_MAX = 2 ** 41;

/** Seeds that differ in their lower bits alone. */
const LOW_BITS = 53n;

/** Two normal numbers of a path, from streams that no path of prices uses: those of path numbers from 2^52 on. */
function normalsOf(seed: bigint, path: number): readonly [number, number] {
  const low = Number(seed & ((1n << LOW_BITS) - 1n));
  const high = Number(seed >> LOW_BITS);
  const stream = createStream(low, 2 ** 52 + high * PATHS_MAX + path);
  return [stream.normal(), stream.normal()];
}

/** Mean over `steps` of the variance expected of each. */
function meanVariance(variance: PathVariance, steps: number): number {
  if (variance.kind === "constant") return variance.variance;
  let sum = 0;
  if (variance.kind === "garch") {
    const { omega, alpha, gamma, beta } = variance;
    for (let [step, now] = [0, variance.variance]; step < steps; step++) {
      sum += now;
      now = omega + (alpha + gamma / 2 + beta) * now;
    }
    return sum / steps;
  }
  const { variances, switching } = variance;
  for (let [step, chances] = [0, variance.start]; step < steps; step++) {
    chances.forEach((chance, state) => (sum += chance * variances[state]));
    chances = chances.map((_, to) => chances.reduce((all, chance, from) => all + chance * switching[from][to], 0));
  }
  return sum / steps;
}

/** What one arithmetic drift takes from the mean of a log move where its deviation is `scale` times the law's: half of what it adds to the variance. */
function lessMean(moves: Extract<PathMoves, { kind: "shocks" }>, steps: number): (scale: number) => number {
  if (moves.growth === "simple") return () => 0;
  const half = meanVariance(moves.variance, steps) / 2;
  return (scale) => half * (scale * scale - 1);
}

/** What a job carries of beliefs. */
type Drawn = NonNullable<PathJob["beliefs"]>;

/**
 * Beliefs drawn for each path: the drift normal about the law's, the volatility log-normal with the stated mean and error, as
 * `volatilitiesOf` has it, over that mean. The arithmetic drift stays what it is believed to be whatever the volatility.
 * Drawn from a domain of the seed of their own, by path index: a path is the same however many others there are.
 * @throws ConflictError (E_CONFIG_CONFLICT) for bars, which bring their own volatility
 */
export function beliefsOf(
  { driftStandardError, volatility }: PathBeliefs,
  { moves, steps, seed }: Pick<PathJob, "moves" | "steps" | "seed">,
  stepYears: number,
  paths: number,
): Drawn {
  if (moves.kind === "bars") {
    throw new ConflictError({
      field: "beliefs",
      got: "an uncertain drift or volatility with real bars",
      want: "null",
      hint: "bars are taken as they came: what they say of either is itself a sample",
    });
  }
  const { volatilityAnnual, volatilityStandardError } = volatility;
  const deviation = Math.sqrt(Math.log1p((volatilityStandardError / volatilityAnnual) ** 2));
  const less = lessMean(moves, steps);
  const [means, scales] = [new Float64Array(paths), new Float64Array(paths)];
  for (let path = 0; path < paths; path++) {
    const [ofDrift, ofVolatility] = normalsOf(seed, path);
    const scale = Math.exp(deviation * ofVolatility - (deviation * deviation) / 2);
    scales[path] = scale;
    means[path] = driftStandardError * stepYears * ofDrift - less(scale);
  }
  return { means, scales };
}
