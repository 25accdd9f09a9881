import type { ChainReader, ContractCall } from "../../ports/index.js";
import { addressIn, badAnswer, objectIn, wholeIn } from "../answer.js";
import { readParts } from "../contract-parts.js";
import { symbolOfWord, type TokenSymbol } from "../token-name.js";
import { erc20Abi, poolAbi, scaledTokenAbi } from "./abis.js";
import { configured, type ConfiguredReserve } from "./configuration-word.js";
import { RAY } from "./ray.js";
import type { PoolReserve } from "./state.js";

/** What the pool stores of a reserve and getReserveData answers. */
type StoredReserve = Pick<
  PoolReserve,
  | "liquidityIndexRay"
  | "variableBorrowIndexRay"
  | "liquidityRateRay"
  | "variableBorrowRateRay"
  | "lastUpdateSeconds"
  | "accruedToTreasury"
  | "unbacked"
  | "isolationModeTotalDebt"
>;

/** A reserve of the pool's list: what is known of every one of them. */
export interface ListedReserve extends TokenSymbol {
  /** Its place among the bits of accounts and efficiency modes; the pool's list leaves out places that were given up. */
  readonly id: number;
  readonly aToken: string;
  readonly debtToken: string;
  readonly strategy: string;
  readonly configuration: ConfiguredReserve;
  readonly stored: StoredReserve;
  /** What the account has, scaled as the tokens store it. */
  readonly scaledBalance: bigint;
  readonly scaledDebt: bigint;
}

/** Whose reserves, and whose balances. */
export interface ListAsked {
  readonly pool: string;
  readonly account: string;
  /** Addresses of the underlying tokens. */
  readonly reserves: readonly string[];
  /** Time of the block, seconds. */
  readonly nowSeconds: bigint;
}

type Described = Omit<ListedReserve, "symbol" | "scaledBalance" | "scaledDebt">;

const WORD = { want: "a whole number" };

/** getReserveData's answer. @throws BadAnswerError (E_BAD_ANSWER) for what no reserve can be */
function describedFrom(answer: unknown, address: string, nowSeconds: bigint): Described {
  const field = `reserves.${address}`;
  const data = objectIn(answer, field);
  const whole = (name: string, range = WORD): bigint => wholeIn(data[name], `${field}.${name}`, range);
  const index = { min: RAY, want: "an index of 1 ray or above: it starts there and never falls" };
  const { aTokenAddress, variableDebtTokenAddress, interestRateStrategyAddress } = data;
  const word = wholeIn(objectIn(data.configuration, `${field}.configuration`).data, `${field}.configuration`, WORD);
  const latest = { max: nowSeconds, want: `a time up to that of the block, ${nowSeconds}` };
  const id = { max: 127n, want: "a place from 0 to 127" };
  return {
    address,
    id: Number(whole("id", id)),
    aToken: addressIn(aTokenAddress, `${field}.aTokenAddress`),
    debtToken: addressIn(variableDebtTokenAddress, `${field}.variableDebtTokenAddress`),
    strategy: addressIn(interestRateStrategyAddress, `${field}.interestRateStrategyAddress`),
    configuration: configured(word),
    stored: {
      liquidityIndexRay: whole("liquidityIndex", index),
      variableBorrowIndexRay: whole("variableBorrowIndex", index),
      liquidityRateRay: whole("currentLiquidityRate"),
      variableBorrowRateRay: whole("currentVariableBorrowRate"),
      lastUpdateSeconds: whole("lastUpdateTimestamp", latest),
      accruedToTreasury: whole("accruedToTreasury"),
      unbacked: whole("unbacked"),
      isolationModeTotalDebt: whole("isolationModeTotalDebt"),
    },
  };
}

const firstCalls = (pool: string, address: string): readonly ContractCall[] => [
  { address: pool, abi: poolAbi.getReserveData, args: [address] },
  { address, abi: erc20Abi.symbolWord, mayRevert: true },
];

const secondCalls = ({ address, aToken, debtToken }: Described, account: string, symbol: string | null) => [
  { address: aToken, abi: scaledTokenAbi.scaledBalanceOf, args: [account] },
  { address: debtToken, abi: scaledTokenAbi.scaledBalanceOf, args: [account] },
  ...(symbol === "follows" ? [{ address, abi: erc20Abi.symbol }] : []),
];

/** A name matters only where the token is used, and is looked at there. */
const seen = (text: unknown): string | null => (typeof text === "string" ? text : null);

/** @throws BadAnswerError (E_BAD_ANSWER) where two reserves stand in one place. */
function assertOnePlaceEach(reserves: readonly Described[]): void {
  const twice = reserves.find(({ id }, at) => reserves.findIndex((other) => other.id === id) !== at);
  if (twice !== undefined) throw badAnswer(`reserves.${twice.address}.id`, twice.id, "a place of its own");
}

/** Every reserve of a pool, with what the account has of it. @throws BadAnswerError (E_BAD_ANSWER), and as ChainReader.read */
export async function readListed(reader: ChainReader, asked: ListAsked): Promise<readonly ListedReserve[]> {
  const { pool, account, reserves, nowSeconds } = asked;
  const first = await readParts(
    reader,
    reserves.map((address) => firstCalls(pool, address)),
  );
  const described = reserves.map((address, at) => describedFrom(first[at]?.[0], address, nowSeconds));
  assertOnePlaceEach(described);
  const words = first.map(([, word]) => symbolOfWord(word));
  const second = await readParts(
    reader,
    described.map((each, at) => secondCalls(each, account, words[at] ?? null)),
  );
  return described.map((each, at) => {
    const [balance, debt, text] = second[at] ?? [];
    const field = `reserves.${each.address}`;
    return {
      ...each,
      symbol: words[at] === "follows" ? seen(text) : (words[at] ?? null),
      scaledBalance: wholeIn(balance, `${field}.scaledBalance`, WORD),
      scaledDebt: wholeIn(debt, `${field}.scaledDebt`, WORD),
    };
  });
}
