import { MissingError, ParseError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { fieldsOf, positiveDomain, shareDomain, sizeDomain, type Fields } from "../fields.js";
import { parametersValue } from "../json-text.js";
import { assertTiers, readTiers, type Tier } from "../tiers.js";
import type { BinanceUsdmParameters } from "./params.js";

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

/**
 * Checks overrides from code or from a file and lays them over the shipped parameters.
 * @throws any SteelyardError of origin "configuration".
 */
export function overriddenParameters(shipped: BinanceUsdmParameters, overrides: unknown): BinanceUsdmParameters {
  const fields = fieldsOf(overrides, PATH);
  const given = fields.has("brackets");
  if (given && !fields.has("asOf")) {
    const hint = "brackets change often; say of which day these are";
    const detail = { field: `${PATH}.asOf`, got: "nothing", want: "a day such as 2026-01-31", hint };
    throw new MissingError(detail, { origin: "configuration" });
  }
  const brackets = given
    ? { ...shipped.brackets, ...readBrackets(fields.value("brackets"), `${PATH}.brackets`) }
    : shipped.brackets;
  const parameters = {
    brackets,
    tradingFeeRate: fields.numberOr("tradingFeeRate", shareDomain, shipped.tradingFeeRate),
    asOfMs: fields.dateOr("asOf", shipped.asOfMs),
    source: fields.textOr("source", given ? "brackets given by the caller" : shipped.source),
  };
  fields.done();
  return parameters;
}

/** Overrides from a JSON text {"asOf": day, "brackets": bracket file, ...}. @throws any SteelyardError of origin "configuration". */
export const parseBinanceUsdmOverrides = (text: string): unknown => parametersValue(text, PATH);
