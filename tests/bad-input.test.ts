import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandCases, flagCases, optimize, without, type Case } from "./cli-bad-cases.js";
import { AAVE, cli, words } from "./cli-io.js";

let folder = "";

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
