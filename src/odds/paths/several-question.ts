import type { AssetId, BandPolicy, MarketState, PathLaw, Watching } from "../../model/index.js";
import type { SeveralHolding } from "./several-balances.js";

/** How one asset of an account moves, and what is charged and paid on it. */
export interface SeveralMarket {
  readonly asset: AssetId;
  /** Normal moves, Student's t or GARCH, in one volatility state and without jumps; or bars, and then of all assets at the same times. */
  readonly law: PathLaw;
  /** Arithmetic drift a year that replaces the law's own mean; null: the law's own. */
  readonly driftAnnual: number | null;
  /** Rates: of the quote currency those of the first market count. */
  readonly state: MarketState;
}

/** What becomes of an account of several assets under a policy, path by path. */
export interface SeveralQuestion {
  readonly holding: SeveralHolding;
  /** One for each asset that a leg moves with. */
  readonly markets: readonly SeveralMarket[];
  /** Correlations of the assets' standardised log moves over a step, in the order of the markets; null with bars, which bring their own. */
  readonly correlation: readonly (readonly number[])[] | null;
  /** True: fat tails come to all assets in the same steps, so that collaterals crash together and a far close is likelier; false: each on its own. */
  readonly jointTails: boolean;
  /** Sizes of leverage, the sum of |notionals| over wealth; trades scale all legs alike. Both edges null: untouched. */
  readonly policy: BandPolicy;
  /** Time between two checks; outages are refused. */
  readonly watching: Watching;
  /** Cost of trading one side, a fraction of what is traded, and of each trade, a fraction of wealth. */
  readonly tradingCostRate: number;
  readonly fixedCostShare: number;
  /** Step, years, of laws that hold for any; a law with a step of its own states it. */
  readonly stepYears: number;
  readonly horizonYears: number;
  /** Evenly spaced times at which outcomes are told, the last of them the horizon; at most the number of steps. */
  readonly checkpoints: number;
  /** Share of wealth at the start below which it must not fall; null: none. */
  readonly floor: number | null;
  /** A whole number from 0 to 2^64 - 1. */
  readonly seed: bigint;
}
