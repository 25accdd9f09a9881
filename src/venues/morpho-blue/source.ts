import type { AccountAsked, AccountReading, ChainReader } from "../../ports/index.js";
import { morphoAbi } from "./abis.js";
import { positionIn } from "./answers.js";
import { askedMarkets, oppositeOf, type AskedMarket } from "./asked-markets.js";
import { deploymentOf, hexText } from "./deployment.js";
import { accrualCalls, accruedFrom, askedTogether, priceCalls, pricedFrom, storedCalls } from "./market-state.js";
import { storedFrom, type AccruedMarket, type StoredMarket } from "./market-state.js";
import type { MorphoDeployment } from "./params.js";
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
  const answers = await askedTogether(reader, lists);
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
  const answers = await askedTogether(reader, lists);
  const stored = asked.map((market, at) => storedFrom(answers[at] ?? [], market, deployment, reader.block));
  const rates = await askedTogether(
    reader,
    stored.map((market) => accrualCalls(deployment, market)),
  );
  return stored.map((market, at) => accruedFrom(rates[at] ?? [], market, reader.block));
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
  const answers = await askedTogether(reader, lists);
  return held.map(({ stored, position }, at) => {
    const other = oppositeOf(stored.asked);
    return {
      market: accruedFrom(answers[2 * at] ?? [], stored, reader.block),
      priced: pricedFrom(answers[2 * at + 1] ?? [], stored),
      position,
      opposite: opposites.find(({ asked }) => asked.id === other?.id) ?? null,
    };
  });
}

/** What is worth saying before anything else: what was not looked at, and what cannot be compared. */
function notesOf(found: readonly PositionReading[], asked: readonly AskedMarket[], named: boolean): readonly string[] {
  const quotes = new Set(found.map(({ market }) => market.quote));
  return [
    ...(named ? [] : [`${asked.length} markets were asked: a position in another is seen where its id is named`]),
    ...(found.length > 1 ? ["each market is a margin of its own, with a price of its own oracle"] : []),
    ...(quotes.size > 1
      ? [`no oracle compares ${[...quotes].join(" and ")}: the largest of the first listed comes first`]
      : []),
  ];
}

/** Positions of one quote currency together, in the order in which those are listed; the largest first among them. */
function largestFirst(found: readonly PositionReading[]): readonly PositionReading[] {
  const quotes = [...new Set(found.map(({ market }) => market.quote))];
  const size = ({ market }: PositionReading): number => Math.abs(market.quantity) * market.price;
  return found.toSorted((a, b) => quotes.indexOf(a.market.quote) - quotes.indexOf(b.market.quote) || size(b) - size(a));
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
  const holder = hexText(asked.account, "account", 20, "the address of an account: 0x and 40 hexadecimal digits");
  const markets = askedMarkets(chain, deployment, asked.market);
  const held = await heldMarkets(reader, deployment, markets, holder);
  const positions = await readPositions(reader, deployment, held);
  const found = largestFirst(positions.map((read) => positionReading(read, { chain, source, block })));
  const [first, ...others] = found;
  const currency = first?.market.quote ?? markets[0]?.pair?.quote ?? "the loan token";
  return {
    ...{ venue: "morpho-blue", chain, holder, source, release: null, currency, stated: [] },
    ...{ asOfMs: block.timeMs, block: block.number },
    account: first?.account ?? { legs: [] },
    isolated: others.map(({ account }) => account),
    prices: first === undefined ? {} : { [first.market.asset]: first.market.price, [first.market.quote]: 1 },
    markets: found.map(({ market }) => market),
    notes: [...notesOf(found, markets, asked.market !== null), ...found.flatMap(({ notes }) => notes)],
  };
}

/** Prices and rates of the past are not read. */
export const history = null;
