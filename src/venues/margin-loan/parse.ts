import { ConflictError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { fieldsOf, shareDomain, sizeDomain, type Domain } from "../fields.js";
import { parametersValue } from "../json-text.js";
import { marginLoanDefaults, type LegalMinimums, type MarginLoanParameters } from "./params.js";

const PATH = "margin-loan";
const rateDomain: Domain = {
  min: 0,
  open: true,
  max: 1.000_001,
  fraction: true,
  want: "a fraction above 0 and up to 1, such as 0.25",
};
const spreadDomain: Domain = { min: 0, max: 1, fraction: true, want: "a rate per year as a fraction, such as 0.015" };

const conflict = (key: string, got: number, want: string, hint: string): ConflictError =>
  new ConflictError({ field: `${PATH}.${key}`, got: String(got), want, hint }, { origin: "configuration" });

/** @throws ConflictError (E_CONFIG_CONFLICT) if a broker asks for less than the minimum, or for less to open than to keep. */
function assertTerms(parameters: MarginLoanParameters): void {
  for (const side of ["Long", "Short"] as const) {
    const [house, least] = [parameters[`houseMarginRate${side}`], parameters[`maintenanceMarginRate${side}`]];
    if (house >= least) continue;
    const want = `at least the minimum, ${least}`;
    throw conflict(`houseMarginRate${side}`, house, want, "a broker may ask for more, never for less");
  }
  const most = Math.max(parameters.houseMarginRateLong, parameters.houseMarginRateShort);
  if (parameters.initialMarginRate >= most) return;
  const want = `at least the maintenance margin, ${most}`;
  throw conflict("initialMarginRate", parameters.initialMarginRate, want, "a new position would be sold at once");
}

/**
 * Checks terms from code or from a file and lays them over the minimums in force and the defaults.
 * @param asset taken where the terms name none, as those of a broker for whatever it trades.
 * @throws any SteelyardError of origin "configuration".
 */
export function readTerms(terms: unknown, legal: LegalMinimums, asset?: AssetId): MarginLoanParameters {
  const fields = fieldsOf(terms, PATH);
  const base = marginLoanDefaults;
  const source = `${legal.source}; ${base.source}`;
  const changed = fields.keys().some((key) => key !== "asset");
  const rate = (key: string, fallback: number): number => fields.numberOr(key, rateDomain, fallback);
  const maintenanceMarginRateLong = rate("maintenanceMarginRateLong", legal.maintenanceMarginRateLong);
  const maintenanceMarginRateShort = rate("maintenanceMarginRateShort", legal.maintenanceMarginRateShort);
  const parameters = {
    asset: asset === undefined ? fields.text("asset") : fields.textOr("asset", asset),
    quote: fields.textOr("quote", base.quote),
    alsoCalled: fields.texts("alsoCalled"),
    initialMarginRate: rate("initialMarginRate", legal.initialMarginRate),
    maintenanceMarginRateLong,
    maintenanceMarginRateShort,
    houseMarginRateLong: rate("houseMarginRateLong", maintenanceMarginRateLong),
    houseMarginRateShort: rate("houseMarginRateShort", maintenanceMarginRateShort),
    rateSpreadAnnual: fields.numberOr("rateSpreadAnnual", spreadDomain, base.rateSpreadAnnual),
    commissionRate: fields.numberOr("commissionRate", shareDomain, base.commissionRate),
    sellDownTo: fields.oneOfOr("sellDownTo", ["maintenance", "initial"], base.sellDownTo),
    checkIntervalMs: fields.numberOr("checkIntervalMs", sizeDomain, base.checkIntervalMs),
    asOfMs: fields.dateOr("asOf", base.asOfMs),
    source: fields.textOr("source", changed ? `${source}; some of it changed by the caller` : source),
  };
  fields.done();
  assertTerms(parameters);
  return parameters;
}

/** Terms from a JSON text. @throws any SteelyardError of origin "configuration". */
export const parseTerms = (text: string): unknown => parametersValue(text, PATH);
