import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perpetualName, perpetualVectorsOf, perpetualVectorsPresent } from "../../tests/vectors-perpetuals.js";
import {
  assertTiers,
  leverageRatioMaxWith,
  notionalMaxAt,
  notionalMaxWith,
  tierAt,
  tierLeverageRatioMax,
  type Tier,
} from "./tiers.js";

const tier = (floor: number, cap: number | null, leverage: number, rate: number, amount: number): Tier => ({
  notionalFloor: floor,
  notionalCap: cap,
  leverageRatioMax: leverage,
  maintenanceRate: rate,
  maintenanceAmount: amount,
});

/** Tiers of freqtrade's tests (tests/exchange/test_exchange.py) for ADA and XRP. */
const ada: readonly Tier[] = [
  tier(0, 100_000, 20, 0.025, 0),
  tier(100_000, 500_000, 10, 0.05, 2500),
  tier(500_000, 1_000_000, 5, 0.1, 27_500),
  tier(1_000_000, 2_000_000, 3, 0.15, 77_500),
  tier(2_000_000, 5_000_000, 2, 0.25, 277_500),
  tier(5_000_000, 30_000_000, 1, 0.5, 1_527_500),
];

interface VectorTier {
  readonly minNotional: number;
  readonly maxNotional: number;
  readonly maxLeverage: number;
  readonly maintenanceMarginRate: number;
  readonly maintAmt: number;
}

const tiersOf = (inputs: Readonly<Record<string, unknown>>): readonly Tier[] =>
  (inputs["tiers"] as readonly VectorTier[]).map((each) =>
    tier(each.minNotional, each.maxNotional, each.maxLeverage, each.maintenanceMarginRate, each.maintAmt),
  );

describe("which tier: freqtrade tests/exchange/test_exchange.py, test_get_maintenance_ratio_and_amt", () => {
  test("V044, V045: 500 of ADA stands at 2.5 % less 0, 20,000,000 at 50 % less 1,527,500", () => {
    expect(tierAt(ada, 500)).toMatchObject({ maintenanceRate: 0.025, maintenanceAmount: 0 });
    expect(tierAt(ada, 20_000_000)).toMatchObject({ maintenanceRate: 0.5, maintenanceAmount: 1_527_500 });
  });

  test.each(perpetualVectorsOf(["tier_lookup"]).map((vector) => ({ name: perpetualName(vector), ...vector })))(
    "$name",
    ({ inputs, expected }) => {
      const tiers = tiersOf(inputs);
      assertTiers(tiers, "tiers");
      const found = tierAt(tiers, inputs["notional"] as number);
      expect(found?.maintenanceRate).toBe(expected["mmr"]);
      expect(found?.maintenanceAmount).toBe(expected["maintAmount"]);
    },
  );
});

describe("to fit the tier: freqtrade tests/exchange/test_exchange.py, test_get_max_leverage_futures", () => {
  test("V048, V051: a margin of 1 may be used 20 times, one of 99,999.9 up to the cap of 500,000: 5.000005 times", () => {
    expect(leverageRatioMaxWith(ada, 1)).toBe(20);
    expect(notionalMaxWith(ada, 99_999.9)).toBe(500_000);
    expect(leverageRatioMaxWith(ada, 99_999.9)).toBeCloseTo(5.000005, 9);
  });

  const vectors = perpetualVectorsOf(["max_leverage_for_margin"]);
  test.each(
    vectors
      .filter(({ expected }) => "maxLeverage" in expected)
      .map((vector) => ({ name: perpetualName(vector), ...vector })),
  )("$name", ({ inputs, expected, tolerance }) => {
    const found = leverageRatioMaxWith(tiersOf(inputs), inputs["margin"] as number);
    expect(Math.abs(found / (expected["maxLeverage"] as number) - 1)).toBeLessThan(tolerance!.rel!);
  });

  test("V056: a margin above the last cap is an error there; here the cap is the most it opens, less than once its equity", () => {
    const largest = 1_000_000_000;
    const tiers = [tier(0, largest, 1, 0.5, 0)];
    expect(notionalMaxWith(tiers, largest + 0.01)).toBe(largest);
    expect(leverageRatioMaxWith(tiers, largest + 0.01)).toBeLessThan(1);
    for (const { inputs, expected } of vectors.filter(({ id }) => id === "V056")) {
      expect(expected["error"]).toBe("amount too high");
      expect(leverageRatioMaxWith(tiersOf(inputs), inputs["margin"] as number)).toBeLessThan(1);
    }
  });

  test.skipIf(!perpetualVectorsPresent)("no case of these kinds is left out: 3 and 6", () => {
    expect(perpetualVectorsOf(["tier_lookup"])).toHaveLength(3);
    expect(vectors).toHaveLength(6);
    expect(vectors.filter(({ expected }) => !("maxLeverage" in expected)).map(({ id }) => id)).toEqual(["V056"]);
  });

  test("the largest notional at a leverage ratio is the cap of the last tier that allows it", () => {
    expect([20.001, 20, 10.5, 10, -10, 2.5, 1, 0.2].map((ratio) => notionalMaxAt(ada, ratio))).toEqual([
      0, 100_000, 100_000, 500_000, 500_000, 2_000_000, 30_000_000, 30_000_000,
    ]);
    expect(notionalMaxAt([tier(0, null, 5, 0.1, 0)], 5)).toBeNull();
    expect(notionalMaxWith([tier(0, null, 5, 0.1, 0)], 7)).toBe(35);
    expect(notionalMaxWith(ada, 0)).toBe(0);
  });

  test("what fits may be opened, and a hair more may not", () => {
    fc.assert(
      fc.property(fc.double({ min: Math.log(1), max: Math.log(1e9), noNaN: true }), (log) => {
        const equity = Math.exp(log);
        const most = notionalMaxWith(ada, equity);
        const allowed = (notional: number): boolean => notional <= equity * tierLeverageRatioMax(ada, notional);
        expect(allowed(most * (1 - 1e-12))).toBe(true);
        expect(allowed(most * (1 + 1e-9))).toBe(false);
        const same = notionalMaxAt(ada, most / equity / (1 + 1e-12));
        expect(same).toBeGreaterThanOrEqual(most * (1 - 1e-9));
      }),
    );
  });

  test.each([
    { call: () => notionalMaxAt(ada, Number.NaN), code: "E_NOT_FINITE", field: "leverageRatio" },
    { call: () => notionalMaxWith(ada, -1), code: "E_OUT_OF_RANGE", field: "equity" },
    { call: () => leverageRatioMaxWith(ada, 0), code: "E_OUT_OF_RANGE", field: "equity" },
  ])("$field is checked", ({ call, code, field }) => {
    expect(call).toThrow(expect.objectContaining({ code, field }) as Error);
  });
});

describe("a broken table is refused with the field at fault", () => {
  const changed = (index: number, change: Partial<Tier>): readonly Tier[] =>
    ada.map((each, at) => (at === index ? { ...each, ...change } : each));

  test.each([
    ["no tier", [], "tiers"],
    ["a first tier that does not begin at 0", changed(0, { notionalFloor: 1 }), "tiers[0].notionalFloor"],
    ["a hole", changed(1, { notionalFloor: 100_001 }), "tiers[1].notionalFloor"],
    ["an overlap", changed(1, { notionalFloor: 99_999 }), "tiers[1].notionalFloor"],
    ["a tier after one without limit", changed(0, { notionalCap: null }), "tiers[1].notionalFloor"],
    ["a cap below its floor", changed(5, { notionalCap: 4_000_000 }), "tiers[5].notionalCap"],
    ["a first amount that is not 0", changed(0, { maintenanceAmount: 1 }), "tiers[0].maintenanceAmount"],
    ["an amount left at 0", changed(1, { maintenanceAmount: 0 }), "tiers[1].maintenanceAmount"],
    ["an amount a cent too high", changed(4, { maintenanceAmount: 277_500.01 }), "tiers[4].maintenanceAmount"],
    ["a rate that falls", changed(2, { maintenanceRate: 0.04 }), "tiers[2].maintenanceRate"],
    ["a rate that changes under its amount", changed(2, { maintenanceRate: 0.11 }), "tiers[2].maintenanceAmount"],
    ["a leverage that rises", changed(2, { leverageRatioMax: 11 }), "tiers[2].leverageRatioMax"],
    ["a leverage closed at once", changed(0, { leverageRatioMax: 40 }), "tiers[0].leverageRatioMax"],
  ])("%s", (_, tiers, field) => {
    expect(() => assertTiers(tiers, "tiers")).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field, exitStatus: 78 }) as Error,
    );
  });

  test("the table as it stands is taken", () => {
    expect(() => assertTiers(ada, "tiers")).not.toThrow();
  });
});
