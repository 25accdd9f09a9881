import { MissingError } from "../errors/index.js";
import type { DecisionRequest } from "../decision/index.js";
import { YEAR_MS, type Estimate, type Estimates, type StatedTolerance } from "../model/index.js";
import type { EstimateTerms } from "./policy.js";
import type { PolicyView } from "./view.js";

/** What the holder states once, for all decisions of a policy. */
export interface HolderTerms {
  /** Share of wealth that may be lost, a fraction in (0, 1). */
  readonly lossMax: number;
  /** With at most this probability, in (0, 1) ... */
  readonly probabilityMax: number;
  /** ... within this time, ms. */
  readonly horizonMs: number;
  /** Loss counted in money, or against holding the asset unlevered with all of wealth. */
  readonly measuredAgainst: "cash" | "holding";
  /** Least leverage ratio that the holder goes down to, >= 0; 0: cash. */
  readonly leverageRatioMin: number;
  /** Liquidation at most this likely within a quarter of a year, in (0, 1). */
  readonly liquidationProbabilityMax: number;
  /** Drift learnt of the past with the stated prior, or no view. */
  readonly drift: "posterior" | "none";
  /** Time between two sets of estimates, and so between two decisions, ms. */
  readonly refreshMs: number;
  readonly side: "long" | "short" | "either";
}

/** What of the past the decisions ask for. */
export const estimateTerms = ({ refreshMs, horizonMs, drift }: HolderTerms): EstimateTerms => ({
  refreshMs,
  horizonMs,
  drift,
});

/** The tolerance of those terms. */
export const toleranceOf = (terms: HolderTerms): StatedTolerance => ({
  lossMax: terms.lossMax,
  probabilityMax: terms.probabilityMax,
  horizonMs: terms.horizonMs,
  measuredAgainst: terms.measuredAgainst,
  leverageRatioMin: terms.leverageRatioMin,
  liquidationProbabilityMax: terms.liquidationProbabilityMax,
  liquidationHorizonMs: YEAR_MS / 4,
});

/** The lower of two estimates, and the higher, by value. */
const lower = (a: Estimate, b: Estimate): Estimate => (b.value < a.value ? b : a);
const higher = (a: Estimate, b: Estimate): Estimate => (b.value > a.value ? b : a);

/**
 * Estimates that a decision takes. A record may have a month in which idle money earned more than borrowed money cost, which would be
 * borrowed without end: idle money is then taken to earn no more than that. A perpetual borrows nothing, so that its borrow rate is
 * raised instead.
 */
function believable(estimates: Estimates, twoSided: boolean): Estimates {
  const { borrowRateAnnual: borrow, lendRateAnnual: lend } = estimates;
  if (lend.value <= borrow.value) return estimates;
  return twoSided
    ? { ...estimates, borrowRateAnnual: higher(borrow, lend) }
    : { ...estimates, lendRateAnnual: lower(borrow, lend) };
}

/** Highest cost of one side that a decision believes. */
const TRADING_COST_MAX = 0.05;

/**
 * The question of a view. It is asked as of all wealth in cash, or unlevered in the asset where losses are measured against holding:
 * what to hold depends on neither what is held nor how it came about. The policy is as slow as its checks and its reaction together.
 * @throws MissingError (E_MISSING) for a view without estimates
 */
export function decisionRequest(view: PolicyView, terms: HolderTerms): DecisionRequest {
  const { market, price, estimates } = view;
  if (estimates === null)
    throw new MissingError({
      field: "view.estimates",
      got: "nothing",
      want: "estimates of the past, as this policy asks for",
      hint: "hand in estimates made of what was known at the check",
    });
  const wealth = view.equity + view.reserve;
  const held = terms.measuredAgainst === "holding" ? { quantity: wealth / price } : {};
  return {
    account: { asset: market.asset, price, equity: wealth, ...held },
    estimates: believable(estimates, market.model.twoSided),
    venue: market,
    tolerance: toleranceOf(terms),
    policy: { kind: "rebalanced", checkIntervalMs: view.checkIntervalMs + view.reactionMs },
    side: terms.side,
    costs: { tradingCostRate: Math.min(TRADING_COST_MAX, view.tradingCostRate), fixedCost: view.fixedCost },
  };
}
