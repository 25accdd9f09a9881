import { findRoot } from "../../kernel/index.js";
import type { AssetId, Prices } from "../../model/index.js";
import type { VenueModel } from "../../venues/index.js";
import { costOf, lastOpened, raisedFrom, type CostRates, type TradeCost, type TradeWanted } from "./trade.js";

/** What a trade starts from and what it is asked to do. */
export interface TradeTask {
  readonly model: VenueModel;
  readonly assets: readonly AssetId[];
  readonly weights: readonly number[];
  readonly prices: Prices;
  /** Of each leg. */
  readonly rates: readonly CostRates[];
  /** At the venue, out of its reach, and held of each leg; quote currency. */
  readonly equity: number;
  readonly reserve: number;
  readonly notionals: readonly number[];
  readonly wanted: TradeWanted;
}

/** Where a trade of several legs ends. */
export interface BasketTradeEnd {
  readonly equity: number;
  readonly reserve: number;
  readonly notionals: readonly number[];
  /** |Notional| traded, all legs together. */
  readonly traded: number;
  readonly cost: TradeCost;
}

/** What comes of a trade. */
export interface BasketTradeOutcome {
  /** Null where none is made. */
  readonly end: BasketTradeEnd | null;
  /** True where the venue opens no more than this, and more was wanted. */
  readonly isCut: boolean;
}

/** A limit that is met up to rounding is met. */
const SLACK = 1 + 1e-12;
/** A leverage this near to another is the same. */
const SAME = 1e-9;

const sizeOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + Math.abs(value), 0);

/** All kinds of a cost together, quote currency. */
export const totalCost = ({ fee, spread, impact, fixed, concession, reward }: TradeCost): number =>
  fee + spread + impact + fixed + concession + reward;

/** Cost of trading these signed amounts, each leg a trade of its own; the reward is paid once. */
function costOfAll({ rates, wanted }: TradeTask, traded: readonly number[]): TradeCost {
  const cost = { fee: 0, spread: 0, impact: 0, fixed: 0, concession: 0, reward: wanted.reward ?? 0 };
  traded.forEach((signed, i) => {
    const own = costOf(rates[i], wanted, Math.abs(signed));
    cost.fee += own.fee;
    cost.spread += own.spread;
    cost.impact += own.impact;
    cost.fixed += own.fixed;
    cost.concession += own.concession;
  });
  return cost;
}

/** The trade to a leverage ratio if `after` were the equity after it: no more than its largest size. */
function tradedFor({ weights, notionals, wanted }: TradeTask, leverageRatio: number, after: number): number[] {
  const whole = weights.map((weight, i) => weight * leverageRatio * after - notionals[i]);
  const size = sizeOf(whole);
  const part = size > (wanted.tradeMax ?? Infinity) ? (wanted.tradeMax ?? Infinity) / size : 1;
  return whole.map((signed) => signed * part);
}

/**
 * Equity at the venue after a trade to a leverage ratio and its cost: after = share x (wealth - cost(after)), or equity -
 * cost(after) where nothing is moved. Null where the cost is more than there is.
 */
function equityAfter(task: TradeTask, leverageRatio: number): number | null {
  const { equity, reserve, wanted } = task;
  const [share, all] = wanted.share === undefined ? [1, equity] : [wanted.share, equity + reserve];
  const missing = (after: number): number =>
    after - share * (all - totalCost(costOfAll(task, tradedFor(task, leverageRatio, after))));
  if (missing(0) >= 0) return null;
  return findRoot(missing, 0, 2 * share * all);
}

function endAt(task: TradeTask, leverageRatio: number): BasketTradeEnd | null {
  const after = equityAfter(task, leverageRatio);
  if (after === null) return null;
  const traded = tradedFor(task, leverageRatio, after);
  const cost = costOfAll(task, traded);
  return {
    equity: after,
    reserve: task.wanted.share === undefined ? task.reserve : task.equity + task.reserve - totalCost(cost) - after,
    notionals: task.notionals.map((held, i) => held + traded[i]),
    traded: sizeOf(traded),
    cost,
  };
}

/** Where a trade is made. */
type BasketVenue = Pick<TradeTask, "model" | "assets" | "prices">;

/** Equity at which the venue opens these at the most: its legs' own limits, used up in proportion. */
const equityUsed = ({ model, assets, prices }: BasketVenue, notionals: readonly number[]): number =>
  notionals.reduce((used, notional, i) => {
    return notional === 0 ? used : used + Math.abs(notional) / model.leverageRatioMax(assets[i], notional, prices);
  }, 0);

/** True where the venue would open what stands after a trade: by its legs' own limits, and each leg's largest size. */
function isOpenable(task: TradeTask, { equity, notionals }: BasketTradeEnd): boolean {
  const isLarge = notionals.some((notional, i) => {
    const largest = notional === 0 ? null : task.model.notionalMax(task.assets[i], task.prices);
    return largest !== null && Math.abs(notional) > largest * SLACK;
  });
  return !isLarge && equityUsed(task, notionals) <= equity * SLACK;
}

/** The highest leverage of a basket of this side that the venue opens at any size, where more is wanted; else null. */
export function mostOpenedOf(task: TradeTask): number | null {
  const { weights, wanted } = task;
  const most =
    1 /
    weights.reduce((used, weight, i) => {
      const side = Math.sign(weight * wanted.leverageRatio);
      return used + Math.abs(weight) / task.model.leverageRatioMax(task.assets[i], side, task.prices);
    }, 0);
  return Math.abs(wanted.leverageRatio) > most * (1 + SAME) ? most : null;
}

/** Equity that must stay at the venue with these, when money leaves: at the most that it opens, or at no higher leverage than before. */
export function leastEquityOf(
  venue: BasketVenue,
  notionals: readonly number[],
  start: Pick<TradeTask, "equity" | "notionals">,
): number {
  const [size, held] = [sizeOf(notionals), sizeOf(start.notionals)];
  const asBefore = start.equity > 0 && held > 0 ? (size * start.equity) / held : Infinity;
  return Math.min(equityUsed(venue, notionals), asBefore);
}

/** True where a trade lowers what is held, and turns no leg round. */
const isLess = ({ notionals: before }: TradeTask, { notionals }: BasketTradeEnd): boolean =>
  sizeOf(notionals) <= sizeOf(before) && notionals.every((after, i) => after * before[i] >= 0);

/** Signed notional of the basket that a trade starts from: the sizes of its legs, on the side on which they lie together. */
const heldOf = ({ notionals, weights }: TradeTask): number =>
  (notionals.reduce((sum, notional, i) => sum + notional * Math.sign(weights[i]), 0) < 0 ? -1 : 1) * sizeOf(notionals);

/**
 * Where the trade ends: at the leverage ratio wanted, or the highest of its side that the venue opens. None is made where the cost is more
 * than there is, nor a raise of what is at the venue's limit or beyond already.
 */
export function tradeEnd(task: TradeTask): BasketTradeOutcome {
  const { leverageRatio } = task.wanted;
  const whole = endAt(task, leverageRatio);
  if (whole === null || isLess(task, whole) || isOpenable(task, whole)) return { end: whole, isCut: false };
  const opened = (leverage: number): BasketTradeEnd | null => {
    const end = endAt(task, leverage);
    return end !== null && isOpenable(task, end) ? end : null;
  };
  const from = raisedFrom({ ...task, notional: heldOf(task) }, task.wanted);
  if (from !== 0 && opened(from) === null) return { end: null, isCut: true };
  const end = endAt(
    task,
    lastOpened((leverage) => opened(leverage) !== null, from, leverageRatio),
  );
  const isLower = end !== null && from !== 0 && sizeOf(end.notionals) < sizeOf(task.notionals);
  return { end: isLower ? null : end, isCut: true };
}
