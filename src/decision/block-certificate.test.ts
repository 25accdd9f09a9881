import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream, normalQuantile } from "../kernel/index.js";
import { DAY_MS } from "../model/index.js";
import { kellyFractionForDrawdown } from "../odds/index.js";
import { vectorsOf, vectorsPresent } from "../../tests/vectors.js";
import {
  blockCertificate,
  blockGrowthAnnual,
  blockMoment,
  type BlockLimits,
  type ReturnBlocks,
} from "./block-certificate.js";

const MONTH_MS = 30 * DAY_MS;
const MONTH = 30 / 365;

/** Months of a diffusion of constant volatility, one for each of `count` equal slices of probability: no sampling error. */
function normalMonths(volatility: number, count = 5_000): ReturnBlocks {
  const deviation = volatility * Math.sqrt(MONTH);
  return {
    logReturns: Float64Array.from({ length: count }, (_, i) => deviation * normalQuantile((i + 0.5) / count)),
    variances: new Float64Array(count).fill(deviation ** 2),
    blockMs: MONTH_MS,
  };
}

/** Months whose variance is itself random, the larger ones rarer. */
function wildMonths(seed: number, count: number, volatility = 0.6): ReturnBlocks {
  const stream = createStream(seed, 0);
  const variances = Float64Array.from(
    { length: count },
    () => volatility ** 2 * MONTH * Math.exp(0.5 * stream.normal()),
  );
  return { logReturns: variances.map((v) => Math.sqrt(v) * stream.normal() - v / 2), variances, blockMs: MONTH_MS };
}

/** Excess drift .25 over a rate of 0 on both sides, losing half with odds of a tenth. */
const base = {
  driftAnnual: 0.25,
  carryAnnual: () => 0,
  lossMax: 0.5,
  probabilityMax: 0.1,
  side: "long",
} as const;

const wild = (seed: number, count = 60): BlockLimits => ({ ...base, blocks: wildMonths(seed, count) });

/** Borrowing at 8 %, lending at 3 %. */
const spread = (leverage: number): number => (leverage - 1) * (leverage > 1 ? 0.08 : 0.03);

const seeds = fc.integer({ min: 0, max: 1e6 });

describe("blocks of a diffusion", () => {
  test.each([
    [0.5, 0.05, 0.37580364941821515],
    [0.5, 0.1, 0.4627564263195184],
    [0.3, 0.1, 0.268251272147214],
  ])("loss %f with odds %f: %f of Kelly, 2/(1 + lambda) (rck-gbm-* of quant.json), to 1e-3", (lossMax, odds, c) => {
    const tolerance = { lossMax, probabilityMax: odds };
    for (const volatility of [0.16, 0.6]) {
      const limits = { ...base, ...tolerance, blocks: normalMonths(volatility) };
      const { leverageRatioMax, leverageRatioBest, status } = blockCertificate(limits);
      const kelly = 0.25 / volatility ** 2;
      expect(status).toBe("limited");
      expect(Math.abs((leverageRatioMax ?? NaN) / kelly - c)).toBeLessThan(1e-3);
      expect(leverageRatioBest).toBe(leverageRatioMax);
    }
    expect(kellyFractionForDrawdown(tolerance)).toBeCloseTo(c, 12);
  });

  test.skipIf(!vectorsPresent)("the three are all the rck-gbm-* vectors", () => {
    expect(vectorsOf("rck-gbm-").map(({ expected }) => expected.c)).toEqual(
      expect.arrayContaining([0.37580364941821515, 0.4627564263195184, 0.268251272147214]),
    );
    expect(vectorsOf("rck-gbm-").length).toBe(3);
  });

  test("a short at the mirrored drift is as large, and a long there is none", () => {
    const blocks = normalMonths(0.6);
    const long = blockCertificate({ ...base, blocks });
    const short = blockCertificate({ ...base, blocks, driftAnnual: -0.25, side: "short" });
    expect(short.leverageRatioMax).toBeCloseTo(long.leverageRatioMax ?? NaN, 3);
    expect(blockCertificate({ ...base, blocks, driftAnnual: -0.25 })).toMatchObject({
      status: "limited",
      leverageRatioMax: 0,
      leverageRatioBest: 0,
      growthAnnual: 0,
      leverageRatioMaxStandardError: null,
    });
  });

  test("measured against holding it is 1 + c (Kelly - 1) (the same law for the ratio of two funds)", () => {
    const limits = { ...base, blocks: normalMonths(0.3), measuredAgainst: "holding" } as const;
    const kelly = 0.25 / 0.3 ** 2;
    const c = kellyFractionForDrawdown(limits);
    expect(blockCertificate(limits).leverageRatioMax).toBeCloseTo(1 + c * (kelly - 1), 3);
    expect(blockMoment(limits, 1)).toBe(1);
  });

  test("with a loose tolerance the best is Kelly's, inside the limit", () => {
    const loose = { ...base, blocks: normalMonths(0.6), lossMax: 0.99, probabilityMax: 0.5 };
    const { leverageRatioBest, leverageRatioMax, growthAnnual } = blockCertificate(loose);
    expect(leverageRatioBest).toBeCloseTo(0.25 / 0.36, 3);
    expect(leverageRatioMax ?? NaN).toBeGreaterThan(leverageRatioBest);
    expect(growthAnnual).toBeCloseTo(0.25 ** 2 / 0.72, 4);
  });
});

describe("any blocks", () => {
  test("property: growth is L drift - carry - L^2 v / 2 exactly, v the variance a year that the blocks realised", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: -5, max: 8, noNaN: true }), (seed, leverage) => {
        const limits = { ...wild(seed), carryAnnual: spread };
        const { variances } = limits.blocks;
        const variance = variances.reduce((sum, v) => sum + v, 0) / variances.length / MONTH;
        const expected = leverage * 0.25 - spread(leverage) - (leverage ** 2 * variance) / 2;
        expect(blockGrowthAnnual(limits, leverage)).toBeCloseTo(expected, 11);
      }),
    );
  });

  test("property: a constant added to the history changes nothing; a lower drift never allows more", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: -1, max: 1, noNaN: true }), (seed, constant) => {
        const limits = { ...wild(seed), carryAnnual: spread };
        const moved = { ...limits.blocks, logReturns: limits.blocks.logReturns.map((value) => value + constant) };
        const answer = blockCertificate(limits);
        const same = blockCertificate({ ...limits, blocks: moved });
        expect(same.leverageRatioMax).toBeCloseTo(answer.leverageRatioMax ?? NaN, 9);
        const poorer = blockCertificate({ ...limits, driftAnnual: 0.2 });
        expect(poorer.leverageRatioMax ?? NaN).toBeLessThanOrEqual(answer.leverageRatioMax ?? NaN);
      }),
    );
  });

  test("property: the limit is kept up to leverageRatioMax and broken beyond it; nothing kept grows faster than the best", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom("long", "short"),
        fc.double({ min: -0.6, max: 0.9, noNaN: true }),
        (seed, side, driftAnnual) => {
          const limits: BlockLimits = { ...wild(seed), carryAnnual: spread, side, driftAnnual };
          const sign = side === "long" ? 1 : -1;
          const answer = blockCertificate(limits);
          const max = answer.leverageRatioMax ?? NaN;
          expect(answer.status).toBe("limited");
          expect(answer.residual).toBeLessThan(1e-9);
          expect(answer.gap).toBeLessThan(1e-9);
          for (let share = 0; share <= 1; share += 0.125) {
            expect(blockMoment(limits, sign * share * max)).toBeLessThanOrEqual(1 + 1e-14);
            expect(blockGrowthAnnual(limits, sign * share * max)).toBeLessThanOrEqual(answer.growthAnnual + 1e-12);
          }
          for (const factor of [1.0001, 1.1, 3, 50])
            expect(blockMoment(limits, sign * (max + 1e-6) * factor)).toBeGreaterThan(1);
        },
      ),
    );
  });

  test("a cost of holding nothing can be outgrown, or not: the limit then starts above 0, or there is none", () => {
    const costly = (leverage: number): number => 0.01 + Math.abs(leverage) * 0.001;
    const rich = blockCertificate({ ...wild(5), carryAnnual: costly, driftAnnual: 0.6 });
    expect(rich.status).toBe("limited");
    expect(blockMoment({ ...wild(5), carryAnnual: costly, driftAnnual: 0.6 }, 0)).toBeGreaterThan(1);
    const poor = blockCertificate({ ...wild(5), carryAnnual: costly, driftAnnual: 0 });
    expect(poor).toMatchObject({ status: "none", leverageRatioMax: 0, leverageRatioBest: 0 });
    expect(poor.growthAnnual).toBeCloseTo(-0.01, 12);
    expect(poor.residual).toBeGreaterThan(0);
  });

  test("a drift without risk knows no limit up to 1000", () => {
    const still = { logReturns: new Float64Array(24), variances: new Float64Array(24), blockMs: MONTH_MS };
    const answer = blockCertificate({ ...base, blocks: still });
    expect(answer).toMatchObject({ status: "unlimited", leverageRatioMax: null, leverageRatioBest: 1000 });
    expect(answer.growthAnnual).toBeCloseTo(250, 9);
  });

  test("95 % intervals of leverageRatioMax at the true drift hold the true one in 90 to 99 of 100 samples of 200 months", () => {
    const truth = blockCertificate(wild(1, 60_000)).leverageRatioMax ?? NaN;
    let held = 0;
    for (let seed = 100; seed < 400; seed++) {
      const { leverageRatioMax, leverageRatioMaxStandardError } = blockCertificate(wild(seed, 200));
      if (Math.abs((leverageRatioMax ?? NaN) - truth) < 1.96 * (leverageRatioMaxStandardError ?? NaN)) held += 1;
    }
    expect(held / 300).toBeGreaterThan(0.9);
    expect(held / 300).toBeLessThan(0.99);
  });
});

describe("refusals", () => {
  const blocks = wildMonths(3, 30);

  test.each([
    ["23 blocks", { blocks: wildMonths(3, 23) }, "E_TOO_FEW", "blocks.logReturns"],
    [
      "a variance missing",
      { blocks: { ...blocks, variances: new Float64Array(29) } },
      "E_OUT_OF_RANGE",
      "blocks.variances",
    ],
    [
      "a negative variance",
      { blocks: { ...blocks, variances: blocks.variances.map((v) => -v) } },
      "E_OUT_OF_RANGE",
      "blocks.variances[0]",
    ],
    [
      "no returns",
      { blocks: { ...blocks, logReturns: blocks.logReturns.map(() => NaN) } },
      "E_NOT_FINITE",
      "blocks.logReturns[0]",
    ],
    ["blocks of no length", { blocks: { ...blocks, blockMs: 0 } }, "E_OUT_OF_RANGE", "blocks.blockMs"],
    ["no drift", { driftAnnual: NaN }, "E_NOT_FINITE", "driftAnnual"],
    ["a carry without a value", { carryAnnual: () => NaN }, "E_NOT_FINITE", "carryAnnual(1)"],
    ["a loss of everything", { lossMax: 1 }, "E_OUT_OF_RANGE", "lossMax"],
    ["certainty", { probabilityMax: 1 }, "E_OUT_OF_RANGE", "probabilityMax"],
  ])("%s", (_, fault, code, field) => {
    expect(() => blockCertificate({ ...base, blocks, ...fault })).toThrow(expect.objectContaining({ code, field }));
  });

  test("a leverage ratio that is not a number", () => {
    const fault = { code: "E_NOT_FINITE", field: "leverageRatio" };
    expect(() => blockMoment({ ...base, blocks }, NaN)).toThrow(expect.objectContaining(fault));
    expect(() => blockGrowthAnnual({ ...base, blocks }, NaN)).toThrow(expect.objectContaining(fault));
  });
});

test("far beyond every limit the moment is a number still", () => {
  expect(blockMoment({ ...base, blocks: wildMonths(3, 30) }, 1000)).toBe(Number.MAX_VALUE);
});
