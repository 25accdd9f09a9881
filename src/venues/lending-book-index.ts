import { assertPositive } from "../errors/index.js";
import { priceOf } from "../model/index.js";
import type { AssetId, Prices } from "../model/index.js";
import { assertRow, runAt, type LendingBook, type LendingRun } from "./lending-book.js";
import { sortedRows, type SortedRows } from "./sorted-rows.js";

/** Rows that a change has carried over their barrier, in no order that means anything. */
export interface Crossings {
  /** The venue may close them now and could not before. */
  readonly liquidatable: readonly number[];
  /** The venue could close them before and may not now. */
  readonly healthy: readonly number[];
}

/** Price of the moving asset beyond which the venue may close an account, quote currency. */
export interface LiquidationTrigger {
  readonly price: number;
  /** "below": the account is long the asset and closed under the price; "above": short, and closed over it. */
  readonly side: "below" | "above";
}

/**
 * Which accounts of a book the venue may close, kept up to date as prices and accounts change. Made for one asset
 * that moves often: with the others fixed an account's surplus is a straight line in that price, so that it has at
 * most one liquidation price, and a tick need look only at those between the old price and the new. It takes a search
 * and a step for each account crossed, whatever the size of the book. When another asset moves, every account that
 * holds it is looked at.
 */
export interface LendingBookIndex {
  /** The asset whose ticks are fast. */
  readonly asset: AssetId;
  /** The asset has a new price, quote currency. @throws NotFiniteError, OutOfRangeError unless it is above 0 */
  tick(price: number): Crossings;
  /**
   * Any asset has a new price, quote currency. Of `asset` this is a tick; of another, each row in whose run it is
   * gets a new trigger: time in proportion to those rows. @throws as tick
   */
  reprice(asset: AssetId, price: number): Crossings;
  /**
   * The row's account was written: its trigger is found again. @throws OutOfRangeError (E_OUT_OF_RANGE) for a row
   * that the book does not have
   */
  rewritten(row: number): Crossings;
  /** True where the venue may close the account at the present prices. @throws as rewritten */
  isLiquidatable(row: number): boolean;
  /** All rows that the venue may close at the present prices, ascending. */
  liquidatable(): readonly number[];
  /**
   * The account's liquidation price with the other prices as they are; null where the venue may close it at every
   * price of the asset, or at none. @throws as rewritten
   */
  trigger(row: number): LiquidationTrigger | null;
}

/**
 * Triggers are signed, so that one order serves both sides: +p for an account closed where the price is below p, -p
 * for one closed where it is above; infinite for one that the venue may close at every price, minus infinite for one
 * that it may close at none.
 */
const isBeyond = (trigger: number, price: number): boolean => (trigger > 0 ? price : -price) < trigger;

/**
 * Counted units of the asset that the account is long, and the counted value, quote currency, that they have to
 * cover.
 */
interface Line {
  readonly long: number;
  readonly toCover: number;
}

/** Surplus as a line in the price of `asset`: long x price - toCover. */
function lineOf({ slots }: LendingRun, row: number, asset: AssetId, prices: Prices): Line {
  let [long, toCover] = [0, 0];
  for (const slot of slots) {
    const counted = slot.quantities[row] * slot.counted * (slot.kind === "debt" ? 1 : -1);
    if (slot.asset === asset) long -= counted;
    else if (counted !== 0) toCover += counted * priceOf(prices, slot.asset);
  }
  return { long, toCover };
}

function triggerOf({ long, toCover }: Line): number {
  if (long === 0) return toCover > 0 ? Infinity : -Infinity;
  const price = toCover / long;
  if (long > 0) return price > 0 ? price : -Infinity;
  return price > 0 ? -price : Infinity;
}

/**
 * Where more triggers change than this share of the book, and than this number, they are sorted anew: moving one takes
 * two to seven times as long as its part of a sort, measured on books of 10,000 to a million rows.
 */
const SORT_SHARE = 1 / 5;
const SORT_ROWS = 64;

interface State {
  readonly book: LendingBook;
  readonly asset: AssetId;
  /** Present prices, quote currency. */
  readonly prices: Record<AssetId, number>;
  /** By row. */
  readonly triggers: Float64Array;
  /** The rows whose trigger is finite. */
  order: SortedRows;
}

function tick({ asset, prices, order }: State, price: number): Crossings {
  assertPositive(price, `prices.${asset}`);
  const from = prices[asset];
  prices[asset] = price;
  const [low, high] = [Math.min(from, price), Math.max(from, price)];
  const [longs, shorts]: [number[], number[]] = [[], []];
  order.collect(low, high, longs);
  order.collect(-high, -low, shorts);
  return price < from ? { liquidatable: longs, healthy: shorts } : { liquidatable: shorts, healthy: longs };
}

/** Finds the triggers of these rows again. */
function retrigger(state: State, runs: readonly LendingRun[]): Crossings {
  const { book, asset, prices, triggers, order } = state;
  const price = prices[asset];
  const crossings: { readonly liquidatable: number[]; readonly healthy: number[] } = { liquidatable: [], healthy: [] };
  const rows = runs.reduce((sum, { from, to }) => sum + to - from, 0);
  const anew = rows > Math.max(SORT_ROWS, SORT_SHARE * book.size);
  for (const run of runs) {
    for (let row = run.from; row < run.to; row++) {
      const [was, is] = [triggers[row], triggerOf(lineOf(run, row, asset, prices))];
      if (is === was) continue;
      triggers[row] = is;
      if (!anew && Number.isFinite(was)) order.remove(was, row);
      if (!anew && Number.isFinite(is)) order.insert(is, row);
      if (isBeyond(is, price) === isBeyond(was, price)) continue;
      crossings[isBeyond(is, price) ? "liquidatable" : "healthy"].push(row);
    }
  }
  if (anew) state.order = sortedRows(triggers);
  return crossings;
}

function reprice(state: State, asset: AssetId, price: number): Crossings {
  if (asset === state.asset) return tick(state, price);
  assertPositive(price, `prices.${asset}`);
  state.prices[asset] = price;
  return retrigger(
    state,
    state.book.runs.filter(({ slots }) => slots.some((slot) => slot.asset === asset)),
  );
}

function rewritten(state: State, row: number): Crossings {
  const run = state.book.runs[runAt(state.book, row)];
  return retrigger(state, [{ ...run, from: row, to: row + 1 }]);
}

/** The trigger of a row. @throws OutOfRangeError (E_OUT_OF_RANGE) */
function triggerAt({ book, triggers }: State, row: number): number {
  assertRow(book, row);
  return triggers[row];
}

function publicTrigger(trigger: number): LiquidationTrigger | null {
  if (!Number.isFinite(trigger)) return null;
  return trigger > 0 ? { price: trigger, side: "below" } : { price: -trigger, side: "above" };
}

/**
 * The index of `book` at these prices, for ticks of `asset`. From then on the book is written only with a call of
 * `rewritten` after it; where interest changes every account, it is made anew.
 * @throws MissingError (E_MISSING), NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) unless `asset`
 * and each asset of the book have a price above 0
 */
export function lendingBookIndex(book: LendingBook, asset: AssetId, prices: Prices): LendingBookIndex {
  const held = book.runs.flatMap(({ slots }) => slots.map((slot) => slot.asset));
  for (const each of new Set([asset, ...held])) assertPositive(priceOf(prices, each), `prices.${each}`);
  const triggers = new Float64Array(book.size);
  for (const run of book.runs) {
    for (let row = run.from; row < run.to; row++) triggers[row] = triggerOf(lineOf(run, row, asset, prices));
  }
  const state: State = { book, asset, prices: { ...prices }, triggers, order: sortedRows(triggers) };
  const price = (): number => state.prices[asset];
  return {
    asset,
    tick: (to) => tick(state, to),
    reprice: (moved, to) => reprice(state, moved, to),
    rewritten: (row) => rewritten(state, row),
    isLiquidatable: (row) => isBeyond(triggerAt(state, row), price()),
    liquidatable: () => [...triggers.keys()].filter((row) => isBeyond(triggers[row], price())),
    trigger: (row) => publicTrigger(triggerAt(state, row)),
  };
}
