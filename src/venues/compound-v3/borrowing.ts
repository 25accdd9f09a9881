import { UnknownKeyError, MissingError } from "../../errors/index.js";
import { assertAmount } from "../../kernel/index.js";
import type { AssetId } from "../../model/index.js";
import {
  FACTOR_SCALE,
  mulFactorDown,
  mulPriceDown,
  presentValue,
  principalValue,
  withPrincipalChanged,
  type Comet,
  type CometAccount,
  type CometCollateral,
  type CometPrices,
  type CometTotals,
} from "./comet.js";
import { utilisationDown } from "./interest.js";

/** Utilisation above which release 1.2.1 refuses a new borrow, 1e18 (CometWithExtendedAssetList.MAX_SUPPORTED_UTILIZATION). */
export const UTILISATION_MAX = 2n * FACTOR_SCALE;

/** The collateral of that name. @throws UnknownKeyError (E_UNKNOWN_KEY), the contract's BadAsset */
export function collateralOf({ collaterals }: Comet, asset: AssetId): CometCollateral {
  const found = collaterals[asset];
  if (found !== undefined) return found;
  const want = `one of ${Object.keys(collaterals).join(", ")}`;
  throw new UnknownKeyError({ field: "asset", got: asset, want, hint: "only listed assets can be pledged" });
}

/** Price at 1e8 of a pledged asset. @throws MissingError (E_MISSING) if it has none */
export function collateralPrice(prices: CometPrices, asset: AssetId): bigint {
  const price = prices.collateral[asset];
  if (price !== undefined) return price;
  const hint = "a price that is missing is never 0";
  throw new MissingError({ field: `prices.collateral.${asset}`, got: "nothing", want: "a price of 1e8", hint });
}

type Factor = "borrowCollateralFactor" | "liquidateCollateralFactor";

/** Value at 1e8 of what counts less what is owed; each value truncated, then each share, debt towards 0 (Comet.isBorrowCollateralized, Comet.isLiquidatable). */
function liquidity(comet: Comet, totals: CometTotals, account: CometAccount, prices: CometPrices, by: Factor): bigint {
  const owed = -presentValue(totals, account.principal);
  let counted = -mulPriceDown(owed, prices.base, comet.baseScale);
  for (const [asset, amount] of Object.entries(account.collateral)) {
    const collateral = collateralOf(comet, asset);
    // Where the factor is 0 release 1.2.1 asks for no price, so that a dead feed stops nothing.
    if (amount === 0n || (collateral[by] === 0n && comet.release !== "0")) continue;
    const value = mulPriceDown(amount, collateralPrice(prices, asset), collateral.scale);
    counted += mulFactorDown(value, collateral[by]);
  }
  return counted;
}

/** True where the account may be left with its debt by borrowing or withdrawing (Comet.isBorrowCollateralized). */
export const isBorrowCollateralized = (
  comet: Comet,
  totals: CometTotals,
  account: CometAccount,
  prices: CometPrices,
): boolean => account.principal >= 0n || liquidity(comet, totals, account, prices, "borrowCollateralFactor") >= 0n;

/** True where anyone may have the account absorbed: debt strictly above the collateral that counts (Comet.isLiquidatable). */
export const isLiquidatable = (
  comet: Comet,
  totals: CometTotals,
  account: CometAccount,
  prices: CometPrices,
): boolean => account.principal < 0n && liquidity(comet, totals, account, prices, "liquidateCollateralFactor") < 0n;

/** What withdrawing base does: from the holder's own balance first, then by borrowing. */
export type BaseWithdrawal =
  | { readonly status: "withdrawn"; readonly account: CometAccount; readonly totals: CometTotals }
  | {
      readonly status: "refused";
      readonly because: "BorrowTooSmall" | "NotCollateralized" | "ExceedsSupportedUtilization";
    };

/**
 * Takes `amount` base units out of an account, borrowing what it does not hold (Comet.withdrawBase), after the market has accrued.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless amount >= 0
 */
export function withdrawBase(
  comet: Comet,
  totals: CometTotals,
  account: CometAccount,
  prices: CometPrices,
  amount: bigint,
): BaseWithdrawal {
  assertAmount(amount, "amount");
  const balance = presentValue(totals, account.principal) - amount;
  const after = { ...account, principal: principalValue(totals, balance) };
  const totalsAfter = withPrincipalChanged(totals, account.principal, after.principal);
  if (balance < 0n) {
    if (-balance < comet.baseBorrowMin) return { status: "refused", because: "BorrowTooSmall" };
    if (!isBorrowCollateralized(comet, totals, after, prices))
      return { status: "refused", because: "NotCollateralized" };
    if (comet.release !== "0" && utilisationDown(totalsAfter) > UTILISATION_MAX)
      return { status: "refused", because: "ExceedsSupportedUtilization" };
  }
  return { status: "withdrawn", account: after, totals: totalsAfter };
}

/** What pledging more does. */
export type CollateralSupply =
  | { readonly status: "supplied"; readonly account: CometAccount; readonly totalSupplyAsset: bigint }
  | { readonly status: "refused"; readonly because: "SupplyCapExceeded" };

/**
 * Pledges `amount` of an asset (Comet.supplyCollateral). The cap itself may be reached.
 * @param totalSupplyAsset what all accounts have pledged of the asset before, smallest units
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless amount >= 0; UnknownKeyError (E_UNKNOWN_KEY)
 */
export function supplyCollateral(
  comet: Comet,
  account: CometAccount,
  asset: AssetId,
  { amount, totalSupplyAsset }: { readonly amount: bigint; readonly totalSupplyAsset: bigint },
): CollateralSupply {
  assertAmount(amount, "amount");
  const total = totalSupplyAsset + amount;
  if (total > collateralOf(comet, asset).supplyCap) return { status: "refused", because: "SupplyCapExceeded" };
  const held = (account.collateral[asset] ?? 0n) + amount;
  return {
    status: "supplied",
    account: { ...account, collateral: { ...account.collateral, [asset]: held } },
    totalSupplyAsset: total,
  };
}
