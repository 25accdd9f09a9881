import { UnknownKeyError } from "../../errors/index.js";
import { divDown, divUp, least, mulDivDown } from "../../kernel/index.js";
import type { AssetId } from "../../model/index.js";
import { positionRisk, PPM, type DydxPosition, type DydxRisk } from "./margin.js";

/** One subaccount: a balance in quote currency and positions, all sharing it. */
export interface Subaccount {
  /** Quote quantums; negative is owed to the positions' counterparties. */
  readonly quoteBalance: bigint;
  readonly positions: Readonly<Record<AssetId, DydxPosition>>;
}

/** How the chain liquidates, in ppm (clob LiquidationsConfig). */
export interface LiquidationSettings {
  /** Largest fee, of what the fill is worth; it goes to the insurance fund. */
  readonly maxLiquidationFeePpm: bigint;
  /** How fast the offered price leaves the oracle's as collateral falls below maintenance. */
  readonly bankruptcyAdjustmentPpm: bigint;
  /** Largest distance of the offered price, as a share of the position's maintenance margin. */
  readonly spreadToMaintenancePpm: bigint;
}

/** Net collateral and both requirements of a subaccount (subaccounts GetNetCollateralAndMarginRequirements). */
export function subaccountRisk({ quoteBalance, positions }: Subaccount): DydxRisk {
  const risks = Object.values(positions).map(positionRisk);
  const sum = (of: keyof DydxRisk): bigint => risks.reduce((total, risk) => total + risk[of], 0n);
  return {
    netCollateral: quoteBalance + sum("netCollateral"),
    initialMargin: sum("initialMargin"),
    maintenanceMargin: sum("maintenanceMargin"),
  };
}

/** True where the chain liquidates: maintenance above 0 and above net collateral (margin.Risk.IsLiquidatable). */
export function isLiquidatable(subaccount: Subaccount): boolean {
  const { netCollateral, maintenanceMargin } = subaccountRisk(subaccount);
  return maintenanceMargin > 0n && maintenanceMargin > netCollateral;
}

/** True where positions may be opened up to this state: net collateral covers the initial margin (margin.Risk.IsInitialCollateralized). */
export function isInitialCollateralized(subaccount: Subaccount): boolean {
  const { netCollateral, initialMargin } = subaccountRisk(subaccount);
  return netCollateral >= initialMargin;
}

/** @throws UnknownKeyError (E_UNKNOWN_KEY) */
function positionOf({ positions }: Subaccount, asset: AssetId): DydxPosition {
  const found = positions[asset];
  if (found !== undefined) return found;
  const want = `one of ${Object.keys(positions).join(", ")}`;
  throw new UnknownKeyError({ field: "asset", got: asset, want, hint: "name a position of the subaccount" });
}

/** A share of a position's value as a whole quotient. */
export interface QuoteFraction {
  /** Quote quantums times the denominator; of the sign of the position. */
  readonly numerator: bigint;
  /** Above 0. */
  readonly denominator: bigint;
}

const between = (value: bigint, most: bigint): bigint => (value < 0n ? 0n : least(value, most));

/**
 * Value of the whole position at the price that liquidation offers: notional less, for a long, a spread of at most
 * spreadToMaintenance of its maintenance margin, in full once net collateral is used up (clob GetFillablePrice). A quotient,
 * since the chain keeps it as one; divided by the quantums it is the price of one base quantum.
 * @throws UnknownKeyError (E_UNKNOWN_KEY); OutOfRangeError (E_OUT_OF_RANGE) where the subaccount demands no maintenance
 */
export function fillableValue(subaccount: Subaccount, asset: AssetId, settings: LiquidationSettings): QuoteFraction {
  const total = subaccountRisk(subaccount);
  const own = positionRisk(positionOf(subaccount, asset));
  const whole = PPM * total.maintenanceMargin;
  const rated = between(settings.bankruptcyAdjustmentPpm * (total.maintenanceMargin - total.netCollateral), whole);
  const denominator = whole * PPM;
  const spread = rated * settings.spreadToMaintenancePpm * own.maintenanceMargin;
  return { numerator: own.netCollateral * denominator - spread, denominator };
}

/** What closing a part of a position must fetch. */
export type BankruptcyPrice =
  | { readonly status: "priced"; readonly quoteQuantums: bigint }
  | { readonly status: "refused"; readonly because: "ErrInvalidPerpetualPositionSizeDelta" };

/** The quotient rounded towards minus infinity: the numerator may be negative, the divisor is above 0. */
const floorDiv = (numerator: bigint, divisor: bigint): bigint =>
  numerator < 0n ? -divUp(-numerator, divisor) : divDown(numerator, divisor);

/**
 * Quote quantums, up, that a change of a position must fetch, negative where it may cost, so that the change uses no more than
 * its share of the net collateral: -DNNV - TNC |DMMR| / TMMR (clob GetBankruptcyPriceInQuoteQuantums). Deleveraging closes at it.
 * @param deltaQuantums change of the position in base quantums, against its sign and no larger than it
 * @throws UnknownKeyError (E_UNKNOWN_KEY); OutOfRangeError (E_OUT_OF_RANGE) where the subaccount demands no maintenance
 */
export function bankruptcyQuoteUp(subaccount: Subaccount, asset: AssetId, deltaQuantums: bigint): BankruptcyPrice {
  const position = positionOf(subaccount, asset);
  const after = position.quantums + deltaQuantums;
  // After a valid change the position has kept its sign or is gone, and is smaller.
  const smaller = position.quantums > 0n ? deltaQuantums < 0n && after >= 0n : deltaQuantums > 0n && after <= 0n;
  if (!smaller) return { status: "refused", because: "ErrInvalidPerpetualPositionSizeDelta" };
  const total = subaccountRisk(subaccount);
  const old = positionRisk(position);
  const left = positionRisk({ ...position, quantums: after });
  const freed = old.maintenanceMargin - left.maintenanceMargin;
  const used = floorDiv(total.netCollateral * freed, total.maintenanceMargin);
  return { status: "priced", quoteQuantums: old.netCollateral - left.netCollateral - used };
}

/** What a liquidation fill gives to the insurance fund, or takes from it where negative. */
export type InsuranceFundDelta =
  | { readonly status: "paid"; readonly quoteQuantums: bigint }
  | Extract<BankruptcyPrice, { readonly status: "refused" }>;

/**
 * Quote quantums from the subaccount to the insurance fund for one fill: what the fill fetches beyond the bankruptcy price, at
 * most the fee, down; negative where the fund pays (clob GetLiquidationInsuranceFundDelta).
 * @param fetched quote quantums that the fill brings the subaccount, negative for a buy
 * @throws as `bankruptcyQuoteUp`
 */
export function insuranceFundDelta(
  subaccount: Subaccount,
  asset: AssetId,
  { deltaQuantums, fetched }: { readonly deltaQuantums: bigint; readonly fetched: bigint },
  { maxLiquidationFeePpm }: LiquidationSettings,
): InsuranceFundDelta {
  const bankruptcy = bankruptcyQuoteUp(subaccount, asset, deltaQuantums);
  if (bankruptcy.status === "refused") return bankruptcy;
  const beyond = fetched - bankruptcy.quoteQuantums;
  if (beyond <= 0n) return { status: "paid", quoteQuantums: beyond };
  const feeMax = mulDivDown(fetched < 0n ? -fetched : fetched, maxLiquidationFeePpm, PPM);
  return { status: "paid", quoteQuantums: least(feeMax, beyond) };
}
