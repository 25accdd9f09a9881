/** Runs one market at one check interval: every policy over the whole span, and anew over each year and each crash. */
import {
  runPrepared,
  type AttributionPart,
  type BacktestColumns,
  type BacktestResult,
  type PreparedMarket,
  type PreparedResult,
} from "../../src/backtest/index.js";
import { SteelyardError } from "../../src/errors/index.js";
import { DAY_MS } from "../../src/model/index.js";
import { policyOf, type TradingPolicy } from "../../src/policies/index.js";
import { WEALTH, type StudyMarket } from "./markets.js";
import { descriptionOf, HALF_KELLY, ONE, SHOWN, STEELYARD, studyPolicies, type StudyPolicy } from "./policies.js";
import { STOPPED, type Cell, type Figures, type Held, type Track } from "./records.js";
import type { Span } from "./spans.js";

/** How far a close may be from the edge of a span that it stands for: a weekend with holidays. */
const EDGE_MS = 4 * DAY_MS;

/** The same past over a part of it: signals and estimates stay shared. */
function cut(prepared: PreparedMarket, { fromMs, toMs }: Omit<Span, "name">): PreparedMarket {
  const { closeMs, market } = prepared;
  const first = closeMs.findIndex((ms) => ms >= fromMs);
  const last = closeMs.findLastIndex((ms) => ms <= toMs);
  return { ...prepared, market: { ...market, fromMs, toMs }, first, last };
}

/** One run over a span, begun in cash at its start; what is kept by close takes most of its time. @throws as runPrepared */
export function spanRun(
  prepared: PreparedMarket,
  policy: TradingPolicy,
  checkMs: number,
  span: Omit<Span, "name">,
  columns: boolean,
): PreparedResult {
  const terms = { policy, wealth: WEALTH, checkIntervalMs: checkMs, reactionMs: 0 };
  return runPrepared(cut(prepared, span), terms, { columns });
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

/** Rows of the columns at these closes. */
function rowsAt({ closeMs }: BacktestColumns, days: Float64Array): readonly number[] {
  let row = -1;
  return Array.from(days, (ms) => (row = closeMs.indexOf(ms, row + 1)));
}

/** What was held, thinned to days; null where no column was kept. */
function heldOf(columns: BacktestColumns | null, days: Float64Array): Held | null {
  if (columns === null) return null;
  const rows = rowsAt(columns, days);
  const thin = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
  return {
    price: thin(columns.price),
    leverageRatio: thin(columns.leverageRatio),
    liquidationBelow: thin(columns.liquidationBelow),
    bandLow: thin(columns.bandLow),
    bandHigh: thin(columns.bandHigh),
  };
}

/** Why a run could not be made. @throws the error itself, if it is none of ours */
function reasonOf(error: unknown): string {
  if (!(error instanceof SteelyardError)) throw error;
  const { code, field } = error;
  // A run would begin, or even end, before all that its policy asks for is known.
  const isUnknown = (code === "E_OUT_OF_RANGE" && field === "fromMs") || (code === "E_TOO_FEW" && field === "prices");
  return isUnknown ? "too little of the past is known" : `${STOPPED}${error.message}`;
}

/** Policies whose growth is split by cause over every span; over the whole, those of the pictures too. */
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
      const result = spanRun(prepared, policy, checkMs, span, (isWhole ? SHOWN : SPLIT).includes(study.name));
      const { daily, notes } = result;
      if (isWhole) tracks.push({ ...key, ...daily, held: heldOf(result.columns, daily.closeMs), notes });
      const { summary, ledger } = result;
      return { ...key, span: span.name, figures: { summary, ledger, growth: growthOf(result) }, because: "" };
    } catch (error) {
      return { ...key, span: span.name, figures: null, because: reasonOf(error) };
    }
  });
  return { cells, tracks };
}

/** Every policy over every span. */
export function cellsOf(market: StudyMarket, prepared: PreparedMarket, checkMs: number): Found {
  const found = studyPolicies.map((study) => policyCells(market, prepared, study, checkMs));
  return { cells: found.flatMap(({ cells }) => cells), tracks: found.flatMap(({ tracks }) => tracks) };
}
