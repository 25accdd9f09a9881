import { equity, notionalOf } from "../../model/index.js";
import type { Account, AssetId, Leg, Prices } from "../../model/index.js";
import type { PriceSeries } from "../../series/index.js";
import type { VenueMarket } from "../../venues/index.js";
import { pricesBy } from "./basket-adverse.js";
import { growthOf, isPlain } from "./basket-index.js";
import type { BasketRequest } from "./basket-request.js";
import type { BarColumns, PreparedMarket } from "./prepared-market.js";
import type { Recorder } from "./recorder.js";
import type { BacktestEvent } from "./result.js";
import type { BoundTimes, OpenLedger, Order, Resting } from "./run-state.js";

/** A basket's run under way: an account at the venue, and all that the loop changes. */
export interface BasketRun {
  readonly request: BasketRequest;
  readonly assets: readonly AssetId[];
  /** Each leg's past as a market of its own: its columns of prices, rates and funding. */
  readonly prepared: readonly [PreparedMarket, ...PreparedMarket[]];
  /** The basket's own price: see basketIndex. */
  readonly index: PriceSeries;
  readonly start: number;
  readonly last: number;
  readonly ledger: OpenLedger;
  readonly recorder: Recorder;
  readonly events: BacktestEvent[];
  readonly noted: Set<string>;
  readonly bound: BoundTimes;
  /** The venue's rules of the bar under way. */
  market: VenueMarket;
  account: Account;
  /** Out of the venue's reach, quote currency. */
  reserve: number;
  /** Prices up to which moves are in the ledger. */
  marks: readonly number[];
  order: Order | null;
  resting: Resting | null;
  bandLow: number;
  bandHigh: number;
  lastTradeMs: number | null;
  cost: number;
  trades: number;
  tooSmall: number;
  liquidations: number;
  /** Sum of |traded| / wealth. */
  turnover: number;
}

/** Prices by name for the venue's model. */
export const named = ({ assets, market }: BasketRun, at: readonly number[]): Prices =>
  pricesBy(assets, market.quote, at);

/** Equity at the venue, quote currency. */
export const equityOf = (run: BasketRun, at: readonly number[]): number => equity(run.account, named(run, at));

/** Equity at the venue and reserve, quote currency. */
export const wealthOf = (run: BasketRun, at: readonly number[]): number => equityOf(run, at) + run.reserve;

/** Signed units of each leg. */
export const quantitiesOf = ({ assets }: Pick<BasketRun, "assets">, account: Account): number[] =>
  assets.map((asset) => notionalOf(account, { [asset]: 1 }, asset));

/** Signed notional of the basket: the sizes of its legs, on the side of the basket on which they lie together. */
export function notionalAt(run: BasketRun, at: readonly number[]): number {
  const [sizes, side] = quantitiesOf(run, run.account).reduce(
    ([size, sum], quantity, i) => {
      const value = quantity * at[i];
      return [size + Math.abs(value), sum + value * Math.sign(run.request.legs[i].weight)];
    },
    [0, 0],
  );
  return side < 0 ? -sizes : sizes;
}

/** The prices of one column of every leg in a bar. */
export const columnAt = (
  { prepared }: Pick<BasketRun, "prepared">,
  i: number,
  name: keyof BarColumns,
  of: "prices" | "trigger" = "prices",
): number[] => prepared.map((leg) => leg[of][name][i]);

/** Each leg's extreme of a bar on the side that hurts what is held, or helps it: all of them at once, as if at one instant. */
export function extremesAt(run: BasketRun, i: number, hurts: boolean, of: "prices" | "trigger"): number[] {
  const held = quantitiesOf(run, run.account);
  return run.prepared.map((leg, k) => (held[k] > 0 === hurts ? leg[of].low[i] : leg[of].high[i]));
}

/** The basket's own price at prices within a bar. */
export function indexAt(run: BasketRun, i: number, at: readonly number[]): number {
  const { legs } = run.request;
  if (isPlain(legs)) return at[0];
  return run.index.close[i - 1] * growthOf(legs, columnAt(run, i - 1, "close"), at);
}

/** Brings the moves up to these prices into the ledger, leg by leg. */
export function markTo(run: BasketRun, at: readonly number[]): void {
  quantitiesOf(run, run.account).forEach((quantity, k) => {
    const from = run.marks[k];
    if (from === at[k]) return;
    run.recorder.moved(wealthOf(run, run.marks), quantity, from, at[k]);
    run.ledger.price += quantity * (at[k] - from);
    run.marks = run.marks.map((mark, other) => (other === k ? at[k] : mark));
  });
}

/** The account with so much quote currency more, or less. */
export function withCash(account: Account, quote: AssetId, amount: number): Account {
  const cash = account.legs.reduce((sum, leg) => {
    if (leg.asset !== quote || leg.kind === "perpetual") return sum;
    return leg.kind === "debt" ? sum - leg.quantity : sum + leg.quantity;
  }, amount);
  const others = account.legs.filter((leg) => leg.asset !== quote || leg.kind === "perpetual");
  const own: readonly Leg[] =
    cash === 0 ? [] : [{ kind: cash > 0 ? "collateral" : "debt", asset: quote, quantity: Math.abs(cash) }];
  return { legs: [...others, ...own] };
}
