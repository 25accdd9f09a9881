import { equity, type Account } from "../../model/index.js";
import { pricesAt, type PricePath } from "../../venues/index.js";
import type { VenueHolding } from "../grid/venue-position.js";

/** An account at a venue as paths carry it: signed notional and cash, over total wealth at the start; their sum is its equity. */
export interface Balances {
  readonly notional: number;
  readonly cash: number;
}

/** The path on which the holding's asset moves alone. */
export const pathOf = ({ market, prices }: VenueHolding): PricePath => ({
  name: market.asset,
  prices,
  moved: [market.asset],
});

/** Balances at a leverage ratio of total wealth, with the holding's share of it at the venue. */
export const balancesAt = ({ share }: VenueHolding, leverageRatio: number): Balances => ({
  notional: leverageRatio,
  cash: share - leverageRatio,
});

/** The venue's account of balances, opened at today's prices by a holder whose wealth is `scale` times the holding's. */
export function accountOf({ market, prices, wealth }: VenueHolding, { notional, cash }: Balances, scale = 1): Account {
  const money = scale * wealth;
  return market.model.holding(market.asset, { equity: money * (notional + cash), notional: money * notional }, prices);
}

/** Balances of an account at today's prices: its equity is a straight line in the price, whose slope is the notional. */
export function balancesOf(holding: VenueHolding, account: Account): Balances {
  const path = pathOf(holding);
  const worthAt = (ratio: number): number => equity(account, pricesAt(path, ratio)) / holding.wealth;
  const now = worthAt(1);
  const notional = worthAt(2) - now;
  return { notional, cash: now - notional };
}

/** The same notional with more equity: half the debt, or half as much cash again. */
export const eased = ({ notional, cash }: Balances): Balances => ({
  notional,
  cash: cash < 0 ? cash / 2 : cash === 0 ? Math.abs(notional) / 2 : 1.5 * cash,
});
