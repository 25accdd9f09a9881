import { OutOfRangeError, assertNotNegative } from "../errors/index.js";
import type { SimplexPoint, SimplexProgram } from "./interior-point.js";

/** Finitely many joint outcomes of several bets. */
export interface OutcomeTable {
  /** Gross returns (1.05 is a gain of 5 %), outcome after outcome: the bets of the first outcome, then of the second. >= 0. */
  readonly returns: Float64Array;
  /** Probability of each outcome, >= 0, together 1 (within 1e-9; the rest is scaled away). */
  readonly probabilities: Float64Array;
  /** How many bets there are, >= 1. A bet that returns 1 in every outcome is cash; none need be. */
  readonly bets: number;
}

/** Where the largest exponent is beyond this, all are taken from it: none overflows, and not all vanish. */
const EXPONENT_MAX = 1;

/** @throws OutOfRangeError always. */
function refuse(field: string, got: string, want: string, hint: string): never {
  throw new OutOfRangeError({ field, got, want, hint });
}

function assertOutcome({ returns, bets }: OutcomeTable, outcome: number): void {
  let most = 0;
  for (let bet = 0; bet < bets; bet++) {
    const value = returns[outcome * bets + bet];
    if (!(value >= 0 && value < Infinity)) assertNotNegative(value, `returns[${outcome * bets + bet}]`);
    most = Math.max(most, value);
  }
  if (most === 0)
    refuse(`returns of outcome ${outcome}`, "0 in every bet", "a bet that keeps something", "no growth survives this");
}

/**
 * Checks a table, leaves out what has probability 0 and scales the rest to 1.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the argument: sizes that do not fit, a
 * negative return or probability, or an outcome in which every bet loses everything.
 */
export function checkedOutcomes(table: OutcomeTable): OutcomeTable {
  const { returns, probabilities, bets } = table;
  if (!Number.isInteger(bets) || bets < 1)
    refuse("bets", String(bets), "a whole number of 1 or above", "count the bets");
  const outcomes = probabilities.length;
  if (outcomes === 0 || returns.length !== outcomes * bets)
    refuse(
      "returns",
      `${returns.length} numbers`,
      `${outcomes} outcomes x ${bets} bets`,
      "one row for each probability",
    );
  probabilities.forEach((probability, k) => assertNotNegative(probability, `probabilities[${k}]`));
  const total = probabilities.reduce((sum, probability) => sum + probability, 0);
  if (Math.abs(total - 1) > 1e-9)
    refuse("probabilities", `a sum of ${total}`, "a sum of 1", "divide them by their sum");
  const scaled = possibleOutcomes({ returns, probabilities: probabilities.map((share) => share / total), bets });
  for (let outcome = 0; outcome < scaled.probabilities.length; outcome++) assertOutcome(scaled, outcome);
  return scaled;
}

/** The table without the outcomes of probability 0, which decide nothing, whatever they would do. */
function possibleOutcomes(table: OutcomeTable): OutcomeTable {
  const { returns, probabilities, bets } = table;
  if (probabilities.every((probability) => probability > 0)) return table;
  return {
    returns: returns.filter((_, at) => probabilities[Math.floor(at / bets)] > 0),
    probabilities: probabilities.filter((probability) => probability > 0),
    bets,
  };
}

/** A bet that returns the same in every outcome, and at least what was staked: it keeps every moment at most 1. */
function sureBet({ returns, probabilities, bets }: OutcomeTable): number | null {
  for (let bet = bets - 1; bet >= 0; bet--) {
    let outcome = 0;
    while (outcome < probabilities.length && returns[outcome * bets + bet] === returns[bet]) outcome++;
    if (outcome === probabilities.length && returns[bet] >= 1) return bet;
  }
  return null;
}

/** Logs of wealth after each outcome, what one over wealth is, and the weights that the moment puts on the outcomes. */
interface Wealth {
  readonly growth: number;
  readonly inverse: Float64Array;
  /** (1/riskAversion) log E[wealth^-riskAversion]; -1, which no bet breaks, at a riskAversion of 0. */
  readonly constraint: number;
  /** p wealth^-riskAversion over its sum; 0 at a riskAversion of 0. */
  readonly tilted: Float64Array;
}

function wealthOf({ returns, probabilities, bets }: OutcomeTable, b: Float64Array, riskAversion: number): Wealth {
  const outcomes = probabilities.length;
  const inverse = new Float64Array(outcomes);
  const exponents = new Float64Array(outcomes);
  let [growth, top] = [0, -Infinity];
  for (let k = 0; k < outcomes; k++) {
    let wealth = 0;
    for (let i = 0; i < bets; i++) wealth += returns[k * bets + i] * b[i];
    const log = Math.log(wealth);
    inverse[k] = 1 / wealth;
    exponents[k] = -riskAversion * log;
    growth += probabilities[k] * log;
    top = Math.max(top, exponents[k]);
  }
  if (riskAversion === 0) return { growth, inverse, constraint: -1, tilted: exponents.fill(0) };
  const shift = Math.abs(top) > EXPONENT_MAX ? top : 0;
  let [total, excess] = [0, 0];
  for (let k = 0; k < outcomes; k++) {
    const change = Math.expm1(exponents[k] - shift);
    exponents[k] = probabilities[k] * (1 + change);
    total += exponents[k];
    excess += probabilities[k] * change;
  }
  for (let k = 0; k < outcomes; k++) exponents[k] /= total;
  const log = Math.abs(excess) < 0.5 ? Math.log1p(excess) : Math.log(total);
  return { growth, inverse, constraint: (shift + log) / riskAversion, tilted: exponents };
}

/**
 * The program of risk-constrained Kelly (Busseti, Ryu & Boyd 2016) at bets b: maximise E log(r'b) subject to
 * (1/lambda) log E[(r'b)^-lambda] <= 0. The log, which they use too, makes the constraint a loss of growth: of the size of
 * the objective at any lambda.
 */
export function kellyProgram(table: OutcomeTable, riskAversion: number): SimplexProgram {
  const { returns, probabilities, bets } = table;
  const outcomes = probabilities.length;
  const curvatureOf = ({ inverse, tilted }: Wealth, gradient: Float64Array, multiplier: number): Float64Array => {
    const curvature = new Float64Array(bets * bets);
    for (let k = 0; k < outcomes; k++) {
      const weight = (probabilities[k] + multiplier * (1 + riskAversion) * tilted[k]) * inverse[k] * inverse[k];
      for (let i = 0; i < bets; i++) {
        const scaled = weight * returns[k * bets + i];
        for (let j = 0; j <= i; j++) curvature[i * bets + j] += scaled * returns[k * bets + j];
      }
    }
    for (let i = 0; i < bets; i++)
      for (let j = 0; j <= i; j++) curvature[i * bets + j] -= multiplier * riskAversion * gradient[i] * gradient[j];
    return curvature;
  };
  const at = (b: Float64Array): SimplexPoint => {
    const wealth = wealthOf(table, b, riskAversion);
    const objectiveGradient = new Float64Array(bets);
    const constraintGradient = new Float64Array(bets);
    for (let k = 0; k < outcomes; k++) {
      const gain = probabilities[k] * wealth.inverse[k];
      const loss = wealth.tilted[k] * wealth.inverse[k];
      for (let i = 0; i < bets; i++) {
        objectiveGradient[i] += gain * returns[k * bets + i];
        constraintGradient[i] -= loss * returns[k * bets + i];
      }
    }
    const curvature = (multiplier: number): Float64Array => curvatureOf(wealth, constraintGradient, multiplier);
    return {
      objective: wealth.growth,
      objectiveGradient,
      constraint: wealth.constraint,
      constraintGradient,
      curvature,
    };
  };
  return { size: bets, sure: sureBet(table), at };
}

/** The program that makes the constraint of another as small as it can be: maximise -g over the simplex. */
export function feasibilityProgram(program: SimplexProgram): SimplexProgram {
  const nothing = new Float64Array(program.size);
  const at = (b: Float64Array): SimplexPoint => {
    const point = program.at(b);
    const curvature = (): Float64Array => {
      const without = point.curvature(0);
      return point.curvature(1).map((value, i) => value - without[i]);
    };
    return {
      objective: -point.constraint,
      objectiveGradient: point.constraintGradient.map((slope) => -slope),
      constraint: -1,
      constraintGradient: nothing,
      curvature,
    };
  };
  return { size: program.size, sure: null, at };
}
