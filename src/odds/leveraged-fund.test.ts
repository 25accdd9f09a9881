import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { constantLeverageGrowth } from "./leveraged-fund.js";

interface Vector {
  readonly id: string;
  readonly inputs: { readonly sigma: number; readonly T: number };
  readonly expected: Readonly<Record<string, number>>;
}
const vectorFile = new URL("../../../shared/vectors/quant.json", import.meta.url);
const present = existsSync(vectorFile);

const flatYear = (leverageRatio: number, volatility = 0.6) =>
  constantLeverageGrowth({ leverageRatio, priceRatio: 1, realisedVariance: volatility ** 2, rateAnnual: 0, years: 1 });

describe("constantLeverageGrowth", () => {
  test("a flat year at volatility .6 loses 30 % at 2x and -1x, 66 % at 3x, 97 % at 5x (Avellaneda & Zhang 2010)", () => {
    expect(Math.exp(flatYear(2).total)).toBeCloseTo(0.697676326071031, 13);
    expect(Math.exp(flatYear(-1).total)).toBeCloseTo(0.697676326071031, 13);
    expect(Math.exp(flatYear(3).total)).toBeCloseTo(0.3395955256449391, 13);
    expect(Math.exp(flatYear(5).total)).toBeCloseTo(0.02732372244729257, 13);
  });

  test.skipIf(!present)("reference vector letf (../shared/vectors/quant.json)", () => {
    const vectors = JSON.parse(readFileSync(vectorFile, "utf8")) as readonly Vector[];
    const { inputs, expected } = vectors.find(({ id }) => id === "letf") as Vector;
    for (const [leverage, value] of Object.entries(expected)) {
      expect(Math.abs(Math.exp(flatYear(Number(leverage), inputs.sigma).total) - value)).toBeLessThan(1e-12);
    }
  });

  test("agrees with trading back to the ratio 200,000 times along a path, to 2e-4 in logs", () => {
    const [steps, years, rate] = [200_000, 1.5, 0.04];
    for (const leverageRatio of [-1, 0.5, 2, 3]) {
      const stream = createStream(17, 1);
      let [log, price, variance] = [0, 0, 0];
      for (let k = 0; k < steps; k++) {
        const move = 0.05 * (years / steps) + 0.6 * Math.sqrt(years / steps) * stream.normal();
        log += Math.log(1 + leverageRatio * Math.expm1(move) + (1 - leverageRatio) * rate * (years / steps));
        price += move;
        variance += move ** 2;
      }
      const got = constantLeverageGrowth({
        leverageRatio,
        priceRatio: Math.exp(price),
        realisedVariance: variance,
        rateAnnual: rate,
        years,
      });
      expect(Math.abs(got.total - log), `${leverageRatio}x`).toBeLessThan(2e-4);
    }
  });

  test("the parts sum to the total, and at 1x there is nothing but the price, at 0x nothing but the rate", () => {
    const path = { priceRatio: 1.3, realisedVariance: 0.4, rateAnnual: 0.05, years: 2 };
    const { price, carry, varianceDrag, total } = constantLeverageGrowth({ ...path, leverageRatio: 2.5 });
    expect(price + carry + varianceDrag).toBe(total);
    expect(carry).toBeCloseTo(-1.5 * 0.05 * 2, 15);
    expect(constantLeverageGrowth({ ...path, leverageRatio: 1 }).total).toBeCloseTo(Math.log(1.3), 15);
    expect(constantLeverageGrowth({ ...path, leverageRatio: 0 }).total).toBeCloseTo(0.1, 15);
  });

  test.each([
    ["leverageRatio", { leverageRatio: NaN }],
    ["priceRatio", { priceRatio: 0 }],
    ["realisedVariance", { realisedVariance: -1 }],
    ["rateAnnual", { rateAnnual: Infinity }],
    ["years", { years: -1 }],
  ])("refuses a bad %s", (field, change) => {
    const base = { leverageRatio: 2, priceRatio: 1, realisedVariance: 0.1, rateAnnual: 0, years: 1 };
    expect(() => constantLeverageGrowth({ ...base, ...change })).toThrow(expect.objectContaining({ field }));
  });
});
