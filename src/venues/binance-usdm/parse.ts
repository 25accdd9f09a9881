import { MissingError, ParseError } from "../../errors/index.js";
import { HOUR_MS, type AssetId } from "../../model/index.js";
import { fact, type DatedFact } from "../dated-facts.js";
import { fieldsOf, positiveDomain, shareDomain, sizeDomain, type Fields } from "../fields.js";
import type { FundingTerms } from "../funding.js";
import { parametersValue } from "../json-text.js";
import { assertTiers, readTiers, type Tier } from "../tiers.js";
import { funding, tradingFeeRate } from "./params.js";

const PATH = "binance-usdm";
const leverageDomain = { min: 1, want: "a leverage ratio of 1 or above" };

/** "ETHUSDT" from "ETH/USDT:USDT", "BTCUSDT_241227" from "BTC/USDT:USDT-241227": unified symbols as the venue writes them. */
function venueSymbol(symbol: string): AssetId {
  const parts = /^([^/]+)\/([^:]+):[^-]+(?:-(\d{6}))?$/.exec(symbol);
  return parts === null ? symbol : `${parts[1]}${parts[2]}${parts[3] === undefined ? "" : `_${parts[3]}`}`;
}

/** One bracket as the venue's endpoint /fapi/v1/leverageBracket answers it. */
function readVenueBracket(fields: Fields): Tier {
  fields.has("bracket");
  fields.has("notionalCoef");
  const tier = {
    notionalFloor: fields.number("notionalFloor", sizeDomain),
    notionalCap: fields.number("notionalCap", positiveDomain),
    leverageRatioMax: fields.number("initialLeverage", leverageDomain),
    maintenanceRate: fields.number("maintMarginRatio", shareDomain),
    maintenanceAmount: fields.number("cum", sizeDomain),
  };
  fields.done();
  return tier;
}

/** One bracket of a table by unified symbol, as trading programs keep it. */
function readUnifiedBracket(fields: Fields): Tier {
  const tier = {
    notionalFloor: fields.number("minNotional", sizeDomain),
    notionalCap: fields.number("maxNotional", positiveDomain),
    leverageRatioMax: fields.number("maxLeverage", leverageDomain),
    maintenanceRate: fields.number("mmr", shareDomain),
    maintenanceAmount: fields.number("cum", sizeDomain),
  };
  fields.done();
  return tier;
}

function checked(tiers: readonly Tier[], path: string): readonly Tier[] {
  assertTiers(tiers, path);
  return tiers;
}

/** The venue's own answer: [{symbol, brackets: [...]}]. */
function venueBrackets(entries: readonly unknown[], path: string): Record<AssetId, readonly Tier[]> {
  const brackets: Record<AssetId, readonly Tier[]> = {};
  entries.forEach((entry, index) => {
    const fields = fieldsOf(entry, `${path}[${index}]`);
    const symbol = fields.text("symbol");
    brackets[symbol] = checked(fields.list("brackets").map(readVenueBracket), `${path}.${symbol}`);
  });
  return brackets;
}

/** Tables by symbol: of tiers in our own words, or in those of a unified table. */
function keyedBrackets(fields: Fields): Record<AssetId, readonly Tier[]> {
  const brackets: Record<AssetId, readonly Tier[]> = {};
  for (const symbol of fields.keys()) {
    const entries = fields.list(symbol);
    const unified = entries[0]?.has("mmr") ?? false;
    brackets[venueSymbol(symbol)] = unified
      ? checked(entries.map(readUnifiedBracket), `${fields.path}.${symbol}`)
      : readTiers(fields, symbol);
  }
  return brackets;
}

/**
 * Bracket tables by symbol from a bracket file's value: the venue's own answer, a table by unified symbol, or our own tiers.
 * @throws any SteelyardError of origin "configuration"; a table whose maintenance amounts make the demand jump is refused.
 */
export function readBrackets(value: unknown, path: string): Readonly<Record<AssetId, readonly Tier[]>> {
  const brackets = Array.isArray(value) ? venueBrackets(value, path) : keyedBrackets(fieldsOf(value, path));
  if (Object.keys(brackets).length > 0) return brackets;
  const detail = {
    field: path,
    got: "no contract",
    want: "at least one contract",
    hint: "check that the file is the right one",
  };
  throw new ParseError(detail, { origin: "configuration" });
}

/** Overrides that were checked; what the caller left out is null, or as shipped. */
export interface GivenParameters {
  /** Tables given, by symbol, with their day and source. */
  readonly tables: Readonly<Record<AssetId, DatedFact<readonly Tier[]>>>;
  readonly tradingFeeRate: number;
  readonly funding: FundingTerms;
  /** Day and source that stand for the shipped tables; those of given tables are with them. */
  readonly asOfMs: number | null;
  readonly source: string | null;
}

const hoursDomain = { min: 1, max: 24, want: "hours from 1 to 24" };

/** Tables that the caller gave. @throws MissingError (E_MISSING) without their day */
function givenTables(fields: Fields): GivenParameters["tables"] {
  if (!fields.has("brackets")) return {};
  if (!fields.has("asOf")) {
    const hint = "brackets change often; say of which day these are";
    const detail = { field: `${PATH}.asOf`, got: "nothing", want: "a day such as 2026-01-31", hint };
    throw new MissingError(detail, { origin: "configuration" });
  }
  const asOfMs = fields.date("asOf");
  const source = fields.textOr("source", "brackets given by the caller");
  const brackets = Object.entries(readBrackets(fields.value("brackets"), `${PATH}.brackets`));
  return Object.fromEntries(brackets.map(([symbol, tiers]) => [symbol, fact(asOfMs, tiers, source)]));
}

/** Checks overrides from code or from a file. @throws any SteelyardError of origin "configuration". */
export function readOverrides(overrides: unknown): GivenParameters {
  const fields = fieldsOf(overrides, PATH);
  const tables = givenTables(fields);
  const own = fields.has("brackets");
  const hours = fields.numberOr("fundingIntervalHours", hoursDomain, funding.intervalMs / HOUR_MS);
  const rateMax = fields.numberOr("fundingRateMax", shareDomain, funding.rateMax);
  const given = {
    tables,
    tradingFeeRate: fields.numberOr("tradingFeeRate", shareDomain, tradingFeeRate),
    funding: { ...funding, intervalMs: hours * HOUR_MS, rateMax },
    asOfMs: !own && fields.has("asOf") ? fields.date("asOf") : null,
    source: !own && fields.has("source") ? fields.text("source") : null,
  };
  fields.done();
  return given;
}

/** Overrides from a JSON text {"asOf": day, "brackets": bracket file, ...}. @throws any SteelyardError of origin "configuration". */
export const parseBinanceUsdmOverrides = (text: string): unknown => parametersValue(text, PATH);
