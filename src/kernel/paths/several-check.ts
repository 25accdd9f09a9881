import { OutOfRangeError, assertFinite, assertInRange, assertNotNegative, assertPositive } from "../../errors/index.js";
import { assertQuantileTable } from "./quantile-table.js";
import {
  ASSETS_MAX,
  severalPathWords,
  type SeveralAsset,
  type SeveralJob,
  type SeveralMoves,
  type SeveralPosition,
} from "./several-job.js";

/** @throws OutOfRangeError (E_OUT_OF_RANGE) unless a whole number within these ends. */
function assertWhole(value: number, field: string, min: number, max: number): void {
  assertInRange(value, field, { min, max, want: `a whole number from ${min} to ${max}` });
  if (Number.isInteger(value)) return;
  throw new OutOfRangeError({ field, got: String(value), want: "a whole number", hint: "round it" });
}

function assertAsset({ mean, shock, variance, scale }: SeveralAsset, field: string): void {
  assertFinite(mean, `${field}.mean`);
  assertNotNegative(variance.variance, `${field}.variance`);
  if (shock.kind === "quantiles") assertQuantileTable(shock.table, `${field}.shock`);
  if (variance.kind === "garch") {
    const { omega, alpha, gamma, beta } = variance;
    for (const [name, value] of Object.entries({ omega, alpha, beta, "alpha + gamma": alpha + gamma }))
      assertNotNegative(value, `${field}.${name}`);
  }
  if (scale === null) return;
  assertQuantileTable(scale, `${field}.scale`);
  assertNotNegative(scale.nodes[0], `${field}.scale`);
  if (shock.kind === "quantiles") return;
  const hint = "give the shock as quantiles of the normal law";
  throw new OutOfRangeError({ field: `${field}.scale`, got: "a scale of Student's t", want: "null", hint });
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) unless each row of the factor has a length of 1: then shocks keep their variance. */
function assertFactor(factor: Float64Array, assets: number): void {
  const size = assets * assets;
  assertInRange(factor.length, "moves.factor.length", { min: size, max: size, want: "a square of the assets" });
  for (let row = 0; row < assets; row++) {
    const squares = factor.subarray(row * assets, row * assets + row + 1).reduce((sum, each) => sum + each * each, 0);
    assertInRange(squares, `moves.factor[${row}]`, { min: 1 - UNIT, max: 1 + UNIT, want: "a row of length 1" });
  }
}

const UNIT = 1e-9;

function assertMoves(moves: SeveralMoves): void {
  assertWhole(moves.assets.length, "moves.assets.length", 1, ASSETS_MAX);
  if (moves.kind === "shocks") {
    moves.assets.forEach((asset, i) => {
      assertAsset(asset, `moves.assets[${i}]`);
    });
    assertFactor(moves.factor, moves.assets.length);
    return;
  }
  const count = moves.assets[0].closes.length;
  assertWhole(moves.blockLength, "moves.blockLength", 1, count);
  moves.assets.forEach((bars, i) => {
    for (const name of ["closes", "lows", "highs"] as const) {
      const same = { min: count, max: count, want: `${count}, as many bars as of the first asset` };
      assertInRange(bars[name].length, `moves.assets[${i}].${name}.length`, same);
      bars[name].forEach((value) => {
        assertPositive(value, `moves.assets[${i}].${name}`);
      });
    }
  });
}

/** Numbers of a position that are 0 or more, and those that are more. */
const NOT_NEGATIVE = ["low", "costRate", "fixedCostShare"] as const;
const POSITIVE = ["share", "idleFactor", "target"] as const;

function assertPosition(position: SeveralPosition, assets: number, field: string): void {
  const { legs, held, owed, high, closing, stepsPerCheck, share } = position;
  for (const name of NOT_NEGATIVE) assertNotNegative(position[name], `${field}.${name}`);
  for (const name of POSITIVE) assertPositive(position[name], `${field}.${name}`);
  assertInRange(share, `${field}.share`, { max: 1, want: "a share of wealth" });
  if (high !== Infinity)
    assertInRange(high, `${field}.high`, { min: position.low, want: "at least `low`, or Infinity" });
  assertWhole(stepsPerCheck, `${field}.stepsPerCheck`, 0, Number.MAX_SAFE_INTEGER);
  for (const { factor, counts } of [held, owed]) {
    assertPositive(factor, `${field}.cash.factor`);
    assertNotNegative(counts, `${field}.cash.counts`);
  }
  legs.forEach((leg, i) => {
    assertWhole(leg.asset, `${field}.legs[${i}].asset`, 0, assets - 1);
    assertFinite(leg.notional, `${field}.legs[${i}].notional`);
    assertPositive(leg.factor, `${field}.legs[${i}].factor`);
    assertFinite(leg.fundingPerStep, `${field}.legs[${i}].fundingPerStep`);
  });
  if (closing === null) return;
  const same = { min: legs.length, max: legs.length, want: "one number for each leg" };
  assertInRange(closing.ofNotional.length, `${field}.closing.ofNotional.length`, same);
  closing.ofNotional.forEach((value) => {
    assertNotNegative(value, `${field}.closing.ofNotional`);
  });
  assertFinite(closing.constant, `${field}.closing.constant`);
  assertInRange(closing.left.length, `${field}.closing.left.length`, { min: 2, want: "two nodes or more" });
  closing.left.forEach((value) => {
    assertNotNegative(value, `${field}.closing.left`);
  });
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) unless the paths are whole numbers and their rows have room. */
export function assertSeveralRange(job: SeveralJob, from: number, to: number, into: Float64Array): void {
  assertWhole(from, "from", 0, Number.MAX_SAFE_INTEGER);
  assertWhole(to, "to", from, Number.MAX_SAFE_INTEGER);
  const words = (to - from) * severalPathWords(job);
  assertInRange(into.length, "into.length", { min: words, want: `room for ${words} numbers` });
}

/** @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the first fault. */
export function assertSeveralJob({ moves, positions, steps, checkpoints, seed }: SeveralJob): void {
  assertMoves(moves);
  assertWhole(steps, "steps", 1, 1e9);
  assertInRange(positions.length, "positions.length", { min: 1, want: "one position or more" });
  positions.forEach((position, i) => {
    assertPosition(position, moves.assets.length, `positions[${i}]`);
  });
  checkpoints.forEach((step, i) => {
    assertWhole(step, `checkpoints[${i}]`, (checkpoints[i - 1] ?? 0) + 1, steps);
  });
  assertInRange(checkpoints[checkpoints.length - 1] ?? 0, "checkpoints", { min: steps, want: "the last step last" });
  if (seed >= 0n && seed < 2n ** 64n) return;
  const want = "a whole number from 0 to 2^64 - 1";
  throw new OutOfRangeError({ field: "seed", got: String(seed), want, hint: "choose another" });
}
