import { describe, expect, test } from "vitest";
import { figures, lendingMarket, perpetualMarket } from "../../../tests/markets.js";
import { protectionRequest } from "../../../tests/protection-requests.js";
import { toleranceOf, YEAR_MS } from "../../model/index.js";
import { protectionsAt } from "./protections-at.js";
import { PROTECTIONS, type ProtectionRequest } from "./request.js";

const small = (given: Partial<ProtectionRequest> = {}): ProtectionRequest =>
  protectionRequest({
    paths: 300,
    tolerance: toleranceOf({ lossMax: 0.3, probabilityMax: 0.1, horizonMs: YEAR_MS / 4 }),
    ...given,
  });

describe("every way to be safe, at the same safety", () => {
  const found = protectionsAt(small({ watching: { checkYears: 1 / 365, downShare: 0.5, downYears: 7 / 365 } }));

  test("each is there once; those that keep the tolerance come first, by growth, as loose as it lets them", () => {
    expect(found.ways.map(({ name }) => name).sort()).toEqual([...PROTECTIONS].sort());
    const kept = found.ways.filter(({ keeps }) => keeps);
    expect(kept.length).toBeGreaterThanOrEqual(4);
    for (const { belowFloor } of kept) expect(belowFloor.value).toBeLessThanOrEqual(0.1);
    const growth = kept.map(({ growthAnnual }) => growthAnnual?.value ?? -Infinity);
    expect(growth).toEqual([...growth].sort((a, b) => b - a));
    const less = kept.find(({ name }) => name === "less-leverage");
    expect(less?.belowFloor.value).toBeGreaterThan(0.08);
    expect(less?.setting.leverageRatio).toBeLessThan(1.5);
  });

  test("who watches is asked about: a stop without outages is safer at the same setting, and null where nobody watches", () => {
    for (const { name, belowFloorNeverDown } of found.ways)
      expect(belowFloorNeverDown === null, name).toBe(!["reserve", "watched-stop"].includes(name));
    const stop = found.ways.find(({ name }) => name === "watched-stop");
    expect(stop?.belowFloorNeverDown?.value).toBeLessThan((stop?.belowFloor.value ?? 0) - 0.02);
  });

  const brief = toleranceOf({ lossMax: 0.3, probabilityMax: 0.1, horizonMs: YEAR_MS / 24 });

  test("the same seed gives the same answer, another seed another", () => {
    const again = (seed: number) => protectionsAt(small({ seed, paths: 100, tolerance: brief }));
    const first = again(1);
    expect(again(1)).toEqual(first);
    expect(again(2).unlevered).not.toEqual(first.unlevered);
  });

  test("a perpetual too; and where the wish keeps the tolerance nothing is taken from it", () => {
    const mild = small({
      venue: perpetualMarket(),
      leverageRatio: 1.2,
      estimates: figures({
        volatility: 0.2,
        funding: 0.05,
        gap: { kind: "stated", drop: 0.4, rise: 0.4, source: "a test" },
      }),
      paths: 100,
    });
    const { ways, unprotected } = protectionsAt(mild);
    expect(unprotected.belowFloor.value).toBe(0);
    const less = ways.find(({ name }) => name === "less-leverage");
    expect(less?.setting.leverageRatio).toBe(1.2);
    expect(less?.afterGap).toBeCloseTo(1 - 1.2 * 0.4, 2);
  });

  test.each([
    [{ leverageRatio: 0.5 }, "E_OUT_OF_RANGE", "leverageRatio"],
    [{ paths: 10 }, "E_OUT_OF_RANGE", "paths"],
    [{ slippageRate: 5 }, "E_OUT_OF_RANGE", "slippageRate"],
    [{ wealth: 0 }, "E_OUT_OF_RANGE", "wealth"],
    [{ price: Number.NaN }, "E_NOT_FINITE", "price"],
    [{ put: { volatilityPremium: -1, periodYears: 1 } }, "E_OUT_OF_RANGE", "put.volatilityPremium"],
    [{ watching: { checkYears: 0 } }, "E_OUT_OF_RANGE", "watching.checkYears"],
    [{ watching: { checkYears: 1, downShare: 1 } }, "E_OUT_OF_RANGE", "watching.downShare"],
    [{ venue: lendingMarket({ triggerPrice: "exchange-rate" }) }, "E_CONFIG_CONFLICT", "venue"],
  ])("%o is refused as %s of %s", (bad, code, field) => {
    expect(() => protectionsAt(small(bad))).toThrow(expect.objectContaining({ code, field }));
  });
});
