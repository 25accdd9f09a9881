import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lendingName, lendingVectorsOf, lendingVectorsPresent } from "../../tests/vectors-lending.js";
import type { Account, Leg, Prices } from "../model/index.js";
import { borrowLimit } from "./borrow-limit.js";
import { lendingModel } from "./lending-model.js";

/** A lender with one loan to value for the asset and another for the cash of a short. */
const lender = (loanToValueMax: number, cashLoanToValueMax = 0.75) =>
  lendingModel({
    id: "lender",
    release: "1",
    triggerPrice: "market",
    quote: "ETH",
    reserves: {
      STETH: { loanToValueMax, liquidationThreshold: 0.9, liquidationBonus: 0.01 },
      ETH: { loanToValueMax: cashLoanToValueMax, liquidationThreshold: 0.8, liquidationBonus: 0.01 },
    },
    close: { closeFactor: 1, closeFactorOf: "whole-debt", healthFactorFull: 0, valueFull: 0, dust: 0 },
    swapCostRate: 0,
    checkIntervalMs: 0,
    notionalMax: null,
  });

const pair = { asset: "STETH", quote: "ETH" };
const leg = (kind: "collateral" | "debt", asset: string, quantity: number): Leg => ({ kind, asset, quantity });
const loop = (collateral: number, debt: number): Account => ({
  legs: [leg("collateral", "STETH", collateral), ...(debt === 0 ? [] : [leg("debt", "ETH", debt)])],
});

describe("OasisDEX/oasis-earn-sc packages/domain/test/position.test.ts, 200 STETH at 0.5 and a maximum of 80 %", () => {
  test.each([
    { debt: 80, borrowable: 0, collateral: 0 },
    { debt: 40, borrowable: 40, collateral: 100 },
  ])("$debt owed: $borrowable more may be borrowed, $collateral STETH withdrawn", (row) => {
    const found = borrowLimit(lender(0.8), pair, loop(200, row.debt), { STETH: 0.5, ETH: 1 });
    expect(found.borrowable).toBeCloseTo(row.borrowable, 12);
    expect(found.withdrawable / 0.5).toBeCloseTo(row.collateral, 12);
  });
});

describe.skipIf(!lendingVectorsPresent)("every position.* case of ../shared/vectors/lending.json", () => {
  const answers = ["position.maxDebtToBorrow", "position.maxCollateralToWithdraw"];
  const vectors = lendingVectorsOf("position.");

  test("there are four, and each is answered", () => {
    expect(vectors).toHaveLength(4);
    for (const { quantity } of vectors) expect(answers).toContain(quantity);
  });

  test.each(vectors.map((vector) => ({ name: lendingName(vector), vector })))("$name", ({ vector }) => {
    const { collateral, debt, oraclePrice, maxLtv } = vector.inputs;
    const prices = { STETH: Number(oraclePrice), ETH: 1 };
    const found = borrowLimit(lender(Number(maxLtv)), pair, loop(Number(collateral), Number(debt)), prices);
    const got = vector.quantity === "position.maxDebtToBorrow" ? found.borrowable : found.withdrawable / prices.STETH;
    expect(got).toBeCloseTo(Number(vector.expected), 12);
  });
});

const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });

test("taking either out of a long leaves exactly the highest leverage", () => {
  fc.assert(
    fc.property(share, share, fc.double({ min: 0.1, max: 1e6, noNaN: true }), (ltv, used, size) => {
      const model = lender(Math.min(ltv, 0.9));
      const prices: Prices = { STETH: 2, ETH: 1 };
      const debt = used * Math.min(ltv, 0.9) * 2 * size;
      const max = model.leverageRatioMax("STETH", 1, { STETH: 1 });
      const { borrowable, withdrawable } = borrowLimit(model, pair, loop(size, debt), prices);
      expect((2 * size) / (2 * size - debt - borrowable)).toBeCloseTo(max, 8);
      expect((2 * size - withdrawable) / (2 * size - withdrawable - debt) / max).toBeCloseTo(1, 6);
    }),
  );
});

test("taking either out of a short leaves exactly the highest leverage", () => {
  fc.assert(
    fc.property(share, share, (ltv, used) => {
      const cashLtv = Math.min(ltv, 0.9);
      const model = lender(0.8, cashLtv);
      const [cash, owed] = [1000, used * cashLtv * 1000];
      const account = { legs: [leg("collateral", "ETH", cash), leg("debt", "STETH", owed / 2)] };
      const max = model.leverageRatioMax("STETH", -1, { STETH: 1 });
      const { borrowable, withdrawable } = borrowLimit(model, pair, account, { STETH: 2, ETH: 1 });
      expect((owed + borrowable) / (cash - owed - borrowable)).toBeCloseTo(max, 6);
      expect(owed / (cash - withdrawable - owed)).toBeCloseTo(max, 6);
    }),
  );
});

describe("edges", () => {
  const prices = { STETH: 0.5, ETH: 1 };

  test("without debt all of the asset may be withdrawn, and the whole limit borrowed", () => {
    const { borrowable, withdrawable } = borrowLimit(lender(0.8), pair, loop(200, 0), prices);
    expect(borrowable).toBeCloseTo(80, 12);
    expect(withdrawable).toBeCloseTo(100, 12);
  });

  test("own cash comes out before anything is borrowed", () => {
    const account = { legs: [...loop(200, 0).legs, leg("collateral", "ETH", 30)] };
    expect(borrowLimit(lender(0.8), pair, account, prices)).toEqual({
      borrowable: expect.closeTo(110, 10) as number,
      withdrawable: 100,
    });
  });

  test("an asset that nothing may be borrowed against can be taken out whole, and not while it secures a debt", () => {
    expect(borrowLimit(lender(0), pair, loop(200, 0), prices)).toEqual({ borrowable: 0, withdrawable: 100 });
    expect(borrowLimit(lender(0), pair, loop(200, 1), prices)).toEqual({ borrowable: 0, withdrawable: 0 });
  });

  test("cash alone comes out whole", () => {
    const cash = { legs: [leg("collateral", "ETH", 30)] };
    expect(borrowLimit(lender(0.8), pair, cash, prices)).toEqual({ borrowable: 30, withdrawable: 0 });
  });

  test("beyond the limit there is nothing, on either side", () => {
    expect(borrowLimit(lender(0.8), pair, loop(200, 90), prices)).toEqual({ borrowable: 0, withdrawable: 0 });
    const short = { legs: [leg("collateral", "ETH", 100), leg("debt", "STETH", 100)] };
    expect(borrowLimit(lender(0.8, 0), pair, short, prices)).toEqual({ borrowable: 0, withdrawable: 0 });
  });

  test("a leg in a third asset is refused", () => {
    const account = { legs: [...loop(200, 40).legs, leg("collateral", "WBTC", 1)] };
    expect(() => borrowLimit(lender(0.8), pair, account, { ...prices, WBTC: 1 })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "account.legs" }) as Error,
    );
  });
});
