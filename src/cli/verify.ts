import { verification, type DecisionRequest, type Verified } from "../decision/index.js";
import type { Decision } from "../model/index.js";
import type { VerifyReport } from "../reports/index.js";
import { pathRun, type PathRun, type PathRunTerms } from "./path-run.js";

/** A decision and its proof by paths. */
export interface Proved {
  readonly decision: Decision;
  readonly proof: VerifyReport;
}

/** True unless something is contradicted. */
const bearsOut = ({ verdict }: Verified): boolean => verdict !== "contradicted";

/** Where nothing was asked. */
const NOT_RUN: VerifyReport["run"] = { engine: "none", because: null, threads: 0 };

/** Decides, and asks paths whether they bear out what is stated. @throws every code of a request; CancelledError (E_CANCELLED) */
export async function proved(request: DecisionRequest, terms: PathRunTerms): Promise<Proved> {
  const { seed = 1 } = request;
  const { decision, groups, compare } = verification(request, BigInt(seed));
  const runs: PathRun[] = [];
  for (const questions of groups) {
    terms.stages.enter("proving by paths");
    runs.push(await pathRun(questions, terms));
  }
  const run = runs.map((ran) => ran.run).reduce((most, ran) => (ran.threads > most.threads ? ran : most), NOT_RUN);
  const questions = compare(runs);
  return { decision, proof: { questions, holds: questions.every(bearsOut), seed, run } };
}
