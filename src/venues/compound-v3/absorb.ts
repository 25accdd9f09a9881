import { divDown, lessOrNone, mulDivDown } from "../../kernel/index.js";
import type { AssetId } from "../../model/index.js";
import { collateralOf, collateralPrice, isLiquidatable } from "./borrowing.js";
import {
  divPriceDown,
  FACTOR_SCALE,
  mulFactorDown,
  mulPriceDown,
  presentValue,
  principalValue,
  withPrincipalChanged,
  type Comet,
  type CometAccount,
  type CometPrices,
  type CometTotals,
} from "./comet.js";

/** What an absorption does, or why the contract refuses it. */
export type Absorption =
  | {
      readonly status: "absorbed";
      /** What is left with the holder: no debt, a base balance or nothing, and what the release does not seize. */
      readonly account: CometAccount;
      readonly totals: CometTotals;
      /** Smallest units of each asset that became the market's own. */
      readonly seized: Readonly<Record<AssetId, bigint>>;
      /** Base units credited for what was seized, before the debt is paid from it. */
      readonly credited: bigint;
      /** Base units that the reserves part with: the whole debt and the balance left, AbsorbDebt.basePaidOut. */
      readonly basePaidOut: bigint;
      /** Base units of debt that the credit does not cover: the reserves' loss, as the collateral stands. */
      readonly shortfall: bigint;
    }
  | { readonly status: "refused"; readonly because: "NotLiquidatable" };

interface Seizure {
  readonly seized: Readonly<Record<AssetId, bigint>>;
  readonly left: Readonly<Record<AssetId, bigint>>;
  /** Value at 1e8 that is credited. */
  readonly value: bigint;
}

/**
 * Takes all of each asset. From release 1.2.1 an asset whose liquidation factor is 0 stays with the holder, and one that does not
 * count towards the threshold is taken at no value, since no price is asked for it.
 */
function seizureOf(comet: Comet, account: CometAccount, prices: CometPrices): Seizure {
  const [seized, left]: Record<AssetId, bigint>[] = [{}, {}];
  let value = 0n;
  for (const [asset, amount] of Object.entries(account.collateral)) {
    const { scale, liquidationFactor, liquidateCollateralFactor } = collateralOf(comet, asset);
    if (amount === 0n) continue;
    if (comet.release !== "0" && liquidationFactor === 0n) {
      left[asset] = amount;
      continue;
    }
    seized[asset] = amount;
    if (comet.release !== "0" && liquidateCollateralFactor === 0n) continue;
    value += mulFactorDown(mulPriceDown(amount, collateralPrice(prices, asset), scale), liquidationFactor);
  }
  return { seized, left, value };
}

/**
 * Absorbs an account after the market has accrued (Comet.absorbInternal): all collateral becomes the market's, its value x
 * liquidationFactor is credited against the debt, a rest is the holder's base balance, a shortfall the reserves' loss. There is
 * no close factor and no partial absorption.
 */
export function absorb(comet: Comet, totals: CometTotals, account: CometAccount, prices: CometPrices): Absorption {
  if (!isLiquidatable(comet, totals, account, prices)) return { status: "refused", because: "NotLiquidatable" };
  const { seized, left, value } = seizureOf(comet, account, prices);
  const credited = divPriceDown(value, prices.base, comet.baseScale);
  const owed = -presentValue(totals, account.principal);
  const balance = lessOrNone(credited, owed);
  const principal = principalValue(totals, balance);
  return {
    status: "absorbed",
    account: { principal, collateral: left },
    totals: withPrincipalChanged(totals, account.principal, principal),
    seized,
    credited,
    basePaidOut: balance + owed,
    shortfall: lessOrNone(owed, credited),
  };
}

/**
 * Units of an absorbed asset that `baseAmount` base units buy from the market, down (Comet.quoteCollateral). The discount is
 * storeFrontPriceFactor x (1 - liquidationFactor); release 1.2.1 gives none on an asset whose liquidation factor is 0.
 */
export function quoteCollateralDown(comet: Comet, asset: AssetId, baseAmount: bigint, prices: CometPrices): bigint {
  const { scale, liquidationFactor } = collateralOf(comet, asset);
  const undiscounted = comet.release !== "0" && liquidationFactor === 0n;
  const discount = undiscounted ? 0n : mulFactorDown(comet.storeFrontPriceFactor, FACTOR_SCALE - liquidationFactor);
  const price = mulFactorDown(collateralPrice(prices, asset), FACTOR_SCALE - discount);
  return divDown(mulDivDown(prices.base * baseAmount, scale, price), comet.baseScale);
}

/** What an offer for absorbed collateral gets. */
export type CollateralSale =
  | { readonly status: "sold"; readonly amount: bigint }
  | { readonly status: "refused"; readonly because: "NotForSale" | "TooMuchSlippage" | "InsufficientReserves" };

/** The market's own books when it sells: base units, signed, and units of the asset. */
export interface SaleReserves {
  readonly base: bigint;
  readonly collateral: bigint;
}

/** Buys absorbed collateral, at least `amountMin` of it (Comet.buyCollateral): only while base reserves are below their target. */
export function buyCollateral(
  comet: Comet,
  asset: AssetId,
  { baseAmount, amountMin }: { readonly baseAmount: bigint; readonly amountMin: bigint },
  { reserves, prices }: { readonly reserves: SaleReserves; readonly prices: CometPrices },
): CollateralSale {
  if (reserves.base >= 0n && reserves.base >= comet.targetReserves) return { status: "refused", because: "NotForSale" };
  const amount = quoteCollateralDown(comet, asset, baseAmount, prices);
  if (amount < amountMin) return { status: "refused", because: "TooMuchSlippage" };
  if (amount > reserves.collateral) return { status: "refused", because: "InsufficientReserves" };
  return { status: "sold", amount };
}
