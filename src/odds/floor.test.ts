import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { floorGrowthAnnual, floorLeverageRatio } from "./floor.js";

interface Vector {
  readonly id: string;
  readonly inputs: { readonly mu: number; readonly sigma: number; readonly alpha: number };
  readonly expected: { readonly fraction: number; readonly growth: number };
}
const vectorFile = new URL("../../../shared/vectors/quant.json", import.meta.url);
const present = existsSync(vectorFile);

const policy = { excessDriftAnnual: 0.1, volatilityAnnual: 0.2, floor: 0.7 };

test("Grossman & Zhou 1993: at the peak .75, growth .0375, for drift .1, volatility .2 and a floor of .7", () => {
  expect(floorLeverageRatio({ ...policy, drawdown: 0 })).toBeCloseTo(0.75, 14);
  expect(floorGrowthAnnual(policy)).toBeCloseTo(0.0375, 14);
});

test.skipIf(!present)("reference vector gz (../shared/vectors/quant.json)", () => {
  const vectors = JSON.parse(readFileSync(vectorFile, "utf8")) as readonly Vector[];
  const { inputs, expected } = vectors.find(({ id }) => id === "gz") as Vector;
  const given = { excessDriftAnnual: inputs.mu, volatilityAnnual: inputs.sigma, floor: inputs.alpha };
  expect(Math.abs(floorLeverageRatio({ ...given, drawdown: 0 }) - expected.fraction)).toBeLessThan(1e-12);
  expect(Math.abs(floorGrowthAnnual(given) - expected.growth)).toBeLessThan(1e-12);
});

test("without a floor is Kelly; at the floor, under it and with nothing left it is out of the market", () => {
  expect(floorLeverageRatio({ ...policy, floor: 0, drawdown: 0.4 })).toBeCloseTo(2.5, 14);
  expect(floorGrowthAnnual({ ...policy, floor: 0 })).toBeCloseTo(0.125, 14);
  for (const drawdown of [0.3 + 1e-12, 0.5, 1]) expect(floorLeverageRatio({ ...policy, drawdown })).toBe(0);
  expect(floorLeverageRatio({ ...policy, floor: 0, drawdown: 1 })).toBe(0);
});

test("traded step by step follows the Azéma-Yor transform of Kelly's wealth on the same path, and never breaks the floor", () => {
  const [years, steps] = [20, 200_000];
  const step = years / steps;
  for (let path = 0; path < 3; path++) {
    const stream = createStream(5, path);
    let [wealth, peak, kelly, kellyPeak, lowest] = [1, 1, 0, 0, 1];
    for (let k = 0; k < steps; k++) {
      const excess = 0.1 * step + 0.2 * Math.sqrt(step) * stream.normal();
      wealth *= 1 + floorLeverageRatio({ ...policy, drawdown: 1 - wealth / peak }) * excess;
      peak = Math.max(peak, wealth);
      lowest = Math.min(lowest, wealth / peak);
      kelly += Math.log(1 + 2.5 * excess);
      kellyPeak = Math.max(kellyPeak, kelly);
    }
    expect(lowest).toBeGreaterThan(0.7);
    const transformed = Math.exp((1 - 0.7) * kellyPeak) * (0.7 + (1 - 0.7) * Math.exp(kelly - kellyPeak));
    expect(Math.abs(Math.log(wealth / transformed))).toBeLessThan(0.02);
  }
});

test("grows at the stated rate: 4,000 Kelly peaks over 400 years within 4 standard errors", () => {
  const [years, paths] = [400, 4000];
  let [sum, squares] = [0, 0];
  for (let path = 0; path < paths; path++) {
    const stream = createStream(6, path);
    // Kelly's log wealth has volatility .5 and growth .125; its highest value given both ends (bridge) is exact.
    const end = 0.125 * years + 0.5 * Math.sqrt(years) * stream.normal();
    const high = (end + Math.sqrt(end * end - 2 * 0.25 * years * Math.log(stream.uniform()))) / 2;
    const growth = (0.3 * high + Math.log(0.7 + 0.3 * Math.exp(end - high))) / years;
    sum += growth;
    squares += growth ** 2;
  }
  const error = Math.sqrt((squares / paths - (sum / paths) ** 2) / paths);
  // The peak stands above the end by 1 on the mean (exponential, rate 2 growth / volatility²): at most 0.3 in 400 years.
  const ends = 0.3 / years;
  expect(Math.abs(sum / paths - floorGrowthAnnual(policy))).toBeLessThan(4 * error + ends);
});

test.each([
  ["excessDriftAnnual", { excessDriftAnnual: NaN }],
  ["volatilityAnnual", { volatilityAnnual: 0 }],
  ["floor", { floor: 1.1 }],
  ["drawdown", { drawdown: -0.1 }],
])("refuses a bad %s", (field, change) => {
  expect(() => floorLeverageRatio({ ...policy, drawdown: 0, ...change })).toThrow(expect.objectContaining({ field }));
});
