import { beforeAll, describe, expect, test } from "vitest";
import { AT, ROW, ROW_HEAD, pathWords, rowWords, runPaths } from "../src/kernel/index.js";
import type { MoveLaw, PathLaw } from "../src/model/index.js";
import {
  pathDifference,
  pathJobOf,
  pathOutcomes,
  type PathDifference,
  type PathOutcome,
  type PathQuestion,
} from "../src/odds/index.js";
import { always } from "./managed.js";
import { asked, logDrift } from "./paths-laws.js";

const PATHS = 2500;
const DAY = 1 / 365;

const studentT: MoveLaw = { kind: "student-t", stepYears: DAY, mean: -0.0005, deviation: 0.04, degreesOfFreedom: 4 };

const LAWS: readonly { readonly name: string; readonly law: PathLaw }[] = [
  { name: "independent Student-t moves", law: { kind: "moves", moves: always(studentT), source: "a test" } },
  {
    name: "GARCH with Student-t innovations",
    law: {
      kind: "garch",
      stepYears: DAY,
      mean: -0.0005,
      omega: 0.0016 * 0.02,
      alpha: 0.08,
      gamma: 0,
      beta: 0.9,
      degreesOfFreedom: 4,
      variance: 0.0016,
      meanVariance: 0.0016,
      source: "a test",
    },
  },
];

/** A loop with a band about its leverage, closed at the level as a decision has it. */
function loop(law: PathLaw, leverage: number): PathQuestion {
  const band = [0.85 * leverage, 1.2 * leverage] as const;
  const question = asked({ leverage, band, law: logDrift(0, 1), stepYears: DAY, years: 1, costRate: 0.001 });
  return { ...question, holding: { ...question.holding, closesAtLevel: true }, law };
}

/** Sample variance. */
function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

describe.each(LAWS)("a loop of 2.0x and one of 2.1x on the same paths, $name: what each device is worth", ({ law }) => {
  let words: (position: number, word: number) => readonly number[];
  let outcomes: readonly PathOutcome[];
  let difference: PathDifference;

  beforeAll(() => {
    const first = loop(law, 2);
    const questions = [first, { ...loop(law, 2.1), law: first.law }] as const;
    const job = pathJobOf(questions, PATHS);
    const rows = new Float64Array(PATHS * pathWords(job));
    runPaths(job, 0, PATHS, rows);
    words = (position, word) =>
      Array.from({ length: PATHS }, (_, path) => rows[path * pathWords(job) + position * rowWords(job) + word]);
    outcomes = pathOutcomes(job, PATHS, rows, questions);
    difference = pathDifference(job, PATHS, rows, [0, 1]);
  });

  const closed = (position: number): readonly number[] =>
    words(position, ROW.closedStep).map((step) => (step > 0 ? 1 : 0));

  test("chances summed against closes counted", () => {
    const gain = varianceOf(closed(0)) / varianceOf(words(0, ROW_HEAD + AT.hazard));
    expect(gain).toBeGreaterThan(2);
    expect(outcomes.map(({ estimator }) => estimator)).toEqual(["hazard", "hazard"]);
    expect(varianceOf(closed(0)) / (PATHS * outcomes[0].liquidation.standardError ** 2)).toBeCloseTo(gain, 1);
  });

  test("controls of log wealth", () => {
    expect(outcomes[0].controlGain).toBeGreaterThan(2);
    const plain = varianceOf(words(0, ROW_HEAD + AT.wealth).map(Math.log));
    const gained = plain / (PATHS * outcomes[0].logWealth.standardError ** 2);
    expect(gained / outcomes[0].controlGain).toBeCloseTo(1, 2);
  });

  test("common random numbers, against paths of each alone", () => {
    const [a, b] = outcomes;
    const alone = a.logWealth.standardError ** 2 + b.logWealth.standardError ** 2;
    expect(alone / difference.logWealth.standardError ** 2).toBeGreaterThan(5);
    const counted = varianceOf(closed(0)) + varianceOf(closed(1));
    expect(counted / (PATHS * difference.liquidation.standardError ** 2)).toBeGreaterThan(10);
    expect(difference.liquidation.value).toBeCloseTo(b.liquidation.value - a.liquidation.value, 12);
    expect(difference.liquidation.value).toBeGreaterThan(4 * difference.liquidation.standardError);
  });
});
