import type { BoundBy, Estimates, MarketState } from "../../model/index.js";
import type { PolicyMemory, PolicyTrade, PolicyView, TradingPolicy } from "../../policies/index.js";
import type { VenueMarket } from "../../venues/index.js";
import type { KnownEstimates } from "../known/estimates.js";
import type { DemandBox } from "./liquidation-rule.js";
import type { Position } from "./position.js";
import type { PreparedMarket, Rules } from "./prepared-market.js";
import type { Recorder } from "./recorder.js";
import type { BacktestEvent } from "./result.js";

/** The ledger while it is written. Quote currency; each adds to wealth. */
export interface OpenLedger {
  price: number;
  readonly carry: Record<"borrow" | "assetBorrow" | "lend" | "yield" | "funding" | "reserve", number>;
  readonly costs: Record<"fee" | "spread" | "impact" | "fixed" | "concession" | "reward", number>;
  liquidation: number;
  forgiven: number;
}

/** An order on its way. */
export interface Order {
  readonly trade: PolicyTrade;
  /** It is filled at the first open at or after this time, epoch ms UTC. */
  readonly dueMs: number;
  /** Which way it moved the size of the leverage when it was decided: see directionOf. */
  readonly direction: number;
}

/** An order that rests at the venue. */
export interface Resting {
  readonly price: number;
  readonly leverageRatio: number;
  /** True where it fires when the price rises to it. */
  readonly isAbove: boolean;
}

/** Where the venue was last asked for its level: how far the position may change before it must be asked again. */
export interface Guard {
  /** A price on the safe side of the level, and what the position had there beyond the demand; a surplus of 0: nothing is known. */
  price: number;
  surplus: number;
  quantity: number;
  cash: number;
}

/** The view, as the engine writes it. */
export type OpenView = { -readonly [Key in keyof PolicyView]: PolicyView[Key] } & {
  market: VenueMarket;
  state: MarketState;
  memory: PolicyMemory;
  estimates: Estimates | null;
  readonly signals: Float64Array;
};

/** What each name fixed, and for how long, ms. */
export interface BoundTimes {
  name: BoundBy | null;
  sinceMs: number;
  readonly spent: Map<BoundBy, number>;
}

/** One run under way: the position, and all that the loop changes. */
export interface Run extends Position {
  readonly prepared: PreparedMarket;
  readonly policy: TradingPolicy;
  readonly estimates: KnownEstimates | null;
  readonly start: number;
  readonly view: OpenView;
  readonly ledger: OpenLedger;
  readonly recorder: Recorder | null;
  readonly guard: Guard;
  readonly events: BacktestEvent[];
  readonly noted: Set<string>;
  readonly bound: BoundTimes;
  /** Out of the venue's reach, quote currency. */
  reserve: number;
  /** Price up to which moves are in the ledger. */
  markPrice: number;
  rules: Rules;
  box: DemandBox;
  /** A bar whose trigger prices stay between these neither fills nor closes anything. */
  calmLow: number;
  calmHigh: number;
  order: Order | null;
  resting: Resting | null;
  bandLow: number;
  bandHigh: number;
  estimatesDueMs: number;
  cost: number;
  trades: number;
  tooSmall: number;
  liquidations: number;
  /** Sum of |traded| / wealth. */
  turnover: number;
}

/** Equity at the venue and reserve at a price, quote currency. */
export const wealthAt = (run: Run, price: number): number =>
  run.cash + run.quantity * price - run.entryValue + run.reserve;

/** Brings the price moves up to this price into the ledger. */
export function settle(run: Run, price: number): void {
  if (price === run.markPrice) return;
  run.recorder?.moved(wealthAt(run, run.markPrice), run.quantity, run.markPrice, price);
  run.ledger.price += run.quantity * (price - run.markPrice);
  run.markPrice = price;
}

/** Nothing that was found of the level holds any more. */
export function unguard(run: Run): void {
  run.guard.surplus = 0;
}
