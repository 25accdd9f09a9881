import { assertInRange, assertNotNegative } from "../errors/index.js";
import { simplexMaximum, type SimplexProgram, type SimplexStop } from "./interior-point.js";
import { checkedOutcomes, feasibilityProgram, kellyProgram, type OutcomeTable } from "./kelly-program.js";
import { momentOf } from "./log-moment.js";

/** What limits the bets, and the search for them. */
export interface KellyLimits {
  /** lambda >= 0 of E[(r'b)^-lambda] <= 1; 0 is plain Kelly. `riskAversionForDrawdown` gives it from a tolerance. */
  readonly riskAversion: number;
  /** Newton steps after which the search stops, uncertified; 200 unless given. */
  readonly iterationsMax?: number;
}

/** Bets to be chosen for growth with a limit on drawdown. */
export interface KellyProblem extends OutcomeTable, KellyLimits {
  /** Share of wealth that may be lost, a fraction in (0, 1), where a bound on its probability is wanted. */
  readonly lossMax?: number;
}

/** Chosen bets with the proof of how good they are. */
export interface KellyBets {
  /** E log(r'b), the log growth a round. */
  readonly growth: number;
  /** Shares of wealth, >= 0, sum 1. */
  readonly bets: Float64Array;
  /** E[(r'b)^-riskAversion]; at most 1 where certified. */
  readonly moment: number;
  /** No bets that keep the limit grow by more than this above `growth`, a round: a Lagrange dual bound. */
  readonly gap: number;
  /** Largest violation of the optimality conditions: shares that sum to 1, the limit, and stationarity. */
  readonly residual: number;
  /** Newton steps taken. */
  readonly iterations: number;
}

/** Bets certified (gap at most 1e-10, residual at most 1e-9), or not and why, or the proof that no bets keep the limit. */
export type KellyAnswer =
  | ({ readonly status: "certified" } & KellyBets)
  | ({ readonly status: "uncertified"; readonly because: "iteration-limit" | "stalled" } & KellyBets)
  | {
      readonly status: "infeasible";
      /** Whatever the bets, the moment is at least this, which is above 1. */
      readonly momentMin: number;
    };

/** A KellyAnswer with the bound on drawdown that its moment proves. */
export type RiskConstrainedKelly = KellyAnswer & {
  /**
   * P(wealth ever falls below 1 - lossMax of its start) is at most this, for independent rounds; null unless lossMax was
   * given and the moment is at most 1.
   */
  readonly drawdownBound: number | null;
};

const STOP = { gapMax: 1e-10, residualMax: 1e-9 } as const;
const ITERATIONS_MAX = 200;
const SHARE = { min: 0, max: 1, open: true, want: "a fraction between 0 and 1, such as 0.5" } as const;

/**
 * The risk aversion lambda at which E[(r'b)^-lambda] <= 1 keeps P(wealth ever below 1 - lossMax of its start) at most at
 * probabilityMax: ln probabilityMax / ln(1 - lossMax) (Busseti, Ryu & Boyd 2016).
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless both lie strictly between 0 and 1.
 */
export function riskAversionForDrawdown(given: { readonly lossMax: number; readonly probabilityMax: number }): number {
  assertInRange(given.lossMax, "lossMax", SHARE);
  assertInRange(given.probabilityMax, "probabilityMax", SHARE);
  return Math.log(given.probabilityMax) / Math.log1p(-given.lossMax);
}

/** @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless both are whole limits on the search. */
function stopOf({ riskAversion, iterationsMax = ITERATIONS_MAX }: KellyLimits): SimplexStop {
  assertNotNegative(riskAversion, "riskAversion");
  assertInRange(iterationsMax, "iterationsMax", { min: 0, max: 10_000, want: "a number from 0 to 10000" });
  return { ...STOP, iterationsMax };
}

/**
 * The answer of a program whose constraint is g, where `momentAt` says which moment g means. A search that ends without a
 * certificate is followed by one for the smallest g, which may prove that there is nothing to find.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function kellyAnswer(
  program: SimplexProgram,
  limits: KellyLimits,
  momentAt: (constraint: number) => number,
): KellyAnswer {
  const stop = stopOf(limits);
  const found = simplexMaximum(program, stop);
  if (!found.complete) {
    const lowest = simplexMaximum(feasibilityProgram(program), stop);
    const constraintMin = -lowest.point.objective - lowest.gap;
    if (constraintMin > 0) return { status: "infeasible", momentMin: momentAt(constraintMin) };
  }
  const { point, gap, residual, iterations } = found;
  const moment = limits.riskAversion === 0 ? 1 : momentAt(point.constraint);
  const bets = { growth: point.objective, bets: found.b, moment, gap, residual, iterations };
  if (found.complete) return { status: "certified", ...bets };
  return { status: "uncertified", because: iterations < stop.iterationsMax ? "stalled" : "iteration-limit", ...bets };
}

/**
 * Bets of the highest log growth with E[(r'b)^-riskAversion] <= 1 (Busseti, Ryu & Boyd 2016), which bounds the odds of a
 * drawdown for ever: P(wealth ever below 1 - lossMax) <= (1 - lossMax)^riskAversion. Outcomes must be independent from round
 * to round: of a series, take blocks over the span in which volatility clusters.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function riskConstrainedKelly(problem: KellyProblem): RiskConstrainedKelly {
  const { riskAversion, lossMax } = problem;
  if (lossMax !== undefined) assertInRange(lossMax, "lossMax", SHARE);
  const program = kellyProgram(checkedOutcomes(problem), riskAversion);
  const answer = kellyAnswer(program, problem, (constraint) => momentOf(constraint, riskAversion));
  const bounded = lossMax !== undefined && answer.status !== "infeasible" && answer.moment <= 1;
  return { ...answer, drawdownBound: bounded ? (1 - lossMax) ** riskAversion : null };
}
