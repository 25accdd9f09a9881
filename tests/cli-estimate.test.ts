import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPriceFile } from "../src/connectors/index.js";
import { forecastContest, volatilityManaged } from "../src/estimators/index.js";
import { type ContestReport } from "../src/reports/index.js";
import { estimateSchema } from "../src/schemas/index.js";
import { cli, root } from "./cli-io.js";

const SP500 = "node_modules/vega-datasets/data/sp500-2000.csv";

/** Lines of the S&P 500's first days, the header before them. */
const firstDays = (count: number): readonly string[] =>
  readFileSync(`${root}${SP500}`, "utf8")
    .split("\n")
    .slice(0, count + 1);

/** 1,400 days of the index: 2000-01-03 to 2005-07-29. */
const DAYS = 1400;

let folder = "";
let text = "";
let json: ReturnType<typeof estimateSchema.parse>;
let raw: unknown;

const at = (...argv: readonly string[]) => cli(["estimate", ...argv], { folder });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "steelyard-estimate-"));
  const file = (name: string, lines: readonly string[]): void => writeFileSync(join(folder, name), lines.join("\n"));
  const lines = firstDays(DAYS);
  file("sp500.csv", lines);
  file("short.csv", firstDays(700));
  file("weekly.csv", [lines[0], ...lines.slice(1).filter((_, index) => index % 5 === 0)]);
  file("twice.csv", [...lines, lines[DAYS]]);
  mkdirSync(join(folder, "prices"));
  const shown = await at("sp500.csv", "--bar-time", "close");
  expect(shown).toMatchObject({ status: 0, stderr: "" });
  text = shown.stdout;
  raw = JSON.parse((await at("--prices", "sp500.csv", "--bar-time", "close", "--json")).stdout);
  json = estimateSchema.parse(raw);
}, 30_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** Cells of a forecaster's row in the table. */
const rowOf = (name: string): readonly string[] =>
  (text.split("\n").find((line) => line.startsWith(`  ${name} `)) ?? "").trim().split(/ {2,}/);

/** Numbers as a text prints them: the first one in `words`. */
const numberIn = (words: string): number => Number(/-?[\d.]+/.exec(words.replaceAll(",", ""))?.[0]);

describe("steelyard estimate", () => {
  test("answers first: who forecasts the next day best, in the words of --quiet", async () => {
    const { stdout } = await at("sp500.csv", "--bar-time", "close", "--quiet");
    const sentence = stdout.trim();
    expect(stdout).toBe(`${sentence}\n`);
    expect(text.replace(/\n/g, " ").startsWith(sentence)).toBe(true);
    const [best, second] = json.nextDay.scores;
    expect(sentence).toContain(`${best.name} forecasts the next day of this asset best`);
    expect(sentence).toContain(second.name);
  });

  test("every line fits 80 columns of plain text, and no number is lost", () => {
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  test("the picture has both curves, from the first scored day to the last", () => {
    const { track, fromMs, toMs, scores } = json.nextDay;
    expect(text).toContain(`. what came, o forecast by ${scores[0].name}, @ both`);
    const rows = text.split("\n").filter((line) => line[10] === "|");
    expect(rows).toHaveLength(10);
    const columns = track.map((_, index) =>
      rows
        .map((row) => row[11 + index] ?? " ")
        .join("")
        .trim(),
    );
    expect(columns).toHaveLength(66);
    for (const column of columns) expect(column).toMatch(/^(@|o *\.|\. *o)$/);
    const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 10));
    expect(text).toMatch(new RegExp(`\n +${from} +${to}\n`));
  });
});

describe("steelyard estimate --json", () => {
  test("is one object of the published schema, nothing dropped by it", () => {
    expect(json).toEqual(raw);
    expect(Object.keys(raw as object)[0]).toBe("schema");
  });

  test("says what the contest itself says of the same file", async () => {
    const series = await readPriceFile(join(folder, "sp500.csv"), { barTime: "close" });
    for (const [contest, horizonDays] of [
      [json.nextDay, 1],
      [json.next30Days, 30],
    ] as const) {
      const { scores, scoredDays, leftOut } = forecastContest(series, { horizonDays });
      expect(contest.scores.map(({ name, qlike }) => ({ name, qlike }))).toEqual(
        scores.map(({ name, qlike }) => ({ name, qlike })),
      );
      expect(contest).toMatchObject({ horizonDays, scoredDays, leftOut });
    }
    expect(json.varianceScaling?.alphaAnnual).toEqual(volatilityManaged(series).alphaAnnual);
  });

  test("text and JSON say the same numbers of every forecaster", () => {
    expect(json.nextDay.scores.length).toBeGreaterThan(10);
    for (const { name } of json.nextDay.scores) {
      const cells = rowOf(name);
      const of = (contest: ContestReport) => {
        const score = contest.scores.find((each) => each.name === name);
        const { qlike = NaN, worseThanBest = NaN, worseThanBestStandardError = NaN } = score ?? {};
        const behind =
          worseThanBest === 0 ? ["best"] : [worseThanBest.toFixed(3), worseThanBestStandardError.toFixed(3)];
        return { losses: [qlike.toFixed(3), ...behind], now: score?.forecastVolatilityAnnual.value ?? NaN };
      };
      const [day, month] = [of(json.nextDay), of(json.next30Days)];
      const second = 2 + day.losses.length;
      expect(cells.slice(1, second - 1)).toEqual(day.losses);
      expect(numberIn(cells[second - 1])).toBeCloseTo(100 * day.now, 0);
      expect(cells.slice(second, -1)).toEqual(month.losses);
      expect(numberIn(cells[cells.length - 1])).toBeCloseTo(100 * month.now, 0);
    }
  });

  test("who is within two errors of the best is too close to call", () => {
    for (const { scores, tooCloseToCall } of [json.nextDay, json.next30Days]) {
      for (const { name, worseThanBest, worseThanBestStandardError } of scores.slice(1))
        expect(tooCloseToCall.includes(name), name).toBe(worseThanBest <= 2 * worseThanBestStandardError);
      expect(tooCloseToCall).not.toContain(scores[0].name);
    }
  });

  test("growth of holding is ln(last close / first close) over the years between them", () => {
    const closes = firstDays(DAYS).slice(1);
    const [first, last] = [closes[0], closes[DAYS - 1]].map((line) => line.split(","));
    const years = (Date.parse(last[0]) - Date.parse(first[0])) / (365 * 86_400_000);
    expect(json.holding.growthAnnual).toBeCloseTo(Math.log(Number(last[4]) / Number(first[4])) / years, 12);
    expect(text).toContain(`growth            ${(100 * json.holding.growthAnnual).toFixed(1)} % a year (log)`);
  });

  test("the S&P 500 fell 49.1 % by closes from 2000-03-24 (1527.46) to 2002-10-09 (776.76), its highest fall", () => {
    expect(json.holding.drawdownMax).toBeCloseTo(1 - 776.76 / 1527.46, 4);
    expect(text).toMatch(/worst drawdown +49\.1 %/);
  });

  test("the forecaster in use and its places are those of the tables", () => {
    const { name, placeNextDay, placeNext30Days } = json.inUse;
    expect(json.nextDay.scores[(placeNextDay ?? NaN) - 1].name).toBe(name);
    expect(json.next30Days.scores[(placeNext30Days ?? NaN) - 1].name).toBe(name);
    expect(text.replace(/\n/g, " ")).toContain(`by ${name}: place ${placeNextDay ?? ""} of`);
  });

  test("scaling by variance paid only if alpha is beyond two errors", () => {
    const { alphaAnnual, verdict } = json.varianceScaling ?? expect.unreachable();
    const beyond = Math.abs(alphaAnnual.value) > 2 * alphaAnnual.standardError;
    expect(verdict === "within-error").toBe(!beyond);
    expect(text.includes("No, not beyond its error")).toBe(!beyond);
  });
});

describe("steelyard estimate refuses by name", () => {
  test.each([
    ["no file", [], "E_MISSING", "--prices", 2],
    ["a missing file", ["missing.csv"], "E_NO_INPUT", "missing.csv", 66],
    ["a folder", ["prices"], "E_NO_INPUT", "prices", 66],
    ["the file twice", ["sp500.csv", "--prices", "sp500.csv"], "E_CONFIG_CONFLICT", "--prices", 2],
    ["two files", ["sp500.csv", "short.csv"], "E_UNKNOWN_OPTION", "short.csv", 2],
    ["a flag of a perpetual", ["sp500.csv", "--funding", "8%"], "E_UNKNOWN_OPTION", "--funding", 2],
    ["a request", ["--request", "request.json"], "E_UNKNOWN_OPTION", "--request", 2],
    ["no end of its bars", ["sp500.csv"], "E_MISSING", "--bar-time in sp500.csv", 2],
    ["a reading flag without a file", ["--bar-time", "close"], "E_MISSING", "--prices", 2],
    ["too short a history", ["short.csv", "--bar-time", "close"], "E_TOO_FEW", "short.csv", 65],
    ["bars of a week", ["weekly.csv", "--bar-time", "close"], "E_OUT_OF_RANGE", "weekly.csv", 65],
    ["a line twice", ["twice.csv", "--bar-time", "close"], "E_DUPLICATE_TIME", "twice.csv", 65],
  ] as const)("%s", async (_, argv, code, named, status) => {
    const outcome = await at(...argv);
    expect(outcome).toMatchObject({ status, stdout: "" });
    expect(outcome.stderr).toContain(code);
    expect(outcome.stderr).toContain(named);
  });

  test("a line twice is dropped where that is asked for, and the answer says so", async () => {
    const { stdout, status } = await at("twice.csv", "--bar-time", "close", "--drop-duplicates");
    expect(status).toBe(0);
    expect(stdout.replace(/\n */g, " ")).toContain("twice.csv was put right, as you asked");
  });
});
