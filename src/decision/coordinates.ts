import { collateralValue, debtValue, equity, type Account, type Coordinates, type Prices } from "../model/index.js";
import { liquidationRatio, type VenueModel } from "../venues/index.js";
import { situationAt } from "./safety.js";
import type { Setting } from "./setting.js";

/** Share of what the venue allows an account that is in use: debt over what may be owed, or the equity demanded by derivatives over equity. 1 is liquidation, 0 is nothing to liquidate. */
export function utilisationOf(
  model: VenueModel,
  account: Account,
  prices: Prices,
): { readonly utilisation: number; readonly owes: boolean } {
  const demanded = model.equityDemand(account, prices);
  const debt = debtValue(account, prices);
  if (debt > 0) return { utilisation: debt / (collateralValue(account, prices) - demanded), owes: true };
  const derivative = account.legs.some(({ kind }) => kind === "perpetual");
  return { utilisation: derivative ? demanded / equity(account, prices) : 0, owes: false };
}

/** Debt so small beside equity that it is rounding, not debt. */
const DUST = 1e-12;

/** Every coordinate of a leverage ratio of total wealth, as the venue sees the share kept there. */
export function coordinatesOf(setting: Setting, leverageRatio: number): Coordinates {
  const { market, prices, price, share } = setting;
  const atVenue = leverageRatio / share;
  const borrowed = atVenue < 0 ? -atVenue : Math.max(0, atVenue - 1);
  const debtToEquity = borrowed < DUST ? 0 : borrowed;
  const { account, ...situation } = situationAt(setting, leverageRatio);
  const { utilisation, owes } = utilisationOf(situation.market.model, account, situation.prices);
  const ratio = liquidationRatio(market.model, account, { name: market.asset, prices, moved: [market.asset] });
  return {
    debtToEquity,
    loanToValue: debtToEquity / (1 + debtToEquity),
    collateralRatio: debtToEquity === 0 ? null : (1 + debtToEquity) / debtToEquity,
    healthFactor: owes && debtToEquity > 0 ? 1 / utilisation : null,
    utilisation,
    liquidationPrice: ratio === null ? null : ratio * price,
    liquidationPriceRatio: ratio,
  };
}
