import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createStream, type Stream } from "../kernel/index.js";
import type { OutcomeTable } from "./kelly-program.js";
import { quadraticKelly, type ReturnMoments } from "./quadratic-kelly.js";
import { riskConstrainedKelly, riskAversionForDrawdown, type KellyAnswer } from "./risk-constrained-kelly.js";

/** The draws of NumPy's RandomState(seed), which the examples of Busseti, Ryu & Boyd (2016) are made of. */
interface RandomState {
  /** Uniform in [0, 1) with 53 bits. */
  readonly uniform: () => number;
  /** Whole number from 0 to max, by masked rejection. */
  readonly upTo: (max: number) => number;
  /** Standard normal by the polar method, whose second number is kept for the next call. */
  readonly normal: () => number;
}

/** MT19937 (Matsumoto & Nishimura 1998) with Knuth's seeding: its state of 624 words. */
function seeded(seed: number): Uint32Array {
  const words = new Uint32Array(624);
  words[0] = seed;
  for (let i = 1; i < 624; i++) words[i] = Math.imul(1812433253, words[i - 1] ^ (words[i - 1] >>> 30)) + i;
  return words;
}

/** Renews all 624 words. */
function turn(words: Uint32Array): void {
  for (let i = 0; i < 624; i++) {
    const mixed = (words[i] & 0x80000000) | (words[(i + 1) % 624] & 0x7fffffff);
    words[i] = words[(i + 397) % 624] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
  }
}

function randomState(seed: number): RandomState {
  const words = seeded(seed);
  let position = 624;
  let kept: number | null = null;
  const word = (): number => {
    if (position === 624) {
      turn(words);
      position = 0;
    }
    let y = words[position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
  const uniform = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
  const upTo = (max: number): number => {
    const mask = 2 ** Math.ceil(Math.log2(max + 1)) - 1;
    for (;;) {
      const value = word() & mask;
      if (value <= max) return value;
    }
  };
  const normal = (): number => {
    if (kept !== null) {
      const value = kept;
      kept = null;
      return value;
    }
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      kept = factor * x;
      return factor * y;
    }
  };
  return { uniform, upTo, normal };
}

const BETS = 20;

/** The 20 bets, the last of which is cash, and 100 outcomes of section 7.1, as finite_outcome.ipynb draws them. */
function finiteExample(): OutcomeTable {
  const draw = randomState(0);
  const outcomes = 100;
  const weights = Float64Array.from({ length: outcomes }, draw.uniform);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const returns = new Float64Array(outcomes * BETS);
  for (let bet = 0; bet < BETS; bet++)
    for (let k = 0; k < outcomes; k++) returns[k * BETS + bet] = 0.7 + 0.6 * draw.uniform();
  for (let i = 0; i < 30; i++) {
    for (const value of [0.1, 2.5]) {
      const bet = draw.upTo(BETS - 1);
      returns[draw.upTo(outcomes - 1) * BETS + bet] = value;
    }
  }
  for (let k = 0; k < outcomes; k++) returns[k * BETS + BETS - 1] = 1;
  return { returns, probabilities: weights.map((weight) => weight / total), bets: BETS };
}

/** Means and second moments of the simple returns of a table. */
function momentsOf({ returns, probabilities, bets }: OutcomeTable): ReturnMoments {
  const means = new Float64Array(bets);
  const secondMoments = new Float64Array(bets * bets);
  probabilities.forEach((probability, k) => {
    for (let i = 0; i < bets; i++) {
      const simple = returns[k * bets + i] - 1;
      means[i] += probability * simple;
      for (let j = 0; j < bets; j++)
        secondMoments[i * bets + j] += probability * (simple * (returns[k * bets + j] - 1));
    }
  });
  return { means, secondMoments };
}

/** The bets of an answer that must be certified. */
function certifiedBets(answer: KellyAnswer): Float64Array {
  if (answer.status !== "certified") throw new Error(`${answer.status}`);
  return answer.bets;
}

/** Wealth of bets after one outcome. */
const wealthAt = ({ returns, bets }: OutcomeTable, outcome: number, b: Float64Array): number =>
  b.reduce((sum, share, i) => sum + share * returns[outcome * bets + i], 0);

const ROUNDS = 100;
const PATHS = 10_000;

/** Growth a round and the share of paths of 100 rounds that fall below 0.7, by simulation, for several choices of bets at once. */
function simulated(
  choices: number,
  drawLogs: (stream: Stream) => (choice: number) => number,
  paths = PATHS,
): { readonly growth: number[]; readonly odds: number[]; readonly growthError: number[] } {
  const sums = new Array<number>(choices).fill(0);
  const squares = new Array<number>(choices).fill(0);
  const fallen = new Array<number>(choices).fill(0);
  for (let path = 0; path < paths; path++) {
    const stream = createStream(20_160_322, path);
    const logs = new Array<number>(choices).fill(0);
    const least = new Array<number>(choices).fill(0);
    for (let round = 0; round < ROUNDS; round++) {
      const log = drawLogs(stream);
      for (let c = 0; c < choices; c++) least[c] = Math.min(least[c], (logs[c] += log(c)));
    }
    for (let c = 0; c < choices; c++) {
      sums[c] += logs[c] / ROUNDS;
      squares[c] += (logs[c] / ROUNDS) ** 2;
      if (least[c] < Math.log(0.7)) fallen[c] += 1;
    }
  }
  const growth = sums.map((sum) => sum / paths);
  const growthError = squares.map((square, c) => Math.sqrt((square / paths - growth[c] ** 2) / paths));
  return { growth, odds: fallen.map((count) => count / paths), growthError };
}

/** Three standard errors of the difference from a share of the authors' 10,000 paths, and half its last digit. */
const oddsTolerance = (odds: number, paths = PATHS): number =>
  3 * Math.sqrt(odds * (1 - odds) * (1 / PATHS + 1 / paths)) + 0.0005;

/** 0.7 of starting wealth with odds of 0.1. */
const DRAWDOWN = riskAversionForDrawdown({ lossMax: 0.3, probabilityMax: 0.1 });

/** The tables of section 7.1 as the authors' finite_outcome.ipynb prints them, with growth to more digits from SciPy's SLSQP. */
const PRINTED = [
  { kind: "RCK", riskAversion: 0, growth: 0.06169132399, bound: 1, odds: 0.3982, printed: 0.062 },
  { kind: "RCK", riskAversion: DRAWDOWN, growth: 0.04301994612, bound: 0.1, odds: 0.0732, printed: 0.043 },
  { kind: "RCK", riskAversion: 5.5, growth: 0.04735074899, bound: 0.14061745066, odds: 0.0993, printed: 0.047 },
  { kind: "QRCK", riskAversion: 0, growth: 0.05386256, bound: null, odds: 0.2176, printed: 0.054 },
  { kind: "QRCK", riskAversion: DRAWDOWN, growth: 0.02662743, bound: null, odds: 0.0252, printed: 0.027 },
  { kind: "QRCK", riskAversion: 2.8, growth: 0.04370711, bound: null, odds: 0.1002, printed: 0.044 },
] as const;

const finite = finiteExample();
const moments = momentsOf(finite);
const solved = PRINTED.map(({ kind, riskAversion }) =>
  kind === "RCK"
    ? riskConstrainedKelly({ ...finite, riskAversion, lossMax: 0.3 })
    : quadraticKelly({ ...moments, riskAversion }),
);

const fixturePath = fileURLToPath(new URL("../../../shared/vectors/rck-fixture.json", import.meta.url));
const fixturePresent = existsSync(fixturePath);

interface Fixture {
  readonly r: readonly (readonly number[])[];
  readonly pi: readonly number[];
  readonly res: readonly {
    readonly q?: boolean;
    readonly lam: number;
    readonly growth?: number;
    readonly b: readonly number[];
    readonly gr_mc: number;
  }[];
}

describe("finite outcomes, Busseti, Ryu & Boyd 2016, section 7.1", () => {
  test("certified growth equals SLSQP's and prints as in the authors' notebook", () => {
    solved.forEach((answer, i) => {
      const b = certifiedBets(answer);
      const growth = finite.probabilities.reduce((sum, p, k) => sum + p * Math.log(wealthAt(finite, k, b)), 0);
      expect(Math.abs(growth - PRINTED[i].growth)).toBeLessThan(PRINTED[i].kind === "RCK" ? 1e-10 : 1e-8);
      expect(Math.abs(growth - PRINTED[i].printed)).toBeLessThan(0.0005);
    });
  });

  test("the bound on drawdown is 0.7^lambda, as in the notebook", () => {
    PRINTED.slice(0, 3).forEach(({ riskAversion, bound }) => {
      const { drawdownBound } = riskConstrainedKelly({ ...finite, riskAversion, lossMax: 0.3 });
      expect(drawdownBound).toBeCloseTo(bound ?? NaN, 10);
    });
  });

  test("growth and odds of a drawdown over 100 rounds agree with the notebook's simulation within 3 standard errors", () => {
    const logs = solved.map((answer) =>
      Array.from(finite.probabilities, (_, k) => Math.log(wealthAt(finite, k, certifiedBets(answer)))),
    );
    let total = 0;
    const cumulative = finite.probabilities.map((probability) => (total += probability));
    const { growth, odds, growthError } = simulated(PRINTED.length, (stream) => {
      const u = stream.uniform() * total;
      const outcome = cumulative.findIndex((limit) => u < limit);
      return (choice) => logs[choice][outcome];
    });
    PRINTED.forEach((row, i) => {
      expect(Math.abs(growth[i] - row.growth)).toBeLessThan(3 * growthError[i]);
      expect(Math.abs(odds[i] - row.odds)).toBeLessThan(oddsTolerance(row.odds));
      if (row.bound !== null) expect(odds[i]).toBeLessThan(row.bound);
    });
  });

  test.skipIf(!fixturePresent)("the outcomes drawn here and every bet are those of rck-fixture.json", () => {
    const { r, pi, res } = JSON.parse(readFileSync(fixturePath, "utf8")) as Fixture;
    finite.probabilities.forEach((probability, k) => {
      expect(Math.abs(probability - pi[k])).toBeLessThan(1e-15);
      r.forEach((row, bet) => expect(finite.returns[k * 20 + bet]).toBeCloseTo(row[k], 14));
    });
    res.forEach(({ q = false, lam, growth, b, gr_mc }) => {
      const answer = q
        ? quadraticKelly({ ...moments, riskAversion: lam })
        : riskConstrainedKelly({ ...finite, riskAversion: lam });
      const bets = certifiedBets(answer);
      b.forEach((share, i) => expect(Math.abs(bets[i] - share)).toBeLessThan(1e-7));
      const exact = finite.probabilities.reduce((sum, p, k) => sum + p * Math.log(wealthAt(finite, k, bets)), 0);
      expect(Math.abs(exact - gr_mc)).toBeLessThan(5e-4);
      if (growth !== undefined) expect(Math.abs(exact - growth)).toBeLessThan(1e-10);
    });
  });
});

const FACTORS = 5;

/** A log-normal regime: means of log returns, loadings on five factors of 0.3, noise of 0.05; `scale` multiplies all but the means. */
interface Regime {
  readonly means: Float64Array;
  readonly loadings: Float64Array;
  readonly scale: number;
}

/** The mixture of section 7.2, as infinite_outcome.ipynb draws it: a good and a bad regime, equally likely, over 19 assets and cash. */
function mixture(): readonly [Regime, Regime] {
  const draw = randomState(0);
  const [first, second] = [1, 2].map(() => Float64Array.from({ length: BETS * FACTORS }, draw.uniform));
  const means = (mean: number): Float64Array =>
    Float64Array.from({ length: BETS - 1 }, () => mean + (draw.normal() * mean) / 3);
  const good = { means: means(0.05), loadings: first, scale: 1 };
  return [good, { means: means(-0.1), loadings: second, scale: Math.sqrt(5) }];
}

/** Gross returns of the assets in `drawn`, written to `into`; cash, the last, always returns 1. */
function drawRegime({ means, loadings, scale }: Regime, stream: Stream, into: Float64Array): void {
  const factors = Float64Array.from({ length: FACTORS }, () => 0.3 * scale * stream.normal());
  for (let i = 0; i < BETS - 1; i++) {
    let log = means[i] + 0.05 * scale * stream.normal();
    for (let f = 0; f < FACTORS; f++) log += loadings[i * FACTORS + f] * factors[f];
    into[i] = Math.exp(log);
  }
  into[BETS - 1] = 1;
}

describe("a mixture of two log-normal regimes, Busseti, Ryu & Boyd 2016, section 7.2", () => {
  const regimes = mixture();

  test("growth .077, .039, .043 (to .002) and odds .569, .080, .101 (to 3 standard errors) at lambda 0, 6.456, 5.7, as in infinite_outcome.ipynb", () => {
    const outcomes = 10_000;
    const returns = new Float64Array(outcomes * BETS);
    const learning = createStream(7, 0);
    for (let k = 0; k < outcomes; k++) drawRegime(regimes[k % 2], learning, returns.subarray(k * BETS, (k + 1) * BETS));
    const sample = { returns, probabilities: new Float64Array(outcomes).fill(1 / outcomes), bets: BETS };
    const choices = [0, DRAWDOWN, 5.7].map((riskAversion) =>
      certifiedBets(riskConstrainedKelly({ ...sample, riskAversion })),
    );
    const row = new Float64Array(BETS);
    const draw = (stream: Stream): ((choice: number) => number) => {
      drawRegime(regimes[stream.uniform() < 0.5 ? 0 : 1], stream, row);
      return (choice) => Math.log(choices[choice].reduce((sum, share, i) => sum + share * row[i], 0));
    };
    const { growth, odds } = simulated(choices.length, draw, 5_000);
    [0.077, 0.039, 0.043].forEach((printed, i) => expect(Math.abs(growth[i] - printed)).toBeLessThan(0.002));
    [0.569, 0.08, 0.101].forEach((printed, i) =>
      expect(Math.abs(odds[i] - printed)).toBeLessThan(oddsTolerance(printed, 5_000)),
    );
  }, 30_000);
});
