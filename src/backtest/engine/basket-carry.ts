import { yearsOf } from "../../model/index.js";
import { withFunding, withInterest, type CarryParts } from "./basket-account.js";
import { columnAt, markTo, named, wealthOf, type BasketRun } from "./basket-state.js";

const PARTS = ["borrow", "assetBorrow", "lend", "yield", "funding"] as const satisfies readonly (keyof CarryParts)[];

/** Interest of a bar and funding whose stamp is in it, at the open, on what is then held, at the rates of the close before. */
export function payBasketCarry(run: BasketRun, i: number): void {
  const { assets, market, prepared, ledger } = run;
  const opens = columnAt(run, i, "open");
  const prices = named(run, opens);
  markTo(run, opens);
  const before = wealthOf(run, opens);
  const book = (parts: CarryParts): void => {
    for (const name of PARTS) ledger.carry[name] += parts[name];
  };
  const states = prepared.map((leg) => leg.states[leg.stateAt[i - 1]]);
  const years = yearsOf(prepared[0].closeMs[i] - prepared[0].closeMs[i - 1]);
  const grown = withInterest(market.model, assets, run.account, { prices, quote: market.quote, states, years });
  run.account = grown.account;
  book(grown.parts);
  assets.forEach((asset, k) => {
    const rateAnnual = prepared[k].funding[i];
    if (rateAnnual === 0) return;
    const paid = withFunding(market.model, asset, run.account, { prices, rateAnnual, years: 1 });
    run.account = paid.account;
    book(paid.parts);
  });
  const kept = run.reserve * (Math.exp(states[0].lendRateAnnual * years) - 1);
  run.reserve += kept;
  ledger.carry.reserve += kept;
  run.recorder.changed("carry", before, wealthOf(run, opens));
}
