import { InternalError } from "../../errors/index.js";
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

/**
 * The venue closes what its own rule says at its own price. What it sells is sold at the traded price of that moment, so that the
 * holder has the difference; where it takes everything and leaves nothing, nothing is left either way. True where it closed anything.
 */
export function closeByVenue(run: Run, i: number, { trigger, traded }: ClosingPrices): boolean {
  const { rules, ledger } = run;
  const { market, form } = rules;
  const outcome = market.model.liquidate(accountOf(market, form, run), pricesOf(market, trigger));
  if (outcome.closedNotional === 0) return false;
  settle(run, traded);
  const [before, held] = [wealthAt(run, traded), run.quantity * traded];
  const [equityBefore, isIn] = [equityAt(run, traded), run.quantity];
  const left = positionOf(market, form, outcome.account);
  const isAllTaken = equityAt(left, trigger) === 0 && left.quantity === 0;
  run.quantity = left.quantity;
  run.entryValue = left.entryValue;
  run.cash = left.cash + (isAllTaken ? 0 : (isIn - left.quantity) * (traded - trigger));
  const forgiven = isAllTaken ? Math.max(0, -equityBefore) : outcome.badDebt;
  ledger.liquidation += equityAt(run, traded) - equityBefore - forgiven;
  ledger.forgiven += forgiven;
  settleDebt(run, traded);
  run.liquidations++;
  run.view.liquidations = run.liquidations;
  run.order = null;
  unguard(run);
  if (run.recorder === null) return true;
  run.recorder.changed("liquidation", before, wealthAt(run, traded));
  const equity = equityAt(run, traded);
  run.events.push({
    kind: "liquidation",
    atMs: run.prepared.closeMs[i],
    price: traded,
    notional: Math.abs(isIn - run.quantity) * traded,
    from: held / equityBefore,
    to: run.quantity === 0 ? 0 : (run.quantity * traded) / equity,
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
