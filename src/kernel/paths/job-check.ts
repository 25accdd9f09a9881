import {
  ConflictError,
  OutOfRangeError,
  assertFinite,
  assertInRange,
  assertNotNegative,
  assertPositive,
} from "../../errors/index.js";
import {
  pathWords,
  type PathClosing,
  type PathJob,
  type PathJumps,
  type PathMoves,
  type PathPosition,
  type PathRate,
  type PathVariance,
} from "./job.js";
import { assertQuantileTable } from "./quantile-table.js";

/** Most steps of a path: a century of hours. */
const STEPS_MAX = 1_000_000;

/** Largest variance of a step, and largest of all steps together: beyond them wealth leaves the range of doubles. */
const VARIANCE_MAX = 4;
const VARIANCE_SUM_MAX = 400;

/** Largest size of what grows with each step, over all of them, in logs. */
const LOG_GROWTH_MAX = 200;

/** @throws OutOfRangeError unless `value` is a whole number within its bounds. */
function assertWhole(value: number, field: string, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  const want = `a whole number from ${min} to ${max}`;
  throw new OutOfRangeError({ field, got: String(value), want, hint: "round it" });
}

/** @throws ConflictError: values that do not go together. */
function refuse(field: string, got: string, want: string, hint: string): never {
  throw new ConflictError({ field, got, want, hint });
}

/** @throws OutOfRangeError unless the numbers are chances that sum to 1. */
function assertChances(chances: readonly number[], length: number, field: string): void {
  assertWhole(chances.length, `${field}.length`, length, length);
  for (const chance of chances) assertInRange(chance, field, { min: 0, max: 1, want: "a probability" });
  const sum = chances.reduce((total, chance) => total + chance, 0);
  assertInRange(sum, `${field}, summed`, { min: 1 - 1e-9, max: 1 + 1e-9, want: "probabilities that sum to 1" });
}

const variance = { min: 0, max: VARIANCE_MAX, open: true, want: `a variance of a step above 0, below ${VARIANCE_MAX}` };

function assertGarch(law: Extract<PathVariance, { kind: "garch" }>, field: string): void {
  const { omega, alpha, gamma, beta } = law;
  assertInRange(law.variance, `${field}.variance`, variance);
  assertInRange(omega, `${field}.omega`, { min: 0, max: 1, want: "a variance of a step" });
  assertNotNegative(alpha, `${field}.alpha`);
  assertNotNegative(alpha + gamma, `${field}.gamma, with alpha`);
  assertNotNegative(beta, `${field}.beta`);
  const want = "alpha + gamma / 2 + beta of at most 1";
  assertInRange(alpha + gamma / 2 + beta, field, { max: 1 + 1e-12, want });
  if (omega === 0 && beta === 0)
    refuse(field, "omega and beta 0", "a variance above 0 in each step", "give one of them");
}

function assertVariance(law: PathVariance, steps: number, field: string): void {
  let mean = law.kind === "states" ? Math.max(...law.variances) : law.variance;
  if (law.kind === "constant") assertInRange(mean, `${field}.variance`, variance);
  else if (law.kind === "garch") {
    assertGarch(law, field);
    const lost = 1 - law.alpha - law.gamma / 2 - law.beta;
    mean = Math.max(mean, Math.min(mean + law.omega * steps, lost > 0 ? law.omega / lost : Infinity));
  } else {
    const { length } = law.variances;
    assertWhole(length, `${field}.variances.length`, 1, 3);
    assertWhole(law.means.length, `${field}.means.length`, length, length);
    const want = "means of a step within 1";
    for (const each of law.means) assertInRange(each, `${field}.means`, { min: -1, max: 1, want });
    for (const each of law.variances) assertInRange(each, `${field}.variances`, variance);
    assertChances(law.start, length, `${field}.start`);
    assertWhole(law.switching.length, `${field}.switching.length`, length, length);
    for (const row of law.switching) assertChances(row, length, `${field}.switching`);
  }
  const want = `at most ${VARIANCE_SUM_MAX}, or numbers leave their range`;
  assertInRange(mean * steps, `${field}, of all steps`, { max: VARIANCE_SUM_MAX, want });
}

function assertJumps({ probability, sizes }: PathJumps, field: string): void {
  assertInRange(probability, `${field}.probability`, { min: 0, max: 1, want: "a probability" });
  assertQuantileTable(sizes, `${field}.sizes`);
  const least = Math.min(sizes.nodes[0], sizes.nodes[sizes.nodes.length - 1]);
  assertInRange(least, `${field}.sizes`, { min: -1, open: true, want: "simple returns above -1" });
}

function assertBars({ closes, lows, highs, blockLength }: Extract<PathMoves, { kind: "bars" }>, field: string): void {
  assertWhole(closes.length, `${field}.closes.length`, 1, 2 ** 24);
  assertWhole(lows.length, `${field}.lows.length`, closes.length, closes.length);
  assertWhole(highs.length, `${field}.highs.length`, closes.length, closes.length);
  assertWhole(blockLength, `${field}.blockLength`, 1, closes.length);
  closes.forEach((close, i) => {
    assertPositive(lows[i], `${field}.lows`);
    assertInRange(close, `${field}.closes`, { min: lows[i], want: "a close between its low and its high" });
    assertInRange(highs[i], `${field}.highs`, { min: close, max: 1000, want: "a high from its close up to 1,000" });
  });
}

function assertMoves({ moves, steps, hazard, beliefs }: PathJob): void {
  if (moves.kind === "bars") {
    assertBars(moves, "moves");
    if (hazard) refuse("hazard", "true, with bars", "false", "bars have no law whose chance of a close is known");
    if (beliefs !== null) refuse("beliefs", "some, with bars", "null", "scale the bars before they are drawn from");
    return;
  }
  assertInRange(moves.mean * steps, "moves.mean, of all steps", sizeMax);
  if (moves.shock.kind === "quantiles") assertQuantileTable(moves.shock.table, "moves.shock.table");
  assertVariance(moves.variance, steps, "moves.variance");
  if (moves.jumps !== null) assertJumps(moves.jumps, "moves.jumps");
}

const sizeMax = { min: -LOG_GROWTH_MAX, max: LOG_GROWTH_MAX, want: `at most ${LOG_GROWTH_MAX} in size` };

function assertRate(rate: PathRate, field: string): void {
  const size = { min: -100, max: 100, want: "a rate a year within 100" };
  assertInRange(rate.start, `${field}.start`, size);
  assertInRange(rate.level, `${field}.level`, size);
  assertInRange(rate.least, `${field}.least`, size);
  assertInRange(rate.reversion, `${field}.reversion`, { min: 0, max: 1, want: "a fraction of the distance" });
  assertInRange(rate.deviation, `${field}.deviation`, { min: 0, max: 10, want: "a rate a year of at most 10" });
  assertInRange(rate.correlation, `${field}.correlation`, { min: -1, max: 1, want: "a correlation" });
  assertInRange(rate.stepYears, `${field}.stepYears`, { min: 0, max: 1, open: true, want: "years, below 1" });
}

function assertClosing({ ofNotional, ofCash, constant, left }: PathClosing, field: string): void {
  assertInRange(ofNotional, `${field}.ofNotional`, { min: 0, open: true, want: "a number above 0" });
  assertFinite(ofCash, `${field}.ofCash`);
  assertFinite(constant, `${field}.constant`);
  assertWhole(left.length, `${field}.left.length`, 2, 2 ** 20);
  left.forEach((value) => {
    assertFinite(value, `${field}.left`);
  });
}

/** @throws OutOfRangeError unless a growth factor of a step stays within range over all of them. */
function assertGrowth(factor: number, field: string, steps: number): void {
  assertPositive(factor, field);
  assertInRange(steps * Math.log(factor), `${field}, of all steps, in logs`, sizeMax);
}

function assertPolicy(position: PathPosition, field: string, steps: number): void {
  const { low, high, target, tradeTo, costRate, fixedCostShare, side } = position;
  assertNotNegative(low, `${field}.low`);
  if (high !== Infinity) assertPositive(high, `${field}.high`);
  if (high < low) refuse(`${field}.high`, String(high), `at least low, ${low}`, "turn them round");
  assertWhole(position.stepsPerCheck, `${field}.stepsPerCheck`, 0, steps);
  assertInRange(costRate, `${field}.costRate`, { min: 0, max: 0.5, want: "a fraction up to .5" });
  assertInRange(fixedCostShare, `${field}.fixedCostShare`, { min: 0, max: 0.5, want: "a fraction up to .5" });
  const most = tradeTo === "target" ? target : high === Infinity ? low : high;
  if (tradeTo === "target")
    assertInRange(target, `${field}.target`, {
      min: low,
      max: high === Infinity ? 1e6 : high,
      want: "within low and high",
    });
  assertInRange(costRate * most, `${field}.costRate, times the size traded to`, {
    max: 1,
    open: true,
    want: "below 1, or no trade gets there",
  });
  assertInRange(side * position.leverageRatio, `${field}.leverageRatio`, {
    min: 0,
    max: 1e6,
    want: "of the side's sign",
  });
}

function assertPosition(position: PathPosition, field: string, { steps, rate }: PathJob): void {
  assertInRange(position.share, `${field}.share`, { min: 1e-6, max: 1, want: "a share of wealth above 0, at most 1" });
  assertPolicy(position, field, steps);
  assertGrowth(position.cashFactor, `${field}.cashFactor`, steps);
  assertGrowth(position.assetFactor, `${field}.assetFactor`, steps);
  assertGrowth(position.idleFactor, `${field}.idleFactor`, steps);
  assertInRange(position.fundingPerStep, `${field}.fundingPerStep`, {
    min: -1,
    max: 1,
    want: "a fraction of notional",
  });
  if (position.rateOn !== "none" && rate === null)
    refuse(`${field}.rateOn`, position.rateOn, "a rate in the job", "give one, or none here");
  if (position.closing !== null) assertClosing(position.closing, `${field}.closing`);
}

function assertTimes({ steps, checkpoints }: PathJob): void {
  assertWhole(steps, "steps", 1, STEPS_MAX);
  assertWhole(checkpoints.length, "checkpoints.length", 1, steps);
  checkpoints.forEach((checkpoint, i) => {
    assertWhole(checkpoint, "checkpoints", i === 0 ? 1 : checkpoints[i - 1] + 1, steps);
  });
  assertWhole(checkpoints[checkpoints.length - 1], "checkpoints, the last", steps, steps);
}

/** @throws NotFiniteError, OutOfRangeError, ConflictError naming the field of a job that the engine does not take. */
export function assertPathJob(job: PathJob): void {
  assertTimes(job);
  assertMoves(job);
  if (job.rate !== null) assertRate(job.rate, "rate");
  assertWhole(job.positions.length, "positions.length", 1, 2 ** 16);
  job.positions.forEach((position, i) => {
    assertPosition(position, `positions[${i}]`, job);
  });
  const { seed } = job;
  if (seed < 0n || seed >> 64n !== 0n) {
    const want = "a whole number from 0 to 2^64 - 1";
    throw new OutOfRangeError({ field: "seed", got: String(seed), want, hint: "leave out the sign" });
  }
}

/** @throws OutOfRangeError unless the paths are whole numbers, their beliefs are known and their rows have room. */
export function assertPathRange(job: PathJob, from: number, to: number, into: Float64Array): void {
  assertWhole(from, "from", 0, Number.MAX_SAFE_INTEGER);
  assertWhole(to, "to", from, Number.MAX_SAFE_INTEGER);
  const words = (to - from) * pathWords(job);
  assertInRange(into.length, "into.length", { min: words, want: `room for ${words} numbers` });
  const { beliefs } = job;
  if (beliefs === null) return;
  for (let path = from; path < to; path++) {
    assertInRange(beliefs.means[path] ?? NaN, "beliefs.means", { min: -1, max: 1, want: "a mean of a step within 1" });
    assertInRange(beliefs.scales[path] ?? NaN, "beliefs.scales", {
      min: 0,
      max: 10,
      open: true,
      want: "a scale above 0, below 10",
    });
  }
}
