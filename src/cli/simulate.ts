import { ConflictError, OutOfRangeError } from "../errors/index.js";
import { simulation, type DecisionRequest, type Simulation } from "../decision/index.js";
import { DAY_MS, YEAR_MS, yearsOf, type BarsLaw } from "../model/index.js";
import {
  duration,
  FIXED_SPACE,
  moneyOutcome,
  NO_TRIGGER,
  percent,
  simulateBrief,
  simulateSentence,
  simulateText,
  simulateToJson,
  type SimulateReport,
} from "../reports/index.js";
import { jsonText, type Call } from "./command.js";
import { withNotes } from "./notes.js";
import { assertNewFile, writePaths } from "./parquet-file.js";
import { pathRun, type PathRun } from "./path-run.js";
import { pathTerms } from "./path-settings.js";
import { readLeverage } from "./quantities.js";
import { durationMs } from "./setting-readers.js";
import type { Settings } from "./settings.js";
import { lawFrom, type ChosenLaw } from "./simulate-law.js";
import { wired, type Wired } from "./wiring.js";

/** Times at which the fan is told: the quarters of the horizon are among them. */
const CHECKPOINTS = 24;

/** Leverage ratios typed as 1.5x:2.5x, or null. @throws every code of a leverage ratio; OutOfRangeError (E_OUT_OF_RANGE) */
function bandFrom(settings: Settings): { readonly low: number; readonly high: number } | null {
  const setting = settings.get("band");
  if (setting === undefined) return null;
  const { text, field } = setting;
  const [low = Number.NaN, high = Number.NaN, ...rest] = text.split(":").map((part) => readLeverage(part, field));
  if (rest.length === 0 && low < high && low * high > 0) return { low, high };
  throw new OutOfRangeError({
    field,
    got: text,
    want: "two leverage ratios of one side, the lower first, such as 1.5x:2.5x",
    hint: "outside of them it is traded back",
  });
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where a step takes longer than the paths run. */
function assertHorizon({ horizonMs, stepYears }: Simulation): void {
  if (yearsOf(horizonMs) >= stepYears) return;
  throw new ConflictError({
    field: "--horizon",
    got: `${horizonMs / DAY_MS} days, where a step of the law takes ${(stepYears * YEAR_MS) / DAY_MS}`,
    want: "at least one step",
    hint: "ask about a longer time, or of another --law",
  });
}

/** False where an oracle sees the exchange rate alone. */
const followsTrigger = ({ venue }: DecisionRequest): boolean => venue.model.triggerPrice !== "exchange-rate";

/** What bars are of: all times of the file, and not the volatility that is believed. */
function barsNote({ closes, stepYears }: BarsLaw, believed: number): string {
  const moves = closes.map(Math.log);
  const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length;
  const variance = moves.reduce((sum, move) => sum + (move - mean) ** 2, 0) / moves.length;
  const [drawn, asked] = [Math.sqrt(variance / stepYears), believed].map(percent);
  return `Bars are drawn from the whole file as they came, about the drift believed: their volatility is ${drawn} a year, where the answer believes ${asked}; no error of either is drawn.`;
}

/** What no column says. */
function notesOf(
  request: DecisionRequest,
  { decision, followed, stepYears, law }: Simulation,
  { name, notes }: ChosenLaw,
): string[] {
  const { estimates } = request;
  const { policy } = decision;
  const advised = followed.some(({ as }) => as === "advised");
  return [
    ...notes,
    ...(advised
      ? []
      : decision.status === "infeasible"
        ? [`No leverage meets your terms, so that nothing is advised: ${decision.because}.`]
        : ["As advised nothing is held that a price could move: no paths are needed of it."]),
    ...(followsTrigger(request) ? [] : [NO_TRIGGER]),
    ...(name !== "bars" && estimates.gap?.kind === "estimated"
      ? ["Gaps are those that the law itself makes: --law bars draws those of the prices."]
      : []),
    ...(law.kind === "bars" ? [barsNote(law, estimates.volatilityAnnual.value)] : []),
    ...(policy.kind === "rebalanced" && yearsOf(policy.checkIntervalMs) < stepYears * (1 - 1e-6)
      ? [
          `A step of this law takes ${duration(Math.round(stepYears * YEAR_MS))}: the position is checked as often, and not more.`,
        ]
      : []),
    ...(policy.kind === "unattended" && policy.rescue !== undefined
      ? ["The rescue is simulated, and no reset before the end."]
      : []),
  ];
}

/** The report of paths that have run. */
function reportOf(
  { request, notes }: Wired,
  asked: Simulation,
  chosen: ChosenLaw,
  { job, paths, run, outcomes }: PathRun,
  seed: number,
): SimulateReport {
  const { horizonMs, stepYears, floor, law, lendRateAnnual } = asked;
  const positions = asked.followed.flatMap((followed, index) => {
    const outcome = outcomes[index];
    const isClosable = (job.positions[index]?.closing ?? null) !== null;
    if (outcome === undefined) return [];
    return [{ ...followed, outcome: moneyOutcome(followed, outcome, { lendRateAnnual, isClosable }) }];
  });
  return {
    ...{ positions, horizonMs, floor, seed },
    decision: withNotes(asked.decision, notes),
    stepMs: Math.round(stepYears * YEAR_MS),
    steps: job.steps,
    paths,
    law: { name: chosen.name, source: law.source },
    followsTrigger: followsTrigger(request),
    isPredictive: job.beliefs !== null,
    run,
    notes: [...notes, ...notesOf(request, asked, chosen)],
  };
}

/** What becomes of a position, path by path: as the answer advises, and as it is. @throws SteelyardError */
export async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const { parquet, json, quiet, brief } = switches;
  if (parquet !== null) await assertNewFile(parquet, io.folder);
  const terms = pathTerms(settings);
  const band = bandFrom(settings);
  const horizonMs = durationMs(settings, "horizon") ?? null;
  const all = await wired(settings, io, stages);
  const chosen = lawFrom(settings, all.request, all.series);
  const { seed = 1 } = all.request;
  const asked = simulation(all.request, {
    law: chosen.law,
    horizonMs,
    band,
    checkpoints: CHECKPOINTS,
    seed: BigInt(seed),
  });
  assertHorizon(asked);
  stages.enter("running paths");
  const ran = await pathRun(asked.questions, { ...terms, io, stages });
  const report = reportOf(all, asked, chosen, ran, seed);
  if (parquet !== null) {
    const { job, paths, rows } = ran;
    await writePaths(parquet, io.folder, {
      ...{ job, paths, rows, followed: asked.followed },
      stepDays: report.stepMs / DAY_MS,
      idleGrown: Math.exp(asked.lendRateAnnual * yearsOf(asked.horizonMs)),
    });
  }
  if (json) return jsonText(simulateToJson(report));
  if (quiet) return `${simulateSentence(report, all.subject).replaceAll(FIXED_SPACE, " ")}\n`;
  return brief ? simulateBrief(report, all.subject) : simulateText(report, all.subject);
}
