import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChainHistory, readHistory } from "../../src/connectors/index.js";
import { HOUR_MS, YEAR_MS } from "../../src/model/index.js";
import type { Bar, DatedRate, HistorySource } from "../../src/ports/index.js";
import { normalizedDebtAbi } from "../../src/venues/aave-pool/account-history.js";
import { history as aaveHistory } from "../../src/venues/aave-v3/source.js";
import { history as morphoHistory } from "../../src/venues/morpho-blue/source.js";
import { recordTape, type Recorder } from "../loopback-chain.js";
import { aaveV302Artifact } from "./aave-artifacts.js";
import { deployAaveV302 } from "./aave-3-0-2.js";
import { play as playAave, reserveNamed } from "./aave-live-scene.js";
import { deployFeed, governed, LENDER, type AaveMarket } from "./aave-market.js";
import { poolAction } from "./aave-states.js";
import { anvilPresent } from "./anvil.js";
import { startChain, type Action, type Chain, type Contract } from "./chain.js";
import { COMPILE_MS_MAX } from "./compile.js";
import { about, deployMorphoBase, LENDER as MORPHO_LENDER, oraclePriceOf, type MorphoBase } from "./morpho-base.js";
import { play as playMorpho, storedLoan, holders } from "./morpho-live-scene.js";

const HOUR = 3_600n;

/** Hours that pass; in the seventh nothing happens at all. */
const HOURS = 30;
const QUIET = 7;

/** What the contract said after one hour's block. */
interface Hour {
  readonly timeMs: number;
  readonly price: number;
  /** What a unit once borrowed has grown to, by the contract's own words. */
  readonly index: number;
}

/** Prices that were set: each hour another. */
const priceAt = (hour: number): number => 2_000 + 137 * Math.sin(hour);

/** The first whole hour after a moment, seconds. */
const wholeHour = (seconds: bigint): bigint => (seconds / HOUR + 1n) * HOUR;

/** Lets the hours pass, each with a block at its very end. */
async function pass(chain: Chain, happen: (hour: number) => readonly Action[], index: () => Promise<number>) {
  const hours: Hour[] = [];
  const start = wholeHour(chain.now());
  for (let hour = 0; hour < HOURS; hour++) {
    if (hour === QUIET) continue;
    const seconds = start + BigInt(hour) * HOUR;
    await chain.act(happen(hour), seconds);
    hours.push({ timeMs: Number(seconds) * 1000, price: priceAt(hour), index: await index() });
  }
  return hours;
}

async function pagesOf<Row>(
  ask: (fromMs: number, toMs: number) => Promise<readonly Row[]>,
  [fromMs, toMs]: readonly [number, number],
  timeOf: (row: Row) => number,
): Promise<readonly Row[]> {
  const page = await ask(fromMs, toMs);
  if (page.length === 0) return [];
  return [...page, ...(await pagesOf(ask, [timeOf(page.at(-1)!), toMs], timeOf))];
}

/** The whole past, from long before the chain's first block. */
async function pastOf(source: HistorySource, toMs: number) {
  const span = [toMs - YEAR_MS, toMs] as const;
  const bars = await pagesOf<Bar>(
    (from, to) => source.bars(from, to),
    span,
    ({ closeMs }) => closeMs,
  );
  const rates = await pagesOf<DatedRate>(
    (from, to) => source.borrowRates!(from, to),
    span,
    ({ timeMs }) => timeMs,
  );
  return { bars, rates };
}

/** Holds a history against what was set and what the contract said. */
async function expectHistory(source: HistorySource, hours: readonly Hour[]): Promise<void> {
  const { bars, rates } = await pastOf(source, hours.at(-1)!.timeMs);
  const last = bars.slice(-HOURS);
  expect(last.map(({ closeMs }) => closeMs)).toEqual(
    Array.from({ length: HOURS }, (_, at) => hours[0].timeMs + at * HOUR_MS),
  );
  for (const { closeMs, close } of last) {
    const set = hours.findLast(({ timeMs }) => timeMs <= closeMs)!;
    expect(close / set.price).toBeCloseTo(1, 8); // the feeds have eight decimals
  }
  const told = rates.filter(({ timeMs }) => timeMs > hours[0].timeMs);
  expect(told.map(({ timeMs }) => timeMs)).toEqual(hours.slice(1).map(({ timeMs }) => timeMs));
  for (const [at, { rate }] of told.entries()) {
    const [one, other] = [hours[at], hours[at + 1]];
    // In the hour after the quiet one the look before is at the block of two hours ago, and so is the contract's figure.
    const mean = (Math.log(other.index / one.index) * YEAR_MS) / (other.timeMs - one.timeMs);
    expect(rate).toBeGreaterThan(0);
    expect(rate).toBeCloseTo(mean, 9);
  }
}

describe.skipIf(!anvilPresent)("the past of Morpho Blue on a chain that keeps all states", () => {
  let chain: Chain;
  let base: MorphoBase;
  let recorder: Recorder;
  let hours: readonly Hour[];

  beforeAll(async () => {
    chain = await startChain();
    base = await deployMorphoBase(chain);
    await playMorpho(base);
    const market = base.markets["WETH/USDC"];
    const oracle = { address: market.params.oracle, abi: base.artifacts["OracleMock"].abi };
    const happen = (hour: number): readonly Action[] => [
      governed(oracle, "setPrice", oraclePriceOf(priceAt(hour), 18, 6)),
      hour % 3 === 0
        ? about(base, MORPHO_LENDER, market, "supply", 10_000_000n * BigInt(hour + 1), 0n, MORPHO_LENDER, "0x")
        : about(base, MORPHO_LENDER, market, "accrueInterest"),
    ];
    hours = await pass(chain, happen, async () => {
      const { totalBorrowAssets, totalBorrowShares } = (await storedLoan(base, market, holders.none)).totals;
      return Number(totalBorrowAssets) / Number(totalBorrowShares);
    });
    recorder = await recordTape({ url: chain.url, chain: "base", chainId: 8453, source: "not kept" });
  }, COMPILE_MS_MAX);
  afterAll(async () => {
    await recorder.close();
    chain.close();
  });

  const sourceOf = async (asset: string, quote: string | null): Promise<HistorySource> => {
    const nowMs = Number(chain.now()) * 1000;
    const past = await openChainHistory({ chain: "base", chainId: 8453, url: recorder.url, nowMs });
    return morphoHistory(past, { asset, quote, intervalMs: HOUR_MS }, null);
  };

  test("prices are those that were set, rates those at which the contract let debts grow", async () => {
    const source = await sourceOf("WETH", "USDC");
    expect(source).toMatchObject({ market: "morpho-blue-base-8793cf30-WETH-USDC", price: "oracle", closesOnly: true });
    await expectHistory(source, hours);
  });

  test("the cache keeps it: what is asked for again is asked of nobody", async () => {
    const cacheFolder = mkdtempSync(join(tmpdir(), "steelyard-chain-history-"));
    const toMs = hours.at(-1)!.timeMs;
    const span = { fromMs: hours[0].timeMs - 1, toMs, nowMs: toMs + HOUR_MS, cacheFolder }; // what is younger is not kept
    const start = recorder.asked.length;
    const first = await readHistory({ source: await sourceOf("WETH", "USDC"), ...span });
    const before = recorder.asked.length;
    const again = await readHistory({ source: await sourceOf("WETH", "USDC"), ...span });
    rmSync(cacheFolder, { recursive: true });
    expect([...first.prices.closeMs].at(-1)).toBe(toMs);
    expect(first.prices.close).toHaveLength(HOURS);
    expect(first.borrowRates?.rateAnnual.length).toBeGreaterThan(HOURS / 2);
    expect(again.fetchedRows).toBe(0);
    expect(recorder.asked.length - before).toBe(3); // which chain, its last block, whether Multicall3 stands there
    expect(again.prices.close).toEqual(first.prices.close);
    console.log(`Morpho, ${first.fetchedRows} bars and rates from the start of the month: ${before - start} requests`);
  });

  test("a pair that is not listed is unknown", async () => {
    await expect(sourceOf("DOGE", null)).rejects.toThrow(expect.objectContaining({ code: "E_UNKNOWN_KEY" }));
  });
});

describe.skipIf(!anvilPresent)("the past of Aave v3.0.2 on a chain that keeps all states", () => {
  let chain: Chain;
  let market: AaveMarket;
  let hours: readonly Hour[];

  beforeAll(async () => {
    chain = await startChain();
    market = await deployAaveV302(chain);
    await playAave(market);
    const [weth, usdc] = [reserveNamed(market, "WETH"), reserveNamed(market, "USDC")];
    const oracle = { address: market.addresses.oracle as Hex, abi: aaveV302Artifact("misc/AaveOracle").abi };
    const feeds: Contract[] = [];
    for (let hour = 0; hour < HOURS; hour++)
      feeds.push(await deployFeed(chain, BigInt(Math.round(priceAt(hour) * 1e8))));
    const happen = (hour: number): readonly Action[] => [
      governed(oracle, "setAssetSources", [weth.token.address], [feeds[hour].address]),
      poolAction(market, LENDER, "supply", usdc.token.address, 10n ** 9n * BigInt(hour + 1), LENDER, 0),
    ];
    hours = await pass(chain, happen, async () => {
      const read = { contract: market.pool, name: normalizedDebtAbi.name, args: [usdc.token.address] };
      return Number((await chain.read([read], chain.now()))[0]) / 1e27;
    });
  }, COMPILE_MS_MAX);
  afterAll(() => chain.close());

  test("prices are those that were set, rates those at which the pool's index grew", async () => {
    const nowMs = Number(chain.now()) * 1000;
    const past = await openChainHistory({ chain: "ethereum", chainId: 31_337, url: chain.url, nowMs });
    const asked = { asset: "WETH", quote: "USDC", intervalMs: HOUR_MS };
    const source = await aaveHistory(past, asked, market.addresses);
    expect(source).toMatchObject({ price: "oracle", closesOnly: true, funding: null });
    expect(source.market).toMatch(/^aave-v3-ethereum-[0-9a-f]{8}-WETH-USDC$/);
    await expectHistory(source, hours);
  });
});
