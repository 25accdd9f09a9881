import type { AssetId } from "../../model/index.js";
import type { Reserve } from "../lending-rule.js";
import { factOn, isKnown, type DatedFact, type FactHistory } from "../dated-facts.js";

/** Terms of an asset as collateral; all fractions. */
export const collateral = (
  loanToValueMax: number,
  liquidationThreshold: number,
  liquidationBonus: number,
): Reserve => ({
  loanToValueMax,
  liquidationThreshold,
  liquidationBonus,
});

/** Two assets that track each other, with the terms of the efficiency mode in which one is borrowed against the other. */
export interface PoolPair {
  readonly asset: AssetId;
  /** What is borrowed. */
  readonly quote: AssetId;
  /** The asset's terms as collateral in that mode. */
  readonly terms: FactHistory<Reserve>;
}

/** Curve of a reserve's variable borrow rate: two straight lines over utilisation. Rates a year, continuously compounded. */
export interface PoolCurve {
  /** Utilisation at which the slope changes. */
  readonly optimalUtilisation: number;
  /** Rate where nothing is borrowed. */
  readonly baseAnnual: number;
  /** Added from there to the optimal utilisation. */
  readonly slopeBelowAnnual: number;
  /** Added from the optimal utilisation to full use. */
  readonly slopeAboveAnnual: number;
  /** Share of the interest that the treasury keeps. */
  readonly reserveFactor: number;
}

/** What is known of one chain's market, by day. */
export interface PoolChain {
  /** Currency borrowed by a long; prices are taken in it, 1 unit as 1 USD of the venue's base currency. */
  readonly quote: AssetId;
  /** Terms of each asset as collateral, outside efficiency modes. */
  readonly terms: Readonly<Record<AssetId, FactHistory<Reserve>>>;
  /** Correlated pairs, priced by the exchange rate between the two. */
  readonly pairs: readonly PoolPair[];
  /** Rate curves where they were found; not every asset has one. */
  readonly curves: Readonly<Record<AssetId, FactHistory<PoolCurve>>>;
  /** Other symbols of the same asset. */
  readonly alsoCalled: Readonly<Record<AssetId, readonly AssetId[]>>;
  /** Cost of a swap, a fraction of what is swapped: the fee of a pool and half its spread. A stated default, no fact of the venue. */
  readonly swapCostRate: number;
}

/** Terms of one asset's market against one quote currency on a day. */
export interface PoolTerms {
  /** Every reserve whose terms are known on the day; for a correlated pair the asset has those of its mode. */
  readonly reserves: Readonly<Record<AssetId, Reserve>>;
  /** True where the two track each other and the venue lends more against them for it. */
  readonly correlated: boolean;
  /** What the terms of asset and quote currency rest on; none for an asset that the chain does not list. */
  readonly facts: readonly DatedFact<Reserve>[];
}

/** The terms of a market on a day, epoch ms UTC; the newest known where none is named. @throws OutOfRangeError (E_OUT_OF_RANGE) where those of the asset or the quote currency are not known on that day */
export function termsOn(chain: PoolChain, asset: AssetId, quote: AssetId, onMs: number | undefined): PoolTerms {
  const pair = chain.pairs.find((each) => each.asset === asset && each.quote === quote);
  const named = (history: FactHistory<Reserve> | undefined, name: AssetId): DatedFact<Reserve>[] =>
    history === undefined ? [] : [factOn(history, onMs, `the terms of ${name}`)];
  const own = named(pair?.terms ?? chain.terms[asset], asset);
  const reserves: Record<AssetId, Reserve> = {};
  for (const [name, history] of Object.entries(chain.terms)) {
    if (isKnown(history, onMs)) reserves[name] = factOn(history, onMs, name).value;
  }
  for (const { value } of own) reserves[asset] = value;
  return { reserves, correlated: pair !== undefined, facts: [...own, ...named(chain.terms[quote], quote)] };
}
