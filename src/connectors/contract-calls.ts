import type * as viemModule from "viem";
import { BadAnswerError, NotInstalledError } from "../errors/index.js";
import type { AbiFunction, AbiParameter, ContractCall } from "../ports/index.js";
import { isRevert, rpcFault, type RpcNode } from "./json-rpc.js";

/** What encodes and decodes calls; it asks nobody. */
export type Viem = typeof viemModule;
type Hex = viemModule.Hex;

/** @throws NotInstalledError (E_NOT_INSTALLED) */
export async function loadedViem(): Promise<Viem> {
  try {
    return await import("viem");
  } catch {
    const detail = { field: "viem", got: "a package that is not installed", want: "viem, which speaks to chains" };
    throw new NotInstalledError({ ...detail, hint: "npm install viem" });
  }
}

/** Where Multicall3 stands on nearly every chain (mds1/multicall3, deployments.json). */
export const MULTICALL = "0xca11bde05977b3631167028862be2a173976ca11";

/** Most calls in one message, and most bytes of what they carry: far below what a node spends on one question. */
const CALLS_MAX = 100;
const BYTES_MAX = 50_000;

/** One call as it is sent. */
interface Sent {
  readonly to: Hex;
  readonly data: Hex;
}

/** What a contract answered: its bytes, or null for a revert. */
type Returned = Hex | null;

export const isHex = (value: unknown): value is Hex => typeof value === "string" && /^0x([0-9a-f]{2})*$/i.test(value);

/** Calls in messages of bounded size. */
function chunked(calls: readonly Sent[]): readonly (readonly Sent[])[] {
  const chunks: Sent[][] = [];
  let bytes = Infinity;
  for (const call of calls) {
    const own = call.data.length / 2;
    const last = chunks.at(-1);
    if (last === undefined || last.length >= CALLS_MAX || bytes + own > BYTES_MAX) {
      chunks.push([call]);
      bytes = own;
    } else {
      last.push(call);
      bytes += own;
    }
  }
  return chunks;
}

const noBytes = (host: string): BadAnswerError =>
  new BadAnswerError({ field: host, got: "a result that is no bytes", want: "bytes in hex", hint: "ask another node" });

/** What Multicall3 answered, call by call; nothing where it does not decode. */
function aggregatedResults(viem: Viem, data: Hex): readonly { readonly success: boolean; readonly returnData: Hex }[] {
  try {
    return viem.decodeFunctionResult({ abi: viem.multicall3Abi, functionName: "aggregate3", data });
  } catch {
    return [];
  }
}

/** Calls through Multicall3, as one question. @throws BadAnswerError (E_BAD_ANSWER), and as `RpcNode.ask` */
async function aggregated(
  viem: Viem,
  node: RpcNode,
  calls: readonly Sent[],
  block: string,
): Promise<readonly Returned[]> {
  const { multicall3Abi: abi } = viem;
  const list = calls.map(({ to, data }) => ({ target: to, allowFailure: true, callData: data }));
  const data = viem.encodeFunctionData({ abi, functionName: "aggregate3", args: [list] });
  const answered = await node.ask("eth_call", { to: MULTICALL, data }, block);
  if (!isHex(answered)) throw noBytes(node.host);
  const results = aggregatedResults(viem, answered);
  if (results.length === calls.length) return results.map(({ success, returnData }) => (success ? returnData : null));
  const detail = { field: "aggregate3", got: `${results.length} answers`, want: `${calls.length} answers` };
  throw new BadAnswerError({ ...detail, hint: "ask another node" });
}

/** The same calls each by itself, in one message: where a chain has no Multicall3. @throws as `aggregated` */
async function listed(node: RpcNode, calls: readonly Sent[], block: string): Promise<readonly Returned[]> {
  const outcomes = await node.askEach(calls.map((call) => ({ method: "eth_call", params: [call, block] })));
  return outcomes.map((outcome) => {
    if ("refusal" in outcome) {
      if (isRevert(outcome.refusal)) return null;
      throw rpcFault(outcome.refusal, node.host);
    }
    if (!isHex(outcome.result)) throw noBytes(node.host);
    return outcome.result;
  });
}

/** A decoded value in the words of the port: whole numbers as bigint, addresses in lower case. */
function normal(value: unknown, { type, components = [] }: AbiParameter): unknown {
  const item = /^(.*)\[\d*\]$/.exec(type)?.[1];
  if (item !== undefined && Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.map((each) => normal(each, { type: item, components }));
  }
  if (type === "tuple" && typeof value === "object" && value !== null) {
    const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
    const fields = entries.map(([name, each], at) => {
      const component = components[at];
      return [name, component === undefined ? each : normal(each, component)] as const;
    });
    return Array.isArray(value) ? fields.map(([, each]) => each) : Object.fromEntries(fields);
  }
  if (typeof value === "number") return BigInt(value);
  return type === "address" && typeof value === "string" ? value.toLowerCase() : value;
}

/** What a function answered with these bytes, as ChainReader.read gives it. @throws BadAnswerError (E_BAD_ANSWER) */
export function decodedAnswer(viem: Viem, data: Hex, { name, outputs }: AbiFunction, address: string): unknown {
  const detail = { field: name, want: "what its ABI states", hint: "check the address, and the release of its rules" };
  if (data === "0x" && outputs.length > 0)
    throw new BadAnswerError({ ...detail, got: `nothing: no contract with it at ${address}` });
  try {
    const values = viem.decodeAbiParameters(outputs, data);
    const again = viem.encodeAbiParameters(outputs, values);
    if (!data.toLowerCase().startsWith(again)) throw new RangeError("bits beyond the width of a type");
    const answers = outputs.map((output, at) => normal(values[at], output));
    return answers.length === 1 ? answers[0] : answers;
  } catch {
    throw new BadAnswerError({ ...detail, got: `${data.length / 2 - 1} bytes that do not decode` });
  }
}

/** The answer to a call, or null where it may revert and did. @throws BadAnswerError (E_BAD_ANSWER) */
function answerOf(viem: Viem, returned: Returned, { abi, address, mayRevert = false }: ContractCall): unknown {
  if (mayRevert && (returned === null || returned === "0x")) return null;
  if (returned !== null) return decodedAnswer(viem, returned, abi, address);
  const hint = "check the address, and the release of its rules";
  throw new BadAnswerError({ field: abi.name, got: `a revert of ${address}`, want: "an answer", hint });
}

/** The address, in lower case: mixed case is a check sum, which is a matter of who typed it. @throws BadAnswerError (E_BAD_ANSWER) */
function addressOf({ address, abi }: ContractCall): Hex {
  const lower = address.toLowerCase();
  if (isHex(lower) && lower.length === 42) return lower;
  const want = "an address of 20 bytes";
  throw new BadAnswerError({ field: abi.name, got: address, want, hint: "check where the address comes from" });
}

/**
 * The answers to calls at one block, as ChainReader.read gives them.
 * @param block its number in hex, as JSON-RPC has it
 * @param hasMulticall true where Multicall3 stood at that block
 * @throws BadAnswerError (E_BAD_ANSWER), and as `RpcNode.ask`
 */
export async function answersAt(
  { node, viem, block, hasMulticall }: { node: RpcNode; viem: Viem; block: string; hasMulticall: boolean },
  calls: readonly ContractCall[],
): Promise<readonly unknown[]> {
  const sent = calls.map((call) => {
    const { abi, args = [] } = call;
    return { to: addressOf(call), data: viem.encodeFunctionData({ abi: [abi], functionName: abi.name, args }) };
  });
  const returned: Returned[] = [];
  for (const chunk of chunked(sent))
    returned.push(...(hasMulticall ? await aggregated(viem, node, chunk, block) : await listed(node, chunk, block)));
  return calls.map((call, at) => answerOf(viem, returned[at] ?? null, call));
}
