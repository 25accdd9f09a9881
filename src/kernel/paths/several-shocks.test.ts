import { expect, test } from "vitest";
import { choleskyFactor } from "../linear.js";
import { studentTQuantile } from "../student-t.js";
import { createStream } from "../stream.js";
import { column, meanOf, normal, rowsOf, score, untouched } from "../../../tests/several-cases.js";
import { AT, ROW, ROW_HEAD } from "./job.js";
import { severalBuffers } from "./several-buffers.js";
import type { SeveralAsset, SeveralBars, SeveralJob, SeveralMoves } from "./several-job.js";
import { keptCorrelation, studentTScale } from "./several-scale.js";
import { fillSeveralBars, fillSeveralShocks } from "./several-shocks.js";
import { fillWords } from "./words.js";

const THREE = [1, 0.7, -0.3, 0.7, 1, 0.2, -0.3, 0.2, 1] as const;

const factorOf = (correlation: readonly number[]): Float64Array =>
  choleskyFactor(Float64Array.from(correlation), Math.sqrt(correlation.length))!;

const jobOf = (moves: SeveralMoves, steps: number): SeveralJob => ({
  moves,
  positions: [untouched(moves.assets.map(() => 1 / moves.assets.length))],
  steps,
  checkpoints: [steps],
  seed: 3n,
});

const shocks = (assets: readonly SeveralAsset[], correlation: readonly number[], sharedScale: boolean) =>
  ({
    kind: "shocks",
    growth: "log",
    continuous: false,
    assets,
    factor: factorOf(correlation),
    sharedScale,
  }) as const;

/** Log moves of each asset, over so many steps of one path. */
function movesOf(moves: SeveralMoves, steps: number): readonly Float64Array[] {
  const buffers = severalBuffers(jobOf(moves, steps));
  fillWords(buffers.words, 5, 0, 1);
  if (moves.kind === "bars") fillSeveralBars(buffers, moves);
  else fillSeveralShocks(buffers, moves);
  const count = moves.assets.length;
  return moves.assets.map((_, asset) =>
    Float64Array.from({ length: steps }, (_each, step) => Math.log(buffers.factors[step * count + asset])),
  );
}

const product = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value * b[i]);

test("means, variances and correlations are those asked for, within four standard errors", () => {
  const means = [0.001, -0.002, 0.0005];
  const deviations = [0.02, 0.05, 0.01];
  const assets = means.map((mean, i) => normal(mean, deviations[i]));
  const steps = 200_000;
  const moved = movesOf(shocks(assets, THREE, false), steps);
  const standard = moved.map((log, i) => log.map((value) => (value - means[i]) / deviations[i]));
  standard.forEach((a, i) => {
    expect(Math.abs(meanOf(a)) * Math.sqrt(steps)).toBeLessThan(4);
    standard.forEach((b, j) => {
      const wanted = THREE[3 * i + j];
      // The variance of a product of normal numbers is 1 + rho^2.
      expect(Math.abs(meanOf(product(a, b)) - wanted) * Math.sqrt(steps / (1 + wanted ** 2))).toBeLessThan(4);
    });
  });
});

const student = (nu: number, deviation: number): SeveralAsset => ({
  ...normal(0, deviation),
  scale: studentTScale(nu),
});

test("a scale makes each asset's moves Student's t, with degrees of freedom of its own, whatever the correlations", () => {
  const nus = [3, 5, 12];
  const steps = 100_000;
  for (const shared of [false, true]) {
    const moved = movesOf(
      shocks(
        nus.map((nu) => student(nu, 0.01)),
        THREE,
        shared,
      ),
      steps,
    );
    nus.forEach((nu, i) => {
      const unit = 0.01 * Math.sqrt((nu - 2) / nu);
      for (const p of [0.0005, 0.01, 0.1, 0.4, 0.75, 0.99, 0.999]) {
        const level = unit * studentTQuantile(p, nu);
        const below = moved[i].reduce((count, move) => count + (move <= level ? 1 : 0), 0) / steps;
        expect(Math.abs(below - p) / Math.sqrt((p * (1 - p)) / steps)).toBeLessThan(4);
      }
    });
  }
});

test("the correlation that scales leave of normal parts is what is found, and of one shared scale all of it", () => {
  const [five, eight] = [studentTScale(5), studentTScale(8)];
  expect(keptCorrelation(five, five, true)).toBeCloseTo(1, 12);
  expect(keptCorrelation(null, null, false)).toBe(1);
  const steps = 200_000;
  for (const shared of [false, true]) {
    const assets = [
      { ...normal(0, 1), scale: five },
      { ...normal(0, 1), scale: eight },
    ];
    const [a, b] = movesOf(
      shocks(
        assets.map((each) => ({ ...each, variance: { kind: "constant", variance: 1e-4 } })),
        [1, 0.6, 0.6, 1],
        shared,
      ),
      steps,
    );
    const products = product(a, b).map((value) => value * 1e4);
    const wanted = 0.6 * keptCorrelation(five, eight, shared);
    expect(Math.abs(score(products, new Float64Array(steps).fill(wanted)))).toBeLessThan(4);
  }
});

test("with a shared scale crashes come together: as often as the multivariate t says of joint tails, and several times as often as without", () => {
  const steps = 200_000;
  const level = 0.01 * Math.sqrt(0.5) * studentTQuantile(0.005, 4);
  const both = [true, false].map((shared) => {
    const [a, b] = movesOf(shocks([student(4, 0.01), student(4, 0.01)], [1, 0.5, 0.5, 1], shared), steps);
    return a.reduce((count, move, i) => count + (move < level && b[i] < level ? 1 : 0), 0) / steps;
  });
  // P(both below their .5 % quantile) of the bivariate t, 4 degrees of freedom, correlation .5.
  expect(Math.abs(both[0] - BOTH_T4) / Math.sqrt(BOTH_T4 / steps)).toBeLessThan(4);
  expect(both[0]).toBeGreaterThan(1.5 * both[1]);
});

/** The normal law of two, correlation .5, integrated over chi-square(4) by scipy 1.17. */
const BOTH_T4 = 0.00138497;

test("GARCH of each asset on its own: shocks scale by variances that follow them", () => {
  const garch = { kind: "garch", omega: 2e-5, alpha: 0.15, gamma: 0.1, beta: 0.75, variance: 4e-4 } as const;
  const assets = [{ ...normal(0.001, 0), variance: garch }, normal(0, 0.02)];
  const steps = 60;
  const [a, b] = movesOf(shocks(assets, [1, 0.5, 0.5, 1], false), steps);
  const [still] = movesOf(shocks([normal(0, 0.02), normal(0, 0.02)], [1, 0.5, 0.5, 1], false), steps);
  let variance: number = garch.variance;
  for (let step = 0; step < steps; step++) {
    const shock = (still[step] / 0.02) * Math.sqrt(variance);
    expect(a[step]).toBeCloseTo(0.001 + shock, 10);
    variance = garch.omega + (garch.alpha + (shock < 0 ? garch.gamma : 0)) * shock ** 2 + garch.beta * variance;
  }
  expect(b.some((move) => move !== 0)).toBe(true);
});

/** Bars of two assets that move together and cluster: a common GARCH path. */
function clusteredBars(count: number): readonly SeveralBars[] {
  const stream = createStream(12, 0);
  let variance = 1;
  const closes = [new Float64Array(count), new Float64Array(count)];
  for (let bar = 0; bar < count; bar++) {
    const [common, own] = [stream.normal(), stream.normal()];
    const size = Math.sqrt(variance);
    closes[0][bar] = Math.exp(0.02 * size * common);
    closes[1][bar] = Math.exp(0.03 * size * (0.8 * common + 0.6 * own));
    variance = 0.02 + 0.18 * variance * common ** 2 + 0.8 * variance;
  }
  return closes.map((each) => ({
    closes: each,
    lows: each.map((x) => Math.min(1, x)),
    highs: each.map((x) => Math.max(1, x)),
  }));
}

/** Correlation of two samples. */
function correlationOf(a: Float64Array, b: Float64Array): number {
  const [x, y] = [meanOf(a), meanOf(b)];
  const covariance = (p: Float64Array, q: Float64Array, m: number, n: number): number =>
    p.reduce((sum, value, i) => sum + (value - m) * (q[i] - n), 0);
  return covariance(a, b, x, y) / Math.sqrt(covariance(a, a, x, x) * covariance(b, b, y, y));
}

/** Correlation of sizes of one asset's moves with those of the other `lag` bars later. */
const clustering = ([a, b]: readonly Float64Array[], lag: number): number =>
  correlationOf(a.subarray(0, a.length - lag).map(Math.abs), b.subarray(lag).map(Math.abs));

test("bars of several assets are drawn from the same times: the sample's cross-correlation and clustering across assets stay, and go where blocks are of one bar", () => {
  const bars = clusteredBars(4000);
  const sample = bars.map(({ closes }) => closes.map(Math.log));
  const drawn = (blockLength: number): readonly Float64Array[] =>
    movesOf({ kind: "bars", continuous: false, assets: bars, blockLength }, 80_000);
  const [blocks, single] = [drawn(200), drawn(1)];
  expect(correlationOf(sample[0], sample[1])).toBeGreaterThan(0.7);
  for (const each of [blocks, single])
    expect(correlationOf(each[0], each[1])).toBeCloseTo(correlationOf(sample[0], sample[1]), 1);
  expect(clustering(sample, 5)).toBeGreaterThan(0.1);
  expect(clustering(blocks, 5)).toBeGreaterThan(0.7 * clustering(sample, 5));
  expect(Math.abs(clustering(single, 5)) * Math.sqrt(80_000)).toBeLessThan(5);
});

test("the order of the assets does not change what becomes of an account, in law", () => {
  const paths = 4000;
  const [ofNotional, left] = [[0.8, 0.75, 1], Float64Array.of(0, 0.3)];
  const run = (order: readonly number[], seed: bigint): Float64Array => {
    const assets = order.map((i) => student([4, 6, 5][i], [0.1, 0.14, 0.06][i]));
    const correlation = order.flatMap((i) => order.map((j) => THREE[3 * i + j]));
    const notionals = order.map((i) => [1.2, 1, -1][i]);
    const closing = { ofNotional: order.map((i) => ofNotional[i]), constant: 0, left };
    const moves = shocks(assets, correlation, true);
    return rowsOf({ ...jobOf(moves, 30), seed, positions: [{ ...untouched(notionals), closing }] }, paths);
  };
  const first = run([0, 1, 2], 1n);
  for (const order of [
    [2, 0, 1],
    [1, 2, 0],
    [2, 1, 0],
  ]) {
    const other = run(order, 2n);
    for (const word of [ROW.closedStep, ROW.drawdown, ROW_HEAD + AT.wealth, ROW_HEAD + AT.lowest])
      expect(Math.abs(score(column(first, word), column(other, word)))).toBeLessThan(4);
  }
  expect(column(first, ROW.closedStep).filter((step) => step > 0).length).toBeGreaterThan(200);
});
