import { ConflictError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { fieldsOf, shareDomain } from "../fields.js";
import { parametersValue } from "../json-text.js";
import { reserveOf } from "../lending-rule.js";
import { readReserves } from "../reserve-fields.js";
import type { AaveV3Market } from "./params.js";

const PATH = "aave-v3";

/** Checks overrides from code or from a file and lays them over the shipped market. @throws any SteelyardError of origin "configuration". */
export function overriddenMarket(shipped: AaveV3Market, overrides: unknown): AaveV3Market {
  const fields = fieldsOf(overrides, PATH);
  const changed = fields.keys().length > 0;
  const market = {
    ...shipped,
    quote: fields.textOr("quote", shipped.quote),
    reserves: fields.has("reserves") ? readReserves(fields, "reserves", shipped.reserves) : shipped.reserves,
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
