import { OutOfRangeError, assertFinite } from "../errors/index.js";
import { choleskyFactor } from "../kernel/index.js";
import type { SimplexPoint, SimplexProgram } from "./interior-point.js";
import { kellyAnswer, type KellyAnswer, type KellyLimits } from "./risk-constrained-kelly.js";

/** First and second moments of the simple returns of several bets, which is all that the quadratic approximation needs. */
export interface ReturnMoments {
  /** Mean simple return of each bet (0.05 is 5 %); 0 for cash. */
  readonly means: Float64Array;
  /** E[x x'] of the simple returns x, not centred, row after row; symmetric, rows of 0 for cash. */
  readonly secondMoments: Float64Array;
}

/** Bets to be chosen from moments alone. */
export interface QuadraticKellyProblem extends ReturnMoments, KellyLimits {}

const refuse = (field: string, got: string, want: string): never => {
  throw new OutOfRangeError({
    field,
    got,
    want,
    hint: "E[x x'] of the simple returns x, from one set of probabilities",
  });
};

/** A ridge, in units of the largest second moment, under which a matrix of moments is positive definite to rounding. */
const RIDGE = 1e-9;

/** @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the argument. */
function assertMoments({ means, secondMoments }: ReturnMoments): void {
  const size = means.length;
  if (size === 0 || secondMoments.length !== size * size)
    refuse("secondMoments", `${secondMoments.length} numbers`, `${size} x ${size} of them, at least one`);
  means.forEach((mean, i) => assertFinite(mean, `means[${i}]`));
  secondMoments.forEach((moment, at) => assertFinite(moment, `secondMoments[${at}]`));
  const largest = secondMoments.reduce((most, moment) => Math.max(most, Math.abs(moment)), Number.MIN_VALUE);
  const ridged = secondMoments.map((moment) => moment / largest);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++)
      if (Math.abs(ridged[row * size + column] - ridged[column * size + row]) > RIDGE)
        refuse("secondMoments", `row ${row}, column ${column} unlike its mirror image`, "a symmetric matrix");
    ridged[row * size + row] += RIDGE;
  }
  if (choleskyFactor(ridged, size) === null)
    refuse("secondMoments", "a portfolio with a negative square", "a positive semidefinite matrix");
}

/** The program: maximise m'b - b'Sb/2 subject to (lambda + 1) b'Sb / 2 <= m'b. */
function quadraticProgram({ means, secondMoments, riskAversion }: QuadraticKellyProblem): SimplexProgram {
  const size = means.length;
  const limited = riskAversion > 0;
  const at = (b: Float64Array): SimplexPoint => {
    const pull = new Float64Array(size);
    let [mean, square] = [0, 0];
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) pull[i] += secondMoments[i * size + j] * b[j];
      mean += means[i] * b[i];
      square += pull[i] * b[i];
    }
    return {
      objective: mean - square / 2,
      objectiveGradient: means.map((value, i) => value - pull[i]),
      constraint: limited ? ((riskAversion + 1) * square) / 2 - mean : -1,
      constraintGradient: means.map((value, i) => (limited ? (riskAversion + 1) * pull[i] - value : 0)),
      curvature: (multiplier) =>
        secondMoments.map((moment) => moment * (1 + (limited ? multiplier * (riskAversion + 1) : 0))),
    };
  };
  const cash = means.findIndex((mean, i) => mean === 0 && secondMoments[i * size + i] === 0);
  return { size, sure: cash === -1 ? null : cash, at };
}

/**
 * Bets by the quadratic approximation of risk-constrained Kelly (Busseti, Ryu & Boyd 2016, QRCK): growth and limit expanded
 * to second order around cash, E[x]'b - b'E[xx']b/2 and lambda (lambda + 1)/2 b'E[xx']b <= lambda E[x]'b. `growth` and
 * `moment` are those expansions: its certificate proves the best of the approximation, and no bound on drawdown.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function quadraticKelly(problem: QuadraticKellyProblem): KellyAnswer {
  assertMoments(problem);
  return kellyAnswer(quadraticProgram(problem), problem, (constraint) => 1 + problem.riskAversion * constraint);
}
