import { ConflictError, OutOfRangeError, assertInRange, assertPositive } from "../../errors/index.js";
import type { PathJob, PathMoves, PathPosition, PathRate } from "../../kernel/index.js";
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

/** Evenly spaced steps, the last of them the last. @throws OutOfRangeError (E_OUT_OF_RANGE) unless there are as many */
function checkpointsOf({ checkpoints }: PathQuestion, steps: number): readonly number[] {
  assertInRange(checkpoints, "checkpoints", { min: 1, max: steps, want: `1 to ${steps}, the number of steps` });
  return Array.from({ length: Math.round(checkpoints) }, (_, i) => Math.round(((i + 1) * steps) / checkpoints));
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

/** @throws OutOfRangeError (E_OUT_OF_RANGE) naming the argument */
function assertCommon({ seed, horizonYears, stepYears }: PathQuestion): void {
  assertPositive(horizonYears, "horizonYears");
  assertPositive(stepYears, "stepYears");
  if (seed >= 0n && seed <= SEED_MAX) return;
  const want = "a whole number from 0 to 2^64 - 1";
  throw new OutOfRangeError({ field: "seed", got: String(seed), want, hint: "choose another" });
}

/** Fewest paths that have a standard error, with a control. */
const PATHS_MIN = 3;

/** @throws OutOfRangeError (E_OUT_OF_RANGE) unless there are enough paths for a standard error */
function assertPaths(paths: number): void {
  if (Number.isSafeInteger(paths) && paths >= PATHS_MIN) return;
  const want = `a whole number from ${PATHS_MIN}`;
  throw new OutOfRangeError({ field: "paths", got: String(paths), want, hint: "ask for more" });
}

/** What questions come to before anything is drawn. */
export interface DerivedQuestions {
  readonly moves: PathMoves;
  readonly stepYears: number;
  readonly positions: readonly PathPosition[];
  /** How far each position's close stands from where the venue's solver has it, as in `PathOutcome`. */
  readonly levelsApart: readonly number[];
}

/** Moves and positions of questions on the same paths. @throws as `pathJobOf` */
export function derivedFrom(questions: PathQuestions): DerivedQuestions {
  const [first] = questions;
  assertAlike(questions);
  assertCommon(first);
  const { moves, stepYears } = movesOf(first.law, first.driftAnnual, first.stepYears);
  const derived = questions.map((question) => positionOf(question, stepYears));
  const positions = derived.map(({ position }) => position);
  assertOneRate(first, positions);
  return { moves, stepYears, positions, levelsApart: derived.map(({ levelApart }) => levelApart) };
}

/**
 * The job of questions for so many paths. Several are answered on the same paths, so that their differences carry little noise.
 * The horizon is the nearest whole number of steps.
 * @throws ConflictError (E_CONFIG_CONFLICT) for questions that are not about the same paths, and for what paths do not carry;
 * NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming an argument outside its domain
 */
export function pathJobOf(questions: PathQuestions, paths: number): PathJob {
  assertPaths(paths);
  const [first] = questions;
  const { moves, stepYears, positions } = derivedFrom(questions);
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
