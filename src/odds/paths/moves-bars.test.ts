import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { errorsOff, simulatedMoves } from "../../../tests/simulated-moves.js";
import { simulatedGarch } from "../../../tests/simulated-garch.js";
import { barsLaw } from "../../estimators/index.js";
import { createStream } from "../../kernel/index.js";
import type { BarsLaw } from "../../model/index.js";
import { readPricesCsv } from "../../series/index.js";
import { movesOf } from "./moves.js";

/** Bars whose closes are of a GARCH model with fat tails, their lows and highs a random part of a deviation beyond. */
function garchBars(count: number, blockLength: number): BarsLaw {
  const stream = createStream(91, count);
  const model = { mean: 0.0001, omega: 2e-7, alpha: 0.08, gamma: 0, beta: 0.9, degreesOfFreedom: 6 };
  const closes = simulatedGarch(model, count, stream).map(Math.exp);
  const beyond = (): number => 1 + 0.005 * stream.uniform();
  return {
    kind: "bars",
    stepYears: 1 / 8760,
    closes,
    lows: closes.map((close) => Math.min(1, close) / beyond()),
    highs: closes.map((close) => Math.max(1, close) * beyond()),
    continuous: true,
    blockLength,
    leftOut: 0,
    source: "test",
  };
}

const meanOf = (values: Float64Array, f: (value: number, i: number) => number): number =>
  values.reduce((sum, value, i) => sum + f(value, i), 0) / values.length;

/** Within four standard errors. */
const agrees = (values: readonly number[], expected: number, what: string): void => {
  expect(Math.abs(errorsOff(values, expected)), `${what}: ${expected}`).toBeLessThan(4);
};

/** Paths of two blocks keep what the sample has; `size` says what clusters: the square of a move, or its size. */
function keepsTheSample(law: BarsLaw, paths: number, size: (move: number) => number): void {
  const { moves } = movesOf(law, null, 1);
  const drawn = simulatedMoves(moves, { paths, steps: 2 * law.blockLength, seed: 92n });
  const sample = law.closes.map(Math.log);
  const mean = meanOf(sample, (move) => move);
  const all = (f: (move: number) => number): readonly number[] => drawn.moves.map((path) => meanOf(path, f));
  agrees(
    all((move) => move),
    mean,
    "mean",
  );
  for (const power of [2, 4])
    agrees(
      all((move) => (move - mean) ** power),
      meanOf(sample, (move) => (move - mean) ** power),
      `moment ${power}`,
    );
  const sorted = law.lows.slice().sort();
  for (const probability of [0.001, 0.01, 0.1]) {
    const low = sorted[Math.floor(probability * sorted.length)];
    const share = meanOf(law.lows, (value) => (value < low ? 1 : 0));
    agrees(
      drawn.lowest.map((lowest) => (lowest[0] < low ? 1 : 0)),
      share,
      `lows below ${low}`,
    );
  }
  clusters(law, drawn.moves, size);
}

/** Within a block sizes are as alike as in the sample; across blocks as in independent draws. */
function clusters(
  { closes, blockLength }: BarsLaw,
  moves: readonly Float64Array[],
  size: (move: number) => number,
): void {
  const sizes = closes.map((close) => size(Math.log(close)));
  for (const lag of [1, 2, 6, 12, 23]) {
    const alike = meanOf(sizes, (value, i) => value * sizes[(i + lag) % sizes.length]);
    const within = moves.map((path) => {
      const early = path.subarray(0, blockLength - lag);
      return meanOf(early, (move, i) => size(move) * size(path[i + lag]));
    });
    agrees(within, alike, `sizes ${lag} apart in a block`);
  }
  const apart = meanOf(sizes, (value) => value) ** 2;
  agrees(
    moves.map((path) => size(path[0]) * size(path[blockLength])),
    apart,
    "sizes a block apart",
  );
}

describe("paths of bars drawn in blocks", () => {
  test("of a GARCH: mean, variance, kurtosis, lows, clustering up to the block's length", () => {
    keepsTheSample(garchBars(3000, 48), 20_000, (move) => move * move);
  });

  test("blocks of one bar keep the law of a bar and no clustering", () => {
    const law = garchBars(3000, 1);
    const { moves } = simulatedMoves(movesOf(law, null, 1).moves, { paths: 20_000, steps: 10, seed: 93n });
    const sizes = law.closes.map((close) => Math.log(close) ** 2);
    const apart = meanOf(sizes, (value) => value) ** 2;
    agrees(
      moves.map((path) => path[3] ** 2 * path[4] ** 2),
      apart,
      "squares side by side",
    );
  });

  test("a drift moves the mean close and nothing else", () => {
    const law = garchBars(3000, 24);
    const { moves } = simulatedMoves(movesOf(law, 2, 1).moves, { paths: 20_000, steps: 24, seed: 94n });
    agrees(
      moves.map((path) => meanOf(path, Math.exp)),
      Math.exp(2 / 8760),
      "mean close",
    );
  });
});

const file = new URL("../../../../shared/data/btc-usdt-binance-spot-1h.csv.gz", import.meta.url);

test.skipIf(!existsSync(file))("hourly BTC of ../shared/data keeps its moments, lows and clustering in blocks", () => {
  const law = barsLaw(readPricesCsv(gunzipSync(readFileSync(file)), { source: "BTC", barTime: "open" }));
  keepsTheSample({ ...law, blockLength: 168 }, 4000, Math.abs);
});
