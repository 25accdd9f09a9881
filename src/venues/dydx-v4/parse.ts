import { ConflictError } from "../../errors/index.js";
import type { Account, AssetId, Leg } from "../../model/index.js";
import { quantityDown, quantityUp } from "../chain-amount.js";
import { fieldsOf, positiveDomain, shareDomain, sizeDomain, type Fields } from "../fields.js";
import { parametersValue } from "../json-text.js";
import { PPM, type LiquidityTier, type PerpetualPrice } from "./margin.js";
import { QUOTE } from "./model.js";
import {
  dydxLiquidation,
  tierNames,
  TRADING_FEE_RATE,
  type DydxLiquidation,
  type DydxMargins,
  type DydxMarket,
  type TierName,
  type TierTerms,
} from "./params.js";
import { subaccountRisk, type Subaccount } from "./subaccount.js";

const PATH = "dydx-v4";

/** Terms in force on the day asked for: markets with their shipped margins, and tiers that a caller may name. */
export interface DatedTerms {
  readonly markets: Readonly<Record<AssetId, TierTerms>>;
  readonly tierNamed: (name: TierName) => TierTerms;
}

/** A market with where its margins come from; null where the caller gave them. */
export interface ParsedMarket extends DydxMarket {
  readonly terms: TierTerms | null;
}

/** Overrides, checked and laid over the shipped terms. */
export interface ParsedOverrides {
  readonly markets: Readonly<Record<AssetId, ParsedMarket>>;
  readonly liquidation: DydxLiquidation;
  readonly tradingFeeRate: number;
  /** Epoch ms UTC. */
  readonly asOfMs: number | null;
  readonly source: string | null;
  /** True where anything was given. */
  readonly changed: boolean;
}

const conflict = (field: string, got: number, want: string, hint: string): ConflictError =>
  new ConflictError({ field, got: String(got), want, hint }, { origin: "configuration" });

/** A fraction above 0: a market without initial margin would be opened at any leverage. */
const fractionDomain = { ...shareDomain, open: false, min: Number.MIN_VALUE, want: "a fraction above 0, at most 1" };

/** @throws ConflictError (E_CONFIG_CONFLICT) for caps in the wrong order or a maintenance that a new position would not meet. */
function assertMargins(margins: DydxMargins, path: string): void {
  const { openInterestLowerCap: lower, openInterestUpperCap: upper, maintenanceFraction } = margins;
  if (upper !== null && upper <= lower)
    throw conflict(`${path}.openInterestUpperCap`, upper, `above the lower cap, ${lower}`, "check the order");
  if (maintenanceFraction >= 1)
    throw conflict(
      `${path}.maintenanceFraction`,
      maintenanceFraction,
      "below 1",
      "a new position would be closed at once",
    );
}

function readMarket(fields: Fields, shipped: TierTerms | undefined, tierNamed: DatedTerms["tierNamed"]): ParsedMarket {
  const terms = fields.has("tier") ? tierNamed(fields.oneOf("tier", tierNames)) : (shipped ?? null);
  const base = (key: "initialMarginFraction" | "maintenanceFraction"): number =>
    terms === null ? fields.number(key, fractionDomain) : fields.numberOr(key, fractionDomain, terms[key]);
  const market = {
    initialMarginFraction: base("initialMarginFraction"),
    maintenanceFraction: base("maintenanceFraction"),
    openInterestLowerCap: fields.numberOr("openInterestLowerCap", sizeDomain, terms?.openInterestLowerCap ?? 0),
    openInterestUpperCap: fields.numberOr("openInterestUpperCap", positiveDomain, terms?.openInterestUpperCap ?? null),
    openInterest: fields.numberOr("openInterest", sizeDomain, 0),
    customInitialMarginFraction: fields.numberOr("customInitialMarginFraction", shareDomain, 0),
    terms,
  };
  fields.done();
  assertMargins(market, fields.path);
  return market;
}

function readLiquidation(fields: Fields): DydxLiquidation {
  const liquidation = {
    feeRateMax: fields.numberOr("feeRateMax", shareDomain, dydxLiquidation.feeRateMax),
    orderShareMax: fields.numberOr("orderShareMax", fractionDomain, dydxLiquidation.orderShareMax),
    orderValueMin: fields.numberOr("orderValueMin", sizeDomain, dydxLiquidation.orderValueMin),
    blockValueMax: fields.numberOr("blockValueMax", positiveDomain, dydxLiquidation.blockValueMax),
  };
  fields.done();
  return liquidation;
}

/** Checks overrides from code or from a file and lays them over the terms of a day. @throws any SteelyardError of origin "configuration". */
export function parsedOverrides(dated: DatedTerms, overrides: unknown): ParsedOverrides {
  const fields = fieldsOf(overrides, PATH);
  const given = fields.has("markets") ? fields.object("markets") : fieldsOf({}, `${PATH}.markets`);
  const markets: Record<AssetId, ParsedMarket> = {};
  for (const asset of new Set([...Object.keys(dated.markets), ...given.keys()])) {
    const own = given.has(asset) ? given.object(asset) : fieldsOf({}, `${given.path}.${asset}`);
    markets[asset] = readMarket(own, dated.markets[asset], dated.tierNamed);
  }
  const parsed = {
    markets,
    liquidation: fields.has("liquidation") ? readLiquidation(fields.object("liquidation")) : dydxLiquidation,
    tradingFeeRate: fields.numberOr("tradingFeeRate", shareDomain, TRADING_FEE_RATE),
    asOfMs: fields.has("asOf") ? fields.date("asOf") : null,
    source: fields.has("source") ? fields.text("source") : null,
    changed: fields.keys().length > 0,
  };
  fields.done();
  return parsed;
}

/** Overrides from a JSON text. @throws any SteelyardError of origin "configuration". */
export const parseDydxV4Overrides = (text: string): unknown => parametersValue(text, PATH);

const QUOTE_DECIMALS = 6;

/** Margins of a tier as the chain answers it: ppm as fractions, caps in USDC, no scale where the upper cap is 0. */
export const marginsFromChain = (tier: LiquidityTier): DydxMargins => ({
  initialMarginFraction: Number(tier.initialMarginPpm) / Number(PPM),
  maintenanceFraction: Number(tier.maintenanceFractionPpm) / Number(PPM),
  openInterestLowerCap: quantityDown(tier.openInterestLowerCap, QUOTE_DECIMALS),
  openInterestUpperCap:
    tier.openInterestUpperCap === 0n ? null : quantityDown(tier.openInterestUpperCap, QUOTE_DECIMALS),
});

/** Oracle price of one unit in quote currency, the nearest double. */
export const priceFromChain = ({ price, exponent }: PerpetualPrice): number =>
  exponent < 0n ? Number(price) / Number(10n ** -exponent) : Number(price * 10n ** exponent);

/** Base quantums >= 0 as units of the asset, down. */
export const unitsFromChain = (quantums: bigint, { atomicResolution }: PerpetualPrice): number =>
  atomicResolution > 0n
    ? quantityDown(quantums * 10n ** atomicResolution, 0)
    : quantityDown(quantums, Number(-atomicResolution));

/**
 * A subaccount as legs. The chain keeps no entry price: positions are entered here at the oracle's, with the net collateral as
 * margin, rounded against the holder, so that equity is what the chain reckons.
 */
export function accountFromChain(subaccount: Subaccount): Account {
  const legs = Object.entries(subaccount.positions).map(([asset, { perpetual, quantums }]): Leg => {
    const size = unitsFromChain(quantums < 0n ? -quantums : quantums, perpetual);
    return {
      kind: "perpetual",
      asset,
      quantity: quantums < 0n ? -size : size,
      entryPrice: priceFromChain(perpetual),
    };
  });
  const { netCollateral } = subaccountRisk(subaccount);
  if (netCollateral === 0n) return { legs };
  const margin: Leg =
    netCollateral > 0n
      ? { kind: "collateral", asset: QUOTE, quantity: quantityDown(netCollateral, QUOTE_DECIMALS) }
      : { kind: "debt", asset: QUOTE, quantity: quantityUp(-netCollateral, QUOTE_DECIMALS) };
  return { legs: [margin, ...legs] };
}
