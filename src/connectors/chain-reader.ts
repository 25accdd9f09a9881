import { BadAnswerError, StaleError } from "../errors/index.js";
import type { Block, ChainReader } from "../ports/index.js";
import { answersAt, loadedViem, MULTICALL } from "./contract-calls.js";
import type { HttpLimits } from "./bounded-fetch.js";
import { openNode, type RpcNode } from "./json-rpc.js";

/** How a chain is opened. */
export interface ChainOptions extends Partial<HttpLimits> {
  /** Name of the chain, such as "ethereum". */
  readonly chain: string;
  /** What the node must say that its chain is. */
  readonly chainId: number;
  /** Where a node of it answers: https, or http on this machine. */
  readonly url: string;
  /** Time now, epoch ms UTC. */
  readonly nowMs: number;
  /** Block to read at; left out: the last one, which must be new. */
  readonly blockNumber?: number;
}

/** Oldest last block that is read, ms: ten times the longest time between two blocks of any known chain (12 seconds). */
export const BLOCK_AGE_MAX_MS = 120_000;

/** How far the clocks of a chain and of this machine may differ, ms. */
export const CLOCK_SKEW_MAX_MS = 30_000;

/** A number as JSON-RPC has it. */
export const quantity = (value: number): string => `0x${value.toString(16)}`;

const bad = (field: string, got: unknown, want: string): BadAnswerError =>
  new BadAnswerError({ field, got: String(got), want, hint: "ask another node" });

/** A whole number from JSON-RPC. @throws BadAnswerError (E_BAD_ANSWER) */
function wholeNumber(value: unknown, field: string): number {
  const read = typeof value === "string" && /^0x[0-9a-f]{1,14}$/i.test(value) ? Number(value) : NaN;
  if (Number.isSafeInteger(read)) return read;
  throw bad(field, typeof value === "string" ? value : typeof value, "a whole number in hex");
}

/** The block of a number, or the last one. @throws BadAnswerError (E_BAD_ANSWER), and as `RpcNode.ask` */
export async function blockAt(node: RpcNode, number: number | "latest"): Promise<Block> {
  const asked = number === "latest" ? number : quantity(number);
  const value = await node.ask("eth_getBlockByNumber", asked, false);
  if (typeof value !== "object" || value === null) throw bad("block", `no block ${number}`, "a block");
  const field = (name: string): unknown => Object.entries(value).find(([key]) => key === name)?.[1];
  const hash = field("hash");
  if (typeof hash !== "string" || !/^0x[0-9a-f]{64}$/i.test(hash)) throw bad("block.hash", typeof hash, "32 bytes");
  const block = {
    number: wholeNumber(field("number"), "block.number"),
    hash: hash.toLowerCase(),
    timeMs: wholeNumber(field("timestamp"), "block.timestamp") * 1000,
  };
  if (number !== "latest" && block.number !== number) throw bad("block.number", block.number, `block ${number}`);
  return block;
}

/** @throws BadAnswerError (E_BAD_ANSWER): a node of another chain */
export async function assertChain(node: RpcNode, { chain, chainId }: ChainOptions): Promise<void> {
  const own = wholeNumber(await node.ask("eth_chainId"), "chainId");
  if (own !== chainId) throw bad("chainId", own, `${chainId}, which is ${chain}`);
}

/** The last block, which must be new. @throws StaleError (E_STALE), BadAnswerError (E_BAD_ANSWER): one that is old, or of a time to come */
export async function newBlock(node: RpcNode, nowMs: number): Promise<Block> {
  const block = await blockAt(node, "latest");
  const { number, timeMs } = block;
  const ageMs = nowMs - timeMs;
  if (ageMs > BLOCK_AGE_MAX_MS) {
    const detail = { field: "block", got: `block ${number}, ${Math.round(ageMs / 1000)} seconds old` };
    const want = `at most ${BLOCK_AGE_MAX_MS / 1000} seconds`;
    throw new StaleError({ ...detail, want, hint: "the chain stands still, or the node lags: ask another node" });
  }
  if (ageMs < -CLOCK_SKEW_MAX_MS) {
    const want = `at most ${CLOCK_SKEW_MAX_MS / 1000} seconds ahead of this machine's clock`;
    throw bad("block", `block ${number}, ${Math.round(-ageMs / 1000)} seconds ahead`, want);
  }
  return block;
}

/** @throws BadAnswerError (E_BAD_ANSWER): the chain was rewritten, so that answers may be of two blocks */
async function assertSame(node: RpcNode, { number, hash }: Block): Promise<void> {
  const now = await blockAt(node, number);
  if (now.hash === hash) return;
  const detail = { field: "block", got: `block ${number} with another hash after the answers` };
  const want = "the block that was asked at: half of the answers are of another one";
  throw new BadAnswerError({ ...detail, want, hint: "the chain was reorganised: ask again" });
}

/** True where Multicall3 stands at a block. @throws as `RpcNode.ask` */
export const hasMulticallAt = async (node: RpcNode, number: number): Promise<boolean> =>
  (await node.ask("eth_getCode", MULTICALL, quantity(number))) !== "0x";

/** The reader of a block that is known, which looks after each reading whether the block is still the same. */
export async function readerOf(
  node: RpcNode,
  chain: string,
  block: Block,
  hasMulticall: boolean,
): Promise<ChainReader> {
  const viem = await loadedViem();
  return {
    chain,
    source: node.host,
    block,
    read: async (calls) => {
      const answers = await answersAt({ node, viem, block: quantity(block.number), hasMulticall }, calls);
      await assertSame(node, block);
      return answers;
    },
  };
}

/**
 * A chain at one block: the last one, or one that is named.
 * @throws ParseError (E_PARSE) for an address that is none, NotInstalledError (E_NOT_INSTALLED), UnavailableError (E_UNAVAILABLE),
 * RateLimitedError (E_RATE_LIMITED), UnauthenticatedError (E_UNAUTHENTICATED), StaleError (E_STALE), BadAnswerError (E_BAD_ANSWER)
 */
export async function openChain(options: ChainOptions): Promise<ChainReader> {
  const { chain, chainId: _, nowMs, blockNumber, ...http } = options;
  await loadedViem();
  const node = openNode(http);
  await assertChain(node, options);
  const block = await (blockNumber === undefined ? newBlock(node, nowMs) : blockAt(node, blockNumber));
  return readerOf(node, chain, block, await hasMulticallAt(node, block.number));
}
