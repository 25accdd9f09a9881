import { InternalError } from "../../errors/index.js";
import { settle, wealthAt, type Run } from "./run-state.js";

/** What the asset itself earned or cost, quote currency at the open. @throws InternalError (E_INTERNAL) for a short that has no rate */
function growAsset(run: Run, factor: number, open: number): void {
  if (!(factor > 0))
    throw new InternalError({
      field: "rates.assetBorrow",
      got: "a short without its rate",
      want: "a rate",
      hint: "report this: such a position must not be opened",
    });
  const grown = run.quantity * (factor - 1);
  if (run.quantity > 0) run.ledger.carry.yield += grown * open;
  else run.ledger.carry.assetBorrow += grown * open;
  run.quantity += grown;
}

/** Funding, and whatever else is charged on a contract, out of the margin. */
function chargeContract(run: Run, i: number, open: number): void {
  const { carries, carryAt, funding } = run.prepared;
  const { unit, atEntry } = run.rules.funding;
  const value = atEntry ? run.entryValue : run.quantity * open;
  const charged = value * (value > 0 ? carries.chargeLong[carryAt[i]] : -carries.chargeShort[carryAt[i]]);
  const paid = value * unit * funding[i];
  run.cash -= charged + paid;
  run.ledger.carry.borrow -= charged;
  run.ledger.carry.funding -= paid;
}

/**
 * Interest of a bar, and funding whose stamp is in it, on the position as it is held at the open and at that price. Everything that a
 * borrowed asset grows by is `assetBorrow`, the yield that its borrower owes among it.
 */
export function payCarry(run: Run, i: number): void {
  const { prepared, ledger, rules, recorder } = run;
  const { carries, carryAt } = prepared;
  const [carry, open] = [carryAt[i], prepared.prices.open[i]];
  const factor = run.quantity < 0 ? carries.assetOwed[carry] : carries.assetHeld[carry];
  if (recorder !== null || factor !== 1) settle(run, open);
  const before = recorder === null ? 0 : wealthAt(run, open);
  if (run.cash < 0) {
    const paid = run.cash * (carries.cashOwed[carry] - 1);
    ledger.carry.borrow += paid;
    run.cash += paid;
  } else {
    const earned = run.cash * ((run.quantity < 0 ? carries.cashPledged : carries.cashHeld)[carry] - 1);
    ledger.carry.lend += earned;
    run.cash += earned;
  }
  if (run.reserve !== 0) {
    const kept = run.reserve * (carries.reserve[carry] - 1);
    ledger.carry.reserve += kept;
    run.reserve += kept;
  }
  if (run.quantity !== 0 && rules.form === "contract") chargeContract(run, i, open);
  if (run.quantity !== 0 && factor !== 1) growAsset(run, factor, open);
  recorder?.changed("carry", before, wealthAt(run, open));
}
