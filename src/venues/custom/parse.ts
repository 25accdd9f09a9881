import { ConflictError, MissingError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { fieldsOf, positiveDomain, shareDomain, sizeDomain, type Fields } from "../fields.js";
import { parametersValue } from "../json-text.js";
import type { LendingRule } from "../lending-rule.js";
import { linearContract } from "../contract.js";
import { closedForFee, takenOver, type PerpetualRule } from "../perpetual-rule.js";
import { readCloseRule, readReserves } from "../reserve-fields.js";
import { readTiers, type Tier } from "../tiers.js";
import type { CustomRule } from "./model.js";

const PATH = "custom";
const configuration = { origin: "configuration" } as const;
const triggerPrices = ["market", "mark", "index", "exchange-rate"] as const;

/** What a parameter file says, checked. */
export interface CustomMarket {
  readonly rule: CustomRule;
  readonly asset: AssetId;
  readonly quote: AssetId;
  readonly alsoCalled: readonly AssetId[];
  readonly correlated: boolean;
  /** Epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

type Common = Pick<LendingRule, "id" | "release" | "quote" | "checkIntervalMs">;

function readLending(fields: Fields, common: Common, asset: AssetId): LendingRule {
  const reserves = readReserves(fields, "reserves", {});
  for (const needed of [asset, common.quote]) {
    if (reserves[needed] !== undefined) continue;
    const hint = "give both the asset and the quote currency; thresholds of 0 where it is no collateral";
    const detail = { field: `${PATH}.reserves.${needed}`, got: "nothing", want: "a reserve", hint };
    throw new MissingError(detail, configuration);
  }
  return {
    ...common,
    reserves,
    triggerPrice: fields.oneOfOr("triggerPrice", triggerPrices, "market"),
    close: readCloseRule(fields, {
      closeFactor: 1,
      closeFactorOf: "whole-debt",
      healthFactorFull: 0,
      valueFull: 0,
      dust: 0,
    }),
    swapCostRate: fields.number("tradingCostRate", shareDomain),
    notionalMax: fields.numberOr("notionalMax", positiveDomain, null),
  };
}

/** One tier of a flat rate: maintenance of |q| p (m + f) and no amount taken off. */
function flatTier(fields: Fields): readonly Tier[] {
  const tier = {
    notionalFloor: 0,
    notionalCap: fields.numberOr("notionalMax", positiveDomain, null),
    leverageRatioMax: fields.number("leverageRatioMax", { min: 1, want: "a leverage ratio of 1 or above" }),
    maintenanceRate: fields.number("maintenanceRate", shareDomain),
    maintenanceAmount: 0,
  };
  return [tier];
}

/** @throws ConflictError (E_CONFIG_CONFLICT) if a new position would be below its demand, fee included. */
function assertOpenable(tier: Tier, closingFeeRate: number, path: string): void {
  const rate = tier.maintenanceRate + closingFeeRate;
  if (tier.leverageRatioMax * rate < 1) return;
  const want = `below 1 / (maintenanceRate + closingFeeRate) = ${1 / rate}`;
  const hint = "a new position would be liquidated at once";
  const detail = { field: `${path}.leverageRatioMax`, got: String(tier.leverageRatioMax), want, hint };
  throw new ConflictError(detail, configuration);
}

function readPerpetual(fields: Fields, common: Common, asset: AssetId): PerpetualRule {
  const tiered = fields.has("tiers");
  const tiers = tiered ? readTiers(fields, "tiers") : flatTier(fields);
  const closingFeeRate = fields.numberOr("closingFeeRate", shareDomain, 0);
  tiers.forEach((tier, index) => assertOpenable(tier, closingFeeRate, tiered ? `${PATH}.tiers[${index}]` : PATH));
  const feeRate = fields.numberOr("liquidationFeeRate", shareDomain, null);
  return {
    ...common,
    coinMargined: false,
    contracts: { [asset]: linearContract(tiers, closingFeeRate) },
    marginWeights: {},
    triggerPrice: fields.oneOfOr("triggerPrice", triggerPrices, "mark"),
    close: feeRate === null ? takenOver : closedForFee(feeRate),
    tradingFeeRate: fields.number("tradingCostRate", shareDomain),
  };
}

/** Checks parameters from code or from a file. @throws any SteelyardError of origin "configuration", naming the field. */
export function readCustom(parameters: unknown): CustomMarket {
  const fields = fieldsOf(parameters, PATH);
  const kind = fields.oneOf("kind", ["lending", "perpetual"]);
  const [asset, quote] = [fields.text("asset"), fields.text("quote")];
  if (asset === quote) {
    const hint = "a holding is of one asset, its debt or margin in another";
    throw new ConflictError(
      { field: `${PATH}.quote`, got: quote, want: `another asset than ${asset}`, hint },
      configuration,
    );
  }
  const common = {
    id: "custom",
    release: fields.textOr("release", "as given"),
    quote,
    checkIntervalMs: fields.numberOr("checkIntervalMs", sizeDomain, 0),
  };
  const rule: CustomRule =
    kind === "lending"
      ? { kind, rule: readLending(fields, common, asset) }
      : { kind, rule: readPerpetual(fields, common, asset) };
  const market = {
    rule,
    asset,
    quote,
    alsoCalled: fields.texts("alsoCalled"),
    correlated: fields.flagOr("correlated", false),
    asOfMs: fields.date("asOf"),
    source: fields.text("source"),
  };
  fields.done();
  return market;
}

/** Parameters from a JSON text. @throws any SteelyardError of origin "configuration". */
export const parseCustom = (text: string): unknown => parametersValue(text, PATH);
