import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decisionSchema } from "../src/schemas/index.js";
import { AAVE, cli, words } from "./cli-io.js";

const DAY_MS = 86_400_000;
/** A Monday, 1968-01-01: days before 1970 count as well. */
const START_MS = Date.UTC(1968, 0, 1);

/** A price that swings, so that an estimator has something to measure. */
const close = (day: number): number =>
  100 * Math.exp(0.02 * Math.sin(day * 12.9898) + 0.01 * Math.sin(day * day * 0.37));

/** A file of daily closes: the days of `taken`, counted from a Monday. */
const daily = (days: number, taken: (day: number) => boolean): string =>
  Array.from({ length: days }, (_, day) => day)
    .filter(taken)
    .map((day) => `${new Date(START_MS + day * DAY_MS).toISOString()},${close(day).toFixed(6)}\n`)
    .join("");

const always = (): boolean => true;
const weekdays = (day: number): boolean => day % 7 < 5;
const LINES = daily(500, always).trimEnd().split("\n");
const swapped = [...LINES.slice(0, 9), LINES[10], LINES[9], LINES[9], ...LINES.slice(11)].join("\n");

const FILES: Readonly<Record<string, string>> = {
  "daily.csv": `ts,close\n${daily(500, always)}`,
  "weekdays.csv": `ts,close\n${daily(1000, weekdays)}`,
  "exchange.csv": `ts,close\n${daily(1000, (day) => weekdays(day) && day % 70 !== 8)}`,
  "holes.csv": `ts,close\n${daily(1000, (day) => weekdays(day) && day % 7 !== 2)}`,
  "mend.csv": `ts,close\n${swapped}\n`,
  "jump.csv": `ts,close\n${LINES.join("\n")}\n${new Date(START_MS + 500 * DAY_MS).toISOString()},5000\n`,
  "order.csv":
    "ts,close\n2024-12-31T23:00:00Z,5\n2024-12-31T22:00:00Z,5\n2024-12-31T22:00:00Z,5\n2025-01-01T00:00:00Z,\n",
  "twice.csv": "ts,close\n2024-12-31T22:00:00Z,5\n2024-12-31T22:00:00Z,5\n",
  "flat.csv": `ts,close\n${LINES.map((line) => `${line.split(",")[0] ?? ""},10`).join("\n")}\n`,
  "mine.json": JSON.stringify({
    kind: "perpetual",
    asset: "XAU",
    quote: "USD",
    leverageRatioMax: 20,
    maintenanceRate: 0.01,
    tradingCostRate: 0.001,
    asOf: "2025-01-01",
    source: "a book",
  }),
  "terms.json": '{"asset": "SPX", "initialMarginRate": 0.6}',
  "bad-terms.json": '{"asset": "SPX", "initialMarginRate": 60}',
  "request.json": '{"volatility": "60%%"}',
  "switch.json": '{"prices": "mend.csv", "bar-time": "close", "sort": true, "drop-duplicates": true}',
  "no-switch.json": '{"prices": "mend.csv", "bar-time": "close", "sort": false}',
};

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "steelyard-"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The good command without what a price file tells. */
const PRICED = AAVE.replace(/ --(volatility|gap|drift) \S+/g, "");

const decided = async (line: string) => {
  const { status, stdout, stderr } = await cli(words(`optimize ${line} --json`), { folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return decisionSchema.parse(JSON.parse(stdout));
};

const refused = async (line: string): Promise<string> => {
  const { status, stdout, stderr } = await cli(words(line), { folder });
  expect({ status: status > 0, stdout }).toEqual({ status: true, stdout: "" });
  return stderr;
};

describe("a fault in a file names the file", () => {
  test.each([
    [`${PRICED} --prices order.csv --bar-time close`, "order.csv", "line 3, ts", 65],
    [`${PRICED} --prices flat.csv --bar-time close`, "flat.csv", "--prices", 65],
    [`${AAVE} --request request.json`.replace(" --volatility 60%", ""), "request.json", "volatility", 2],
    [
      "--venue margin-loan --parameters bad-terms.json --equity 5 --price 1 --volatility 16% --borrow-rate 6%",
      "bad-terms.json",
      "margin-loan.initialMarginRate",
      78,
    ],
  ])("%s", async (line, file, field, status) => {
    const found = await cli(words(`optimize ${line} --json`), { folder });
    expect({ status: found.status, error: JSON.parse(found.stderr) as unknown }).toMatchObject({
      status,
      error: { field, file },
    });
    expect(await refused(`optimize ${line}`)).toContain(`: ${field} in ${file}\n`);
  });

  test("bad lines are short, and the hint names the flag that helps", async () => {
    const text = await refused(`optimize ${PRICED} --prices order.csv --bar-time close`);
    expect(text).toContain("    line 3: 2024-12-31T22:00Z is earlier than the line before\n");
    expect(text).toContain("    line 4: 2024-12-31T22:00Z stands on the line before as well\n");
    expect(text).toContain("    line 5: close is blank\n");
    expect(text).toContain("or add --sort\n");
    const at = async (file: string): Promise<string> => refused(`optimize ${PRICED} --prices ${file} --bar-time close`);
    expect(await at("twice.csv")).toContain("--drop-duplicates");
    expect(await at("jump.csv")).toContain("--allow-jumps");
  });

  test("a fault of a flag beside a file does not", async () => {
    const text = await refused(`optimize ${AAVE.replace("60%", "60%%")} --request switch.json`);
    expect(text).toContain("error E_NOT_A_NUMBER: --volatility\n  got   60%%\n");
    expect(text).toContain("one % sign");
  });
});

describe("what the reader of prices offers can be asked for", () => {
  const MENDED =
    "mend.csv was put right, as you asked: sorted by time: 1 line stood below a later one; dropped 1 exact duplicate.";

  test("by flags, and the answer says what was put right", async () => {
    const line = `${PRICED} --prices mend.csv --bar-time close`;
    expect(await refused(`optimize ${line}`)).toContain("error E_OUT_OF_ORDER");
    expect(await refused(`optimize ${line} --sort`)).toContain("error E_DUPLICATE_TIME");
    expect((await decided(`${line} --sort --drop-duplicates`)).notes).toContain(MENDED);
    expect((await decided(`${PRICED} --prices jump.csv --bar-time close --allow-jumps`)).notes.join()).not.toContain(
      "put right",
    );
  });

  test("by a request file", async () => {
    expect((await decided(`${PRICED} --request switch.json`)).notes).toContain(MENDED);
    expect(await refused(`optimize ${PRICED} --request no-switch.json`)).toContain("error E_OUT_OF_ORDER");
  });
});

describe("notes on prices", () => {
  const notes = async (file: string, more = ""): Promise<string> =>
    (await decided(`${PRICED} --prices ${file} --bar-time close${more}`)).notes.join("\n");

  test("daily bars with an hourly check: a day counts as the reaction time; not so with a daily check", async () => {
    const said = "Prices are 1 day apart: whatever moves within that time counts as a gap, though you can act after";
    expect(await notes("daily.csv")).toContain(`${said} 1 hour.`);
    expect(await notes("daily.csv", " --check 1d")).not.toContain(said);
    expect(await notes("daily.csv", " --gap 30%")).not.toContain(said);
  });

  test("missing days that are weekends and holidays are named so; other holes are not", async () => {
    expect(await notes("weekdays.csv")).toContain(
      "The days that weekdays.csv lacks are no fault of it: 284 days of weekends.",
    );
    expect(await notes("exchange.csv")).toMatch(
      /284 days of weekends, and 15 single days, as many as a year's holidays\./,
    );
    expect(await notes("daily.csv")).not.toContain("no fault");
    expect(await notes("holes.csv")).not.toContain("no fault");
  });
});

describe("an input that cannot matter is named", () => {
  const PERPETUAL =
    "--venue binance-usdm --asset ETHUSDT --equity 5000 --price 2500 --volatility 60% --funding 8% --check 1h";
  const notes = async (line: string): Promise<readonly string[]> =>
    (await decided(line)).notes.filter((note) => note.startsWith("Not used here"));

  test("funding of a loan, the borrow rate and yield of a perpetual, the chain of a broker", async () => {
    expect(await notes(AAVE)).toEqual([]);
    expect(await notes(`${AAVE} --funding 8%`)).toEqual(["Not used here: --funding (a loan has no funding)."]);
    expect(await notes(PERPETUAL)).toEqual([]);
    expect(await notes(`${PERPETUAL} --borrow-rate 5% --yield 3%`)).toEqual([
      "Not used here: --borrow-rate (a perpetual borrows nothing).",
      "Not used here: --yield (one who holds a perpetual does not hold the asset).",
    ]);
    const broker = "--venue margin-loan --asset SPX --equity 5000 --price 100 --volatility 16% --borrow-rate 6%";
    expect(await notes(`${broker} --chain ethereum`)).toEqual(["Not used here: --chain (this venue is on none)."]);
  });

  test("what it says is true: the answer is the same without it", async () => {
    const answer = async (line: string): Promise<number | null> => {
      const decision = await decided(line);
      return decision.status === "infeasible" ? null : decision.leverageRatio;
    };
    expect(await answer(`${AAVE} --funding 80%`)).toBe(await answer(AAVE));
    const view = `${PERPETUAL} --drift 40%±10%`;
    expect(await answer(`${view} --borrow-rate 50% --yield 9% --asset-borrow-rate 20%`)).toBe(await answer(view));
  });

  test("stand-ins of liquidation are not inputs", async () => {
    const line = "liquidation --venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --json";
    expect(JSON.parse((await cli(words(line))).stdout)).toMatchObject({ notes: [] });
    expect(JSON.parse((await cli(words(`${line} --funding 8%`))).stdout)).toMatchObject({
      notes: ["Not used here: --funding (a loan has no funding)."],
    });
  });
});

test("parameters that name the asset need no --asset", async () => {
  const gold = "--venue custom --parameters mine.json --equity 5000 --price 2500 --volatility 16% --funding 3%";
  expect((await decided(gold)).status).not.toBe("infeasible");
  const shares = "--venue margin-loan --parameters terms.json --equity 5000 --price 100 --volatility 16%";
  expect((await decided(`${shares} --borrow-rate 6%`)).status).not.toBe("infeasible");
  const unnamed = "optimize --venue custom --equity 5000 --price 1 --volatility 16% --borrow-rate 6%";
  expect(await refused(unnamed)).toContain("hint  add --asset and its symbol, or name it in --parameters\n");
  expect(await refused(unnamed.replace("custom", "binance-usdm"))).not.toContain("WETH");
});

describe("hints", () => {
  test.each([
    ["liquidation --brief", "it belongs to optimize, simulate; see steelyard liquidation --help"],
    ["optimize --borrow 5%", "did you mean --borrow-rate?"],
    [
      "venues --volatility 5%",
      "it belongs to optimize, explain, compare, simulate, protect, frontier, liquidation, carry, plan",
    ],
    ["--loss 50% optimize", "options come after the command: steelyard optimize --loss ..."],
    ["venues aave", "did you mean aave-v3?"],
    [`optimize ${AAVE.replace("aave-v3", "binance")}`, "did you mean binance-usdm?"],
    [`optimize ${AAVE.replace("--debt 50000", "--debt 200000")}`, "repay, or let it go"],
    [`optimize ${AAVE.replace("--quantity 40 --debt 50000", "--quantity 0 --debt 0")}`, "give --equity in place"],
  ])("%s: %s", async (line, hint) => {
    expect((await refused(line)).replace(/\s+/g, " ").split(" hint ")[1]).toContain(hint);
  });
});

test.each(["optimize", "venues"])("help %s is what its --help is", async (name) => {
  const help = await cli(["help", name]);
  expect(help.stdout).toMatch(/^Usage: steelyard /);
  expect(help).toEqual(await cli([name, "--help"]));
});

test("help alone is --help", async () => {
  expect(await cli(["help"])).toEqual(await cli(["--help"]));
});
