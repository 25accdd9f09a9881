import { priceOf, type Account, type AssetId, type Leg, type Prices } from "../../model/index.js";
import type { VenueModel } from "../../venues/index.js";

/** An account of several assets at a venue, and whose it is. */
export interface SeveralHolding {
  readonly model: VenueModel;
  /** Currency of cash and of all money figures. */
  readonly quote: AssetId;
  readonly account: Account;
  readonly prices: Prices;
  /** Total wealth, quote currency: the account's equity, and what is out of the venue's reach. */
  readonly wealth: number;
}

/** The account as paths carry it, over total wealth: the signed notional of each leg that moves with a price, and the cash; their sum is its equity. */
export interface SeveralBalances {
  readonly notionals: readonly number[];
  readonly cash: number;
}

/** Legs of the account that move with a price: all but the quote currency's own. */
export const movingLegs = ({ account, quote }: SeveralHolding): readonly Leg[] =>
  account.legs.filter(({ kind, asset }) => kind === "perpetual" || asset !== quote);

/** Signed units of a leg. */
const unitsOf = (leg: Leg): number => (leg.kind === "debt" ? -leg.quantity : leg.quantity);

/** The account's balances at its prices. */
export function severalBalancesOf(holding: SeveralHolding): SeveralBalances {
  const { account, quote, prices, wealth } = holding;
  const cash = account.legs.reduce((sum, leg) => {
    if (leg.kind === "perpetual") return sum - leg.quantity * leg.entryPrice;
    return leg.asset === quote ? sum + unitsOf(leg) * priceOf(prices, quote) : sum;
  }, 0);
  const notionals = movingLegs(holding).map((leg) => (unitsOf(leg) * priceOf(prices, leg.asset)) / wealth);
  return { notionals, cash: cash / wealth };
}

/** The venue's account of balances, opened at the holding's prices. */
export function severalAccountOf(holding: SeveralHolding, { notionals, cash }: SeveralBalances): Account {
  const { quote, prices, wealth } = holding;
  let margin = cash * wealth;
  const legs = movingLegs(holding).map((leg, i): Leg => {
    const entryPrice = priceOf(prices, leg.asset);
    const units = (notionals[i] * wealth) / entryPrice;
    if (leg.kind !== "perpetual") return { ...leg, quantity: leg.kind === "debt" ? -units : units };
    margin += notionals[i] * wealth;
    return { ...leg, quantity: units, entryPrice };
  });
  if (margin === 0) return { legs };
  const quantity = Math.abs(margin) / priceOf(prices, quote);
  return { legs: [...legs, { kind: margin > 0 ? "collateral" : "debt", asset: quote, quantity }] };
}
