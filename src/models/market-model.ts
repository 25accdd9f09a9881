import { MissingError, OutOfRangeError, assertPositive } from "../errors/index.js";
import { horizonRate } from "../estimators/index.js";
import {
  DAY_MS,
  HOUR_MS,
  YEAR_MS,
  checkedRate,
  ratesFrom,
  type Estimate,
  type Estimates,
  type Gap,
  type PathLaw,
  type VolatilityStates,
} from "../model/index.js";
import { fittedLaws, marketLaw, type MarketLaw, type MarketLawOptions } from "./market-law.js";
import type { MarketParameters } from "./market-parameters.js";

/** A figure that a person states: a number taken as known, or an estimate with its error. */
export type Figure = number | Estimate;

/** What no price tells. Rates per year of 365 days, continuously compounded, fractions. */
export interface ModelOptions {
  /** Rate paid on borrowed quote currency; left out, the fitted process over the horizon, where there is one. */
  readonly borrowRateAnnual?: Figure | undefined;
  /** Rate earned on idle quote currency, also the safe rate of the drift posterior; left out, it is taken as 0. */
  readonly lendRateAnnual?: Figure | undefined;
  /** Yield of holding the asset; left out, it is taken as 0. */
  readonly yieldAnnual?: Figure | undefined;
  /** Rate paid on the borrowed asset; left out, not known. */
  readonly assetBorrowRateAnnual?: Figure | null | undefined;
  /** Funding paid by longs to shorts on notional; left out, the fitted process over the horizon, where there is one; null: not known. */
  readonly fundingRateAnnual?: Figure | null | undefined;
  /** The fitted posterior (when left out), no view, or the user's own view. */
  readonly drift?: "posterior" | "none" | Figure | undefined;
  /** Time over which fitted rates are averaged, ms; a year when left out. */
  readonly horizonMs?: number | undefined;
  /** Time within which nothing can be done, ms, which chooses the gap; an hour when left out. */
  readonly reactionMs?: number | undefined;
}

/**
 * A fitted market model: a few parameters with their errors, the span they were fitted on, and the estimates they give. It is
 * no live data, and every answer made from it says so.
 */
export interface MarketModel extends MarketParameters {
  /** The gap of the shortest reaction window. */
  readonly gap: Gap;
  /**
   * @throws MissingError (E_MISSING) for a borrow rate that is neither given nor fitted; OutOfRangeError (E_OUT_OF_RANGE)
   * for a reaction time beyond every window fitted; NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming
   * the figure; rates lie in [-1, 10].
   */
  estimates(options?: ModelOptions): Estimates;
  /**
   * How its market moves, for paths. "normal": moves of the fitted volatility and drift, with the jumps of a pair; "states":
   * the fitted spells of volatility, from their long-run shares; both hold for any step, and know no sudden move but a pair's jumps. "hourly-states":
   * those spells, with the tails of a Student's law in each hour, of models fitted to hourly prices: of a position that is watched
   * by the hour, and so lost to sudden moves alone, only this one of the three says anything. "garch": the fitted GJR-t of daily
   * moves, from the fitted volatility unless told what it is now.
   * @throws MissingError (E_MISSING) for states or a GARCH that were not fitted; ConflictError (E_CONFIG_CONFLICT) for a
   * volatility now where nothing depends on it; NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless it is above 0.
   */
  law(kind: MarketLaw, options?: MarketLawOptions): PathLaw;
  /** The laws that were fitted. */
  readonly laws: readonly MarketLaw[];
}

/** The model of these parameters. */
export function marketModel(parameters: MarketParameters): MarketModel {
  return {
    ...parameters,
    gap: gapWithin(parameters, 0),
    estimates: (options = {}) => estimatesOf(parameters, options),
    law: (kind, options = {}) => marketLaw(parameters, kind, options),
    laws: fittedLaws(parameters),
  };
}

/** Length of a gap's window; a stated gap holds for any. */
const windowOf = (gap: Gap): number => (gap.kind === "estimated" ? gap.windowMs : Infinity);

/** The gap of the shortest window that covers a reaction time. */
function gapWithin({ gaps }: MarketParameters, reactionMs: number): Gap {
  const found = gaps.find((gap) => windowOf(gap) >= reactionMs);
  if (found !== undefined) return found;
  throw new OutOfRangeError({
    field: "reactionMs",
    got: String(reactionMs),
    want: `at most ${Math.max(...gaps.map(windowOf))}, the longest window that was fitted`,
    hint: "check more often, or estimate from prices",
  });
}

const estimatesOf = (parameters: MarketParameters, options: ModelOptions): Estimates => {
  const { id, volatilityAnnual, asOfMs, prices, jumps, blocks } = parameters;
  const { horizonMs = YEAR_MS, reactionMs = HOUR_MS } = options;
  assertPositive(horizonMs, "horizonMs");
  assertPositive(reactionMs, "reactionMs");
  const {
    fundingRateAnnual: funding = parameters.funding === null ? null : horizonRate(parameters.funding, { horizonMs }),
  } = options;
  const rates = ratesFrom({
    borrowRateAnnual: borrowRateOf(parameters, options, horizonMs),
    lendRateAnnual: ifGiven(options.lendRateAnnual),
    yieldAnnual: ifGiven(options.yieldAnnual),
    assetBorrowRateAnnual: ifGiven(options.assetBorrowRateAnnual),
    fundingRateAnnual: ifGiven(funding),
  });
  const drift = options.drift ?? "posterior";
  const pegged = parameters.driftAnnual.kind === "peg" && drift === "posterior";
  return {
    ...rates,
    volatilityAnnual: { ...volatilityAnnual, asOfMs, source: `fitted volatility of ${prices.source}` },
    driftAnnual: driftOf(parameters, drift, rates.lendRateAnnual.value, rates.yieldAnnual.value),
    driftBasis: pegged ? "view" : typeof drift === "string" ? drift : "view",
    gap: gapWithin(parameters, reactionMs),
    prices,
    jumps,
    blocks,
    volatilityStates: statesOf(parameters),
    model: { id, source: prices.source, fromMs: prices.fromMs, toMs: prices.toMs },
  };
};

/** The fitted spells of volatility as an engine takes them; null where none were fitted. */
const statesOf = ({ regimes, prices }: MarketParameters): VolatilityStates | null =>
  regimes === null
    ? null
    : {
        multiples: regimes.states.map(({ volatilityAnnual }) => volatilityAnnual.value),
        switchMs: DAY_MS,
        switching: regimes.transition,
        source: `states of daily volatility fitted to ${prices.source}`,
      };

/** @throws MissingError (E_MISSING) where the rate is neither given nor fitted. */
function borrowRateOf({ id, borrowRate }: MarketParameters, options: ModelOptions, horizonMs: number): Estimate {
  if (options.borrowRateAnnual !== undefined) return asEstimate(options.borrowRateAnnual);
  if (borrowRate !== null) return horizonRate(borrowRate, { horizonMs });
  throw new MissingError({
    field: "borrowRateAnnual",
    got: "nothing",
    want: `a rate a year, such as 0.05: the model ${id} has none fitted`,
    hint: "state it; it is never guessed",
  });
}

/** The posterior is linear in safe rate less yield: the share 1 - dataWeight that is prior moves with it. */
const driftOf = (
  { driftAnnual, asOfMs, prices }: MarketParameters,
  drift: "posterior" | "none" | Figure,
  safeRateAnnual: number,
  yieldAnnual: number,
): Estimate | null => {
  if (drift === "none") return null;
  if (drift !== "posterior") return checkedRate(asEstimate(drift), "drift");
  const { value, standardError } = driftAnnual;
  if (driftAnnual.kind === "peg") {
    const source = "a peg that holds, taken as such: what it may lose is in the jumps";
    return { value, standardError, asOfMs, source };
  }
  const { dataWeight, prior } = driftAnnual;
  const moved = safeRateAnnual - yieldAnnual - (driftAnnual.safeRateAnnual - driftAnnual.yieldAnnual);
  return {
    value: value + (1 - dataWeight) * moved,
    standardError,
    asOfMs,
    source: `posterior, ${(100 * dataWeight).toFixed(0)} % from ${prices.source}, the rest from the ${prior}`,
  };
};

const asEstimate = (given: Figure): Estimate =>
  typeof given === "number" ? { value: given, standardError: 0, asOfMs: null, source: "stated by the user" } : given;

const ifGiven = (given: Figure | null | undefined): Estimate | undefined =>
  given === null || given === undefined ? undefined : asEstimate(given);
