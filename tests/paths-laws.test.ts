import { describe, expect, test } from "vitest";
import {
  createStream,
  gaussHermite,
  gaussLegendre,
  ROW,
  rowWords,
  runPaths,
  type PathJob,
} from "../src/kernel/index.js";
import {
  barrierProbability,
  discreteBarrier,
  firstPassageProbability,
  jumpPassageProbability,
  liquidationBarriers,
  loopGrowth,
  OVERSHOOT,
  overVolatility,
  pathJobOf,
  predictiveMinimumWealthProbability,
  simulated,
  twoBarrierSurvival,
} from "../src/odds/index.js";
import { wholeClose } from "./managed.js";
import { perpetualMarket } from "./markets.js";
import { apart, asked, contradicts, freeMarket, holdingOf, logDrift, type Asked } from "./paths-laws.js";

const PATHS = 2000;
const DAY = 1 / 365;

/** A random position that nobody touches. */
function untouched(number: number): Asked {
  const stream = createStream(11, number);
  const between = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const lending = stream.uniform() < 0.6;
  const leverage = stream.uniform() < 0.6 ? between(1.6, 4) : -between(0.4, 2.5);
  const rates = {
    borrowRateAnnual: between(0, 0.15),
    assetBorrowRateAnnual: between(0, 0.1),
    lendRateAnnual: lending ? between(0, 0.06) : 0,
    yieldAnnual: between(0, 0.05),
  };
  const market = lending ? wholeClose : perpetualMarket({ maintenanceRate: between(0.003, 0.0095) });
  const volatility = between(0.3, 1);
  const years = between(0.02, 0.3);
  return {
    market,
    rates,
    leverage,
    law: logDrift(between(-0.5, 0.5), volatility),
    stepYears: years / 8,
    years,
    seed: BigInt(number),
  };
}

describe("a diffusion that nobody touches: eight steps with a bridge are the closed form's whole path", () => {
  test.each(Array.from({ length: 40 }, (_, number) => number))(
    "random position %i: odds of first passage",
    (number) => {
      const given = untouched(number);
      const { years, law } = given;
      if (law.kind !== "normal") throw new Error("a diffusion is asked for");
      const holding = holdingOf(given);
      const { market, prices, state } = holding;
      const account = market.model.holding(market.asset, { equity: 1e5, notional: given.leverage * 1e5 }, prices);
      const price = {
        driftAnnual: law.driftAnnual + law.volatilityAnnual ** 2 / 2,
        driftStandardError: 0,
        volatilityAnnual: law.volatilityAnnual,
      };
      const known = liquidationBarriers({ market, account, prices, state }, years).reduce(
        (sum, barrier) => sum + barrierProbability(barrier, price, { years, checkYears: 0 }),
        0,
      );
      expect(contradicts(simulated([asked(given)], PATHS)[0], known)).toBe(false);
    },
  );
});

/** Mean of a function of a step's log move. */
const overStep = ({ driftAnnual, volatilityAnnual }: Diffusion, years: number, f: (move: number) => number): number => {
  const { nodes, weights } = gaussHermite(40);
  return nodes.reduce(
    (sum, node, i) => sum + weights[i] * f(driftAnnual * years + volatilityAnnual * Math.sqrt(years) * node),
    0,
  );
};

interface Diffusion {
  readonly driftAnnual: number;
  readonly volatilityAnnual: number;
}

test("a loop that is left alone: mean log wealth at the end of its one life, by the renewal formula", () => {
  for (const leverage of [1.7, 2.5, 3.6]) {
    const given = { leverage, law: logDrift(0.3, 0.7), stepYears: DAY * 15, years: DAY * 90 };
    const { growthAnnual, meanLifeYears, liquidationProbability } = loopGrowth({
      leverageRatio: leverage,
      driftAnnual: 0.3 + 0.7 ** 2 / 2,
      yieldAnnual: 0,
      borrowRateAnnual: 0,
      volatilityAnnual: 0.7,
      liquidationThreshold: 0.83,
      bonus: 0.05,
      years: given.years,
    });
    const [{ logWealth, liquidation, controlGain }] = simulated([asked(given)], PATHS);
    expect(apart(logWealth, growthAnnual * meanLifeYears)).toBeLessThan(4);
    expect(apart(liquidation, liquidationProbability)).toBeLessThan(4);
    expect(controlGain).toBeGreaterThan(1.05);
  }
});

describe("leverage restored every day: log wealth is a random walk with known steps", () => {
  test.each([2, 0.5, -1, 3])("leverage %f: mean log wealth, and the leveraged fund of Avellaneda & Zhang 2010", (L) => {
    const law = { driftAnnual: 0.25, volatilityAnnual: 0.5 };
    const given = { market: freeMarket, leverage: L, band: [Math.abs(L), Math.abs(L)] as const, years: 0.5 };
    const [{ logWealth, trades }] = simulated(
      [asked({ ...given, law: logDrift(0.25, 0.5), stepYears: 0.5 / 180 })],
      800,
    );
    const known = 180 * overStep(law, 0.5 / 180, (move) => Math.log1p(L * Math.expm1(move)));
    expect(apart(logWealth, known)).toBeLessThan(4);
    expect(Math.abs(known - 0.5 * (L * 0.25 + ((L - L * L) / 2) * 0.25))).toBeLessThan(2e-3);
    expect(trades.value).toBeGreaterThan(179);
  });

  test.each([
    [1, 0.85],
    [2, 0.6],
  ])(
    "leverage %f: odds of wealth below a floor of %f, by the running minimum of a diffusion seen at each step",
    (L, floor) => {
      const law = { driftAnnual: 0.1, volatilityAnnual: 0.5 };
      const steps = 180;
      const stepYears = 0.5 / steps;
      const given = { market: freeMarket, leverage: L, band: [L, L] as const, years: 0.5, stepYears, floor };
      const [{ belowFloor, fan }] = simulated([asked({ ...given, law: logDrift(0.1, 0.5), checkpoints: 3 })], PATHS);
      const drift = overStep(law, stepYears, (move) => Math.log1p(L * Math.expm1(move))) / stepYears;
      const volatility = L * law.volatilityAnnual;
      const barrier = discreteBarrier({ barrier: -Math.log(floor), volatility, checkYears: stepYears });
      fan.forEach((checkpoint) => {
        const known = firstPassageProbability({ barrier, drift, volatility, years: checkpoint.years });
        if (checkpoint.belowFloor === null) throw new Error("a floor was asked for");
        expect(apart(checkpoint.belowFloor, known)).toBeLessThan(4);
      });
      expect(fan[2].belowFloor).toEqual(belowFloor);
    },
  );
});

/** One word of every row of a job of one position. */
function wordsOf(job: PathJob, name: keyof typeof ROW): readonly number[] {
  const rows = new Float64Array(PATHS * rowWords(job));
  runPaths(job, 0, PATHS, rows);
  return Array.from({ length: PATHS }, (_, path) => rows[path * rowWords(job) + ROW[name]]);
}

describe("drawdown of wealth whose log has no drift (reflected Brownian motion; Magdon-Ismail et al. 2004, section 2)", () => {
  const [steps, volatility] = [365, 0.5];

  test.each([1, 2])("leverage %f restored at each step: its mean, its quantiles and 1.2533 deviations", (L) => {
    const law = logDrift(((L - 1) * volatility ** 2) / 2, volatility);
    const question = asked({ market: freeMarket, leverage: L, band: [L, L], law, stepYears: DAY, years: 1 });
    const [{ drawdown }] = simulated([question], PATHS);
    const deviation = L * volatility;
    // Seen at each step alone, a peak is missed by the mean overshoot and so is a trough.
    const missed = 2 * OVERSHOOT * deviation * Math.sqrt(DAY);
    const beyond = (size: number): number =>
      1 - twoBarrierSurvival({ below: size + missed, above: size + missed, drift: 0, volatility: deviation, years: 1 });
    const { nodes, weights } = gaussLegendre(64);
    const mean = nodes.reduce((sum, node, i) => {
      const size = 4 * (1 + node);
      return sum + 4 * weights[i] * Math.exp(-size) * beyond(size);
    }, 0);
    expect(apart(drawdown.mean, mean)).toBeLessThan(4);
    for (const { probability, value } of drawdown.quantiles) {
      const spread = Math.sqrt((probability * (1 - probability)) / PATHS);
      expect(Math.abs(beyond(-Math.log1p(-value)) - (1 - probability))).toBeLessThan(4 * spread + 1e-3);
    }
    const job = pathJobOf([question], PATHS);
    const logs = wordsOf(job, "drawdown").map((fraction) => -Math.log1p(-fraction));
    const meanLog = logs.reduce((sum, log) => sum + log / PATHS, 0) + missed;
    const spread = Math.sqrt(logs.reduce((sum, log) => sum + (log + missed - meanLog) ** 2, 0)) / PATHS;
    expect(Math.abs(meanLog - 1.2533 * deviation)).toBeLessThan(4 * spread + 1e-3);
    expect(steps).toBe(job.steps);
  });
});

test("a band: odds that nothing is traded, by a diffusion between two levels seen at each step", () => {
  const [leverage, low, high] = [2, 1.8, 2.3];
  const [years, stepYears] = [0.05, 0.05 / 400];
  const band = [low, high] as const;
  const job = pathJobOf([asked({ leverage, band, law: logDrift(0.2, 0.6), stepYears, years })], PATHS);
  const still = wordsOf(job, "trades").filter((trades) => trades === 0).length / PATHS;
  // Leverage 2y / (2y - 1) at a price ratio y: it is l at y = l / (2 (l - 1)).
  const moveTo = (size: number): number => Math.abs(Math.log(size / (2 * (size - 1))));
  const missed = OVERSHOOT * 0.6 * Math.sqrt(stepYears);
  const levels = { below: moveTo(high) + missed, above: moveTo(low) + missed };
  const known = twoBarrierSurvival({ ...levels, drift: 0.2, volatility: 0.6, years });
  expect(known).toBeGreaterThan(0.2);
  expect(known).toBeLessThan(0.6);
  expect(Math.abs(still - known)).toBeLessThan(4 * Math.sqrt((known * (1 - known)) / PATHS) + 2e-3);
});

test.each([
  [3, 0, 0.5],
  [2.2, 0.3, 0.5],
  [3, 0, 6],
])(
  "jumps: a loop of leverage %f closed by a diffusion or a fall, as Kou & Wang 2003 have it, at drift %f in steps of %f days",
  (leverage, driftAnnual, days) => {
    const jumps = { intensityAnnual: 6, downShare: 0.6, meanDown: 0.08, meanUp: 0.05 };
    const law = { kind: "kou", driftAnnual, volatilityAnnual: 0.5, jumps } as const;
    const [outcome] = simulated([asked({ leverage, law, stepYears: DAY * days, years: DAY * 60 })], PATHS);
    const barrier = Math.log((0.83 * leverage) / (leverage - 1));
    const known = jumpPassageProbability({ barrier, drift: driftAnnual, volatility: 0.5, years: DAY * 60, jumps });
    expect(contradicts(outcome, known)).toBe(false);
  },
);

describe("beliefs drawn for each path are the predictive odds of the closed forms", () => {
  const volatility = { volatilityAnnual: 0.6, volatilityStandardError: 0.15 };
  const beliefs = { driftStandardError: 0.5, volatility };
  const law = logDrift(0.2 - 0.6 ** 2 / 2, 0.6);

  test("liquidation: drift normal, volatility log-normal, one arithmetic drift whatever the volatility", () => {
    const [{ liquidation }] = simulated([asked({ leverage: 2.5, law, stepYears: 0.02, years: 0.2, beliefs })], PATHS);
    const barrier = { side: "below", distance: Math.log((0.83 * 2.5) / 1.5), growthAnnual: 0 } as const;
    const known = overVolatility(volatility, (volatilityAnnual) =>
      barrierProbability(
        barrier,
        { driftAnnual: 0.2, driftStandardError: 0.5, volatilityAnnual },
        { years: 0.2, checkYears: 0 },
      ),
    );
    expect(apart(liquidation, known)).toBeLessThan(4);
  });

  test("the floor of wealth held at 1x", () => {
    const given = { market: freeMarket, leverage: 1, law, stepYears: DAY, years: 0.5, floor: 0.75, beliefs };
    const [{ belowFloor }] = simulated([asked(given)], PATHS);
    // Seen daily: the floor stands further off by the mean overshoot, at the volatility of the middle.
    const seen = discreteBarrier({ barrier: -Math.log(0.75), volatility: 0.6, checkYears: DAY });
    const known = predictiveMinimumWealthProbability({
      lossMax: -Math.expm1(-seen),
      years: 0.5,
      meanAnnual: 0.2,
      meanStandardError: 0.5,
      exposure: 1,
      ...volatility,
    });
    if (belowFloor === null) throw new Error("a floor was asked for");
    expect(apart(belowFloor, known)).toBeLessThan(4);
  });
});
