import { DisputedError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import type { ChainReader, ContractCall } from "../../ports/index.js";
import { addressIn, badAnswer, listIn, objectIn, wholeIn } from "../answer.js";
import { readParts } from "../contract-parts.js";
import { tokenName } from "../token-name.js";
import type { PoolAccountData } from "./account-data.js";
import { oracleAbi, poolAbi, providerAbi } from "./abis.js";
import { isSet } from "./configuration-word.js";
import type { PoolAddresses } from "./deployment.js";
import { readListed, type ListedReserve } from "./listed-reserves.js";
import { eModeCalls, eModeFrom, ownPriceCalls } from "./e-mode-reading.js";
import { feedCalls, feedFrom, reserveCalls, reserveFrom, type PriceFeed } from "./reserve-reading.js";
import { revisionOf, type PoolRevision } from "./revisions.js";
import type { PoolHolding, PoolPosition, PoolState } from "./state.js";

/** What of a pool is asked for. */
export interface PoolAsked {
  readonly addresses: PoolAddresses;
  /** Address of the holder, in lower case. */
  readonly account: string;
  /** Reserves to read in full beside those that the account uses as collateral or owes. */
  readonly also?: (listed: readonly ListedReserve[], used: readonly ListedReserve[]) => readonly ListedReserve[];
  /** Efficiency modes to read beside the account's own. */
  readonly eModes?: readonly number[];
}

/** A pool and one account of it, of one block. */
export interface PoolReading {
  readonly revision: PoolRevision;
  /** Of the reserves that were read in full, in the order of the pool's list. */
  readonly pool: PoolState;
  readonly position: PoolPosition;
  /** Every reserve of the pool. */
  readonly listed: readonly ListedReserve[];
  /** Those that the account uses as collateral or owes. */
  readonly used: readonly ListedReserve[];
  /** What the tokens of the reserves read in full call themselves, by asset. */
  readonly symbols: Readonly<Record<AssetId, string>>;
  /** Where each price comes from, by asset. */
  readonly feeds: Readonly<Record<AssetId, PriceFeed>>;
  /** Reserves whose rate curve is not of the two straight lines that are modelled, or does not tell them. */
  readonly curveless: readonly AssetId[];
  /** What getUserAccountData answers: the same account, reckoned by the pool itself. */
  readonly stated: PoolAccountData;
}

/** Smallest units of the base currency, US dollars, in one: what every price here is counted in. */
const BASE_UNIT = 10n ** 8n;
/** Places that the word of an account has bits for. */
const RESERVES_MAX = 128;

interface Heads {
  readonly revision: PoolRevision;
  readonly reserves: readonly string[];
  /** Two bits a reserve: borrowed, used as collateral. */
  readonly word: bigint;
  readonly eModeId: number;
  readonly stated: PoolAccountData;
}

const headCalls = ({ pool, addressesProvider, oracle }: PoolAddresses, account: string): readonly ContractCall[] => [
  { address: addressesProvider, abi: providerAbi.getPool },
  { address: addressesProvider, abi: providerAbi.getPriceOracle },
  { address: oracle, abi: oracleAbi.BASE_CURRENCY_UNIT },
  { address: pool, abi: poolAbi.POOL_REVISION },
  { address: pool, abi: poolAbi.getReservesList },
  { address: pool, abi: poolAbi.getUserConfiguration, args: [account] },
  { address: pool, abi: poolAbi.getUserEMode, args: [account] },
  { address: pool, abi: poolAbi.getUserAccountData, args: [account] },
];

/** @throws DisputedError (E_DISPUTED) where the pool's own book of addresses names another contract than the one that was to be read. */
function assertNamed(answer: unknown, field: string, known: string): void {
  const named = addressIn(answer, field);
  if (named === known) return;
  const hint = "the pool has moved, or the node is of another chain: update, or give the addresses of the deployment";
  throw new DisputedError({ field, got: named, want: `${known}, as it is known here`, hint });
}

function statedFrom(answer: unknown): PoolAccountData {
  const whole = (at: number, name: string): bigint =>
    wholeIn(listIn(answer, "getUserAccountData")[at], `getUserAccountData.${name}`, { want: "a whole number" });
  return {
    totalCollateralBase: whole(0, "totalCollateralBase"),
    totalDebtBase: whole(1, "totalDebtBase"),
    availableBorrowsBase: whole(2, "availableBorrowsBase"),
    liquidationThresholdBps: whole(3, "currentLiquidationThreshold"),
    ltvBps: whole(4, "ltv"),
    healthFactorWad: whole(5, "healthFactor"),
  };
}

async function readHeads(reader: ChainReader, { addresses, account }: PoolAsked): Promise<Heads> {
  const [answers = []] = await readParts(reader, [headCalls(addresses, account)]);
  const [pool, oracle, unit, revision, list, configuration, eMode, data] = answers;
  assertNamed(pool, "addressesProvider.getPool", addresses.pool);
  assertNamed(oracle, "addressesProvider.getPriceOracle", addresses.oracle);
  const want = `${BASE_UNIT}, which is US dollars`;
  wholeIn(unit, "oracle.BASE_CURRENCY_UNIT", { min: BASE_UNIT, max: BASE_UNIT, want });
  const reserves = listIn(list, "pool.getReservesList").map((each, at) =>
    addressIn(each, `pool.getReservesList.${at}`),
  );
  return {
    revision: revisionOf(revision),
    reserves,
    word: wholeIn(objectIn(configuration, "account.configuration").data, "account.configuration", {
      want: "two bits for each reserve",
    }),
    eModeId: Number(wholeIn(eMode, "account.eMode", { max: 255n, want: "an efficiency mode from 0 to 255" })),
    stated: statedFrom(data),
  };
}

const isBorrowed = (word: bigint, { id }: ListedReserve): boolean => isSet(word, 2 * id);
const isCollateral = (word: bigint, { id }: ListedReserve): boolean => isSet(word, 2 * id + 1);

/**
 * @throws BadAnswerError (E_BAD_ANSWER) where the account's bits name a reserve that the pool does not list, or say that it owes what
 * it does not, or the reverse: half of an update.
 */
function assertBits(word: bigint, listed: readonly ListedReserve[]): void {
  const known = new Set(listed.map(({ id }) => id));
  for (let id = 0; id < RESERVES_MAX; id++) {
    if (known.has(id) || (!isSet(word, 2 * id) && !isSet(word, 2 * id + 1))) continue;
    throw badAnswer("account.configuration", `a bit of reserve ${id}`, "bits of reserves that the pool lists");
  }
  const half = listed.find((each) => isBorrowed(word, each) !== each.scaledDebt > 0n);
  if (half === undefined) return;
  const want = isBorrowed(word, half) ? "a debt, as the account is marked" : "0, as the account is marked";
  throw badAnswer(`reserves.${half.address}.scaledDebt`, half.scaledDebt, want);
}

const isHeld = ({ scaledBalance, scaledDebt, usedAsCollateral }: PoolHolding): boolean =>
  scaledBalance > 0n || scaledDebt > 0n || usedAsCollateral;

/**
 * A pool and one account of it at the reader's block.
 * @throws DisputedError (E_DISPUTED) where the pool's own book names other contracts; BadAnswerError (E_BAD_ANSWER) for a revision
 * that is not known and for whatever cannot be the state of a pool; and as ChainReader.read
 */
export async function readPool(reader: ChainReader, asked: PoolAsked): Promise<PoolReading> {
  const { addresses, account, also = () => [], eModes = [] } = asked;
  const nowSeconds = BigInt(reader.block.timeMs) / 1000n;
  const heads = await readHeads(reader, asked);
  const { revision, word, eModeId, stated } = heads;
  const listed = await readListed(reader, { ...addresses, account, reserves: heads.reserves, nowSeconds });
  assertBits(word, listed);
  const used = listed.filter((each) => isBorrowed(word, each) || isCollateral(word, each));
  const wanted = [...used, ...also(listed, used)];
  const chosen = listed
    .filter((each) => wanted.includes(each))
    .map((each) => ({ ...each, asset: tokenName(each, listed) }));
  const modes = [...new Set([eModeId, ...eModes])].filter((id) => id !== 0);

  const ofReserves = chosen.map((each) => reserveCalls(addresses, each, revision));
  const ofModes = modes.map((id) => eModeCalls(addresses.pool, id, revision));
  const answers = await readParts(reader, [...ofReserves, ...ofModes]);
  const reserves = chosen.map((each, at) => reserveFrom(each, answers[at] ?? []));
  const ofModeAnswers = answers.slice(chosen.length);
  const last = await readParts(reader, [
    ...reserves.map(({ source }) => feedCalls(source)),
    ...ofModeAnswers.map((each) => ownPriceCalls(addresses.oracle, each, revision)),
  ]);
  const read = modes.map((id, at) =>
    eModeFrom(id, { answers: ofModeAnswers[at] ?? [], price: last[chosen.length + at] ?? [] }, chosen, revision),
  );
  return {
    ...{ revision, listed, used, stated },
    symbols: Object.fromEntries(chosen.map(({ asset, symbol }) => [asset, symbol ?? asset])),
    curveless: reserves.filter(({ hasCurve }) => !hasCurve).map(({ reserve }) => reserve.asset),
    pool: { release: revision.release, nowSeconds, reserves: reserves.map(({ reserve }) => reserve), eModes: read },
    position: {
      eModeId,
      holdings: chosen
        .map((each): PoolHolding => ({
          asset: each.asset,
          scaledBalance: each.scaledBalance,
          usedAsCollateral: isCollateral(word, each),
          scaledDebt: each.scaledDebt,
        }))
        .filter(isHeld),
    },
    feeds: Object.fromEntries(
      reserves.map(({ reserve, source }, at) => [reserve.asset, feedFrom(source, last[at] ?? [])]),
    ),
  };
}
