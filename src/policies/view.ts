import type { BoundBy, Estimates, MarketState } from "../model/index.js";
import type { VenueMarket } from "../venues/index.js";

/** What a policy wants to remember from one check to the next: plain numbers, so that it can be journalled and replayed. */
export type PolicyMemory = Readonly<Record<string, number>>;

/** What is known at one check. Nothing later than `nowMs` is in it. The engine reuses the object: a policy keeps no reference to it. */
export interface PolicyView {
  /** Time of the check, epoch ms UTC: a bar's close. */
  readonly nowMs: number;
  /** The rules in force now. */
  readonly market: VenueMarket;
  /** Price of the asset, quote currency; of a basket, its value over that at the start. */
  readonly price: number;
  /** What would be left at the venue if all were closed now, quote currency, > 0. */
  readonly equity: number;
  /** What the holder keeps out of the venue's reach, quote currency, >= 0. */
  readonly reserve: number;
  /** Signed market value held, quote currency. */
  readonly notional: number;
  /** notional / equity; 0 where nothing is held. */
  readonly leverageRatio: number;
  /** Highest equity + reserve at any check so far, this one included; quote currency. */
  readonly peakWealth: number;
  /** Time of the first check, and of the last fill of an order of this policy, epoch ms UTC; the latter null before any. */
  readonly startMs: number;
  readonly lastTradeMs: number | null;
  /** How often the venue has closed this position, or a part of it, so far. */
  readonly liquidations: number;
  /** Rates in force now. */
  readonly state: MarketState;
  /** Cost of one side of a small trade, a fraction of what is traded; and of each trade, quote currency. */
  readonly tradingCostRate: number;
  readonly fixedCost: number;
  /** Time between two checks of this policy, and between an order and its earliest fill, ms. */
  readonly checkIntervalMs: number;
  readonly reactionMs: number;
  /** The policy's own `signals`, in their order. All are known: no check comes before. */
  readonly signals: Readonly<Float64Array>;
  /** Estimates made of what was known at `estimatesMs`; both null for a policy that asks for none. */
  readonly estimates: Estimates | null;
  readonly estimatesMs: number | null;
  /** What the last action that said anything wanted remembered; empty at the start. */
  readonly memory: PolicyMemory;
}

/** An order that rests at the venue and is filled within a bar, whoever is watching. */
export interface RestingOrder {
  /** Price that fires it, when it is reached from the side where the price now stands. */
  readonly price: number;
  /** Signed leverage ratio at the venue to which it reduces the position. */
  readonly leverageRatio: number;
}

/** What either action may say beside. Each member left out stays as it was. */
export interface PolicyNotes {
  /** Replaces what is remembered. */
  readonly memory?: PolicyMemory;
  /** Signed leverage ratios outside which this policy trades, as it stands now: for the pictures; null: none. */
  readonly band?: { readonly low: number; readonly high: number } | null;
  /** What fixed the leverage wanted; null: nothing that has a name. */
  readonly boundBy?: BoundBy | null;
  /** Order at the venue from now on; null: none. */
  readonly resting?: RestingOrder | null;
}

/** Trade to a leverage ratio. */
export interface PolicyTrade extends PolicyNotes {
  readonly kind: "trade";
  /** Signed notional / equity at the venue wanted after the trade and its cost; 0 closes. */
  readonly leverageRatio: number;
  /** Part of all wealth that is at the venue after the trade, in (0, 1]; left out: nothing is moved in or out. */
  readonly share?: number;
  /** Largest |notional| traded at once, quote currency; left out: no limit. */
  readonly tradeMax?: number;
  /** Paid on top of every other cost to who executes: a fraction of what is traded (the discount of an auction), below 0 a gain; left out: 0. */
  readonly concessionRate?: number;
  /** Paid to who executes, quote currency (a keeper's reward); left out: 0. */
  readonly reward?: number;
  /** Why, in a few words. */
  readonly because: string;
}

/** What to do now. */
export type PolicyAction = ({ readonly kind: "hold" } & PolicyNotes) | PolicyTrade;

/** Nothing to do, and nothing to add: the same object each time, so that a check that holds makes nothing. */
export const HOLD: PolicyAction = Object.freeze({ kind: "hold" });
