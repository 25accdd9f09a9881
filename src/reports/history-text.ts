import type { HistoryJson } from "../schemas/index.js";
import { assertFiniteJson } from "./decision-json.js";
import { day, duration, FIXED_SPACE, percent, plural, significant } from "./format.js";
import { joined, labelled, paragraph } from "./layout.js";
import { notesLines } from "./sources-text.js";

/** A market's past, as it is reported. */
export type HistoryReport = Omit<HistoryJson, "schema">;

/** The object that `history --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export function historyToJson(report: HistoryReport): HistoryJson {
  assertFiniteJson(report, "");
  return { schema: "steelyard/history/1", ...report };
}

const withError = (value: number, standardError: number | null): string =>
  standardError === null ? percent(value) : `${percent(value)} +- ${percent(standardError)}`;

/** What is there, in one sentence. */
function sentence({ market, source, bars, intervalMs }: HistoryReport): string {
  const lack = bars.missing === 0 ? "none missing" : `${bars.missing} missing`;
  const rows = `${plural(bars.rows, "bar", "bars")} of ${duration(intervalMs)}`;
  return `${market} from ${source}: ${rows}, ${day(bars.fromMs)} to ${day(bars.toMs)}, ${lack}.`;
}

/** The answer alone. */
export const historySentence = (report: HistoryReport): string => sentence(report).replaceAll(FIXED_SPACE, " ");

/** Most gaps that are told one by one. */
const GAPS_SHOWN = 10;

const minute = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 16).replace("T", " ");

function gapLines({ bars: { gaps } }: HistoryReport): readonly string[] {
  if (gaps.length === 0) return [];
  const shown = gaps.slice(0, GAPS_SHOWN).map(({ fromMs, toMs, missing }) => {
    return `  ${minute(fromMs)} to ${minute(toMs)}  ${plural(missing, "bar", "bars")}`;
  });
  const rest = gaps.length - shown.length;
  return [
    "Missing between closes (UTC)",
    ...shown,
    ...(rest === 0 ? [] : [`  and ${plural(rest, "gap", "gaps")} more`]),
  ];
}

function rateWords(rates: NonNullable<HistoryReport["funding"]>, one: string, many: string): string {
  const { rows, meanAnnual, standardError, intervalMs, missing } = rates;
  const lack = missing === 0 ? "" : `, ${missing} missing`;
  const short = standardError === null ? ", too short a past for the error of the mean" : "";
  const told = `${plural(rows, one, many)}, ${duration(intervalMs)} apart${lack}${short}`;
  return `${withError(meanAnnual, standardError)} a year on average; ${told}`;
}

/** A market's past: what there is, what lacks, and what it says of volatility and rates. */
export function historyText(report: HistoryReport): string {
  const { bars, price, volatilityAnnual, funding, borrowRate, folder, fetchedRows } = report;
  const told = bars.closesOnly ? "closes alone" : "open, high, low and close";
  const lines = [
    ...labelled("prices", `${price} price, ${told}; the last is ${significant(bars.lastClose)}`),
    ...(volatilityAnnual === null
      ? []
      : labelled("volatility", `${withError(volatilityAnnual.value, volatilityAnnual.standardError)} a year`)),
    ...(funding === null ? [] : labelled("funding", rateWords(funding, "payment", "payments"))),
    ...(borrowRate === null ? [] : labelled("borrow rate", rateWords(borrowRate, "look", "looks"))),
    ...labelled("asked for now", plural(fetchedRows, "row", "rows")),
    ...labelled("kept in", folder),
  ];
  return joined([paragraph(sentence(report)), lines, gapLines(report), notesLines(report.notes)]);
}
