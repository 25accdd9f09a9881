import { equity } from "../../model/index.js";
import { grossValue } from "./basket-account.js";
import {
  equityOf,
  indexAt,
  markTo,
  named,
  notionalAt,
  quantitiesOf,
  wealthOf,
  withCash,
  type BasketRun,
} from "./basket-state.js";

/** Less than this part of what is held is rounding, and no closing: an account sold down to its very level stands on it. */
const NOTHING = 1e-9;

/** Where the venue closes: by its own prices, and what its assets are traded for at that moment. */
export interface BasketClosing {
  readonly trigger: readonly number[];
  readonly traded: readonly number[];
}

/** What is left of the holder's debt once nothing is held: who owes it pays from the reserve, and owes the rest; of any other nobody does. */
function settleDebt(run: BasketRun, at: readonly number[]): void {
  const left = equityOf(run, at);
  if (left >= 0 || quantitiesOf(run, run.account).some((quantity) => quantity !== 0)) return;
  if (run.market.model.recourse) {
    const paid = Math.min(run.reserve, -left);
    run.reserve -= paid;
    run.account = withCash(run.account, run.market.quote, paid);
    return;
  }
  run.account = { legs: [] };
  run.ledger.forgiven -= left;
}

/**
 * The venue closes what its own model says at its own prices. What it sells is sold at the traded prices of that moment, and the holder
 * has the difference; where it takes everything nothing is left either way, unless the holder owes it. True where it closed anything.
 */
export function closeBasket(run: BasketRun, i: number, { trigger, traded }: BasketClosing): boolean {
  const { model, quote } = run.market;
  const outcome = model.liquidate(run.account, named(run, trigger));
  if (outcome.closedNotional <= NOTHING * grossValue(run.account, named(run, trigger))) return false;
  markTo(run, traded);
  const [held, before] = [quantitiesOf(run, run.account), equityOf(run, traded)];
  const [wealth, notional] = [wealthOf(run, traded), notionalAt(run, traded)];
  const kept = quantitiesOf(run, outcome.account);
  const isAllTaken = kept.every((quantity) => quantity === 0) && equity(outcome.account, named(run, trigger)) === 0;
  const better = held.reduce((sum, quantity, k) => sum + (quantity - kept[k]) * (traded[k] - trigger[k]), 0);
  if (isAllTaken && model.recourse) {
    run.account = withCash({ legs: [] }, quote, before - outcome.cost);
    run.ledger.liquidation -= outcome.cost;
  } else if (isAllTaken) {
    run.account = { legs: [] };
    run.ledger.liquidation -= Math.max(0, before);
    run.ledger.forgiven += Math.max(0, -before);
  } else {
    run.account = withCash(outcome.account, quote, better);
    run.ledger.liquidation -= outcome.cost;
    run.ledger.forgiven += outcome.badDebt;
  }
  settleDebt(run, traded);
  run.liquidations++;
  run.order = null;
  run.recorder.changed("liquidation", wealth, wealthOf(run, traded));
  const [left, after] = [notionalAt(run, traded), equityOf(run, traded)];
  run.events.push({
    kind: "liquidation",
    atMs: run.index.closeMs[i],
    price: indexAt(run, i, traded),
    notional: held.reduce((sum, quantity, k) => sum + Math.abs(quantity - kept[k]) * traded[k], 0),
    from: notional / before,
    to: left === 0 ? 0 : left / after,
    because: "the venue's liquidation rule",
  });
  return true;
}
