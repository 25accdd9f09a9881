import { UnknownKeyError } from "../../errors/index.js";
import type { ChainHistory, ChainReader, HistoryAsked, HistorySource } from "../../ports/index.js";
import { listIn } from "../answer.js";
import { folderName, sampledHistory, type MarketLook } from "../chain-history.js";
import { readParts } from "../contract-parts.js";
import { isCalled } from "../find-listing.js";
import { oracleAbi } from "./abis.js";
import { oraclePriceIn } from "./answers.js";
import { askedMarkets, type AskedMarket } from "./asked-markets.js";
import { deploymentOf } from "./deployment.js";
import { accrualCalls, accruedFrom, priceCalls, pricedFrom, storedCalls, storedFrom } from "./market-state.js";
import type { MorphoDeployment } from "./params.js";
import { oraclePriceDown, type MorphoDecimals } from "./parse.js";
import { toAssetsDown } from "./shares.js";
import { borrowSide } from "./state.js";

/** A market by the names of its pair, as a long of the asset uses it. */
interface NamedMarket {
  readonly decimals: MorphoDecimals;
  readonly asked: AskedMarket;
  readonly asset: string;
  readonly quote: string;
  readonly alsoCalled: readonly string[];
}

/** Shares whose worth is followed: so many that rounding is no part of it. */
const FOLLOWED_SHARES = 10n ** 36n;

/** Names and decimals of a market: of the list, or of its tokens now. @throws as storedFrom and pricedFrom */
async function namedMarket(last: ChainReader, deployment: MorphoDeployment, asked: AskedMarket): Promise<NamedMarket> {
  if (asked.pair !== null) return { ...asked.pair, decimals: asked.pair, asked };
  const [answers = []] = await readParts(last, [storedCalls(deployment, asked)]);
  const stored = storedFrom(answers, asked, deployment, last.block);
  const [prices = []] = await readParts(last, [priceCalls(stored)]);
  return { ...pricedFrom(prices, stored), asked, alsoCalled: [] };
}

/** The market of the pair asked for. @throws UnknownKeyError (E_UNKNOWN_KEY), and as `namedMarket` */
async function marketAsked(
  last: ChainReader,
  deployment: MorphoDeployment,
  { asset, quote }: HistoryAsked,
): Promise<NamedMarket> {
  const known: NamedMarket[] = [];
  for (const asked of askedMarkets(last.chain, deployment, null).filter(({ side }) => side === "long"))
    known.push(await namedMarket(last, deployment, asked));
  const found = known.find(
    (market) => isCalled(asset, market) && (quote === null || quote.toLowerCase() === market.quote.toLowerCase()),
  );
  if (found !== undefined) return found;
  const want = known.map((market) => `${market.asset}/${market.quote}`).join(", ");
  const hint = "tell of another market in the file of a deployment";
  throw new UnknownKeyError({ field: "asset", got: quote === null ? asset : `${asset}/${quote}`, want, hint });
}

/** The market after a block: its oracle's price, and what its shares are worth with interest accrued to that block. */
async function look(
  reader: ChainReader,
  deployment: MorphoDeployment,
  market: NamedMarket,
): Promise<MarketLook | null> {
  const { asked } = market;
  const mayRevert = true;
  const calls = storedCalls(deployment, asked).map((call) => ({ ...call, mayRevert }));
  const [answers = []] = await readParts(reader, [calls]);
  const [params, totals] = answers;
  if (params === null || totals === null || listIn(totals, "market")[4] === 0n) return null;
  const stored = storedFrom(answers, asked, deployment, reader.block);
  const price = { address: stored.params.oracle, abi: oracleAbi.price, mayRevert };
  const [rates = [], [priced] = []] = await readParts(reader, [accrualCalls(deployment, stored), [price]]);
  const side = borrowSide(accruedFrom(rates, stored, reader.block).totals);
  return {
    price: priced === null ? null : oraclePriceDown(oraclePriceIn(priced), market.decimals),
    borrowIndex: side.totalShares === 0n ? null : toAssetsDown(FOLLOWED_SHARES, side),
  };
}

/**
 * The past of a market: its oracle's price, and the rate on what is borrowed from the growth of what a share owes.
 * @throws MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY), any code of a deployment; BadAnswerError (E_BAD_ANSWER),
 * DisputedError (E_DISPUTED), and as ChainReader.read
 */
export async function history(chain: ChainHistory, asked: HistoryAsked, given: unknown): Promise<HistorySource> {
  const { last } = chain;
  const deployment = deploymentOf(last.chain, given);
  const market = await marketAsked(last, deployment, asked);
  return sampledHistory(chain, {
    market: folderName("morpho-blue", last.chain, market.asked.id.slice(2, 10), market.asset, market.quote),
    intervalMs: asked.intervalMs,
    beginsAnew: true,
    look: (reader) => look(reader, deployment, market),
  });
}
