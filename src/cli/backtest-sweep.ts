import {
  overfittingOf,
  sharpeTrials,
  type BacktestSummary,
  type OverfittingSummary,
  type PreparedMarket,
} from "../backtest/index.js";
import { CancelledError, OutOfRangeError } from "../errors/index.js";
import { DAY_MS } from "../model/index.js";
import { policyOf, type PolicyDescription } from "../policies/index.js";
import type { SweepReport, SweptPolicy } from "../reports/index.js";
import { sweepOnThreads, type SweepWork, type SweptRun } from "../threads/index.js";
import { readGrid, type Grid } from "./backtest-grid.js";
import type { BacktestInputs } from "./backtest-inputs.js";
import { deflatedAmong, type NamedPolicy, type SweepLuck } from "./backtest-runs.js";
import { openRows, type SweepRows } from "./backtest-rows.js";
import type { Call } from "./command.js";
import { pathTerms } from "./path-settings.js";
import type { Settings } from "./settings.js";

/** The combinations that --sweep asks for. @throws every code of a grid */
export const gridFrom = (settings: Settings): Grid => readGrid(settings.get("sweep")?.text ?? "");

/** The combinations as policies that can be run. */
export const namedPolicies = ({ policies }: Grid): readonly NamedPolicy[] => policies.map(namedPolicy);

const namedPolicy = (description: PolicyDescription): NamedPolicy => ({
  policy: policyOf(description),
  asked: textOf(description),
});

/** "band:low=1.5,high=2". */
function textOf({ policy, values }: PolicyDescription): string {
  const settings = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return settings.length === 0 ? policy : `${policy}:${settings.join(",")}`;
}

/** Returns that are kept of all policies of a sweep, at most: some 130 MB. */
const RETURNS_MAX = 2 ** 24;

/** Fewest periods that say anything of luck: two for each of sixteen blocks. */
const PERIODS_MIN = 32;

/** Policies beyond which the past is cut into fewer blocks, so that all their splits take seconds. */
const MANY = 2000;

/** Policies that are told of by name. */
const BEST = 10;

/** Days whose returns are told as one, so that those of all policies have room. */
function periodDaysFor(policies: number, days: number): number {
  const periods = Math.max(PERIODS_MIN, Math.floor(RETURNS_MAX / policies));
  return Math.max(1, Math.ceil(days / periods));
}

/** What is kept of every policy of a sweep. */
interface Kept {
  readonly summary: BacktestSummary;
  readonly returns: Float64Array;
}

/** What a sweep is found to be worth. */
interface Found {
  readonly sweep: SweepReport;
  readonly best: NamedPolicy;
  /** What every policy of the report is judged by: all that were tried. */
  readonly luck: SweepLuck;
  readonly notes: readonly string[];
}

/** Runs the grid, its rows into a file where one is asked for. @throws CancelledError (E_CANCELLED), CannotWriteError (E_CANNOT_WRITE) */
async function swept(call: Call, work: SweepWork, rows: SweepRows | null): Promise<readonly Kept[]> {
  const { settings, io, stages } = call;
  const { threads } = pathTerms(settings);
  const kept: Kept[] = [];
  const cancelling = new AbortController();
  const release = io.onInterrupt?.(() => cancelling.abort());
  const take = async (from: number, runs: readonly SweptRun[]): Promise<void> => {
    for (const { summary, returns } of runs) kept.push({ summary, returns });
    await rows?.append(from, runs);
  };
  try {
    await sweepOnThreads(work, take, {
      signal: cancelling.signal,
      onProgress: (done, of) => stages.reached(done / of),
      ...(threads === undefined ? {} : { threads }),
    });
    await rows?.close();
  } catch (cause) {
    await rows?.discard();
    throw cause instanceof CancelledError ? brokenOff(cause) : cause;
  } finally {
    release?.();
  }
  return kept;
}

const brokenOff = (cause: CancelledError): CancelledError =>
  new CancelledError(
    {
      field: "Ctrl-C",
      got: "pressed before the sweep was done",
      want: "time to run every policy",
      hint: "sweep fewer; nothing was written",
    },
    { cause },
  );

const growthOf = ({ summary }: Kept): number => summary.growthAnnual ?? -Infinity;

/** Numbers of the policies, the fastest growth first; of equals the earlier. */
const rankedOf = (kept: readonly Kept[]): readonly number[] =>
  kept.map((_, at) => at).sort((a, b) => growthOf(kept[b]) - growthOf(kept[a]) || a - b);

/** What a choice among all of them by their past is worth; null where there is too little to choose by. */
function overfittingIn(columns: readonly Float64Array[]): OverfittingSummary | null {
  const blocks = columns.length > MANY ? 10 : 16;
  if (columns.length < 2 || (columns[0]?.length ?? 0) < 2 * blocks) return null;
  const { logits: _, ...summary } = overfittingOf(columns, { blocks });
  return summary;
}

function sweptPolicy(description: PolicyDescription, { summary }: Kept): SweptPolicy {
  const { growthAnnual, drawdownMax, liquidations } = summary;
  return { label: policyOf(description).label, values: description.values, growthAnnual, drawdownMax, liquidations };
}

/** What the runs of a grid say. @throws OutOfRangeError (E_OUT_OF_RANGE) where all were ruined */
function found(grid: Grid, kept: readonly Kept[], periodDays: number, file: string | null): Found {
  const ranked = rankedOf(kept);
  const [first = 0] = ranked;
  const [description, run] = [grid.policies[first], kept[first]];
  if (description === undefined || run === undefined || run.summary.growthAnnual === null)
    throw new OutOfRangeError({
      field: "--sweep",
      got: `${kept.length} policies, all of them ruined`,
      want: "at least one that survives",
      hint: "sweep lower leverage",
    });
  const columns = kept.map(({ returns }) => returns);
  const luck: SweepLuck = { periodDays, trials: sharpeTrials(columns), overfitting: overfittingIn(columns) };
  return {
    luck,
    sweep: {
      ...{ policies: kept.length, refused: grid.refused, file, ...luck },
      ruined: kept.filter(({ summary }) => summary.growthAnnual === null).length,
      deflatedSharpe: deflatedAmong(run.returns, luck),
      best: ranked.slice(0, BEST).flatMap((at) => {
        const one = grid.policies[at];
        return one === undefined ? [] : [sweptPolicy(one, kept[at])];
      }),
    },
    best: namedPolicy(description),
    notes: [
      ...(grid.refused === 0
        ? []
        : [
            `${grid.refused} combinations of the sweep are no policy and were left out; the first: ${grid.because ?? ""}.`,
          ]),
      ...(periodDays === 1
        ? []
        : [`Luck is judged by returns of ${periodDays} days: so many policies leave no room for days.`]),
    ],
  };
}

/** Runs every combination on the same days, on every core. @throws CannotWriteError (E_CANNOT_WRITE), CancelledError (E_CANCELLED), OutOfRangeError (E_OUT_OF_RANGE) where all were ruined */
export async function sweepFrom(
  call: Call,
  { market, venue, terms }: BacktestInputs,
  { closeMs, first, last }: PreparedMarket,
  grid: Grid,
): Promise<Found> {
  const { switches, io, stages } = call;
  const days = Math.ceil((closeMs[last] - closeMs[first]) / DAY_MS);
  const periodDays = periodDaysFor(grid.policies.length, days);
  const rows = switches.parquet === null ? null : await openRows(switches.parquet, io.folder, grid.policies);
  const work: SweepWork = {
    market: { ...market, venue, fromMs: closeMs[first] },
    ...{ policies: grid.policies, periodDays },
    ...terms,
  };
  stages.enter(`sweeping ${grid.policies.length} policies`, { takesLong: true });
  const kept = await swept(call, work, rows);
  return found(grid, kept, periodDays, switches.parquet);
}
