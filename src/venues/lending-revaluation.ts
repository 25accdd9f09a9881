import { assertNotNegative, OutOfRangeError } from "../errors/index.js";
import { priceOf } from "../model/index.js";
import type { Prices } from "../model/index.js";
import type { LendingBook, LendingRun, LendingSlot } from "./lending-book.js";

/** The legs of one kind of a run. */
interface Side {
  /** Quantities by row, a column a leg. */
  readonly columns: readonly Float64Array[];
  /** What one unit of each counts, quote currency; 0 beyond the last. Doubles in an array: a loop need not unpack them. */
  readonly weights: Float64Array;
}

function sideOf(run: LendingRun, kind: LendingSlot["kind"], prices: Prices): Side {
  const slots = run.slots.filter((slot) => slot.kind === kind);
  const weights = new Float64Array(Math.max(2, slots.length));
  for (const [leg, { asset, counted }] of slots.entries()) {
    const price = priceOf(prices, asset);
    assertNotNegative(price, `prices.${asset}`);
    weights[leg] = price * counted;
  }
  return { columns: slots.map(({ quantities }) => quantities), weights };
}

// Where nothing is owed the ratio is infinite or 0 / 0: no number that is at most the largest. The loops say so themselves,
// with the constant in its place: behind a name or a function it takes V8 up to twice the time.

/** At most two collaterals and one debt. Four rows a turn measure a fifth faster than one. */
function overOneDebt({ from, to }: LendingRun, held: Side, owed: Side, out: Float64Array): void {
  const debt = owed.columns[0];
  const [first = debt, second = debt] = held.columns;
  const [u, v, price] = [held.weights[0], held.weights[1], owed.weights[0]];
  let row = from;
  for (; row + 4 <= to; row += 4) {
    const a = (first[row] * u + second[row] * v) / (debt[row] * price);
    const b = (first[row + 1] * u + second[row + 1] * v) / (debt[row + 1] * price);
    const c = (first[row + 2] * u + second[row + 2] * v) / (debt[row + 2] * price);
    const d = (first[row + 3] * u + second[row + 3] * v) / (debt[row + 3] * price);
    out[row] = a <= Number.MAX_VALUE ? a : Number.MAX_VALUE;
    out[row + 1] = b <= Number.MAX_VALUE ? b : Number.MAX_VALUE;
    out[row + 2] = c <= Number.MAX_VALUE ? c : Number.MAX_VALUE;
    out[row + 3] = d <= Number.MAX_VALUE ? d : Number.MAX_VALUE;
  }
  for (; row < to; row++) {
    const ratio = (first[row] * u + second[row] * v) / (debt[row] * price);
    out[row] = ratio <= Number.MAX_VALUE ? ratio : Number.MAX_VALUE;
  }
}

/** At most two collaterals and two debts. */
function overTwoDebts({ from, to }: LendingRun, held: Side, owed: Side, out: Float64Array): void {
  const [debt, other] = owed.columns;
  const [first = debt, second = debt] = held.columns;
  const [u, v, p, q] = [held.weights[0], held.weights[1], owed.weights[0], owed.weights[1]];
  for (let row = from; row < to; row++) {
    const ratio = (first[row] * u + second[row] * v) / (debt[row] * p + other[row] * q);
    out[row] = ratio <= Number.MAX_VALUE ? ratio : Number.MAX_VALUE;
  }
}

function valueAt({ columns, weights }: Side, row: number): number {
  let sum = 0;
  for (let leg = 0; leg < columns.length; leg++) sum += columns[leg][row] * weights[leg];
  return sum;
}

/** Any number of legs, at four to five times the time of the loops above. */
function overMany({ from, to }: LendingRun, held: Side, owed: Side, out: Float64Array): void {
  for (let row = from; row < to; row++) {
    const ratio = valueAt(held, row) / valueAt(owed, row);
    out[row] = ratio <= Number.MAX_VALUE ? ratio : Number.MAX_VALUE;
  }
}

/**
 * Writes each row's health factor at these prices: sum(collateral x threshold) / debt, below 1 where the venue may
 * close; nothing is made for a row. Where nothing is owed it is Number.MAX_VALUE, as Aave says type(uint256).max
 * (GenericLogic.calculateUserAccountData).
 * @throws MissingError (E_MISSING) for an asset without a price, NotFiniteError (E_NOT_FINITE) or OutOfRangeError
 * (E_OUT_OF_RANGE) for a price that is not 0 or above, OutOfRangeError unless `out` has one place for each row
 */
export function revalue(book: LendingBook, prices: Prices, out: Float64Array): void {
  if (out.length !== book.size) {
    const want = `${book.size} places, one for each row`;
    throw new OutOfRangeError({ field: "out", got: `${out.length} places`, want, hint: "make it as long as the book" });
  }
  for (const run of book.runs) {
    const [held, owed] = [sideOf(run, "collateral", prices), sideOf(run, "debt", prices)];
    const [collaterals, debts] = [held.columns.length, owed.columns.length];
    if (debts === 0) out.fill(Number.MAX_VALUE, run.from, run.to);
    else if (collaterals <= 2 && debts === 1) overOneDebt(run, held, owed, out);
    else if (collaterals <= 2 && debts === 2) overTwoDebts(run, held, owed, out);
    else overMany(run, held, owed, out);
  }
}
