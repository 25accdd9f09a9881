import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../src/cli/index.js";
import { DAY_MS, HOUR_MS } from "../src/model/index.js";
import { decisionSchema, historySchema } from "../src/schemas/index.js";
import { cli, NOW_MS, words } from "./cli-io.js";
import { servePast, wirePast, type InfoBody, type WirePast } from "./history-server.js";
import { pastVenue } from "./history-venue.js";
import type { Loopback } from "./loopback-http.js";

const recorded = (name: string): never =>
  JSON.parse(
    readFileSync(new URL(`../src/venues/hyperliquid/fixtures/${name}.json`, import.meta.url), "utf8"),
  ) as never;

let cache = "";
let server: Loopback | null = null;
beforeEach(() => (cache = mkdtempSync(join(tmpdir(), "steelyard-cli-history-"))));
afterEach(async () => {
  await server?.close();
  server = null;
  rmSync(cache, { recursive: true });
});

/** The command line against a server with that past. */
async function asked(line: string, past: WirePast, nowMs = NOW_MS, change?: Parameters<typeof servePast>[1]) {
  await server?.close();
  server = await servePast(past, change);
  const env = { STEELYARD_CACHE: cache, STEELYARD_URL_HYPERLIQUID: server.url };
  return cli(words(line), { env, nowMs });
}

/** The moments after which bars were asked for. */
const barsAskedAfter = (): readonly number[] =>
  (server?.asked ?? []).flatMap(({ text }) => {
    const { req } = JSON.parse(text) as InfoBody;
    return req === undefined ? [] : [req.startTime];
  });

/** 150 days of hours that a test made up, with payments each hour. */
const MADE_UP = pastVenue({ fromMs: NOW_MS - 150 * DAY_MS, toMs: NOW_MS });
const PAYMENTS = MADE_UP.bars.map(({ closeMs }) => {
  return [closeMs, 1.25e-5 + 1e-5 * Math.sin(closeMs / (3 * DAY_MS)) + 6e-6 * Math.sin(closeMs * 1e-3)] as const;
});
const PAST = wirePast("BTC", MADE_UP.bars, PAYMENTS);

const WISH = "optimize --venue hyperliquid --asset BTC --equity 10000 --drift 30%±20% --gap 20% --json";

describe("a past as it was recorded, over loopback", () => {
  const BTC = { candles: recorded("candles-btc-2026-09-25"), funding: recorded("funding-btc-2026-09-25") };
  const nowMs = Date.parse("2026-09-25T18:25Z");

  test("Hyperliquid's BTC of 2026-09-25: four hours that were over, three payments, and what they say", async () => {
    const { status, stdout, stderr } = await asked("history --venue hyperliquid --asset BTC --history 1d", BTC, nowMs);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("hyperliquid-BTC-at-127.0.0.1 from 127.0.0.1");
    expect(stdout.replace(/\s+/g, " ")).toContain("4 bars of an hour, 2026-09-25 to 2026-09-25, none missing.");
    expect(stdout).toMatch(/Bars begin on 2026-09-25, later than asked/);
    // 0.0000125 an hour, 24 x 365 times a year
    expect(stdout).toMatch(/funding +10\.9.% a year on average; 3 payments, an hour apart/);
    const folder = join(cache, "hyperliquid-BTC-at-127.0.0.1");
    expect(readdirSync(folder).sort()).toEqual(["funding", "last-bars-1h"]);
    expect(readdirSync(join(folder, "last-bars-1h"))).toEqual(["2026-09.parquet"]);
  });

  test("asked again it comes from the disk, and as JSON it is what the schema says", async () => {
    const line = "history --venue hyperliquid --asset BTC --history 1d --json";
    const first = await asked(line, BTC, nowMs);
    const told = historySchema.parse(JSON.parse(first.stdout));
    expect(told.bars).toMatchObject({ rows: 4, missing: 0, closesOnly: false, lastClose: 83767 });
    expect(told).toMatchObject({ fetchedRows: 7, price: "last", volatilityAnnual: null, borrowRate: null });
    const again = historySchema.parse(JSON.parse((await asked(line, BTC, nowMs)).stdout));
    expect(again).toMatchObject({ fetchedRows: 0, bars: told.bars, funding: told.funding });
    expect(barsAskedAfter()).toEqual([]);
  });

  test("Hyperliquid's kPEPE of May 2023: a day of bars, and no payment", async () => {
    const candles: readonly { c: string }[] = recorded("candles-kpepe-2023-05");
    const past = { candles: recorded("candles-kpepe-2023-05"), funding: [] };
    const line = "history --venue hyperliquid --asset kPEPE --history 2d --json";
    const { stdout } = await asked(line, past, Date.parse("2023-05-22T20:30Z"));
    const told = historySchema.parse(JSON.parse(stdout));
    expect(told.bars).toMatchObject({ rows: 24, missing: 0, lastClose: Number(candles.at(-1)?.c) });
    expect(told.funding).toBeNull();
  });
});

describe("a decision by the venue's own past", () => {
  test("is that of the same prices in a file with the same rate typed, bit for bit", async () => {
    const { status, stdout, stderr } = await asked(`${WISH} --history 120d`, PAST);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const decision = decisionSchema.parse(JSON.parse(stdout));
    const { value = 0, standardError = 0, source = "" } = decision.estimates.fundingRateAnnual ?? {};
    expect(source).toMatch(/^funding of hyperliquid-BTC-at-127\.0\.0\.1 from 127\.0\.0\.1.*: mean over 365 days/);
    expect(value).toBeGreaterThan(0.08);
    expect(value).toBeLessThan(0.14);
    expect(standardError).toBeGreaterThan(0.001);
    const bars = MADE_UP.bars.filter(({ closeMs }) => closeMs > NOW_MS - 120 * DAY_MS);
    const lines = bars.map(({ closeMs, open, high, low, close }) => [closeMs, open, high, low, close].join(","));
    writeFileSync(join(cache, "prices.csv"), ["close_time,open,high,low,close", ...lines].join("\n"));
    const typed = `${WISH} --prices prices.csv --funding ${value}±${standardError}`;
    const byHand = decisionSchema.parse(JSON.parse((await cli(words(typed), { folder: cache })).stdout));
    for (const key of ["status", "leverageRatio", "band", "growth", "odds", "plan"])
      expect(Reflect.get(byHand, key), key).toEqual(Reflect.get(decision, key));
    expect(Reflect.get(decision, "leverageRatio")).toBeGreaterThan(0);
    expect(decision.provenance.prices).toMatchObject({ rows: 2880, gaps: { count: 0 } });
  });

  test("a rate that is typed stands, and so does a typed price", async () => {
    const { stdout } = await asked(`${WISH} --history 90d --funding 5% --price 2345`, PAST);
    const { estimates } = decisionSchema.parse(JSON.parse(stdout));
    expect(estimates.fundingRateAnnual).toMatchObject({ value: 0.05, source: "stated by you" });
  });

  test("bars that lack are told in the answer", async () => {
    const candles = PAST.candles.filter(({ t }) => t < NOW_MS - 9 * DAY_MS || t >= NOW_MS - 9 * DAY_MS + 5 * HOUR_MS);
    const { stdout } = await asked(`${WISH} --history 90d`, { ...PAST, candles });
    expect(decisionSchema.parse(JSON.parse(stdout)).notes.join("\n")).toContain(
      "5 bars are missing, the most of them from 2025-01-22 00:00 UTC to 2025-01-22 06:00 UTC; nothing was filled.",
    );
  });

  test("too short a past for a rate is said, with what to do", async () => {
    const { status, stdout, stderr } = await asked(`${WISH} --history 30d`, PAST);
    expect({ status, stdout }).toEqual({ status: 65, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_TOO_FEW", hint: "give a longer history, or state the rate" });
  });

  test("too short a past for a gap is the history's fault, not that of a file", async () => {
    const { status, stderr } = await asked(`${WISH.replace(" --gap 20%", "")} --history 120d`, PAST);
    expect(status).toBe(65);
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_TOO_FEW", field: "--history" });
  });

  test("a market whose bars have ended decides nothing of now", async () => {
    const { status, stderr } = await asked(`${WISH} --history 120d`, PAST, NOW_MS + 3 * HOUR_MS);
    expect(status).toBe(65);
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_STALE", field: "--history" });
  });

  test("estimate takes a history as it takes a file; one that is too short is named", async () => {
    const line = "estimate --venue hyperliquid --asset BTC --history 120d --json";
    const { status, stderr } = await asked(line, PAST);
    expect(status).toBe(65);
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_TOO_FEW" });
    expect(stderr).toMatch(/"file": ?"hyperliquid-BTC-at-127.0.0.1 from 127.*, 2024-10-03 to 2025-01-31"/);
  });
});

describe("what goes wrong", () => {
  test.each([
    [`${WISH} --history 90d --prices a.csv`, "--history"],
    [`${WISH} --history 90d --model btc`, "--history"],
    [`${WISH} --interval 1h --funding 5%`, "--interval"],
    [`${WISH} --history 90d --allow-jumps`, "--allow-jumps"],
    ["estimate a.csv --history 90d --venue hyperliquid --asset BTC", "--history"],
    ["history --venue margin-loan --asset SPX --history 90d --json", "--history"],
  ])("%s: flags that do not go together", async (line, field) => {
    const { status, stdout, stderr } = await asked(line.includes("--json") ? line : `${line} --json`, PAST);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_CONFIG_CONFLICT", field });
    expect(server?.asked).toEqual([]);
  });

  test.each([
    ["history --venue hyperliquid --asset BTC --json", "E_MISSING", "--history"],
    ["history --asset BTC --history 90d --json", "E_MISSING", "--venue"],
    ["history --venue hyperliquid --history 90d --json", "E_MISSING", "--asset"],
    ["history --venue hyperliquid --asset BTC --history 90 --json", "E_UNIT_AMBIGUOUS", "--history"],
    ["history --venue hyperliquid --asset ../BTC --history 90d --json", "E_OUT_OF_RANGE", "--asset"],
  ])("%s: %s", async (line, code, field) => {
    const { status, stderr } = await asked(line, PAST);
    expect(status).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ code, field });
  });

  test("without a network it is said at once, and nothing is printed", async () => {
    const closed = await servePast(PAST);
    await closed.close();
    const env = { STEELYARD_CACHE: cache, STEELYARD_URL_HYPERLIQUID: closed.url };
    const line = "history --venue hyperliquid --asset BTC --history 90d --json";
    const { status, stdout, stderr } = await cli(words(line), { env });
    expect({ status, stdout }).toEqual({ status: 69, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_UNAVAILABLE" });
  });

  test("a page that cannot be true ends with 65, and what came before it is kept", async () => {
    const spoilt = (answer: unknown, count: number): unknown =>
      count === 3 ? (answer as { time: number }[]).map((row) => ({ ...row, fundingRate: "0.5" })) : answer;
    const line = "history --venue hyperliquid --asset BTC --history 90d --json";
    const { status, stderr } = await asked(line, PAST, NOW_MS, spoilt);
    expect(status).toBe(65);
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_BAD_ANSWER" });
    const told = historySchema.parse(JSON.parse((await asked(line, PAST)).stdout));
    expect(told.funding?.rows).toBe(90 * 24);
    expect(barsAskedAfter()).toEqual([NOW_MS - HOUR_MS - 1]);
  });

  test("Ctrl-C ends with 130 while an answer is waited for, and the rest is asked for the next time", async () => {
    server = await servePast(PAST, (answer, count) => (count === 3 ? "hang" : answer));
    let [stdout, stderr] = ["", ""];
    const env = { STEELYARD_CACHE: cache, STEELYARD_URL_HYPERLIQUID: server.url };
    const status = await run(words("history --venue hyperliquid --asset BTC --history 90d"), {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      ...{ interactive: false, nowMs: () => NOW_MS, folder: cache, env },
      onInterrupt: (listener) => {
        const timer = setTimeout(listener, 300);
        return () => clearTimeout(timer);
      },
      askTolerance: () => Promise.resolve(null),
    });
    expect({ status, stdout }).toEqual({ status: 130, stdout: "" });
    expect(stderr).toContain("E_CANCELLED");
    const line = "history --venue hyperliquid --asset BTC --history 90d --json";
    const told = historySchema.parse(JSON.parse((await asked(line, PAST)).stdout));
    expect(told.funding?.rows).toBe(90 * 24);
    expect(barsAskedAfter()).toEqual([NOW_MS - HOUR_MS - 1]);
  });
});
