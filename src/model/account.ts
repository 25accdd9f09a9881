import { MissingError } from "../errors/index.js";

/** Symbol of an asset as its venue writes it, such as "WETH" or "USDT". */
export type AssetId = string;

/** One line of an account. Quantities in units of the asset; debt is positive, a short perpetual negative. */
export type Leg =
  | { readonly kind: "collateral" | "debt"; readonly asset: AssetId; readonly quantity: number }
  | { readonly kind: "perpetual"; readonly asset: AssetId; readonly quantity: number; readonly entryPrice: number };

/** What is held and owed at one venue. */
export interface Account {
  readonly legs: readonly Leg[];
}

/** Price of each asset in quote currency; the quote currency itself is listed at 1 unless it has lost its peg. */
export type Prices = Readonly<Record<AssetId, number>>;

/** Price of `asset`. A missing price is never 0. @throws MissingError (E_MISSING) if it is not listed. */
export function priceOf(prices: Prices, asset: AssetId): number {
  const price = prices[asset];
  if (price === undefined) {
    throw new MissingError({
      field: `prices.${asset}`,
      got: "nothing",
      want: "a price in quote currency",
      hint: "add the asset's price",
    });
  }
  return price;
}

/** Value of one leg in quote currency: what it adds to equity; negative for debt. */
export function legValue(leg: Leg, prices: Prices): number {
  const price = priceOf(prices, leg.asset);
  if (leg.kind === "perpetual") return leg.quantity * (price - leg.entryPrice);
  return leg.kind === "collateral" ? leg.quantity * price : -leg.quantity * price;
}

/** Equity in quote currency: what is left if every leg is closed at these prices. May be negative. */
export function equity(account: Account, prices: Prices): number {
  return account.legs.reduce((sum, leg) => sum + legValue(leg, prices), 0);
}

/** Value of all collateral legs, in quote currency. */
export function collateralValue(account: Account, prices: Prices): number {
  return account.legs.reduce((sum, leg) => (leg.kind === "collateral" ? sum + legValue(leg, prices) : sum), 0);
}

/** Value of all debt legs, in quote currency, >= 0. */
export function debtValue(account: Account, prices: Prices): number {
  return account.legs.reduce((sum, leg) => (leg.kind === "debt" ? sum - legValue(leg, prices) : sum), 0);
}

/** Signed market value of `asset` held, in quote currency: collateral less debt, plus perpetuals; short is negative. */
export function notionalOf(account: Account, prices: Prices, asset: AssetId): number {
  const quantity = account.legs.reduce((sum, leg) => {
    if (leg.asset !== asset) return sum;
    return leg.kind === "debt" ? sum - leg.quantity : sum + leg.quantity;
  }, 0);
  return quantity * priceOf(prices, asset);
}
