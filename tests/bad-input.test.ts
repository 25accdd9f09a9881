import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AAVE, cli, words } from "./cli-io.js";

/** What must be said of a bad input: code, field and exit status. */
interface Case {
  readonly name: string;
  readonly argv: readonly string[];
  readonly code: string;
  readonly field: string;
  readonly status: number;
}

let folder = "";

const optimize = (rest: string): readonly string[] => ["optimize", ...words(rest)];

/** The good command with one option replaced or added. */
function changed(option: string, value: string): readonly string[] {
  const argv = [...optimize(AAVE)];
  const at = argv.indexOf(option);
  if (at === -1) return [...argv, option, value];
  argv[at + 1] = value;
  return argv;
}

/** The good command without some options. */
function without(...options: readonly string[]): readonly string[] {
  const argv = [...optimize(AAVE)];
  for (const option of options) argv.splice(argv.indexOf(option), 2);
  return argv;
}

const flag = (option: string, value: string, code: string, field = option, status = 2): Case => ({
  name: `${option} ${value === "" ? "(empty)" : value}`,
  argv: changed(option, value),
  code,
  field,
  status,
});

const flagCases: readonly Case[] = [
  flag("--volatility", "60", "E_UNIT_AMBIGUOUS"),
  flag("--volatility", "1.5", "E_UNIT_AMBIGUOUS"),
  flag("--volatility", "1", "E_UNIT_AMBIGUOUS"),
  flag("--volatility", "0,6", "E_NOT_A_NUMBER"),
  flag("--volatility", "0x10", "E_NOT_A_NUMBER"),
  flag("--volatility", "1e999%", "E_NOT_FINITE"),
  flag("--volatility", "NaN", "E_NOT_FINITE"),
  flag("--volatility", "Infinity%", "E_NOT_FINITE"),
  flag("--volatility", "", "E_NOT_A_NUMBER"),
  flag("--volatility", "%", "E_NOT_A_NUMBER"),
  flag("--volatility", "0%", "E_OUT_OF_RANGE"),
  flag("--volatility", "-60%", "E_OUT_OF_RANGE"),
  flag("--volatility", "5000%", "E_OUT_OF_RANGE"),
  flag("--volatility", "60%±3", "E_UNIT_AMBIGUOUS"),
  flag("--volatility", "60%±-3%", "E_OUT_OF_RANGE"),
  flag("--volatility", "60%±3%±1%", "E_NOT_A_NUMBER"),
  flag("--drift", "20", "E_UNIT_AMBIGUOUS"),
  flag("--drift", "twenty", "E_NOT_A_NUMBER"),
  flag("--drift", "posterior", "E_CONFIG_CONFLICT"),
  flag("--borrow-rate", "5", "E_UNIT_AMBIGUOUS"),
  flag("--borrow-rate", "-200%", "E_OUT_OF_RANGE"),
  flag("--gap", "100%", "E_OUT_OF_RANGE"),
  flag("--gap", "30", "E_UNIT_AMBIGUOUS"),
  flag("--venue", "aav-v3", "E_UNKNOWN_KEY"),
  flag("--chain", "etherium", "E_UNKNOWN_KEY"),
  flag("--asset", "DOGE", "E_UNKNOWN_KEY"),
  flag("--liquidation-threshold", "83", "E_UNIT_AMBIGUOUS"),
  flag("--liquidation-threshold", "120%", "E_OUT_OF_RANGE"),
  flag("--quantity", "40 000", "E_NOT_A_NUMBER"),
  flag("--quantity", "forty", "E_NOT_A_NUMBER"),
  flag("--debt", "50,000", "E_NOT_A_NUMBER"),
  flag("--debt", "50_000", "E_NOT_A_NUMBER"),
  flag("--debt", "-1", "E_OUT_OF_RANGE"),
  flag("--debt", "200000", "E_OUT_OF_RANGE"),
  flag("--quantity", "-40", "E_MISSING", "--equity"),
  flag("--volatility", "60%%", "E_NOT_A_NUMBER"),
  flag("--hold", "-5x", "E_MISSING", "--asset-borrow-rate"),
  flag("--price", "0", "E_OUT_OF_RANGE"),
  flag("--price", "$2500", "E_NOT_A_NUMBER"),
  flag("--equity", "12345", "E_CONFIG_CONFLICT"),
  flag("--wealth", "10", "E_OUT_OF_RANGE"),
  flag("--loss", "50", "E_UNIT_AMBIGUOUS"),
  flag("--loss", "0%", "E_OUT_OF_RANGE"),
  flag("--loss", "100%", "E_OUT_OF_RANGE"),
  flag("--within", "1", "E_UNIT_AMBIGUOUS"),
  flag("--within", "3mo", "E_UNIT_AMBIGUOUS"),
  flag("--within", "1M", "E_UNIT_AMBIGUOUS"),
  flag("--within", "0d", "E_OUT_OF_RANGE"),
  flag("--within", "soon", "E_NOT_A_NUMBER"),
  flag("--within", "-5d", "E_OUT_OF_RANGE"),
  flag("--chance", "10", "E_UNIT_AMBIGUOUS"),
  flag("--against", "gold", "E_UNKNOWN_KEY"),
  flag("--leverage-min", "100%", "E_NOT_A_NUMBER"),
  flag("--leverage-min", "-1x", "E_OUT_OF_RANGE"),
  flag("--check", "60", "E_UNIT_AMBIGUOUS"),
  flag("--side", "up", "E_UNKNOWN_KEY"),
  flag("--side", "short", "E_MISSING", "--asset-borrow-rate"),
  flag("--hold", "five", "E_NOT_A_NUMBER"),
  flag("--cost", "60%", "E_OUT_OF_RANGE"),
  flag("--fixed-cost", "30USD", "E_NOT_A_NUMBER"),
  flag("--leverage-max", "0", "E_OUT_OF_RANGE"),
  flag("--seed", "-1", "E_NOT_A_NUMBER"),
  flag("--prices", "missing.csv", "E_NO_INPUT", "FOLDER/missing.csv", 66),
  flag("--request", "missing.json", "E_NO_INPUT", "FOLDER/missing.json", 66),
  flag("--bar-time", "close", "E_CONFIG_CONFLICT"),
  flag("--gap-up", "-5%", "E_OUT_OF_RANGE"),
];

const commandCases: readonly Case[] = [
  { name: "an unknown command", argv: ["optimise"], code: "E_UNKNOWN_COMMAND", field: "command", status: 2 },
  {
    name: "an unknown option",
    argv: ["optimize", "--max-levrage", "3x"],
    code: "E_UNKNOWN_OPTION",
    field: "--max-levrage",
    status: 2,
  },
  {
    name: "an option without its value, last",
    argv: ["optimize", "--volatility"],
    code: "E_UNKNOWN_OPTION",
    field: "--volatility",
    status: 2,
  },
  {
    name: "an option without its value, before another",
    argv: ["optimize", "--volatility", "--quiet"],
    code: "E_UNKNOWN_OPTION",
    field: "--volatility",
    status: 2,
  },
  {
    name: "an option given twice",
    argv: ["optimize", "--loss", "50%", "--loss", "40%"],
    code: "E_DUPLICATE_KEY",
    field: "--loss",
    status: 2,
  },
  {
    name: "an option given twice, once with an equals sign",
    argv: ["optimize", "--loss=50%", "--loss", "40%"],
    code: "E_DUPLICATE_KEY",
    field: "--loss",
    status: 2,
  },
  { name: "a word too many", argv: ["optimize", "60%"], code: "E_UNKNOWN_OPTION", field: "60%", status: 2 },
  {
    name: "an option before the command",
    argv: ["--loss", "50%", "optimize"],
    code: "E_UNKNOWN_OPTION",
    field: "--loss",
    status: 2,
  },
  { name: "no venue", argv: without("--venue"), code: "E_MISSING", field: "--venue", status: 2 },
  { name: "no asset", argv: without("--asset"), code: "E_MISSING", field: "--asset", status: 2 },
  { name: "no price", argv: without("--price"), code: "E_MISSING", field: "--price", status: 2 },
  { name: "no position", argv: without("--quantity", "--debt"), code: "E_MISSING", field: "--quantity", status: 2 },
  {
    name: "a debt without its collateral",
    argv: without("--quantity"),
    code: "E_MISSING",
    field: "--quantity",
    status: 2,
  },
  { name: "no volatility", argv: without("--volatility"), code: "E_MISSING", field: "--volatility", status: 2 },
  { name: "no borrow rate", argv: without("--borrow-rate"), code: "E_MISSING", field: "--borrow-rate", status: 2 },
  {
    name: "a rise without a fall",
    argv: [...without("--gap"), "--gap-up", "40%"],
    code: "E_CONFIG_CONFLICT",
    field: "--gap-up",
    status: 2,
  },
  {
    name: "checked and unattended",
    argv: [...optimize(AAVE), "--check", "1h", "--unattended", "30d"],
    code: "E_CONFIG_CONFLICT",
    field: "--unattended",
    status: 2,
  },
  {
    name: "a perpetual without funding",
    argv: optimize("--venue binance-usdm --asset ETHUSDT --equity 5000 --price 2500 --volatility 60%"),
    code: "E_MISSING",
    field: "--funding",
    status: 2,
  },
  {
    name: "a perpetual with a debt",
    argv: optimize(
      "--venue binance-usdm --asset ETHUSDT --equity 5000 --debt 10 --price 2500 --volatility 60% --funding 5%",
    ),
    code: "E_CONFIG_CONFLICT",
    field: "--debt",
    status: 2,
  },
  {
    name: "a perpetual without its margin",
    argv: optimize("--venue binance-usdm --asset ETHUSDT --quantity 5 --price 2500 --volatility 60% --funding 5%"),
    code: "E_MISSING",
    field: "--equity",
    status: 2,
  },
  {
    name: "a threshold where there is none",
    argv: optimize(
      "--venue binance-usdm --asset ETHUSDT --equity 5000 --price 2500 --volatility 60% --funding 5% --liquidation-threshold 80%",
    ),
    code: "E_CONFIG_CONFLICT",
    field: "--liquidation-threshold",
    status: 2,
  },
  {
    name: "a word too many after the options",
    argv: [...optimize(AAVE), "extra"],
    code: "E_UNKNOWN_OPTION",
    field: "extra",
    status: 2,
  },
  { name: "a second venue", argv: ["venues", "aave-v3", "x"], code: "E_UNKNOWN_OPTION", field: "x", status: 2 },
  {
    name: "an option of another command",
    argv: ["liquidation", "--brief"],
    code: "E_UNKNOWN_OPTION",
    field: "--brief",
    status: 2,
  },
  {
    name: "a word after a switch",
    argv: ["optimize", "--json", "nope"],
    code: "E_UNKNOWN_OPTION",
    field: "nope",
    status: 2,
  },
  { name: "help of no command", argv: ["help", "optimise"], code: "E_UNKNOWN_COMMAND", field: "command", status: 2 },
  {
    name: "a switch of a price file without one",
    argv: [...optimize(AAVE), "--sort"],
    code: "E_CONFIG_CONFLICT",
    field: "--sort",
    status: 2,
  },
  {
    name: "no asset where every market is of the holder's own",
    argv: optimize("--venue margin-loan --equity 5000 --price 100 --volatility 16% --borrow-rate 6%"),
    code: "E_MISSING",
    field: "--asset",
    status: 2,
  },
  {
    name: "nothing held and nothing owed",
    argv: optimize(AAVE.replace("--quantity 40 --debt 50000", "--quantity 0 --debt 0")),
    code: "E_OUT_OF_RANGE",
    field: "--quantity",
    status: 2,
  },
  { name: "a venue that is not known", argv: ["venues", "aave"], code: "E_UNKNOWN_KEY", field: "venue", status: 2 },
  {
    name: "liquidation of nothing",
    argv: ["liquidation", ...words("--venue aave-v3 --asset WETH --price 2500")],
    code: "E_MISSING",
    field: "--hold",
    status: 2,
  },
];

/** 500 days at one price, from 2024-01-01. */
const constantCloses = Array.from({ length: 500 }, (_, day) => `${1_704_067_200 + 86_400 * day},10\n`).join("");

/** Files that a case writes: their name and their text. */
const FILES: Readonly<Record<string, string>> = {
  "syntax.json": '{"volatility": "60%",}',
  "list.json": "[1, 2]",
  "unknown.json": '{"max-levrage": "3x"}',
  "camel.json": '{"borrowRate": "5%"}',
  "twice.json": '{"loss": "50%", "loss": "40%"}',
  "bare.json":
    '{"venue": "aave-v3", "asset": "WETH", "quantity": 40, "price": 2500, "borrow-rate": "5%", "volatility": 60}',
  "null.json": '{"volatility": null}',
  "true.json": '{"volatility": true}',
  "unsourced.json": '{"volatility": {"value": "60%"}}',
  "stray.json": '{"volatility": {"value": "60%", "source": "a book", "date": "today"}}',
  "gap-key.json": '{"gap": {"kind": "stated", "drop": 0.3, "rise": 0.4, "source": "x", "fall": 1}}',
  "gap-short.json": '{"gap": {"kind": "stated", "drop": 0.3, "source": "x"}}',
  "gap-text.json": '{"gap": {"kind": "stated", "drop": "30%", "rise": 0.4, "source": "x"}}',
  "latin.json": "\u00ff",
  "venue-key.json": '{"reserves": {"WETH": {"liquidationTreshold": 0.8}}}',
  "venue-percent.json": '{"reserves": {"WETH": {"liquidationThreshold": 83}}}',
  "venue-text.json": '{"reserves": {"WETH": {"liquidationThreshold": "0.8"}}}',
  "venue-negative.json": '{"reserves": {"WETH": {"liquidationThreshold": -0.1}}}',
  "venue-twice.json": '{"swapCostRate": 0.1, "swapCostRate": 0.2}',
  "venue-syntax.json": '{"reserves": ',
  "empty.csv": "",
  "header.csv": "a,b\n1,2\n",
  "comma.csv": 'ts,close\n2024-01-01T00:00:00Z,"1,234.5"\n2024-01-02T00:00:00Z,1235\n',
  "hex.csv": "ts,close\n2024-01-01T00:00:00Z,0x10\n2024-01-02T00:00:00Z,1235\n",
  "huge.csv": "ts,close\n2024-01-01T00:00:00Z,1e999\n2024-01-02T00:00:00Z,1235\n",
  "blank.csv": "ts,close\n2024-01-01T00:00:00Z,\n2024-01-02T00:00:00Z,1235\n",
  "zero.csv": "ts,close\n2024-01-01T00:00:00Z,0\n2024-01-02T00:00:00Z,1235\n",
  "order.csv": "ts,close\n2024-01-02T00:00:00Z,10\n2024-01-01T00:00:00Z,11\n",
  "double.csv": "ts,close\n2024-01-01T00:00:00Z,10\n2024-01-01T00:00:00Z,11\n",
  "low.csv": "ts,open,high,low,close\n2024-01-01T00:00:00Z,10,9,11,10\n2024-01-02T00:00:00Z,10,11,9,10\n",
  "constant.csv": `ts,close\n${constantCloses}`,
  "short.csv": "ts,close\n2024-01-01T00:00:00Z,10\n2024-01-02T00:00:00Z,11\n2024-01-03T00:00:00Z,12\n",
};

const request = (name: string, code: string, field: string, status = 2): Case => ({
  name: `request file ${name}`,
  argv: ["optimize", "--request", name, ...(name.startsWith("gap") ? words(AAVE.replace(" --gap 30%", "")) : [])],
  code,
  field,
  status,
});
const prices = (name: string, code: string, field: string): Case => ({
  name: `price file ${name}`,
  argv: [...without("--volatility", "--gap"), "--prices", name, "--bar-time", "close"],
  code,
  field,
  status: 65,
});
const parameters = (name: string, code: string, field: string): Case => ({
  name: `venue parameters ${name}`,
  argv: [...optimize(AAVE), "--parameters", name],
  code,
  field,
  status: 78,
});

const fileCases: readonly Case[] = [
  request("syntax.json", "E_PARSE", "syntax.json", 78),
  request("list.json", "E_PARSE", "list.json", 78),
  request("latin.json", "E_PARSE", "FOLDER/latin.json", 65),
  request("unknown.json", "E_UNKNOWN_KEY", "max-levrage"),
  request("camel.json", "E_UNKNOWN_KEY", "borrowRate"),
  request("twice.json", "E_DUPLICATE_KEY", "loss", 78),
  request("bare.json", "E_UNIT_AMBIGUOUS", "volatility"),
  request("null.json", "E_NOT_A_NUMBER", "volatility"),
  request("true.json", "E_NOT_A_NUMBER", "volatility"),
  request("unsourced.json", "E_MISSING", "volatility.source"),
  request("stray.json", "E_UNKNOWN_KEY", "volatility.date"),
  request("gap-key.json", "E_UNKNOWN_KEY", "gap.fall"),
  request("gap-short.json", "E_MISSING", "gap.rise"),
  request("gap-text.json", "E_NOT_A_NUMBER", "gap.drop"),
  parameters("venue-key.json", "E_UNKNOWN_KEY", "aave-v3.reserves.WETH.liquidationTreshold"),
  parameters("venue-percent.json", "E_UNIT_AMBIGUOUS", "aave-v3.reserves.WETH.liquidationThreshold"),
  parameters("venue-text.json", "E_NOT_A_NUMBER", "aave-v3.reserves.WETH.liquidationThreshold"),
  parameters("venue-negative.json", "E_OUT_OF_RANGE", "aave-v3.reserves.WETH.liquidationThreshold"),
  parameters("venue-twice.json", "E_DUPLICATE_KEY", "aave-v3.swapCostRate"),
  parameters("venue-syntax.json", "E_PARSE", "aave-v3"),
  prices("empty.csv", "E_CSV_HEADER", "line 1, header"),
  prices("header.csv", "E_CSV_HEADER", "line 1, header"),
  prices("comma.csv", "E_NOT_A_NUMBER", "line 2, close"),
  prices("hex.csv", "E_NOT_A_NUMBER", "line 2, close"),
  prices("huge.csv", "E_NOT_FINITE", "line 2, close"),
  prices("blank.csv", "E_EMPTY", "line 2, close"),
  prices("zero.csv", "E_BAD_PRICE", "line 2, close"),
  prices("order.csv", "E_OUT_OF_ORDER", "line 3, ts"),
  prices("double.csv", "E_DUPLICATE_TIME", "line 3, ts"),
  prices("low.csv", "E_BAD_PRICE", "line 2, high"),
  prices("short.csv", "E_TOO_FEW", "--prices"),
  prices("constant.csv", "E_OUT_OF_RANGE", "--prices"),
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "steelyard-"));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(FILES))
    writeFileSync(join(folder, name), text, name === "latin.json" ? "latin1" : "utf8");
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("bad input: code, field, exit status, and not a number on stdout", () => {
  const cases = [...flagCases, ...commandCases, ...fileCases];

  test("there are at least sixty cases, each of its own name", () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  test.each(cases)("$name: $code", async ({ argv, code, field, status }) => {
    const found = await cli(argv.includes("--json") ? argv : [...argv, "--json"], { folder });
    expect(found.stdout).toBe("");
    const error: unknown = JSON.parse(found.stderr);
    expect({ error, status: found.status }).toMatchObject({
      error: { code, field: field.replace("FOLDER", folder) },
      status,
    });
    const human = await cli(
      argv.filter((word) => word !== "--json"),
      { folder },
    );
    expect(human.stdout).not.toMatch(/\d/);
    expect(human.stderr).toContain(`error ${code}: `);
    expect(human.stderr).toMatch(/\n {2}want {2}\S.*\n(.*\n)* {2}hint {2}\S/);
    for (const line of human.stderr.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});
