import { MissingError, OutOfRangeError, assertPositive } from "../errors/index.js";
import { horizonRate, type GarchParameter, type RateProcess } from "../estimators/index.js";
import {
  DAY_MS,
  HOUR_MS,
  YEAR_MS,
  checkedRate,
  ratesFrom,
  type AssetId,
  type BlockReturns,
  type Estimate,
  type Estimates,
  type Gap,
  type Jumps,
  type PricesProvenance,
  type VolatilityStates,
} from "../model/index.js";

/** A fitted number with its standard error. */
export interface Fitted {
  readonly value: number;
  readonly standardError: number;
}

/** A fitted drift posterior, with what is needed to restate it for another safe rate and yield. */
export interface FittedDrift extends Fitted {
  readonly kind: "posterior";
  /** Rate that the prior's excess drift is over. */
  readonly safeRateAnnual: number;
  /** Yield that the prior's excess drift contains. */
  readonly yieldAnnual: number;
  /** Weight of the data against the prior, 0 to 1. */
  readonly dataWeight: number;
  /** Arithmetic drift of the sample alone. */
  readonly sampleDriftAnnual: number;
  /** The prior, in words. */
  readonly prior: string;
}

/** The drift of a pair that keeps a peg: none, but for what its yield earns and its jumps cost. */
export interface PeggedDrift extends Fitted {
  readonly kind: "peg";
  /** Growth of the log ratio a year over the history, and its error: measured, and not expected to go on. */
  readonly measured: Fitted;
}

/** A GJR(1,1) with Student-t innovations of daily log returns, fractions: what later days are drawn from. */
export interface FittedGarch {
  readonly mean: GarchParameter;
  readonly omega: GarchParameter;
  readonly alpha: GarchParameter;
  readonly gamma: GarchParameter;
  readonly beta: GarchParameter;
  readonly degreesOfFreedom: GarchParameter;
  readonly logLikelihood: number;
  /** Daily returns that it was fitted to. */
  readonly returns: number;
}

/** States of volatility of daily log returns, ascending, as a Markov chain. */
export interface FittedRegimes {
  readonly states: readonly {
    readonly volatilityAnnual: Fitted;
    /** Share of days in the long run. */
    readonly share: number;
    readonly meanDurationDays: number;
  }[];
  /** From each state to each, a day. */
  readonly transition: readonly (readonly number[])[];
}

/** What was fitted to the prices of one asset. Per year of 365 days, fractions. */
export interface MarketParameters {
  /** Name of the model, such as "eth". */
  readonly id: string;
  readonly asset: AssetId;
  /** Currency of its price: "USD" of any kind, or the other asset of a pair. */
  readonly quote: AssetId;
  /** Other symbols of the same asset, at whose venues the model is used. */
  readonly alsoCalled: readonly AssetId[];
  /** Last price behind the fit, epoch ms UTC. */
  readonly asOfMs: number;
  /** The prices behind the fit: kind of file, rows and span. */
  readonly prices: PricesProvenance;
  /** Close-to-close volatility over the whole span: what the market returns to, long after the last price; of a pair, that over a year of the part that stays and the part that returns. */
  readonly volatilityAnnual: Fitted;
  readonly driftAnnual: FittedDrift | PeggedDrift;
  /** Gaps by reaction window, ascending; at least one. */
  readonly gaps: readonly Gap[];
  /** Lasting jumps, of a pair; null where gaps say all that is known. */
  readonly jumps: Jumps | null;
  readonly blocks: BlockReturns | null;
  readonly garch: FittedGarch | null;
  readonly regimes: FittedRegimes | null;
  /** Funding of its perpetual; null where none was fitted. */
  readonly funding: RateProcess | null;
  /** Rate on the dollars that it is borrowed against; null where none was fitted. */
  readonly borrowRate: RateProcess | null;
}

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
}

/** The model of these parameters. */
export function marketModel(parameters: MarketParameters): MarketModel {
  return {
    ...parameters,
    gap: gapWithin(parameters, 0),
    estimates: (options = {}) => estimatesOf(parameters, options),
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
