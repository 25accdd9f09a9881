import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream, gaussHermite, gaussLegendre, integrate, logNormalCdf } from "../kernel/index.js";
import {
  discreteBarrier,
  everPassageProbability,
  firstPassageProbability,
  relativeVolatility,
  survivingDensity,
} from "./first-passage.js";

interface Vector {
  readonly id: string;
  readonly inputs: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<string, number>>;
}
const vectorFile = new URL("../../../shared/vectors/quant.json", import.meta.url);
const present = existsSync(vectorFile);
const vectors = present ? (JSON.parse(readFileSync(vectorFile, "utf8")) as readonly Vector[]) : [];
const vectorsNamed = (prefix: string): readonly Vector[] => vectors.filter(({ id }) => id.startsWith(prefix));

const passage = (barrier: number, drift: number, volatility: number, years: number) => ({
  barrier,
  drift,
  volatility,
  years,
});

/** Independent route: the density of the passage time (inverse Gaussian) integrated over the horizon in many panels. */
function byPassageTimes(barrier: number, drift: number, volatility: number, years: number): number {
  const density = (t: number): number =>
    (barrier / (volatility * Math.sqrt(2 * Math.PI * t ** 3))) *
    Math.exp(-((barrier + drift * t) ** 2) / (2 * volatility ** 2 * t));
  const rule = gaussLegendre(32);
  let sum = 0;
  for (let high = years, low; high > years * 1e-9; high = low) {
    low = high * 0.7;
    sum += integrate(density, low, high, rule);
  }
  return sum;
}

describe("firstPassageProbability", () => {
  test("reference: .6891565167793516, .7163233034051706, .5808918243551668 and 1.6175e-4 (30-digit closed form and Talbot inversion)", () => {
    expect(firstPassageProbability(passage(0.2, 0, 0.5, 1))).toBeCloseTo(0.6891565167793516, 14);
    expect(firstPassageProbability(passage(0.2, -0.05, 0.5, 1))).toBeCloseTo(0.7163233034051706, 14);
    expect(firstPassageProbability(passage(0.5068176023684519, -0.18125, 0.75, 1))).toBeCloseTo(0.5808918243551668, 14);
    expect(firstPassageProbability(passage(0.048790164169431834, 0.0298, 0.02, 1))).toBeCloseTo(
      0.00016175274821180412,
      16,
    );
  });

  test.skipIf(!present)("reference vectors hit-* and pair-loop (../shared/vectors/quant.json)", () => {
    expect(vectorsNamed("hit-").length).toBeGreaterThan(0);
    for (const { id, inputs, expected } of vectorsNamed("hit-")) {
      const got = firstPassageProbability(passage(inputs.b, inputs.nu, inputs.sigma, inputs.T));
      expect(Math.abs(got - expected.p), id).toBeLessThan(1e-12);
    }
    for (const { id, inputs, expected } of vectorsNamed("pair-loop")) {
      const volatility = relativeVolatility({ collateral: inputs.s1, debt: inputs.s2, correlation: inputs.rho });
      expect(volatility).toBeCloseTo(expected.sigma_ratio, 12);
      const got = firstPassageProbability(passage(expected.b, expected.nu, volatility, inputs.T));
      expect(Math.abs(got - expected.p), id).toBeLessThan(1e-10);
    }
  });

  test("agrees with the integral of the passage-time density to 1e-11", () => {
    const inputs = fc.tuple(
      fc.double({ min: 0.02, max: 2, noNaN: true }),
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.double({ min: 0.1, max: 1.5, noNaN: true }),
      fc.double({ min: 0.01, max: 5, noNaN: true }),
    );
    fc.assert(
      fc.property(inputs, ([barrier, drift, volatility, years]) => {
        const got = firstPassageProbability(passage(barrier, drift, volatility, years));
        expect(Math.abs(got - byPassageTimes(barrier, drift, volatility, years))).toBeLessThan(1e-11);
      }),
    );
  });

  test("deep in the tail agrees with a sum on the log scale: 1e-40 to 1e-290", () => {
    for (const barrier of [7, 10, 14, 18.2]) {
      for (const drift of [-0.4, 0, 0.4]) {
        const [down, back] = [(-barrier - drift) / 0.5, (-barrier + drift) / 0.5];
        const logs = [logNormalCdf(down), -8 * drift * barrier + logNormalCdf(back)];
        const most = Math.max(...logs);
        const want = most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
        const got = firstPassageProbability(passage(barrier, drift, 0.5, 1));
        expect(got).toBeGreaterThan(0);
        expect(Math.abs(Math.log(got) - want), `barrier ${barrier}, drift ${drift}`).toBeLessThan(1e-11);
      }
    }
  });

  test("a huge image factor never meets a vanishing tail: drift -5 at volatility 0.001", () => {
    expect(firstPassageProbability(passage(0.5, -5, 0.001, 1))).toBe(1);
    expect(firstPassageProbability(passage(0.5, -0.45, 0.001, 1))).toBe(0);
    expect(firstPassageProbability(passage(0.5, 5, 0.001, 1))).toBe(0);
    expect(firstPassageProbability(passage(0.5, 0.1, 1e-200, 1))).toBe(0);
  });

  test("without volatility or time it is certain either way", () => {
    expect(firstPassageProbability(passage(0.5, -0.5, 0, 1))).toBe(1);
    expect(firstPassageProbability(passage(0.5, -0.499, 0, 1))).toBe(0);
    expect(firstPassageProbability(passage(0.5, -9, 0.5, 0))).toBe(0);
    expect(firstPassageProbability(passage(0, 1, 0, 0))).toBe(1);
    expect(firstPassageProbability(passage(-0.1, 1, 0.5, 1))).toBe(1);
  });

  test("rises with the horizon and falls with the distance and the drift, and knows no scale", () => {
    const rounding = 1e-15;
    const open = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(
        open(0.05, 1),
        open(-1, 1),
        open(0.1, 1),
        open(0.05, 3),
        open(1.01, 3),
        (barrier, drift, volatility, years, factor) => {
          const base = firstPassageProbability(passage(barrier, drift, volatility, years));
          expect(firstPassageProbability(passage(barrier, drift, volatility, years * factor))).toBeGreaterThan(
            base - rounding,
          );
          expect(firstPassageProbability(passage(barrier * factor, drift, volatility, years))).toBeLessThan(
            base + rounding,
          );
          expect(firstPassageProbability(passage(barrier, drift + factor, volatility, years))).toBeLessThan(
            base + rounding,
          );
          const scaled = firstPassageProbability(passage(barrier * factor, drift * factor, volatility * factor, years));
          expect(Math.abs(scaled - base)).toBeLessThan(1e-13);
          const faster = passage(barrier, drift * factor, volatility * Math.sqrt(factor), years / factor);
          expect(Math.abs(firstPassageProbability(faster) - base)).toBeLessThan(1e-13);
        },
      ),
    );
  });

  test.each([
    ["barrier", { barrier: NaN }],
    ["drift", { drift: Infinity }],
    ["driftStandardError", { driftStandardError: -1 }],
    ["volatility", { volatility: -0.1 }],
    ["years", { years: -1 }],
  ])("refuses a bad %s", (field, change) => {
    const given = { ...passage(0.2, 0, 0.5, 1), ...change };
    expect(() => firstPassageProbability(given)).toThrow(expect.objectContaining({ field }));
  });
});

describe("an uncertain drift", () => {
  test("is averaged as 96 Gauss-Hermite nodes average the law of a known drift", () => {
    const { nodes, weights } = gaussHermite(96);
    for (const [barrier, drift, error, volatility, years] of [
      [0.69, 0.05, 0.2, 0.6, 1],
      [0.3, -0.2, 0.35, 0.5, 0.5],
      [0.2, 0.4, 0.3, 0.4, 2],
      [1.2, 0.1, 0.02, 0.8, 1],
    ]) {
      let want = 0;
      nodes.forEach((node, i) => {
        want += weights[i] * firstPassageProbability(passage(barrier, drift + error * node, volatility, years));
      });
      const got = firstPassageProbability({ ...passage(barrier, drift, volatility, years), driftStandardError: error });
      expect(Math.abs(got - want), `barrier ${barrier}`).toBeLessThan(1e-9);
    }
  });

  test("of hardly any error is a known drift, and without volatility is a normal tail", () => {
    const base = passage(0.4, 0.1, 0.5, 1);
    expect(firstPassageProbability({ ...base, driftStandardError: 1e-9 })).toBeCloseTo(
      firstPassageProbability(base),
      14,
    );
    const calm = firstPassageProbability({ ...base, volatility: 0, driftStandardError: 0.25 });
    expect(calm).toBeCloseTo(Math.exp(logNormalCdf(-2)), 14);
  });

  test("makes a far level likelier, at the same mean drift", () => {
    const base = passage(0.7, 0.2, 0.4, 1);
    expect(firstPassageProbability({ ...base, driftStandardError: 0.3 })).toBeGreaterThan(
      2 * firstPassageProbability(base),
    );
  });
});

test("simulation with a bridge between 40 steps: 40,000 paths within 4 standard errors", () => {
  const given = passage(0.35, -0.1, 0.55, 0.75);
  const step = given.years / 40;
  let [sum, squares] = [0, 0];
  for (let path = 0; path < 40_000; path++) {
    const stream = createStream(2024, path);
    let [x, survival] = [0, 1];
    for (let k = 0; k < 40 && survival > 0; k++) {
      const next = x + given.drift * step + given.volatility * Math.sqrt(step) * stream.normal();
      const room = (x + given.barrier) * (next + given.barrier);
      survival *= next <= -given.barrier ? 0 : -Math.expm1((-2 * room) / (given.volatility ** 2 * step));
      x = next;
    }
    sum += 1 - survival;
    squares += (1 - survival) ** 2;
  }
  const mean = sum / 40_000;
  const error = Math.sqrt((squares / 40_000 - mean ** 2) / 40_000);
  expect(Math.abs(mean - firstPassageProbability(given))).toBeLessThan(4 * error);
});

describe("everPassageProbability", () => {
  test("is the limit of a long horizon", () => {
    for (const [barrier, drift, volatility] of [
      [0.3, 0.1, 0.5],
      [1, 0.05, 0.3],
      [0.2, -0.1, 0.4],
    ]) {
      const long = firstPassageProbability(passage(barrier, drift, volatility, 1e5));
      expect(everPassageProbability({ barrier, drift, volatility })).toBeCloseTo(long, 12);
    }
  });

  test("half Kelly has lost half with chance 1/8, full Kelly with 1/2 (mu .11, r .06, s .15: Thorp's case, derived)", () => {
    const growth = (share: number): number => (share - share ** 2 / 2) * (0.05 / 0.15) ** 2;
    const ever = (share: number): number =>
      everPassageProbability({ barrier: Math.LN2, drift: growth(share), volatility: share * (0.05 / 0.15) });
    expect(ever(0.5)).toBeCloseTo(1 / 8, 14);
    expect(ever(1)).toBeCloseTo(1 / 2, 14);
  });

  test("without volatility follows the sign of the drift; without drift it is certain", () => {
    expect(everPassageProbability({ barrier: 0.1, drift: -1e-9, volatility: 0 })).toBe(1);
    expect(everPassageProbability({ barrier: 0.1, drift: 0, volatility: 0 })).toBe(0);
    expect(everPassageProbability({ barrier: 0.1, drift: 0, volatility: 0.1 })).toBe(1);
    expect(everPassageProbability({ barrier: 0, drift: 1, volatility: 0 })).toBe(1);
  });
});

describe("discreteBarrier", () => {
  const given = { barrier: 0.25, volatility: 0.6, checkYears: 0.25 / 90 };

  test("reference bgk: 90 daily looks .39895959994427194, continuous .43305452126231025 (Monte Carlo .39933, s.e. 5e-4)", () => {
    const shifted = firstPassageProbability(passage(discreteBarrier(given), -0.1, 0.6, 0.25));
    expect(Math.abs(shifted - 0.39895959994427194)).toBeLessThan(1e-10);
    expect(firstPassageProbability(passage(0.25, -0.1, 0.6, 0.25))).toBeCloseTo(0.43305452126231025, 10);
  });

  test("the shift is -zeta(1/2)/sqrt(2 pi), from the alternating series of eta(1/2)", () => {
    // Euler's transformation of 1 - 1/sqrt(2) + 1/sqrt(3) - ...; zeta(1/2) = eta(1/2) / (1 - sqrt(2)).
    let terms = Array.from({ length: 60 }, (_, k) => 1 / Math.sqrt(k + 1));
    let eta = 0;
    for (let weight = 0.5; terms.length > 0; weight /= 2) {
      eta += weight * terms[0];
      terms = terms.slice(1).map((term, k) => terms[k] - term);
    }
    const shift = discreteBarrier({ barrier: 0, volatility: 1, checkYears: 1 });
    expect(shift).toBeCloseTo(eta / (Math.SQRT2 - 1) / Math.sqrt(2 * Math.PI), 13);
    expect(discreteBarrier({ ...given, checkYears: 0 })).toBe(0.25);
  });

  test("simulation of 90 looks: 40,000 paths within 4 standard errors of the shifted law", () => {
    const [step, looks, paths] = [given.checkYears, 90, 40_000];
    let hits = 0;
    for (let path = 0; path < paths; path++) {
      const stream = createStream(7, path);
      let x = 0;
      for (let k = 0; k < looks && x > -0.25; k++) x += -0.1 * step + 0.6 * Math.sqrt(step) * stream.normal();
      if (x <= -0.25) hits++;
    }
    const p = hits / paths;
    const shifted = firstPassageProbability(passage(discreteBarrier(given), -0.1, 0.6, 0.25));
    expect(Math.abs(p - shifted)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / paths));
  });
});

describe("survivingDensity", () => {
  const given = passage(0.4, -0.3, 0.6, 0.8);

  test("integrates to one less the first passage", () => {
    let sum = 0;
    for (let low = -0.4; low < 5; low += 0.2) sum += integrate((x) => survivingDensity(given, x), low, low + 0.2);
    expect(sum).toBeCloseTo(1 - firstPassageProbability(given), 13);
  });

  test("is the free density less its tilted image, and 0 from the level down", () => {
    const variance = 0.36 * 0.8;
    const free = (x: number): number =>
      Math.exp(-((x + 0.24) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
    for (const x of [-0.39, -0.1, 0, 0.7, 2]) {
      const image = Math.exp((2 * 0.3 * 0.4) / 0.36) * free(x + 0.8);
      expect(survivingDensity(given, x)).toBeCloseTo(free(x) - image, 14);
    }
    expect(survivingDensity(given, -0.4)).toBe(0);
    expect(survivingDensity({ ...given, barrier: 0 }, 1)).toBe(0);
    expect(() => survivingDensity({ ...given, years: 0 }, 0)).toThrow(expect.objectContaining({ field: "years" }));
  });
});

test("relativeVolatility: .42426406871192857 for .7 and .5 at .8; the difference at 1, the sum at -1", () => {
  expect(relativeVolatility({ collateral: 0.7, debt: 0.5, correlation: 0.8 })).toBeCloseTo(0.42426406871192857, 15);
  expect(relativeVolatility({ collateral: 0.7, debt: 0.5, correlation: 1 })).toBeCloseTo(0.2, 15);
  expect(relativeVolatility({ collateral: 0.7, debt: 0.5, correlation: -1 })).toBeCloseTo(1.2, 15);
  expect(() => relativeVolatility({ collateral: 0.7, debt: 0.5, correlation: 1.1 })).toThrow(
    expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "correlation" }),
  );
});

test("pair loop: .14939473890208677 for L 3, threshold .8, 30 days (bridge Monte Carlo .14957, s.e. 5.5e-4)", () => {
  const volatility = relativeVolatility({ collateral: 0.7, debt: 0.5, correlation: 0.8 });
  const drift = 0.2 + 0.02 - 0.7 ** 2 / 2 - (0.2 + 0.01 - 0.5 ** 2 / 2);
  const got = firstPassageProbability(passage(Math.log((0.8 * 3) / 2), drift, volatility, 30 / 365));
  expect(Math.abs(got - 0.14939473890208677)).toBeLessThan(1e-10);
});
