import { TooFewError } from "../errors/index.js";
import { closeToCloseVolatility, fitRateProcess } from "../estimators/index.js";
import { historySentence, historyText, historyToJson, type HistoryReport } from "../reports/index.js";
import type { RateSeries } from "../series/index.js";
import { jsonText, type Call } from "./command.js";
import { historyNotes, requiredHistory, type AskedHistory } from "./history-inputs.js";

/** What there is; null where it is too little to tell. */
function unlessTooFew<Value>(value: () => Value): Value | null {
  try {
    return value();
  } catch (error) {
    if (error instanceof TooFewError) return null;
    throw error;
  }
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** A rate over its whole past. Where that is too short for the error of its mean, the mean alone. */
function ratesReport(series: RateSeries | null): HistoryReport["funding"] {
  if (series === null) return null;
  const { timeMs, rateAnnual, intervalMs, gaps } = series;
  const rows = timeMs.length;
  const mean = unlessTooFew(() => fitRateProcess(series).level);
  return {
    ...{ rows, fromMs: timeMs[0], toMs: timeMs[rows - 1], intervalMs, missing: gaps.missing },
    meanAnnual: mean?.value ?? sumOf(rateAnnual) / rows,
    standardError: mean?.standardError ?? null,
  };
}

/** Everything that is told of a past. */
function reportOf(history: AskedHistory): HistoryReport {
  const { market, source, price, intervalMs, prices, gaps, funding, borrowRates, folder, fetchedRows } = history;
  const { closeMs, close, bars } = prices;
  const volatility = unlessTooFew(() => closeToCloseVolatility(prices));
  return {
    ...{ market, source, price, intervalMs, folder, fetchedRows },
    asked: { fromMs: history.fromMs, toMs: history.toMs },
    bars: {
      ...{ rows: closeMs.length, fromMs: closeMs[0] - intervalMs, toMs: closeMs[closeMs.length - 1], gaps },
      closesOnly: bars === null,
      lastClose: close[close.length - 1],
      missing: gaps.reduce((sum, { missing }) => sum + missing, 0),
    },
    volatilityAnnual: volatility && { value: volatility.value, standardError: volatility.standardError },
    funding: ratesReport(funding),
    borrowRate: ratesReport(borrowRates),
    notes: historyNotes(history),
  };
}

/** A venue's past of a market, from the cache and the venue. @throws SteelyardError */
export async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const report = reportOf(await requiredHistory(settings, io, stages));
  if (switches.json) return jsonText(historyToJson(report));
  return switches.quiet ? `${historySentence(report)}\n` : historyText(report);
}
