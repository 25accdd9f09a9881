import { describe, expect, test } from "vitest";
import { HOUR_MS, YEAR_MS } from "../../model/index.js";
import type { ChainHistory, ChainReader, ContractCall } from "../../ports/index.js";
import { readPoolHistory } from "./account-history.js";

const address = (digits: string): string => `0x${digits.padStart(40, "0")}`;
const addresses = { pool: address("1"), addressesProvider: address("2"), oracle: address("3") };
const tokens = { WETH: address("a1"), USDC: address("a2"), DAI: address("a3") };
const RAY = 10n ** 27n;

const wordOf = (symbol: string): string => `0x${Buffer.from(symbol).toString("hex").padEnd(64, "0")}`;

/** What getReserveData answers of the reserve in a place, as far as a list of names needs it. */
const reserveData = (id: number) => ({
  configuration: { data: 0n },
  ...{ id: BigInt(id), liquidityIndex: RAY, variableBorrowIndex: RAY, lastUpdateTimestamp: 1n },
  ...{ currentLiquidityRate: 0n, currentVariableBorrowRate: 0n },
  ...{ accruedToTreasury: 0n, unbacked: 0n, isolationModeTotalDebt: 0n },
  aTokenAddress: address("b1"),
  variableDebtTokenAddress: address("b2"),
  interestRateStrategyAddress: address("b3"),
});

/** Answers of a pool at a moment; a test changes one of them. */
type Answers = Readonly<Record<string, (call: ContractCall, timeMs: number) => unknown>>;

const START_MS = 480_000 * HOUR_MS;
const places = Object.values(tokens);
const tokenOf = ({ args, address: asked }: ContractCall): string => (args?.[0] ?? asked) as string;

const good: Answers = {
  getReservesList: () => places,
  getReserveData: (call) => reserveData(places.indexOf(tokenOf(call))),
  symbol: ({ address: asked }) => wordOf(Object.keys(tokens)[places.indexOf(asked)]),
  scaledBalanceOf: () => 0n,
  getPriceOracle: () => addresses.oracle,
  getAssetPrice: (call) => (tokenOf(call) === tokens.WETH ? 2_500n : 1n) * 10n ** 8n,
  getReserveNormalizedVariableDebt: (_, timeMs) =>
    BigInt(Math.round(1e15 * Math.exp((0.08 * (timeMs - START_MS)) / YEAR_MS))) * 10n ** 12n,
};

function chainOf(answers: Answers): ChainHistory {
  const at = (timeMs: number): ChainReader => ({
    ...{ chain: "ethereum", source: "node.example", block: { number: timeMs / HOUR_MS, hash: "0x", timeMs } },
    read: (calls) => Promise.resolve(calls.map((call) => answers[call.abi.name]?.(call, timeMs))),
  });
  return { last: at(START_MS + 10 * HOUR_MS), readerAt: (timeMs) => Promise.resolve(at(timeMs)) };
}

const historyOf = (changes: Answers = {}, asset = "WETH", quote: string | null = "USDC") =>
  readPoolHistory(
    { id: "aave-v3", deployments: {} },
    chainOf({ ...good, ...changes }),
    { asset, quote, intervalMs: HOUR_MS },
    addresses,
  );

const spanned = [START_MS, START_MS + 4 * HOUR_MS] as const;

describe("the past of a pair of a pool", () => {
  test("is the one price over the other, and what debts of the quote currency grew by", async () => {
    const source = await historyOf({
      getAssetPrice: (call) => (tokenOf(call) === tokens.WETH ? 2_500n : 2n) * 10n ** 8n,
    });
    expect(source).toMatchObject({ market: "aave-v3-ethereum-00000000-WETH-USDC", price: "oracle", closesOnly: true });
    expect((await source.bars(...spanned)).map(({ close }) => close)).toEqual([1_250, 1_250, 1_250, 1_250]);
    for (const { rate } of await source.borrowRates!(...spanned)) expect(rate).toBeCloseTo(0.08, 8);
  });

  test("is asked of the money most used where no quote currency is named, whatever the capitals of the asset", async () => {
    expect((await historyOf({}, "weth", null)).market).toBe("aave-v3-ethereum-00000000-WETH-USDC");
    expect((await historyOf({}, "USDC", null)).market).toBe("aave-v3-ethereum-00000000-USDC-DAI");
  });

  test("begins where both reserves were listed: before, the pool knows no index, or is not there", async () => {
    const since = (bornMs: number, before: unknown): Answers => ({
      getReserveNormalizedVariableDebt: (call, timeMs) =>
        timeMs < bornMs ? before : good["getReserveNormalizedVariableDebt"](call, timeMs),
    });
    for (const before of [0n, null]) {
      const bars = await (await historyOf(since(START_MS + 3 * HOUR_MS, before))).bars(...spanned);
      expect(bars.map(({ closeMs }) => (closeMs - START_MS) / HOUR_MS)).toEqual([3, 4]);
    }
  });

  test("lacks the bar of a moment at which the oracle answered nothing", async () => {
    const silent = (call: ContractCall, timeMs: number): unknown =>
      timeMs === START_MS + 2 * HOUR_MS ? null : good["getAssetPrice"](call, timeMs);
    const bars = await (await historyOf({ getAssetPrice: silent })).bars(...spanned);
    expect(bars.map(({ closeMs }) => (closeMs - START_MS) / HOUR_MS)).toEqual([1, 3, 4]);
  });

  test.each([
    ["an asset that the pool does not list", {}, "DOGE", "USDC", "E_UNKNOWN_KEY", "asset"],
    ["a quote currency that it does not list", {}, "WETH", "EURC", "E_UNKNOWN_KEY", "quote"],
    ["one asset in both places", {}, "WETH", "WETH", "E_UNKNOWN_KEY", "quote"],
    ["a list that is none", { getReservesList: () => 1n }, "WETH", "USDC", "E_BAD_ANSWER", "pool.getReservesList"],
  ] as const)("%s is refused", async (_, changes, asset, quote, code, field) => {
    await expect(historyOf(changes, asset, quote)).rejects.toThrow(expect.objectContaining({ code, field }));
  });

  test.each([
    ["a price of 0", { getAssetPrice: () => 0n }, "oracle.getAssetPrice"],
    ["an oracle that is no address", { getPriceOracle: () => "0x12" }, "addressesProvider.getPriceOracle"],
    [
      "an index that is no whole number",
      { getReserveNormalizedVariableDebt: () => "1" },
      "getReserveNormalizedVariableDebt",
    ],
  ] as const)("%s in the past is refused", async (_, changes, field) => {
    const source = await historyOf(changes);
    await expect(source.bars(...spanned)).rejects.toThrow(expect.objectContaining({ code: "E_BAD_ANSWER", field }));
  });

  test("an index that falls is refused: the pool's never does", async () => {
    const falling = (_: ContractCall, timeMs: number): bigint => RAY - BigInt(timeMs);
    const source = await historyOf({ getReserveNormalizedVariableDebt: falling });
    await expect(source.borrowRates!(...spanned)).rejects.toThrow(expect.objectContaining({ code: "E_BAD_ANSWER" }));
  });
});
