import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fundingLines, LOOP, PERPETUAL, writeBacktestFiles } from "./backtest-files.js";
import { cli, words } from "./cli-io.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "backtest-refused-"));
  writeBacktestFiles(folder, 200);
});
afterAll(() => rmSync(folder, { recursive: true }));

const policy = (text: string): string => `${LOOP} --policy ${text}`;
const hold = `${LOOP} --policy hold`;

/** What is refused: the words, the code, the field, and what the hint or the message must say. */
const REFUSED: readonly (readonly [name: string, line: string, code: string, field: string, says: RegExp])[] = [
  ["no policy", LOOP, "E_MISSING", "--policy", /hold:leverage=2x/],
  ["an inverted band", policy("band:low=2.5x,high=1.5x"), "E_CONFIG_CONFLICT", "--policy band:low", /inverted/],
  [
    "two policies of which one fires the other",
    policy("band:low=2x,high=3x+band:low=1x,high=1.5x"),
    ...(["E_CONFIG_CONFLICT", "--policy", /2\.00x.*1\.50x/] as const),
  ],
  [
    "a boost that fires its own repay",
    policy("boost-repay:repayBelow=180%,repayTo=200%,boostAbove=220%,boostTo=170%"),
    ...(["E_CONFIG_CONFLICT", "--policy boost-repay", /repay/] as const),
  ],
  ["a policy that is not there", policy("bnad:low=1x,high=2x"), "E_UNKNOWN_KEY", "--policy", /band/],
  ["a setting that is not there", policy("band:lo=1x,high=2x"), "E_UNKNOWN_KEY", "--policy band:lo", /low/],
  ["a setting that lacks", policy("band:low=1x"), "E_MISSING", "--policy band:high", /high=/],
  ["a setting given twice", policy("hold:leverage=1x,leverage=2x"), "E_UNKNOWN_KEY", "--policy hold:leverage", /twice/],
  ["a word that is no setting", policy("hold:2x"), "E_NOT_A_NUMBER", "--policy", /name=value/],
  [
    "a leverage that is none",
    policy("hold:leverage=two"),
    "E_NOT_A_NUMBER",
    "--policy hold:leverage",
    /leverage ratio/,
  ],
  ["a leverage in per cent", policy("hold:leverage=200%"), "E_NOT_A_NUMBER", "--policy hold:leverage", /multiple/],
  ["a word of a choice", policy("band:low=1x,high=2x,to=edg"), "E_UNKNOWN_KEY", "--policy band:to", /edge/],
  ["a fee of 5", `${hold} --fee 5`.replace("--fee 0.05% ", ""), "E_UNIT_AMBIGUOUS", "--fee", /0\.05%/],
  ["a fee of 50 %", `${hold} --fee 50%`.replace("--fee 0.05% ", ""), "E_OUT_OF_RANGE", "--fee", /10 %/],
  ["a venue without the asset", hold.replace("WETH", "DOGE"), "E_UNKNOWN_KEY", "--asset", /DOGE/],
  ["a venue that is not there", hold.replace("aave-v3", "aave-v9"), "E_UNKNOWN_KEY", "--venue", /aave-v/],
  ["no rate", hold.replace("--borrow-rate 5% ", ""), "E_MISSING", "--borrow-rate", /--borrow-rates/],
  ["no funding", `${PERPETUAL} --policy hold`, "E_MISSING", "--funding", /--funding-rates/],
  ["a column of no file", `${hold} --borrow-column apr`, "E_CONFIG_CONFLICT", "--borrow-column", /file/],
  ["a file of no column", `${hold} --borrow-rates funding.csv`, "E_MISSING", "--borrow-column", /column/],
  ["a check between bars", `${hold} --check 5m`, "E_OUT_OF_RANGE", "--check", /5m.*one bar, an hour/],
  ["a reaction without a unit", `${hold} --reaction 5`, "E_UNIT_AMBIGUOUS", "--reaction", /m is minutes/],
  ["days in the wrong order", `${hold} --from 2024-01-05 --to 2024-01-02`, "E_OUT_OF_RANGE", "--to", /2024-01-05/],
  ["a day before the prices", `${hold} --from 2020-01-05`, "E_OUT_OF_RANGE", "--from", /2024-01-01/],
  ["dated rules and one set of them", `${hold} --rules dated --on 2024-01-01`, "E_CONFIG_CONFLICT", "--rules", /--on/],
  ["rows without a sweep", `${hold} --parquet x.parquet`, "E_CONFIG_CONFLICT", "--parquet", /--sweep/],
  ["threads without a sweep", `${hold} --threads 0`, "E_CONFIG_CONFLICT", "--threads", /no --sweep/],
  ["funding of a loan", `${hold} --funding 5%`, "E_CONFIG_CONFLICT", "--funding", /aave-v3.*perpetuals/],
  ["a file of funding of a loan", `${hold} --funding-rates funding.csv`, "E_CONFIG_CONFLICT", "--funding-rates", /./],
  ["an impact of no size", `${hold} --impact 0.05%`, "E_NOT_A_NUMBER", "--impact", /100000/],
  ["a range without a count", `${LOOP} --sweep band:low=1x..2x,high=3x`, "E_NOT_A_NUMBER", "--sweep band:low", /./],
  [
    "a sweep of inverted bands",
    `${LOOP} --sweep band:low=3x|4x,high=2x`,
    "E_CONFIG_CONFLICT",
    "--sweep band:low",
    /inverted/,
  ],
  ["a sweep of a wrong name", `${LOOP} --sweep band:lwo=3x|4x,high=2x`, "E_UNKNOWN_KEY", "--sweep band:lwo", /low/],
  [
    "too many combinations",
    `${LOOP} --sweep band:low=1x..2x/1000,high=3x..4x/1000`,
    "E_TOO_LARGE",
    "--sweep",
    /100000/,
  ],
];

describe("what steelyard backtest refuses, by name", () => {
  test.each(REFUSED)("%s", async (_, line, code, field, says) => {
    const { status, stdout, stderr } = await cli(words(`backtest ${line} --json`), { folder });
    expect(stdout).toBe("");
    expect(status).toBeGreaterThan(1);
    const error = JSON.parse(stderr) as Record<string, string>;
    expect(error).toMatchObject({ code });
    expect(error["field"]).toContain(field);
    expect(JSON.stringify(error)).toMatch(says);
  });

  test("funding whose payments overlap is named as that, with its lines", async () => {
    const [head = "", ...rows] = fundingLines(100).split("\n");
    const between = rows.map((row) => row.replace(/^\d+/, (ms) => String(Number(ms) + 3_600_000)));
    const both = rows.flatMap((row, at) => [row, ...between.slice(at, at + (at < 20 ? 1 : 0))]);
    writeFileSync(join(folder, "overlapping.csv"), [head, ...both].join("\n"));
    const line = `${PERPETUAL} --funding-rates overlapping.csv --funding-column funding --policy hold`;
    const { status, stderr } = await cli(words(`backtest ${line} --json`), { folder });
    expect(status).toBe(65);
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_OUT_OF_RANGE", file: "overlapping.csv" });
    expect(stderr).toMatch(/"line":3,.*an hour after the payment before.*8 hours.*overlap/s);
    expect(stderr).toContain("--funding-unit fraction-annual");
  });

  test("funding out of order names the line of its file", async () => {
    const line = `${PERPETUAL} --funding-rates unordered.csv --funding-column funding --policy hold --json`;
    const { status, stderr } = await cli(words(`backtest ${line}`), { folder });
    expect(status).toBe(65);
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_OUT_OF_ORDER", file: "unordered.csv" });
  });
});
