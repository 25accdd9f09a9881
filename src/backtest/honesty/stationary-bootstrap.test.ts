import { describe, expect, test } from "vitest";
import { createStream } from "../../kernel/index.js";
import {
  drawStationary,
  expectedShortfallOf,
  percentileInterval,
  resampledFigures,
  stationaryBlockLength,
} from "./stationary-bootstrap.js";

/** An autoregression driven by a fixed rule: the same in any language. */
function fixedSeries(memory: number, count: number): Float64Array {
  let [state, value] = [1, 0];
  return Float64Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    value = memory * value + (state / 2147483647 - 0.5);
    return value;
  });
}

const risky = fixedSeries(0.3, 500).map((value) => 0.04 * value + 0.001);
const calm = fixedSeries(0.3, 500).map((value) => 0.02 * value + 0.0008);
const options = { blockLength: 8.5, resamples: 10_000, seed: 1 };
const sum = (values: Float64Array): number => values.reduce((all, each) => all + each, 0);

describe("against the Python package arch 8.0.0 on fixed data", () => {
  test("mean length of blocks: optimal_block_length, where no lag counts", () => {
    expect(stationaryBlockLength(fixedSeries(0, 2000))).toBeCloseTo(2.2837244839169677, 12);
    expect(stationaryBlockLength(fixedSeries(0, 5000))).toBeCloseTo(2.7922691560187465, 12);
  });

  test("where lags count: the same, the last lag that counts taken as Politis & White have it, arch takes one more (9.03, 18.11, 9.98, 71.53)", () => {
    const known = [
      [0.3, 2000, 8.813922323658488],
      [0.6, 2000, 16.767724453494633],
      [-0.4, 1000, 6.678130474158227],
      [0.9, 5000, 72.48073788071146],
    ] as const;
    for (const [memory, count, length] of known) {
      expect(stationaryBlockLength(fixedSeries(memory, count)), `${memory}, ${count}`).toBeCloseTo(length, 9);
    }
  });

  test("growth, drawdown and shortfall of 40,000 draws of StationaryBootstrap(8.5): 5 %, 50 % and 95 % quantiles, within drawing error", () => {
    const [found] = resampledFigures([risky], options);
    // Quantiles of arch, and the standard error of one draw by the density there; ours of 10,000 draws, arch's of 40,000.
    const known = {
      logGrowth: [
        [-0.356308883071891, 0.796],
        [0.23958664039317662, 0.446],
        [0.8566308084608573, 0.808],
      ],
      drawdownMax: [
        [0.15856580545911708, 0.0994],
        [0.26877957475177067, 0.1182],
        [0.4640545215832211, 0.2951],
      ],
      expectedShortfall: [
        [0.02027859133058903, 0.000807],
        [0.020888449081797485, 0.000477],
        [0.021524941776100565, 0.000801],
      ],
    } as const;
    for (const figure of ["logGrowth", "drawdownMax", "expectedShortfall"] as const) {
      const { low, high } = percentileInterval(found[figure]);
      const middle = percentileInterval(found[figure], 0).low;
      [low, middle, high].forEach((value, i) => {
        const [arch, deviation] = known[figure][i];
        const error = deviation * Math.sqrt(1 / 10_000 + 1 / 40_000);
        expect(Math.abs(value - arch), `${figure} ${i}`).toBeLessThan(4 * error);
      });
    }
  });

  test("share of 40,000 draws in which one series outgrows another on the same drawn days: .412875", () => {
    const [first, second] = resampledFigures([risky, calm], options);
    const share = first.logGrowth.filter((each, k) => each > second.logGrowth[k]).length / options.resamples;
    expect(Math.abs(share - 0.412875)).toBeLessThan(4 * Math.sqrt(0.25 / 10_000 + 0.25 / 40_000));
  });
});

describe("drawn histories", () => {
  test("variance of the mean is what Politis & Romano 1994 (equation 9, on the circle) have in closed form", () => {
    const logs = risky.map((step) => Math.log1p(step));
    const count = logs.length;
    const mean = sum(logs) / count;
    const covariances = logs.map((_, lag) =>
      logs.reduce((all, each, i) => all + ((each - mean) * (logs[(i + lag) % count] - mean)) / count, 0),
    );
    for (const blockLength of [1, 8.5, 40]) {
      let known = covariances[0];
      for (let lag = 1; lag < count; lag++) {
        known += 2 * (1 - lag / count) * (1 - 1 / blockLength) ** lag * covariances[lag];
      }
      const [{ logGrowth }] = resampledFigures([risky], { ...options, resamples: 5000, blockLength });
      const middle = sum(logGrowth) / logGrowth.length;
      const variance = logGrowth.reduce((all, each) => all + (each - middle) ** 2, 0) / logGrowth.length;
      expect(Math.abs(variance / (count * known) - 1), `${blockLength}`).toBeLessThan(4 * Math.sqrt(2 / 5000));
      expect(Math.abs(middle - sum(logs))).toBeLessThan(4 * Math.sqrt(variance / 5000));
    }
  });

  test("steps follow one another round the circle, blocks as long as stated in the mean", () => {
    const indices = new Int32Array(50_000);
    drawStationary(createStream(3, 0), 12, indices);
    const breaks = indices.filter((at, i) => i > 0 && at !== (indices[i - 1] + 1) % 50_000).length;
    expect(Math.abs(breaks / 50_000 - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 12 / 50_000));
    const whole = new Int32Array(40);
    drawStationary(createStream(3, 1), 1e12, whole);
    expect([...whole]).toEqual(Array.from(whole, (_, i) => (whole[0] + i) % 40));
  });

  test("the same seed gives the same, another does not; runs are drawn on the same days", () => {
    const short = { ...options, resamples: 100 };
    const [first, second] = resampledFigures([risky, calm], short);
    expect(resampledFigures([calm], short)[0]).toEqual(second);
    expect(resampledFigures([risky, risky], short)).toEqual([first, first]);
    expect(resampledFigures([risky], { ...short, seed: 2 })[0]).not.toEqual(first);
  });

  test("figures of a drawn history, one by one, are those of its days put in a row", () => {
    const [{ logGrowth, drawdownMax, expectedShortfall }] = resampledFigures([risky], { ...options, resamples: 100 });
    const indices = new Int32Array(risky.length);
    for (const k of [0, 1, 57, 99]) {
      drawStationary(createStream(options.seed, k), options.blockLength, indices);
      const row = Float64Array.from(indices, (at) => risky[at]);
      let [wealth, peak, fall] = [1, 1, 0];
      for (const step of row) {
        wealth *= 1 + step;
        peak = Math.max(peak, wealth);
        fall = Math.max(fall, 1 - wealth / peak);
      }
      expect(logGrowth[k]).toBeCloseTo(Math.log(wealth), 12);
      expect(drawdownMax[k]).toBeCloseTo(fall, 12);
      expect(expectedShortfall[k]).toBeCloseTo(expectedShortfallOf(row), 12);
    }
  });

  test("expected shortfall: mean of the worst 2.5 % of the steps, the last of them in part; a gain is none", () => {
    const returns = Float64Array.from({ length: 80 }, (_, i) => (i - 10) / 100);
    expect(expectedShortfallOf(returns)).toBeCloseTo((0.1 + 0.09) / 2, 12);
    expect(expectedShortfallOf(returns.subarray(0, 60))).toBeCloseTo((0.1 + 0.09 / 2) / 1.5, 12);
    expect(expectedShortfallOf(returns.subarray(20))).toBe(0);
  });

  test("what does not move needs no block", () => {
    expect(stationaryBlockLength(new Float64Array(100).fill(0.01))).toBe(1);
  });

  test("bad input is refused by name", () => {
    const refused = (work: () => unknown, code: string, field: string) =>
      expect(work).toThrow(expect.objectContaining({ code, field }));
    refused(() => resampledFigures([], options), "E_TOO_FEW", "simpleReturns");
    refused(() => resampledFigures([risky.subarray(0, 29)], options), "E_TOO_FEW", "simpleReturns");
    refused(() => resampledFigures([risky, calm.subarray(1)], options), "E_OUT_OF_RANGE", "simpleReturns[1].length");
    const dead = risky.map((step, i) => (i === 7 ? -1 : step));
    refused(() => resampledFigures([risky, dead], options), "E_OUT_OF_RANGE", "simpleReturns[1][7]");
    refused(() => resampledFigures([risky], { ...options, blockLength: 0.5 }), "E_OUT_OF_RANGE", "blockLength");
    refused(() => resampledFigures([risky], { ...options, resamples: 150.5 }), "E_OUT_OF_RANGE", "resamples");
    refused(() => resampledFigures([risky], { ...options, resamples: 10 }), "E_OUT_OF_RANGE", "resamples");
    refused(() => resampledFigures([risky], { ...options, seed: -1 }), "E_OUT_OF_RANGE", "seed");
  });
});
