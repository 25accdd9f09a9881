import type { MarketState } from "../../model/index.js";
import type { SignalColumn } from "../known/signals.js";
import type { KnownEstimates } from "../known/estimates.js";
import type { CarryFactors, FormedMarket, FundingBase } from "./carry.js";
import type { FundingColumn } from "./funding-column.js";
import type { DemandBox } from "./liquidation-rule.js";
import type { LongSteps } from "./market-calendar.js";
import type { RateColumn } from "./rate-column.js";
import type { BacktestMarket } from "./request.js";
import type { CostRates } from "./trade.js";

/** Open, high, low and close of each bar; of closes alone, all four are the close, so that a bar is one price. */
export interface BarColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** The rules of one span of days, and what is read off them once. */
export interface Rules extends FormedMarket {
  readonly fromMs: number;
  readonly costs: CostRates;
  readonly funding: FundingBase;
  readonly boxOf: (side: number, notional: number, price: number) => DemandBox;
}

/** A market's past, checked, as columns that any number of runs share. Index i is a close, and the bar that ends with it. */
export interface PreparedMarket extends LongSteps {
  readonly market: BacktestMarket;
  readonly closeMs: Float64Array;
  readonly prices: BarColumns;
  /** By which the venue liquidates; the same as `prices` where it has no series of its own. */
  readonly trigger: BarColumns;
  readonly rules: readonly [Rules, ...Rules[]];
  /** Number of the rules in force at each close. */
  readonly rulesAt: Int32Array;
  /** Rates in force at each close, which are those of the bar after it. */
  readonly states: readonly MarketState[];
  readonly stateAt: Int32Array;
  /** Number of each bar's carry; and the factors of those carries, `assetOwed` 0 where there is none. */
  readonly carryAt: Int32Array;
  readonly carries: Readonly<Record<keyof CarryFactors, Float64Array>>;
  /** 1 where anything is paid or earned in a bar. */
  readonly isCarried: Uint8Array;
  /** What a long pays in each bar, a fraction of notional. */
  readonly funding: Float64Array;
  readonly rates: readonly RateColumn[];
  readonly fundingColumn: FundingColumn | null;
  /** Indices of the first and last close that a run may have. */
  readonly first: number;
  readonly last: number;
  /** Index of the last close of each day, UTC. */
  readonly dayEnds: Int32Array;
  readonly signals: Map<string, SignalColumn>;
  /** What a run that begins at a close must say, by its index. */
  readonly notes: Map<number, readonly string[]>;
  readonly estimates: Map<string, KnownEstimates>;
}
