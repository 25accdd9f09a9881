import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { held, lender, START, viewOf, Walk, walked } from "../../../tests/practice-walk.js";
import { HOLD } from "../view.js";
import { boostRepayKind, boostRepayPolicy, leverageAtSafetyRatio, RATIO_OFFSET, safetyRatio } from "./boost-repay.js";

/** Ratio of a position by its parts, as its documentation writes it. */
const ratioOf = (collateral: number, debt: number, loanToValueMax: number): number =>
  safetyRatio(collateral / (collateral - debt), loanToValueMax);

describe("help.defisaver.com, features/boost-and-repay/use-case", () => {
  // Its figures are shown to hundredths of a per cent of amounts shown rounded, at Aave's loan to value of 80.5 % for ETH.
  test.each([
    { collateral: 78_979, debt: 35_002, ratio: 1.8163 },
    { collateral: 20 * 3836.91, debt: 35_000, ratio: 1.7652 },
    { collateral: 22.07 * 3836.91, debt: 43_000, ratio: 1.5857 },
  ])("$collateral of collateral against $debt stands at $ratio", ({ collateral, debt, ratio }) => {
    expect(Math.abs(ratioOf(collateral, debt, 0.805) - ratio)).toBeLessThan(5e-4);
  });
  // Its next line says 146 % for the last one at a price of 3,500; the formula gives 144.6 %, 158.57 % x 3,500 / 3,836.91.
});

const settings = {
  ...{ repay: { trigger: 1.6, target: 1.8 }, boost: { trigger: 2, target: 1.8 }, open: null, loanToValueMax: null },
};
const policy = boostRepayPolicy(settings);
const leverageAt = (ratio: number): number => leverageAtSafetyRatio(ratio, 0.8);

describe("a position that lends at 80 %", () => {
  test("leverage and ratio are each other's inverse", () => {
    fc.assert(
      fc.property(fc.double({ min: 1.01, max: 50, noNaN: true }), (ratio) => {
        expect(safetyRatio(leverageAt(ratio), 0.8)).toBeCloseTo(ratio, 9);
      }),
    );
    expect(safetyRatio(1, 0.8)).toBe(0); // getSafetyRatio answers 0 without debt
    expect(safetyRatio(6, 0.8)).toBe(1); // beyond the limit nothing is available, and the ratio stays at 1
  });

  test("opens where a repay ends: 1.8 / (1.8 - .8) = 1.8x", () => {
    expect(policy.adjust(viewOf())).toEqual({ kind: "trade", leverageRatio: 1.8, because: "opens" });
    expect(boostRepayPolicy({ ...settings, open: 1.5 }).adjust(viewOf())).toMatchObject({ leverageRatio: 1.5 });
  });

  test("the triggers are strict: on them nothing is done", () => {
    expect(leverageAt(1.6)).toBeCloseTo(2, 12);
    expect(policy.adjust(held(1.999))).toBe(HOLD);
    expect(policy.adjust(held(2.001))).toMatchObject({ because: "repay", leverageRatio: leverageAt(1.8) });
    // At 2x and a loan to value of .75 the ratio is 1.5 exactly.
    const exact = boostRepayPolicy({
      repay: { trigger: 1.5, target: 1.8 },
      boost: { trigger: 1.9, target: 1.8 },
      open: 2,
      loanToValueMax: null,
    });
    const market = lender(0.75);
    expect(exact.adjust(held(2, { market }))).toBe(HOLD);
    expect(exact.adjust(held(2 + 1e-9, { market }))).toMatchObject({ because: "repay" });
    const boosts = boostRepayPolicy({
      repay: { trigger: 1.2, target: 1.3 },
      boost: { trigger: 1.5, target: 1.4 },
      open: 2,
      loanToValueMax: null,
    });
    expect(boosts.adjust(held(2, { market }))).toBe(HOLD);
    expect(boosts.adjust(held(2 - 1e-9, { market }))).toMatchObject({ because: "boost" });
  });

  test("a price that falls and rises again is met with a repay and a boost", () => {
    // 9 ETH and 8,000 owed at 2,000. At 1,777 the ratio is .8 x 15,993 / 8,000 = 1.5993.
    expect(walked(new Walk(policy), [2000, 1800, 1777, 1777, 2100])).toEqual([
      ...["opens 1.8000", "hold 1.9756", "repay 1.8000", "hold 1.8000", "boost 1.8000"],
    ]);
    expect(walked(new Walk(boostRepayPolicy({ ...settings, boost: null })), [2000, 2100, 4000])).toEqual([
      ...["opens 1.8000", "hold 1.7339", "hold 1.2857"],
    ]);
  });

  test("it ends within what the check after execution allows, and fires nothing again", () => {
    fc.assert(
      fc.property(fc.double({ min: 2.01, max: 4.5, noNaN: true }), (leverageRatio) => {
        const action = policy.adjust(held(leverageRatio));
        if (action.kind !== "trade") throw new Error("it must trade");
        const after = safetyRatio(action.leverageRatio, 0.8);
        expect(after).toBeGreaterThan(safetyRatio(leverageRatio, 0.8));
        expect(after).toBeLessThanOrEqual(settings.repay.target + RATIO_OFFSET);
        expect(policy.adjust(held(action.leverageRatio))).toBe(HOLD);
      }),
    );
  });

  test("where no more may be borrowed it counts the liquidation threshold less 5 points", () => {
    const market = lender(0, 0.83);
    expect(policy.adjust(viewOf({ market }))).toMatchObject({
      leverageRatio: expect.closeTo(1.8 / (1.8 - 0.78), 9) as number,
    });
  });

  test("a stated loan to value takes the place of the venue's, and makes the triggers leverages", () => {
    const stated = boostRepayPolicy({ ...settings, loanToValueMax: 0.8 });
    expect(stated.adjust(viewOf({ market: lender(0.7) }))).toEqual(policy.adjust(viewOf()));
    expect(policy.rules).toEqual([]);
    const close = (value: number): number => expect.closeTo(value, 12) as number;
    // R / (R - .8): 2 at 160 %, 1.8 at 180 %, 1.7619 at 185 %, 1.6667 at 200 %, 1.8421 at 175 %.
    expect(stated.rules).toEqual([
      { name: "repay", firesBelow: null, firesAbove: close(2), endsFrom: close(1.85 / 1.05), endsTo: close(1.8) },
      { name: "boost", firesBelow: close(2 / 1.2), firesAbove: null, endsFrom: close(1.8), endsTo: close(1.75 / 0.95) },
    ]);
    const refused: unknown = expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "loanToValue" });
    expect(() => boostRepayPolicy({ ...settings, loanToValueMax: 80 })).toThrow(refused);
  });

  test("without debt nothing is boosted, and a short is refused", () => {
    expect(policy.adjust(held(1))).toBe(HOLD);
    expect(policy.adjust(viewOf({ lastTradeMs: START, liquidations: 1 }))).toBe(HOLD);
    expect(() => policy.adjust(held(-1))).toThrow(expect.objectContaining({ field: "view.notional" }));
  });
});

describe("settings that are refused", () => {
  const repay = (trigger: number, target: number) => ({ repay: { trigger, target } });
  const boost = (trigger: number, target: number) => ({ boost: { trigger, target } });
  test.each([
    [repay(1.8, 1.6), "repayBelow, repayTo", "a repay raises the ratio"],
    [boost(1.8, 2), "boostAbove, boostTo", "a boost lowers the ratio"],
    [repay(1.6, 1.96), "repayTo, boostAbove", "your repay triggers your boost"],
    [boost(2, 1.64), "boostTo, repayBelow", "your boost triggers your repay"],
    [repay(0.5, 0.9), "repayTo", "at 100 % nothing more may be borrowed"],
    [{ ...repay(0.5, 1.2), ...boost(2, 1) }, "boostTo", "at 100 % nothing more may be borrowed"],
  ])("%j", (given, field, hint) => {
    const refused: unknown = expect.objectContaining({ code: "E_CONFIG_CONFLICT", field, hint });
    expect(() => boostRepayPolicy({ ...settings, ...given })).toThrow(refused);
  });

  test("the two may come as near as the offset allows", () => {
    expect(() => boostRepayPolicy({ ...settings, ...repay(1.6, 1.95) })).not.toThrow();
    expect(() => boostRepayPolicy({ ...settings, ...boost(2, 1.65) })).not.toThrow();
  });

  test("the numbers are in the refusal", () => {
    expect(() => boostRepayPolicy({ ...settings, ...repay(1.6, 1.96) })).toThrow(/196 %.*5 % higher.*200 %/);
  });

  test("a short, a ratio of nothing, one half of a boost", () => {
    expect(() => boostRepayPolicy({ ...settings, open: -1 })).toThrow(expect.objectContaining({ field: "open" }));
    expect(() => boostRepayPolicy({ ...settings, ...repay(0, 1.5) })).toThrow(
      expect.objectContaining({ field: "repayBelow" }),
    );
    const half = { repayBelow: 1.6, repayTo: 1.8, boostAbove: 2 };
    expect(() => boostRepayKind.of(half)).toThrow(expect.objectContaining({ field: "boostAbove, boostTo" }));
  });

  test("by name", () => {
    const named = boostRepayKind.of({ repayBelow: 1.6, repayTo: 1.8, boostAbove: 2, boostTo: 1.8 });
    expect(named.label).toBe("repay 160 % to 180 %, boost 200 % to 180 %");
    expect(named.adjust(held(2.5))).toEqual(policy.adjust(held(2.5)));
    expect(boostRepayKind.of({ repayBelow: 1.6, repayTo: 1.8 }).adjust(held(1.1))).toBe(HOLD);
  });
});
