import { ConflictError } from "../../errors/index.js";
import { fieldsOf, positiveDomain, shareDomain, sizeDomain, type Domain, type Fields } from "../fields.js";
import { parametersValue } from "../json-text.js";
import type { DatedGmxV2Terms, GmxV2Terms, OpenInterest } from "./params.js";

const PATH = "gmx-v2";
const factorDomain: Domain = {
  min: 0,
  open: true,
  max: 1.000_001,
  fraction: true,
  want: "a fraction above 0 and up to 1, such as 0.01",
};
const rateDomain: Domain = { min: 0, want: "a rate per year as a fraction, such as 0.9" };

/** What each term must satisfy. */
const domains: Readonly<Record<keyof GmxV2Terms, Domain>> = {
  minCollateralFactor: factorDomain,
  minCollateralFactorForLiquidation: factorDomain,
  openInterestMultiplier: sizeDomain,
  minCollateralUsd: sizeDomain,
  positionFeeRate: shareDomain,
  liquidationFeeRate: shareDomain,
  liquidationImpactRateMax: shareDomain,
  openInterestMax: positiveDomain,
  deleverageAbove: shareDomain,
  deleverageDownTo: shareDomain,
  fundingRateAnnualMin: rateDomain,
  fundingRateAnnualMax: rateDomain,
};

/** Terms of one market with the open interest of others, checked. */
export interface GmxV2Parameters {
  readonly terms: GmxV2Terms;
  readonly interest: OpenInterest;
  /** Epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where the first may not be above the second */
function assertOrder(terms: GmxV2Terms, low: keyof GmxV2Terms, high: keyof GmxV2Terms, hint: string): void {
  if (terms[low] <= terms[high]) return;
  const detail = { field: `${PATH}.${low}`, got: String(terms[low]), want: `at most ${high}, ${terms[high]}`, hint };
  throw new ConflictError(detail, { origin: "configuration" });
}

function readTerms(fields: Fields, shipped: GmxV2Terms): GmxV2Terms {
  const read = (key: keyof GmxV2Terms): number => fields.numberOr(key, domains[key], shipped[key]);
  const terms: GmxV2Terms = {
    minCollateralFactor: read("minCollateralFactor"),
    minCollateralFactorForLiquidation: read("minCollateralFactorForLiquidation"),
    openInterestMultiplier: read("openInterestMultiplier"),
    minCollateralUsd: read("minCollateralUsd"),
    positionFeeRate: read("positionFeeRate"),
    liquidationFeeRate: read("liquidationFeeRate"),
    liquidationImpactRateMax: read("liquidationImpactRateMax"),
    openInterestMax: read("openInterestMax"),
    deleverageAbove: read("deleverageAbove"),
    deleverageDownTo: read("deleverageDownTo"),
    fundingRateAnnualMin: read("fundingRateAnnualMin"),
    fundingRateAnnualMax: read("fundingRateAnnualMax"),
  };
  const opens = "less may not be asked to open than to stay open";
  assertOrder(terms, "minCollateralFactorForLiquidation", "minCollateralFactor", opens);
  assertOrder(terms, "deleverageDownTo", "deleverageAbove", "deleveraging lowers the traders' profit");
  assertOrder(terms, "fundingRateAnnualMin", "fundingRateAnnualMax", "check the two limits");
  return terms;
}

/** Checks overrides from code or from a file and lays them over the shipped terms. @throws any SteelyardError of origin "configuration". */
export function parsedOverrides(shipped: DatedGmxV2Terms, overrides: unknown): GmxV2Parameters {
  const fields = fieldsOf(overrides, PATH);
  const changed = fields.keys().length > 0;
  const terms = readTerms(fields, shipped);
  const parameters = {
    terms,
    interest: {
      openInterestLong: fields.numberOr("openInterestLong", sizeDomain, 0),
      openInterestShort: fields.numberOr("openInterestShort", sizeDomain, 0),
    },
    asOfMs: fields.dateOr("asOf", shipped.fromMs),
    source: fields.textOr("source", changed ? `${shipped.source}; some of it changed by the caller` : shipped.source),
  };
  fields.done();
  return parameters;
}

/** Overrides from a JSON text. @throws any SteelyardError of origin "configuration". */
export const parseGmxV2Overrides = (text: string): unknown => parametersValue(text, PATH);
