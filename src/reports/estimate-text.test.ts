import { describe, expect, test } from "vitest";
import type { ContestReport, EstimateReport, ScoreReport } from "./estimate-json.js";
import { estimateSentence, estimateText } from "./estimate-text.js";

const DAY_MS = 86_400_000;

const score = (name: string, qlike: number, worseThanBest: number, standardError: number): ScoreReport => ({
  name,
  label: `the ${name} of them`,
  qlike,
  worseThanBest,
  worseThanBestStandardError: standardError,
  forecastVolatilityAnnual: { value: 0.6, standardError: 0.1 },
});

const [har, reverting] = [score("har", 0.393, 0, 0), score("reverting", 0.471, 0.078, 0.017)];

const contest: ContestReport = {
  horizonDays: 1,
  proxy: "squared daily return, of the next day",
  scoredDays: 1200,
  skippedDays: 0,
  fromMs: 500 * DAY_MS,
  toMs: 1700 * DAY_MS,
  scores: [har, reverting],
  tooCloseToCall: [],
  leftOut: [],
  track: Array.from({ length: 66 }, (_, span) => ({
    timeMs: (500 + 18 * span) * DAY_MS,
    realisedVolatilityAnnual: span === 65 ? 0.4 : 0.2,
    bestVolatilityAnnual: span === 0 ? 0.01 : 0.2,
  })),
};

const report: EstimateReport = {
  nextDay: contest,
  next30Days: { ...contest, horizonDays: 30 },
  inUse: { name: "reverting", placeNextDay: 2, placeNext30Days: 2 },
  holding: { days: 1700, growthAnnual: 0.05, volatilityAnnual: 0.2, drawdownMax: 0.3, sharpe: 0.4 },
  varianceScaling: {
    months: 55,
    alphaAnnual: { value: 0.04, standardError: 0.03 },
    sharpe: 0.3,
    sharpeManaged: 0.4,
    weightMax: 5,
    verdict: "within-error",
  },
  prices: { source: "a.csv", rows: 1701, fromMs: 0, toMs: 1700 * DAY_MS, gaps: { count: 0, missing: 0 } },
  notes: [],
};

const nextDay = (changed: Partial<ContestReport>): EstimateReport => ({
  ...report,
  nextDay: { ...contest, ...changed },
});

/** A text on one line. */
const flat = (text: string): string => text.replace(/\s+/g, " ");

describe("the answer", () => {
  test("the best forecaster, and how much worse the second is", () => {
    expect(estimateSentence(report)).toBe(
      "har forecasts the next day of this asset best: QLIKE 0.393; reverting is 0.078 +- 0.017 worse.",
    );
  });

  test("is too close to call where others are within two errors: three by name, the rest counted", () => {
    const tooCloseToCall = ["reverting", "a", "b", "c", "d"];
    expect(estimateSentence(nextDay({ tooCloseToCall }))).toBe(
      "har forecasts the next day of this asset best, QLIKE 0.393, but it is too close to call with reverting, a, b and 2 more: reverting is 0.078 +- 0.017 worse.",
    );
  });

  test("one that stood alone is not said to have beaten any", () => {
    expect(estimateSentence(nextDay({ scores: [har] }))).toContain("QLIKE 0.393; no other could take part.");
  });
});

describe("the text", () => {
  test("dates the forecast by the last price: 1,700 days after 1970-01-01 is 1974-08-28", () => {
    expect(flat(estimateText(report))).toContain("Its forecast as of 1974-08-28: a volatility of 60 % +- 10 % a year.");
  });

  test("the picture: what came and what was forecast, apart in the first column and the last, together between", () => {
    const rows = estimateText(report)
      .split("\n")
      .filter((line) => line[10] === "|")
      .map((line) => line.slice(11).padEnd(66));
    const column = (index: number): string => rows.map((row) => row[index]).join("");
    expect(column(0)).toBe("    .    o");
    expect(column(30)).toBe("    @     ");
    expect(column(65)).toBe(".   o     ");
    expect(estimateText(report)).toContain("     40 % |");
  });

  test("names who was left out, for which horizon, and why", () => {
    const leftOut = [{ label: "Parkinson, last 30 days", because: "needs highs and lows, got closes alone" }];
    expect(flat(estimateText(nextDay({ leftOut })))).toContain(
      "Left out - Parkinson, last 30 days, for the next day: needs highs and lows, got closes alone.",
    );
    const both = { ...nextDay({ leftOut }), next30Days: { ...report.next30Days, leftOut } };
    expect(flat(estimateText(both))).toContain(
      "Left out - Parkinson, last 30 days: needs highs and lows, got closes alone. The",
    );
    expect(estimateText(report)).toContain("Left out: no forecaster.");
  });

  test("a forecaster of one horizon alone has dashes for the other, and is explained", () => {
    const scores = [...contest.scores, score("late", 0.5, 0.1, 0.01)];
    const text = estimateText({ ...report, next30Days: { ...report.next30Days, scores } });
    expect(text).toMatch(/\n {2}late +- +- +- +- +0\.500 +0\.100 +0\.010 +60 %\n/);
    expect(flat(text)).toContain("late: the late of them.");
  });

  test("says of the forecaster in use where it came in, and whether that is too close to call", () => {
    expect(flat(estimateText(nextDay({ tooCloseToCall: ["reverting"] })))).toContain(
      "by reverting: place 2 of 2 for the next day (0.078 +- 0.017 worse than the best, too close to call);",
    );
    const absent = { ...report, inUse: { ...report.inUse, placeNext30Days: null } };
    expect(flat(estimateText(absent))).toContain("; it could not take part for the next 30 days.");
  });

  test.each([
    ["paid", "Yes, before trading costs: alpha 4 % +- 3 %"],
    ["cost", "No, it would have cost: alpha 4 % +- 3 %"],
    ["within-error", "No, not beyond its error: alpha 4 % +- 3 %"],
  ] as const)("scaling by variance that is %s", (verdict, words) => {
    const varianceScaling = { ...(report.varianceScaling ?? expect.unreachable()), verdict };
    expect(flat(estimateText({ ...report, varianceScaling }))).toContain(words);
    expect(estimateText({ ...report, varianceScaling: null })).not.toContain("last month's variance");
  });

  test("wild losses and volatilities keep to 80 columns", () => {
    const wild = [score("rogers-satchell", 123_456, 0, 0), score("garman-klass", 2e12, 2e12, 98_765)].map((each) => ({
      ...each,
      forecastVolatilityAnnual: { value: 123, standardError: 45 },
    }));
    const text = estimateText({
      ...nextDay({ scores: wild }),
      next30Days: { ...report.next30Days, scores: wild },
    });
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});
