import { ConflictError, UnknownKeyError } from "../../errors/index.js";
import type { Account, AssetId, LendingPool } from "../../model/index.js";
import { quantityDown, quantityUp } from "../chain-amount.js";
import { fieldsOf, shareDomain, type Fields } from "../fields.js";
import { parametersValue } from "../json-text.js";
import type { CometCollateral, CometAccount, CometCurve, CometTotals } from "./comet.js";
import { presentValue } from "./comet.js";
import { SECONDS_PER_YEAR, totalBorrow, totalSupply } from "./interest.js";
import { SWAP_COST_RATE, type CollateralFactors, type RateCurve } from "./params.js";

const PATH = "compound-v3";
const triggerPrices = ["market", "exchange-rate"] as const;

type Factors = Readonly<Record<AssetId, CollateralFactors>>;

/** Overrides, checked; null where the shipped figure stays. */
export interface ParsedOverrides {
  /** The factors of every market, the shipped ones included. */
  readonly comets: Readonly<Record<AssetId, Factors>>;
  readonly swapCostRate: number;
  readonly triggerPrice: "market" | "exchange-rate" | null;
  /** Epoch ms UTC. */
  readonly asOfMs: number | null;
  readonly source: string | null;
  /** True where anything was given. */
  readonly changed: boolean;
}

const conflict = (field: string, got: number, want: string, hint: string): ConflictError =>
  new ConflictError({ field, got: String(got), want, hint }, { origin: "configuration" });

/** @throws ConflictError (E_CONFIG_CONFLICT) for factors that the market's constructor refuses, or with which every absorption loses. */
function assertFactors(factors: CollateralFactors, path: string): void {
  const { borrowCollateralFactor, liquidateCollateralFactor, liquidationFactor } = factors;
  if (borrowCollateralFactor >= liquidateCollateralFactor) {
    const want = `below the liquidate factor, ${liquidateCollateralFactor}`;
    throw conflict(`${path}.borrowCollateralFactor`, borrowCollateralFactor, want, "the market refuses it");
  }
  if (liquidateCollateralFactor > liquidationFactor) {
    const want = `at least the liquidate factor, ${liquidateCollateralFactor}`;
    throw conflict(`${path}.liquidationFactor`, liquidationFactor, want, "every absorption would leave a shortfall");
  }
}

function readFactors(fields: Fields, shipped: CollateralFactors | undefined): CollateralFactors {
  const read = (key: keyof CollateralFactors): number =>
    shipped === undefined ? fields.number(key, shareDomain) : fields.numberOr(key, shareDomain, shipped[key]);
  const factors = {
    borrowCollateralFactor: read("borrowCollateralFactor"),
    liquidateCollateralFactor: read("liquidateCollateralFactor"),
    liquidationFactor: read("liquidationFactor"),
  };
  fields.done();
  assertFactors(factors, fields.path);
  return factors;
}

function readComets(fields: Fields, shipped: Readonly<Record<AssetId, Factors>>): Readonly<Record<AssetId, Factors>> {
  const given = fields.object("comets");
  const comets: Record<AssetId, Factors> = { ...shipped };
  for (const base of given.keys()) {
    const pledged = given.object(base);
    const factors: Record<AssetId, CollateralFactors> = { ...comets[base] };
    for (const asset of pledged.keys()) factors[asset] = readFactors(pledged.object(asset), factors[asset]);
    comets[base] = factors;
  }
  return comets;
}

/** Checks overrides from code or from a file and lays them over the shipped factors. @throws any SteelyardError of origin "configuration". */
export function parsedOverrides(shipped: Readonly<Record<AssetId, Factors>>, overrides: unknown): ParsedOverrides {
  const fields = fieldsOf(overrides, PATH);
  const parsed = {
    comets: fields.has("comets") ? readComets(fields, shipped) : shipped,
    swapCostRate: fields.numberOr("swapCostRate", shareDomain, SWAP_COST_RATE),
    triggerPrice: fields.has("triggerPrice") ? fields.oneOf("triggerPrice", triggerPrices) : null,
    asOfMs: fields.has("asOf") ? fields.date("asOf") : null,
    source: fields.has("source") ? fields.text("source") : null,
    changed: fields.keys().length > 0,
  };
  fields.done();
  return parsed;
}

/** Overrides from a JSON text. @throws any SteelyardError of origin "configuration". */
export const parseCompoundV3Overrides = (text: string): unknown => parametersValue(text, PATH);

/** A whole number of 1e18 as a fraction: factors and rates, never amounts. */
const fractionOf = (factor: bigint): number => Number(factor) / 1e18;

/** The factors of a collateral as the chain answers them. */
export const factorsFromChain = (collateral: CometCollateral): CollateralFactors => ({
  borrowCollateralFactor: fractionOf(collateral.borrowCollateralFactor),
  liquidateCollateralFactor: fractionOf(collateral.liquidateCollateralFactor),
  liquidationFactor: fractionOf(collateral.liquidationFactor),
});

/** A curve per second as the chain answers it, per year. Interest is simple between two touches of the market, which are seconds apart: taken as continuous. */
export const curveFromChain = ({ kink, base, slopeLow, slopeHigh }: CometCurve): RateCurve => ({
  kink: fractionOf(kink),
  baseAnnual: fractionOf(base * SECONDS_PER_YEAR),
  slopeLowAnnual: fractionOf(slopeLow * SECONDS_PER_YEAR),
  slopeHighAnnual: fractionOf(slopeHigh * SECONDS_PER_YEAR),
});

/** Base units held and owed by all, as quantities: supply down, debt up. @param baseDecimals decimals of the base asset */
export const totalsFromChain = (
  totals: CometTotals,
  baseDecimals: number,
): Pick<LendingPool, "supplied" | "borrowed"> => ({
  supplied: quantityDown(totalSupply(totals), baseDecimals),
  borrowed: quantityUp(totalBorrow(totals), baseDecimals),
});

/**
 * An account on chain as legs, rounded against the holder: what is held down, what is owed up.
 * @param decimals decimals of the base asset and of each pledged asset
 * @throws UnknownKeyError (E_UNKNOWN_KEY) for an asset without decimals
 */
export function accountFromChain(
  totals: CometTotals,
  account: CometAccount,
  base: AssetId,
  decimals: Readonly<Record<AssetId, number>>,
): Account {
  const decimalsOf = (asset: AssetId): number => {
    const found = decimals[asset];
    if (found !== undefined) return found;
    const want = `one of ${Object.keys(decimals).join(", ")}`;
    throw new UnknownKeyError({ field: "decimals", got: asset, want, hint: "give the decimals of every asset" });
  };
  const balance = presentValue(totals, account.principal);
  const held = [...Object.entries(account.collateral), [base, balance] as const].filter(([, amount]) => amount > 0n);
  const pledged = held.map(([asset, amount]) => {
    return { kind: "collateral", asset, quantity: quantityDown(amount, decimalsOf(asset)) } as const;
  });
  if (balance >= 0n) return { legs: pledged };
  return { legs: [...pledged, { kind: "debt", asset: base, quantity: quantityUp(-balance, decimalsOf(base)) }] };
}
