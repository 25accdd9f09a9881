import { MissingError } from "../../errors/index.js";
import type { PolicyTrade } from "../../policies/index.js";
import { heldAt } from "./basket-account.js";
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
import { totalCost, tradeEnd, type BasketTradeEnd } from "./basket-trade.js";
import type { TradeCost } from "./trade.js";

/** Less than this part of wealth is rounding, and no trade. */
const NOTHING = 1e-12;

/** Where an order is filled. */
export interface BasketFill {
  readonly at: readonly number[];
  /** Time of these prices, epoch ms UTC. */
  readonly atMs: number;
  readonly kind: "trade" | "resting-order";
}

const COSTS = [
  "fee",
  "spread",
  "impact",
  "fixed",
  "concession",
  "reward",
] as const satisfies readonly (keyof TradeCost)[];

/** @throws MissingError (E_MISSING) for a leg held short whose borrow rate is not known */
function assertCanShort({ request, prepared }: BasketRun, notionals: readonly number[]): void {
  request.legs.forEach(({ assetBorrow }, k) => {
    if (notionals[k] >= 0 || prepared[k].rules[0].form === "contract" || assetBorrow !== null) return;
    throw new MissingError({
      field: `legs[${k}].assetBorrow`,
      got: "nothing",
      want: "a rate for the borrowed asset, as the policy holds it short",
      hint: "give its record, or state a rate a year; it is not 0",
    });
  });
}

/** The trade as the venue and the smallest size let it be; null where none is made. */
function endOf(run: BasketRun, i: number, trade: PolicyTrade, at: readonly number[]): BasketTradeEnd | null {
  const { request, assets, prepared } = run;
  const wealth = wealthOf(run, at);
  const end = tradeEnd({
    ...{ model: run.market.model, assets, weights: request.legs.map(({ weight }) => weight), prices: named(run, at) },
    rates: prepared.map((leg) => leg.rules[leg.rulesAt[i - 1]].costs),
    ...{ equity: equityOf(run, at), reserve: run.reserve, wanted: trade },
    notionals: quantitiesOf(run, run.account).map((quantity, k) => quantity * at[k]),
  });
  if (end === null && wealth > 0) run.noted.add("a trade that would have cost more than it freed was not made");
  if (end?.isCut === true)
    run.noted.add("trades stopped where the venue opens no more: at its highest leverage or size");
  if (end === null || end.traded <= NOTHING * wealth) return null;
  if (end.traded >= request.costs.tradeMin || end.notionals.every((notional) => notional === 0)) return end;
  run.tooSmall++;
  return null;
}

/** Trades to what an order wants, its cost paid, and sets the share, which moves free of cost also where no trade is made. */
export function fillBasket(run: BasketRun, i: number, trade: PolicyTrade, { at, atMs, kind }: BasketFill): void {
  markTo(run, at);
  const [equity, wealth, notional] = [equityOf(run, at), wealthOf(run, at), notionalAt(run, at)];
  const end = endOf(run, i, trade, at);
  if (end === null) {
    if (trade.share === undefined) return;
    const moved = trade.share * wealth - equity;
    run.account = withCash(run.account, run.market.quote, moved);
    run.reserve -= moved;
    return;
  }
  assertCanShort(run, end.notionals);
  for (const name of COSTS) run.ledger.costs[name] -= end.cost[name];
  run.cost += totalCost(end.cost);
  const { model, quote } = run.market;
  run.account = heldAt(model, { assets: run.assets, quote }, end, named(run, at));
  run.reserve = end.reserve;
  run.trades++;
  run.turnover += end.traded / wealth;
  run.lastTradeMs = atMs;
  run.recorder.changed("cost", wealth, end.equity + end.reserve);
  run.events.push({
    kind,
    atMs: run.index.closeMs[i],
    price: indexAt(run, i, at),
    notional: end.traded,
    from: notional === 0 ? 0 : notional / equity,
    to: notionalAt(run, at) / end.equity,
    because: trade.because,
  });
}
