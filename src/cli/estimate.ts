import { ConflictError, SteelyardError, TooFewError } from "../errors/index.js";
import {
  dailyBars,
  forecastContest,
  performanceOf,
  pricesProvenance,
  volatilityManaged,
  type ForecastContest,
  type VolatilityManaged,
} from "../estimators/index.js";
import {
  estimateSentence,
  estimateText,
  estimateToJson,
  type ContestReport,
  type EstimateReport,
} from "../reports/index.js";
import type { PriceSeries } from "../series/index.js";
import { jsonText, type Call } from "./command.js";
import { FileFault } from "./file-fault.js";
import { seriesFrom } from "./market-inputs.js";
import { seriesNotes } from "./series-notes.js";
import { required } from "./setting-readers.js";
import type { Settings } from "./settings.js";
import type { Stages } from "./stages.js";

/** The forecaster that estimatesFromPrices uses, by its name in the contest. */
const IN_USE = "reverting";
/** Columns of the picture. */
const TRACK_POINTS_MAX = 66;
/** A difference within this many errors is none. */
const ERRORS = 2;

/** Root mean square of a part of a column. */
const rootMeanSquare = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** The track in at most 66 spans of equally many forecasts, to within one. */
function thinned(track: ForecastContest["track"]): ContestReport["track"] {
  const count = track.timeMs.length;
  const spans = Math.min(TRACK_POINTS_MAX, count);
  return Array.from({ length: spans }, (_, span) => {
    const [from, to] = [Math.floor((span * count) / spans), Math.floor(((span + 1) * count) / spans)];
    return {
      timeMs: track.timeMs[to - 1],
      realisedVolatilityAnnual: rootMeanSquare(track.realisedVolatilityAnnual.subarray(from, to)),
      bestVolatilityAnnual: rootMeanSquare(track.bestVolatilityAnnual.subarray(from, to)),
    };
  });
}

/** One contest as it is reported. */
function contestReport(contest: ForecastContest): ContestReport {
  const scores = contest.scores.map(({ forecastVolatilityAnnual: { value, standardError }, ...score }) => ({
    ...score,
    forecastVolatilityAnnual: { value, standardError },
  }));
  const close = scores
    .slice(1)
    .filter(({ worseThanBest, worseThanBestStandardError }) => worseThanBest <= ERRORS * worseThanBestStandardError);
  return { ...contest, scores, tooCloseToCall: close.map(({ name }) => name), track: thinned(contest.track) };
}

/** Place of the forecaster in use, 1 for the best; null where it did not take part. */
function placeIn({ scores }: ForecastContest): number | null {
  const index = scores.findIndex(({ name }) => name === IN_USE);
  return index === -1 ? null : index + 1;
}

/** What holding the asset did, day by day. */
function holdingOf(series: PriceSeries): EstimateReport["holding"] {
  const { logReturns, daysPerYear } = dailyBars(series);
  const returns = logReturns.map((value) => Math.expm1(value));
  const { returnAnnual, volatilityAnnual, drawdownMax, sharpe } = performanceOf(returns, daysPerYear);
  return { days: returns.length, growthAnnual: Math.log1p(returnAnnual), volatilityAnnual, drawdownMax, sharpe };
}

const verdictOf = ({ value, standardError }: VolatilityManaged["alphaAnnual"]) => {
  if (Math.abs(value) <= ERRORS * standardError) return "within-error";
  return value > 0 ? "paid" : "cost";
};

/** Whether scaling by last month's variance would have paid; in words why that cannot be said, where months do not allow it. */
function scalingOf(series: PriceSeries): NonNullable<EstimateReport["varianceScaling"]> | string {
  try {
    const { months, alphaAnnual, sharpe, sharpeManaged, weightMax } = volatilityManaged(series);
    return { months, alphaAnnual, sharpe, sharpeManaged, weightMax, verdict: verdictOf(alphaAnnual) };
  } catch (error) {
    if (!(error instanceof TooFewError)) throw error;
    return `Whether scaling by last month's variance would have paid is not known: it needs ${error.want}, got ${error.got}.`;
  }
}

/** Everything that is reported of one series. @throws TooFewError (E_TOO_FEW), OutOfRangeError (E_OUT_OF_RANGE) */
function reportOf(series: PriceSeries, stages: Stages): EstimateReport {
  stages.enter("forecasting the next day", { takesLong: true });
  const nextDay = forecastContest(series, { horizonDays: 1 });
  stages.enter("forecasting the next 30 days", { takesLong: true });
  const next30Days = forecastContest(series, { horizonDays: 30 });
  const scaling = scalingOf(series);
  return {
    nextDay: contestReport(nextDay),
    next30Days: contestReport(next30Days),
    inUse: { name: IN_USE, placeNextDay: placeIn(nextDay), placeNext30Days: placeIn(next30Days) },
    holding: holdingOf(series),
    varianceScaling: typeof scaling === "string" ? null : scaling,
    prices: pricesProvenance(series),
    notes: [...seriesNotes(series, null, series.intervalMs), ...(typeof scaling === "string" ? [scaling] : [])],
  };
}

/** The report; prices that nothing can be made of are a fault of their file. @throws FileFault */
function reportIn(file: string, report: () => EstimateReport): EstimateReport {
  try {
    return report();
  } catch (error) {
    throw error instanceof SteelyardError ? new FileFault(error, file, "data") : error;
  }
}

/** The settings with the file that was given as a word. @throws ConflictError (E_CONFIG_CONFLICT) beside --prices */
function withFile(settings: Settings, word: string | undefined, folder: string): Settings {
  if (word === undefined) return settings;
  if (settings.has("prices") || settings.has("history"))
    throw new ConflictError({
      field: settings.has("prices") ? "--prices" : "--history",
      got: `together with ${word}`,
      want: "one price file, or a history",
      hint: "name the file once, as a word or by --prices, or leave it out",
    });
  return new Map(settings).set("prices", { text: word, field: "--prices", source: null, folder });
}

/** Prices of the file or of the venue's past, and what a fault in them is of. @throws MissingError (E_MISSING), every code of a file and of a history */
async function pricesFrom(
  settings: Settings,
  { io, stages }: Call,
): Promise<{ readonly series: PriceSeries; readonly file: string; readonly notes: readonly string[] }> {
  const want = "a price file, such as steelyard estimate prices.csv, or --history";
  if (settings.has("history") || settings.has("interval")) {
    const { historyNotes, requiredHistory } = await import("./history-inputs.js");
    const history = await requiredHistory(settings, io, stages);
    return { series: history.prices, file: history.prices.source, notes: historyNotes(history) };
  }
  const { text: file } = required(settings.get("prices"), "prices", want);
  stages.enter("reading prices");
  return { series: required((await seriesFrom(settings)) ?? undefined, "prices", want), file, notes: [] };
}

/** Which volatility estimator forecasts an asset best. @throws SteelyardError */
export async function run(call: Call): Promise<string> {
  const { settings, words, switches, io, stages } = call;
  const { series, file, notes } = await pricesFrom(withFile(settings, words[0], io.folder), call);
  const made = reportIn(file, () => reportOf(series, stages));
  const report = { ...made, notes: [...notes, ...made.notes] };
  if (switches.json) return jsonText(estimateToJson(report));
  return switches.quiet ? `${estimateSentence(report)}\n` : estimateText(report);
}
