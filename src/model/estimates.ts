import type { BlockReturns } from "./block-returns.js";
import type { Estimate } from "./estimate.js";
import type { Gap } from "./gap.js";
import type { Jumps } from "./jumps.js";
import type { LendingPool } from "./lending-pool.js";
import type { VolatilityTerm } from "./volatility-term.js";
import type { VolatilityStates } from "./volatility-states.js";

/** Where a drift comes from: a posterior from data and a prior, the holder's own view, or nowhere. */
export type DriftBasis = "posterior" | "view" | "none";

/** The file of prices behind an answer. */
export interface PricesProvenance {
  readonly source: string;
  readonly rows: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Gaps in the series: how many, and how many bars they lack. */
  readonly gaps: { readonly count: number; readonly missing: number };
}

/** The fitted market model behind an answer: never live data. */
export interface ModelProvenance {
  /** Such as "eth". */
  readonly id: string;
  /** Prices that it was fitted to. */
  readonly source: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the market is believed to do. Rates per year of 365 days, continuously compounded, as fractions. */
export interface Estimates {
  /** Standard deviation of log returns over a year, averaged over the horizon. */
  readonly volatilityAnnual: Estimate;
  /** Arithmetic drift E[dS/S] of the price; null where there is no view. */
  readonly driftAnnual: Estimate | null;
  readonly driftBasis: DriftBasis;
  /** Rate paid on borrowed quote currency. */
  readonly borrowRateAnnual: Estimate;
  /** Rate paid on the borrowed asset, for a short on a lending venue; null where none is known. */
  readonly assetBorrowRateAnnual: Estimate | null;
  /** Rate earned on idle quote currency. */
  readonly lendRateAnnual: Estimate;
  /** Yield of holding the asset: staking, supply rate, dividends. */
  readonly yieldAnnual: Estimate;
  /** Funding paid by longs to shorts on all of the notional; null where the venue has none or it is not known. */
  readonly fundingRateAnnual: Estimate | null;
  /** Gaps too fast to react to; null where none is known: they are then not counted, and the answer says so. */
  readonly gap: Gap | null;
  /** The price file behind the estimates; null for stated figures. */
  readonly prices: PricesProvenance | null;
  /** Sudden permanent moves, beside the volatility of ordinary ones; left out or null: none is known, and none is counted. */
  readonly jumps?: Jumps | null | undefined;
  /** The pool borrowed from, so that one's own size moves the rate; left out or null: it does not. */
  readonly pool?: LendingPool | null | undefined;
  /** Returns over blocks, for a bound that holds for ever given the drift; left out or null: none is stated. */
  readonly blocks?: BlockReturns | null | undefined;
  /** Spells of high and low volatility; left out or null: it is the same at all times. */
  readonly volatilityStates?: VolatilityStates | null | undefined;
  /** What volatility may be over horizons of several lengths, for odds within them; left out or null: what is believed of it, whatever the horizon. */
  readonly volatilityTerm?: VolatilityTerm | null | undefined;
  /** The fitted model that these come from; left out or null: from a file or a person. */
  readonly model?: ModelProvenance | null | undefined;
}
