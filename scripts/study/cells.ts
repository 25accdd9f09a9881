/** Runs one market at one check interval: every policy over the whole span, and anew over each year and each crash. */
import {
  runPrepared,
  type AttributionPart,
  type BacktestColumns,
  type BacktestResult,
  type PreparedMarket,
} from "../../src/backtest/index.js";
import { OutOfRangeError } from "../../src/errors/index.js";
import { DAY_MS } from "../../src/model/index.js";
import { policyOf, type TradingPolicy } from "../../src/policies/index.js";
import { WEALTH, type StudyMarket } from "./markets.js";
import { descriptionOf, HALF_KELLY, ONE, STEELYARD, studyPolicies, type StudyPolicy } from "./policies.js";
import type { Cell, Figures, Track } from "./records.js";
import type { Span } from "./spans.js";

/** How far a close may be from the edge of a span that it stands for: a weekend with holidays. */
const EDGE_MS = 4 * DAY_MS;

/** A run with its columns. */
export type WholeResult = BacktestResult & { readonly columns: BacktestColumns };

/** The same past over a part of it: signals and estimates stay shared. */
function cut(prepared: PreparedMarket, { fromMs, toMs }: Omit<Span, "name">): PreparedMarket {
  const { closeMs, market } = prepared;
  const first = closeMs.findIndex((ms) => ms >= fromMs);
  const last = closeMs.findLastIndex((ms) => ms <= toMs);
  return { ...prepared, market: { ...market, fromMs, toMs }, first, last };
}

/** One run over a span, begun in cash at its start; what is kept by close takes most of its time. @throws as runPrepared */
function spanRun(
  prepared: PreparedMarket,
  policy: TradingPolicy,
  checkMs: number,
  span: Omit<Span, "name">,
  columns: boolean,
): BacktestResult {
  const terms = { policy, wealth: WEALTH, checkIntervalMs: checkMs, reactionMs: 0 };
  return runPrepared(cut(prepared, span), terms, { columns });
}

/** A run over a span with its columns. @throws as runPrepared */
export function runOver(
  prepared: PreparedMarket,
  policy: TradingPolicy,
  checkMs: number,
  span: Omit<Span, "name">,
): WholeResult {
  const { columns, ...result } = spanRun(prepared, policy, checkMs, span, true);
  if (columns === null) throw new Error("a run without columns");
  return { ...result, columns };
}

/** Why there is no such run; null where there is one. */
function whyNot({ market: { prices } }: StudyMarket, { fromMs, toMs }: Span): string | null {
  const { closeMs } = prices;
  const [first, last] = [closeMs[0], closeMs[closeMs.length - 1]];
  const edge = Math.min(EDGE_MS, 4 * prices.intervalMs);
  if (first > fromMs + edge) return "prices begin later";
  return last < toMs - edge ? "prices end earlier" : null;
}

/** The last row of every column of growth; null after ruin, and where none was kept. */
function growthOf({ columns, summary }: BacktestResult): Figures["growth"] {
  if (summary.ruinedMs !== null || columns === null) return null;
  const last = (part: AttributionPart): number => columns.growth[part][columns.growth[part].length - 1];
  return {
    price: last("price"),
    carry: last("carry"),
    varianceDrag: last("varianceDrag"),
    cost: last("cost"),
    liquidation: last("liquidation"),
  };
}

/** Rows that end a day, UTC, and the first. */
function dayRows({ closeMs }: BacktestColumns): readonly number[] {
  const day = (i: number): number => Math.ceil(closeMs[i] / DAY_MS);
  return Array.from(closeMs.keys()).filter((i) => i === 0 || i + 1 === closeMs.length || day(i + 1) !== day(i));
}

/** A run, thinned to days. */
function trackOf(
  key: Pick<Track, "market" | "policy" | "checkMs">,
  { notes }: BacktestResult,
  columns: BacktestColumns,
): Track {
  const rows = dayRows(columns);
  const thin = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
  return {
    ...key,
    closeMs: thin(columns.closeMs),
    price: thin(columns.price),
    wealth: thin(columns.wealth),
    leverageRatio: thin(columns.leverageRatio),
    liquidationBelow: thin(columns.liquidationBelow),
    bandLow: thin(columns.bandLow),
    bandHigh: thin(columns.bandHigh),
    notes,
  };
}

/** True for what the engine throws where a run would begin before all that its policy asks for is known. */
const isUnknown = (error: unknown): boolean =>
  error instanceof OutOfRangeError && error.code === "E_OUT_OF_RANGE" && error.field === "fromMs";

/** Policies whose growth is split by cause over every span, and not only over the whole. */
const SPLIT: readonly string[] = [ONE, HALF_KELLY, STEELYARD];

/** What one policy came to. */
export interface Found {
  readonly cells: readonly Cell[];
  readonly tracks: readonly Track[];
}

/** One policy over every span. */
function policyCells(market: StudyMarket, prepared: PreparedMarket, study: StudyPolicy, checkMs: number): Found {
  const key = { market: market.id, policy: study.name, checkMs };
  const spans = [market.whole, ...market.years, ...market.crashes];
  const described = descriptionOf(study, market);
  if (described === null) {
    const because = "no product of such a venue";
    return { cells: spans.map((span) => ({ ...key, span: span.name, figures: null, because })), tracks: [] };
  }
  const policy = policyOf(described);
  const tracks: Track[] = [];
  const cells = spans.map((span): Cell => {
    const because = whyNot(market, span);
    if (because !== null) return { ...key, span: span.name, figures: null, because };
    try {
      const isWhole = span === market.whole;
      const result = spanRun(prepared, policy, checkMs, span, isWhole || SPLIT.includes(study.name));
      if (isWhole && result.columns !== null) tracks.push(trackOf(key, result, result.columns));
      const { summary, ledger } = result;
      return { ...key, span: span.name, figures: { summary, ledger, growth: growthOf(result) }, because: "" };
    } catch (error) {
      if (!isUnknown(error)) throw error;
      return { ...key, span: span.name, figures: null, because: "too little of the past is known" };
    }
  });
  return { cells, tracks };
}

/** Every policy over every span. */
export function cellsOf(market: StudyMarket, prepared: PreparedMarket, checkMs: number): Found {
  const found = studyPolicies.map((study) => policyCells(market, prepared, study, checkMs));
  return { cells: found.flatMap(({ cells }) => cells), tracks: found.flatMap(({ tracks }) => tracks) };
}
