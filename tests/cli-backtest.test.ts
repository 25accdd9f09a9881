import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backtestExplainSchema, backtestSchema } from "../src/schemas/index.js";
import { hourlyBars, LOOP, PERPETUAL, START_MS, writeBacktestFiles } from "./backtest-files.js";
import { cli, words } from "./cli-io.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "backtest-"));
  writeBacktestFiles(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function printed(line: string, command = "backtest"): Promise<string> {
  const { status, stdout, stderr } = await cli([command, ...words(line)], { folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

const reported = async (line: string) => backtestSchema.parse(JSON.parse(await printed(`${line} --json`)));

const YEAR_MS = 365 * 86_400_000;

/** From the first of the 2,000 hourly closes to the last. */
const SPAN_MS = 1999 * 3_600_000;

const money = (value: number): string => Math.round(value).toLocaleString("en-US");

const SEVERAL = `${LOOP} --policy hold:leverage=3x --policy band:low=1.5x,high=2.5x,target=2x`;

describe("steelyard backtest", () => {
  test("says which policy survived, then the tables, in lines of at most 80 columns", async () => {
    const text = await printed(SEVERAL);
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const one = text.replaceAll(/\s+/g, " ");
    expect(one).toMatch(/^WETH at aave-v3, 2024-01-01 to 2024-03-24: /);
    for (const words of ["hold 1x", "hold 3x", "band 1.5x to 2.5x", "deflated Sharpe", "PBO", "year 2024"])
      expect(one).toContain(words);
    expect(one).toMatch(/Not stated, so assumed: a start with 10,000 in cash .*no spread/);
  });

  test("a crash of two fifths closes 3x and not 1x; every figure of the table is in the JSON form", async () => {
    const { policies, baseline, chosen, luck } = await reported(SEVERAL);
    expect(policies.map(({ label }) => label)).toEqual(["hold 1x", "hold 3x", "band 1.5x to 2.5x, to the edge"]);
    expect(baseline).toBe("hold 1x");
    expect(policies.map(({ label }) => label)).toContain(chosen);
    expect(policies[0]?.summary.liquidations).toBe(0);
    expect(policies[1]?.summary.liquidations).toBeGreaterThan(0);
    expect(policies[1]?.events.some(({ kind }) => kind === "liquidation")).toBe(true);
    expect(luck).toMatchObject({ resamples: 100, seed: 1, trials: { tried: 3 } });
    for (const { track } of policies)
      expect(new Set(Object.values(track).map(({ length }) => length)).size, "columns of one length").toBe(1);
  });

  test("growth reads as compound change a year, in the sentence, the table and the ends of the interval", async () => {
    const line = `${LOOP} --policy hold:leverage=3x`;
    const [text, { policies }] = [await printed(line), await reported(line)];
    const { wealthEnd, growthAnnual } = policies[1]!.summary;
    const yearly = 100 * Math.expm1(growthAnnual!);
    expect(yearly).toBeCloseTo(100 * ((wealthEnd / 10_000) ** (YEAR_MS / SPAN_MS) - 1), 6);
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      `made ${money(wealthEnd)} of 10,000, ${Number(yearly.toFixed(1))} % a year`,
    );
    const { low, high } = policies[0]!.judgement!.growthInterval!;
    expect(text).toContain(`${(100 * Math.expm1(low)).toFixed(0)}%..${(100 * Math.expm1(high)).toFixed(0)}%`);
    const [read = "", attributed] = text.split("Where the money of");
    for (const [, least] of read.matchAll(/(-[\d.]+) ?%/g)) expect(Number(least)).toBeGreaterThanOrEqual(-100);
    expect(attributed, "log growth adds up, and says what it is").toContain("log growth a year");
  });

  test("one policy alone stands beside 1x, and the baseline itself is run once", async () => {
    const one = await reported(`${LOOP} --policy hold:leverage=2x`);
    expect(one.policies.map(({ label }) => label)).toEqual(["hold 1x", "hold 2x"]);
    const none = await reported(`${LOOP} --policy hold`);
    expect(none.policies.map(({ label }) => label)).toEqual(["hold 1x"]);
    expect(await printed(`${LOOP} --policy hold --quiet`)).toMatch(
      /^WETH at aave-v3, .*: hold 1x made [\d,]+ of 10,000 USDC, [+-].* a year, never liquidated\.\n$/,
    );
  });

  test("the same words give the same JSON, and another seed other intervals of the same runs", async () => {
    const [first, again, other] = [
      await reported(SEVERAL),
      await reported(SEVERAL),
      await reported(`${SEVERAL} --seed 2`),
    ];
    expect(again).toEqual(first);
    expect(other.policies.map(({ summary }) => summary)).toEqual(first.policies.map(({ summary }) => summary));
    expect(other.luck?.seed).toBe(2);
    expect(other.policies[1]?.judgement?.beats).not.toEqual(first.policies[1]?.judgement?.beats);
  });

  test("bars longer than an hour are each looked at; notes name days and group counts", async () => {
    const [head = "", ...rows] = hourlyBars(1200).split("\n");
    const daily = rows.map((row, at) => row.replace(/^\d+/, String(START_MS + at * 86_400_000)));
    writeFileSync(join(folder, "days.csv"), [head, ...daily].join("\n"));
    const { asked, notes } = await reported(`${LOOP.replace("hours.csv", "days.csv")} --policy hold:leverage=2x`);
    expect(asked.checkIntervalMs).toBe(86_400_000);
    expect(notes.join(" ")).toContain("the position is checked at each bar, a day (--check)");
    expect(notes.join(" ")).toContain("at 1,200 closes from 2024-01-01 to 2027-04-14");
    expect(notes.join(" ")).not.toMatch(/T00:00/);
  });

  test("a span of days: the last day is among them", async () => {
    const { prices } = await reported(`${LOOP} --policy hold --from 2024-01-11 --to 2024-02-20`);
    expect(new Date(prices.fromMs).toISOString()).toBe("2024-01-11T00:00:00.000Z");
    expect(new Date(prices.toMs).toISOString()).toBe("2024-02-21T00:00:00.000Z");
  });

  test("a perpetual pays the funding of a file; what is stated holds where the file has none", async () => {
    const recorded = "--funding-rates funding.csv --funding-column funding";
    const { policies, asked } = await reported(`${PERPETUAL} ${recorded} --policy hold:leverage=2x`);
    expect(asked.rates.funding).toMatchObject({ recorded: expect.stringContaining("funding.csv") as string });
    expect(policies[1]?.ledger.carry.funding).not.toBe(0);
    const stated = await reported(`${PERPETUAL} --funding 10% --policy hold:leverage=2x`);
    expect(stated.policies[1]?.ledger.carry.funding).toBeLessThan(0);
  });

  test("rules as the venue dates them: a sweep finds them again by name and comes to the same", async () => {
    const dated = `${LOOP.replace("hours.csv", "hours-2023.csv")} --rules dated`;
    const { policies, notes } = await reported(`${dated} --policy band:low=1.5x,high=2.5x`);
    expect(notes.join(" ")).toMatch(
      /as far as they are dated: 3\.0\.2 of 2023-01-27 from 2023-06-10, .* from 2023-06-21, .* from 2023-07-31/,
    );
    const { sweep } = await reported(`${dated} --sweep band:low=1.5x|1.6x,high=2.5x --threads 1`);
    const same = sweep?.best.find(({ values }) => values["low"] === 1.5);
    expect(same?.growthAnnual).toBe(policies[1]?.summary.growthAnnual);
  });

  test("lacking bars are refused, or bridged by name, which the report repeats", async () => {
    const lacking = LOOP.replace("hours.csv", "lacking.csv");
    const refused = await cli(words(`backtest ${lacking} --policy hold`), { folder });
    expect(refused).toMatchObject({ status: 65, stdout: "" });
    expect(refused.stderr).toMatch(/E_MISSING: --prices[^]*--gap-prices bridge/);
    const { notes, asked, prices } = await reported(`${lacking} --policy hold --gap-prices bridge`);
    expect(asked.gaps.prices).toBe("bridge");
    expect(prices.missing).toBe(10);
    expect(notes.join(" ")).toMatch(/lacking bars/);
  });
});

describe("steelyard explain --backtest", () => {
  test("the parts of every policy add up to the cent, and the ledger to the change of wealth", async () => {
    writeFileSync(join(folder, "result.json"), await printed(`${SEVERAL} --json`));
    for (const label of ["hold 1x", "hold 3x", "band 1.5x to 2.5x, to the edge"]) {
      const argv = ["explain", "--backtest", "result.json", "--of", label, "--json"];
      const { stdout } = await cli(argv, { folder });
      const { attribution, wealthStart, wealthEnd, ledger } = backtestExplainSchema.parse(JSON.parse(stdout));
      const { total, ...parts } = attribution.money;
      const cents = Object.values(parts).reduce((sum, part) => sum + Math.round(100 * part), 0);
      expect(cents).toBe(Math.round(100 * total));
      expect(Math.abs(total - (wealthEnd - wealthStart))).toBeLessThanOrEqual(0.005 + 1e-9);
      const { price, carry, costs, liquidation, forgiven } = ledger;
      const entries = [price, ...Object.values(carry), ...Object.values(costs), liquidation, forgiven];
      expect(entries.reduce((sum, entry) => sum + entry, 0)).toBeCloseTo(wealthEnd - wealthStart, 6);
      const { total: all, ...growth } = attribution.growthAnnual!;
      expect(Object.values(growth).reduce((sum, part) => sum + part, 0)).toBeCloseTo(all, 9);
    }
    const text = await printed("--backtest result.json", "explain");
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(text).toContain("variance drag");
  });

  test.each([
    ["a file that is cut short", (text: string) => text.slice(0, 2000), "E_PARSE"],
    ["an empty file", () => "", "E_PARSE"],
    ["another form", () => '{"schema": "steelyard/decision/1"}', "E_PARSE"],
    ["no form", () => "[1, 2]", "E_PARSE"],
    ["a key that lacks", (text: string) => text.replace('"ledger"', '"ledgers"'), "E_PARSE"],
    ["a part changed by hand", (text: string) => text.replace(/"carry": (-?[\d.]+),/, '"carry": 12345.67,'), "E_PARSE"],
  ])("%s is refused by name", async (_, changed, code) => {
    writeFileSync(join(folder, "bad.json"), changed(await printed(`${LOOP} --policy hold:leverage=2x --json`)));
    const run = await cli(
      words("explain --backtest bad.json --of=hold_1x --json").map((word) => word.replace("_", " ")),
      { folder },
    );
    expect(run).toMatchObject({ status: 65, stdout: "" });
    expect(JSON.parse(run.stderr)).toMatchObject({ code, file: "bad.json" });
  });

  test("a label that is not there names the nearest; flags of a decision do not belong beside it", async () => {
    writeFileSync(join(folder, "result.json"), await printed(`${LOOP} --policy hold:leverage=2x --json`));
    const near = await cli(["explain", "--backtest", "result.json", "--of", "hold 3x"], { folder });
    expect(near).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/E_UNKNOWN_KEY: --of[^]*hold [12]x/) as string,
    });
    const beside = await cli(["explain", "--backtest", "result.json", "--venue", "aave-v3"], { folder });
    expect(beside).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("E_CONFIG_CONFLICT: --venue") as string,
    });
  });
});

describe("a sweep", () => {
  const SWEEP = `${LOOP} --sweep band:low=1.2x..1.8x/3,high=1.5x|2x|2.5x --threads 1`;

  test("runs every combination that is a policy, writes a row for each, and tells the best", async () => {
    const { sweep, policies } = await reported(`${SWEEP} --parquet rows.parquet`);
    expect(sweep).toMatchObject({ policies: 7, refused: 2, file: "rows.parquet", trials: { tried: 7 } });
    const file = Uint8Array.from(readFileSync(join(folder, "rows.parquet"))).buffer;
    expect(Number(parquetMetadata(file).num_rows)).toBe(7);
    const rows = await parquetReadObjects({ file });
    expect(rows.map(({ row }) => Number(row))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const best = [...rows].sort((a, b) => Number(b["growth_annual"]) - Number(a["growth_annual"]))[0]!;
    expect(best["growth_annual"]).toBe(sweep?.best[0]?.growthAnnual);
    const told = policies.find(({ label }) => label === sweep?.best[0]?.label);
    expect(told?.summary.growthAnnual, "the row of a sweep is what the run alone comes to").toBe(best["growth_annual"]);
    const alone = await reported(
      `${LOOP} --policy band:low=${Number(best["set_low"])},high=${Number(best["set_high"])}`,
    );
    expect(alone.policies[1]?.summary.wealthEnd).toBe(best["wealth_end"]);
  });

  test("luck has one number: the best is judged among all that were tried", async () => {
    const { sweep, luck, policies } = await reported(SWEEP);
    const best = policies.find(({ label }) => label === sweep?.best[0]?.label);
    expect(best?.judgement?.deflatedSharpe).toBe(sweep?.deflatedSharpe);
    expect(luck).toMatchObject({ trials: sweep!.trials, overfitting: sweep!.overfitting });
    expect(luck?.trials.tried).toBe(7);
  });

  test("policies that trade as 1x does are said to be it, and did neither better nor worse", async () => {
    const line = `${LOOP} --sweep band:low=0.2x|0.3x,high=5x,target=1x --threads 1`;
    const text = (await printed(line)).replaceAll(/\s+/g, " ");
    expect(text).toMatch(/the best of the others, band 0\.2x to 5x.*, is hold 1x: the same trades\. /);
    expect(text).toContain("traded as hold 1x did");
    expect(text).not.toMatch(/did (better|worse)|with a chance of/);
    expect(text).toMatch(/ same \S/);
  });

  test("no file is replaced, and none is left of a sweep that is refused", async () => {
    writeFileSync(join(folder, "mine.parquet"), "mine");
    const run = await cli(words(`backtest ${SWEEP} --parquet mine.parquet`), { folder });
    expect(run).toMatchObject({ status: 73, stderr: expect.stringContaining("E_CANNOT_WRITE: --parquet") as string });
    expect(readFileSync(join(folder, "mine.parquet"), "utf8")).toBe("mine");
  });
});

test("the page has every picture, loads nothing, and holds the JSON form of the same run", async () => {
  const json = JSON.parse(await printed(`${SEVERAL} --report page.html --json`)) as unknown;
  const page = readFileSync(join(folder, "page.html"), "utf8");
  for (const id of ["equity", "leverage", "drawdown", "cost", "attribution"])
    expect(page.match(new RegExp(`<title>|id="${id}-|Picture: `, "g"))?.length, id).toBeGreaterThan(0);
  expect(page.match(/<svg /g)).toHaveLength(10);
  expect(page).not.toMatch(/<script(?! type="application\/json")|https?:\/\/(?!www\.w3\.org)/);
  const held = /<script type="application\/json" id="backtest">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
  expect(JSON.parse(held)).toEqual(json);
  const places = [...page.matchAll(/<data data-place="([^"]+)" value="([^"]+)">/g)];
  expect(places.length).toBeGreaterThan(25);
  for (const [, place = "", value] of places) {
    const at = place.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], json);
    expect(String(at), place).toBe(value);
  }
});
