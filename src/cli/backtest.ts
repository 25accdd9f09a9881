import { prepareMarket, withCommonStart, type PreparedMarket } from "../backtest/index.js";
import { ConflictError, MissingError } from "../errors/index.js";
import {
  backtestHtml,
  backtestSentence,
  backtestText,
  backtestToJson,
  day,
  type BacktestReport,
  type SweepReport,
} from "../reports/index.js";
import { namingFlags } from "./backtest-faults.js";
import { backtestInputs, type BacktestInputs } from "./backtest-inputs.js";
import { allPolicies, POLICY_SEPARATOR, readPolicy, type AskedPolicy } from "./backtest-policies.js";
import { judgedRuns, tradingPolicy, withBaseline, type JudgedRuns, type NamedPolicy } from "./backtest-runs.js";
import { jsonText, type Call } from "./command.js";
import { readSeed } from "./quantities.js";
import { writeReport } from "./report-file.js";
import { mendedNotes } from "./series-notes.js";
import { amount, present } from "./setting-readers.js";
import type { Settings } from "./settings.js";

/** The word for every policy that needs no settings. */
const ALL = "all";

/** What was asked for, and the notes that it makes. */
interface AskedPolicies {
  readonly asked: readonly AskedPolicy[];
  readonly notes: readonly string[];
}

/** The policies named by --policy; none beside --sweep. @throws MissingError (E_MISSING), every code of a policy */
function policiesFrom(settings: Settings): AskedPolicies {
  const given = settings.get("policy");
  if (given === undefined) {
    if (settings.has("sweep")) return { asked: [], notes: [] };
    const hint = "add --policy hold:leverage=2x, or --policy all, or --sweep";
    throw new MissingError({ field: "--policy", got: "nothing", want: "a policy to run", hint });
  }
  const texts = given.text.split(POLICY_SEPARATOR).map((text) => text.trim());
  const named = texts.filter((text) => text !== ALL).map((text) => readPolicy(text));
  if (!texts.includes(ALL)) return { asked: named, notes: [] };
  const { asked, lacking } = allPolicies();
  const notes =
    lacking.length === 0
      ? []
      : [`Not among all, because they need settings: ${lacking.join(", ")} (--policy name:...).`];
  return { asked: [...named, ...asked], notes };
}

/** @throws ConflictError (E_CONFIG_CONFLICT) for what belongs to a sweep alone: a file of its rows, its threads */
function assertSweep({ settings, switches: { parquet } }: Call): void {
  if (settings.has("sweep")) return;
  const alone = (field: string, want: string, hint: string): ConflictError =>
    new ConflictError({ field, got: "no --sweep", want, hint });
  if (parquet !== null) throw alone("--parquet", "a sweep, whose policies are its rows", "add --sweep, or take --json");
  const threads = settings.get("threads");
  if (threads !== undefined)
    throw alone(threads.field, "a sweep, whose policies are shared out", "add --sweep, or leave it out");
}

const drawsFrom = (settings: Settings) => {
  const seed = settings.get("seed");
  return present({
    seed: seed === undefined ? undefined : readSeed(seed.text, seed.field),
    resamples: amount(settings, "draws", { min: 100, max: 100_000, want: "a whole number from 100 to 100,000" }),
  });
};

/** Closes of a run, for the report. */
function pricesOf({ market }: BacktestInputs, { closeMs, first, last }: PreparedMarket): BacktestReport["prices"] {
  const { prices, trigger } = market;
  const [fromMs, toMs] = [closeMs[first], closeMs[last]];
  return {
    ...{ source: prices.source, rows: last - first + 1, fromMs, toMs, intervalMs: prices.intervalMs },
    missing: Math.max(0, Math.round((toMs - fromMs) / prices.intervalMs) - (last - first)),
    closesOnly: prices.bars === null,
    trigger: trigger?.source ?? null,
  };
}

/** What is said where a policy had to learn first. */
function startNotes({ market }: BacktestInputs, { closeMs, first }: PreparedMarket): readonly string[] {
  if (market.fromMs !== undefined || first === 0) return [];
  return [`Every run begins on ${day(closeMs[first])}: only then does each policy know what it asks for.`];
}

function reportOf(
  inputs: BacktestInputs,
  prepared: PreparedMarket,
  { runs: [baseline, ...others], luck, notes }: JudgedRuns,
  sweep: SweepReport | null,
  beside: readonly string[],
): BacktestReport {
  const { market, terms, listed: venue } = inputs;
  const { costs, rates, gaps } = market;
  if (baseline === undefined) throw new RangeError("no run");
  return {
    market: {
      ...{ venue: venue.model.id, release: venue.model.release, asOfMs: venue.asOfMs },
      ...{ source: venue.source, asset: venue.asset, quote: venue.quote },
    },
    asked: { ...{ costs, rates, ...terms }, ...(gaps === undefined ? {} : { gaps }) },
    prices: pricesOf(inputs, prepared),
    runs: [baseline, ...others],
    ...{ luck, sweep },
    notes: [...beside, ...inputs.notes, ...startNotes(inputs, prepared), ...mendedNotes(market.prices), ...notes],
  };
}

/** Everything that is reported. @throws every code of reading, of a market's past and of a run */
async function reportFrom(call: Call): Promise<BacktestReport> {
  const { settings, stages } = call;
  const { asked, notes } = policiesFrom(settings);
  const named = asked.map(tradingPolicy);
  const grid = settings.has("sweep") ? await import("./backtest-sweep.js") : null;
  const points = grid === null ? null : grid.gridFrom(settings);
  stages.enter("reading prices");
  const inputs = await backtestInputs(settings);
  stages.enter("preparing the market");
  const { terms } = inputs;
  const whole = namingFlags(settings, () => prepareMarket(inputs.market));
  const commonStart = (policies: readonly NamedPolicy[]): PreparedMarket =>
    namingFlags(settings, () =>
      withCommonStart(
        whole,
        policies.map(({ policy }) => ({ policy, ...terms })),
      ),
    );
  const options = { stages, ...drawsFrom(settings) };
  if (grid === null || points === null) {
    const policies = withBaseline(named);
    const prepared = commonStart(policies);
    return reportOf(
      inputs,
      prepared,
      namingFlags(settings, () => judgedRuns(prepared, policies, terms, options)),
      null,
      notes,
    );
  }
  const prepared = commonStart([...withBaseline(named), ...grid.namedPolicies(points)]);
  const { sweep, best, luck, notes: swept } = await grid.sweepFrom(call, inputs, prepared, points);
  const policies = withBaseline([...named, best]);
  return reportOf(inputs, prepared, judgedRuns(prepared, policies, terms, { ...options, luck }), sweep, [
    ...notes,
    ...swept,
  ]);
}

/** Policies on a market's past: which survived and grew, and whether by more than luck. @throws SteelyardError */
export async function run(call: Call): Promise<string> {
  const { switches, io } = call;
  assertSweep(call);
  const report = await reportFrom(call);
  if (switches.report !== null) await writeReport(switches.report, io.folder, await backtestHtml(report));
  if (switches.json) return jsonText(backtestToJson(report));
  return switches.quiet ? `${backtestSentence(report)}\n` : backtestText(report);
}
