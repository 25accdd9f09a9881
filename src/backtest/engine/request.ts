import type { TradingPolicy } from "../../policies/index.js";
import type { PriceSeries, RateSeries } from "../../series/index.js";
import type { VenueMarket } from "../../venues/index.js";

/** The rules of a venue from a day on. */
export interface DatedMarket {
  /** Epoch ms UTC. */
  readonly fromMs: number;
  readonly market: VenueMarket;
}

/** One rate through time, per year of 365 days, continuously compounded (funding summed), fractions. */
export interface RatePast {
  /** As it was recorded; null: none is. A borrow rate is in force from its time to the next; funding is paid at its time, for the step of the series. */
  readonly recorded: RateSeries | null;
  /** In force where nothing is recorded; null: there a rate is a gap. Every result repeats it. */
  readonly statedAnnual: number | null;
}

/** Every rate that a venue charges or pays. */
export interface RatesPast {
  /** On borrowed quote currency. */
  readonly borrow: RatePast;
  /** On the borrowed asset; null where it is not borrowed. */
  readonly assetBorrow: RatePast | null;
  /** Earned on idle quote currency at the venue, and on the reserve. */
  readonly lend: RatePast;
  /** Earned on the asset. */
  readonly yield: RatePast;
  /** Paid by longs to shorts; null at a venue that has none. */
  readonly funding: RatePast | null;
}

/** What is done where something lacks. The first of each pair is what is done unless the other is named; every result repeats it. */
export interface GapChoices {
  /** A step over lacking bars is refused, or taken as one bar whose open is where the price has gone. */
  readonly prices?: "refuse" | "bridge";
  /** A rate that is older than a day and two of its steps is refused, or stays in force. */
  readonly rates?: "refuse" | "keep";
  /** Funding that lacks is refused, or not paid. */
  readonly funding?: "refuse" | "unpaid";
}

/** What a trade costs and how small it may be. Fractions of what is traded; money in quote currency. */
export interface TradingCosts {
  /** Fee of one side; null: the venue's own. At most .1. */
  readonly feeRate: number | null;
  /** Whole spread between bid and ask; half of it is paid on each trade. At most .1. */
  readonly spreadRate: number;
  /** Trading `notional` at once costs `rate` more of it, and any other size that times the square root of size / notional; null: none. */
  readonly impact: { readonly rate: number; readonly notional: number } | null;
  /** Per trade, such as gas; >= 0. */
  readonly fixedCost: number;
  /** Smaller trades are not made, unless they close all; >= 0. */
  readonly tradeMin: number;
}

/** Everything of a backtest but the policy: what several policies share. */
export interface BacktestMarket {
  /** The venue's rules; where they are dated, in ascending order, the first in force at the start. */
  readonly venue: VenueMarket | readonly [DatedMarket, ...DatedMarket[]];
  /** Trades of the asset. With bars, liquidation sees highs and lows; closes alone see closes, and every result says so. */
  readonly prices: PriceSeries;
  /** Mark or index price that the venue liquidates by, on the same closes; null: `prices` stand in, and every result says so. */
  readonly trigger: PriceSeries | null;
  readonly rates: RatesPast;
  readonly costs: TradingCosts;
  readonly gaps?: GapChoices;
  /** First and last close of the run, epoch ms UTC; left out: as early as every policy's signals are known, and the end. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** One run: a policy on a market's past. */
export interface BacktestRequest extends BacktestMarket {
  readonly policy: TradingPolicy;
  /** Wealth at the start, all in cash, quote currency, > 0. */
  readonly wealth: number;
  /** Time between two checks of the policy, ms: it sees the closes at these times and no others. */
  readonly checkIntervalMs: number;
  /** Least time from a check to the fill of its order, ms; 0: the next price. */
  readonly reactionMs: number;
}
