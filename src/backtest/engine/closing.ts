import { InternalError } from "../../errors/index.js";
import type { LiquidationOutcome } from "../../model/index.js";
import { accountOf, equityAt, positionOf, pricesOf } from "./position.js";
import { settle, unguard, wealthAt, type Run } from "./run-state.js";

/** Where the venue closes: by its own price, and what is traded for in the market at that moment. */
export interface ClosingPrices {
  readonly trigger: number;
  readonly traded: number;
}

/** Debt of an account without a position: of a holder who owes it the reserve pays, of any other nobody. */
function settleDebt(run: Run, price: number): void {
  const equity = equityAt(run, price);
  if (equity >= 0 || run.quantity !== 0) return;
  if (run.rules.market.model.recourse) {
    const paid = Math.min(run.reserve, -equity);
    run.reserve -= paid;
    run.cash += paid;
    return;
  }
  run.cash = 0;
  run.entryValue = 0;
  run.ledger.forgiven -= equity;
}

/** A closing of less than this part of what is held is rounding: the account stands on its level, and nothing is sold yet. */
const NOTHING = 1e-9;

/** What the venue leaves of the position, with what its sale brought at the traded price, into the run and the ledger. */
function bookOutcome(run: Run, outcome: LiquidationOutcome, { trigger, traded }: ClosingPrices): void {
  const { ledger, rules, quantity } = run;
  const { market, form } = rules;
  const before = equityAt(run, traded);
  const left = positionOf(market, form, outcome.account);
  run.quantity = left.quantity;
  run.entryValue = left.entryValue;
  const isAllTaken = left.quantity === 0 && equityAt(left, trigger) === 0;
  if (isAllTaken && market.model.recourse) {
    run.cash = before - outcome.cost;
    ledger.liquidation -= outcome.cost;
  } else if (isAllTaken) {
    run.cash = 0;
    ledger.liquidation -= Math.max(0, before);
    ledger.forgiven += Math.max(0, -before);
  } else {
    run.cash = left.cash + (quantity - left.quantity) * (traded - trigger);
    ledger.liquidation -= outcome.cost;
    ledger.forgiven += outcome.badDebt;
  }
}

/**
 * The venue closes what its own rule says at its own price. What it sells is sold at the traded price of that moment, so that the
 * holder has the difference; where it takes everything nothing is left either way, unless the holder owes it. True where it closed
 * anything.
 */
export function closeByVenue(run: Run, i: number, at: ClosingPrices): boolean {
  const { market, form } = run.rules;
  const { trigger, traded } = at;
  const outcome = market.model.liquidate(accountOf(market, form, run), pricesOf(market, trigger));
  if (outcome.closedNotional <= NOTHING * Math.abs(run.quantity) * trigger) return false;
  settle(run, traded);
  const [wealth, quantity, equity] = [wealthAt(run, traded), run.quantity, equityAt(run, traded)];
  bookOutcome(run, outcome, at);
  settleDebt(run, traded);
  run.liquidations++;
  run.view.liquidations = run.liquidations;
  run.order = null;
  unguard(run);
  if (run.recorder === null) return true;
  run.recorder.changed("liquidation", wealth, wealthAt(run, traded));
  run.events.push({
    kind: "liquidation",
    atMs: run.prepared.closeMs[i],
    price: traded,
    notional: Math.abs(quantity - run.quantity) * traded,
    from: (quantity * traded) / equity,
    to: run.quantity === 0 ? 0 : (run.quantity * traded) / equityAt(run, traded),
    because: "the venue's liquidation rule",
  });
  return true;
}

/** Closings of one bar after which something is wrong. */
const CLOSINGS_MAX = 1000;

/** @throws InternalError (E_INTERNAL) after more closings in one bar than any rule asks for */
export function assertClosings(count: number, venueId: string): void {
  if (count < CLOSINGS_MAX) return;
  throw new InternalError({
    field: "venue",
    got: `${count} liquidations in one bar at ${venueId}`,
    want: "a position that is closed, or clear of its level",
    hint: "report this with the venue's parameters",
  });
}
