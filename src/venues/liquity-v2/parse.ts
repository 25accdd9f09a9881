import { UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { factOn } from "../dated-facts.js";
import { fieldsOf, shareDomain, type Fields } from "../fields.js";
import type { Reserve } from "../lending-rule.js";
import { readReserves } from "../reserve-fields.js";
import type { LiquityV2Rule } from "./model.js";
import { liquityV2Facts, liquityV2Terms } from "./params.js";

/** Parameters of one branch after everything that was asked for. */
export interface LiquityV2Parameters extends Omit<LiquityV2Rule, "release"> {
  /** Epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

/** The caller's terms of this asset. @throws UnknownKeyError (E_UNKNOWN_KEY) for those of another: it is no part of this branch */
function ownReserve(fields: Fields, asset: AssetId, shipped: Reserve): Readonly<Record<AssetId, Reserve>> {
  const given = fields.object("reserves");
  given.has(asset);
  given.done();
  return readReserves(fields, "reserves", { [asset]: shipped });
}

/**
 * Overrides from code or from a file laid over what is shipped for a day.
 * @throws any SteelyardError of origin "configuration"; UnknownKeyError (E_UNKNOWN_KEY) for an asset without a branch;
 * OutOfRangeError (E_OUT_OF_RANGE) for a day before the deployment
 */
export function readParameters(given: unknown, asset: AssetId, onMs: number | undefined): LiquityV2Parameters {
  const history = liquityV2Terms[asset];
  if (history === undefined) {
    const want = `one of ${Object.keys(liquityV2Terms).join(", ")}`;
    throw new UnknownKeyError({ field: "asset", got: asset, want, hint: "no other asset has a branch" });
  }
  const { value, fromMs, source } = factOn(history, onMs, `the terms of ${asset}`);
  const fields = fieldsOf(given, "liquity-v2");
  const changed = fields.keys().length > 0 ? "; some of it changed by the caller" : "";
  const reserves = fields.has("reserves") ? ownReserve(fields, asset, value) : {};
  const parameters = {
    asset,
    branch: { ...value, ...reserves[asset] },
    stabilityPoolShare: fields.numberOr("stabilityPoolShare", shareDomain, 1),
    swapCostRate: fields.numberOr("swapCostRate", shareDomain, liquityV2Facts.swapCostRate),
    asOfMs: fields.dateOr("asOf", fromMs),
    source: fields.textOr("source", `${source}; swap cost is a stated default${changed}`),
  };
  fields.done();
  return parameters;
}
