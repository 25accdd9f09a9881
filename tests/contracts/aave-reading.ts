import type { Abi, Hex } from "viem";
import type { AbiFunction, ChainReader, ContractCall } from "../../src/ports/index.js";
import {
  curveAbi,
  erc20Abi,
  feedAbi,
  oldCurveAbi,
  oracleAbi,
  poolAbi,
  providerAbi,
} from "../../src/venues/aave-pool/abis.js";
import { readPool as readProductPool } from "../../src/venues/aave-pool/pool-reading.js";
import type { PoolPosition, PoolState } from "../../src/venues/aave-pool/state.js";
import type { AaveMarket } from "./aave-market.js";
import type { Chain, Read } from "./chain.js";

const abis = new WeakMap<AbiFunction, Abi>();

/** A function as an ABI of its own, the same one each time. */
function abiOf(item: AbiFunction): Abi {
  const abi = abis.get(item) ?? ([item] as Abi);
  abis.set(item, abi);
  return abi;
}

const readOf = ({ address, abi, args = [] }: ContractCall): Read => ({
  contract: { address: address as Hex, abi: abiOf(abi) },
  ...{ name: abi.name, args },
});

/** The feeds here tell no age, as many in use: asking them would cost a batch of reverts each time. */
const isAge = ({ abi }: ContractCall): boolean => abi === feedAbi.latestTimestamp || abi === feedAbi.latestRoundData;

/** What no state changes: it is asked once for all 300 of them. */
const FIXED: ReadonlySet<AbiFunction> = new Set<AbiFunction>([
  ...Object.values<AbiFunction>(providerAbi),
  ...Object.values<AbiFunction>(curveAbi),
  ...Object.values<AbiFunction>(oldCurveAbi),
  ...[erc20Abi.symbol, erc20Abi.symbolWord, erc20Abi.decimals, poolAbi.POOL_REVISION],
  ...[oracleAbi.BASE_CURRENCY_UNIT, oracleAbi.getSourceOfAsset],
]);

const known = new WeakMap<Chain, Map<string, unknown>>();

const keyOf = ({ address, abi, args = [] }: ContractCall): string =>
  [address, abi.name, abi.outputs[0]?.type, ...args].join();

/** Whole numbers as bigint, addresses in lower case. */
function inWordsOfThePort(value: unknown): unknown {
  if (typeof value === "number") return BigInt(value);
  if (typeof value === "string") return /^0x[0-9a-f]{40}$/i.test(value) ? value.toLowerCase() : value;
  if (Array.isArray(value)) return value.map(inWordsOfThePort);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inWordsOfThePort(each)]));
}

/** Answers to calls in the words of the port. */
async function answersTo(chain: Chain, calls: readonly ContractCall[], seconds: bigint): Promise<readonly unknown[]> {
  const answers = await chain.read(calls.map(readOf), seconds);
  return answers.map(inWordsOfThePort);
}

/** The chain as the product's readers ask it, as if at a time that no block has yet. */
function readerAt(chain: Chain, seconds: bigint): ChainReader {
  const fixed = known.get(chain) ?? new Map<string, unknown>();
  known.set(chain, fixed);
  const isKnown = (call: ContractCall): boolean => isAge(call) || fixed.has(keyOf(call));
  return {
    ...{ chain: "anvil", source: "anvil", block: { number: 0, hash: "0x", timeMs: Number(seconds) * 1000 } },
    read: async (calls) => {
      const asked = calls.filter((call) => !isKnown(call));
      const answers = new Map(
        (await answersTo(chain, asked, seconds)).map((answer, at) => [asked[at], answer] as const),
      );
      for (const [call, answer] of answers) if (FIXED.has(call.abi)) fixed.set(keyOf(call), answer);
      return calls.map((call) => (isAge(call) ? null : (answers.get(call) ?? fixed.get(keyOf(call)))));
    },
  };
}

/** The pool and an account as stored, asked about at this time: what our functions are given. */
export interface Stored {
  readonly pool: PoolState;
  readonly position: PoolPosition;
}

/** The whole pool, every mode of it, and an account, by the product's own reader. */
export async function readPool({ chain, addresses, modes }: AaveMarket, user: Hex, seconds: bigint): Promise<Stored> {
  const { pool, position } = await readProductPool(readerAt(chain, seconds), {
    ...{ addresses, account: user, eModes: modes.map(({ id }) => id) },
    also: (listed) => listed,
  });
  return { pool, position };
}

/** Reads an account alone. */
export const readPosition = async (market: AaveMarket, user: Hex, seconds: bigint): Promise<PoolPosition> =>
  (await readPool(market, user, seconds)).position;

/** What the contracts answer about an account and about the reserves' indexes at a time. */
export interface TheirAccount {
  /** In getUserAccountData's order. */
  readonly data: readonly bigint[];
  /** By asset: normalised income and debt in ray, and the account's balance and debt. */
  readonly reserves: readonly (readonly [asset: string, ...bigint[]])[];
}

/** Asks the contracts themselves for what our functions compute. */
export async function readAccount(market: AaveMarket, user: Hex, seconds: bigint): Promise<TheirAccount> {
  const { pool, reserves } = market;
  const perReserve = reserves.flatMap(({ token, aToken, debtToken }) => [
    { contract: pool, name: "getReserveNormalizedIncome", args: [token.address] },
    { contract: pool, name: "getReserveNormalizedVariableDebt", args: [token.address] },
    { contract: aToken, name: "balanceOf", args: [user] },
    { contract: debtToken, name: "balanceOf", args: [user] },
  ]);
  const account = { contract: pool, name: "getUserAccountData", args: [user] };
  const [data, ...answers] = await market.chain.read([account, ...perReserve], seconds);
  return {
    data: data as readonly bigint[],
    reserves: reserves.map(({ listing }, at) => [listing.asset, ...(answers.slice(4 * at, 4 * at + 4) as bigint[])]),
  };
}
