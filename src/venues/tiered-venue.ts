import { MissingError, UnknownKeyError } from "../errors/index.js";
import { HOUR_MS, type AssetId } from "../model/index.js";
import type { ContractTerms } from "./contract.js";
import { inForce, releaseNamed } from "./dated.js";
import type { MarketListing, MarketRequest, Venue, VenueEntry } from "./entry.js";
import { fieldsOf, shareDomain, type Fields } from "./fields.js";
import { findListing } from "./find-listing.js";
import { parametersValue } from "./json-text.js";
import { perpetualModel } from "./perpetual-model.js";
import type { PerpetualRule } from "./perpetual-rule.js";
import type { VenueMarket, VenueModel } from "./venue.js";

/** What the name of a perpetual says. */
export interface ContractName {
  /** As the venue writes it, such as "BTCUSDT". */
  readonly symbol: string;
  /** Asset whose price it follows, such as "BTC". */
  readonly base: AssetId;
  /** Currency of its price. */
  readonly quote: AssetId;
  /** True for an inverse contract: margin and profit in the coin itself. */
  readonly coinMargined: boolean;
}

/** The table of one contract on a day. */
export interface DatedTable<Table> {
  readonly table: Table;
  /** Day on which it was in force, epoch ms UTC. */
  readonly asOfMs: number;
  /** Where it comes from. */
  readonly source: string;
  /** Largest |funding rate| of one interval, a fraction; null where none is known. */
  readonly fundingRateMax: number | null;
}

/** What a caller may put in place of the shipped parameters. What is left out stays. */
export interface TieredOverrides<Tiers> {
  /** The venue's own answer about tiers, or its rows by symbol; with them their day must be given. */
  readonly tiers?: Tiers;
  /** Fee of the venue for taking, a fraction of notional. */
  readonly takerFeeRate?: number;
  /** Day on which the tiers held, such as "2026-01-31". */
  readonly asOf?: string;
  readonly source?: string;
}

/** A venue of perpetuals whose terms go by tables of tiers, as data. */
export interface TieredVenue<Table> extends Omit<VenueEntry, "listMarkets" | "find"> {
  /** Tables by symbol, in the order in which a market is looked for. */
  readonly shipped: Readonly<Record<string, DatedTable<Table>>>;
  /** Fee for taking, a fraction of notional, of the lowest account level. */
  readonly takerFeeRate: number;
  /** Null for what is no perpetual of this venue. */
  readonly nameOf: (symbol: string) => ContractName | null;
  /** Tables by symbol from the keys of overrides that hold them. */
  readonly readTables: (fields: Fields) => Readonly<Record<string, Table>>;
  readonly terms: (table: Table, name: ContractName, takerFeeRate: number, release: string) => ContractTerms;
  readonly close: PerpetualRule["close"];
}

/** One contract with its table. */
interface Contract<Table> extends DatedTable<Table> {
  readonly name: ContractName;
}

interface Parameters<Table> {
  readonly contracts: readonly Contract<Table>[];
  readonly takerFeeRate: number;
}

/** Asset by which a contract stands in an account: margin in the coin and the contract on it are one price. */
const assetOf = ({ symbol, base, coinMargined }: ContractName): AssetId => (coinMargined ? base : symbol);

/** Checks overrides and lays them over what is shipped. @throws any SteelyardError of origin "configuration". */
function parametersOf<Table>(of: TieredVenue<Table>, given: unknown): Parameters<Table> {
  const fields = fieldsOf(given, of.id);
  const takerFeeRate = fields.numberOr("takerFeeRate", shareDomain, of.takerFeeRate);
  const tables = fields.has("tiers") ? { ...of.shipped, ...givenTables(of, fields) } : of.shipped;
  fields.done();
  const contracts = Object.entries(tables).flatMap(([symbol, dated]) => {
    const name = of.nameOf(symbol);
    return name === null ? [] : [{ ...dated, name }];
  });
  return { contracts, takerFeeRate };
}

function givenTables<Table>(of: TieredVenue<Table>, fields: Fields): Record<string, DatedTable<Table>> {
  if (!fields.has("asOf")) {
    const hint = "tiers change often; say of which day these are";
    const detail = { field: `${of.id}.asOf`, got: "nothing", want: "a day such as 2026-01-31", hint };
    throw new MissingError(detail, { origin: "configuration" });
  }
  const dated = { asOfMs: fields.date("asOf"), source: fields.textOr("source", "tiers given by the caller") };
  const tables: Record<string, DatedTable<Table>> = {};
  for (const [symbol, table] of Object.entries(of.readTables(fields)))
    tables[symbol] = { table, ...dated, fundingRateMax: of.shipped[symbol]?.fundingRateMax ?? null };
  return tables;
}

/** The model of an account in which a contract is held: all contracts of its quote currency and kind of margin. */
function modelOf<Table>(
  of: TieredVenue<Table>,
  { contracts, takerFeeRate }: Parameters<Table>,
  { quote, coinMargined }: ContractName,
  release: string,
): VenueModel {
  const together = contracts.filter(({ name }) => name.quote === quote && name.coinMargined === coinMargined);
  return perpetualModel({
    id: of.id,
    release,
    triggerPrice: "mark",
    quote,
    coinMargined,
    contracts: Object.fromEntries(
      together.map(({ name, table }) => [assetOf(name), of.terms(table, name, takerFeeRate, release)]),
    ),
    marginWeights: {},
    close: of.close,
    tradingFeeRate: takerFeeRate,
    checkIntervalMs: 0,
  });
}

/** What a contract's listing and its market both say. */
function described<Table>({ name, asOfMs, source }: Contract<Table>): Omit<MarketListing, "chain" | "triggerPrice"> {
  const { symbol, base, quote, coinMargined } = name;
  return { asset: assetOf(name), quote, alsoCalled: [coinMargined ? symbol : base], asOfMs, source };
}

const listingsOf = <Table>({ contracts }: Parameters<Table>): readonly MarketListing[] =>
  contracts.map((contract) => ({ chain: null, ...described(contract), triggerPrice: "mark" }));

/** The contract that is accepted. @throws UnknownKeyError (E_UNKNOWN_KEY) naming those that are known */
function contractThat<Table>(
  { contracts }: Parameters<Table>,
  got: string,
  accept: (name: ContractName) => boolean,
): Contract<Table> {
  const found = contracts.find(({ name }) => accept(name));
  if (found !== undefined) return found;
  const want = `one of ${contracts.map(({ name }) => name.symbol).join(", ")}`;
  throw new UnknownKeyError({ field: "asset", got, want, hint: "give the venue's own table for another contract" });
}

/** The market of a contract, with the funding of the venue: at the mark price, each 8 hours from midnight UTC. */
function marketOf<Table>(
  of: TieredVenue<Table>,
  parameters: Parameters<Table>,
  contract: Contract<Table>,
  asked: Pick<MarketRequest, "release" | "onMs">,
): VenueMarket {
  const release = asked.release === undefined ? of.release : releaseNamed(of.releases, asked.release);
  inForce([{ fromMs: contract.asOfMs }], asked.onMs, `the tiers of ${contract.name.symbol}`);
  return {
    model: modelOf(of, parameters, contract.name, release),
    ...described(contract),
    funding: { intervalMs: 8 * HOUR_MS, offsetMs: 0, base: "mark", rateMax: contract.fundingRateMax },
  };
}

/** The venue, from its data. A market is taken by its symbol, or by the coin where margin is in it. */
export function tieredVenue<Table, Tiers>(
  of: TieredVenue<Table>,
): Venue<[symbol: string, overrides?: TieredOverrides<Tiers>, release?: string]> {
  const { id, name, summary, release, releases, exact, approximate } = of;
  return {
    ...{ id, name, summary, release, releases, exact, approximate },
    listMarkets: () => listingsOf(parametersOf(of, {})),
    find: (request) => {
      const { parameters: text } = request;
      const parameters = parametersOf(of, text === undefined ? {} : parametersValue(text, id));
      const { asset } = findListing(listingsOf(parameters), request);
      const called = contractThat(parameters, asset, (each) => assetOf(each) === asset);
      return marketOf(of, parameters, called, request);
    },
    market: (symbol, overrides, named) => {
      const parameters = parametersOf(of, overrides ?? {});
      const contract = contractThat(parameters, symbol, (each) => each.symbol === symbol);
      return marketOf(of, parameters, contract, named === undefined ? {} : { release: named });
    },
  };
}
