import {
  ConflictError,
  DuplicateKeyError,
  MissingError,
  TooFewError,
  assertFinite,
  assertInRange,
} from "../../errors/index.js";
import { DAY_MS } from "../../model/index.js";
import { chained, growthAnnualOf, type DailyReturns, type Growth } from "./daily-returns.js";

/** A stretch of time, epoch ms UTC. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How time is cut into folds. */
export interface FoldRequest extends TimeSpan {
  /** Length of the span in which a candidate is picked; of the first one where they expand. At least a day. */
  readonly fitMs: number;
  /** Rolling: always as long. Expanding: from the start of all. */
  readonly fitWindow: "rolling" | "expanding";
  /**
   * Time left out between the end of a fit and its test, >= 0: as long as anything of the fit reaches on, such as a window of
   * returns that an estimate looks back on, or a holding's time (Lopez de Prado 2018, Advances in financial machine learning, 7.4.2).
   */
  readonly embargoMs: number;
  /** Length of a test, and by how much the next fold is later; the last one ends with all. At least a day. */
  readonly testMs: number;
}

/** One fold: what is fitted on, and what is tested on. */
export interface Fold {
  readonly fit: TimeSpan;
  readonly test: TimeSpan;
}

/** A walk forward over candidates of any kind. */
export interface WalkForwardRequest<Candidate> extends FoldRequest {
  readonly candidates: readonly Candidate[];
  /** Name of a candidate, no two the same. */
  readonly idOf: (candidate: Candidate) => string;
  /** What a candidate earns over a span, begun in cash at its start; nothing after its end may have a part in it. */
  readonly run: (candidate: Candidate, span: TimeSpan) => DailyReturns;
  /** What a candidate is picked by, more is better; null: it cannot be picked. Growth a year when left out. */
  readonly score?: (returns: DailyReturns) => number | null;
}

/** What was picked when, and what became of it. */
export interface WalkForwardFold extends Fold {
  /** Name of the candidate picked: the first of those with the highest score. */
  readonly picked: string;
  /** Score of each candidate over the fit span, in their order; null: it could not be picked. */
  readonly scores: readonly (number | null)[];
  /** Score of the one picked over the span that picked it. */
  readonly scoreFit: number;
  /** Its score over the test span; null as the score says, for one: ruin. */
  readonly scoreTest: number | null;
}

/** A walk forward. */
export interface WalkForward {
  readonly folds: readonly WalkForwardFold[];
  /** Returns over all tests, one after another, as of one investor. */
  readonly returns: DailyReturns;
  /** Their growth a year. */
  readonly growthAnnual: Growth;
  /** Mean score over the fit spans less mean score over the tests: what the choice promised and did not keep; null where a test has no score. */
  readonly shortfall: number | null;
}

/**
 * Folds whose tests follow one another without gap or overlap from the end of the first fit and embargo to the end; the last test
 * may be shorter, by less than a test's length, but not than a day.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) for a length; TooFewError (E_TOO_FEW) where the
 * span is too short for one fold.
 */
export function foldsOf(request: FoldRequest): readonly Fold[] {
  const { fromMs, toMs, fitMs, fitWindow, embargoMs, testMs } = request;
  assertFolds(request);
  const folds: Fold[] = [];
  for (let testFromMs = fromMs + fitMs + embargoMs; testFromMs < toMs; testFromMs += testMs) {
    const fitToMs = testFromMs - embargoMs;
    const fit = { fromMs: fitWindow === "rolling" ? fitToMs - fitMs : fromMs, toMs: fitToMs };
    const rest = toMs - testFromMs - testMs;
    const last = rest < DAY_MS;
    folds.push({ fit, test: { fromMs: testFromMs, toMs: last ? toMs : testFromMs + testMs } });
    if (last) break;
  }
  return folds;
}

/**
 * Fit, decide, advance: in each fold every candidate is run over the fit span, the best by its score is picked and run over the test
 * span, and the tests follow one another. Each test begins in cash, so every fold pays to open,
 * and earns nothing from the last close of one test to the first of the next where a market closes over the edge.
 * @throws MissingError (E_MISSING) where no candidate of a fold has a score; TooFewError (E_TOO_FEW) for no candidate;
 * DuplicateKeyError (E_DUPLICATE_KEY) for two of one name; ConflictError (E_CONFIG_CONFLICT) where a run leaves its span; and
 * as foldsOf.
 */
export function walkForward<Candidate>(request: WalkForwardRequest<Candidate>): WalkForward {
  assertCandidates(request);
  const walked = foldsOf(request).map((fold, i) => walkedFold(request, fold, i));
  const returns = chained(walked.map(({ tested }) => tested));
  const folds = walked.map(({ fold }) => fold);
  const gaps = folds.flatMap(({ scoreFit, scoreTest }) => (scoreTest === null ? [] : [scoreFit - scoreTest]));
  const shortfall = gaps.length < folds.length ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return { folds, returns, growthAnnual: growthAnnualOf(returns), shortfall };
}

const growthScore = (returns: DailyReturns): number | null => {
  const growth = growthAnnualOf(returns);
  return growth === "ruined" ? null : growth;
};

function walkedFold<Candidate>(
  request: WalkForwardRequest<Candidate>,
  { fit, test }: Fold,
  i: number,
): { readonly fold: WalkForwardFold; readonly tested: DailyReturns } {
  const { candidates, idOf, score = growthScore } = request;
  const within = (candidate: Candidate, span: TimeSpan): DailyReturns =>
    assertWithin(request.run(candidate, span), span, idOf(candidate));
  const scores = candidates.map((candidate) => score(within(candidate, fit)));
  const best = bestOf(scores, i);
  const tested = within(candidates[best.at], test);
  const picked = idOf(candidates[best.at]);
  return { fold: { fit, test, picked, scores, scoreFit: best.score, scoreTest: score(tested) }, tested };
}

function bestOf(scores: readonly (number | null)[], fold: number): { readonly at: number; readonly score: number } {
  let best: { at: number; score: number } | null = null;
  scores.forEach((score, at) => {
    if (score === null) return;
    assertFinite(score, `folds[${fold}].scores[${at}]`);
    if (best === null || score > best.score) best = { at, score };
  });
  if (best !== null) return best;
  const want = "a candidate that can be picked";
  const hint = "add one that holds nothing or little";
  throw new MissingError({ field: `folds[${fold}].scores`, got: "no score", want, hint });
}

function assertWithin(returns: DailyReturns, span: TimeSpan, id: string): DailyReturns {
  const endMs = returns.endMs[returns.endMs.length - 1];
  if (returns.startMs >= span.fromMs && endMs <= span.toMs) return returns;
  throw new ConflictError({
    field: `run(${id})`,
    got: `returns from ${returns.startMs} to ${endMs}`,
    want: `within ${span.fromMs} to ${span.toMs}`,
    hint: "what lies outside the span was not known when the candidate was picked",
  });
}

function assertCandidates<Candidate>({ candidates, idOf }: WalkForwardRequest<Candidate>): void {
  if (candidates.length === 0) {
    const hint = "one is walked forward too";
    throw new TooFewError({ field: "candidates", got: "none", want: "at least one candidate", hint });
  }
  const ids = candidates.map(idOf);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice === undefined) return;
  throw new DuplicateKeyError({ field: "candidates", got: twice, want: "names that differ", hint: "leave one out" });
}

function assertFolds({ fromMs, toMs, fitMs, embargoMs, testMs }: FoldRequest): void {
  assertFinite(fromMs, "fromMs");
  assertFinite(toMs, "toMs");
  assertInRange(fitMs, "fitMs", { min: DAY_MS, want: "a day or more, in ms" });
  assertInRange(embargoMs, "embargoMs", { min: 0, want: "a time of 0 or more, in ms" });
  assertInRange(testMs, "testMs", { min: DAY_MS, want: "a day or more, in ms" });
  if (toMs - fromMs >= fitMs + embargoMs + DAY_MS) return;
  throw new TooFewError({
    field: "toMs",
    got: `${(toMs - fromMs) / DAY_MS} days`,
    want: `at least ${(fitMs + embargoMs + DAY_MS) / DAY_MS} days: one fit, its embargo and a day of test`,
    hint: "give a longer span, or shorter fits",
  });
}
