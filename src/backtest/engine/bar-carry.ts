import { InternalError } from "../../errors/index.js";
import { settle, wealthAt, type Run } from "./run-state.js";

/** What the asset itself earned or cost, quote currency at the open. */
function growAsset(run: Run, factor: number | null, open: number): void {
  if (factor === null)
    throw new InternalError({
      field: "rates.assetBorrow",
      got: "a short without its rate",
      want: "a rate",
      hint: "report this: such a position must not be opened",
    });
  const grown = run.quantity * (factor - 1);
  run.quantity += grown;
  if (grown > 0) run.ledger.carry.yield += grown * open;
  else run.ledger.carry[run.quantity > 0 ? "yield" : "assetBorrow"] += grown * open;
}

/**
 * Interest of a bar, and funding whose stamp is in it, on the position as it is held at the open and at that price. Everything that a
 * borrowed asset grows by is `assetBorrow`, the yield that its borrower owes among it.
 */
export function payCarry(run: Run, i: number): void {
  const { prepared, ledger, rules } = run;
  const { cashHeld, cashOwed, assetHeld, assetOwed, reserve, chargeLong, chargeShort } =
    prepared.carries[prepared.carryAt[i]];
  const open = prepared.prices.open[i];
  const factor = run.quantity < 0 ? assetOwed : assetHeld;
  const isTraced = run.recorder !== null;
  if (isTraced || factor !== 1) settle(run, open);
  const before = isTraced ? wealthAt(run, open) : 0;
  const earned = run.cash * ((run.cash < 0 ? cashOwed : cashHeld) - 1);
  run.cash += earned;
  ledger.carry[run.cash < 0 ? "borrow" : "lend"] += earned;
  const kept = run.reserve * (reserve - 1);
  run.reserve += kept;
  ledger.carry.reserve += kept;
  if (run.quantity !== 0) {
    const value = rules.funding.atEntry ? run.entryValue : run.quantity * open;
    const charge = Math.abs(value) * (run.quantity > 0 ? chargeLong : chargeShort);
    const funding = value * rules.funding.unit * prepared.funding[i];
    run.cash -= charge + funding;
    ledger.carry.borrow -= charge;
    ledger.carry.funding -= funding;
    if (factor !== 1) growAsset(run, factor, open);
  }
  if (isTraced) run.recorder?.changed("carry", before, wealthAt(run, open));
}
