import { describe, expect, test } from "vitest";
import { figures } from "../../tests/markets.js";
import { requestOf } from "../../tests/requests.js";
import { DAY_MS, YEAR_MS, yearsOf, type BarsLaw, type GarchLaw } from "../model/index.js";
import { statedOdds, statedPathOdds } from "./index.js";

const request = requestOf(
  {},
  { estimates: figures({ volatility: 0.6, drift: 0.2 }), policy: { kind: "unattended", resetMs: YEAR_MS } },
);
const variance = 0.6 ** 2 * yearsOf(DAY_MS);

/** A volatility that never changes: what closed forms know. */
const constant: GarchLaw = {
  ...{ kind: "garch", stepYears: yearsOf(DAY_MS), mean: 0, omega: variance, alpha: 0, gamma: 0, beta: 0 },
  ...{ degreesOfFreedom: null, variance, meanVariance: variance, source: "a test" },
};
const asked = { horizonMs: 90 * DAY_MS, checkpoints: 3, paths: 4000, seed: 7n };

describe("odds on paths", () => {
  test("of a constant volatility are those of the closed form at 30, 60 and 90 days, within four standard errors", () => {
    const ratios = [2, 3, 4] as const;
    const found = statedPathOdds(request, ratios, { ...asked, law: constant });
    ratios.forEach((leverageRatio, i) => {
      const horizons = [30, 60, 90].map((days) => days * DAY_MS);
      statedOdds(request, { leverageRatio }, horizons).forEach(({ horizonMs, liquidation }) => {
        const { value, standardError } = found[i]!.find(({ byMs }) => Math.abs(byMs - horizonMs) < 1)!;
        // The closed form takes interest to move the barrier evenly, worth a few thousandths of the odds.
        expect(Math.abs(value - liquidation!)).toBeLessThan(4 * standardError + 0.01 * liquidation!);
      });
    });
  });

  test("more leverage and more time are never safer on the same paths", () => {
    const [low, high] = statedPathOdds(request, [2, 4], { ...asked, paths: 2000, law: constant });
    low!.forEach(({ value }, i) => {
      expect(high![i]!.value).toBeGreaterThanOrEqual(value);
      if (i > 0) expect(value).toBeGreaterThanOrEqual(low![i - 1]!.value - 1e-12);
    });
  });

  test("of bars whose lows reach the level every day the position is closed on the first", () => {
    // 4x at a threshold of .83 is closed at 3 / (4 x .83) = .9036 of the price.
    const column = (value: number): Float64Array => new Float64Array(300).fill(value);
    const law: BarsLaw = {
      ...{ kind: "bars", stepYears: yearsOf(DAY_MS), closes: column(1), lows: column(0.9), highs: column(1.01) },
      ...{ continuous: true, blockLength: 5, leftOut: 0, source: "a test" },
    };
    const [closed] = statedPathOdds(request, [4], { ...asked, paths: 64, law });
    expect(closed![0]!.value).toBe(1);
    const [safe] = statedPathOdds(request, [4], { ...asked, paths: 64, law: { ...law, lows: column(0.95) } });
    expect(safe![2]!.value).toBe(0);
  });
});
