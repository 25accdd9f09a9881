import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as cases from "../../tests/lending-accounts.js";
import { collateral, debt, model, reserve, reserves } from "../../tests/lending-accounts.js";
import type { Account, AssetId, Prices } from "../model/index.js";
import { lendingBookIndex, type Crossings, type LendingBookIndex } from "./lending-book-index.js";
import { lendingBook, writeAccount } from "./lending-book.js";
import { liquidationRatios, surplus } from "./liquidation.js";
import { onePath } from "./price-path.js";

/** What befalls a book. */
type Event =
  | { readonly kind: "tick"; readonly price: number }
  | { readonly kind: "reprice"; readonly asset: AssetId; readonly price: number }
  | { readonly kind: "write"; readonly which: number; readonly account: Account };

const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("tick" as const), price: cases.price }) },
  fc.record({ kind: fc.constant("reprice" as const), asset: cases.assets, price: cases.price }),
  fc.record({ kind: fc.constant("write" as const), which: fc.nat(), account: cases.accounts }),
);

const byNumber = (a: number, b: number): number => a - b;
const sorted = (rows: readonly number[]): number[] => [...rows].sort(byNumber);

/** Rows that the one solver would let the venue close. */
const closable = (byRow: readonly Account[], prices: Prices): number[] =>
  [...byRow.keys()].filter((row) => surplus(model, byRow[row]!, prices) < 0);

function expectCrossings(got: Crossings, before: readonly number[], after: readonly number[]): void {
  expect(sorted(got.liquidatable)).toEqual(after.filter((row) => !before.includes(row)));
  expect(sorted(got.healthy)).toEqual(before.filter((row) => !after.includes(row)));
}

/** The solver's liquidation prices of WETH are the trigger's. */
function expectTrigger(index: LendingBookIndex, row: number, account: Account, prices: Prices): void {
  const trigger = index.trigger(row);
  const { below, above } = liquidationRatios(model, account, onePath(prices, "WETH"));
  if (below === 1 && above === 1) expect(index.isLiquidatable(row)).toBe(true);
  else if (trigger === null) expect([below, above]).toEqual([null, null]);
  else {
    const ratio = trigger.side === "below" ? below : above;
    expect(trigger.side === "below" ? above : below).toBeNull();
    expect(trigger.price).toBeCloseTo(ratio! * prices["WETH"]!, 6);
  }
}

describe("an index of a book of lending accounts", () => {
  test("says after any prices and writes what the one solver says of every account, and what crossed", () => {
    const books = fc.array(cases.accounts, { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(books, cases.prices, fc.array(events, { maxLength: 15 }), (given, start, all) => {
        const book = lendingBook([{ reserves, accounts: given }]);
        const byRow: Account[] = [];
        given.forEach((account, which) => (byRow[book.rowOf[which]!] = account));
        let now = start;
        const index = lendingBookIndex(book, "WETH", now);
        expect(index.liquidatable()).toEqual(closable(byRow, now));
        for (const event of all) {
          const before = closable(byRow, now);
          let crossings: Crossings;
          if (event.kind === "write") {
            const row = event.which % byRow.length;
            byRow[row] = event.account;
            writeAccount(book, row, event.account);
            crossings = index.rewritten(row);
          } else {
            const asset = event.kind === "tick" ? "WETH" : event.asset;
            now = { ...now, [asset]: event.price };
            crossings = event.kind === "tick" ? index.tick(event.price) : index.reprice(asset, event.price);
          }
          const after = closable(byRow, now);
          expectCrossings(crossings, before, after);
          expect(index.liquidatable()).toEqual(after);
          byRow.forEach((account, row) => expectTrigger(index, row, account, now));
        }
      }),
    );
  });

  test("agrees with the solver on any amounts, accounts within rounding of their barrier aside", () => {
    const amount = fc.double({ min: 0.001, max: 1000, noNaN: true });
    const given = fc.array(fc.tuple(amount, amount, amount, amount), { minLength: 1, maxLength: 40 });
    const price = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(given, fc.array(price, { minLength: 1, maxLength: 10 }), price, (amounts, ticks, other) => {
        const accounts = amounts.map(([a, b, c, d]): Account => {
          return { legs: [collateral("WETH", a), collateral("WBTC", b), debt("USDC", c), debt("WETH", d)] };
        });
        const start = { WETH: 1, WBTC: other, USDC: 1 };
        const index = lendingBookIndex(lendingBook([{ reserves, accounts }]), "WETH", start);
        for (const tick of ticks) {
          index.tick(tick);
          accounts.forEach((account, row) => {
            const prices = { ...start, WETH: tick };
            const gross = amounts[row]!.reduce((sum, units, leg) => sum + units * [tick, other, 1, tick][leg]!, 0);
            const left = surplus(model, account, prices);
            if (Math.abs(left) > 1e-12 * gross) expect(index.isLiquidatable(row)).toBe(left < 0);
          });
        }
      }),
    );
  });

  test("on the barrier itself nothing is closed: Aave v3.0.2 on a local chain (lending.json V134, V135)", () => {
    const book = lendingBook([
      {
        reserves: { WETH: reserve(0.825), USDC: reserve(0.78) },
        accounts: [{ legs: [collateral("WETH", 10), debt("USDC", 16_500)] }],
      },
    ]);
    const index = lendingBookIndex(book, "WETH", { WETH: 2100, USDC: 1 });
    expect(index.trigger(0)).toEqual({ price: 2000, side: "below" });
    expect(index.tick(2000)).toEqual({ liquidatable: [], healthy: [] });
    expect(index.tick(1999.99999999)).toEqual({ liquidatable: [0], healthy: [] });
    expect(index.isLiquidatable(0)).toBe(true);
    expect(index.tick(2000)).toEqual({ liquidatable: [], healthy: [0] });
  });

  test("a short at -1x with a threshold of 0.8 closes above 1.6 times the price: 0.8 x 2 / 1", () => {
    const short = { legs: [collateral("USDC", 4000), debt("WETH", 1)] };
    const own = { WETH: reserve(0.8), USDC: reserve(0.8) };
    const index = lendingBookIndex(lendingBook([{ reserves: own, accounts: [short] }]), "WETH", {
      WETH: 2000,
      USDC: 1,
    });
    expect(index.trigger(0)).toEqual({ price: 3200, side: "above" });
    expect(index.tick(3200)).toEqual({ liquidatable: [], healthy: [] });
    expect(index.tick(1e9)).toEqual({ liquidatable: [0], healthy: [] });
    expect(index.tick(1e-9)).toEqual({ liquidatable: [], healthy: [0] });
  });

  test("an account that the asset's price does not decide has no trigger", () => {
    const legs = [
      [collateral("WETH", 1)],
      [collateral("USDC", 100), debt("DAI", 50)],
      [collateral("USDC", 100), debt("DAI", 99)],
      [collateral("WETH", 1), collateral("USDC", 100), debt("DAI", 50)],
      [debt("WETH", 1)],
      [],
    ];
    const book = lendingBook([{ reserves, accounts: legs.map((own) => ({ legs: own })) }]);
    const index = lendingBookIndex(book, "WETH", { WETH: 2000, USDC: 1, DAI: 1 });
    const rows = legs.map((_, which) => book.rowOf[which]!);
    expect(rows.map((row) => index.trigger(row))).toEqual(rows.map(() => null));
    expect(rows.map((row) => index.isLiquidatable(row))).toEqual([false, false, true, false, true, false]);
    expect(index.tick(1e-300)).toEqual({ liquidatable: [], healthy: [] });
    expect(index.tick(1e300)).toEqual({ liquidatable: [], healthy: [] });
  });

  test("one jump takes every account of a large book over its barrier, another takes them back", () => {
    const count = 4000;
    const given = [...Array(count).keys()].map((which) => ({
      legs: [collateral("WETH", 1), debt("USDC", 800 + (which % 700) / 8)],
    }));
    const index = lendingBookIndex(lendingBook([{ reserves, accounts: given }]), "WETH", { WETH: 4000, USDC: 1 });
    const all = [...Array(count).keys()];
    expect(sorted(index.tick(900).liquidatable)).toEqual(all);
    expect(index.liquidatable()).toEqual(all);
    expect(sorted(index.tick(4000).healthy)).toEqual(all);
    // The debt's own price is four times what it was: so is every trigger, and all are sorted anew.
    const short = all.filter((which) => 4 * (800 + (which % 700) / 8) > (13 / 16) * 4000);
    expect(sorted(index.reprice("USDC", 4).liquidatable)).toEqual(short);
    expect(sorted(index.tick(1e6).healthy)).toEqual(short);
    expect(sorted(index.tick(1).liquidatable)).toEqual(all);
  });

  test("refuses a price that is none, a row that is none, and an asset without a price", () => {
    const book = lendingBook([{ reserves, accounts: [{ legs: [collateral("WETH", 1), debt("USDC", 1)] }] }]);
    const index = lendingBookIndex(book, "WETH", { WETH: 2000, USDC: 1 });
    for (const bad of [0, -1, NaN, Infinity]) {
      expect(() => index.tick(bad)).toThrow(expect.objectContaining({ field: "prices.WETH" }));
      expect(() => index.reprice("USDC", bad)).toThrow(expect.objectContaining({ field: "prices.USDC" }));
    }
    for (const row of [-1, 1, 0.5]) {
      const refused = expect.objectContaining({ field: "row" }) as Error;
      expect(() => index.trigger(row)).toThrow(refused);
      expect(() => index.isLiquidatable(row)).toThrow(refused);
      expect(() => index.rewritten(row)).toThrow(refused);
    }
    expect(index.trigger(0)?.price).toBeCloseTo(16 / 13, 12);
    const missing = expect.objectContaining({ code: "E_MISSING" }) as Error;
    expect(() => lendingBookIndex(book, "WETH", { WETH: 2000 })).toThrow(missing);
    expect(() => lendingBookIndex(book, "WBTC", { WETH: 2000, USDC: 1 })).toThrow(missing);
  });
});
