import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, explain, frontier, type DecisionRequest } from "../src/decision/index.js";
import { DAY_MS, type VolatilityStates } from "../src/model/index.js";
import { decisionSchema } from "../src/schemas/index.js";
import { AAVE, cli, words } from "./cli-io.js";
import { anything, lendingMarket, perpetualMarket, tailGap } from "./markets.js";
import { answerOf, requestOf } from "./requests.js";

const spells: VolatilityStates = {
  multiples: [1, 2.6],
  switchMs: DAY_MS,
  switching: [
    [0.92, 0.08],
    [0.16, 0.84],
  ],
  source: "a test",
};

const full = (request: DecisionRequest): DecisionRequest => ({ ...request, accuracy: "full" });

/** Requests that somebody watches and that borrow, with and without gaps, jumps, isolation and spells. */
const watched: fc.Arbitrary<DecisionRequest> = fc
  .record({
    volatility: fc.double({ min: 0.2, max: 1, noNaN: true }),
    times: fc.double({ min: 0.6, max: 3, noNaN: true }),
    cost: fc.constantFrom(0.0002, 0.001, 0.004),
    gap: fc.constantFrom(null, tailGap({ intensity: 2, index: 2.5 })),
    venue: fc.constantFrom(lendingMarket(), perpetualMarket()),
    lossMax: fc.constantFrom(0.3, 0.6, 0.95),
    checkIntervalMs: fc.constantFrom(3_600_000, DAY_MS / 4),
    fixedCost: fc.constantFrom(0, 10),
    volatilityStates: fc.constantFrom(null, spells),
  })
  .map(({ volatility, times, cost, gap, venue, lossMax, checkIntervalMs, fixedCost, volatilityStates }) => {
    const request = requestOf(
      {
        volatility,
        drift: 0.05 + times * volatility ** 2,
        driftError: 0,
        borrow: 0.05,
        lend: 0.03,
        funding: 0.03,
        gap,
      },
      {
        venue,
        account: { asset: venue.asset, equity: 50_000, price: 2_500 },
        costs: { tradingCostRate: cost, fixedCost },
        tolerance: { lossMax, probabilityMax: 0.2 },
        policy: { kind: "rebalanced", checkIntervalMs: gap === null ? checkIntervalMs : 3_600_000 },
      },
    );
    return { ...request, estimates: { ...request.estimates, volatilityStates } };
  });

describe("fast and full", () => {
  test("full never earns less, and never more than fast says that it might (40 random requests)", () => {
    let searched = 0;
    fc.assert(
      fc.property(watched, (request) => {
        const [quick, slow] = [answerOf(request), answerOf(full(request))];
        expect([quick.provenance.accuracy, slow.provenance.accuracy]).toEqual(["fast", "full"]);
        const [quickError, slowError] = [quick, slow].map(({ provenance }) => provenance.growthErrorAnnual);
        if (quick.provenance.engine === "closed-form") {
          expect(quickError).toBeNull();
          return;
        }
        searched++;
        const gained = slow.growth.rateAnnual - quick.growth.rateAnnual;
        // In spells fast takes their mean variance where ordinary moves close nothing.
        expect(gained).toBeGreaterThanOrEqual(-4e-4 * (1 + Math.abs(quick.growth.rateAnnual)));
        // What is moved out of reach besides is a search of its own: it may add a tenth of a point.
        expect(gained).toBeLessThanOrEqual((quickError ?? 0) + (quick.isolatedShare < 1 ? 1e-3 : 0));
        expect(slowError ?? 0).toBeLessThanOrEqual((quickError ?? 0) + 1e-3);
        for (const cap of slow.caps) expect(cap.slack ?? 0, cap.name).toBeGreaterThan(-1e-5);
      }),
      { numRuns: 40, seed: 4, endOnFailure: true },
    );
    expect(searched).toBeGreaterThan(20);
  });

  test("the engine says how it was made", () => {
    const { provenance } = answerOf(requestOf({ volatility: 0.5, drift: 0.6 }));
    expect(provenance.engine).toBe("grid");
    expect(provenance.grid?.leak).toBeLessThan(1e-7);
    expect(provenance.grid?.nodes).toBeGreaterThan(10);
  });

  test("nobody watches: closed forms alone", () => {
    const { provenance } = answerOf(
      requestOf({ volatility: 0.5, drift: 0.6 }, { policy: { kind: "unattended", resetMs: 30 * DAY_MS } }),
    );
    expect(provenance).toMatchObject({ engine: "closed-form", grid: null, growthErrorAnnual: null });
  });

  test("explain speaks of the same growth", () => {
    const request = requestOf({ volatility: 0.5, drift: 0.6 });
    const { decision, leverage, tradingAnnual } = explain(request);
    if (decision.status === "infeasible") throw new Error(decision.because);
    expect((leverage[1].growthAnnual ?? 0) + tradingAnnual).toBeCloseTo(decision.growth.rateAnnual, 12);
  });

  test("the command line asks for it, and says what it got", async () => {
    const line = `optimize ${AAVE} --json`;
    const [quick, slow] = await Promise.all([line, `${line} --accuracy full`].map((each) => cli(words(each))));
    const [fast, searched] = [quick, slow].map(({ stdout }) => decisionSchema.parse(JSON.parse(stdout)));
    expect([fast.provenance.accuracy, searched.provenance.accuracy]).toEqual(["fast", "full"]);
    const { stdout } = await cli(words(`optimize ${AAVE}`));
    expect(stdout).toMatch(/engine +(grid of \d+ nodes|closed-form)/);
  });

  test("an accuracy that is neither is refused by name", () => {
    const request: unknown = { ...requestOf(), accuracy: "exact" };
    expect(() => decide(request as DecisionRequest)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "accuracy" }),
    );
  });
});

describe("spells of volatility", () => {
  const calm = requestOf(
    { volatility: 0.5, drift: 0.45, gap: null },
    { tolerance: { lossMax: 0.9, probabilityMax: 0.5 } },
  );
  const inSpells: DecisionRequest = { ...calm, estimates: { ...calm.estimates, volatilityStates: spells } };

  test("make the odds of a month worse where they are small, and leave growth nearly as it was", () => {
    const tolerance = { ...calm.tolerance, liquidationHorizonMs: 30 * DAY_MS };
    const [without, with_] = [calm, inSpells].map((request) => answerOf({ ...request, tolerance }));
    expect(with_.odds.liquidation.untouched).toBeGreaterThan(1.2 * without.odds.liquidation.untouched);
    expect(Math.abs(with_.growth.rateAnnual - without.growth.rateAnnual)).toBeLessThan(0.02);
  });

  test("take a point and a half a year off a band of 2.6x to 3.4x: its far edge in wild spells, its near one in calm ones", () => {
    const wide = requestOf({ volatility: 0.5, drift: 0.8 }, { tolerance: anything });
    const estimates = { ...wide.estimates, volatilityStates: spells };
    const [without, with_] = [wide, { ...wide, estimates }].map(answerOf);
    for (const { band, provenance } of [without, with_]) {
      expect([band.low.toFixed(1), band.high.toFixed(1)]).toEqual(["2.6", "3.4"]);
      expect(provenance.engine).toBe("grid");
    }
    expect(without.growth.rateAnnual - with_.growth.rateAnnual).toBeCloseTo(0.015, 3);
  });

  test.each([
    ["multiples", { multiples: [1, -2] }, "estimates.volatilityStates.multiples[1]"],
    ["more than three", { multiples: [1, 2, 3, 4] }, "estimates.volatilityStates.multiples.length"],
    ["a row too short", { switching: [[1], [0.5, 0.5]] }, "estimates.volatilityStates.switching[0].length"],
    [
      "a row that goes nowhere",
      {
        switching: [
          [0.5, 0.4],
          [0.5, 0.5],
        ],
      },
      "estimates.volatilityStates.switching[0]",
    ],
    ["time", { switchMs: 0 }, "estimates.volatilityStates.switchMs"],
  ])("bad %s are refused by name", (_, bad, field) => {
    const estimates = { ...calm.estimates, volatilityStates: { ...spells, ...bad } };
    expect(() => decide({ ...calm, estimates })).toThrow(expect.objectContaining({ field }));
  });
});

describe("the frontier", () => {
  test("32 leverages, in which the answer's own growth is found again", () => {
    const request = requestOf({ volatility: 0.5, drift: 0.6 });
    const { points, decision } = frontier(request);
    if (decision.status === "infeasible") throw new Error(decision.because);
    expect(points).toHaveLength(32);
    const near = points.filter(({ leverageRatio }) => Math.abs(leverageRatio - decision.leverageRatio) < 0.08);
    expect(near.length).toBeGreaterThan(0);
    for (const { growthAnnual } of near)
      expect(Math.abs((growthAnnual ?? 0) - decision.growth.rateAnnual)).toBeLessThan(0.02);
  });
});
