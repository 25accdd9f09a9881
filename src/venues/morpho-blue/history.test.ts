import { expect, test } from "vitest";
import { serveTape, withAnswer, type ChainTape, type NodeFaults } from "../../../tests/loopback-chain.js";
import { listedParams, morphoTape, unlistedId } from "../../../tests/morpho-tape.js";
import { openChainHistory } from "../../connectors/index.js";
import type { Bar } from "../../ports/index.js";
import { oracleAbi } from "./abis.js";
import { history } from "./history.js";

const MINUTE_MS = 60_000;

/** The first whole minute after the tape's block. */
const MARK_MS = Math.ceil((morphoTape.block.timestamp * 1000) / MINUTE_MS) * MINUTE_MS;

interface Question {
  readonly asset: string;
  readonly quote?: string | null;
  readonly deployment?: unknown;
  readonly tape?: ChainTape;
  readonly message?: NodeFaults["message"];
}

/** Bars of the minute after the tape's block, from a node on this machine. */
async function barsOf({ asset, quote = null, deployment = null, tape = morphoTape, message }: Question) {
  const node = await serveTape(tape, message === undefined ? {} : { message });
  try {
    const chain = await openChainHistory({ chain: "base", chainId: 8453, url: node.url, nowMs: MARK_MS });
    const source = await history(chain, { asset, quote, intervalMs: MINUTE_MS }, deployment);
    const bars: readonly Bar[] = await source.bars(MARK_MS - 1, MARK_MS);
    return { bars, market: source.market };
  } finally {
    await node.close();
  }
}

test("a look at the recorded block: the oracle's price, under a name that tells the market", async () => {
  const bar = { open: 2_500, high: 2_500, low: 2_500, close: 2_500, closeMs: MARK_MS };
  const found = { bars: [bar], market: "morpho-blue-base-8793cf30-WETH-USDC" };
  expect(await barsOf({ asset: "WETH", quote: "USDC" })).toEqual(found);
  expect(await barsOf({ asset: "eth" })).toEqual(found);
});

test("a market that a deployment tells of is found by the names of its tokens", async () => {
  const markets = [{ id: unlistedId, triggerPrice: "market", correlated: false }];
  const { bars, market } = await barsOf({ asset: "WETH", deployment: { markets } });
  expect(market).toBe(`morpho-blue-base-${unlistedId.slice(2, 10)}-WETH-USDC`);
  expect(bars.map(({ close }) => close)).toEqual([2_490]);
});

test("an hour in which the oracle reverted has no bar", async () => {
  const tape = await withAnswer(morphoTape, { address: listedParams.oracle, abi: oracleAbi.price }, () => null);
  expect((await barsOf({ asset: "WETH", quote: "USDC", tape })).bars).toEqual([]);
});

test("a price of 0 is refused", async () => {
  const tape = await withAnswer(morphoTape, { address: listedParams.oracle, abi: oracleAbi.price }, () => 0n);
  await expect(barsOf({ asset: "WETH", quote: "USDC", tape })).rejects.toThrow(
    expect.objectContaining({ code: "E_BAD_ANSWER", field: "oracle.price" }),
  );
});

test("a node that has pruned the state of that block is told to be an archive node", async () => {
  const pruned: NodeFaults["message"] = ({ method }, good) => {
    if (method !== "eth_call") return good;
    const message = "missing trie node 5a1b (path ) state 0x5a1b is not available";
    return { jsonrpc: "2.0", id: good["id"], error: { code: -32000, message } };
  };
  await expect(barsOf({ asset: "WETH", quote: "USDC", message: pruned })).rejects.toThrow(
    expect.objectContaining({ code: "E_UNAVAILABLE", hint: expect.stringContaining("archive node") as string }),
  );
});

test("a pair that is not listed is named, with those that are", async () => {
  await expect(barsOf({ asset: "DOGE" })).rejects.toThrow(
    expect.objectContaining({
      code: "E_UNKNOWN_KEY",
      field: "asset",
      want: expect.stringContaining("cbBTC/USDC") as string,
    }),
  );
});
