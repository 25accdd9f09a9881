import { OutOfRangeError } from "../../errors/index.js";
import type { Prices } from "../../model/index.js";
import type { PolicyView } from "../view.js";

/** Leverage ratio of a long whose debt is that share of its collateral: 1 / (1 - loan to value). */
export const leverageAtLoanToValue = (loanToValue: number): number => 1 / (1 - loanToValue);

/** Debt over collateral of a long of that leverage ratio, a fraction: 1 - 1 / leverage; 0 where nothing is owed. */
export const loanToValueAtLeverage = (leverageRatio: number): number => (leverageRatio > 1 ? 1 - 1 / leverageRatio : 0);

/** Collateral over debt of a long of that leverage ratio: L / (L - 1); Infinity where nothing is owed. */
export const collateralRatioAtLeverage = (leverageRatio: number): number =>
  leverageRatio > 1 ? leverageRatio / (leverageRatio - 1) : Infinity;

/** Leverage ratio of a long with that collateral over debt, > 1: R / (R - 1). */
export const leverageAtCollateralRatio = (collateralRatio: number): number => collateralRatio / (collateralRatio - 1);

/** Prices of the view, the quote currency at 1. */
export const pricesOf = ({ market, price }: PolicyView): Prices => ({ [market.asset]: price, [market.quote]: 1 });

/** Notional by which the venue's limits are asked: what is held, or what the equity alone would buy. */
const sizeOf = ({ notional, equity }: PolicyView): number => (notional > 0 ? notional : equity);

/** Highest debt over collateral at which the venue lets one open, a fraction: 1 - 1 / its highest leverage ratio. */
export function loanToValueMaxOf(view: PolicyView): number {
  const { model, asset } = view.market;
  return loanToValueAtLeverage(model.leverageRatioMax(asset, sizeOf(view), pricesOf(view)));
}

/** Debt over collateral from which the venue may close what is held, a fraction: 1 - the equity it demands / notional. */
export function liquidationThresholdOf(view: PolicyView): number {
  const { model, asset } = view.market;
  const prices = pricesOf(view);
  const notional = sizeOf(view);
  const account = model.holding(asset, { equity: view.equity, notional }, prices);
  return 1 - model.equityDemand(account, prices) / notional;
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) for a short: these products pledge the asset and borrow the quote currency */
export function assertLong({ notional }: PolicyView, policy: string): void {
  if (notional >= 0) return;
  throw new OutOfRangeError({
    field: "view.notional",
    got: String(notional),
    want: "a long position, 0 or above",
    hint: `${policy} holds longs only: choose another policy for a short`,
  });
}

/** @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) unless it is a leverage that a long with debt can have */
export function assertLongLeverage(leverageRatio: number, field: string): void {
  if (leverageRatio > 1 && Number.isFinite(leverageRatio)) return;
  throw new OutOfRangeError({
    field,
    got: String(leverageRatio),
    want: "a leverage ratio above 1: a long with debt",
    hint: "this product holds longs only",
  });
}
