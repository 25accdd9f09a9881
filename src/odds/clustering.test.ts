import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS, yearsOf, type VolatilityStates } from "../model/index.js";
import { ratesOf, wholeClose } from "../../tests/managed.js";
import {
  clusteringOf,
  managedOdds,
  untouchedLiquidationProbability,
  venuePosition,
  withClustering,
  type Beliefs,
} from "./index.js";

const calmAndWild: VolatilityStates = {
  multiples: [0.5, 1.4],
  switchMs: DAY_MS,
  switching: [
    [0.92, 0.08],
    [0.16, 0.84],
  ],
  source: "a test",
};

const three: VolatilityStates = {
  multiples: [0.6, 1, 1.8],
  switchMs: DAY_MS,
  switching: [
    [0.98, 0.02, 0],
    [0.01, 0.98, 0.01],
    [0, 0.03, 0.97],
  ],
  source: "a test",
};

const known: Beliefs = { driftAnnual: 0.2, driftStandardError: 0, volatilityAnnual: 0.7, volatilityStandardError: 0 };

/** The variance of the mean squared multiple over `days`, by simulation. */
function simulatedSpread(states: VolatilityStates, days: number, paths: number): number {
  const { multiples, shares, switching } = clusteringOf(states);
  const next = (chances: readonly number[], uniform: number): number => {
    let [state, left] = [0, uniform];
    while (state < chances.length - 1 && left >= chances[state]) left -= chances[state++];
    return state;
  };
  let [sum, squares] = [0, 0];
  for (let path = 0; path < paths; path++) {
    const stream = createStream(5, path);
    let state = next(shares, stream.uniform());
    let total = 0;
    for (let day = 0; day < days; day++) {
      total += multiples[state] ** 2 / days;
      state = next(switching[state], stream.uniform());
    }
    sum += total / paths;
    squares += total ** 2 / paths;
  }
  return squares - sum ** 2;
}

describe("volatility states", () => {
  test.each([
    ["two", calmAndWild],
    ["three", three],
  ])("%s: shares and squares average to 1", (_, states) => {
    const { multiples, shares, switching } = clusteringOf(states);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 14);
    expect(multiples.reduce((sum, multiple, i) => sum + shares[i] * multiple ** 2, 0)).toBeCloseTo(1, 13);
    shares.forEach((share, to) => {
      expect(shares.reduce((sum, each, from) => sum + each * switching[from][to], 0)).toBeCloseTo(share, 13);
    });
  });

  test.each([
    [
      "never left",
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      "in two groups",
      [
        [1, 0, 0],
        [0, 0.5, 0.5],
        [0, 0.5, 0.5],
      ],
    ],
  ])("states that never reach each other (%s) are refused", (_, switching) => {
    const states = { ...three, multiples: three.multiples.slice(0, switching.length), switching };
    expect(() => clusteringOf(states)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "volatilityStates.switching" }) as Error,
    );
  });

  test("the mean square of the volatility is kept, whatever the time", () => {
    const beliefs = { ...known, volatilityStandardError: 0.1 };
    for (const years of [1 / 365, 0.1, 1, 20]) {
      const { volatilityAnnual, volatilityStandardError } = withClustering(beliefs, three, years);
      expect(volatilityAnnual ** 2 + volatilityStandardError ** 2).toBeCloseTo(0.7 ** 2 + 0.1 ** 2, 12);
    }
  });

  test("one state, or none, changes nothing; over a long time all of them are one", () => {
    expect(withClustering(known, null, 1)).toBe(known);
    expect(withClustering(known, { ...three, multiples: [2], switching: [[1]] }, 1)).toBe(known);
    const spreads = [0.1, 1, 10, 100].map((years) => withClustering(known, three, years).volatilityStandardError);
    for (let i = 1; i < spreads.length; i++) expect(spreads[i]).toBeLessThan(spreads[i - 1]);
    expect(spreads[3]).toBeLessThan(0.02);
  });

  test.each([
    [calmAndWild, 30],
    [three, 90],
  ])("the spread of the mean variance is that of simulated chains", (states, days) => {
    const { volatilityAnnual, volatilityStandardError } = withClustering(known, states, days * yearsOf(DAY_MS));
    // The log variance of the volatility is a fourth of that of its square.
    const spread = Math.expm1(4 * Math.log1p((volatilityStandardError / volatilityAnnual) ** 2));
    expect(spread / simulatedSpread(states, days, 20_000)).toBeCloseTo(1, 1);
  });
});

/** P(liquidated) of an untouched loop in states: on the grid, and by closed forms in the clock of the variance. */
function bothOdds(states: VolatilityStates, leverageRatio: number, years: number): readonly [number, number] {
  const prices = { USD: 1, ETH: 2500 };
  const state = ratesOf({ borrowRateAnnual: 0.05 });
  const { multiples, shares, switching } = clusteringOf(states);
  const position = venuePosition({
    ...{ market: wholeClose, prices, state, wealth: 1000, share: 1, branch: 2 },
    ...{ tradingCostRate: 0, fixedCostShare: 0, seesMarket: true },
  });
  const laws = multiples.map((multiple) => {
    const volatilityAnnual = multiple * known.volatilityAnnual;
    return { kind: "normal", driftAnnual: known.driftAnnual - volatilityAnnual ** 2 / 2, volatilityAnnual } as const;
  });
  const { horizons } = managedOdds({
    position,
    moves: { laws, switchYears: yearsOf(states.switchMs), switching, start: shares },
    policy: { low: null, high: null, tradeTo: "edge", target: leverageRatio },
    watching: { checkYears: 1 / 365 },
    side: 1,
    horizonsYears: [years],
  });
  const account = wholeClose.model.holding("ETH", { equity: 1000, notional: leverageRatio * 1000 }, prices);
  const clock = untouchedLiquidationProbability(
    { market: wholeClose, prices, state, account },
    withClustering(known, states, years),
    { years, checkYears: 0 },
  );
  return [horizons[0].liquidation, clock];
}

describe("passage odds in the clock of the variance against the grid", () => {
  test.each([
    [calmAndWild, 2, 30 / 365],
    [calmAndWild, 2, 0.25],
    [calmAndWild, 1.5, 1],
    [three, 3, 0.25],
    [three, 2, 1],
  ])("within .55 points, %#", (states, leverageRatio, years) => {
    const [grid, clock] = bothOdds(states, leverageRatio, years);
    expect(Math.abs(clock - grid)).toBeLessThan(0.0055);
    expect(clock / grid).toBeGreaterThan(0.9);
    expect(clock / grid).toBeLessThan(1.1);
  });
});
