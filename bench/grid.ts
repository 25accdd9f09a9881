/**
 * Times the distribution engine and what is decided on it beside a fixed Monte Carlo of 1,000 paths of 365 days in the same run:
 * a loop kept in its band, closed at the threshold. First checks that the engine agrees with that simulation
 * within four standard errors, and that more nodes change nothing. Then prints minima of alternating rounds and their ratio; the
 * goals are those of 4 ms, 30 ms, 200 ms, 50 ms and 1 s where such a path-step takes 34.3 ns in plain JavaScript.
 */
import { performance } from "node:perf_hooks";
import { decide, frontier, type DecisionRequest } from "../src/decision/index.js";
import { stated, type MarkovMoves, type MoveLaw } from "../src/model/index.js";
import { eth } from "../src/models/index.js";
import { managedOdds, managedOutcome, venuePosition, type Managed } from "../src/odds/index.js";
import { aaveV3 } from "../src/venues/aave-v3/index.js";
import { binanceUsdm } from "../src/venues/binance-usdm/index.js";

const DAYS = 365;
const PATHS = 1000;
const ROUNDS = 40;
const DAILY = 0.04;
const MEAN = -0.0005;
const THRESHOLD = 0.83;
const RATE = 0.05 / DAYS;
const COST = 0.001;

let state = 0x2545f491;

/** Uniform on (0, 1): xorshift32, fast and good enough to be raced against. */
function uniform(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return ((state >>> 0) + 0.5) / 2 ** 32;
}

/** A unit-variance Student-t(4) number by Bailey's polar form (1994). */
const shock = (): number => Math.SQRT2 * Math.sqrt(1 / Math.sqrt(uniform()) - 1) * Math.cos(2 * Math.PI * uniform());

/** One path: 1 where it was closed. Bridged between days as the engine is. */
function closedOn(): number {
  let [collateral, debt] = [2, 1];
  for (let day = 0; day < DAYS; day++) {
    const start = Math.log((THRESHOLD * collateral) / debt);
    collateral *= Math.exp(MEAN + DAILY * shock());
    debt *= 1 + RATE;
    const end = Math.log((THRESHOLD * collateral) / debt);
    if (end <= 0 || uniform() < Math.exp((-2 * start * end) / (DAILY * DAILY))) return 1;
    const equity = collateral - debt;
    const leverage = collateral / equity;
    if (leverage >= 1.7 && leverage <= 2.4) continue;
    const wanted = 2 - leverage;
    const move = (equity * wanted) / (1 + Math.sign(wanted) * COST * 2);
    collateral += move;
    debt += move + COST * Math.abs(move);
  }
  return 0;
}

/** Sine of pi x on [-1/2, 1/2] by its odd polynomial: the reference asks no function of a library but the square root. */
function sine(x: number): number {
  const square = x * x;
  return x * (3.14159265 - square * (5.16771278 - square * (2.55016404 - square * (0.59926453 - square * 0.08214589))));
}

/** sfc32 (C. Doty-Humphrey), as a function of one path. */
function stream(path: number): () => number {
  let [a, b, c, counter] = [path ^ 0x9e3779b9, 0x243f6a88, 0x85a308d3, 1];
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return ((sum >>> 0) + 0.5) * 2 ** -32;
  };
}

/**
 * The fixed Monte Carlo that times are measured in, one fused loop of algebraic operations: GARCH(1,1) with t(4) shocks, debt
 * that accrues, a bridge, a band traded back to its target at a cost, the lowest wealth, the deepest drawdown, the turnover.
 */
function reference(): number {
  let sum = 0;
  for (let path = 0; path < PATHS; path++) {
    const next = stream(path);
    let [collateral, debt, variance] = [2, 1, DAILY * DAILY];
    let [peak, lowest, deepest, turnover] = [1, 1, 0, 0];
    for (let now = 0; now < DAYS; now++) {
      const before = THRESHOLD * collateral - debt;
      const scale = variance * (THRESHOLD * collateral) ** 2;
      const move = Math.sqrt(2 * variance * (1 / Math.sqrt(next()) - 1)) * sine(next() - 0.5);
      variance = 0.000032 + 0.08 * move * move + 0.9 * variance;
      collateral *= 1 + Math.max(-0.9, 0.0003 + move);
      debt *= 1 + RATE;
      const after = THRESHOLD * collateral - debt;
      if (after <= 0 || (before * after < 11.1 * scale && next() < Math.exp((-2 * before * after) / scale))) break;
      let equity = collateral - debt;
      if (collateral < 1.7 * equity || collateral > 2.4 * equity) {
        const wanted = 2 * equity - collateral;
        const traded = wanted / (1 + Math.sign(wanted) * COST * 2);
        collateral += traded;
        debt += traded + COST * Math.abs(traded);
        turnover += Math.abs(traded) / equity;
        equity = collateral - debt;
      }
      lowest = Math.min(lowest, equity);
      peak = Math.max(peak, equity);
      if (equity < (1 - deepest) * peak) deepest = 1 - equity / peak;
    }
    sum += lowest + deepest + turnover;
  }
  return sum;
}

/** The share of `paths` that were closed, in the logs of the engine. */
function simulation(paths: number): number {
  let closed = 0;
  for (let path = 0; path < paths; path++) closed += closedOn();
  return closed / paths;
}

const market = aaveV3.market("ethereum", "WETH");
const position = venuePosition({
  market,
  prices: { [market.quote]: 1, [market.asset]: 2500 },
  state: {
    borrowRateAnnual: DAYS * Math.log1p(RATE),
    assetBorrowRateAnnual: null,
    lendRateAnnual: 0,
    yieldAnnual: 0,
    fundingRateAnnual: null,
    tradingCostRate: null,
  },
  wealth: 100_000,
  share: 1,
  branch: 2,
  tradingCostRate: COST,
  fixedCostShare: 0,
  seesMarket: true,
});

const day = (deviation: number): MoveLaw => ({
  kind: "student-t",
  stepYears: 1 / DAYS,
  mean: MEAN,
  deviation,
  degreesOfFreedom: 4,
});

const managed = (moves: MarkovMoves): Managed => ({
  position,
  moves,
  policy: { low: 1.7, high: 2.4, tradeTo: "target", target: 2 },
  watching: { checkYears: 1 / DAYS },
  side: 1,
  horizonsYears: [1],
});

const one = managed({ laws: [day(DAILY)], switchYears: 1 / DAYS, switching: [[1]], start: [1] });
const three = managed({
  laws: [0.024, 0.04, 0.071].map(day),
  switchYears: 1 / DAYS,
  switching: [
    [0.98, 0.02, 0],
    [0.01, 0.98, 0.01],
    [0, 0.02, 0.98],
  ],
  start: [0, 1, 0],
});

const estimates = {
  ...eth.estimates({ borrowRateAnnual: 0.05, fundingRateAnnual: stated(0.11, 0.05) }),
  volatilityStates: null,
};
const strong = { ...estimates, volatilityAnnual: stated(0.5, 0.04), driftAnnual: stated(0.9, 0.1) };
const loop: DecisionRequest = {
  account: { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 },
  estimates: strong,
  venue: market,
  tolerance: { lossMax: 0.5, probabilityMax: 0.1 },
};
const perpetual: DecisionRequest = {
  ...loop,
  account: { asset: "ETHUSDT", equity: 10_000, price: 2_500 },
  venue: binanceUsdm.market("ETHUSDT"),
};

/** @throws Error unless engine and simulation agree. */
function checkAgreement(): void {
  const stated = managedOutcome(one).horizons[0].liquidation;
  const paths = 40_000;
  const seen = simulation(paths);
  const error = Math.sqrt((stated * (1 - stated)) / paths);
  if (Math.abs(seen - stated) > 4 * error) throw new Error(`the engine says ${stated}, simulation ${seen} +- ${error}`);
  console.log(`agreement: engine ${stated.toFixed(6)}, simulation ${seen.toFixed(6)} +- ${error.toFixed(6)}`);
}

/** Time of one call, ms. */
function timeMs(call: () => void): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}

let sink = 0;

/** The reference where the goals in ms were set: 34.3 ns a path-step. */
const MONTE_CARLO_MS = 34.3e-6 * PATHS * DAYS;

const works: readonly (readonly [name: string, goalMs: number, work: () => unknown])[] = [
  ["365 daily steps of t(4)", 4, () => managedOdds(one)],
  ["365 daily steps of three volatility states", 30, () => managedOdds(three)],
  ["frontier of 32 leverages, loop", 200, () => frontier(loop)],
  ["frontier of 32 leverages, perpetual", 200, () => frontier(perpetual)],
  ["decide fast, loop, a cap binds", 50, () => decide(loop)],
  ["decide fast, perpetual", 50, () => decide(perpetual)],
  [
    "decide fast, loop in two volatility states",
    50,
    () =>
      decide({
        ...loop,
        estimates: { ...strong, volatilityStates: eth.estimates({ borrowRateAnnual: 0.05 }).volatilityStates },
      }),
  ],
  ["decide full, loop", 1000, () => decide({ ...loop, accuracy: "full" })],
  ["decide full, perpetual", 1000, () => decide({ ...perpetual, accuracy: "full" })],
];

checkAgreement();
for (const [name, goalMs, work] of works) {
  const best = { work: Infinity, simulation: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    best.work = Math.min(best.work, timeMs(work));
    best.simulation = Math.min(
      best.simulation,
      timeMs(() => void (sink += reference())),
    );
  }
  const ratio = best.work / best.simulation;
  const goal = goalMs / MONTE_CARLO_MS;
  console.log(
    `${name.padEnd(46)} ${best.work.toFixed(1)} ms, ${ratio.toFixed(2)} of the Monte Carlo (${best.simulation.toFixed(1)} ms); goal ${goal.toFixed(2)}${ratio > goal ? ", missed" : ""}`,
  );
}
if (!Number.isFinite(sink)) throw new Error("the reference was not run");
