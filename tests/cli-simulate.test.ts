import { parquetReadObjects } from "hyparquet";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../src/cli/index.js";
import { simulateSchema } from "../src/schemas/index.js";
import { AAVE, NOW_MS, cli, words } from "./cli-io.js";

const QUICK = "--check 1d --horizon 90d --paths 400 --threads 1";
const LOOP = `${AAVE} ${QUICK}`;
const LEVERED = `--venue aave-v3 --asset WETH --equity 50000 --price 2500 --volatility 60%±5% --drift 90%±15% --borrow-rate 5% --gap 20% --against cash --loss 80% --chance 40% ${QUICK}`;
const PERPETUAL = `--venue binance-usdm --asset ETHUSDT --equity 50000 --quantity -20 --price 2500 --volatility 60% --drift -20%±30% --funding 8% --gap 10% --wealth 120000 ${QUICK}`;
const STAKED = `--venue aave-v3 --asset wstETH --quote WETH --quantity 100 --debt 80 --price 1.16 --borrow-rate 2.5% --yield 3.2% --volatility 5% --drift 2% --gap none --jumps 0.2x3% ${QUICK}`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "simulate-"));
  writeFileSync(join(folder, "hours.csv"), hours(1500));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Hourly bars of a price that swings by a fixed rule, with one fall of a fifth within an hour. */
function hours(count: number): string {
  let [close, state] = [2500, 1];
  const rows = Array.from({ length: count }, (_, hour) => {
    state = (state * 48271) % 2147483647;
    const open = close;
    close *= Math.exp(0.01 * (state / 2147483647 - 0.5) * 2);
    const low = Math.min(open, close) * (hour === 700 ? 0.8 : 0.998);
    return [hour * 3_600_000 + 1_700_000_400_000, open, Math.max(open, close) * 1.002, low, close].join(",");
  });
  return ["ts,open,high,low,close", ...rows].join("\n");
}

async function printed(line: string): Promise<string> {
  const { status, stdout, stderr } = await cli(words(`simulate ${line}`), { folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

const reported = async (line: string) => simulateSchema.parse(JSON.parse(await printed(`${line} --json`)));

const BARS = `--venue aave-v3 --asset WETH --quantity 40 --debt 50000 --borrow-rate 5% --drift 10% --gap 20% --prices hours.csv --bar-time open --horizon 30d --paths 400 --threads 1`;

describe("steelyard simulate", () => {
  test("of a model fitted to hours, spells by the hour; of one fitted to days, spells by the day", async () => {
    const hourly = `--venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --model eth ${QUICK}`;
    expect((await reported(hourly)).law.name).toBe("hourly-states");
    expect((await reported(`${hourly} --law states`)).law.name).toBe("states");
    const daily = `--venue margin-loan --asset SPX --quantity 20 --debt 20000 --price 5000 --model sp500 --borrow-rate 6% ${QUICK}`;
    expect((await reported(daily)).law.name).toBe("states");
  });

  test.each([
    ["a loop", LOOP],
    ["a band", LEVERED],
    ["a short, with wealth beside it", PERPETUAL],
    ["an oracle that sees no market", STAKED],
    ["another leverage", `${LEVERED} --hold 3x`],
    ["another band", `${LEVERED} --band 2x:3x`],
    ["left alone at resets", LEVERED.replace("--check 1d", "--unattended 30d")],
    ["a rescue", `${LEVERED.replace("--check 1d", "--unattended 30d")} --rescue 1.2`],
    ["a fitted model", `--venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --model eth ${QUICK}`],
    ["bars", BARS],
  ])("prints at 80 columns, the answer first: %s", async (_, line) => {
    const text = await printed(line);
    for (const each of text.split("\n")) expect(each.length, each).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
    const value: unknown = JSON.parse(await printed(`${line} --json`));
    expect(simulateSchema.parse(value)).toEqual(value);
  });

  test("--quiet prints the answer alone, --brief the numbers with it", async () => {
    const text = await printed(LOOP);
    const sentence = (await printed(`${LOOP} --quiet`)).trim();
    expect(sentence).not.toContain("\n");
    expect(text.replace(/\n/g, " ").startsWith(sentence)).toBe(true);
    const brief = await printed(`${LOOP} --brief`);
    expect(brief.replace(/\n/g, " ").startsWith(sentence)).toBe(true);
    expect(brief.length).toBeLessThan(text.length / 2);
  });

  test("as advised and left alone stand side by side on the same paths", async () => {
    const { positions, floor, steps, stepMs, horizonMs } = await reported(LOOP);
    expect(positions.map(({ as }) => as)).toEqual(["advised", "left-alone"]);
    expect(positions[1]).toMatchObject({ leverageRatio: 2, band: null, wealth: 50_000, cost: 0 });
    expect(positions[1]?.outcome.trades.value).toBe(0);
    expect({ floor, steps, stepMs }).toEqual({ floor: 25_000, steps: 90, stepMs: 86_400_000 });
    const fan = positions[1]?.outcome.fan ?? [];
    expect(fan.at(-1)?.timeMs).toBeCloseTo(horizonMs, 3);
    fan
      .slice(1)
      .forEach(({ liquidated }, i) => expect(liquidated.value).toBeGreaterThanOrEqual(fan[i]?.liquidated.value ?? 1));
  });

  test("a leverage and a band that are asked for are a column of their own, beside the answer's", async () => {
    const { positions } = await reported(`${LEVERED} --hold 3x --band 2.5x:3.5x`);
    expect(positions.map(({ as }) => as)).toEqual(["advised", "asked", "unlevered"]);
    expect(positions[1]?.leverageRatio).toBeCloseTo(3, 12);
    expect(positions[1]?.band?.low).toBeCloseTo(2.5, 12);
    expect(positions[1]?.cost).toBeCloseTo(0.001 * 150_000 * 1, -2);
  });

  test("wealth out of the venue's reach is in the money, and can not be lost", async () => {
    const { positions } = await reported(PERPETUAL);
    const alone = positions.find(({ as }) => as === "left-alone");
    expect(alone).toMatchObject({ wealth: 50_000, idle: 70_000, leverageRatio: -1 });
    for (const { value } of alone?.outcome.wealth ?? []) expect(value).toBeGreaterThanOrEqual(70_000);
  });

  test("where no oracle sees the market nobody is liquidated, and the answer says that it is not simulated", async () => {
    const text = (await printed(`${STAKED} --brief`)).replace(/\s+/g, " ");
    expect(text).not.toMatch(/liquidated/i);
    expect(text).toContain("no liquidation is simulated");
  });

  test("the same seed gives the same numbers, another seed others", async () => {
    const [first, second] = [await printed(`${LOOP} --json`), await printed(`${LOOP} --json --seed 1`)];
    expect(second).toBe(first);
    expect(await printed(`${LOOP} --json --seed 2`)).not.toBe(first);
  });

  test("bars of a file are drawn as they came: a low of a fifth closes a loop of 4.5x within its hour", async () => {
    const line = BARS.replace("--debt 50000", "--debt 77000 --price 2500");
    const { law, stepMs, isPredictive, positions } = await reported(line);
    expect({ name: law.name, stepMs, isPredictive }).toEqual({ name: "bars", stepMs: 3_600_000, isPredictive: false });
    const alone = positions.find(({ as }) => as === "left-alone");
    expect(alone?.outcome.estimator).toBe("count");
    expect(alone?.outcome.liquidation.value).toBeGreaterThan(0.2);
  });
});

describe("steelyard simulate --parquet", () => {
  const read = async (name: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const bytes = readFileSync(join(folder, name));
    return parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) });
  };

  test("writes a row for each path and position, of which the report is made", async () => {
    const { positions, paths } = await reported(`${LEVERED} --parquet out.parquet`);
    const rows = await read("out.parquet");
    expect(rows).toHaveLength(2 * paths);
    expect(rows.slice(0, 3).map(({ path, position }) => [path, position])).toEqual([
      [0, "advised"],
      [0, "unlevered"],
      [1, "advised"],
    ]);
    const advised = rows.filter(({ position }) => position === "advised");
    const finals = advised.map(({ final_wealth }) => Number(final_wealth)).sort((a, b) => a - b);
    const median = positions[0]?.outcome.wealth.find(({ probability }) => probability === 0.5)?.value;
    expect(((finals[199] ?? 0) + (finals[200] ?? 0)) / 2).toBeCloseTo(median ?? Number.NaN, 6);
    const mean = (name: string): number => advised.reduce((sum, row) => sum + Number(row[name]), 0) / paths;
    expect(mean("turnover")).toBeCloseTo(positions[0]?.outcome.traded.value ?? Number.NaN, 9);
    expect(mean("cost")).toBeCloseTo(positions[0]?.outcome.cost.value ?? Number.NaN, 9);
    expect(mean("trades")).toBeCloseTo(positions[0]?.outcome.trades.value ?? Number.NaN, 9);
    expect(mean("drawdown")).toBeCloseTo(positions[0]?.outcome.drawdown.mean.value ?? Number.NaN, 9);
    for (const row of rows) expect(Number(row["lowest_wealth"])).toBeLessThanOrEqual(Number(row["final_wealth"]));
    expect(readdirSync(folder).filter((name) => name.endsWith(".draft"))).toEqual([]);
  });

  test("the day of a close is that of a path that was closed, and none of others", async () => {
    const { paths } = await reported(`${LOOP} --parquet closes.parquet`);
    const alone = (await read("closes.parquet")).filter(({ position }) => position === "left-alone");
    const days = alone.flatMap(({ closed_day }) => (closed_day === null ? [] : [Number(closed_day)]));
    expect(alone).toHaveLength(paths);
    expect(days.length).toBeGreaterThan(10);
    for (const day of days) expect(day).toBeGreaterThan(0);
    expect(Math.max(...days)).toBeLessThanOrEqual(90);
  });

  test("no file is replaced: E_CANNOT_WRITE", async () => {
    writeFileSync(join(folder, "mine.parquet"), "mine");
    const { status, stdout, stderr } = await cli(words(`simulate ${LOOP} --parquet mine.parquet`), { folder });
    expect({ status, stdout }).toEqual({ status: 73, stdout: "" });
    expect(stderr).toMatch(/E_CANNOT_WRITE: --parquet\n {2}got {3}mine.parquet: a file that exists/);
    expect(readFileSync(join(folder, "mine.parquet"), "utf8")).toBe("mine");
  });
});

describe("what cannot be simulated is named", () => {
  test.each([
    ["--paths 99", "E_OUT_OF_RANGE", "--paths", 2],
    ["--paths 1000.5", "E_OUT_OF_RANGE", "--paths", 2],
    ["--paths many", "E_NOT_A_NUMBER", "--paths", 2],
    ["--threads 0", "E_OUT_OF_RANGE", "--threads", 2],
    ["--law bars", "E_CONFIG_CONFLICT", "--law", 2],
    ["--law garch", "E_CONFIG_CONFLICT", "--law", 2],
    ["--law states", "E_CONFIG_CONFLICT", "--law", 2],
    ["--law levy", "E_UNKNOWN_KEY", "--law", 2],
    ["--band 3x", "E_OUT_OF_RANGE", "--band", 2],
    ["--band 3x:2x", "E_OUT_OF_RANGE", "--band", 2],
    ["--band -1x:2x", "E_OUT_OF_RANGE", "--band", 2],
    ["--band 2x:3x --hold 4x", "E_CONFIG_CONFLICT", "--band", 2],
    ["--horizon soon", "E_UNIT_AMBIGUOUS|E_NOT_A_NUMBER", "--horizon", 2],
    ["--parquet no/such/folder.parquet", "E_CANNOT_WRITE", "--parquet", 73],
    ["--parquet", "E_UNKNOWN_OPTION", "--parquet", 2],
    ["--report page.html", "E_UNKNOWN_OPTION", "--report", 2],
  ])("%s: %s", async (option, code, field, status) => {
    const found = await cli([...words(`simulate ${AAVE}`), ...words(option), "--json"], { folder });
    expect(found.stdout).toBe("");
    expect(found.status).toBe(status);
    expect(found.stderr).toMatch(new RegExp(`"code":"(${code})"`));
    expect(found.stderr).toContain(`"field":"${field}"`);
  });
});

describe("breaking off", () => {
  test("Ctrl-C while paths run ends with 130 and prints no numbers", async () => {
    let [stdout, stderr, watched] = ["", "", 0];
    const status = await run(words(`simulate ${LOOP}`), {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      interactive: false,
      nowMs: () => NOW_MS,
      folder,
      env: {},
      onInterrupt: (listener) => {
        watched += 1;
        listener();
        return () => (watched -= 1);
      },
      askTolerance: () => Promise.resolve(null),
    });
    expect({ status, stdout, watched }).toEqual({ status: 130, stdout: "", watched: 0 });
    expect(stderr).toContain("E_CANCELLED");
  });
});
