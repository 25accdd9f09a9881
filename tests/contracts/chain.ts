import { decodeErrorResult, decodeFunctionResult, encodeDeployData, encodeFunctionData } from "viem";
import { getContractAddress, parseEventLogs, type Abi, type Hex, type Log } from "viem";
import { ChainError, GENESIS_SECONDS, startAnvil, type Anvil, type Call } from "./anvil.js";
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

/** An event's fields by name. */
export type Fields = Readonly<Record<string, string | bigint>>;

/** The fields of each event of this name that a transaction emitted. */
export const eventsOf = ({ abi }: Contract, { logs }: Receipt, eventName: string): readonly Fields[] =>
  parseEventLogs({ abi, eventName, logs: [...logs] }).map(({ args }) => args as unknown as Fields);

/** An address of its own for a number, such as 0x00000000000000000000000000000000000ACC01. */
export const addressOf = (number: number): Hex => `0x${(0xacc0000 + number).toString(16).padStart(40, "0")}`;

/** Who deploys and governs everything. */
export const GOVERNOR = addressOf(0);

/** Enough for any transaction here; always said, since an estimate is made on an earlier block, with less interest to add. */
const GAS = "0x5f5e100";

const fragments = new WeakMap<Abi, Map<string, Abi>>();

/** The part of an ABI that a call needs: looking it up in the whole is what most of the time would be spent on. */
function fragmentOf({ contract, name }: Read): Abi {
  const known = fragments.get(contract.abi) ?? new Map<string, Abi>();
  fragments.set(contract.abi, known);
  const fragment = known.get(name) ?? contract.abi.filter((item) => "name" in item && item.name === name);
  known.set(name, fragment);
  return fragment;
}

const dataOf = (read: Read): Hex =>
  encodeFunctionData({ abi: fragmentOf(read), functionName: read.name, args: read.args ?? [] });

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
  /** Where it answers, for a reader of our own. */
  readonly url: string;
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
  now(): bigint;
  /** Remembers the chain as it is; what is returned takes it back there, as often as called. */
  remember(): Promise<() => Promise<void>>;
  close(): void;
}

const callOf = (read: Read, seconds: bigint): Call => {
  const call = { from: read.from ?? GOVERNOR, to: read.contract.address, data: dataOf(read), gas: GAS };
  return { method: "eth_call", params: [call, "latest", null, { time: hexOf(seconds) }] };
};

function reading(anvil: Anvil): Pick<Chain, "read" | "refusal"> {
  return {
    read: async (reads, seconds) => {
      const answers = await anvil.askAll(reads.map((each) => callOf(each, seconds)));
      return reads.map((each, at) =>
        decodeFunctionResult({ abi: fragmentOf(each), functionName: each.name, data: answers[at] as Hex }),
      );
    },
    refusal: async (action, seconds, errors) => {
      try {
        await anvil.askAll([callOf(action, seconds)]);
        return null;
      } catch (error) {
        if (error instanceof ChainError) return reasonOf(error.data, errors);
        throw error;
      }
    },
  };
}

/** The part of a chain that mines: it alone knows the time. */
function mining(anvil: Anvil): Pick<Chain, "deploy" | "act" | "now" | "remember"> {
  let now = BigInt(GENESIS_SECONDS);
  const mine = async (transactions: readonly object[], seconds: bigint): Promise<readonly Receipt[]> => {
    const hashes: unknown[] = [];
    for (const transaction of transactions) {
      hashes.push(await anvil.ask("eth_sendTransaction", { gas: GAS, gasPrice: "0x0", ...transaction }));
    }
    await anvil.ask("evm_mine", hexOf(seconds));
    now = seconds;
    const receipts = hashes.map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] }));
    return (await anvil.askAll(receipts)) as readonly Receipt[];
  };
  return {
    now: () => now,
    act: async (actions, seconds = now + 1n) => {
      const transactions = actions.map((each) => ({ from: each.from, to: each.contract.address, data: dataOf(each) }));
      const receipts = await mine(transactions, seconds);
      const refused = actions.filter((_, at) => receipts[at]?.status !== "0x1").map(({ name }) => name);
      if (refused.length > 0) throw new Error(`reverted: ${refused.join(", ")} among ${actions.length} transactions`);
      return receipts;
    },
    deploy: async (artifact, args = [], libraries = {}) => {
      const data = encodeDeployData({ abi: artifact.abi, bytecode: linked(artifact, libraries), args });
      const nonce = BigInt((await anvil.ask("eth_getTransactionCount", GOVERNOR, "latest")) as Hex);
      const [receipt] = await mine([{ from: GOVERNOR, data }], now + 1n);
      if (receipt.status !== "0x1") throw new Error("a deployment reverted");
      return { address: getContractAddress({ from: GOVERNOR, nonce }), abi: artifact.abi };
    },
    remember: async () => {
      const then = now;
      let id = await anvil.ask("evm_snapshot");
      return async () => {
        if ((await anvil.ask("evm_revert", id)) !== true) throw new Error("the chain forgot");
        now = then;
        id = await anvil.ask("evm_snapshot"); // a snapshot serves once
      };
    },
  };
}

const wordOf = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;

/** Starts a chain. */
export async function startChain(): Promise<Chain> {
  const anvil = await startAnvil();
  return {
    url: anvil.url,
    ...reading(anvil),
    ...mining(anvil),
    store: async (words) => {
      const stores = words.map(([address, slot, value]) => [address, wordOf(slot), wordOf(value)]);
      await anvil.askAll(stores.map((params) => ({ method: "anvil_setStorageAt", params })));
    },
    close: () => anvil.close(),
  };
}
