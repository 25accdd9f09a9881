import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compareSchema, decisionSchema, type CompareJson } from "../src/schemas/index.js";
import { cli, words } from "./cli-io.js";
import { aaveAccount, liveCli, withAccount } from "./live-accounts.js";

const WISH = "--equity 500000 --price 2500 --model eth --drift 90%±20% --loss 80% --chance 30% --gap 30%";
const SOME = "--venues aave-v3,hyperliquid,bybit";

/** A file of rates for this test alone. */
function ratesFile(rates: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), "steelyard-")), "rates.json");
  writeFileSync(path, JSON.stringify(rates));
  return path;
}

/** What compare --json prints, checked against its published form. */
async function compared(line: string): Promise<CompareJson> {
  const { status, stdout, stderr } = await cli(
    words(`compare ${line.includes("--asset") ? "" : "--asset ETH "}${line} --json`),
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return compareSchema.parse(JSON.parse(stdout));
}

type Answer = CompareJson["answers"][number];

const growthOf = ({ answer }: Answer): number => answer!.growth.rateAnnual;

const named = ({ market: { id, chain, asset } }: Answer): string => `${id} ${chain ?? "-"} ${asset}`;

describe("the same wish at every venue", () => {
  const rates = ratesFile({
    "aave-v3": { "borrow-rate": "4.8%", yield: "1.9%" },
    hyperliquid: { funding: { value: "3%", source: "the mean of last month" } },
  });
  const line = `${WISH} ${SOME} --rates ${rates}`;

  test("fastest growth first, the first without a difference, the same tolerance everywhere", async () => {
    const { answers, tolerance, wealth } = await compared(line);
    expect(answers.map(named)).toEqual(["aave-v3 ethereum WETH", "hyperliquid - ETH", "bybit - ETHUSDT"]);
    expect(answers.map(growthOf)).toEqual(answers.map(growthOf).toSorted((a, b) => b - a));
    expect(answers.map(({ difference }) => difference === null)).toEqual([true, false, false]);
    expect([tolerance?.lossMax, tolerance?.probabilityMax, wealth]).toEqual([0.8, 0.3, 500_000]);
  });

  test("each answer is that of optimize at its venue with its own rates", async () => {
    const { answers } = await compared(line);
    const own = {
      "aave-v3": "--asset WETH --borrow-rate 4.8% --yield 1.9%",
      hyperliquid: "--asset ETH --funding 3%",
      bybit: "--asset ETHUSDT",
    } as Record<string, string>;
    for (const { market, answer } of answers) {
      const alone = `optimize --venue ${market.id} ${own[market.id]} ${WISH} --side long --json`;
      const decision = decisionSchema.parse(JSON.parse((await cli(words(alone))).stdout));
      if (decision.status === "infeasible") throw new Error("no answer");
      expect(answer!.leverageRatio).toBe(decision.leverageRatio);
      expect(answer!.growth).toEqual(decision.growth);
      expect(answer!.odds).toEqual(decision.odds);
    }
  });

  test("the parts add up to the whole difference, from one answer to the other", async () => {
    const { answers } = await compared(line);
    const [best, ...others] = answers;
    for (const other of others) {
      const { difference } = other;
      if (difference?.status !== "explained" || difference.growthAnnual === null) throw new Error("not explained");
      const { total, parts } = difference.growthAnnual;
      const sum = Object.values(parts).reduce((all, part) => all + part, 0);
      expect(sum).toBeCloseTo(total, 12);
      expect(total).toBeCloseTo(growthOf(other) - growthOf(best!), 12);
    }
  });

  test("a rate alone that differs is all carry", async () => {
    const both = ratesFile({ "aave-v3": { "borrow-rate": "2%" }, spark: { "borrow-rate": "8%" } });
    const { answers } = await compared(
      `${WISH} --drift 200%±20% --venues aave-v3,spark --rates ${both}`.replace("--drift 90%±20% ", ""),
    );
    const [, { difference }] = answers as [Answer, Answer];
    if (difference?.status !== "explained" || difference.growthAnnual === null) throw new Error("not explained");
    expect(difference.growthAnnual.parts.carry).toBeLessThan(0);
    expect(Math.abs(difference.growthAnnual.parts.cost)).toBeLessThan(1e-12);
  });

  test("a market without its rate is named, not guessed", async () => {
    const { answers, lacking } = await compared(
      "--equity 500000 --price 2500 --volatility 50% --borrow-rate 5% --drift 40%±20% --venues aave-v3,bybit",
    );
    expect(answers.map(named)).toEqual(["aave-v3 ethereum WETH"]);
    expect(lacking.map(({ id, because }) => `${id}: ${because}`)).toEqual([
      "bybit: --funding is not given: the annual funding that longs pay to shorts",
    ]);
  });

  test("what is held counts with what is owed, at its price", async () => {
    const { wealth } = await compared(`${WISH} ${SOME}`.replace("--equity 500000", "--quantity 40 --debt 50000"));
    expect(wealth).toBe(50_000);
  });

  test("a chain leaves out the other chains, and no exchange", async () => {
    const { answers } = await compared(`${WISH} --chain base --venues compound-v3,morpho-blue,bybit`);
    expect(new Set(answers.map(({ market }) => market.chain))).toEqual(new Set(["base", null]));
  });

  test("80 columns; the answer first; --quiet says it alone", async () => {
    const { stdout } = await cli(words(`compare --asset ETH ${line}`));
    expect(stdout.split("\n").filter((text) => text.length > 80)).toEqual([]);
    const quiet = await cli(words(`compare --asset ETH ${line} --quiet`));
    expect(quiet.stdout.trim().replace(/\s+/g, " ")).toBe(stdout.split("\n\n")[0]!.replace(/\s+/g, " "));
    expect(quiet.stdout).toMatch(
      /^aave-v3 ethereum, WETH in USDC: .* grows .* a year, .*\spoints?\smore than at hyperliquid/,
    );
  });

  test.each([
    ["a venue", "--venue aave-v3", "E_CONFIG_CONFLICT", "--venue"],
    ["a threshold", "--liquidation-threshold 80%", "E_CONFIG_CONFLICT", "--liquidation-threshold"],
    ["a venue that does not exist", "--venues aave-v4", "E_UNKNOWN_KEY", "--venues"],
    [
      "rates of a venue that does not exist",
      `--rates ${ratesFile({ aave: { yield: "1%" } })}`,
      "E_UNKNOWN_KEY",
      "aave",
    ],
    ["a rate that does not exist", `--rates ${ratesFile({ bybit: { rate: "1%" } })}`, "E_UNKNOWN_KEY", "bybit.rate"],
    ["a rate without its unit", `--rates ${ratesFile({ bybit: { funding: 5 } })}`, "E_UNIT_AMBIGUOUS", "bybit.funding"],
    ["rates that are no object", `--rates ${ratesFile([1])}`, "E_PARSE", "rates"],
  ])("%s is refused", async (_, flags, code, field) => {
    const { status, stdout, stderr } = await cli(words(`compare --asset ETH ${WISH} ${flags} --json`));
    expect(stdout).toBe("");
    expect(status).toBeGreaterThan(1);
    expect(JSON.parse(stderr)).toMatchObject({ code, field });
  });

  test("an asset that nobody lists is refused, and what is missing of the wish too", async () => {
    const unknown = await cli(words(`compare --asset PEPE ${WISH} --json`));
    expect(JSON.parse(unknown.stderr)).toMatchObject({ code: "E_UNKNOWN_KEY", field: "--asset" });
    const nothing = await cli(words("compare --asset ETH --price 2500 --model eth --json"));
    expect(JSON.parse(nothing.stderr)).toMatchObject({ code: "E_MISSING", field: "--equity" });
  });
});

describe("the wish of a live account", () => {
  const MARKET = "--volatility 60% --drift 70%±15% --gap 30% --loss 70%";

  test("its own market by what was read there, every other by its listed terms and the rates that are given", async () => {
    await withAccount(
      () => aaveAccount("3.6", "long"),
      async (account) => {
        const { status, stdout, stderr } = await liveCli(account, "compare", words(`${MARKET} --funding 8% --json`));
        expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
        const { answers, lacking, wealth, notes } = compareSchema.parse(JSON.parse(stdout));
        const { markets } = await account.read();
        expect(wealth).toBe(markets[0]!.equity);
        const own = answers.find(({ market }) => market.id === "aave-v3")!;
        expect(own.venue.source).toContain("127.0.0.1");
        expect(answers.map(({ market }) => market.id)).toContain("hyperliquid");
        expect(lacking.map(({ id }) => id)).toContain("spark");
        expect(notes.filter((note) => note.startsWith("Read from"))).toHaveLength(1);
      },
    );
  });

  test("no market whose debt is in another asset is taken at par", async () => {
    const { answers } = await compared(
      `${MARKET} --asset BTC --equity 50000 --price 60000 --borrow-rate 5% --funding 8%`,
    );
    expect(answers.length).toBeGreaterThan(5);
    expect(answers.filter(({ market }) => market.quote === "WETH")).toEqual([]);
  });
});
