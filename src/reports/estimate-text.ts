import { trackPicture } from "./estimate-picture.js";
import type { ContestReport, EstimateReport, ScoreReport } from "./estimate-json.js";
import { day, multiple, percent, plural, ratio } from "./format.js";
import { joined, labelled, paragraph, table } from "./layout.js";
import { notesLines } from "./sources-text.js";
import { gapsWords } from "./tolerance-words.js";

/** Names that are listed before the rest is only counted. */
const NAMES_MAX = 3;

/** A loss, short enough for a column: three decimals, fewer where it is large. */
function loss(value: number): string {
  if (value < 100) return value.toFixed(value < 10 ? 3 : 2);
  return value < 10_000 ? value.toFixed(0) : value.toExponential(0);
}

/** How much more a forecaster lost than the best one, with its error. */
const worse = ({ worseThanBest, worseThanBestStandardError }: ScoreReport): string =>
  `${loss(worseThanBest)} +- ${loss(worseThanBestStandardError)} worse`;

const withError = ({ value, standardError }: { readonly value: number; readonly standardError: number }): string =>
  `${percent(value)} +- ${percent(standardError)}`;

const horizonWords = ({ horizonDays }: ContestReport): string =>
  horizonDays === 1 ? "the next day" : `the next ${horizonDays} days`;

/** The best forecaster and by how much, or with whom it is too close to call. */
function winnerSentence(contest: ContestReport): string {
  const { scores, tooCloseToCall } = contest;
  const [best, second] = scores;
  const claim = `${best.name} forecasts ${horizonWords(contest)} of this asset best`;
  if (second === undefined) return `${claim}: QLIKE ${loss(best.qlike)}; no other could take part.`;
  if (tooCloseToCall.length === 0) return `${claim}: QLIKE ${loss(best.qlike)}; ${second.name} is ${worse(second)}.`;
  const names = tooCloseToCall.slice(0, NAMES_MAX);
  const rest = tooCloseToCall.length - names.length;
  const close = rest === 0 ? names.join(", ") : `${names.join(", ")} and ${rest} more`;
  const [first] = scores.filter(({ name }) => name === names[0]);
  return `${claim}, QLIKE ${loss(best.qlike)}, but it is too close to call with ${close}: ${first.name} is ${worse(first)}.`;
}

/** The answer in one sentence: which estimator forecasts the next day best, and by how much. */
export const estimateSentence = ({ nextDay }: EstimateReport): string => winnerSentence(nextDay);

/** Four cells of one forecaster: its loss, how much that is worse than the best, the error of that, what it forecasts. */
function cellsOf(score: ScoreReport | undefined): readonly string[] {
  if (score === undefined) return ["-", "-", "-", "-"];
  const { qlike, worseThanBest, worseThanBestStandardError, forecastVolatilityAnnual } = score;
  const behind = worseThanBest === 0 ? ["best", ""] : [loss(worseThanBest), loss(worseThanBestStandardError)];
  return [loss(qlike), ...behind, percent(forecastVolatilityAnnual.value)];
}

/** Every forecaster that took part in either contest, in the order of the next day. */
function takingPart({ nextDay, next30Days }: EstimateReport): readonly ScoreReport[] {
  const later = next30Days.scores.filter(({ name }) => nextDay.scores.every((score) => score.name !== name));
  return [...nextDay.scores, ...later];
}

/** All forecasters, both horizons side by side under a heading of their own, and what each name means. */
function scoresTable(report: EstimateReport): readonly string[] {
  const { nextDay, next30Days } = report;
  const all = takingPart(report);
  const scoreIn = (contest: ContestReport, name: string): ScoreReport | undefined =>
    contest.scores.find((score) => score.name === name);
  const rows = all.map(({ name }) => [name, ...cellsOf(scoreIn(nextDay, name)), ...cellsOf(scoreIn(next30Days, name))]);
  const four = ["QLIKE", "worse", "+-", "now"];
  const columns = [
    { title: "forecaster", align: "left" } as const,
    ...[...four, ...four].map((title) => ({ title, align: "right" }) as const),
  ];
  const lines = table(columns, rows);
  const [titles] = lines;
  const heading = " ".repeat(titles.indexOf("QLIKE")) + "next day";
  return [
    `${heading.padEnd(titles.lastIndexOf("QLIKE"))}next 30 days`,
    ...lines,
    ...paragraph(
      "QLIKE: mean loss out of sample, 0 is perfect; +-: standard error of worse; now: the volatility a year that it forecasts after the last price.",
      "  ",
    ),
    ...paragraph(`${all.map(({ name, label }) => `${name}: ${label}`).join("; ")}.`, "  "),
  ];
}

/** Who could not take part, and why; the horizon is named where it was only one. */
function leftOutLines({ nextDay, next30Days }: EstimateReport): readonly string[] {
  const only = (contest: ContestReport, other: ContestReport): readonly string[] =>
    contest.leftOut
      .filter((each) => !isLeftOut(other, each))
      .map(({ label, because }) => `${label}, for ${horizonWords(contest)}: ${because}.`);
  const both = nextDay.leftOut.filter((each) => isLeftOut(next30Days, each));
  const all = [
    ...both.map(({ label, because }) => `${label}: ${because}.`),
    ...only(nextDay, next30Days),
    ...only(next30Days, nextDay),
  ];
  if (all.length === 0) return ["Left out: no forecaster."];
  return ["Left out", ...all.flatMap((line) => paragraph(line, "  - "))];
}

/** True where the contest left that forecaster out for that reason. */
const isLeftOut = ({ leftOut }: ContestReport, { label, because }: ContestReport["leftOut"][number]): boolean =>
  leftOut.some((each) => each.label === label && each.because === because);

/** Where one forecaster came in. */
function placeWords(contest: ContestReport, name: string, place: number | null): string {
  const when = horizonWords(contest);
  const score = contest.scores.find((each) => each.name === name);
  if (place === null || score === undefined) return `it could not take part for ${when}`;
  const close = contest.tooCloseToCall.includes(name) ? ", too close to call" : "";
  const behind = place === 1 ? "" : ` (${worse(score)} than the best${close})`;
  return `place ${place} of ${contest.scores.length} for ${when}${behind}`;
}

/** The forecaster that every other command uses, and its places. */
function inUseLines({ inUse, nextDay, next30Days }: EstimateReport): readonly string[] {
  const day1 = placeWords(nextDay, inUse.name, inUse.placeNextDay);
  const days30 = placeWords(next30Days, inUse.name, inUse.placeNext30Days);
  return paragraph(`The other commands estimate volatility from prices by ${inUse.name}: ${day1}; ${days30}.`);
}

/** What holding the asset did. */
function holdingLines({ holding, prices }: EstimateReport): readonly string[] {
  const { growthAnnual, volatilityAnnual, drawdownMax, sharpe } = holding;
  return [
    `Holding the asset, ${day(prices.fromMs)} to ${day(prices.toMs)}`,
    ...labelled("growth", `${percent(growthAnnual)} a year (log)`),
    ...labelled("volatility", `${percent(volatilityAnnual)} a year`),
    ...labelled("worst drawdown", percent(drawdownMax)),
    ...labelled("Sharpe ratio", sharpe === null ? "none: no price moved" : `${ratio(sharpe)}, no safe rate taken off`),
  ];
}

const VERDICTS = {
  paid: "Yes, before trading costs",
  cost: "No, it would have cost",
  "within-error": "No, not beyond its error",
} as const;

/** Whether holding less after wild months would have paid. */
function scalingLines({ varianceScaling }: EstimateReport): readonly string[] {
  if (varianceScaling === null) return [];
  const { months, alphaAnnual, sharpe, sharpeManaged, weightMax, verdict } = varianceScaling;
  return paragraph(
    `Would scaling by last month's variance have paid? ${VERDICTS[verdict]}: alpha ${withError(alphaAnnual)} a year over ${plural(months, "month", "months")}; Sharpe ratio ${ratio(sharpeManaged)} against ${ratio(sharpe)}; it would have held up to ${multiple(weightMax)}.`,
  );
}

/** What was scored, and on which prices. */
function sourceLines({ nextDay, next30Days, prices }: EstimateReport): readonly string[] {
  const scored = (contest: ContestReport): string => {
    const { scoredDays, skippedDays, fromMs, toMs, proxy } = contest;
    const skipped = skippedDays === 0 ? "" : `; ${skippedDays} more not scored, as no price moved`;
    return `${plural(scoredDays, "forecast", "forecasts")}, ${day(fromMs)} to ${day(toMs)}, held against ${proxy}${skipped}`;
  };
  const { source, rows, fromMs, toMs, gaps } = prices;
  return [
    "Where it comes from",
    ...labelled("next day", scored(nextDay)),
    ...labelled("next 30 days", scored(next30Days)),
    ...labelled(
      "prices",
      `${source}: ${plural(rows, "bar", "bars")}, ${day(fromMs)} to ${day(toMs)}, ${gapsWords(gaps)}`,
    ),
  ];
}

/** Which volatility estimator forecasts best, every one's figures, the best one's picture, and what holding did. */
export function estimateText(report: EstimateReport): string {
  const { nextDay, next30Days, prices, notes } = report;
  const now = withError(nextDay.scores[0].forecastVolatilityAnnual);
  return joined([
    [
      ...paragraph(`${winnerSentence(nextDay)} Its forecast as of ${day(prices.toMs)}: a volatility of ${now} a year.`),
      ...paragraph(winnerSentence(next30Days)),
    ],
    trackPicture(nextDay),
    scoresTable(report),
    leftOutLines(report),
    inUseLines(report),
    holdingLines(report),
    scalingLines(report),
    sourceLines(report),
    notesLines(notes),
    ["Not financial advice. What forecast best may not go on to do so."],
  ]);
}
