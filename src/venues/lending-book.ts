import { assertNotNegative, OutOfRangeError } from "../errors/index.js";
import type { Account, AssetId, Leg } from "../model/index.js";
import { cashLegsOf, type CashLeg } from "./cash-legs.js";
import { reserveOf, type LendingRule } from "./lending-rule.js";

type Reserves = LendingRule["reserves"];

/** Accounts under one set of reserves: those of a market, or of one efficiency mode of it. */
export interface LendingPart {
  readonly reserves: Reserves;
  readonly accounts: readonly Account[];
}

/** One leg of every account of a run. */
export interface LendingSlot {
  readonly kind: CashLeg["kind"];
  readonly asset: AssetId;
  /** Share of the value that counts: the liquidation threshold of collateral, a fraction; 1 for debt. */
  readonly counted: number;
  /** Units of the asset by row of the book, >= 0; those of the run's own rows are this leg's. */
  readonly quantities: Float64Array;
}

/** Neighbouring rows whose accounts hold and owe the same assets under the same reserves. */
export interface LendingRun {
  /** First row, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly reserves: Reserves;
  /** Collateral first. */
  readonly slots: readonly LendingSlot[];
}

/**
 * Many accounts of lending venues as columns of numbers, one row an account. Rows are ordered by what they hold, so
 * that price and threshold of a leg are looked up once for a run of rows and not for each account.
 */
export interface LendingBook {
  /** Number of rows. */
  readonly size: number;
  /** Row of each account, in the order in which the parts gave them. */
  readonly rowOf: Int32Array;
  /** All rows, ascending; changed by writeAccount. */
  readonly runs: LendingRun[];
  /** What the slots share; grows where an account gets more legs than any had. */
  readonly columns: Float64Array[];
}

/** Quantities of one account by kind and asset, each asset once, collateral first. */
type Holding = readonly CashLeg[];

const before = (a: CashLeg, b: CashLeg): number =>
  a.kind === b.kind ? Number(a.asset > b.asset) - Number(a.asset < b.asset) : a.kind === "collateral" ? -1 : 1;

/** The account's legs in one order, with those of the same kind and asset put together and empty ones left out. */
function holdingOf(account: Account, reserves: Reserves): Holding {
  const legs = [...cashLegsOf(account)].sort(before);
  const holding: CashLeg[] = [];
  for (const leg of legs) {
    reserveOf(reserves, leg.asset);
    assertNotNegative(leg.quantity, `account.legs.${leg.asset}.quantity`);
    if (leg.quantity === 0) continue;
    const last = holding.at(-1);
    if (last?.kind === leg.kind && last.asset === leg.asset) {
      holding[holding.length - 1] = { ...leg, quantity: last.quantity + leg.quantity };
    } else holding.push(leg);
  }
  return holding;
}

/** A run of these rows, with a slot for each leg of `holding`. */
function runOf(book: LendingBook, holding: Holding, reserves: Reserves, from: number, to: number): LendingRun {
  while (book.columns.length < holding.length) book.columns.push(new Float64Array(book.size));
  const slots = holding.map(({ kind, asset }, index) => {
    const counted = kind === "debt" ? 1 : reserveOf(reserves, asset).liquidationThreshold;
    return { kind, asset, counted, quantities: book.columns[index] };
  });
  return { from, to, reserves, slots };
}

/**
 * The book of these accounts.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for a perpetual or a negative quantity, NotFiniteError (E_NOT_FINITE) for a
 * quantity that is no number, UnknownKeyError (E_UNKNOWN_KEY) for an asset without a reserve
 */
export function lendingBook(parts: readonly LendingPart[]): LendingBook {
  const size = parts.reduce((sum, { accounts }) => sum + accounts.length, 0);
  const book: LendingBook = { size, rowOf: new Int32Array(size), runs: [], columns: [] };
  let [given, row] = [0, 0];
  for (const { reserves, accounts } of parts) {
    const alike = new Map<string, { readonly given: number; readonly holding: Holding }[]>();
    for (const account of accounts) {
      const holding = holdingOf(account, reserves);
      const shape = holding.map(({ kind, asset }) => `${kind} ${asset}`).join();
      const others = alike.get(shape);
      if (others === undefined) alike.set(shape, [{ given: given++, holding }]);
      else others.push({ given: given++, holding });
    }
    for (const members of alike.values()) {
      const run = runOf(book, members[0].holding, reserves, row, row + members.length);
      book.runs.push(run);
      for (const { given: index, holding } of members) {
        book.rowOf[index] = row;
        for (const [slot, { quantity }] of holding.entries()) run.slots[slot].quantities[row] = quantity;
        row++;
      }
    }
  }
  return book;
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) unless the book has this row. */
export function assertRow({ size }: LendingBook, row: number): void {
  if (Number.isInteger(row) && row >= 0 && row < size) return;
  const want = `a row of the book, 0 to ${size - 1}`;
  throw new OutOfRangeError({ field: "row", got: String(row), want, hint: "an account's row is in rowOf" });
}

/**
 * Place in `runs` of the run that a row lies in. @throws OutOfRangeError (E_OUT_OF_RANGE) unless the book has this
 * row.
 */
export function runAt(book: LendingBook, row: number): number {
  assertRow(book, row);
  const { runs } = book;
  let [low, high] = [0, runs.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row < runs[middle].to) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The account of a row; legs of which nothing is held are left out. @throws OutOfRangeError (E_OUT_OF_RANGE) */
export function accountAt(book: LendingBook, row: number): Account {
  const legs: Leg[] = [];
  for (const { kind, asset, quantities } of book.runs[runAt(book, row)].slots) {
    if (quantities[row] > 0) legs.push({ kind, asset, quantity: quantities[row] });
  }
  return { legs };
}

/**
 * Puts another account in a row, under the same reserves. One with an asset that its run has no slot for becomes a
 * run of its own: a book in which many accounts have taken on new assets is better built anew.
 * @throws as lendingBook, and OutOfRangeError (E_OUT_OF_RANGE) for a row that the book does not have
 */
export function writeAccount(book: LendingBook, row: number, account: Account): void {
  const at = runAt(book, row);
  const run = book.runs[at];
  const holding = holdingOf(account, run.reserves);
  const has = (slot: LendingSlot, leg: CashLeg): boolean => slot.kind === leg.kind && slot.asset === leg.asset;
  let own = run;
  if (!holding.every((leg) => run.slots.some((slot) => has(slot, leg)))) {
    own = runOf(book, holding, run.reserves, row, row + 1);
    const parts = [{ ...run, to: row }, own, { ...run, from: row + 1 }];
    book.runs.splice(at, 1, ...parts.filter(({ from, to }) => from < to));
  }
  for (const slot of own.slots) slot.quantities[row] = holding.find((leg) => has(slot, leg))?.quantity ?? 0;
}
