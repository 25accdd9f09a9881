import {
  createStream,
  normalQuantile,
  pathWords,
  quantileTable,
  studentTQuantile,
  type PathClosing,
  type PathJob,
  type PathJumps,
  type PathMoves,
  type PathPosition,
  type PathRate,
  type PathShock,
  type PathVariance,
  type Stream,
  type runPaths,
} from "../src/kernel/index.js";

/** A job, and which of its paths. */
export interface PathTask {
  readonly job: PathJob;
  readonly from: number;
  readonly to: number;
}

const TABLES = {
  normal: quantileTable(normalQuantile),
  student: quantileTable((p) => studentTQuantile(p, 3.5) * Math.sqrt(1.5 / 3.5)),
  skewed: quantileTable((p) => normalQuantile(p) + (p < 0.5 ? normalQuantile(p) : 0)),
  crash: quantileTable((p) => -0.9 * (1 - p)),
  spread: quantileTable((p) => Math.expm1(0.3 * normalQuantile(p))),
};

/** Random choices of one task. */
interface Dice {
  readonly within: (low: number, high: number) => number;
  readonly whole: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly one: <const Value>(values: readonly [Value, ...Value[]]) => Value;
}

function diceOf(stream: Stream): Dice {
  const within = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const whole = (low: number, high: number): number => Math.floor(within(low, high + 1));
  const one = <const Value>(values: readonly [Value, ...Value[]]): Value =>
    values[whole(0, values.length - 1)] ?? values[0];
  return { within, whole, one, chance: (probability) => stream.uniform() < probability };
}

const shockOf = ({ one }: Dice): PathShock =>
  one([
    { kind: "student-t-4" },
    { kind: "student-t-4" },
    { kind: "quantiles", table: TABLES.normal },
    { kind: "quantiles", table: TABLES.student },
    { kind: "quantiles", table: TABLES.skewed },
  ]);

/** Chances that sum to 1. */
function chancesOf({ within }: Dice, count: number): number[] {
  const weights = Array.from({ length: count }, () => within(0.01, 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** A law of the variance; from next to none to one that moves the price by half in a step. */
function varianceOf(dice: Dice): PathVariance {
  const variance = Math.exp(dice.within(-12, -3.5)); // a power would differ between Node 20 and 24 in its last bit
  const kind = dice.one(["constant", "garch", "states"]);
  if (kind === "constant") return { kind, variance: dice.chance(0.1) ? 1e-300 : variance };
  if (kind === "garch") {
    const [alpha, beta] = [dice.within(0, 0.2), dice.within(0, 0.7)];
    const gamma = dice.chance(0.5) ? 0 : dice.within(-alpha, 0.2);
    return { kind, variance, omega: variance * (1 - alpha - beta - gamma / 2), alpha, gamma, beta };
  }
  const count = dice.whole(1, 3);
  const each = Array.from({ length: count }, () => null);
  return {
    kind,
    means: each.map(() => dice.within(-0.01, 0.01)),
    variances: each.map(() => variance * dice.within(0.2, 4)),
    switching: each.map(() => chancesOf(dice, count)),
    start: chancesOf(dice, count),
  };
}

const jumpsOf = (dice: Dice): PathJumps | null =>
  dice.chance(0.6)
    ? null
    : { probability: dice.one([0, 0.02, 0.5, 1]), sizes: dice.one([TABLES.crash, TABLES.spread]) };

/** Bars of a random market. */
function barsOf({ within, whole, chance }: Dice): PathMoves {
  const count = whole(1, 60);
  const closes = Float64Array.from({ length: count }, () => Math.exp(within(-0.2, 0.2)));
  const lows = closes.map((close) => Math.min(close, 1) * (1 - within(0, 0.1)));
  const highs = closes.map((close) => Math.max(close, 1) * (1 + within(0, 0.1)));
  return { kind: "bars", continuous: chance(0.5), closes, lows, highs, blockLength: whole(1, count) };
}

function movesOf(dice: Dice): PathMoves {
  if (dice.chance(0.15)) return barsOf(dice);
  return {
    kind: "shocks",
    continuous: dice.chance(0.5),
    mean: dice.within(-0.005, 0.005),
    growth: dice.one(["simple", "log"]),
    shock: shockOf(dice),
    variance: varianceOf(dice),
    jumps: jumpsOf(dice),
  };
}

const rateOf = (dice: Dice): PathRate | null =>
  dice.chance(0.7)
    ? null
    : {
        start: dice.within(-0.1, 0.3),
        level: dice.within(0, 0.1),
        reversion: dice.within(0, 1),
        deviation: dice.within(0, 0.05),
        correlation: dice.within(-1, 1),
        least: dice.one([-100, 0, 0.02]),
        stepYears: dice.one([1 / 365, 1 / 8760]),
      };

/** Where it closes: at a loan to value, at a maintenance margin, at once, or hardly ever. */
function closingOf(dice: Dice, side: 1 | -1): PathClosing | null {
  if (dice.chance(0.1)) return null;
  const left = Float64Array.from({ length: dice.whole(2, 9) }, () => dice.within(-0.1, 0.4));
  const constant = dice.chance(0.8) ? 0 : dice.within(-0.05, 0.05);
  const least = dice.chance(0.05) ? dice.within(0.2, 0.99) : dice.within(0.005, 0.3);
  return { ofNotional: side > 0 ? 1 - least : 1 + least, ofCash: 1, constant, left };
}

function positionOf(dice: Dice, job: Pick<PathJob, "rate" | "steps">): PathPosition {
  const side = dice.one([1, 1, -1]);
  const share = dice.chance(0.7) ? 1 : dice.within(0.2, 1);
  const size = dice.one([0, dice.within(0.1, 1.5), dice.within(0.5, 4), dice.within(3, 30)]);
  const low = dice.chance(0.3) ? 0 : size * dice.within(0.5, 1);
  const high = dice.chance(0.3) ? Infinity : size * dice.within(1, 1.5) + 0.01;
  const rateOn = job.rate === null ? "none" : dice.one(["none", "cash", "funding"]);
  return {
    side,
    leverageRatio: side * size,
    share,
    low,
    high,
    tradeTo: dice.one(["edge", "target"]),
    target: low + (Math.min(high, low + 2) - low) * dice.within(0, 1),
    stepsPerCheck: dice.one([0, 1, 1, Math.min(3, job.steps), job.steps]),
    costRate: dice.one([0, 0.001, 0.01]),
    fixedCostShare: dice.one([0, 0, 0.001, 0.3]),
    cashFactor: 1 + dice.within(-0.001, 0.002),
    assetFactor: dice.chance(0.5) ? 1 : 1 + dice.within(-0.001, 0.001),
    idleFactor: dice.chance(0.5) ? 1 : 1 + dice.within(-0.001, 0.001),
    fundingPerStep: dice.chance(0.5) ? 0 : dice.within(-0.002, 0.002),
    rateOn,
    closing: closingOf(dice, side),
  };
}

/** Some of the steps, and the last. */
function checkpointsOf({ chance }: Dice, steps: number): number[] {
  const every = chance(0.2);
  return Array.from({ length: steps }, (_, i) => i + 1).filter((step) => step === steps || every || chance(0.05));
}

/** Task number `index`: a few paths of a job like none that anyone would ask for, and some that one would. */
export function randomPathTask(index: number): PathTask {
  const stream = createStream(20_261_123, index);
  const dice = diceOf(stream);
  const steps = dice.one([1, 2, dice.whole(3, 63), 64, 65, dice.whole(66, 140)]);
  const [moves, rate] = [movesOf(dice), rateOf(dice)];
  const from = dice.one([0, 1, dice.whole(2, 1000)]);
  const to = from + dice.whole(1, 19);
  const believed = moves.kind === "shocks" && dice.chance(0.3);
  const beliefs = {
    means: Float64Array.from({ length: to }, () => dice.within(-0.01, 0.01)),
    scales: Float64Array.from({ length: to }, () => dice.within(0.2, 3)),
  };
  const positions = Array.from({ length: dice.one([1, 1, 2, 5]) }, () => positionOf(dice, { rate, steps }));
  const job: PathJob = {
    moves,
    rate,
    positions,
    steps,
    checkpoints: checkpointsOf(dice, steps),
    seed: BigInt(Math.floor(stream.uniform() * 2 ** 32)) * 2n ** 32n + BigInt(index),
    hazard: moves.kind === "shocks" && dice.chance(0.5),
    beliefs: believed ? beliefs : null,
  };
  return { job, from, to };
}

/** The rows of a task by one of the engines. */
export function rowsOf({ job, from, to }: PathTask, run: typeof runPaths): Float64Array {
  const rows = new Float64Array((to - from) * pathWords(job));
  run(job, from, to, rows);
  return rows;
}
