import { AT, AT_WORDS, ROW, ROW_HEAD, rowWords, type PathJob } from "../kernel/index.js";
import type { Decision } from "../model/index.js";
import type { Measured, PathOutcome, PathQuestions } from "../odds/index.js";
import { decided } from "./decide.js";
import type { DecisionRequest } from "./request.js";
import { verifiedGroups, type VerifiedGroup, type VerifiedName, type VerifiedQuestion } from "./verify-questions.js";

export type { VerifiedName } from "./verify-questions.js";

/** Whether paths bear out what a decision states. */
export type Verdict =
  /** Paths say the same, within four of their standard errors. */
  | "agrees"
  /** What is stated is a bound, and paths stay within it. */
  | "holds"
  | "contradicted"
  /** Paths cannot be asked the same question. */
  | "not-compared";

/** One thing that a decision states beside what paths say of it. */
export interface Verified {
  readonly name: VerifiedName;
  /** As the decision has it: a probability, or a rate a year. */
  readonly stated: number;
  /** True where that is an upper bound. */
  readonly isBound: boolean;
  /** Horizon of the paths, ms. */
  readonly horizonMs: number;
  /** What the decision's own engine says to the very question that paths answer; null where it answers no such question. */
  readonly asked: number | null;
  /** Null where they are not asked. */
  readonly paths: Measured | null;
  /** How many; 0 where they are not asked. */
  readonly count: number;
  /** Paths less `asked` (of a bound without it, less `stated`) in standard errors, at most a million; null where nothing is compared. */
  readonly standardErrors: number | null;
  readonly verdict: Verdict;
  /** How what was asked differs from what is stated, or why it was not asked; null where it is the same. */
  readonly because: string | null;
}

/** Paths of one group that have run. */
export interface RanPaths {
  readonly job: PathJob;
  readonly paths: number;
  readonly rows: Float64Array;
  /** Of each position. */
  readonly outcomes: readonly PathOutcome[];
}

/** A decision, what paths are asked to prove it, and how their answers compare. */
export interface Verification {
  readonly decision: Decision;
  /** Each group shares its paths. */
  readonly groups: readonly PathQuestions[];
  /** @param ran the paths of each group, in their order. */
  readonly compare: (ran: readonly RanPaths[]) => readonly Verified[];
}

/** Standard errors within which two numbers are the same. */
const AGREEMENT = 4;

/** What the numerical methods of both sides leave open, absolute. */
const ROUNDING = 1e-6;

/** Standard errors that are too many to tell. */
const FAR = 1e6;

/** Distance in standard errors; 0 where both are the same to rounding. */
function distance({ value, standardError }: Measured, from: number): number {
  const apart = value - from;
  if (Math.abs(apart) <= ROUNDING) return 0;
  return Math.max(-FAR, Math.min(FAR, apart / Math.max(standardError, ROUNDING / FAR)));
}

/** Part of the paths of a position that were closed, or fell below a floor, at some time. */
function closedOrBelow({ job, paths, rows }: RanPaths, position: number, floor: number): Measured {
  const words = rowWords(job);
  const lowest = ROW_HEAD + (job.checkpoints.length - 1) * AT_WORDS + AT.lowest;
  let count = 0;
  for (let path = 0; path < paths; path++) {
    const row = (path * job.positions.length + position) * words;
    if (rows[row + ROW.closedStep] > 0 || rows[row + lowest] < floor) count++;
  }
  // One more on either side, so that none seen is not none for certain (Laplace's rule).
  const share = (count + 1) / (paths + 2);
  return { value: count / paths, standardError: Math.sqrt((share * (1 - share)) / paths) };
}

/** The verdict on one question from the outcomes of its group. */
function verifiedFrom(question: VerifiedQuestion, horizonMs: number, ran: RanPaths | undefined): Verified {
  const { of, leeway, ...stated } = question;
  const outcome = of === null ? undefined : ran?.outcomes[of.position];
  const paths =
    of === null || outcome === undefined || ran === undefined
      ? null
      : of.read({ outcome, closedOrBelow: (floor) => closedOrBelow(ran, of.position, floor) });
  const known = { ...stated, horizonMs, paths, count: outcome?.paths ?? 0 };
  if (paths === null || (stated.asked === null && !stated.isBound))
    return { ...known, standardErrors: null, verdict: "not-compared" };
  const beyond = distance(paths, stated.stated);
  const breaks = stated.isBound && beyond > AGREEMENT;
  if (stated.asked === null) return { ...known, standardErrors: beyond, verdict: breaks ? "contradicted" : "holds" };
  const standardErrors = distance(paths, stated.asked);
  const within = AGREEMENT * paths.standardError + leeway;
  const agrees = !breaks && (standardErrors === 0 || Math.abs(paths.value - stated.asked) <= within);
  return { ...known, standardErrors, verdict: agrees ? "agrees" : "contradicted" };
}

const isAsked = (asked: VerifiedGroup["asked"]): asked is PathQuestions => asked.length > 0;

/**
 * What paths are to be asked so that they prove a decision: the odds of liquidation, left alone and under the policy, those of
 * falling below the floor, the growth, and what trading costs, all by the law of the market that the decision itself assumes.
 * @throws every error of bad input, as decide.
 */
export function verification(request: DecisionRequest, seed: bigint): Verification {
  const { decision, solution } = decided(request);
  const found = decision.status === "infeasible" ? [] : verifiedGroups(decision, solution, seed);
  const groups = found.map(({ asked }) => asked).filter(isAsked);
  const compare: Verification["compare"] = (ran) =>
    found.flatMap(({ asked, horizonMs, questions }) => {
      const of = isAsked(asked) ? ran[groups.indexOf(asked)] : undefined;
      return questions.map((question) => verifiedFrom(question, horizonMs, of));
    });
  return { decision, groups, compare };
}
