import { toFunctionSelector } from "viem";
import { afterEach, describe, expect, test } from "vitest";
import { reorganised, serveChain, type NodeFaults, type ServedChain } from "../../tests/loopback-chain.js";
import { type Loopback } from "../../tests/loopback-http.js";
import type { AbiFunction, AbiParameter, ContractCall } from "../ports/index.js";
import { openChain, type ChainOptions } from "./chain-reader.js";

const open: Loopback[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const NOW_MS = 1_700_000_010_000;
const BLOCK = { number: 19_000_000, hash: `0x${"0b".repeat(32)}`, timestamp: 1_700_000_000 };
const ADDRESS = `0x${"AA".repeat(20)}`;

const abiOf = (name: string, inputs: readonly string[], outputs: readonly AbiParameter[]): AbiFunction => ({
  type: "function",
  name,
  stateMutability: "view",
  inputs: inputs.map((type) => ({ type })),
  outputs,
});

const word = (value: bigint | number): string => value.toString(16).padStart(64, "0");

/** A contract whose answer to any call is the word that it was asked with; selectors that are not its own revert. */
const echo = abiOf("echo", ["uint256"], [{ type: "uint256" }]);
const ECHO = toFunctionSelector("echo(uint256)");
const missing = abiOf("missing", [], [{ type: "uint256" }]);

const served = (call: ServedChain["call"], more: Partial<ServedChain> = {}): ServedChain => ({
  chainId: 1,
  blockAt: (number) => (number === "latest" || number === BLOCK.number ? BLOCK : null),
  call,
  ...more,
});

const echoing: ServedChain["call"] = (_, data) => (data.startsWith(ECHO) ? `0x${data.slice(10)}` : null);

async function reading(chain: ServedChain, faults: NodeFaults = {}, options: Partial<ChainOptions> = {}) {
  const node = await serveChain(chain, faults);
  open.push(node);
  return { node, opened: openChain({ chain: "ethereum", chainId: 1, url: node.url, nowMs: NOW_MS, ...options }) };
}

const echoCall = (value: bigint): ContractCall => ({ address: ADDRESS, abi: echo, args: [value] });

describe("a chain at one block", () => {
  test.each([true, false])("reads at its last block; Multicall3 there: %s", async (hasMulticall) => {
    const { node, opened } = await reading(served(echoing, { hasMulticall: () => hasMulticall }));
    const reader = await opened;
    expect(reader.block).toEqual({ number: 19_000_000, hash: BLOCK.hash, timeMs: 1_700_000_000_000 });
    expect(reader.source).toBe(new URL(node.url).host);
    const answers = await reader.read([
      echoCall(7n),
      { address: ADDRESS, abi: missing, mayRevert: true },
      echoCall(8n),
    ]);
    expect(answers).toEqual([7n, null, 8n]);
    const calls = node.asked.map(({ text }) => text).filter((text) => text.includes("eth_call"));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toContain('"0x121eac0"');
  });

  test.each([true, false])(
    "250 calls are asked in three messages, in their order; Multicall3: %s",
    async (hasMulticall) => {
      const { node, opened } = await reading(served(echoing, { hasMulticall: () => hasMulticall }));
      const values = Array.from({ length: 250 }, (_, at) => BigInt(at));
      expect(await (await opened).read(values.map(echoCall))).toEqual(values);
      expect(node.asked.filter(({ text }) => text.includes("eth_call"))).toHaveLength(3);
    },
  );

  test("nothing asked is nothing answered", async () => {
    const { opened } = await reading(served(echoing));
    expect(await (await opened).read([])).toEqual([]);
  });

  test("whole numbers of every width are bigint, addresses lower case, structs objects by name, several outputs a list", async () => {
    const components = [
      { name: "holder", type: "address" },
      { name: "since", type: "uint40" },
    ];
    const outputs = [{ type: "tuple", components }, { type: "uint8" }, { type: "int24[2]" }, { type: "bool" }];
    const words = [word(BigInt(ADDRESS)), word(5), word(6), word(2n ** 256n - 3n), word(9), word(1)];
    const { opened } = await reading(served(() => `0x${words.join("")}`));
    const answers = await (await opened).read([{ address: ADDRESS, abi: abiOf("many", [], outputs) }]);
    expect(answers).toEqual([[{ holder: ADDRESS.toLowerCase(), since: 5n }, 6n, [-3n, 9n], true]]);
  });

  test("a block that is named is read however old it is", async () => {
    const { opened } = await reading(served(echoing), {}, { blockNumber: BLOCK.number, nowMs: NOW_MS + 1e12 });
    expect((await opened).block.number).toBe(BLOCK.number);
  });
});

/** A whole reading of one call. */
async function answered(call: ContractCall, chain: ServedChain, faults?: NodeFaults, options?: Partial<ChainOptions>) {
  const { opened } = await reading(chain, faults, options);
  return (await opened).read([call]);
}

type MessageFault = NonNullable<NodeFaults["message"]>;

/** A fault of the message that answers a method. */
const spoilt =
  (of: string, change: (good: Record<string, unknown>) => Record<string, unknown>): MessageFault =>
  ({ method }, good) =>
    method === of ? change({ ...good }) : good;

const result = (value: unknown) => (good: object) => ({ ...good, result: value });
const noResult = ({ result: _, ...rest }: Record<string, unknown>): Record<string, unknown> => rest;
const refusal = (code: number, message: string) => (good: Record<string, unknown>) => ({
  ...noResult(good),
  error: { code, message },
});
const block = (change: object) => (good: Record<string, unknown>) => ({
  ...good,
  result: { ...(good["result"] as object), ...change },
});

const badNodes: readonly (readonly [string, string, string, MessageFault])[] = [
  ["another chain", "E_BAD_ANSWER", "chainId", spoilt("eth_chainId", result("0x2105"))],
  ["a chain id that is a number of JSON", "E_BAD_ANSWER", "chainId", spoilt("eth_chainId", result(1))],
  ["no last block", "E_BAD_ANSWER", "block", spoilt("eth_getBlockByNumber", result(null))],
  ["a block whose hash is too short", "E_BAD_ANSWER", "block.hash", spoilt("eth_getBlockByNumber", block({ hash: "0x12" }))],
  ["a block without a time", "E_BAD_ANSWER", "block.timestamp", spoilt("eth_getBlockByNumber", block({ timestamp: null }))],
  ["a last block an hour old", "E_STALE", "block", spoilt("eth_getBlockByNumber", block({ timestamp: "0x6553e2f0" }))],
  ["a last block an hour ahead", "E_BAD_ANSWER", "block", spoilt("eth_getBlockByNumber", block({ timestamp: "0x6553ff10" }))],
  ["another block at the height after the answers", "E_BAD_ANSWER", "block", reorganised],
  ["a block of another height than the one asked for", "E_BAD_ANSWER", "block.number", ({ method }, good, count) => (method === "eth_getBlockByNumber" && count > 0 ? block({ number: "0x1" })({ ...good }) : good)],
  ["no result", "E_BAD_ANSWER", "host", spoilt("eth_call", noResult)],
  ["an answer to another call", "E_BAD_ANSWER", "host", spoilt("eth_call", (good) => ({ ...good, id: 77 }))],
  ["a message that is no JSON-RPC", "E_BAD_ANSWER", "host", spoilt("eth_call", ({ jsonrpc: _, ...rest }) => rest)],
  ["a result that is an object", "E_BAD_ANSWER", "host", spoilt("eth_call", result({}))],
  ["a result of odd hex", "E_BAD_ANSWER", "host", spoilt("eth_call", result("0x123"))],
  ["an empty result", "E_BAD_ANSWER", "aggregate3", spoilt("eth_call", result("0x"))],
  ["half of the bytes", "E_BAD_ANSWER", "aggregate3", spoilt("eth_call", (good) => ({ ...good, result: String(good["result"]).slice(0, 130) }))],
  ["a refusal by JSON-RPC", "E_UNAVAILABLE", "host", spoilt("eth_call", refusal(-32603, "internal error"))],
  ["a node without the block", "E_UNAVAILABLE", "host", spoilt("eth_call", refusal(-32000, "header not found"))],
  ["a node without old states", "E_UNAVAILABLE", "host", spoilt("eth_call", refusal(-32000, "missing trie node 12ab"))],
  ["a refusal for too many questions", "E_RATE_LIMITED", "host", spoilt("eth_call", refusal(-32005, "slow down"))],
  ["a refusal for want of a key", "E_UNAUTHENTICATED", "host", spoilt("eth_chainId", refusal(-32000, "invalid project id"))],
]; // prettier-ignore

describe("a bad node is refused by name", () => {
  test.each(badNodes)("%s: %s at %s", async (_, code, field, message) => {
    const { node, opened } = await reading(served(echoing), { message });
    const host = new URL(node.url).host;
    const read = opened.then((reader) => reader.read([echoCall(7n)]));
    await expect(read).rejects.toMatchObject({ code, field: field === "host" ? host : field });
  });

  test.each([
    ["a revert", echo, null, "E_BAD_ANSWER"],
    ["no contract at the address", echo, "0x", "E_BAD_ANSWER"],
    ["an answer of half a word", echo, "0x1234", "E_BAD_ANSWER"],
    [
      "a figure beyond the width of its type",
      abiOf("small", [], [{ type: "uint8" }]),
      `0x${word(256)}`,
      "E_BAD_ANSWER",
    ],
    [
      "an address with bits above it",
      abiOf("owner", [], [{ type: "address" }]),
      `0x${word(2n ** 200n)}`,
      "E_BAD_ANSWER",
    ],
    ["a flag that is 2", abiOf("isOn", [], [{ type: "bool" }]), `0x${word(2)}`, "E_BAD_ANSWER"],
    [
      "a list that is longer than the answer",
      abiOf("list", [], [{ type: "uint256[]" }]),
      `0x${word(32)}${word(2 ** 40)}`,
      "E_BAD_ANSWER",
    ],
  ] as const)("%s is refused with the function's name", async (_, abi, bytes, code) => {
    const call = { address: ADDRESS, abi, args: abi.inputs.map(() => 1n) };
    await expect(
      answered(
        call,
        served(() => bytes),
      ),
    ).rejects.toMatchObject({ code, field: abi.name });
  });

  test("of calls one by one: a message with an answer less, and one with a refusal", async () => {
    const chain = served(echoing, { hasMulticall: () => false });
    const short: NodeFaults["reply"] = (good) => ({ body: good.body.toString().startsWith("[") ? "[]" : good.body });
    await expect(answered(echoCall(1n), chain, { reply: short })).rejects.toMatchObject({
      code: "E_BAD_ANSWER",
      got: "0 answers",
    });
    const refused = { message: spoilt("eth_call", refusal(-32000, "header not found")) };
    await expect(answered(echoCall(1n), chain, refused)).rejects.toMatchObject({ code: "E_UNAVAILABLE" });
  });
});
