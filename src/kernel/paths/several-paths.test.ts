import { describe, expect, test } from "vitest";
import { choleskyFactor } from "../linear.js";
import { normalCdf } from "../normal.js";
import { createStream } from "../stream.js";
import { AT, ROW, ROW_HEAD, type PathJob, type PathPosition } from "./job.js";
import { runPaths } from "./run.js";
import { column, normal, rowsOf, score, untouched, WORDS } from "../../../tests/several-cases.js";
import type { SeveralAsset, SeveralJob, SeveralPosition } from "./several-job.js";

/** P(x + drift t + deviation w(t) <= -barrier before time 1), by reflection. */
function passage(barrier: number, drift: number, deviation: number): number {
  const image = Math.exp((-2 * drift * barrier) / deviation ** 2);
  return normalCdf((-barrier - drift) / deviation) + image * normalCdf((-barrier + drift) / deviation);
}

/** A pair of collateral and debt, both risky: the job, and the odds that it is closed. */
function riskyPair(set: number): { readonly job: SeveralJob; readonly exact: number } | null {
  const stream = createStream(71, set);
  const between = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const [correlation, threshold, leverage] = [between(-0.9, 0.9), between(0.7, 0.9), between(1.5, 3)];
  const [s1, s2, m1, m2] = [between(0.2, 1.2), between(0.2, 1.2), between(-0.5, 0.5), between(-0.5, 0.5)];
  const rates = [between(0, 0.1), between(0, 0.2)];
  const steps = 1 + Math.floor(between(0, 20));
  const barrier = Math.log((threshold * leverage) / (leverage - 1));
  if (barrier < 0.02) return null;
  const step = (mean: number, deviation: number): SeveralAsset => normal(mean / steps, deviation / Math.sqrt(steps));
  const base = untouched([leverage, 1 - leverage]);
  const legs = base.legs.map((leg, i) => ({ ...leg, factor: Math.exp(rates[i] / steps) }));
  const job: SeveralJob = {
    moves: {
      kind: "shocks",
      growth: "log",
      continuous: true,
      assets: [step(m1, s1), step(m2, s2)],
      factor: choleskyFactor(Float64Array.of(1, correlation, correlation, 1), 2)!,
      sharedScale: false,
    },
    positions: [{ ...base, legs, closing: { ofNotional: [threshold, 1], constant: 0, left: Float64Array.of(0, 0) } }],
    steps,
    checkpoints: [steps],
    seed: BigInt(set),
  };
  const deviation = Math.sqrt(s1 * s1 + s2 * s2 - 2 * correlation * s1 * s2);
  return { job, exact: passage(barrier, m1 + rates[0] - m2 - rates[1], deviation) };
}

test("a risky collateral against a risky debt is closed as often as the first passage with s1^2 + s2^2 - 2 rho s1 s2 says, in any number of steps (Karatzas & Shreve 1991, 3.5.12)", () => {
  const paths = 2500;
  const scores = Array.from({ length: 60 }, (_, set) => riskyPair(set)).flatMap((pair) => {
    if (pair === null) return [];
    const { job, exact } = pair;
    const closed = column(rowsOf(job, paths), ROW.closedStep).filter((step) => step > 0).length / paths;
    return [(closed - exact) / Math.sqrt((exact * (1 - exact)) / paths + 1 / paths ** 2)];
  });
  expect(scores.length).toBeGreaterThan(40);
  expect(Math.max(...scores.map(Math.abs))).toBeLessThan(4);
  expect(Math.abs(scores.reduce((sum, each) => sum + each, 0))).toBeLessThan(4 * Math.sqrt(scores.length));
});

/** One asset with Student's t and GARCH, for either engine. */
const garch = { omega: 4e-5, alpha: 0.08, gamma: 0.05, beta: 0.87, variance: 0.0016 } as const;

/** A loop of one asset: what both engines have in common, and the position of each. */
const loop = (growth: "simple" | "log", managed: boolean, side: 1 | -1) => {
  const steps = 120;
  const leverage = side > 0 ? 2 : -0.9;
  const policy = managed
    ? ({ low: 0.8 * Math.abs(leverage), high: 1.3 * Math.abs(leverage), stepsPerCheck: 2 } as const)
    : ({ low: 0, high: Infinity, stepsPerCheck: 0 } as const);
  const shared = {
    ...policy,
    share: 0.9,
    tradeTo: "target" as const,
    target: Math.abs(leverage),
    costRate: 0.001,
    fixedCostShare: 1e-5,
    idleFactor: 1.0001,
  };
  const [ofNotional, ofCash] = side > 0 ? [0.83, 1] : [1, 0.78];
  const one: PathPosition = {
    ...shared,
    side,
    leverageRatio: leverage,
    cashFactor: 1.00015,
    assetFactor: 1.00005,
    fundingPerStep: 0.0001,
    rateOn: "none",
    closing: { ofNotional, ofCash, constant: 0, left: Float64Array.of(0, 0) },
  };
  const several: SeveralPosition = {
    ...shared,
    legs: [{ asset: 0, notional: leverage, factor: 1.00005, fundingPerStep: 0.0001 }],
    held: { factor: 1.00015, counts: ofCash },
    owed: { factor: 1.00015, counts: ofCash },
    closing: { ofNotional: [ofNotional], constant: 0, left: Float64Array.of(0, 0) },
  };
  const times = { steps, checkpoints: [steps] };
  const moves = { kind: "shocks", growth, continuous: false, mean: 0.0003 } as const;
  const shock = { kind: "student-t-4" } as const;
  const variance = { kind: "garch", ...garch } as const;
  const jobs = (seed: bigint): readonly [PathJob, SeveralJob] => [
    {
      ...times,
      seed,
      moves: { ...moves, shock, variance, jumps: null },
      rate: null,
      positions: [one],
      hazard: false,
      beliefs: null,
    },
    {
      ...times,
      seed,
      moves: {
        ...moves,
        assets: [{ mean: moves.mean, shock, variance, scale: null }],
        factor: Float64Array.of(1),
        sharedScale: false,
      },
      positions: [several],
    },
  ];
  return jobs;
};

describe("one asset here is one asset there", () => {
  const paths = 1000;
  for (const growth of ["simple", "log"] as const)
    for (const managed of [false, true])
      for (const side of [1, -1] as const)
        test(`${growth} growth, ${managed ? "managed" : "untouched"}, ${side > 0 ? "long" : "short"}: the same wealth, closes, trades and drawdown, path by path`, () => {
          const [one, several] = loop(growth, managed, side)(9n);
          const other = new Float64Array(paths * WORDS);
          runPaths(one, 0, paths, other);
          const rows = rowsOf(several, paths);
          const worst = rows.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i])), 0);
          expect(column(rows, ROW.closedStep).filter((step) => step > 0).length).toBeGreaterThan(5);
          expect(worst).toBeLessThan(1e-9);
        });

  test("and on other streams, in law within four standard errors", () => {
    const jobs = loop("log", true, 1);
    const [one] = jobs(10n);
    const [, several] = jobs(11n);
    const other = new Float64Array(4000 * WORDS);
    runPaths(one, 0, 4000, other);
    const rows = rowsOf(several, 4000);
    for (const word of [ROW.closedStep, ROW.drawdown, ROW.traded, ROW_HEAD + AT.wealth])
      expect(Math.abs(score(column(rows, word), column(other, word)))).toBeLessThan(4);
  });
});
