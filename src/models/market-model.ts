import {
  checkedRate,
  ratesFrom,
  type AssetId,
  type Estimate,
  type Estimates,
  type Gap,
  type PricesProvenance,
} from "../model/index.js";

/** A fitted number with its standard error. */
export interface Fitted {
  readonly value: number;
  readonly standardError: number;
}

/** A fitted drift posterior, with what is needed to restate it for another safe rate and yield. */
export interface FittedDrift extends Fitted {
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

/** What was fitted to the prices of one asset. Per year of 365 days, fractions. */
export interface MarketParameters {
  /** Name of the model, such as "eth". */
  readonly id: string;
  readonly asset: AssetId;
  /** Last price behind the fit, epoch ms UTC. */
  readonly asOfMs: number;
  /** The prices behind the fit: kind of file, rows and span. */
  readonly prices: PricesProvenance;
  /** Close-to-close volatility over the whole span: what the market returns to, long after the last price. */
  readonly volatilityAnnual: Fitted;
  /** Posterior of the arithmetic drift. */
  readonly driftAnnual: FittedDrift;
  readonly gap: Gap;
}

/** A figure that a person states: a number taken as known, or an estimate with its error. */
export type Figure = number | Estimate;

/** What no price tells. Rates per year of 365 days, continuously compounded, fractions. */
export interface ModelOptions {
  /** Rate paid on borrowed quote currency. */
  readonly borrowRateAnnual: Figure;
  /** Rate earned on idle quote currency, also the safe rate of the drift posterior; left out, it is taken as 0. */
  readonly lendRateAnnual?: Figure | undefined;
  /** Yield of holding the asset; left out, it is taken as 0. */
  readonly yieldAnnual?: Figure | undefined;
  /** Rate paid on the borrowed asset; left out, not known. */
  readonly assetBorrowRateAnnual?: Figure | null | undefined;
  /** Funding paid by longs to shorts on notional; left out, not known. */
  readonly fundingRateAnnual?: Figure | null | undefined;
  /** The fitted posterior (when left out), no view, or the user's own view. */
  readonly drift?: "posterior" | "none" | Figure | undefined;
}

/**
 * A fitted market model: a few parameters with their errors, the span they were fitted on, and the estimates they give.
 */
export interface MarketModel extends MarketParameters {
  /**
   * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the figure; rates lie in [-1, 10].
   */
  estimates(options: ModelOptions): Estimates;
}

/** The model of these parameters. */
export function marketModel(parameters: MarketParameters): MarketModel {
  return { ...parameters, estimates: (options) => estimatesOf(parameters, options) };
}

const estimatesOf = (parameters: MarketParameters, options: ModelOptions): Estimates => {
  const { volatilityAnnual, asOfMs, gap, prices } = parameters;
  const rates = ratesFrom({
    borrowRateAnnual: asEstimate(options.borrowRateAnnual),
    lendRateAnnual: ifGiven(options.lendRateAnnual),
    yieldAnnual: ifGiven(options.yieldAnnual),
    assetBorrowRateAnnual: ifGiven(options.assetBorrowRateAnnual),
    fundingRateAnnual: ifGiven(options.fundingRateAnnual),
  });
  const drift = options.drift ?? "posterior";
  return {
    ...rates,
    volatilityAnnual: { ...volatilityAnnual, asOfMs, source: `close-to-close volatility of ${prices.source}` },
    driftAnnual: driftOf(parameters, drift, rates.lendRateAnnual.value, rates.yieldAnnual.value),
    driftBasis: typeof drift === "string" ? drift : "view",
    gap,
    prices,
  };
};

/** The posterior is linear in safe rate less yield: the share 1 - dataWeight that is prior moves with it. */
const driftOf = (
  { driftAnnual, asOfMs, prices }: MarketParameters,
  drift: "posterior" | "none" | Figure,
  safeRateAnnual: number,
  yieldAnnual: number,
): Estimate | null => {
  if (drift === "none") return null;
  if (drift !== "posterior") return checkedRate(asEstimate(drift), "drift");
  const { value, standardError, dataWeight, prior } = driftAnnual;
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
