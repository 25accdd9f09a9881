import type {
  BacktestMarket,
  BacktestResult,
  Judgement,
  OverfittingSummary,
  PolicyJudgement,
  SharpeTrials,
  WindowFigures,
} from "../backtest/index.js";
import type { BacktestTrack } from "./backtest-track.js";

/** Parts of the total of a backtest. */
export const ATTRIBUTION_PARTS = ["price", "carry", "varianceDrag", "cost", "liquidation"] as const;

/** Each part, and their sum. */
export type AttributionParts = Readonly<Record<(typeof ATTRIBUTION_PARTS)[number] | "total", number>>;

/** Where the total of a backtest came from. */
export interface BacktestAttribution {
  /** Quote currency, in whole cents. */
  readonly money: AttributionParts;
  /** Of ln(end / start) a year; null after ruin. */
  readonly growthAnnual: AttributionParts | null;
}

/** One policy's run with all that is said of it. */
export interface BacktestRun {
  /** Distinct within a report. */
  readonly label: string;
  /** As it was typed. */
  readonly asked: string;
  readonly result: Omit<BacktestResult, "columns">;
  readonly track: BacktestTrack;
  readonly attribution: BacktestAttribution;
  /** Null where the days are too few. */
  readonly judgement: PolicyJudgement | null;
  readonly years: readonly WindowFigures[];
  readonly crashes: readonly WindowFigures[];
}

/** One policy of a sweep. */
export interface SweptPolicy {
  readonly label: string;
  readonly values: Readonly<Record<string, number | string>>;
  readonly growthAnnual: number | null;
  readonly drawdownMax: number;
  readonly liquidations: number;
}

/** What a sweep over settings found. */
export interface SweepReport {
  readonly policies: number;
  /** Combinations that are no policy. */
  readonly refused: number;
  readonly ruined: number;
  /** Days over which returns were judged. */
  readonly periodDays: number;
  readonly trials: SharpeTrials;
  readonly overfitting: OverfittingSummary | null;
  /** Of the best; null where its returns do not move. */
  readonly deflatedSharpe: number | null;
  /** Fastest growth first. */
  readonly best: readonly SweptPolicy[];
  /** Parquet file with a row for each; null where none was asked for. */
  readonly file: string | null;
}

/** Several policies on one market's past. */
export interface BacktestReport {
  readonly market: {
    readonly venue: string;
    readonly release: string;
    readonly asOfMs: number;
    readonly source: string;
    readonly asset: string;
    readonly quote: string;
  };
  readonly asked: Pick<BacktestMarket, "costs" | "rates" | "gaps"> & {
    readonly wealth: number;
    readonly checkIntervalMs: number;
    readonly reactionMs: number;
  };
  readonly prices: {
    readonly source: string;
    readonly rows: number;
    readonly fromMs: number;
    readonly toMs: number;
    readonly intervalMs: number;
    /** Bars that lack within the span. */
    readonly missing: number;
    readonly closesOnly: boolean;
    readonly trigger: string | null;
  };
  /** The baseline first. */
  readonly runs: readonly [BacktestRun, ...BacktestRun[]];
  /** Null where the days are too few to be drawn again. */
  readonly luck: Omit<Judgement, "policies"> | null;
  /** Null where policies were named. */
  readonly sweep: SweepReport | null;
  readonly notes: readonly string[];
}

const growthOf = ({ result }: BacktestRun): number => result.summary.growthAnnual ?? -Infinity;

/** The policy that grew fastest and was not ruined; the baseline where all others were. */
export function chosenRun({ runs: [baseline, ...others] }: Pick<BacktestReport, "runs">): BacktestRun {
  const alive = others.filter((run) => run.result.summary.growthAnnual !== null);
  return (
    alive.reduce<BacktestRun | null>(
      (best, run) => (best === null || growthOf(run) > growthOf(best) ? run : best),
      null,
    ) ?? baseline
  );
}

/** Cost of trading a year, a fraction of mean wealth over the spans of the track; null after ruin, for most of them then hold nothing. */
export function costAnnual({ result, track }: BacktestRun): number | null {
  const { startMs, endMs, growthAnnual } = result.summary;
  if (growthAnnual === null) return null;
  const years = (endMs - startMs) / (365 * 86_400_000);
  const mean = track.wealth.reduce((sum, wealth) => sum + Math.max(0, wealth), 0) / track.wealth.length;
  const paid = -Object.values(result.ledger.costs).reduce((sum, cost) => sum + cost, 0);
  return mean > 0 && years > 0 ? paid / mean / years : null;
}
