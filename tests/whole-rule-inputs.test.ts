import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createStream } from "../src/kernel/index.js";
import { decisionSchema } from "../src/schemas/index.js";
import { AAVE, cli, words } from "./cli-io.js";

const folder = mkdtempSync(join(tmpdir(), "steelyard-inputs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Hourly bars of an altcoin with a volatility of about 90 % a year. */
function altcoin(days: number): string {
  const stream = createStream(8, days);
  const rows = ["ts,open,high,low,close"];
  let price = 20;
  for (let hour = 0; hour < 24 * days; hour++) {
    const open = price;
    price *= Math.exp(0.0096 * stream.normal() + (stream.uniform() < 0.002 ? -0.06 : 0));
    const wick = 0.004 * stream.uniform();
    const [high, low] = [Math.max(open, price) * (1 + wick), Math.min(open, price) * (1 - wick)];
    rows.push([1_700_000_000_000 + 3_600_000 * hour, open, high, low, price].join(","));
  }
  const path = join(folder, `alt-${days}.csv`);
  writeFileSync(path, `${rows.join("\n")}\n`);
  return path;
}

const custom = JSON.stringify({
  kind: "lending",
  asset: "ALT",
  quote: "USDC",
  asOf: "2026-01-31",
  source: "test",
  tradingCostRate: 0.002,
  reserves: {
    ALT: { loanToValueMax: 0.6, liquidationThreshold: 0.7, liquidationBonus: 0.08 },
    USDC: { loanToValueMax: 0.77, liquidationThreshold: 0.8, liquidationBonus: 0.045 },
  },
});

const young = (path: string, ...rest: readonly string[]): readonly string[] => [
  ...words(`optimize --venue custom --parameters ${custom} --equity 1000 --bar-time open --borrow-rate 8%`),
  ...["--prices", path, "--loss", "50%", "--within", "1y", "--chance", "10%", ...rest],
];

describe("an altcoin of 60 days", () => {
  const path = altcoin(60);

  test("is refused, by name, with the way out", async () => {
    const { status, stdout, stderr } = await cli(young(path));
    expect([status, stdout]).toEqual([65, ""]);
    expect(stderr).toContain("E_TOO_FEW");
    expect(stderr).toContain("pool it with similar assets");
  });

  test("is answered with its gap pooled, which the answer says with the pool and its own share", async () => {
    const { status, stdout } = await cli(young(path, "--gap", "pooled", "--json"));
    expect(status).toBe(0);
    const { estimates, ...decision } = decisionSchema.parse(JSON.parse(stdout));
    expect(estimates.gap?.source).toMatch(/^pooled with BTC, ETH, SOL; \d+ % own: lows and highs of alt-60\.csv$/);
    expect(decision.caps.find(({ name }) => name === "gap")?.leverageRatioMax).toBeLessThan(1.8);
    // A season is a poor guide to years: its volatility is known to 40 % or so, not to what its blocks say.
    expect(estimates.volatilityAnnual.standardError / estimates.volatilityAnnual.value).toBeGreaterThan(0.3);
  });

  test.each([
    ["pooled:btc,doge", "E_UNKNOWN_KEY", "model"],
    ["pooled:btc", "E_TOO_FEW", "pool"],
  ])("--gap %s is refused", async (gap, code, field) => {
    const { status, stderr } = await cli(young(path, "--gap", gap, "--json"));
    expect(status).not.toBe(0);
    expect(JSON.parse(stderr)).toMatchObject({ code, field });
  });
});

const pool = { supplied: 9e5, borrowed: 5e5, optimalUtilisation: 0.9, slopeBelowAnnual: 0.05, slopeAboveAnnual: 0.6 };
const poolWith = (change: object): string => JSON.stringify({ ...pool, ...change });
const PAIR = "--venue aave-v3 --asset wstETH --quote WETH --equity 100 --price 1.16 --borrow-rate 2.5% --volatility 2%";

describe("refused by name", () => {
  test.each([
    [`${AAVE} --jumps 0.2`, "E_NOT_A_NUMBER", "--jumps", 2],
    [`${AAVE} --jumps x3%`, "E_NOT_A_NUMBER", "--jumps", 2],
    [`${AAVE} --jumps 0x3%`, "E_OUT_OF_RANGE", "--jumps", 2],
    [`${AAVE} --jumps 0.2x3`, "E_UNIT_AMBIGUOUS", "--jumps", 2],
    [`${AAVE} --jumps 0.2x90%`, "E_OUT_OF_RANGE", "--jumps", 2],
    [`${AAVE} --jumps 0.2±-1x3%`, "E_OUT_OF_RANGE", "--jumps", 2],
    [`${AAVE} --jumps {"downShare":1}`, "E_MISSING", "--jumps.intensityAnnual", 2],
    [`${AAVE} --pool 9e8`, "E_NOT_A_NUMBER", "--pool", 2],
    [`${AAVE} --pool ${poolWith({ supplied: 0 })}`, "E_OUT_OF_RANGE", "--pool.supplied", 2],
    [`${AAVE} --pool ${poolWith({ borrowed: 1e9 })}`, "E_OUT_OF_RANGE", "--pool.borrowed", 2],
    [`${AAVE} --pool ${poolWith({ kink: 1 })}`, "E_UNKNOWN_KEY", "--pool.kink", 2],
    [`${AAVE} --pool ${poolWith({ slopeBelowAnnual: "4%" })}`, "E_NOT_A_NUMBER", "--pool.slopeBelowAnnual", 2],
    [`${AAVE} --implied 62%`, "E_NOT_A_NUMBER", "--implied", 2],
    [`${AAVE} --implied 62/30d`, "E_UNIT_AMBIGUOUS", "--implied", 2],
    [`${AAVE} --implied 62%/30`, "E_UNIT_AMBIGUOUS", "--implied", 2],
    [`${AAVE} --rescue 1.1`, "E_CONFIG_CONFLICT", "--rescue", 2],
    [`${AAVE} --unattended 30d --rescue 1`, "E_OUT_OF_RANGE", "--rescue", 2],
    [`${AAVE} --draws 5`, "E_OUT_OF_RANGE", "--draws", 2],
    [`${AAVE} --accuracy exact`, "E_UNKNOWN_KEY", "--accuracy", 2],
    [`${AAVE} --draws 500.5`, "E_OUT_OF_RANGE", "draws", 2],
    [`${AAVE} --seed -1`, "E_NOT_A_NUMBER", "--seed", 2],
    [`${AAVE} --quote DAI`, "E_UNKNOWN_KEY", "quote", 2],
    ["--venue aave-v3 --asset WETH --equity 5 --price 2500 --model doge", "E_UNKNOWN_KEY", "model", 2],
    ["--venue aave-v3 --asset WETH --equity 5 --price 2500 --model btc", "E_CONFIG_CONFLICT", "--model", 2],
    [
      "--venue aave-v3 --asset WETH --equity 5 --model eth --borrow-rate 5% --bar-time close --prices node_modules/vega-datasets/data/sp500-2000.csv",
      "E_CONFIG_CONFLICT",
      "--model",
      2,
    ],
    [PAIR, "E_MISSING", "estimates.jumps", 2],
  ])("optimize %s", async (line, code, field, status) => {
    const outcome = await cli([...words(`optimize ${line}`), "--json"]);
    expect(outcome.stdout).toBe("");
    expect(JSON.parse(outcome.stderr)).toMatchObject({ code, field });
    expect(outcome.status).toBe(status);
  });
});

describe("taken as typed", () => {
  const decided = async (line: string) =>
    decisionSchema.parse(JSON.parse((await cli([...words(`optimize ${line}`), "--json"])).stdout));

  test("jumps, typed or whole as a decision prints them", async () => {
    const { jumps } = (await decided(`${AAVE} --jumps 0.2±0.1x3%`)).estimates;
    expect(jumps).toMatchObject({ intensityAnnual: { value: 0.2, standardError: 0.1 }, downShare: 1 });
    expect(jumps?.meanDown).toBeCloseTo(-Math.log(0.97), 12);
    const path = join(folder, "request.json");
    writeFileSync(path, JSON.stringify({ jumps, pool, draws: 1000, seed: 7 }));
    const again = await decided(`${AAVE} --request ${path}`);
    expect(again.estimates.jumps).toEqual(jumps);
    expect(again.estimates.pool).toEqual(pool);
    expect(again.provenance).toMatchObject({ draws: 1000, seed: 7 });
  });

  test("what options imply leads until their tenor, and returns to the volatility given", async () => {
    const at = async (implied: string): Promise<number> =>
      (await decided(`${AAVE} --implied ${implied} --within 1y`)).estimates.volatilityAnnual.value;
    expect(await at("90%/1y")).toBeCloseTo(0.9, 12);
    const month = await at("90%/30d");
    expect(month).toBeGreaterThan(0.6);
    expect(month).toBeLessThan(0.7);
  });

  test("the same seed gives the same interval, another one nearly the same", async () => {
    const intervals = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const decision = await decided(`${AAVE} --seed ${seed} --against cash`);
        return decision.status === "infeasible" ? [] : decision.growth.credible90;
      }),
    );
    expect(intervals[0]).toEqual(intervals[1]);
    expect(intervals[2]).not.toEqual(intervals[0]);
    expect(Math.abs((intervals[2]?.[0] ?? NaN) - (intervals[0]?.[0] ?? NaN))).toBeLessThan(0.1);
  });

  test("a rescue, a quote currency and a model", async () => {
    const { policy, provenance } = await decided(
      `${PAIR} --jumps 0.1x3% --unattended 30d --rescue 1.05 --loss 50% --chance 10%`,
    );
    expect(policy).toEqual({
      kind: "unattended",
      resetMs: 2_592_000_000,
      rescue: { healthFactor: 1.05, checkIntervalMs: 3_600_000 },
    });
    expect(provenance.model).toBeNull();
  });
});
