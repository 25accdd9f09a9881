import { describe, expect, test } from "vitest";
import { decisionSchema, positionSchema } from "../src/schemas/index.js";
import type { AccountReading, MarketReading } from "../src/ports/index.js";
import { cli, words } from "./cli-io.js";
import {
  aaveAccount,
  binanceAccount,
  hyperliquidAccount,
  liveCli,
  morphoAccount,
  withAccount,
} from "./live-accounts.js";

/** Every recorded account that a decision is read from, and the market that is decided on. */
const ACCOUNTS = [
  ["hyperliquid, an isolated long of ETH of 2024-02-22", () => hyperliquidAccount("state-2024-02-22")],
  ["hyperliquid, a cross long of BTC of 2026-02-03", () => hyperliquidAccount("state-2026-02-03")],
  ["aave-v3, a long of WETH at release 3.6 on a local chain", () => aaveAccount("3.6", "long")],
  ["aave-v3, a short of WETH at release 3.6 on a local chain", () => aaveAccount("3.6", "short")],
  ["aave-v3, a long of WETH at release 3.0.2 on a local chain", () => aaveAccount("3.0.2", "long")],
  ["morpho-blue, a long of WETH on a local chain", () => morphoAccount("long")],
  ["morpho-blue, a short of WETH on a local chain", () => morphoAccount("short")],
  ["binance, an isolated short of DOGEUSDT of 2024-03-08", () => binanceAccount()],
] as const;

const MARKET = words("--volatility 60% --drift 20%±15% --gap 30% --draws 100");

/** The flags that a person would type for the first market of a reading. */
function typedFlags({ venue, chain, release, markets }: AccountReading): string[] {
  const market = markets[0] as MarketReading;
  const { asset, quote, price, quantity, debt, equity, rates, pool, parameters } = market;
  const bought = debt !== null && quantity > 0;
  const flags: Record<string, string | undefined> = {
    ...{
      venue,
      asset,
      quote,
      price: String(price),
      quantity: String(quantity),
      parameters: JSON.stringify(parameters),
    },
    ...(bought ? { debt: String(debt) } : { equity: String(equity) }),
    ...(chain === null ? {} : { chain }),
    ...(release === null ? {} : { release }),
    ...(pool === null ? {} : { pool: JSON.stringify(pool) }),
    "borrow-rate": rates.borrowRateAnnual?.value.toString(),
    "lend-rate": rates.lendRateAnnual?.value.toString(),
    yield: rates.yieldAnnual?.value.toString(),
    funding: rates.fundingRateAnnual?.value.toString(),
    "asset-borrow-rate": rates.assetBorrowRateAnnual?.value.toString(),
  };
  return Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

/** A value without what says where its figures come from. */
const withoutSources = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === "source" || key === "notes" ? undefined : each)));

describe.each(ACCOUNTS)("%s", (_, open) => {
  test("position: in every coordinate, at 80 columns, as one JSON value and as one sentence", async () => {
    await withAccount(open, async (account) => {
      const [text, json, quiet] = await Promise.all(
        [[], ["--json"], ["--quiet"]].map((more) => liveCli(account, "position", more)),
      );
      for (const { status, stderr } of [text, json, quiet] as const)
        expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      for (const line of text.stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
      expect(text.stdout).not.toMatch(/NaN|undefined|Infinity|\u001b/);
      expect(quiet.stdout.trimEnd()).toBe(text.stdout.split("\n\n")[0]?.replace(/\n/g, " "));
      const report = positionSchema.strict().parse(JSON.parse(json.stdout));
      const reading = await account.read();
      expect(report).toMatchObject({
        holder: reading.holder,
        asOfMs: reading.asOfMs,
        block: reading.block,
        stated: reading.stated,
      });
      expect(report.margins.flatMap(({ legs }) => legs).length).toBe(
        [reading.account, ...reading.isolated].flatMap(({ legs }) => legs).length,
      );
    });
  });

  test("optimize --json is what the same figures give when they are typed, bit for bit, but for where they come from", async () => {
    await withAccount(open, async (account) => {
      const read = await liveCli(account, "optimize", [...MARKET, "--json"]);
      expect(read).toMatchObject({ status: 0, stderr: "" });
      const typed = await cli(["optimize", ...typedFlags(await account.read()), ...MARKET, "--json"], {
        nowMs: account.nowMs,
      });
      expect(typed).toMatchObject({ status: 0, stderr: "" });
      expect(withoutSources(JSON.parse(read.stdout))).toEqual(withoutSources(JSON.parse(typed.stdout)));
      const { notes } = decisionSchema.parse(JSON.parse(read.stdout));
      expect(notes.join("\n")).toMatch(/^Read from 127\.0\.0\.1:\d+.*, (\d+ seconds|a second) old: /m);
    });
  });

  test.each(["liquidation", "plan", "carry"])("%s takes it, within 80 columns", async (command) => {
    await withAccount(open, async (account) => {
      const { status, stdout, stderr } = await liveCli(account, command, MARKET);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
      expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
    });
  });
});
