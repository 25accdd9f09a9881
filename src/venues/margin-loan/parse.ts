import { ConflictError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { fieldsOf, shareDomain, sizeDomain, type Domain } from "../fields.js";
import { parametersValue } from "../json-text.js";
import { marginLoanDefaults, type MarginLoanParameters } from "./params.js";

const PATH = "margin-loan";
const rateDomain: Domain = {
  min: 0,
  open: true,
  max: 1.000_001,
  fraction: true,
  want: "a fraction above 0 and up to 1, such as 0.25",
};
const spreadDomain: Domain = { min: 0, max: 1, fraction: true, want: "a rate per year as a fraction, such as 0.015" };

/** @throws ConflictError (E_CONFIG_CONFLICT) if less is asked to open than to keep. */
function assertTerms(parameters: MarginLoanParameters): void {
  const most = Math.max(parameters.maintenanceMarginRateLong, parameters.maintenanceMarginRateShort);
  if (parameters.initialMarginRate >= most) return;
  const detail = {
    field: `${PATH}.initialMarginRate`,
    got: String(parameters.initialMarginRate),
    want: `at least the maintenance margin, ${most}`,
    hint: "a new position would be sold at once",
  };
  throw new ConflictError(detail, { origin: "configuration" });
}

/**
 * Checks terms from code or from a file and lays them over the defaults.
 * @param asset taken where the terms name none, as those of a broker for whatever it trades.
 * @throws any SteelyardError of origin "configuration".
 */
export function readTerms(terms: unknown, asset?: AssetId): MarginLoanParameters {
  const fields = fieldsOf(terms, PATH);
  const base = marginLoanDefaults;
  const changed = fields.keys().some((key) => key !== "asset");
  const parameters = {
    asset: asset === undefined ? fields.text("asset") : fields.textOr("asset", asset),
    quote: fields.textOr("quote", base.quote),
    alsoCalled: fields.texts("alsoCalled"),
    initialMarginRate: fields.numberOr("initialMarginRate", rateDomain, base.initialMarginRate),
    maintenanceMarginRateLong: fields.numberOr("maintenanceMarginRateLong", rateDomain, base.maintenanceMarginRateLong),
    maintenanceMarginRateShort: fields.numberOr(
      "maintenanceMarginRateShort",
      rateDomain,
      base.maintenanceMarginRateShort,
    ),
    rateSpreadAnnual: fields.numberOr("rateSpreadAnnual", spreadDomain, base.rateSpreadAnnual),
    commissionRate: fields.numberOr("commissionRate", shareDomain, base.commissionRate),
    sellDownTo: fields.oneOfOr("sellDownTo", ["maintenance", "initial"], base.sellDownTo),
    checkIntervalMs: fields.numberOr("checkIntervalMs", sizeDomain, base.checkIntervalMs),
    asOfMs: fields.dateOr("asOf", base.asOfMs),
    source: fields.textOr("source", changed ? `${base.source}; some of it changed by the caller` : base.source),
  };
  fields.done();
  assertTerms(parameters);
  return parameters;
}

/** Terms from a JSON text. @throws any SteelyardError of origin "configuration". */
export const parseTerms = (text: string): unknown => parametersValue(text, PATH);
