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
import {
  leastEquityOf,
  mostOpenedOf,
  totalCost,
  tradeEnd,
  type BasketTradeEnd,
  type TradeTask,
} from "./basket-trade.js";
import { beyondNote, CUT, KEPT, type TradeCost } from "./trade.js";

/** Less than this part of wealth is rounding, and no trade. */
const NOTHING = 1e-12;
/** An equity this near to another is the same. */
const SAME = 1e-9;

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

const taskOf = (run: BasketRun, i: number, trade: PolicyTrade, at: readonly number[]): TradeTask => ({
  ...{ model: run.market.model, assets: run.assets, weights: run.request.legs.map(({ weight }) => weight) },
  rates: run.prepared.map((leg) => leg.rules[leg.rulesAt[i - 1]].costs),
  ...{ prices: named(run, at), equity: equityOf(run, at), reserve: run.reserve, wanted: trade },
  notionals: quantitiesOf(run, run.account).map((quantity, k) => quantity * at[k]),
});

/** What is to stay at the venue of all wealth, where less was asked for than must; said where that is so. */
function leftAt(
  run: BasketRun,
  task: TradeTask,
  { equity, wealth, notionals }: { equity: number; wealth: number; notionals: readonly number[] },
): number {
  const least = Math.min(wealth, leastEquityOf(task, notionals, task));
  if (equity >= least * (1 - SAME)) return equity;
  run.noted.add(KEPT);
  return least;
}

/** Moves money in or out where no trade is made: the share alone. */
function moveShare(run: BasketRun, task: TradeTask, share: number): void {
  const wealth = task.equity + task.reserve;
  if (!(wealth > 0)) return;
  const asked = { equity: share * wealth, wealth, notionals: task.notionals };
  const moved = (asked.equity < task.equity ? leftAt(run, task, asked) : asked.equity) - task.equity;
  run.account = withCash(run.account, run.market.quote, moved);
  run.reserve -= moved;
}

/** The trade as the venue and the smallest size let it be; null where none is made. */
function endOf(run: BasketRun, task: TradeTask): BasketTradeEnd | null {
  const { request } = run;
  const wealth = task.equity + task.reserve;
  const { end: within, isCut } = tradeEnd(task);
  if (within === null && !isCut && wealth > 0)
    run.noted.add("a trade that would have cost more than it freed was not made");
  if (isCut) {
    run.noted.add(CUT);
    const most = mostOpenedOf(task);
    if (most !== null) run.noted.add(beyondNote(most));
  }
  if (within === null) return null;
  const left = within.equity + within.reserve;
  const equity = task.wanted.share === undefined ? within.equity : leftAt(run, task, { ...within, wealth: left });
  const end = equity === within.equity ? within : { ...within, equity, reserve: left - equity };
  if (end.traded <= NOTHING * wealth) return null;
  if (end.traded >= request.costs.tradeMin || end.notionals.every((notional) => notional === 0)) return end;
  run.tooSmall++;
  return null;
}

/** Trades to what an order wants, its cost paid, and sets the share, which moves free of cost also where no trade is made. */
export function fillBasket(run: BasketRun, i: number, trade: PolicyTrade, { at, atMs, kind }: BasketFill): void {
  markTo(run, at);
  const [equity, wealth, notional] = [equityOf(run, at), wealthOf(run, at), notionalAt(run, at)];
  const task = taskOf(run, i, trade, at);
  const end = endOf(run, task);
  if (end === null) {
    if (trade.share !== undefined) moveShare(run, task, trade.share);
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
