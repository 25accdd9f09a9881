import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { held, lender, START, viewOf, Walk, walked } from "../../../tests/practice-walk.js";
import { HOLD } from "../view.js";
import { debtToRepay, partialDeleverageKind, partialDeleveragePolicy, wholeDebtToRepay } from "./partial-deleverage.js";

const UNIT = 10n ** 18n;

describe("AladdinDAO/fx-protocol-contracts, test/core/pool/AaveFundingPool.spec.ts, rebalance on tick: should ok", () => {
  // Three positions of .123, 1.23 and 12.3 units owe 220, 2,200 and 22,000; the price falls to 2,000; ratio .88, bonus 2.5 %.
  const position = {
    collateral: 13_653n * 10n ** 15n,
    debt: 24_420n * UNIT,
    price: 2000n * UNIT,
    debtRatio: (UNIT * 88n) / 100n,
    bonus: 25n * 10n ** 6n,
  };

  test("the debt repaid and the collateral sold for it, to the unit", () => {
    const repaid = wholeDebtToRepay(position);
    expect(repaid).toBe(3_986_938_775_510_204_081_632n);
    expect((repaid * UNIT) / position.price).toBe(1_993_469_387_755_102_040n);
  });

  test("the same in floating point, and what is left: 11.6097 units and 20,433.06 owed", () => {
    const repaid = debtToRepay(27_306, 24_420, 0.88, 0.025);
    expect(Math.abs(repaid / 3986.938775510204 - 1)).toBeLessThan(1e-12);
    expect(13.653 - (repaid * 1.025) / 2000).toBeCloseTo(11.609693877551020409, 12);
    expect(24_420 - repaid).toBeCloseTo(20_433.061224489795918368, 9);
  });

  test("the policy does the same to one such position", () => {
    const market = lender(0.8, 0.92);
    const policy = partialDeleveragePolicy({ open: 2.5, debtRatio: 0.88, bonus: 0.025 });
    const walk = new Walk(policy, { market });
    walk.check(2000);
    [walk.units, walk.debt, walk.cash] = [13.653, 24_420, 0];
    expect(walk.check(2000)).toMatchObject({ kind: "trade", because: "debt ratio reached" });
    expect(walk.units).toBeCloseTo(11.609693877551020409, 9);
    expect(walk.debt).toBeCloseTo(20_433.061224489795918368, 6);
  });
});

describe("whole amounts and floating point", () => {
  test("agree to 1e-12 of the debt, and the repayment ends at the ratio", () => {
    const share = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(
        share(0.5, 0.9),
        share(0, 0.05),
        share(0.001, 0.09),
        share(1, 1e6),
        (ratio, bonus, above, collateral) => {
          const debt = collateral * (ratio + above);
          const repaid = debtToRepay(collateral, debt, ratio, bonus);
          expect((debt - repaid) / (collateral - repaid * (1 + bonus))).toBeCloseTo(ratio, 9);
          const whole = (value: number): bigint => (BigInt(Math.round(value * 2 ** 20)) * (UNIT / 2n ** 18n)) / 4n;
          const given = { collateral: whole(collateral), debt: whole(debt), price: UNIT, debtRatio: whole(ratio) };
          const plain = (value: bigint): number => Number(value) / 1e18;
          const exact = wholeDebtToRepay({ ...given, bonus: BigInt(Math.round(bonus * 1e9)) });
          const numbers = [plain(given.collateral), plain(given.debt), plain(given.debtRatio)] as const;
          const found = debtToRepay(...numbers, Math.round(bonus * 1e9) / 1e9);
          const conditioning = 1 / (1 - (1 + bonus) * ratio);
          expect(Math.abs(found - plain(exact)) / debt).toBeLessThan(1e-12 * conditioning);
        },
      ),
    );
  });
});

const settings = { open: 3, debtRatio: 0.75, bonus: 0.025 };
const policy = partialDeleveragePolicy(settings);

describe("as a policy on a venue that closes from 83 % on", () => {
  test("it sells step by step as the price falls, and buys nothing as it rises", () => {
    // 15 ETH, 20,000 owed. At 1,770: 75.33 %. Selling x costs .025 / 1.025 of it, 26,550 - x = 4 (6,550 - .02439 x): x = 387.84,
    // 14.781 ETH and 19,621.62 owed; at 1,700 x = 3,439.5, 12.758 ETH and 16,266 owed: at 1,900 24,239.6 / 7,973.6 = 3.04.
    expect(walked(new Walk(policy), [2000, 1800, 1770, 1700, 1900, 3000])).toEqual([
      ...["opens 3.0000", "hold 3.8571", "debt ratio reached 4.0000", "debt ratio reached 4.0000"],
      ...["hold 3.0400", "hold 1.7391"],
    ]);
  });

  test("the ratio itself counts, and beyond the threshold nothing is done", () => {
    expect(policy.adjust(held(3.999))).toBe(HOLD);
    expect(policy.adjust(held(4))).toMatchObject({ leverageRatio: 4, concessionRate: 0.025 / 1.025 });
    expect(policy.adjust(held(5.9))).toBe(HOLD); // 83.05 %
  });

  test("a debt ratio that the venue liquidates first is refused when it opens", () => {
    const late = partialDeleveragePolicy({ ...settings, debtRatio: 0.88 });
    expect(() => late.adjust(viewOf())).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "debtRatio" }),
    );
    expect(late.adjust(viewOf({ market: lender(0.8, 0.92) }))).toMatchObject({ leverageRatio: 3 });
  });

  test("on the venue's threshold itself it is too late", () => {
    const market = lender(0.7, 0.75);
    expect(() => policy.adjust(viewOf({ market }))).toThrow(expect.objectContaining({ field: "debtRatio" }));
  });

  test("never opens again; no shorts", () => {
    expect(policy.adjust(viewOf({ lastTradeMs: START, liquidations: 1 }))).toBe(HOLD);
    expect(() => policy.adjust(held(-2))).toThrow(expect.objectContaining({ field: "view.notional" }));
  });

  test.each([
    [{ open: 4 }, "E_CONFIG_CONFLICT", "open, debtRatio"],
    [{ open: -2 }, "E_OUT_OF_RANGE", "open"],
    [{ debtRatio: 0.98 }, "E_OUT_OF_RANGE", "debtRatio, bonus"],
    [{ debtRatio: 1 }, "E_OUT_OF_RANGE", "debtRatio"],
    [{ bonus: 2.5 }, "E_OUT_OF_RANGE", "bonus"],
  ])("%j is refused", (given, code, field) => {
    expect(() => partialDeleveragePolicy({ ...settings, ...given })).toThrow(expect.objectContaining({ code, field }));
  });

  test("by name, and its trigger as leverage", () => {
    const named = partialDeleverageKind.of({ ...settings });
    expect(named.label).toBe("open 3x, delever from 4x for 2.5 %");
    expect(named.rules).toEqual([{ name: "rebalance", firesBelow: null, firesAbove: 4, endsFrom: 4, endsTo: 4 }]);
  });
});
