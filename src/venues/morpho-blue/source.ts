import { InternalError } from "../../errors/index.js";
import type { Prices } from "../../model/index.js";
import type { AccountAsked, AccountReading, ChainReader } from "../../ports/index.js";
import { readParts } from "../contract-parts.js";
import { holderAddress } from "../lending-reading.js";
import { morphoAbi } from "./abis.js";
import { positionIn } from "./answers.js";
import { askedMarkets, oppositeOf, type AskedMarket } from "./asked-markets.js";
import { deploymentOf } from "./deployment.js";
import { accrualCalls, accruedFrom, priceCalls, pricedFrom, storedCalls } from "./market-state.js";
import { storedFrom, type AccruedMarket, type StoredMarket } from "./market-state.js";
import type { MorphoDeployment } from "./params.js";
import { quoteWorth } from "./quote-worth.js";
import { positionReading, type PositionReading, type ReadPosition } from "./reading.js";

const holds = ({ collateral, borrowShares }: ReadPosition["position"]): boolean => collateral > 0n || borrowShares > 0n;

/** A market in which the account holds or owes something. */
interface HeldMarket {
  readonly stored: StoredMarket;
  readonly position: ReadPosition["position"];
}

/** The markets among those asked in which there is a position. */
async function heldMarkets(
  reader: ChainReader,
  deployment: MorphoDeployment,
  asked: readonly AskedMarket[],
  holder: string,
): Promise<readonly HeldMarket[]> {
  const lists = asked.map((market) => [
    ...storedCalls(deployment, market),
    { address: deployment.morpho, abi: morphoAbi.position, args: [market.id, holder] },
  ]);
  const answers = await readParts(reader, lists);
  return asked
    .map((market, at) => {
      const values = answers[at] ?? [];
      const stored = storedFrom(values, market, deployment, reader.block);
      return { stored, position: positionIn(values[2], stored.stored) };
    })
    .filter(({ position }) => holds(position));
}

/** The opposite markets of those held, as far as they are listed, each accrued to the block. */
async function oppositeMarkets(
  reader: ChainReader,
  deployment: MorphoDeployment,
  held: readonly HeldMarket[],
): Promise<readonly AccruedMarket[]> {
  const asked = held.flatMap(({ stored }) => oppositeOf(stored.asked) ?? []);
  if (asked.length === 0) return [];
  const lists = asked.map((market) => storedCalls(deployment, market));
  const answers = await readParts(reader, lists);
  const stored = asked.map((market, at) => storedFrom(answers[at] ?? [], market, deployment, reader.block));
  const rates = await readParts(
    reader,
    stored.map((market) => accrualCalls(deployment, market)),
  );
  return stored.map((market, at) => accruedFrom(rates[at] ?? [], market, reader.block));
}

/** The markets of a pair by their sides: a short is of a listed pair, whose other market was asked. */
function sidesOf(market: AccruedMarket, opposite: AccruedMarket | null): Pick<ReadPosition, "long" | "short"> {
  if (market.asked.side === "long") return { long: market, short: opposite };
  if (opposite !== null) return { long: opposite, short: market };
  const detail = { field: "market", got: market.asked.id, want: "the opposite market with it" };
  throw new InternalError({ ...detail, hint: "this is a bug; report it" });
}

/** Each position with its market accrued and priced. */
async function readPositions(
  reader: ChainReader,
  deployment: MorphoDeployment,
  held: readonly HeldMarket[],
): Promise<readonly ReadPosition[]> {
  if (held.length === 0) return [];
  const opposites = await oppositeMarkets(reader, deployment, held);
  const lists = held.flatMap(({ stored }) => [accrualCalls(deployment, stored), priceCalls(stored)]);
  const answers = await readParts(reader, lists);
  return held.map(({ stored, position }, at) => {
    const market = accruedFrom(answers[2 * at] ?? [], stored, reader.block);
    const priced = pricedFrom(answers[2 * at + 1] ?? [], stored);
    const opposite = opposites.find(({ asked }) => asked.id === oppositeOf(stored.asked)?.id) ?? null;
    return { position, priced, market, ...sidesOf(market, opposite) };
  });
}

/** What is worth saying before anything else: what was not looked at, and what cannot be compared. */
function notesOf(found: readonly PositionReading[], asked: readonly AskedMarket[], named: boolean, worth: Prices) {
  const unknown = new Set(found.map(({ market }) => market.quote).filter((quote) => worth[quote] === undefined));
  return [
    ...(named
      ? []
      : [
          `${asked.length === 1 ? "1 market was" : `${asked.length} markets were`} asked: a position in another is seen where its id is named`,
        ]),
    ...(found.length > 1 ? ["each market is a margin of its own, with a price of its own oracle"] : []),
    ...(unknown.size > 0 ? [`no listed oracle compares ${[...unknown].join(" and ")} with the rest`] : []),
  ];
}

/** The largest first; those of a currency that nothing compares with the rest come last. */
function largestFirst(found: readonly PositionReading[], worth: Prices): readonly PositionReading[] {
  const size = ({ market: { quantity, price, equity, quote } }: PositionReading): number =>
    Math.max(Math.abs(quantity) * price, equity) * (worth[quote] ?? 0);
  return found.toSorted((a, b) => size(b) - size(a));
}

/** Prices of a margin in its quote currency, and of the other quote currencies in it as far as they are known. */
function pricesOf({ market: { asset, quote, price } }: PositionReading, worth: Prices): Prices {
  const own = worth[quote];
  const others = own === undefined ? [] : Object.entries(worth).map(([name, value]) => [name, value / own] as const);
  return { ...Object.fromEntries(others), [asset]: price, [quote]: 1 };
}

/**
 * The positions of a holder at one block. Each market of Morpho is a margin of its own: the first of `markets` is that of
 * `account` and `prices`, the others' accounts are in `isolated` in the order of `markets`, each priced by its own oracle.
 * @throws ParseError (E_PARSE), MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY), BadAnswerError (E_BAD_ANSWER),
 * DisputedError (E_DISPUTED), and as ChainReader.read
 */
export async function readAccount(reader: ChainReader, asked: AccountAsked, given: unknown): Promise<AccountReading> {
  const { chain, source, block } = reader;
  const deployment = deploymentOf(chain, given);
  const holder = holderAddress(asked.account);
  const markets = askedMarkets(chain, deployment, asked.market);
  const held = await heldMarkets(reader, deployment, markets, holder);
  const positions = await readPositions(reader, deployment, held);
  const unordered = positions.map((read) => positionReading(read, { chain, source, block }));
  const worth = await quoteWorth(reader, [...new Set(unordered.map(({ market }) => market.quote))]);
  const found = largestFirst(unordered, worth);
  const [first, ...others] = found;
  const currency = first?.market.quote ?? markets[0]?.pair?.quote ?? "the loan token";
  return {
    ...{ venue: "morpho-blue", chain, holder, source, release: null, currency, stated: [] },
    ...{ asOfMs: block.timeMs, block: block.number },
    account: first?.account ?? { legs: [] },
    isolated: others.map(({ account }) => account),
    prices: first === undefined ? {} : pricesOf(first, worth),
    markets: found.map(({ market }, margin) => ({ ...market, margin })),
    notes: [...notesOf(found, markets, asked.market !== null, worth), ...found.flatMap(({ notes }) => notes)],
  };
}

export { history } from "./history.js";
