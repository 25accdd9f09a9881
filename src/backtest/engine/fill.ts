import { MissingError } from "../../errors/index.js";
import type { PolicyTrade } from "../../policies/index.js";
import { NO_BOX } from "./liquidation-rule.js";
import { equityAt, openAt, pricesOf } from "./position.js";
import { settle, unguard, type Run } from "./run-state.js";
import {
  beyondNote,
  costOf,
  CUT,
  KEPT,
  mostOpened,
  tradeTo,
  withEnough,
  withinLimits,
  type TradeEnd,
  type TradeStart,
  type TradeVenue,
} from "./trade.js";

/** Where and when an order is filled. */
export interface Filling {
  readonly price: number;
  /** Epoch ms UTC: the bar's open, or its close for an order that rested and was met somewhere within it. */
  readonly atMs: number;
  readonly kind: "trade" | "resting-order";
}

/** Less than this part of wealth is rounding, and no trade. */
const NOTHING = 1e-12;

/** Writes the costs of a trade into the ledger. */
function bookCost(run: Run, trade: PolicyTrade, { traded, cost }: TradeEnd): void {
  const { costs } = run.ledger;
  const parts = costOf(run.rules.costs, trade, traded);
  costs.fee -= parts.fee;
  costs.spread -= parts.spread;
  costs.impact -= parts.impact;
  costs.fixed -= parts.fixed;
  costs.concession -= parts.concession;
  costs.reward -= parts.reward;
  run.cost += cost;
}

/** @throws MissingError (E_MISSING) for a short whose borrow rate is not known */
function assertCanShort({ rules, prepared }: Run, notional: number): void {
  if (notional >= 0 || rules.form === "contract" || prepared.market.rates.assetBorrow !== null) return;
  throw new MissingError({
    field: "rates.assetBorrow",
    got: "nothing",
    want: "a rate for the borrowed asset, as the policy holds it short",
    hint: "give its record, or state a rate a year; it is not 0",
  });
}

/** What is left at the venue and out of its reach, with no less there than must be; said where that is more than was asked for. */
function kept<End extends Pick<TradeEnd, "equity" | "reserve" | "notional">>(
  run: Run,
  asked: End,
  start: TradeStart,
  venue: TradeVenue,
): End {
  const end = withEnough(asked, start, venue);
  if (end !== asked) run.noted.add(KEPT);
  return end;
}

/** Moves money in or out where no trade is made: the share alone. */
function moveShare(run: Run, share: number, start: TradeStart, venue: TradeVenue): void {
  const wealth = start.equity + start.reserve;
  if (!(wealth > 0)) return;
  const asked = { equity: share * wealth, reserve: (1 - share) * wealth, notional: start.notional };
  const { equity } = asked.equity < start.equity ? kept(run, asked, start, venue) : asked;
  run.cash += equity - start.equity;
  run.reserve -= equity - start.equity;
  unguard(run);
}

/** The trade as the venue and the smallest size let it be; null where none is made. */
function endOf(run: Run, trade: PolicyTrade, start: TradeStart, venue: TradeVenue): TradeEnd | null {
  const { rules, prepared } = run;
  const wanted = tradeTo(start, rules.costs, trade);
  if (wanted === null) {
    if (start.equity + start.reserve > 0) run.noted.add("a trade that would have cost more than it freed was not made");
    return null;
  }
  const within = withinLimits(wanted, start, rules.costs, trade, venue);
  if (within !== wanted) {
    run.noted.add(CUT);
    const most = mostOpened(venue, trade.leverageRatio);
    if (most !== null) run.noted.add(beyondNote(most));
  }
  const end = within === null || trade.share === undefined ? within : kept(run, within, start, venue);
  if (end === null || end.traded <= NOTHING * (start.equity + start.reserve)) return null;
  if (end.traded >= prepared.market.costs.tradeMin || end.notional === 0) return end;
  run.tooSmall++;
  return null;
}

/**
 * Trades at a price to what an order wants, its cost paid, and sets the share. A trade that is too small is not made; the share is set
 * all the same, for moving money in or out is free. Money leaves the venue only as far as the leverage after it is one that the venue
 * opens, or no higher than it was.
 */
export function fill(run: Run, i: number, trade: PolicyTrade, { price, atMs, kind }: Filling): void {
  settle(run, price);
  const start = { equity: equityAt(run, price), reserve: run.reserve, notional: run.quantity * price };
  const { market } = run.rules;
  const venue = { model: market.model, asset: market.asset, prices: pricesOf(market, price) };
  const end = endOf(run, trade, start, venue);
  if (end === null) {
    if (trade.share !== undefined) moveShare(run, trade.share, start, venue);
    return;
  }
  assertCanShort(run, end.notional);
  const wealth = start.equity + start.reserve;
  bookCost(run, trade, end);
  openAt(run, run.rules.form, end.equity, end.notional, price);
  // What bounds the venue's demand on one side says nothing of the other.
  if (end.notional * start.notional <= 0) run.box = NO_BOX;
  run.reserve = end.reserve;
  run.trades++;
  run.turnover += end.traded / wealth;
  run.view.lastTradeMs = atMs;
  run.recorder?.changed("cost", wealth, end.equity + end.reserve);
  unguard(run);
  if (run.recorder === null) return;
  run.events.push({
    kind,
    atMs: run.prepared.closeMs[i],
    price,
    notional: end.traded,
    from: start.notional === 0 ? 0 : start.notional / start.equity,
    to: end.notional / end.equity,
    because: trade.because,
  });
}
