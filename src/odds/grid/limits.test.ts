import { describe, expect, test } from "vitest";
import { always, logNormal, outcomeOf, ratesOf, type Case } from "../../../tests/managed.js";
import { perpetualMarket } from "../../../tests/markets.js";
import { noTradeBand } from "../../decision/band.js";
import { tradeToTargetBand } from "../../decision/fixed-cost-band.js";
import { edgeMeans, type BandMarket } from "../../decision/reflected.js";
import { constantLeverageGrowth, firstPassageProbability, logOdds, loopGrowth, shareAt } from "../index.js";
import type { LongRun } from "./managed-outcome.js";

const [VOLATILITY, DRIFT, BORROW, THRESHOLD] = [0.6, 0.2, 0.05, 0.83];
const VARIANCE = VOLATILITY ** 2;
const moves = logNormal(DRIFT, VOLATILITY);
const rates = ratesOf({ borrowRateAnnual: BORROW, assetBorrowRateAnnual: 0.03 });

/** First passage of a position that nobody touches: the log cushion, and its drift. */
const passage = (cushion: number, drift: number, years: number): number =>
  firstPassageProbability({ barrier: Math.abs(cushion), drift, volatility: VOLATILITY, years });

describe("untouched, one normal law: first passage with the bridge", () => {
  // The reference on concepts, section 6, "static first passage".
  test.each([
    [1.5, 0.0025, 0.1384],
    [2, 0.0951, 0.4152],
    [2.5, 0.287, 0.6045],
    [3, 0.4736, 0.7279],
    [4, 0.7417, 0.8731],
  ])(
    "concepts, section 6: %fx is closed within a quarter with %f, within a year with %f",
    (leverage, quarter, year) => {
      const { horizons } = outcomeOf({ moves, rates, leverage, years: [0.25, 1] });
      expect(Math.abs(horizons[0].liquidation - quarter)).toBeLessThan(5.1e-5);
      expect(Math.abs(horizons[1].liquidation - year)).toBeLessThan(5.1e-5);
    },
  );

  test.each([1.1, 1.5, 2, 3, 4, 5.5])("lending long at %fx", (leverage) => {
    const { horizons } = outcomeOf({ moves, rates, leverage, years: [0.25, 1, 4] });
    for (const { years, liquidation } of horizons) {
      const cushion = Math.log((leverage * THRESHOLD) / (leverage - 1));
      const closed = passage(cushion, DRIFT - VARIANCE / 2 - BORROW, years);
      expect(Math.abs(liquidation - closed)).toBeLessThan(1e-11);
    }
  });

  test.each([-0.5, -1, -1.5, -2])("lending short at %fx", (leverage) => {
    const { horizons } = outcomeOf({ moves, rates, leverage, years: [0.25, 1, 4] });
    for (const { years, liquidation } of horizons) {
      const cushion = Math.log((THRESHOLD * (1 - leverage)) / -leverage);
      const closed = passage(cushion, -(DRIFT - VARIANCE / 2 + 0.03), years);
      expect(Math.abs(liquidation - closed)).toBeLessThan(1e-11);
    }
  });

  test.each([0.5, 1.5, 3, 10, -0.5, -1, -3])("perpetual without funding at %fx", (leverage) => {
    const market = perpetualMarket({ maintenanceRate: 0.005 });
    const { horizons } = outcomeOf({ market, moves, leverage, years: [0.25, 1, 4] });
    for (const { years, liquidation } of horizons) {
      const ratio = (1 - 1 / leverage) / (1 - Math.sign(leverage) * 0.005);
      const closed = ratio > 0 ? passage(Math.log(ratio), Math.sign(leverage) * (DRIFT - VARIANCE / 2), years) : 0;
      expect(Math.abs(liquidation - closed)).toBeLessThan(1e-12);
    }
  });
});

/** Growth a year of a band of no width that is traded back to `leverage` so many times a year, without cost. */
function fundGrowth(leverage: number, checks: number): number {
  const size = Math.abs(leverage);
  const given: Case = { moves, rates, leverage, band: [size, size], tradeTo: "target", checks, years: [1] };
  return outcomeOf(given).horizons[0].logWealth;
}

describe("traded back to one leverage ratio, ever more often, without cost", () => {
  test.each([0.5, 2, 3, -1])("%fx grows as a leveraged fund does (Avellaneda & Zhang 2010)", (leverage) => {
    const path = { leverageRatio: leverage, priceRatio: Math.exp(DRIFT - VARIANCE / 2), realisedVariance: VARIANCE };
    const carry = leverage > 1 ? (1 - leverage) * BORROW : leverage < 0 ? leverage * 0.03 : 0;
    const fund = constantLeverageGrowth({ ...path, rateAnnual: 0, years: 1 }).total + carry;
    const [rough, fine] = [fundGrowth(leverage, 16 * 365), fundGrowth(leverage, 64 * 365)];
    // What is off falls with the step, so that four times as many checks leave a quarter of it.
    expect((rough - fund) / (fine - fund)).toBeCloseTo(4, 1);
    expect(Math.abs((4 * fine - rough) / 3 - fund)).toBeLessThan(3e-7);
  });
});

/** Mean distance by which a random walk of unit step passes a level (Chernoff 1965). */
const OVERSHOOT = 0.5825971579390107;

/** The market of a band whose trades cost `cost` on each side of the middle price; the closed form counts stock at the ask. */
const marketOf = (cost: number, drift = DRIFT): BandMarket => ({
  excessAnnual: drift - BORROW,
  varianceAnnual: VARIANCE,
  riskAversion: 1,
  roundTripCost: (2 * cost) / (1 + cost),
  fixedCostShare: 0,
});

/** Leverage with stock counted at the ask, from leverage at the middle price, and back. */
const atAsk = (leverage: number, cost: number): number => shareAt(logOdds(leverage) + Math.log1p(cost), leverage);
const atMiddle = (leverage: number, cost: number): number => shareAt(logOdds(leverage) - Math.log1p(cost), leverage);

/** Where a band that is looked at now and then lets leverage go, on average: past its edges by the overshoot. */
function widened([low, high]: readonly [number, number], checks: number): readonly [number, number] {
  const past = (Math.sign(logOdds(high) - logOdds(low)) * OVERSHOOT * VOLATILITY) / Math.sqrt(checks);
  return [shareAt(logOdds(low) - past, low), shareAt(logOdds(high) + past, high)];
}

/** Rates at which borrowing costs what lending earns, as the closed form has it. */
const evenRates = ratesOf({ borrowRateAnnual: BORROW, lendRateAnnual: BORROW });

/** Long run of a signed band, each check a step of its own unless `more` says otherwise. */
function longRunOf(leverage: number, band: readonly [number, number], more: Partial<Case>): LongRun {
  const [low, high] = band.map(Math.abs).sort((a, b) => a - b);
  // The long run does not depend on the horizon: a short one is cheap.
  const years = [2.5 / (more.checks ?? 365)];
  const own = { moves, rates: evenRates, leverage, band: [low, high], years, checksPerStep: 1 } as const;
  const { longRun } = outcomeOf({ ...own, ...more });
  if (longRun === null) throw new Error("a band settles");
  return longRun;
}

/** Notional over wealth traded a year by a reflected position: local time at each edge times what a step of the log odds there trades. */
function reflectedTurnover([low, high]: readonly [number, number]): number {
  const at = (edge: number, other: number): number => {
    const market = { ...marketOf(0), roundTripCost: 1e-9 };
    // The closed form pays at its second edge only, for sales there: what a cost that is none takes, over that cost.
    return edgeMeans(market, other, edge).costAnnual / 1e-9;
  };
  return at(high, low) + at(low, high);
}

const BANDS = [
  [2, [1.86, 2.14], 0, 4e-5],
  [2, [1.86, 2.14], 0.0005, 4e-5],
  [3, [2.7, 3.3], 0.003, 3e-4],
  [1.2, [1.15, 1.25], 0.0005, 1e-6],
  [0.5, [0.45, 0.55], 0.0005, 2e-7],
  [-1, [-1.1, -0.9], 0.0005, 4e-5],
] as const;

describe("trades to the edge, ever more often: the reflected diffusion", () => {
  test.each(BANDS)("%fx in the band %j at a cost of %f: long-run growth", (leverage, band, cost, within) => {
    const error = (checks: number): number => {
      const [low, high] = widened(band, checks);
      const { valueAnnual } = edgeMeans(marketOf(cost), atAsk(low, cost), atAsk(high, cost));
      return longRunOf(leverage, band, { costRate: cost, checks }).growthAnnual - valueAnnual - BORROW;
    };
    const [hourly, finer] = [error(8760), error(4 * 8760)];
    expect(Math.abs(hourly)).toBeLessThan(within);
    // With the overshoot counted what is left falls with the step, not with its root.
    expect(hourly / finer).toBeCloseTo(4, 0);
  });

  test.each(BANDS)("%fx in the band %j at a cost of %f: turnover and cost", (leverage, band, cost) => {
    const error = (checks: number): number => {
      const { tradedAnnual, costAnnual } = longRunOf(leverage, band, { costRate: cost, checks });
      expect(Math.abs(costAnnual - cost * tradedAnnual)).toBeLessThan(1e-14);
      return tradedAnnual / reflectedTurnover(widened(band, checks)) - 1;
    };
    // Without cost what is off falls with the step; a cost makes wealth smaller by as much as the trade is larger.
    expect(Math.abs(error(8760))).toBeLessThan(8e-5 + 1.3 * cost);
    if (cost === 0) expect(error(8760) / error(4 * 8760)).toBeCloseTo(4, 1);
  });

  test.each(BANDS)("%fx in the band %j at a cost of %f: one step for several checks", (leverage, band, cost) => {
    const often = { costRate: cost, checks: 8 * 8760 };
    const [own, longer] = [
      longRunOf(leverage, band, often),
      longRunOf(leverage, band, { ...often, checksPerStep: undefined }),
    ];
    expect(Math.abs(longer.growthAnnual / own.growthAnnual - 1)).toBeLessThan(4e-4);
    expect(Math.abs(longer.tradedAnnual / own.tradedAnnual - 1)).toBeLessThan(2.5e-4);
    expect(Math.abs(longer.tradesAnnual / own.tradesAnnual - 1)).toBeLessThan(1e-4);
  });

  test.each([0.0005, 0.003])(
    "no other band of the width around 2x earns more at a cost of %f than the exact no-trade band",
    (cost) => {
      const drift = BORROW + 2 * VARIANCE;
      const { low, high, valueAnnual } = noTradeBand(marketOf(cost, drift));
      const [from, to] = [atMiddle(low, cost), atMiddle(high, cost)];
      const growth = (times: number, checks: number): number => {
        const band = [2 + times * (from - 2), 2 + times * (to - 2)] as const;
        return longRunOf(2, band, { moves: logNormal(drift, VOLATILITY), costRate: cost, checks }).growthAnnual;
      };
      const best = growth(1, 4 * 8760);
      expect(Math.abs(best - valueAnnual - BORROW)).toBeLessThan(5e-6);
      for (const times of [0.6, 0.8, 1.25, 1.6]) expect(growth(times, 8760)).toBeLessThan(best - 1e-4);
    },
  );

  test.each([0.001, 0.01])("trades to the target at a fixed cost of %f: growth of the renewal cycle", (fixedCost) => {
    const drift = BORROW + 2 * VARIANCE;
    const market = { ...marketOf(0, drift), fixedCostShare: fixedCost };
    const { low, high, target, valueAnnual, costAnnual } = tradeToTargetBand(market);
    const given = { moves: logNormal(drift, VOLATILITY), fixedCost, tradeTo: "target", checks: 8760 } as const;
    const longRun = longRunOf(target, [low, high], given);
    // The best band is flat in its edges: an overshoot of each changes cost, at first order, and growth at second.
    expect(Math.abs(longRun.growthAnnual - valueAnnual - BORROW)).toBeLessThan(1.5e-5);
    expect(Math.abs(longRun.costAnnual / costAnnual - 1)).toBeLessThan(0.035);
    expect(longRun.costAnnual).toBeCloseTo(fixedCost * longRun.tradesAnnual, 12);
  });
});

describe("closed and opened again: renewal", () => {
  test.each([
    [1.5, 1],
    [2, 0.25],
    [2, 1],
    [3, 0.25],
    [4, 1],
  ])("%fx left alone for %f years: one life of the loop's renewal", (leverage, years) => {
    const instants = 64;
    const times = Array.from({ length: instants }, (_, i) => (years * (i + 1)) / instants);
    const { horizons, engine } = outcomeOf({ moves, rates, leverage, years: times });
    const last = horizons[instants - 1];
    const loop = loopGrowth({
      leverageRatio: leverage,
      driftAnnual: DRIFT,
      yieldAnnual: 0,
      borrowRateAnnual: BORROW,
      volatilityAnnual: VOLATILITY,
      liquidationThreshold: THRESHOLD,
      bonus: 0.05,
      years,
    });
    expect(Math.abs(last.liquidation - loop.liquidationProbability)).toBeLessThan(1e-8);
    // A close within a step counts interest to the step's end: half a step of it on average, of debt that what is left is a share of.
    const late = (BORROW * engine.stepYears * last.liquidation) / 2;
    const error = last.logWealth - loop.growthAnnual * loop.meanLifeYears;
    expect(Math.abs(error - late)).toBeLessThan(0.02 * late);
    const survival = [1, ...horizons.map(({ liquidation }) => 1 - liquidation)];
    const simpson = survival.reduce((sum, s, i) => sum + s * (i === 0 || i === instants ? 1 : 2 + 2 * (i % 2)), 0);
    expect(Math.abs((simpson * years) / instants / 3 - loop.meanLifeYears)).toBeLessThan(2e-5);
  });

  test("small hazards: closes a year x horizon is the chance of one, and the chance of none falls at that rate", () => {
    const given = { rates, leverage: 3, band: [2.7, 3.3], checks: 365, costRate: 0.0005 } as const;
    const kou = { intensityAnnual: 4, downShare: 0.7, meanDown: 0.03, meanUp: 0.03 };
    const jumps = always({ kind: "kou", driftAnnual: 0.02, volatilityAnnual: VOLATILITY, jumps: kou });
    const { horizons, longRun } = outcomeOf({ ...given, moves: jumps, years: [0.25, 1, 2, 3] });
    if (longRun === null) throw new Error("a band settles");
    const hazard = longRun.liquidationsAnnual;
    expect(hazard).toBeLessThan(0.01);
    for (const { years, liquidation } of horizons)
      expect(Math.abs(liquidation / -Math.expm1(-hazard * years) - 1)).toBeLessThan(0.002);
    const [, first, second, third] = horizons.map(({ liquidation }) => Math.log1p(-liquidation));
    expect(Math.abs((third - second) / (second - first) - 1)).toBeLessThan(1e-9);
    expect(Math.abs((second - third) / hazard - 1)).toBeLessThan(0.001);
  });
});
