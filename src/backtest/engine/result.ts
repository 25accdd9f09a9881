import type { BoundBy } from "../../model/index.js";

/** Where the money went, quote currency; each adds to wealth, so costs are below 0. Their sum is the change of wealth. */
export interface Ledger {
  /** What the price moves brought, before every cost. */
  readonly price: number;
  readonly carry: Readonly<Record<"borrow" | "assetBorrow" | "lend" | "yield" | "funding" | "reserve", number>>;
  readonly costs: Readonly<Record<"fee" | "spread" | "impact" | "fixed" | "concession" | "reward", number>>;
  /** What the venue took beyond market value when it closed. */
  readonly liquidation: number;
  /** Debt that nothing was left to pay and that the holder does not owe: it adds to wealth what the price took below nothing. */
  readonly forgiven: number;
}

/** What happened at a time that a reader would want to know. */
export interface BacktestEvent {
  readonly kind: "trade" | "liquidation" | "resting-order" | "ruin";
  /** Close of the bar in which it happened, epoch ms UTC. */
  readonly atMs: number;
  readonly price: number;
  /** |Notional| traded or closed, quote currency. */
  readonly notional: number;
  /** Leverage ratio before and after. */
  readonly from: number;
  readonly to: number;
  /** Why, in a few words. */
  readonly because: string;
}

/** What a change of wealth is put down to. */
export type AttributionPart = "price" | "carry" | "varianceDrag" | "cost" | "liquidation";

/** Every close of the run, the start first. All columns are of one length. */
export interface BacktestColumns {
  readonly closeMs: Float64Array;
  readonly price: Float64Array;
  /** Equity at the venue and reserve together, quote currency. */
  readonly wealth: Float64Array;
  /** Signed notional / equity at the venue; 0 where nothing is held. */
  readonly leverageRatio: Float64Array;
  /** Prices beyond which the venue may close: 0 and Infinity where none may. */
  readonly liquidationBelow: Float64Array;
  readonly liquidationAbove: Float64Array;
  /** Band of the policy as it last said; both 0 where it has none. */
  readonly bandLow: Float64Array;
  readonly bandHigh: Float64Array;
  /** Costs of trading paid so far, quote currency, >= 0. */
  readonly cost: Float64Array;
  /** What each part brought so far, quote currency: together the change of wealth. `liquidation` has what was forgiven in it. */
  readonly money: Readonly<Record<AttributionPart, Float64Array>>;
  /** Log growth of wealth that each part brought so far: together ln(wealth / start), as long as there is wealth. */
  readonly growth: Readonly<Record<AttributionPart, Float64Array>>;
}

/** The figures of a run. */
export interface BacktestSummary {
  readonly startMs: number;
  readonly endMs: number;
  readonly wealthStart: number;
  /** 0 after ruin; below 0 where the holder still owes. */
  readonly wealthEnd: number;
  /** ln(end / start) a year; null after ruin. */
  readonly growthAnnual: number | null;
  /** Standard deviation of daily log changes of wealth over a year; null after ruin. */
  readonly volatilityAnnual: number | null;
  /** Highest fall of wealth from a peak at the closes, a fraction >= 0. */
  readonly drawdownMax: number;
  /** Mean daily loss in the worst 2.5 % of days, a fraction; null where days are too few. */
  readonly expectedShortfall: number | null;
  readonly liquidations: number;
  /** Close of the bar in which wealth was gone, epoch ms UTC; null: it never was. */
  readonly ruinedMs: number | null;
  readonly trades: number;
  /** Trades that were smaller than the smallest one. */
  readonly tooSmall: number;
  /** Sum of |traded| / wealth a year. */
  readonly turnoverAnnual: number;
  /** Mean leverage ratio of all wealth over the bars. */
  readonly leverageRatioMean: number;
  /** Share of time during which each name fixed the leverage, as the policy says; empty where it says nothing. */
  readonly timeBoundBy: Readonly<Partial<Record<BoundBy, number>>>;
}

/** What a run came to. */
export interface BacktestResult {
  readonly policy: { readonly id: string; readonly label: string; readonly source: string };
  readonly summary: BacktestSummary;
  readonly ledger: Ledger;
  /** Null in a sweep, which keeps none. */
  readonly columns: BacktestColumns | null;
  /** In order of time; empty where no columns are kept. */
  readonly events: readonly BacktestEvent[];
  /** What was assumed, named, bridged or lacking, in words. */
  readonly notes: readonly string[];
}
