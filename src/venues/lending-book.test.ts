import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accounts, collateral, debt, model, prices, reserve, reserves } from "../../tests/lending-accounts.js";
import { debtValue, type Account, type Leg, type Prices } from "../model/index.js";
import { accountAt, lendingBook, writeAccount, type LendingBook } from "./lending-book.js";
import { revalue } from "./lending-revaluation.js";
import { surplus } from "./liquidation.js";

const factors = (book: LendingBook, at: Prices): Float64Array => {
  const out = new Float64Array(book.size);
  revalue(book, at, out);
  return out;
};

/** What the one solver says of the same account. */
const factorOf = (account: Account, at: Prices): number => {
  const owed = debtValue(account, at);
  return owed === 0 ? Number.MAX_VALUE : 1 + surplus(model, account, at) / owed;
};

function expectAgreement(book: LendingBook, given: readonly Account[], at: Prices): void {
  const got = factors(book, at);
  given.forEach((account, index) => {
    const row = book.rowOf[index]!;
    const want = factorOf(account, at);
    expect(Math.abs(got[row]! - want)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(want)));
    // Amounts are such that no sum is rounded: the two agree on the barrier itself.
    expect(got[row]! < 1).toBe(surplus(model, account, at) < 0);
  });
}

describe("a book of lending accounts", () => {
  test("says of each account what the one solver says, exactly on which side of the barrier it stands", () => {
    fc.assert(
      fc.property(fc.array(accounts, { maxLength: 40 }), prices, (given, at) => {
        expectAgreement(lendingBook([{ reserves, accounts: given }]), given, at);
      }),
    );
  });

  test("still does after accounts were written", () => {
    const writes = fc.array(fc.tuple(fc.nat(), accounts), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(accounts, { minLength: 1, maxLength: 20 }), writes, prices, (given, written, at) => {
        const now = [...given];
        const book = lendingBook([{ reserves, accounts: given }]);
        for (const [which, account] of written) {
          const index = which % now.length;
          now[index] = account;
          writeAccount(book, book.rowOf[index]!, account);
        }
        expectAgreement(book, now, at);
        // The runs still hold each row once.
        expect(book.runs.flatMap(({ from, to }) => [from, to]).slice(1, -1)).toEqual(
          book.runs.slice(1).flatMap(({ from }) => [from, from]),
        );
        expect([book.runs[0]!.from, book.runs.at(-1)!.to]).toEqual([0, now.length]);
        expect(book.runs.every(({ from, to }) => from < to)).toBe(true);
      }),
    );
  });

  test.each([
    [1, 1],
    [2, 1],
    [0, 1],
    [1, 2],
    [2, 2],
    [0, 2],
    [3, 1],
    [1, 3],
  ])("and does so for any number of alike accounts with %i collaterals and %i debts", (held, owed) => {
    const names = ["WETH", "WBTC", "USDC"];
    const amounts = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(amounts, { minLength: 1, maxLength: 11 }), prices, (all, at) => {
        const given = all.map((quantity) => ({
          legs: [
            ...names.slice(0, held).map((asset, leg) => collateral(asset, quantity[leg]!)),
            ...names.slice(0, owed).map((asset, leg) => debt(asset, quantity[3 + leg]!)),
          ],
        }));
        const got = factors(lendingBook([{ reserves, accounts: given }]), at);
        given.forEach((account, row) => {
          const want = factorOf(account, at);
          // The solver's surplus is rounded at the size of the collateral, counted or not.
          expect(Math.abs(got[row]! - want)).toBeLessThanOrEqual(1e-14 * (1 + 2 * got[row]!));
        });
      }),
      { numRuns: 50 },
    );
  });

  test("Aave v3.6 on a local chain, multi-collateral health factor (lending.json V172): 1.292482590996", () => {
    const at = { WETH: 2000, USDC: 1 };
    const own = { WETH: reserve(0.825), USDC: reserve(0.78) };
    const account = { legs: [collateral("WETH", 3.333), collateral("USDC", 1234.567891), debt("WETH", 2.5)] };
    expect(factors(lendingBook([{ reserves: own, accounts: [account] }]), at)[0]).toBeCloseTo(1.292482590996, 12);
  });

  test("Aave v3.6 on a local chain, out of an efficiency mode and in it (V173, V174): 1.1 and 1.2667", () => {
    const account = { legs: [collateral("WETH", 10), debt("USDC", 15_000)] };
    const [plain, mode] = [0.825, 0.95].map((threshold) => ({ WETH: reserve(threshold), USDC: reserve(0.78) }));
    const book = lendingBook([
      { reserves: plain!, accounts: [account] },
      { reserves: mode!, accounts: [account] },
    ]);
    const got = factors(book, { WETH: 2000, USDC: 1 });
    expect(got[book.rowOf[0]!]).toBeCloseTo(1.1, 14);
    expect(got[book.rowOf[1]!]).toBeCloseTo(1.2666666666666666, 14);
  });

  test("Morpho Blue on a local chain, loan-to-value 0.86 at a price of 1870 (V177): 1.005125", () => {
    const account = { legs: [collateral("WETH", 10), debt("USDC", 16_000)] };
    const book = lendingBook([{ reserves: { WETH: reserve(0.86), USDC: reserve(0) }, accounts: [account] }]);
    expect(factors(book, { WETH: 1870, USDC: 1 })[0]).toBeCloseTo(1.005125, 14);
  });

  test("keeps alike accounts together, whatever the order in which they come", () => {
    const kinds = [
      [collateral("WETH", 1), debt("USDC", 2)],
      [collateral("WBTC", 3)],
      [debt("USDC", 5), collateral("WETH", 4)],
    ];
    const given = [0, 1, 2, 0, 1, 2].map((kind) => ({ legs: kinds[kind]! }));
    const book = lendingBook([{ reserves, accounts: given }]);
    expect(book.runs).toHaveLength(2);
    expect([...book.rowOf]).toEqual([0, 4, 1, 2, 5, 3]);
    expect(accountAt(book, 1)).toEqual({ legs: [collateral("WETH", 4), debt("USDC", 5)] });
  });

  test("puts legs of one asset together, and gives an account back without what it does not hold", () => {
    const account = { legs: [collateral("WETH", 1), debt("DAI", 0), collateral("WETH", 2), debt("WETH", 0.5)] };
    const book = lendingBook([{ reserves, accounts: [account] }]);
    expect(accountAt(book, 0)).toEqual({ legs: [collateral("WETH", 3), debt("WETH", 0.5)] });
    writeAccount(book, 0, { legs: [debt("WETH", 1)] });
    expect(accountAt(book, 0)).toEqual({ legs: [debt("WETH", 1)] });
  });

  test("who owes nothing has the largest health factor there is, who holds nothing has 0", () => {
    const paid = { legs: [collateral("WETH", 1), debt("USDC", 1)] };
    const given = [{ legs: [] }, { legs: [collateral("WETH", 1)] }, { legs: [debt("USDC", 1)] }, paid];
    const book = lendingBook([{ reserves, accounts: given }]);
    writeAccount(book, book.rowOf[3]!, { legs: [] });
    const got = factors(book, { WETH: 2000, USDC: 1 });
    expect([...book.rowOf].map((row) => got[row])).toEqual([Number.MAX_VALUE, Number.MAX_VALUE, 0, Number.MAX_VALUE]);
  });

  test("may be empty", () => {
    expect(factors(lendingBook([]), {})).toHaveLength(0);
    expect(factors(lendingBook([{ reserves, accounts: [] }]), {})).toHaveLength(0);
  });
});

describe("a book of lending accounts refuses", () => {
  const perpetual: Leg = { kind: "perpetual", asset: "WETH", quantity: 1, entryPrice: 1 };

  test.each([
    ["a perpetual", perpetual, "E_OUT_OF_RANGE"],
    ["a negative quantity", collateral("WETH", -1), "E_OUT_OF_RANGE"],
    ["a quantity that is no number", debt("WETH", NaN), "E_NOT_FINITE"],
    ["an asset without a reserve", debt("SHIB", 1), "E_UNKNOWN_KEY"],
  ])("%s", (_, leg, code) => {
    const book = lendingBook([{ reserves, accounts: [{ legs: [] }] }]);
    expect(() => lendingBook([{ reserves, accounts: [{ legs: [leg] }] }])).toThrow(expect.objectContaining({ code }));
    expect(() => writeAccount(book, 0, { legs: [leg] })).toThrow(expect.objectContaining({ code }));
    expect(accountAt(book, 0)).toEqual({ legs: [] });
  });

  test.each([-1, 1, 0.5, NaN])("row %f of one account", (row) => {
    const book = lendingBook([{ reserves, accounts: [{ legs: [] }] }]);
    const refused = expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "row" }) as Error;
    expect(() => accountAt(book, row)).toThrow(refused);
    expect(() => writeAccount(book, row, { legs: [] })).toThrow(refused);
  });

  test.each([
    [{ USDC: 1 }, 1, "E_MISSING"],
    [{ USDC: 1, WETH: NaN }, 1, "E_NOT_FINITE"],
    [{ USDC: 1, WETH: -1 }, 1, "E_OUT_OF_RANGE"],
    [{ USDC: 1, WETH: 1 }, 2, "E_OUT_OF_RANGE"],
  ])("prices %j with room for %i rows", (at, places, code) => {
    const book = lendingBook([{ reserves, accounts: [{ legs: [collateral("WETH", 1), debt("USDC", 1)] }] }]);
    expect(() => revalue(book, at as Prices, new Float64Array(places))).toThrow(expect.objectContaining({ code }));
  });
});
