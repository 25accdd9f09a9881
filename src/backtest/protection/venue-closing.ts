import { equity as equityOf, notionalOf, type Account, type Prices } from "../../model/index.js";
import { liquidationRatios, onePath } from "../../venues/index.js";
import type { ProtectionRequest } from "./request.js";

/** A long at the venue: its equity and notional, over all wealth at the start. */
export interface Held {
  readonly equity: number;
  readonly notional: number;
}

/** What a liquidation leaves, and what it took beyond market value; over all wealth at the start. */
export interface Closed extends Held {
  readonly cost: number;
}

/** Times in a row that a venue may close a part at one price, before all is taken as closed. */
const PARTS_MAX = 50;

/** The legs of a position at a price, given over that at the start. */
function legsOf(
  { venue, price, wealth }: ProtectionRequest,
  { equity, notional }: Held,
  priceRatio: number,
): { readonly account: Account; readonly prices: Prices } {
  const prices = { [venue.asset]: price * priceRatio, [venue.quote]: 1 };
  const exposure = { equity: equity * wealth, notional: notional * wealth };
  return { prices, account: venue.model.holding(venue.asset, exposure, prices) };
}

/** Leverage ratio at which the venue closes this position as the price falls; Infinity where it does not before the equity is gone. */
export function closingLeverageRatio(request: ProtectionRequest, held: Held): number {
  const { venue } = request;
  const { account, prices } = legsOf(request, held, 1);
  const { below } = liquidationRatios(venue.model, account, onePath(prices, venue.asset));
  if (below === null) return Infinity;
  const equity = held.equity + held.notional * (below - 1);
  return equity > 0 ? (held.notional * below) / equity : Infinity;
}

/** What the venue leaves of a position that it may close at this price, by its own rule: until it would close no more of it. */
export function closedBy(request: ProtectionRequest, held: Held, priceRatio: number): Closed {
  const { venue, wealth } = request;
  if (held.equity <= 0) return { equity: venue.model.recourse ? held.equity : 0, notional: 0, cost: 0 };
  const { account: whole, prices } = legsOf(request, held, priceRatio);
  let account = whole;
  let cost = 0;
  for (let part = 0; part < PARTS_MAX; part++) {
    const outcome = venue.model.liquidate(account, prices);
    account = outcome.account;
    cost += outcome.cost;
    const notional = notionalOf(account, prices, venue.asset);
    const equity = equityOf(account, prices);
    const isHeld = notional > 0 && equity > 0 && outcome.closedNotional > 0;
    if (isHeld && equity < venue.model.equityDemand(account, prices)) continue;
    return { equity: equity / wealth, notional: equity > 0 ? notional / wealth : 0, cost: cost / wealth };
  }
  return { equity: equityOf(account, prices) / wealth, notional: 0, cost: cost / wealth };
}
