import type { RatePast } from "../backtest/index.js";
import type { BacktestExplainJson, BacktestJson } from "../schemas/index.js";
import { chosenRun, type BacktestReport, type BacktestRun } from "./backtest.js";
import { assertFiniteJson } from "./decision-json.js";

/** Events in a report of one policy, at most; liquidations come before trades. */
const EVENTS_MAX = 1000;

const rateOf = (rate: RatePast | null): BacktestJson["asked"]["rates"]["borrow"] =>
  rate === null ? null : { recorded: rate.recorded?.source ?? null, statedAnnual: rate.statedAnnual };

function eventsOf({ result: { events } }: BacktestRun): BacktestJson["policies"][number]["events"] {
  if (events.length <= EVENTS_MAX) return events;
  const grave = events.filter(({ kind }) => kind !== "trade");
  const trades = events.filter(({ kind }) => kind === "trade");
  return [...grave, ...trades].slice(0, EVENTS_MAX).sort((one, other) => one.atMs - other.atMs);
}

function policyOf(run: BacktestRun): BacktestJson["policies"][number] {
  const { label, asked, result, attribution, judgement, years, crashes, track } = run;
  const { id: _, ...judged } = judgement ?? { id: "" };
  return {
    ...{ label, id: result.policy.id, source: result.policy.source, asked },
    ...{ summary: result.summary, ledger: result.ledger, attribution },
    judgement: judgement === null || !("verdict" in judged) ? null : judged,
    ...{ years, crashes },
    eventCount: result.events.length,
    events: eventsOf(run),
    track,
  };
}

/** What is said of all policies together, without what the report says elsewhere. */
function luckOf(luck: BacktestReport["luck"]): BacktestJson["luck"] {
  if (luck === null) return null;
  const { days, daysPerYear, resamples, seed, blockLength, trials, overfitting } = luck;
  return { days, daysPerYear, resamples, seed, blockLength, trials, overfitting };
}

/** The object that `backtest --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export function backtestToJson(report: BacktestReport): BacktestJson {
  const { market, asked, prices, runs, luck, sweep, notes } = report;
  const { costs, rates, gaps, wealth, checkIntervalMs, reactionMs } = asked;
  const { borrow, assetBorrow, lend, yield: earned, funding } = rates;
  const value = {
    schema: "steelyard/backtest/1" as const,
    market,
    asked: {
      ...{ wealth, checkIntervalMs, reactionMs, costs },
      rates: {
        borrow: rateOf(borrow),
        assetBorrow: rateOf(assetBorrow),
        lend: rateOf(lend),
        yield: rateOf(earned),
        funding: rateOf(funding),
      },
      gaps: { prices: gaps?.prices ?? "refuse", rates: gaps?.rates ?? "refuse", funding: gaps?.funding ?? "refuse" },
    },
    prices,
    baseline: runs[0].label,
    chosen: chosenRun(report).label,
    luck: luckOf(luck),
    policies: runs.map(policyOf),
    sweep,
    notes: [...new Set([...notes, ...runs.flatMap(({ result }) => result.notes)])],
  };
  assertFiniteJson(value, "");
  return value;
}

/** What a backtest's JSON form says of one policy, as `explain --backtest --json` prints it. @throws InternalError (E_INTERNAL) */
export function backtestExplainToJson({
  label,
  summary: { wealthStart, wealthEnd },
  attribution,
  ledger,
}: Pick<BacktestJson["policies"][number], "label" | "summary" | "attribution" | "ledger">): BacktestExplainJson {
  const value = { schema: "steelyard/backtest-explain/1" as const, label, wealthStart, wealthEnd, attribution, ledger };
  assertFiniteJson(value, "");
  return value;
}
