/** What the page says, as numbers: cells of what was stated against what came, and scores. */
import {
  brierOf,
  dateSums,
  logLossOf,
  meanInterval,
  meanOver,
  reliabilityCurve,
  reliabilityOf,
  skillOf,
  type Judged,
  type ReliabilityPoint,
} from "../../src/backtest/index.js";
import { DAY_MS } from "../../src/model/index.js";
import type { Run } from "./judge.js";
import type { Record, Subject } from "./records.js";

/** Blocks of the bootstrap: twice the horizon, and two months at least. */
export const blockMsOf = (horizonDays: number): number => Math.max(2 * horizonDays, 60) * DAY_MS;

const datesOf = ({ dates }: Run, managed: boolean): readonly number[] => (managed ? dates.managed : dates.untouched);

/** Stated against observed of records of one horizon and one policy. */
export function cellOf(run: Run, records: readonly Record[]): ReliabilityPoint | null {
  const [first] = records;
  if (first === undefined) return null;
  const terms = {
    dates: datesOf(run, first.managed),
    windowMs: first.horizonDays * DAY_MS,
    blockMs: blockMsOf(first.horizonDays),
  };
  return reliabilityOf(
    records.flatMap(({ judged }) => judged),
    terms,
  );
}

/** Lower edges of the groups of a curve. */
const EDGES = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75] as const;

/** The curve of records of one horizon and one policy. */
export function curveOf(run: Run, records: readonly Record[]): readonly ReliabilityPoint[] {
  const [first] = records;
  if (first === undefined) return [];
  const terms = {
    dates: datesOf(run, first.managed),
    windowMs: first.horizonDays * DAY_MS,
    blockMs: blockMsOf(first.horizonDays),
  };
  return reliabilityCurve(
    records.flatMap(({ judged }) => judged),
    EDGES,
    terms,
  );
}

/** Mean scores of one model. */
export interface Scores {
  readonly brier: number;
  readonly logLoss: number;
  /** 1 - brier / that of the constant forecast. */
  readonly brierSkill: number;
  readonly logSkill: number;
}

/** Scores of a model over part of the records. */
export function scoresOf(runs: readonly Run[], part: Partial<Subject>, model: string): Scores {
  const all = (of: string): readonly Judged[] =>
    runs.flatMap(({ book }) => book.where({ ...part, model: of }).flatMap(({ judged }) => judged));
  const [own, constant] = [all(model), all("constant")];
  const [brier, logLoss] = [meanOver(own, brierOf), meanOver(own, logLossOf)];
  return {
    brier,
    logLoss,
    brierSkill: skillOf(brier, meanOver(constant, brierOf)),
    logSkill: skillOf(logLoss, meanOver(constant, logLossOf)),
  };
}

/** Mean score of a model over the dates and subjects of another. */
export function meanOnDatesOf(
  runs: readonly Run[],
  part: Partial<Subject>,
  [model, dated]: readonly [string, string],
  score: (judged: Judged) => number,
): number {
  const judged = runs.flatMap(({ book }) =>
    book.where({ ...part, model: dated }).flatMap((record) => {
      const dates = new Set(record.judged.map(({ atMs }) => atMs));
      const own = book.of({ ...subjectOf(record), model })?.judged ?? [];
      return own.filter(({ atMs }) => dates.has(atMs));
    }),
  );
  return meanOver(judged, score);
}

/** Mean difference of a score of one model to that of another, dates of all assets drawn together, with its 95 % interval. */
export function differenceOf(
  runs: readonly Run[],
  part: Partial<Subject>,
  [model, other]: readonly [string, string],
  score: (judged: Judged) => number,
): { readonly value: number; readonly low: number; readonly high: number } {
  const differences = runs.flatMap(({ book }) =>
    book.where({ ...part, model }).flatMap((record) => {
      const against = book.of({ ...subjectOf(record), model: other })?.judged ?? [];
      const others = new Map(against.map((each) => [each.atMs, each]));
      return record.judged.flatMap((each) => {
        const same = others.get(each.atMs);
        const week = Math.round(each.atMs / (7 * DAY_MS)) * 7 * DAY_MS;
        return same === undefined ? [] : [{ atMs: week, value: score(each) - score(same) }];
      });
    }),
  );
  const dates = [...new Set(differences.map(({ atMs }) => atMs))].sort((a, b) => a - b);
  const blockMs = blockMsOf(part.horizonDays ?? 90);
  return meanInterval(
    dateSums(dates, differences, ({ value }) => value),
    blockMs,
  );
}

const subjectOf = ({ asset, position, managed, event, leverageRatio, horizonDays, model }: Record): Subject => ({
  ...{ asset, position, managed, event, leverageRatio, horizonDays, model },
});
