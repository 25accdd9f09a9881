import { InternalError, KeyTooPowerfulError } from "../errors/index.js";
import { equity, priceOf, type Account, type AssetId, type Leg, type Prices } from "../model/index.js";
import type {
  AccountAsked,
  AccountReading,
  ExchangeContract,
  ExchangeReader,
  HistoryAsked,
  HistorySource,
  MarketReading,
  StatedFigure,
} from "../ports/index.js";
import { listIn, objectIn } from "./answer.js";
import { cashLegs } from "./cash-legs.js";
import { dayOf } from "./dated.js";
import { answered, assertNear, contractNow, type ContractNow } from "./exchange-checks.js";
import { exchangeHistory } from "./exchange-history.js";
import { openPositions, sizeOf, type OpenPositions } from "./exchange-positions.js";
import { assetOf, quoteOf, type AnsweredTiers, type ExchangePosition, type ExchangeWords } from "./exchange-words.js";
import { liquidationRatios } from "./liquidation.js";
import { agreed } from "./perpetual-reading.js";
import { onePath } from "./price-path.js";
import type { VenueModel } from "./venue.js";

/**
 * What every exchange that is read through the connector has in common. Each exchange says in its words (exchange-words.ts) what its
 * answers mean; here they are asked for, held against each other and against the venue's rule, and made into an account.
 */

/** Positions that share one margin, with what was put in, in the currency of settlement. */
interface Margin {
  readonly positions: readonly ExchangePosition[];
  readonly deposit: number;
}

/** A contract that is held or asked about, with its table and its prices now. */
interface KnownContract {
  readonly tiers: AnsweredTiers;
  readonly now: ContractNow;
}

/** By symbol. */
type KnownContracts = ReadonlyMap<string, KnownContract>;

/** Checks what the key may do. @throws KeyTooPowerfulError (E_KEY_TOO_POWERFUL) for one that may move money */
async function keyNotes(words: ExchangeWords, reader: ExchangeReader): Promise<readonly string[]> {
  const answer = await reader.permissions();
  if (answer === null) return [`${words.name} does not tell what this key may do: check that it may only read`];
  const { moving, trading } = words.rights(answer);
  if (moving.length > 0) {
    const hint = "make a key that may only read, and remove this one";
    throw new KeyTooPowerfulError({ field: "key", got: moving.join(", "), want: "a key that may only read", hint });
  }
  return trading.length === 0 ? [] : [`this key can trade (${trading.join(", ")}); a read-only key is enough`];
}

/** Everything that is asked of one contract. */
async function knownContract(
  { fundingHours }: ExchangeWords,
  reader: ExchangeReader,
  contract: ExchangeContract,
  asked: { readonly position: ExchangePosition | undefined; readonly nowMs: number },
): Promise<KnownContract> {
  const { symbol, id } = contract;
  const field = `leverageTiers.${id}`;
  const answer = await reader.leverageTiers(symbol, asked.position?.margin ?? "cross");
  const rows = listIn(answer, field).map((row, index) =>
    objectIn(objectIn(row, `${field}[${index}]`)["info"], `${field}[${index}].info`),
  );
  const [ticker, funding] = [await reader.ticker(symbol), await reader.fundingRate(symbol)];
  const now = contractNow({ ticker, funding, symbol, id, fundingHours, nowMs: asked.nowMs });
  if (asked.position !== undefined && now.markPrice !== null)
    assertNear(asked.position.markPrice, now.markPrice, `${asked.position.field}.markPrice`);
  return { tiers: { contract, contractSize: sizeOf(contract), rows, field }, now };
}

const legOf = ({ contract, quantity, entryPrice }: ExchangePosition): Leg => ({
  kind: "perpetual",
  asset: assetOf(contract),
  quantity,
  entryPrice,
});

/** The account of a margin: what was put in, in its own currency, and the positions. */
const accountOf = ({ positions, deposit }: Margin, settle: AssetId): Account => ({
  legs: [...cashLegs("collateral", settle, deposit), ...positions.map(legOf)],
});

/** Marks of all that is held or asked about, and the quote currency at 1. */
function pricesOf(positions: readonly ExchangePosition[], known: KnownContracts, quote: AssetId): Prices {
  const prices: Record<AssetId, number> = { [quote]: 1 };
  for (const { tiers, now } of known.values())
    if (now.markPrice !== null) prices[assetOf(tiers.contract)] = now.markPrice;
  // What the account is worth goes by the marks that its positions were answered with.
  for (const { contract, markPrice } of positions) prices[assetOf(contract)] = markPrice;
  return prices;
}

/** Price at which a move of this contract alone closes the account, on the side that hurts; null where there is none. */
function solvedPrice(model: VenueModel, account: Account, prices: Prices, position: ExchangePosition): number | null {
  const { below, above } = liquidationRatios(model, account, onePath(prices, assetOf(position.contract)));
  const ratio = position.quantity > 0 ? below : above;
  return ratio === null ? null : ratio * position.markPrice;
}

/** A price so far from the mark that an exchange may write it where it means none. */
const isOutOfReach = (price: number, mark: number): boolean => price < mark / 100 || price > mark * 100;

/** The exchange's figures of one position beside the rule's; those that it does not state are left out. @throws DisputedError (E_DISPUTED) */
function figuresOf(
  { tolerances }: ExchangeWords,
  model: VenueModel,
  { account, prices }: { readonly account: Account; readonly prices: Prices },
  position: ExchangePosition,
): readonly StatedFigure[] {
  const { contract, markPrice, liquidationPrice, maintenance, field } = position;
  const { hint } = tolerances;
  const asset = assetOf(contract);
  const figures: StatedFigure[] = [];
  if (liquidationPrice !== null) {
    const ours = solvedPrice(model, account, prices, position);
    const figure: StatedFigure = { name: "liquidationPrice", asset, value: liquidationPrice, ours };
    const tolerance = tolerances.liquidationPrice(position, ours ?? liquidationPrice);
    const isNone = ours === null && isOutOfReach(liquidationPrice, markPrice);
    figures.push(isNone ? figure : agreed(figure, { field: `${field}.liquidationPrice`, tolerance, hint }));
  }
  if (maintenance !== null) {
    const ours = model.equityDemand({ legs: [legOf(position)] }, prices);
    const value = contract.inverse ? maintenance * markPrice : maintenance;
    const tolerance = tolerances.maintenance(position, ours);
    const figure: StatedFigure = { name: "maintenanceMargin", asset, value, ours };
    figures.push(agreed(figure, { field: `${field}.maintenanceMargin`, tolerance, hint }));
  }
  return figures;
}

/** The cross margin, which is there even where nothing is held, and one for each isolated position. */
function marginsOf(positions: readonly ExchangePosition[], crossBalance: number): readonly [Margin, ...Margin[]] {
  const cross = positions.filter(({ deposit }) => deposit === null);
  const isolated = positions.flatMap((position) =>
    position.deposit === null ? [] : [{ positions: [position], deposit: position.deposit }],
  );
  return [{ positions: cross, deposit: crossBalance }, ...isolated];
}

/** What a reading of one currency is made of. */
interface Currency {
  readonly settle: AssetId;
  readonly quote: AssetId;
  readonly prices: Prices;
  readonly known: KnownContracts;
  readonly asOfMs: number;
  readonly source: string;
}

const knownOf = (known: KnownContracts, symbol: string): KnownContract => {
  const found = known.get(symbol);
  if (found !== undefined) return found;
  throw new InternalError({
    field: symbol,
    got: "nothing",
    want: "a contract that was asked about",
    hint: "report it",
  });
};

/** One contract of a margin as a market: what is held of it, and what shares its margin. */
function marketOf(
  words: ExchangeWords,
  margin: Margin,
  { quote, settle, prices, known, asOfMs, source }: Currency,
  contract: ExchangeContract,
): MarketReading {
  const asset = assetOf(contract);
  const { now } = knownOf(known, contract.symbol);
  const sharing = new Set([contract, ...margin.positions.map((each) => each.contract)].map(({ symbol }) => symbol));
  const tiers = [...sharing].map((symbol) => knownOf(known, symbol).tiers);
  const given = { asOf: dayOf(asOfMs), source: `answer of ${source}`, fundingHours: now.fundingHours };
  const isThis = (position: ExchangePosition): boolean => position.contract.symbol === contract.symbol;
  const open = margin.positions.find(isThis)?.quantity ?? 0;
  const rate = { value: now.fundingRateAnnual, source: `funding of the running ${now.fundingHours} h, ${source}` };
  return {
    margin: 0,
    asset,
    quote,
    price: priceOf(prices, asset),
    // Margin in the coin is held of it too.
    quantity: contract.inverse ? margin.deposit + open : open,
    debt: null,
    equity: equity(accountOf(margin, settle), prices),
    rates: { fundingRateAnnual: rate },
    pool: null,
    parameters: words.parameters(tiers, given),
    others: margin.positions.filter((position) => !isThis(position)).map(legOf),
  };
}

/** The rule for the contracts of one margin, from the tables that were answered. @throws BadAnswerError (E_BAD_ANSWER) */
const modelOf = (words: ExchangeWords, { asset, quote, parameters }: MarketReading): VenueModel =>
  answered(() => words.find({ asset, quote, parameters: JSON.stringify(parameters) })).model;

/** The markets of one margin, and the exchange's figures beside its rule. @throws BadAnswerError (E_BAD_ANSWER), DisputedError (E_DISPUTED) */
function marginReading(
  words: ExchangeWords,
  margin: Margin,
  currency: Currency,
  flat: ExchangeContract | null,
): { readonly markets: readonly MarketReading[]; readonly figures: readonly StatedFigure[] } {
  const contracts = [...margin.positions.map(({ contract }) => contract), ...(flat === null ? [] : [flat])];
  const markets = contracts.map((contract) => marketOf(words, margin, currency, contract));
  const [first] = markets;
  if (first === undefined) return { markets, figures: [] };
  const model = modelOf(words, first);
  const at = { account: accountOf(margin, currency.settle), prices: currency.prices };
  return { markets, figures: margin.positions.flatMap((position) => figuresOf(words, model, at, position)) };
}

const marketSize = ({ quantity, price }: MarketReading): number => Math.abs(quantity) * price;

/** What the exchange states too little of to be compared. */
const missingNotes = (positions: readonly ExchangePosition[], name: string): readonly string[] =>
  positions.flatMap(({ contract, liquidationPrice, maintenance }) => {
    const missing = [
      ...(liquidationPrice === null ? ["liquidation price"] : []),
      ...(maintenance === null ? ["maintenance margin"] : []),
    ];
    return missing.length === 0
      ? []
      : [`${name} states no ${missing.join(" and no ")} of ${contract.id}: none to compare`];
  });

/** What of an account is beside the margin that was read, and what was not asked for. */
function marginNotes({ settles, name }: ExchangeWords, { settle, elsewhere }: OpenPositions): readonly string[] {
  const alone = `only the margin in ${settle} was read: name a contract of another currency`;
  if (elsewhere.length > 0) return [`${alone}; open there and not read: ${elsewhere.join(", ")}`];
  if (settles.length === 1) return [`${alone}; ${name} lists no open position in any other`];
  return [`${alone}; open positions were asked for in ${settles.join(" and ")}, and in no other`];
}

/** Reads the account behind a key: the margins of one currency, that of the contract that is asked about. */
async function readAccount(
  words: ExchangeWords,
  reader: ExchangeReader,
  { market, nowMs }: AccountAsked,
): Promise<AccountReading> {
  const named = market === null ? null : await reader.contract(market);
  const keys = await keyNotes(words, reader);
  const settings = words.settings(await reader.settings());
  const open = await openPositions(words, reader, named?.settle ?? null, settings);
  const { settle, positions } = open;
  const crossBalance = words.crossBalance(await reader.balance(settle), settle, positions);
  const held = positions.map(({ contract }) => contract);
  const flat = named !== null && held.every(({ symbol }) => symbol !== named.symbol) ? named : null;
  const known = new Map<string, KnownContract>();
  for (const contract of flat === null ? held : [...held, flat]) {
    const position = positions.find((each) => each.contract.symbol === contract.symbol);
    known.set(contract.symbol, await knownContract(words, reader, contract, { position, nowMs }));
  }
  const stamps = [...known.values()].flatMap(({ now }) => (now.stampMs === null ? [] : [now.stampMs]));
  const asOfMs = stamps.length === 0 ? nowMs : Math.min(...stamps);
  const quote = named === null ? settle : quoteOf(named);
  const prices = pricesOf(positions, known, quote);
  const currency = { settle, quote, prices, known, asOfMs, source: reader.source };
  const [cross, ...isolated] = marginsOf(positions, crossBalance);
  const readings = [cross, ...isolated].map((margin, index) =>
    marginReading(words, margin, currency, index === 0 ? flat : null),
  );
  const markets = readings.flatMap((each, margin) => each.markets.map((market) => ({ ...market, margin })));
  return {
    venue: words.venue,
    chain: null,
    holder: words.name,
    asOfMs,
    block: null,
    source: reader.source,
    release: null,
    account: accountOf(cross, settle),
    isolated: isolated.map((margin) => accountOf(margin, settle)),
    prices,
    currency: quote,
    markets: markets
      .filter(({ asset }) => named === null || asset === assetOf(named))
      .sort((one, other) => marketSize(other) - marketSize(one)),
    stated: readings.flatMap(({ figures }) => figures),
    notes: [
      ...keys,
      ...(named === null ? marginNotes(words, open) : []),
      ...(stamps.length === 0 ? [`${words.name} stamps no price: taken as of now`] : []),
      ...missingNotes(positions, words.name),
      ...words.notes,
    ],
  };
}

/** How an exchange is read. */
export interface ExchangeSource {
  /** The account behind the key of a reader. */
  readonly readAccount: (reader: ExchangeReader, asked: AccountAsked) => Promise<AccountReading>;
  /** The past of a contract. */
  readonly history: (reader: ExchangeReader, asked: HistoryAsked) => Promise<HistorySource>;
}

/** How accounts of an exchange are read, from its words. */
export const exchangeSource = (words: ExchangeWords): ExchangeSource => ({
  readAccount: (reader, asked) => readAccount(words, reader, asked),
  history: (reader, asked) => exchangeHistory(words.venue, reader, asked),
});
