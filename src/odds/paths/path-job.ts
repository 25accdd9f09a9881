import { ConflictError, OutOfRangeError, assertPositive } from "../../errors/index.js";
import type { PathJob, PathPosition, PathRate } from "../../kernel/index.js";
import { ownStep } from "../grid/layout.js";
import { beliefsOf } from "./beliefs.js";
import { movesOf } from "./moves.js";
import { positionOf } from "./position.js";
import type { PathQuestion, PathQuestions } from "./question.js";

/** What questions on the same paths have in common. */
const ALIKE = [
  "law",
  "driftAnnual",
  "rate",
  "beliefs",
  "stepYears",
  "horizonYears",
  "checkpoints",
  "seed",
] as const satisfies readonly (keyof PathQuestion)[];

/** @throws ConflictError (E_CONFIG_CONFLICT) unless all are asked on the same paths */
function assertAlike([first, ...others]: PathQuestions): void {
  for (const other of others)
    for (const name of ALIKE) {
      if (other[name] === first[name]) continue;
      const hint = "questions on the same paths differ in holding, leverage ratio, policy, watching and floor alone";
      throw new ConflictError({ field: name, got: "another than the first question's", want: "the same", hint });
    }
}

/** Steps of a horizon: the nearest whole number, at least one. */
const stepsOf = ({ horizonYears }: PathQuestion, stepYears: number): number =>
  Math.max(1, Math.round(horizonYears / stepYears));

/** Evenly spaced steps, the last of them the last. @throws OutOfRangeError (E_OUT_OF_RANGE) unless they are a whole number, and no more than the steps */
function checkpointsOf({ checkpoints }: PathQuestion, steps: number): readonly number[] {
  if (Number.isInteger(checkpoints) && checkpoints >= 1 && checkpoints <= steps)
    return Array.from({ length: checkpoints }, (_, i) => Math.round(((i + 1) * steps) / checkpoints));
  const want = `a whole number from 1 to ${steps}, the number of steps`;
  const hint = "ask for fewer, or for shorter steps";
  throw new OutOfRangeError({ field: "checkpoints", got: String(checkpoints), want, hint });
}

/** Rate a year that margin earns on the notional, which funding carries in the kernel. */
const earnedOnNotional = ({ cashFactor }: PathPosition, stepYears: number): number => (cashFactor - 1) / stepYears;

/** The rate of a question step by step: the exact transition of its process over a step. */
function rateOf({ rate }: PathQuestion, position: PathPosition, stepYears: number): PathRate | null {
  if (rate === null) return null;
  const { start, level, reversionAnnual, volatility, correlation, least } = rate.law;
  const less = rate.on === "funding" ? earnedOnNotional(position, stepYears) : 0;
  const kept = Math.exp(-reversionAnnual * stepYears);
  const years = reversionAnnual === 0 ? stepYears : (1 - kept * kept) / (2 * reversionAnnual);
  return {
    start: start - less,
    level: level - less,
    reversion: 1 - kept,
    deviation: volatility * Math.sqrt(years),
    correlation,
    least: least - less,
    stepYears,
  };
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where margin earns another rate in each position and all pay one moving funding */
function assertOneRate({ rate }: PathQuestion, positions: readonly PathPosition[]): void {
  if (rate?.on !== "funding" || positions.every(({ cashFactor }) => cashFactor === positions[0].cashFactor)) return;
  throw new ConflictError({
    field: "rate",
    got: "margins that earn different rates",
    want: "one rate on margin",
    hint: "ask about each holding alone",
  });
}

const SEED_MAX = 2n ** 64n - 1n;

/** Fewest paths that have a standard error, with a control. */
const PATHS_MIN = 3;

/** @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the argument */
function assertCommon({ seed, horizonYears, stepYears }: PathQuestion, paths: number): void {
  assertPositive(horizonYears, "horizonYears");
  assertPositive(stepYears, "stepYears");
  const refuse = (field: string, got: string, want: string, hint: string): never => {
    throw new OutOfRangeError({ field, got, want, hint });
  };
  if (!Number.isSafeInteger(paths) || paths < PATHS_MIN)
    refuse("paths", String(paths), `a whole number from ${PATHS_MIN}`, "ask for more");
  if (seed < 0n || seed > SEED_MAX) refuse("seed", String(seed), "a whole number from 0 to 2^64 - 1", "choose another");
}

/** Length of a step of a question, years: that of a law with a step of its own, else the one asked for. */
export const stepYearsOf = ({ law, stepYears }: Pick<PathQuestion, "law" | "stepYears">): number =>
  law.kind === "moves" ? (ownStep(law.moves) ?? stepYears) : law.stepYears;

/**
 * The job of questions for so many paths. Several are answered on the same paths, so that their differences carry little noise.
 * The horizon is the nearest whole number of steps.
 * @throws ConflictError (E_CONFIG_CONFLICT) for questions that are not about the same paths, and for what paths do not carry;
 * NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming an argument outside its domain
 */
export function pathJobOf(questions: PathQuestions, paths: number): PathJob {
  const [first] = questions;
  assertAlike(questions);
  assertCommon(first, paths);
  const stepYears = stepYearsOf(first);
  const positions = questions.map((question) => positionOf(question, stepYears).position);
  assertOneRate(first, positions);
  const { moves } = movesOf(first.law, first.driftAnnual, stepYears);
  const steps = stepsOf(first, stepYears);
  const drawn = { moves, steps, seed: first.seed };
  return {
    ...drawn,
    rate: rateOf(first, positions[0], stepYears),
    positions,
    checkpoints: checkpointsOf(first, steps),
    hazard: moves.kind === "shocks",
    beliefs: first.beliefs === null ? null : beliefsOf(first.beliefs, drawn, stepYears, paths),
  };
}
