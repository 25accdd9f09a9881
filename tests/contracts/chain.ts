import { decodeErrorResult, decodeFunctionResult, encodeDeployData, encodeFunctionData } from "viem";
import { getContractAddress, parseEventLogs, type Abi, type Hex, type Log } from "viem";
import { ChainError, startAnvil, type Call } from "./anvil.js";
import { linked, type Artifact } from "./compile.js";

/** A contract at its address. */
export interface Contract {
  readonly address: Hex;
  readonly abi: Abi;
}

/** A question to a contract. */
export interface Read {
  readonly contract: Contract;
  readonly name: string;
  readonly args?: readonly unknown[];
  /** Who asks; left out: the governor. */
  readonly from?: Hex;
}

/** A transaction to a contract. */
export interface Action extends Read {
  readonly from: Hex;
}

/** What a transaction left. */
export interface Receipt {
  readonly status: Hex;
  readonly logs: readonly Log[];
}

/** The fields of the one event of this name that a transaction emitted. @throws Error unless there is exactly one */
export function eventOf({ abi }: Contract, { logs }: Receipt, eventName: string): unknown {
  const events = parseEventLogs({ abi, eventName, logs: [...logs] });
  if (events.length !== 1) throw new Error(`${events.length} events ${eventName}`);
  return events[0].args;
}

/** An address of its own for a number, such as 0x00000000000000000000000000000000000ACC01. */
export const addressOf = (number: number): Hex => `0x${(0xacc0000 + number).toString(16).padStart(40, "0")}`;

/** Who deploys and governs everything. */
export const GOVERNOR = addressOf(0);

/** Enough for any transaction here; always said, since an estimate is made on an earlier block, with less interest to add. */
const GAS = "0x5f5e100";

const dataOf = ({ contract, name, args = [] }: Read): Hex =>
  encodeFunctionData({ abi: contract.abi, functionName: name, args });

const hexOf = (value: number | bigint): Hex => `0x${value.toString(16)}`;

/** What a call reverted with: the text of a require, the name of a custom error, or the data as they are. */
function reasonOf(data: string, errors: Abi): string {
  if (data === "0x") return "no reason";
  try {
    const { errorName, args } = decodeErrorResult({ abi: errors, data: data as Hex });
    if (errorName === "Panic") return `Panic(0x${BigInt(String(args?.[0])).toString(16)})`;
    return errorName === "Error" ? String(args?.[0]) : errorName;
  } catch {
    return data;
  }
}

/** A chain with words for what the tests do on it. Close it. */
export interface Chain {
  /** Deploys one contract and gives it back. */
  deploy(artifact: Artifact, args?: readonly unknown[], libraries?: Readonly<Record<string, Hex>>): Promise<Contract>;
  /** One block with these transactions, in order, at this time (seconds; left out: one second on). @throws Error if one reverts */
  act(actions: readonly Action[], seconds?: bigint): Promise<readonly Receipt[]>;
  /** Answers of contracts as if at this time, in order. */
  read(reads: readonly Read[], seconds: bigint): Promise<readonly unknown[]>;
  /** Why a transaction would be refused at this time; null if it would not. Custom errors are named from `errors`. */
  refusal(action: Action, seconds: bigint, errors: Abi): Promise<string | null>;
  /** Writes storage words: [address, slot, value]. */
  store(words: readonly (readonly [Hex, bigint, bigint])[]): Promise<void>;
  /** Time of the last block, seconds. */
  now(): Promise<bigint>;
  /** Remembers the chain as it is; what is returned takes it back there, as often as called. */
  remember(): Promise<() => Promise<void>>;
  close(): void;
}

/** Starts a chain. */
export async function startChain(): Promise<Chain> {
  const { ask, askAll, close } = await startAnvil();

  const now = async (): Promise<bigint> => {
    const block = (await ask("eth_getBlockByNumber", "latest", false)) as { readonly timestamp: Hex };
    return BigInt(block.timestamp);
  };
  const sendAll = async (transactions: readonly object[], seconds: bigint): Promise<readonly Receipt[]> => {
    const hashes: unknown[] = [];
    for (const transaction of transactions) {
      hashes.push(await ask("eth_sendTransaction", { gas: GAS, gasPrice: "0x0", ...transaction }));
    }
    await ask("evm_setNextBlockTimestamp", hexOf(seconds));
    await ask("evm_mine");
    const receipts = hashes.map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] }));
    return (await askAll(receipts)) as readonly Receipt[];
  };
  const act = async (actions: readonly Action[], seconds?: bigint): Promise<readonly Receipt[]> => {
    const transactions = actions.map((each) => ({ from: each.from, to: each.contract.address, data: dataOf(each) }));
    const receipts = await sendAll(transactions, seconds ?? (await now()) + 1n);
    const refused = actions.filter((_, at) => receipts[at]?.status !== "0x1").map(({ name }) => name);
    if (refused.length > 0)
      throw new Error(`reverted: ${refused.join(", ")} of ${actions.map(({ name }) => name).join(", ")}`);
    return receipts;
  };
  const deploy: Chain["deploy"] = async (artifact, args = [], libraries = {}) => {
    const data = encodeDeployData({ abi: artifact.abi, bytecode: linked(artifact, libraries), args });
    const nonce = BigInt((await ask("eth_getTransactionCount", GOVERNOR, "latest")) as Hex);
    const [receipt] = await sendAll([{ from: GOVERNOR, data }], (await now()) + 1n);
    if (receipt.status !== "0x1") throw new Error("a deployment reverted");
    return { address: getContractAddress({ from: GOVERNOR, nonce }), abi: artifact.abi };
  };
  const callOf = (read: Read, seconds: bigint): Call => {
    const call = { from: read.from ?? GOVERNOR, to: read.contract.address, data: dataOf(read), gas: GAS };
    return { method: "eth_call", params: [call, "latest", null, { time: hexOf(seconds) }] };
  };
  const read: Chain["read"] = async (reads, seconds) => {
    const answers = await askAll(reads.map((each) => callOf(each, seconds)));
    return reads.map(({ contract, name, args = [] }, at) =>
      decodeFunctionResult({ abi: contract.abi, functionName: name, args, data: answers[at] as Hex }),
    );
  };
  const refusal: Chain["refusal"] = async (action, seconds, errors) => {
    try {
      await askAll([callOf(action, seconds)]);
      return null;
    } catch (error) {
      if (error instanceof ChainError) return reasonOf(error.data, errors);
      throw error;
    }
  };
  const store: Chain["store"] = async (words) => {
    const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;
    await askAll(
      words.map(([address, slot, value]) => ({
        method: "anvil_setStorageAt",
        params: [address, word(slot), word(value)],
      })),
    );
  };
  const remember = async (): Promise<() => Promise<void>> => {
    let id = await ask("evm_snapshot");
    return async () => {
      if ((await ask("evm_revert", id)) !== true) throw new Error("the chain forgot");
      id = await ask("evm_snapshot"); // a snapshot serves once
    };
  };
  return { deploy, act, read, refusal, store, now, remember, close };
}
