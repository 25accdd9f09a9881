import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  carrySchema,
  explainSchema,
  frontierSchema,
  liquidationSchema,
  planJsonSchema,
  venuesSchema,
  decisionSchema,
} from "../src/schemas/index.js";
import { AAVE, cli, words } from "./cli-io.js";

/** Standard output of a command that must succeed and say nothing on stderr. */
async function printed(line: string): Promise<string> {
  const { status, stdout, stderr } = await cli(words(line));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

const json = async (line: string): Promise<unknown> => JSON.parse(await printed(`${line} --json`));

const PERPETUAL =
  "--venue binance-usdm --asset ETHUSDT --equity 50000 --price 2500 --volatility 60% --drift 40%±25% --funding 8%";
const INFEASIBLE = `${AAVE} --against cash --leverage-min 3x --loss 20% --chance 5%`;

describe("every command answers on stdout alone, at 80 columns", () => {
  test.each([
    `optimize ${AAVE}`,
    `optimize ${AAVE} --brief`,
    `optimize ${AAVE} --quiet`,
    `optimize ${AAVE} --hold 5x`,
    `optimize ${AAVE} --accuracy full`,
    `optimize ${AAVE} --unattended 30d`,
    `optimize ${INFEASIBLE}`,
    `optimize ${PERPETUAL}`,
    `frontier ${AAVE}`,
    `frontier ${PERPETUAL}`,
    `frontier ${INFEASIBLE}`,
    `explain ${AAVE}`,
    `explain ${PERPETUAL}`,
    `explain ${INFEASIBLE}`,
    `plan ${AAVE}`,
    `plan ${PERPETUAL}`,
    `plan ${INFEASIBLE}`,
    `liquidation ${AAVE}`,
    `carry ${AAVE}`,
    "liquidation --venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500",
    "venues",
    "venues aave-v3",
    "venues margin-loan",
    "--help",
    "optimize --help",
    "estimate --help",
    "venues --help",
  ])("%s", async (line) => {
    const text = await printed(line);
    for (const each of text.split("\n")) expect(each.length, each).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(/NaN|undefined|Infinity|\u001b/);
  });
});

describe("--json: one object of the published schema, nothing dropped by it", () => {
  test.each([
    [`optimize ${AAVE}`, decisionSchema],
    [`optimize ${AAVE} --hold 5x`, decisionSchema],
    [`optimize ${PERPETUAL}`, decisionSchema],
    [`optimize ${INFEASIBLE}`, decisionSchema],
    [`frontier ${AAVE}`, frontierSchema],
    [`explain ${PERPETUAL}`, explainSchema],
    [`explain ${INFEASIBLE}`, explainSchema],
    [`plan ${AAVE}`, planJsonSchema],
    [`plan ${INFEASIBLE}`, planJsonSchema],
    [`liquidation ${AAVE}`, liquidationSchema],
    [`carry ${AAVE}`, carrySchema],
    ["venues", venuesSchema],
  ] as const)("%s", async (line, schema) => {
    const value = await json(line);
    expect(schema.parse(value)).toEqual(value);
    expect(Object.keys(value as object)[0]).toBe("schema");
  });
});

describe("numbers that the literature gives", () => {
  const place = async (line: string): Promise<number | null> =>
    liquidationSchema.parse(await json(`liquidation --venue aave-v3 --asset WETH ${line}`)).coordinates
      .liquidationPriceRatio;

  test("a 2x loop at a threshold of 83 % closes at (L - 1)/(L x LT) = 0.6024", async () => {
    expect(await place("--quantity 40 --debt 50000 --price 2500")).toBeCloseTo(1 / (2 * 0.83), 12);
  });

  test("a short of -1x against cash at a threshold of 80 % closes at 1.600", async () => {
    const cash = '--parameters {"reserves":{"USDC":{"liquidationThreshold":0.8,"loanToValueMax":0.7}}}';
    expect(await place(`--quantity -20 --equity 50000 --price 2500 ${cash}`)).toBeCloseTo(1.6, 12);
  });

  test("a threshold of the holder's own replaces the venue's", async () => {
    expect(await place("--quantity 40 --debt 50000 --price 2500 --liquidation-threshold 80%")).toBeCloseTo(0.625, 12);
  });

  test("a leverage that is only asked about is a position like any other", async () => {
    expect(await place("--hold 2x --equity 50000 --price 2500")).toBeCloseTo(1 / (2 * 0.83), 12);
  });

  test.each([
    ["60%", 0.64],
    ["16%", 2.4],
  ])("half lost within a year with 10 %% at zero excess drift and volatility %s: %dx", async (volatility, expected) => {
    const line = `optimize --venue aave-v3 --asset WETH --equity 50000 --price 2500 --volatility ${volatility} --drift none --borrow-rate 0% --loss 50% --within 1y --chance 10% --cost 0%`;
    const { caps } = decisionSchema.parse(await json(line));
    expect(caps.find(({ name }) => name === "tolerance")?.leverageRatioMax).toBeCloseTo(expected, 1);
  });
});

describe("inputs", () => {
  test("flags replace the request file, and one policy the other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "steelyard-"));
    const request = {
      venue: "aave-v3",
      asset: "WETH",
      equity: 5000,
      price: 2500,
      volatility: { value: "60%", source: "a book" },
      "borrow-rate": 0.05,
      check: "1d",
    };
    writeFileSync(join(folder, "r.json"), JSON.stringify(request));
    const at = async (...more: readonly string[]): Promise<unknown> =>
      JSON.parse((await cli(["optimize", "--request", "r.json", "--json", ...more], { folder })).stdout);
    expect(await at()).toMatchObject({
      policy: { kind: "rebalanced", checkIntervalMs: 86_400_000 },
      estimates: { volatilityAnnual: { value: 0.6, source: "a book" }, borrowRateAnnual: { value: 0.05 } },
    });
    expect(await at("--unattended", "30d", "--volatility", "50%")).toMatchObject({
      policy: { kind: "unattended" },
      estimates: { volatilityAnnual: { value: 0.5, source: "stated by you" } },
    });
    rmSync(folder, { recursive: true });
  });

  test("a tolerance that is not stated is assumed, and the answer says so; one that is stated is not", async () => {
    expect(await printed(`optimize ${AAVE}`)).toContain(
      "Not stated, so assumed by default: --loss 50%, --within 1y, --chance 10%.",
    );
    expect(await printed(`optimize ${AAVE} --loss 50% --within 1y --chance 10%`)).not.toContain("by default");
  });

  test("on a terminal a missing tolerance is asked for; one who breaks off gets no answer and status 130", async () => {
    const answers = { loss: "30%", within: "90d", chance: "5%", against: "cash" } as const;
    const asked = await cli(words(`optimize ${AAVE}`), { answers });
    expect(asked.stdout).toMatch(/you allow\s+lose 30 % within 90 days with at most 5 %/);
    expect(await cli(words(`optimize ${AAVE}`), { answers: null })).toEqual({ status: 130, stdout: "", stderr: "" });
    const onTerminal = await cli(words(`optimize ${AAVE}`), { answers: null, isTTY: true });
    expect(onTerminal).toEqual({ status: 130, stdout: "", stderr: "\u001b[?25h" });
    expect((await cli(words(`optimize ${AAVE} --json`), { answers: null })).status).toBe(0);
    expect((await cli(words(`optimize ${AAVE} --loss 40%`), { answers: null })).status).toBe(0);
  });

  test.each([
    [AAVE, "holding"],
    [AAVE.replace("--quantity 40 --debt 50000", "--equity 50000"), "cash"],
    [PERPETUAL, "cash"],
    [PERPETUAL.replace("--equity", "--quantity 20 --equity"), "cash"],
  ] as const)("pressing Enter on a terminal is the tolerance of one who is not asked: %s", async (line, suggested) => {
    const enter = { loss: "50%", within: "1y", chance: "10%" };
    let against = "";
    const asked = await cli(words(`optimize ${line}`), {
      answers: (preselected) => ({ ...enter, against: (against = preselected) }),
    });
    expect(against).toBe(suggested);
    const note = /\n[^\n]*Not stated, so assumed by default[^.]*\.[^.]*\.\n/;
    const piped = await printed(`optimize ${line}`);
    const flat = (text: string): string => text.replace(note, "\n").replace(/\s+/g, " ");
    expect(flat(asked.stdout)).toBe(flat(piped));
  });

  test("a gap that a decision printed can be given back", async () => {
    const folder = mkdtempSync(join(tmpdir(), "steelyard-"));
    const tail = {
      threshold: 0.05,
      intensityAnnual: 10,
      intensityUpperAnnual: 15,
      tailIndex: 3,
      tailIndexLower: 2.5,
      exceedances: 90,
      largest: 0.4,
    };
    const gap = {
      kind: "estimated",
      windowMs: 3_600_000,
      years: 5,
      confidence: 0.95,
      readFrom: "lows-and-highs",
      drops: tail,
      rises: tail,
      asOfMs: 0,
      source: "bars",
    };
    writeFileSync(join(folder, "gap.json"), JSON.stringify({ gap }));
    const line = AAVE.replace(" --gap 30%", "");
    const { stdout } = await cli(["optimize", ...words(line), "--request", "gap.json", "--json"], { folder });
    expect(decisionSchema.parse(JSON.parse(stdout)).estimates.gap).toEqual(gap);
    rmSync(folder, { recursive: true });
  });

  test("no arguments, help and version end well", async () => {
    expect((await cli([])).status).toBe(0);
    expect((await cli(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("a bug is E_INTERNAL with status 70, and its stack only with --debug", async () => {
    const { run } = await import("../src/cli/index.js");
    const at = async (...argv: readonly string[]): Promise<{ status: number; stderr: string }> => {
      let stderr = "";
      const io = {
        stdout: {
          write: () => {
            throw new TypeError("broken");
          },
        },
        stderr: { write: (text: string) => (stderr += text) },
        interactive: false,
        nowMs: () => 0,
        folder: "/",
        env: {},
        askTolerance: () => Promise.resolve(null),
      };
      return { status: await run(argv, io), stderr };
    };
    const quiet = await at("venues");
    expect(quiet.status).toBe(70);
    expect(quiet.stderr).toContain("error E_INTERNAL");
    expect(quiet.stderr).not.toContain("    at ");
    expect((await at("venues", "--debug")).stderr).toContain("    at ");
  });
});
