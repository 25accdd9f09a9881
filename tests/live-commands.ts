import { expect } from "vitest";
import { decisionSchema, positionSchema } from "../src/schemas/index.js";
import type { AccountReading, MarketReading } from "../src/ports/index.js";
import { cli, words, type Outcome } from "./cli-io.js";
import { liveCli, withAccount, type LiveAccount } from "./live-accounts.js";

/** What the market does, where a decision is asked for. */
const MARKET = words("--volatility 60% --drift 20%±15% --gap 30% --draws 100");

/** A rate as a person types it: a bare figure of 1 or more is refused. */
const rateText = (rate: { readonly value: number } | undefined): string | undefined =>
  rate === undefined ? undefined : Math.abs(rate.value) < 1 ? String(rate.value) : `${rate.value * 100}%`;

/** The flags that a person would type for the first market of a reading. */
function typedFlags({ venue, chain, release, markets }: AccountReading): string[] {
  const { asset, quote, price, quantity, debt, equity, rates, pool, parameters } = markets[0] as MarketReading;
  const flags: Record<string, string | undefined> = {
    ...{ venue, asset, quote, price: String(price), quantity: String(quantity) },
    parameters: JSON.stringify(parameters),
    ...(debt !== null && quantity > 0 ? { debt: String(debt) } : { equity: String(equity) }),
    ...(chain === null ? {} : { chain }),
    ...(release === null ? {} : { release }),
    ...(pool === null ? {} : { pool: JSON.stringify(pool) }),
    "borrow-rate": rateText(rates.borrowRateAnnual),
    "lend-rate": rateText(rates.lendRateAnnual),
    yield: rateText(rates.yieldAnnual),
    funding: rateText(rates.fundingRateAnnual),
    "asset-borrow-rate": rateText(rates.assetBorrowRateAnnual),
  };
  return Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

/** A value without what says where its figures come from. */
const withoutSources = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === "source" || key === "notes" ? undefined : each)));

/** That a command has answered in text, within 80 columns. */
function expectText({ status, stdout, stderr }: Outcome): void {
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(stdout).not.toMatch(/NaN|undefined|Infinity|\u001b/);
}

/** That `position` tells a whole account, as text at 80 columns, as one JSON value of its schema, and as one sentence. */
export const expectPosition = (open: () => Promise<LiveAccount>): Promise<void> =>
  withAccount(open, async (account) => {
    const text = await liveCli(account, "position");
    const json = await liveCli(account, "position", ["--json"]);
    const quiet = await liveCli(account, "position", ["--quiet"]);
    for (const each of [text, quiet]) expectText({ ...each, stdout: each === quiet ? "" : each.stdout });
    expect(quiet.stdout.trimEnd()).toBe(text.stdout.split("\n\n")[0]?.replace(/\n/g, " "));
    const report = positionSchema.strict().parse(JSON.parse(json.stdout));
    const { holder, block, asOfMs, stated, account: shared, isolated } = await account.read();
    expect(report).toMatchObject({ holder, block, asOfMs, stated });
    const legs = [shared, ...isolated].flatMap((each) =>
      each.legs.map(({ kind, asset, quantity }) => ({ kind, asset, quantity })),
    );
    expect(report.margins.flatMap((margin) => margin.legs)).toMatchObject(legs);
  });

/** That a decision about an account that is read is the decision about the same figures typed, bit for bit, but for where they come from. */
export const expectSameDecision = (open: () => Promise<LiveAccount>): Promise<void> =>
  withAccount(open, async (account) => {
    const read = await liveCli(account, "optimize", [...MARKET, "--json"]);
    expect(read).toMatchObject({ status: 0, stderr: "" });
    const argv = ["optimize", ...typedFlags(await account.read()), ...MARKET, "--json"];
    const typed = await cli(argv, { nowMs: account.nowMs });
    expect(typed).toMatchObject({ status: 0, stderr: "" });
    expect(withoutSources(JSON.parse(read.stdout))).toEqual(withoutSources(JSON.parse(typed.stdout)));
    const { notes } = decisionSchema.parse(JSON.parse(read.stdout));
    expect(notes.join("\n")).toMatch(/^Read from 127\.0\.0\.1:\d+.*, (just now|(\d+ seconds|a second) old): /m);
  });

/** That a command answers about an account, in text. */
export const expectAnswer = (
  open: () => Promise<LiveAccount>,
  command: string,
  more: readonly string[] = [],
): Promise<void> =>
  withAccount(open, async (account) => expectText(await liveCli(account, command, [...MARKET, ...more])));
