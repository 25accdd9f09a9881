import {
  crashWindows,
  dailyReturns,
  deflatedSharpe,
  judged,
  runPrepared,
  sharpeFigures,
  windowFigures,
  yearWindows,
  type BacktestColumns,
  type BacktestResult,
  type DailyReturns,
  type Judgement,
  type OverfittingSummary,
  type SharpeTrials,
  type PreparedMarket,
} from "../backtest/index.js";
import { InternalError, TooFewError } from "../errors/index.js";
import { policyOf, together, type TradingPolicy } from "../policies/index.js";
import { attributionOf, trackOf, type BacktestRun } from "../reports/index.js";
import { pooledReturns } from "../threads/index.js";
import type { RunTerms } from "./backtest-inputs.js";
import { inPolicy, type AskedPolicy } from "./backtest-policies.js";
import type { Stages } from "./stages.js";

/** A policy that can be run, with the words that asked for it. */
export interface NamedPolicy {
  readonly policy: TradingPolicy;
  readonly asked: string;
}

/** What every policy is held against. */
export const BASELINE: AskedPolicy = {
  text: "hold:leverage=1x",
  parts: [{ policy: "hold", values: { leverage: 1 } }],
};

/** The policy of a description, those that act together as one. @throws ConflictError (E_CONFIG_CONFLICT) where one rule fires another, with the numbers */
export function tradingPolicy({ text, parts }: AskedPolicy): NamedPolicy {
  const [first, ...others] = parts.map(policyOf);
  if (first === undefined) throw lost("policy");
  try {
    return { policy: others.length === 0 ? first : together([first, ...others]), asked: text };
  } catch (error) {
    throw inPolicy(error, "--policy", parts.map(({ policy }) => policy).join("+"));
  }
}

const lost = (field: string): InternalError =>
  new InternalError({ field, got: "nothing", want: "what was asked for", hint: "this is a bug: please report it" });

/** The policies with the baseline first; one that is asked for twice, or is the baseline, is run once. */
export function withBaseline(policies: readonly NamedPolicy[]): readonly NamedPolicy[] {
  const all = [tradingPolicy(BASELINE), ...policies];
  return all.filter(
    ({ policy, asked }, at) =>
      all.findIndex(
        (other) => other.policy.label === policy.label && (other.asked === asked || other.policy.id === "hold"),
      ) === at,
  );
}

/** Labels that differ: the second of two that are written alike is numbered. */
function distinct(labels: readonly string[]): readonly string[] {
  return labels.map((label, at) => {
    const before = labels.slice(0, at).filter((other) => other === label).length;
    return before === 0 ? label : `${label} (${before + 1})`;
  });
}

/** A run that is done. */
interface DoneRun extends NamedPolicy {
  readonly label: string;
  readonly result: BacktestResult;
  readonly columns: BacktestColumns;
  readonly daily: DailyReturns;
}

/** Runs every policy on the same days. @throws every error of a run */
function doneRuns(
  prepared: PreparedMarket,
  policies: readonly NamedPolicy[],
  terms: RunTerms,
  stages: Stages,
): readonly DoneRun[] {
  const labels = distinct(policies.map(({ policy }) => policy.label));
  return policies.map(({ policy, asked }, at) => {
    stages.reached(at / policies.length);
    const result = runPrepared(prepared, { policy, ...terms }, { columns: true });
    if (result.columns === null) throw lost("columns");
    return {
      policy,
      asked,
      label: labels[at] ?? asked,
      result,
      columns: result.columns,
      daily: dailyReturns(result.columns),
    };
  });
}

/** Runs that are done and what can be said of them together. */
export interface JudgedRuns {
  readonly runs: readonly BacktestRun[];
  readonly luck: Omit<Judgement, "policies"> | null;
  /** Why nothing can be said of luck, in words; empty where it can. */
  readonly notes: readonly string[];
}

/** What all policies of a sweep make of luck, by returns of so many days each. */
export interface SweepLuck {
  readonly periodDays: number;
  readonly trials: SharpeTrials;
  readonly overfitting: OverfittingSummary | null;
}

/** The deflated Sharpe ratio of returns among all that were tried; null where they do not move. */
export function deflatedAmong(returns: Float64Array, { trials }: SweepLuck): number | null {
  const figures = sharpeFigures(returns);
  return figures === null ? null : deflatedSharpe(figures, trials);
}

/** A judgement by the luck of the sweep that its best was chosen from, so that an answer has one number for it. */
function amongAll(judgement: Judgement, done: readonly DoneRun[], luck: SweepLuck): Judgement {
  const { trials, overfitting, periodDays } = luck;
  const policies = judgement.policies.map((policy, at) => {
    const daily = done[at]?.daily;
    if (daily === undefined || policy.verdict === "ruined") return policy;
    return { ...policy, deflatedSharpe: deflatedAmong(pooledReturns(daily.simpleReturns, periodDays), luck) };
  });
  return { ...judgement, trials, overfitting, policies };
}

/** How runs are judged. */
interface JudgeTerms {
  readonly seed?: number;
  readonly resamples?: number;
  /** That of the sweep which one of them is the best of. */
  readonly luck?: SweepLuck;
}

/** The judgement of runs; why there is none where the days are too few. */
function judgementOf(done: readonly DoneRun[], { luck, ...options }: JudgeTerms): Judgement | string {
  const runs = done.map(({ label, daily }) => ({ id: label, daily }));
  try {
    const judgement = judged(runs, runs[0]?.id ?? "", options);
    return luck === undefined ? judgement : amongAll(judgement, done, luck);
  } catch (error) {
    if (!(error instanceof TooFewError)) throw error;
    return `Nothing can be said of luck: ${error.got}, and it takes ${error.want}.`;
  }
}

/** What is said of all policies together. */
function luckOf({ policies: _, ...luck }: Judgement): Omit<Judgement, "policies"> {
  return luck;
}

/** Runs every policy and judges them against the first. @throws every error of a run */
export function judgedRuns(
  prepared: PreparedMarket,
  policies: readonly NamedPolicy[],
  terms: RunTerms,
  options: JudgeTerms & { readonly stages: Stages },
): JudgedRuns {
  const { stages, ...how } = options;
  stages.enter("running policies", { takesLong: policies.length > 8 });
  const done = doneRuns(prepared, policies, terms, stages);
  stages.enter("drawing histories again", { takesLong: true });
  const judgement = judgementOf(done, how);
  const runs = done.map(({ label, asked, result, columns }): BacktestRun => {
    const { columns: _, ...rest } = result;
    const { startMs, endMs, ruinedMs } = result.summary;
    const windowed = { columns, events: result.events, ruinedMs };
    return {
      ...{ label, asked, result: rest, track: trackOf(columns), attribution: attributionOf(columns) },
      judgement: typeof judgement === "string" ? null : (judgement.policies.find(({ id }) => id === label) ?? null),
      years: windowFigures(windowed, yearWindows({ fromMs: startMs, toMs: endMs })),
      crashes: windowFigures(windowed, crashWindows),
    };
  });
  if (typeof judgement === "string") return { runs, luck: null, notes: [judgement] };
  return { runs, luck: luckOf(judgement), notes: [] };
}
