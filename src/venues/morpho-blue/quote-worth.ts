import type { AssetId, Prices } from "../../model/index.js";
import type { ChainReader } from "../../ports/index.js";
import { oracleAbi } from "./abis.js";
import { oraclePriceIn } from "./answers.js";
import { morphoBlueMarkets } from "./markets.js";
import type { MorphoBlueMarket } from "./params.js";
import { oraclePriceDown } from "./parse.js";

/** Listed pairs of a chain that price one of these currencies in another. */
const pairsAmong = (chain: string, quotes: readonly AssetId[]): readonly MorphoBlueMarket[] =>
  morphoBlueMarkets.filter(
    (pair) => pair.chain === chain && quotes.includes(pair.asset) && quotes.includes(pair.quote),
  );

/**
 * What a unit of each of these currencies is worth in the one that most of them are priced in, by the oracles of listed markets;
 * one that none of these prices is left out. Nobody is asked about a single currency.
 * @throws BadAnswerError (E_BAD_ANSWER), and as ChainReader.read
 */
export async function quoteWorth(reader: ChainReader, quotes: readonly AssetId[]): Promise<Prices> {
  const pairs = pairsAmong(reader.chain, quotes);
  const calls = pairs.map(({ long }) => ({ address: long.oracle, abi: oracleAbi.price }));
  const answers = calls.length === 0 ? [] : await reader.read(calls);
  const priced = pairs.map((pair, at) => ({ ...pair, price: oraclePriceDown(oraclePriceIn(answers[at]), pair) }));
  const worthIn = (currency: AssetId): readonly (readonly [AssetId, number])[] => [
    [currency, 1],
    ...priced.filter(({ quote }) => quote === currency).map(({ asset, price }) => [asset, price] as const),
  ];
  const tables = quotes.map(worthIn);
  const [most = []] = tables.toSorted((a, b) => b.length - a.length);
  return Object.fromEntries(most);
}
