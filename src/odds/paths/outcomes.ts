import { assertInRange } from "../../errors/index.js";
import { AT, AT_WORDS, pathWords, ROW, ROW_HEAD, runPaths, type PathJob } from "../../kernel/index.js";
import { controlledMean, meanOf, numberRestedOn, quantilesOf, shareOf } from "./measured.js";
import type { Checkpoint, Measured, PathDifference, PathOutcome } from "./outcome.js";
import { pathJobOf, stepYearsOf } from "./path-job.js";
import { positionOf } from "./position.js";
import type { PathQuestion, PathQuestions } from "./question.js";

/** What of a job says how its rows are to be read; also of jobs of several assets. */
export interface RowShape extends Pick<PathJob, "steps" | "checkpoints" | "hazard"> {
  readonly positions: readonly { readonly idleFactor: number }[];
}

/** What is told of a position beside its rows: the length of a step, the floor that is asked about, and how far its close stands from the venue's own. */
export interface Told extends Pick<PathQuestion, "floor" | "stepYears"> {
  readonly levelApart: number;
}

/** The rows of one position, word by word over the paths. */
interface Columns {
  readonly job: RowShape;
  readonly position: number;
  readonly paths: number;
  /** One word of the head. */
  word(name: keyof typeof ROW): Float64Array;
  /** One word of a checkpoint, by its number. */
  at(checkpoint: number, name: keyof typeof AT): Float64Array;
}

/** Words of the row of one position. */
const wordsOf = ({ checkpoints }: RowShape): number => ROW_HEAD + AT_WORDS * checkpoints.length;

function columnsOf(job: RowShape, paths: number, rows: Float64Array, position: number): Columns {
  const [stride, from] = [job.positions.length * wordsOf(job), position * wordsOf(job)];
  const column = (word: number): Float64Array =>
    Float64Array.from({ length: paths }, (_, path) => rows[path * stride + from + word]);
  return {
    job,
    position,
    paths,
    word: (name) => column(ROW[name]),
    at: (checkpoint, name) => column(ROW_HEAD + AT_WORDS * checkpoint + AT[name]),
  };
}

/** Number of the last checkpoint. */
const lastOf = ({ job }: Columns): number => job.checkpoints.length - 1;

/** Values of each path, less others of the same. */
const less = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]);

/** Odds of a close by checkpoint, by the closes that came. */
function countedCloses(columns: Columns): readonly Measured[] {
  const closedStep = columns.word("closedStep");
  return columns.job.checkpoints.map((step) => shareOf(closedStep, (closed) => closed > 0 && closed <= step));
}

/** Paths that a sum of chances must rest on: a few that came near say nothing of those that none came near enough to show. */
const RESTED_ON_MIN = 50;

/** True where chances of a close were summed, and rest on enough paths. */
const isChancesKnown = (columns: Columns): boolean =>
  columns.job.hazard && numberRestedOn(columns.at(lastOf(columns), "hazard")) >= RESTED_ON_MIN;

/**
 * Odds of a close by checkpoint, by the way that knows those at the horizon better. Chances that are summed have their worth where a
 * close comes by a jump from afar; a diffusion that is looked at often creeps up to it, and a count then says as much.
 */
function liquidationsOf(columns: Columns): Pick<PathOutcome, "estimator"> & { readonly odds: readonly Measured[] } {
  const [last, count] = [lastOf(columns), countedCloses(columns)];
  if (isChancesKnown(columns)) {
    const odds = columns.job.checkpoints.map((_, i) => meanOf(columns.at(i, "hazard")));
    if (odds[last].standardError < count[last].standardError) return { estimator: "hazard", odds };
  }
  return { estimator: "count", odds: count };
}

/** Log of wealth at the horizon; what was left of a path of nothing is a least part of it, as on the grid. */
const logWealthOf = (columns: Columns): Float64Array => columns.at(lastOf(columns), "wealth").map(Math.log);

/** Closes that came, path by path, 1 or 0. */
const closesOf = (columns: Columns): Float64Array => columns.word("closedStep").map((step) => (step > 0 ? 1 : 0));

/**
 * What has a mean of 0 and much in common with log wealth: leverage x shock, summed; and closes less their chances, where closes came
 * often enough to make up for the chances: of those that did not come the mean is not 0.
 */
function controlsOf(columns: Columns): readonly Float64Array[] {
  const [shocks, closes] = [columns.word("control"), closesOf(columns)];
  if (!isChancesKnown(columns) || numberRestedOn(closes) < RESTED_ON_MIN) return [shocks];
  return [shocks, less(closes, columns.at(lastOf(columns), "hazard"))];
}

/** Part of wealth that each close took. */
function lossesOf(columns: Columns): Float64Array {
  const { job, position } = columns;
  const idle = Math.log(job.positions[position].idleFactor);
  const [closedStep, before] = [columns.word("closedStep"), columns.word("beforeClose")];
  const losses: number[] = [];
  columns.at(lastOf(columns), "wealth").forEach((wealth, path) => {
    if (closedStep[path] === 0) return;
    const left = wealth * Math.exp(-idle * (job.steps - closedStep[path]));
    losses.push(1 - left / before[path]);
  });
  return Float64Array.from(losses);
}

/** Outcomes by checkpoint. */
function fanOf(columns: Columns, { floor, stepYears }: Told, odds: readonly Measured[]): readonly Checkpoint[] {
  return columns.job.checkpoints.map((step, i) => ({
    years: step * stepYears,
    quantiles: quantilesOf(columns.at(i, "wealth")),
    liquidated: odds[i],
    belowFloor: floor === null ? null : shareOf(columns.at(i, "lowest"), (lowest) => lowest < floor),
  }));
}

/** A number over years. */
const perYear = ({ value, standardError }: Measured, years: number): Measured => ({
  value: value / years,
  standardError: standardError / years,
});

/** The outcome of one position. */
function outcomeOf(columns: Columns, told: Told): PathOutcome {
  const { estimator, odds } = liquidationsOf(columns);
  const losses = lossesOf(columns);
  const { mean, gain } = controlledMean(logWealthOf(columns), controlsOf(columns));
  const fan = fanOf(columns, told, odds);
  const { years, quantiles, liquidated, belowFloor } = fan[fan.length - 1];
  const drawdown = columns.word("drawdown");
  return {
    paths: columns.paths,
    closes: losses.length,
    liquidation: liquidated,
    estimator,
    levelApart: told.levelApart,
    logWealth: mean,
    controlGain: gain,
    growthAnnual: perYear(mean, years),
    belowFloor,
    wealth: quantiles,
    lowestWealth: quantilesOf(columns.at(lastOf(columns), "lowest")),
    drawdown: { mean: meanOf(drawdown), quantiles: quantilesOf(drawdown) },
    lossGivenLiquidation: losses.length < 2 ? null : meanOf(losses),
    traded: meanOf(columns.word("traded")),
    cost: meanOf(columns.word("cost")),
    trades: meanOf(columns.word("trades")),
    fan,
  };
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) unless the rows are those of the job */
function assertRows(job: RowShape, paths: number, rows: Float64Array): void {
  const words = paths * job.positions.length * wordsOf(job);
  assertInRange(rows.length, "rows.length", { min: words, max: words, want: `${words} words: rows of ${paths} paths` });
}

/**
 * What rows say of each position, of which something is told beside. Sums go in the order of the paths: the same rows give the
 * same numbers, whoever ran them.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless the rows are those of the job
 */
export function rowOutcomes(
  job: RowShape,
  paths: number,
  rows: Float64Array,
  told: readonly Told[],
): readonly PathOutcome[] {
  assertRows(job, paths, rows);
  return told.map((each, i) => outcomeOf(columnsOf(job, paths, rows, i), each));
}

/**
 * What rows say of each question, in the order of the questions.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless the rows are those of the job; and as `pathJobOf`
 */
export function pathOutcomes(
  job: PathJob,
  paths: number,
  rows: Float64Array,
  questions: PathQuestions,
): readonly PathOutcome[] {
  const stepYears = stepYearsOf(questions[0]);
  const told = questions.map((question): Told => {
    const { levelApart } = positionOf(question, stepYears);
    return { floor: question.floor, stepYears, levelApart };
  });
  return rowOutcomes(job, paths, rows, told);
}

/**
 * What the second position of a job has more than the first, path by path: both met the same prices, so that most of the noise
 * of either is in both (common random numbers).
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless the rows are those of the job
 */
export function pathDifference(
  job: PathJob,
  paths: number,
  rows: Float64Array,
  [first, second]: readonly [number, number],
): PathDifference {
  assertRows(job, paths, rows);
  const [a, b] = [first, second].map((position) => columnsOf(job, paths, rows, position));
  const known = [a, b].every(isChancesKnown);
  const closed = (columns: Columns): Float64Array =>
    known ? columns.at(lastOf(columns), "hazard") : closesOf(columns);
  const [ofA, ofB] = [a, b].map(controlsOf);
  const controls = ofB.slice(0, ofA.length).map((control, i) => less(control, ofA[i]));
  const { mean, gain } = controlledMean(less(logWealthOf(b), logWealthOf(a)), controls);
  return { liquidation: meanOf(less(closed(b), closed(a))), logWealth: mean, controlGain: gain };
}

/** Outcomes of questions on so many paths, run here and now on one thread. @throws as `pathJobOf` */
export function simulated(questions: PathQuestions, paths: number): readonly PathOutcome[] {
  const job = pathJobOf(questions, paths);
  const rows = new Float64Array(paths * pathWords(job));
  runPaths(job, 0, paths, rows);
  return pathOutcomes(job, paths, rows, questions);
}
