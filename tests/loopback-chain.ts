/**
 * A node of a chain on this machine. `serveTape` replays what contracts answered at one block, `recordTape` stands before a real node
 * and writes such a tape of what is asked through it, `serveChain` answers by functions.
 *
 *     const node = await serveTape(tape);                               // a ChainTape, as JSON in a folder of fixtures
 *     const reader = await openChain({ chain: tape.chain, chainId: tape.chainId, url: node.url, nowMs: nowOf(tape) });
 *     await serveTape(withAnswer(tape, { address, abi }, (value) => 0n)); // ONE answer changed, in the words of ChainReader.read
 *     await serveTape(withAnswer(tape, { address, abi }, () => null));    // ... or reverted
 *     await serveTape(tape, { reply: misbehaviours["HTTP 500"] });      // every answer spoilt
 *     await serveTape(tape, { message: reorganised });                  // another block at the same height after the answers
 *     await node.close();
 *
 *     const recorder = await recordTape({ url: anvilUrl, chain: "ethereum", chainId: 1, source: "..." });
 *     ... read through recorder.url ...; writeFileSync(path, JSON.stringify(recorder.tape(), null, 2));
 */
import { decodeFunctionData, encodeAbiParameters, encodeFunctionData, encodeFunctionResult } from "viem";
import { multicall3Abi, toFunctionSelector, type AbiFunction as ViemFunction, type Hex } from "viem";
import { decodedAnswer, loadedViem, MULTICALL } from "../src/connectors/contract-calls.js";
import type { AbiFunction } from "../src/ports/index.js";
import { startLoopback, type Answered, type Loopback, type Misbehaviour } from "./loopback-http.js";

/** A block as JSON-RPC states it, with plain numbers. */
export interface TapeBlock {
  readonly number: number;
  readonly hash: string;
  /** Seconds. */
  readonly timestamp: number;
}

/** What contracts answered at one block. */
export interface ChainTape {
  readonly chain: string;
  readonly chainId: number;
  readonly block: TapeBlock;
  /** Where and how it was recorded. */
  readonly source: string;
  /** By "<address>:<data>", all in lower case: the bytes that were answered, or null for a revert. */
  readonly calls: Readonly<Record<string, string | null>>;
}

/** A moment at which the block of a tape is new, epoch ms UTC. */
export const nowOf = ({ block }: ChainTape): number => block.timestamp * 1000 + 5_000;

/** One call of a message. */
export interface NodeCall {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** A message of JSON-RPC. */
export type NodeMessage = Readonly<Record<string, unknown>>;

/** How a node goes wrong. */
export interface NodeFaults {
  /** Spoils whole replies. */
  readonly reply?: Misbehaviour;
  /** Spoils the message that answers one call; `count` is how many calls of its method came before. */
  readonly message?: (call: NodeCall, good: NodeMessage, count: number) => NodeMessage;
}

/** What a node answers by. */
export interface ServedChain {
  readonly chainId: number;
  blockAt(number: number | "latest"): TapeBlock | null;
  /** Bytes; null for a revert; undefined for what it does not know. */
  call(to: string, data: string, block: number): string | null | undefined;
  /** Whether Multicall3 stands at a block; left out: at each. */
  readonly hasMulticall?: (block: number) => boolean;
}

const hex = (value: number): Hex => `0x${value.toString(16)}`;
const keyOf = (to: string, data: string): string => `${to}:${data}`.toLowerCase();

/** What a node refuses a call with. */
class NodeRefusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The calls inside a call of Multicall3; null where it is none. */
function innerCalls(to: string, data: string): readonly { readonly target: string; readonly callData: Hex }[] | null {
  if (to.toLowerCase() !== MULTICALL) return null;
  const { functionName, args } = decodeFunctionData({ abi: multicall3Abi, data: data as Hex });
  return functionName === "aggregate3" ? (args?.[0] as never) : null;
}

function called(chain: ServedChain, to: string, data: string, block: number): string {
  const inner = innerCalls(to, data);
  const known = (target: string, callData: string): string | null => {
    const answer = chain.call(target.toLowerCase(), callData.toLowerCase(), block);
    if (answer === undefined) throw new NodeRefusal(-32000, `not on the tape: ${target} ${callData.slice(0, 10)}`);
    return answer;
  };
  if (inner === null) {
    const answer = known(to, data);
    if (answer === null) throw new NodeRefusal(3, "execution reverted");
    return answer;
  }
  const result = inner.map(({ target, callData }) => {
    const answer = known(target, callData);
    return { success: answer !== null, returnData: (answer ?? "0x") as Hex };
  });
  return encodeFunctionResult({ abi: multicall3Abi, functionName: "aggregate3", result });
}

/** A node's result to one call. @throws NodeRefusal */
function resultOf(chain: ServedChain, { method, params }: NodeCall): unknown {
  const numberOf = (value: unknown): number =>
    value === "latest" ? (chain.blockAt("latest")?.number ?? 0) : Number(value);
  if (method === "eth_chainId") return hex(chain.chainId);
  if (method === "eth_getCode") return chain.hasMulticall?.(numberOf(params[1])) === false ? "0x" : "0x6080";
  if (method === "eth_getBlockByNumber") {
    const block = chain.blockAt(params[0] === "latest" ? "latest" : Number(params[0]));
    if (block === null) return null;
    return { number: hex(block.number), hash: block.hash, timestamp: hex(block.timestamp), transactions: [] };
  }
  if (method !== "eth_call") throw new NodeRefusal(-32601, `the method ${method} does not exist`);
  const { to, data } = params[0] as { readonly to: string; readonly data: string };
  const number = numberOf(params[1]);
  if (chain.blockAt(number) === null) throw new NodeRefusal(-32000, "header not found");
  return called(chain, to, data, number);
}

const isList = (value: unknown): value is readonly NodeCall[] => Array.isArray(value);

/** A node that answers by functions. */
export function serveChain(chain: ServedChain, faults: NodeFaults = {}): Promise<Loopback> {
  const counts = new Map<string, number>();
  let replies = 0;
  const messageOf = (call: NodeCall): NodeMessage => {
    const count = counts.get(call.method) ?? 0;
    counts.set(call.method, count + 1);
    const head = { jsonrpc: "2.0", id: call.id };
    try {
      const good = { ...head, result: resultOf(chain, call) };
      return faults.message?.(call, good, count) ?? good;
    } catch (error) {
      if (!(error instanceof NodeRefusal)) throw error;
      return { ...head, error: { code: error.code, message: error.message } };
    }
  };
  return startLoopback(({ text }): Answered => {
    const asked = JSON.parse(text) as NodeCall | readonly NodeCall[];
    const good = { body: JSON.stringify(isList(asked) ? asked.map(messageOf) : messageOf(asked)) };
    return faults.reply?.(good, replies++) ?? good;
  });
}

/** Replays a tape; several are several blocks of one chain, the last of them its last. A call that is on none is refused by name. */
export function serveTape(
  tapes: ChainTape | readonly ChainTape[],
  faults: NodeFaults & { readonly hasMulticall?: boolean } = {},
): Promise<Loopback> {
  const all = [tapes].flat() as readonly ChainTape[];
  const at = (number: number | "latest"): ChainTape | undefined =>
    number === "latest" ? all.at(-1) : all.find(({ block }) => block.number === number);
  const chain: ServedChain = {
    chainId: all[0].chainId,
    blockAt: (number) => at(number)?.block ?? null,
    call: (to, data, block) => at(block)?.calls[keyOf(to, data)],
    hasMulticall: () => faults.hasMulticall ?? true,
  };
  return serveChain(chain, faults);
}

/** A fault for `message`: the block has another hash from the second asking on. */
export const reorganised: NonNullable<NodeFaults["message"]> = ({ method }, good, count) =>
  method === "eth_getBlockByNumber" && count > 0
    ? { ...good, result: { ...(good["result"] as object), hash: `0x${"ab".repeat(32)}` } }
    : good;

/** A function of a contract, and with which arguments; left out: whichever. */
export interface TapedFunction {
  readonly address: string;
  readonly abi: AbiFunction;
  readonly args?: readonly unknown[];
}

/**
 * The tape with one function's answers changed, in the words of ChainReader.read; null for a revert.
 * @throws Error where the tape has no such call
 */
export async function withAnswer(
  tape: ChainTape,
  { address, abi, args }: TapedFunction,
  change: (value: never) => unknown,
): Promise<ChainTape> {
  const viem = await loadedViem();
  const viemFunction = abi as unknown as ViemFunction;
  const data = args && encodeFunctionData({ abi: [viemFunction], functionName: abi.name, args });
  const start = keyOf(address, data ?? toFunctionSelector(viemFunction));
  const keys = Object.keys(tape.calls).filter((key) => (data === undefined ? key.startsWith(start) : key === start));
  if (keys.length === 0) throw new Error(`the tape has no call of ${abi.name} at ${address}`);
  const calls = { ...tape.calls };
  for (const key of keys) {
    const answer = tape.calls[key];
    const value = answer === null ? null : decodedAnswer(viem, answer as Hex, abi, address);
    const next = change(value as never);
    if (next === null) calls[key] = null;
    else calls[key] = encodeAbiParameters(viemFunction.outputs, (abi.outputs.length === 1 ? [next] : next) as never);
  }
  return { ...tape, calls };
}

/** What stands before a node and writes down what is asked. */
export interface Recorder extends Loopback {
  /** What was asked so far, at the last block that was. */
  tape(): ChainTape;
}

interface RecorderOptions {
  /** The real node. */
  readonly url: string;
  readonly chain: string;
  /** Said in place of the node's own, where a local chain stands for another. */
  readonly chainId: number;
  readonly source: string;
}

/** Writes down the calls of one message of calls, and what was answered to each. */
function written(call: NodeCall, message: NodeMessage, calls: Record<string, string | null>): void {
  if (call.method !== "eth_call") return;
  const { to, data } = call.params[0] as { readonly to: string; readonly data: string };
  if (typeof message["result"] === "string") calls[keyOf(to, data)] = message["result"];
  else if (/revert/i.test(JSON.stringify(message["error"]))) calls[keyOf(to, data)] = null;
}

/** Stands before a node without Multicall3, such as a local chain, and records what is asked through it. */
export async function recordTape({ url, chain, chainId, source }: RecorderOptions): Promise<Recorder> {
  const calls: Record<string, string | null> = {};
  let block: TapeBlock | null = null;
  const messageOf = (call: NodeCall, message: NodeMessage): NodeMessage => {
    written(call, message, calls);
    if (call.method === "eth_chainId") return { ...message, result: hex(chainId) };
    if (call.method === "eth_getBlockByNumber" && message["result"] !== null) {
      const { number, hash, timestamp } = message["result"] as Record<string, string>;
      block = { number: Number(number), hash, timestamp: Number(timestamp) };
    }
    return message;
  };
  const server = await startLoopback(async ({ text }) => {
    const headers = { "content-type": "application/json" };
    const answered = await (await fetch(url, { method: "POST", headers, body: text })).json();
    const asked = JSON.parse(text) as NodeCall | readonly NodeCall[];
    if (!isList(asked)) return { body: JSON.stringify(messageOf(asked, answered as NodeMessage)) };
    const messages = answered as readonly NodeMessage[];
    const own = asked.map((call) => messageOf(call, messages.find(({ id }) => id === call.id) as NodeMessage));
    return { body: JSON.stringify(own) };
  });
  const tape = (): ChainTape => {
    if (block === null) throw new Error("no block was asked for yet");
    return { chain, chainId, block, source, calls: Object.fromEntries(Object.entries(calls).sort()) };
  };
  return { ...server, tape };
}
