import type { VenueMarket } from "../venues/index.js";
import type { PolicyAction, PolicyView } from "./view.js";

/** A number that is learnt from past closes, for all policies that ask for it once. */
export type Signal =
  /** Standard deviation of log returns a year: exponentially weighted by time, with this half-life. */
  | { readonly kind: "volatility"; readonly halfLifeMs: number }
  /** The same, equally weighted over the window. */
  | { readonly kind: "window-volatility"; readonly windowMs: number }
  /** Arithmetic drift a year over the window: mean log return a year plus half the variance. */
  | { readonly kind: "drift"; readonly windowMs: number }
  /** Share of the periods in the window in which the price rose. */
  | { readonly kind: "win-rate"; readonly periodMs: number; readonly windowMs: number }
  /** Mean rise of the periods that rose over the mean fall of those that fell; > 0. */
  | { readonly kind: "payoff-ratio"; readonly periodMs: number; readonly windowMs: number };

/** What a policy wants estimated of the past, and how often anew. */
export interface EstimateTerms {
  /** Time between two sets of estimates, ms. */
  readonly refreshMs: number;
  /** Horizon over which volatility is averaged, ms: that of the tolerance. */
  readonly horizonMs: number;
  /** Drift: learnt with the stated prior, or no view. */
  readonly drift: "posterior" | "none";
}

/** A trigger on the leverage ratio and where its trade ends: what is needed to see that one rule can fire another. Sizes of leverage ratios. */
export interface LeverageRule {
  /** Such as "boost" or "stop-loss". */
  readonly name: string;
  /** Fires below this leverage, or above it; null: not on that side. */
  readonly firesBelow: number | null;
  readonly firesAbove: number | null;
  /** Leverage right after its trade, the tolerance of the trade included. */
  readonly endsFrom: number;
  readonly endsTo: number;
}

/** When and how a position is adjusted. Pure: the same view gives the same action. */
export interface TradingPolicy {
  /** Such as "band". */
  readonly id: string;
  /** With its settings, as people write them, such as "band 1.5x to 2.5x, to the edge". */
  readonly label: string;
  /** Where the rule comes from: paper and equation, or contract and function. */
  readonly source: string;
  /** What the view's `signals` must hold; empty: none. */
  readonly signals: readonly Signal[];
  /** Null: the view's `estimates` stay null. */
  readonly estimates: EstimateTerms | null;
  /** Its triggers on the leverage ratio, where they are fixed; empty where they move or there are none. */
  readonly rules: readonly LeverageRule[];
  /** The triggers that hang on what a venue lends, at these rules and this price; left out: `rules` are all there are. */
  rulesIn?(market: VenueMarket, price: number): readonly LeverageRule[];
  /** @throws every error of bad input, where the view cannot be what it says */
  adjust(view: PolicyView): PolicyAction;
}
