import { ConflictError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { fieldsOf, shareDomain } from "../fields.js";
import { parametersValue } from "../json-text.js";
import { reserveOf } from "../lending-rule.js";
import { readReserves } from "../reserve-fields.js";
import type { AaveV3Market, AaveV3Pair } from "./params.js";

const PATH = "aave-v3";

/** The correlated pair of an asset and a quote currency; undefined where they are none. */
export const pairOf = (market: AaveV3Market, asset: AssetId, quote: AssetId): AaveV3Pair | undefined =>
  market.pairs.find((pair) => pair.asset === asset && pair.quote === quote);

/** The overrides with another quote currency. @throws any SteelyardError of origin "configuration". */
export const withQuote = (overrides: unknown, quote: AssetId): unknown => {
  const fields = fieldsOf(overrides, PATH);
  return { ...Object.fromEntries(fields.keys().map((key) => [key, fields.value(key)])), quote };
};

/** Checks overrides from code or from a file and lays them over the shipped market of an asset; with the quote currency of a pair, over the terms of its mode. @throws any SteelyardError of origin "configuration". */
export function overriddenMarket(shipped: AaveV3Market, asset: AssetId, overrides: unknown): AaveV3Market {
  const fields = fieldsOf(overrides, PATH);
  const changed = fields.keys().some((key) => key !== "quote");
  const quote = fields.textOr("quote", shipped.quote);
  const pair = pairOf(shipped, asset, quote);
  const reserves = pair === undefined ? shipped.reserves : { ...shipped.reserves, [asset]: pair.reserve };
  const market = {
    ...shipped,
    quote,
    reserves: fields.has("reserves") ? readReserves(fields, "reserves", reserves) : reserves,
    swapCostRate: fields.numberOr("swapCostRate", shareDomain, shipped.swapCostRate),
    asOfMs: fields.dateOr("asOf", shipped.asOfMs),
    source: fields.textOr("source", changed ? `${shipped.source}; some of it changed by the caller` : shipped.source),
  };
  fields.done();
  return market;
}

/** @throws UnknownKeyError (E_UNKNOWN_KEY), ConflictError (E_CONFIG_CONFLICT) unless both assets have reserves and differ. */
export function assertPair({ reserves, quote }: AaveV3Market, asset: AssetId): void {
  reserveOf(reserves, asset);
  reserveOf(reserves, quote);
  if (asset !== quote) return;
  const hint = "name another quote currency";
  throw new ConflictError({ field: "asset", got: asset, want: `another asset than the quote currency ${quote}`, hint });
}

/** Overrides from a JSON text. @throws any SteelyardError of origin "configuration". */
export const parseAaveV3Overrides = (text: string): unknown => parametersValue(text, PATH);
