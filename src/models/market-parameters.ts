import type { GarchParameter, RateProcess } from "../estimators/index.js";
import type { AssetId, BlockReturns, Gap, Jumps, PricesProvenance } from "../model/index.js";

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
