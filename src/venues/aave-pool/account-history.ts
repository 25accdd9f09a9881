import { UnknownKeyError } from "../../errors/index.js";
import type { AbiFunction, ChainHistory, ChainReader, HistoryAsked, HistorySource } from "../../ports/index.js";
import { addressIn, listIn, wholeIn } from "../answer.js";
import { folderName, sampledHistory, type MarketLook } from "../chain-history.js";
import { readParts } from "../contract-parts.js";
import { usualMoney } from "../money.js";
import { plainName } from "../token-name.js";
import { oracleAbi, poolAbi, providerAbi } from "./abis.js";
import type { ReadableVenue } from "./account-source.js";
import { addressesOf, type PoolAddresses } from "./deployment.js";
import { readListed, type ListedReserve } from "./listed-reserves.js";

/** What one unit that was once borrowed has grown to, ray, at the block's time (IPool.sol of @aave/core-v3 and @aave-dao/aave-v3-origin). */
export const normalizedDebtAbi = {
  type: "function",
  name: "getReserveNormalizedVariableDebt",
  stateMutability: "view",
  inputs: [{ name: "asset", type: "address" }],
  outputs: [{ name: "", type: "uint256" }],
} as const satisfies AbiFunction;

const NOBODY = `0x${"0".repeat(40)}`;

/** What a pair's past is asked of. */
interface Pair {
  readonly addresses: PoolAddresses;
  readonly asset: ListedReserve;
  readonly quote: ListedReserve;
}

/** Reserves that the pool lists now. */
async function listedNow(last: ChainReader, { pool }: PoolAddresses): Promise<readonly ListedReserve[]> {
  const [list] = await last.read([{ address: pool, abi: poolAbi.getReservesList }]);
  const reserves = listIn(list, "pool.getReservesList").map((each, at) =>
    addressIn(each, `pool.getReservesList.${at}`),
  );
  return readListed(last, { pool, account: NOBODY, reserves, nowSeconds: BigInt(last.block.timeMs) / 1000n });
}

/** The reserve of that name. @throws UnknownKeyError (E_UNKNOWN_KEY) */
function reserveNamed(listed: readonly ListedReserve[], field: string, name: string): ListedReserve {
  const names = listed.map((each) => plainName(each, listed));
  const found = listed[names.findIndex((each) => each?.toLowerCase() === name.toLowerCase())];
  if (found !== undefined) return found;
  const want = names.filter((each) => each !== null).join(", ");
  throw new UnknownKeyError({ field, got: name, want, hint: "reserves that the pool lists now" });
}

async function pairOf(last: ChainReader, addresses: PoolAddresses, asked: HistoryAsked): Promise<Pair> {
  const listed = await listedNow(last, addresses);
  const asset = reserveNamed(listed, "asset", asked.asset);
  const usual = usualMoney(listed.filter((each) => each !== asset));
  const quote = asked.quote === null ? usual : reserveNamed(listed, "quote", asked.quote);
  if (quote !== undefined && quote !== asset) return { addresses, asset, quote };
  const want = "a reserve of the pool other than the asset";
  throw new UnknownKeyError({ field: "quote", got: asked.quote ?? "nothing", want, hint: "name what is borrowed" });
}

const WORD = { want: "a whole number" };

/** A price, if the oracle answered one. @throws BadAnswerError (E_BAD_ANSWER) for a price of 0 */
const priceIn = (value: unknown, field: string): number | null =>
  value === null ? null : Number(wholeIn(value, field, { min: 1n, want: "a price above 0" }));

/** The pair after a block, by the oracle that the pool had then; null while one of the two was not listed. */
async function look(reader: ChainReader, { addresses, asset, quote }: Pair): Promise<MarketLook | null> {
  const { pool, addressesProvider } = addresses;
  const ofPool = (address: string) => ({ address: pool, abi: normalizedDebtAbi, args: [address], mayRevert: true });
  const [oracle, ofAsset, ofQuote] = await reader.read([
    { address: addressesProvider, abi: providerAbi.getPriceOracle, mayRevert: true },
    ...[asset.address, quote.address].map(ofPool),
  ]);
  const indexes = [ofAsset, ofQuote].map((each) => (each === null ? 0n : wholeIn(each, normalizedDebtAbi.name, WORD)));
  const [assetIndex = 0n, borrowIndex = 0n] = indexes;
  if (oracle === null || assetIndex === 0n || borrowIndex === 0n) return null;
  const address = addressIn(oracle, "addressesProvider.getPriceOracle");
  const [prices = []] = await readParts(reader, [
    [asset, quote].map((each) => ({ address, abi: oracleAbi.getAssetPrice, args: [each.address], mayRevert: true })),
  ]);
  const [one, other] = prices.map((price) => priceIn(price, "oracle.getAssetPrice"));
  const price = one === null || one === undefined || other === null || other === undefined ? null : one / other;
  return { price, borrowIndex };
}

/**
 * The past of a pair of a pool: the oracle's price of the asset over that of the quote currency, and the rate on what is borrowed of
 * the quote currency from the growth of its index.
 * @throws UnknownKeyError (E_UNKNOWN_KEY), any code of a deployment; BadAnswerError (E_BAD_ANSWER), and as ChainReader.read
 */
export async function readPoolHistory(
  venue: ReadableVenue,
  chain: ChainHistory,
  asked: HistoryAsked,
  deployment: unknown,
): Promise<HistorySource> {
  const { last } = chain;
  const addresses = addressesOf(venue.deployments, { chain: last.chain, market: null }, deployment);
  const pair = await pairOf(last, addresses, asked);
  const names = [pair.asset, pair.quote].map(({ symbol }) => symbol ?? "");
  return sampledHistory(chain, {
    market: folderName(venue.id, last.chain, addresses.pool.slice(2, 10), ...names),
    intervalMs: asked.intervalMs,
    beginsAnew: false,
    look: (reader) => look(reader, pair),
  });
}
