import { surplus } from "../../venues/index.js";
import { breachAlong, onLine } from "./basket-adverse.js";
import { closeBasket } from "./basket-closing.js";
import { fillBasket } from "./basket-fill.js";
import { columnAt, equityOf, extremesAt, indexAt, named, notionalAt, type BasketRun } from "./basket-state.js";
import { assertClosings } from "./closing.js";
import type { Resting } from "./run-state.js";
import { directionOf, TURNED } from "./trade.js";

/** A level this near to the last closing is the same: the venue closes on the way, as the prices go. */
const SAME = 1e-9;

const isHeld = (run: BasketRun, i: number): boolean => notionalAt(run, columnAt(run, i, "open")) !== 0;

/** Gap: the account, as held, at the opens of the triggers. Closed there at the traded opens, until it is clear or gone. */
function testGap(run: BasketRun, i: number): void {
  const [trigger, traded] = [columnAt(run, i, "open", "trigger"), columnAt(run, i, "open")];
  for (let count = 0; isHeld(run, i); count++) {
    assertClosings(count, run.market.model.id);
    if (surplus(run.market.model, run.account, named(run, trigger)) >= 0) return;
    if (!closeBasket(run, i, { trigger, traded })) return;
  }
}

/** The order that was decided at an earlier close, where this open is no earlier than its reaction time; dropped where the prices have turned. */
function fillOrder(run: BasketRun, i: number): void {
  const { order, prepared, index } = run;
  if (order === null) return;
  const { closeMs } = prepared[0];
  const atMs = index.bars === null ? closeMs[i] : Math.max(closeMs[i - 1], closeMs[i] - index.intervalMs);
  if (atMs < order.dueMs) return;
  run.order = null;
  const at = columnAt(run, i, "open");
  const start = { equity: equityOf(run, at), reserve: run.reserve, notional: notionalAt(run, at) };
  if (order.direction * directionOf(start, order.trade) < 0) run.noted.add(TURNED);
  else fillBasket(run, i, order.trade, { at, atMs, kind: "trade" });
}

/** The resting order where the traded prices of this way reach it; else null. */
function reachedOn(run: BasketRun, i: number, extremes: readonly number[], isAbove: boolean): Resting | null {
  const { resting } = run;
  if (resting?.isAbove !== isAbove) return null;
  const furthest = indexAt(run, i, extremes);
  return (isAbove ? furthest >= resting.price : furthest <= resting.price) ? resting : null;
}

/** The resting order is filled where the prices reach it on their way from the open, or at the open that is beyond it. It and an order under way are then gone. */
function fireResting(run: BasketRun, i: number, { price, isAbove, leverageRatio }: Resting, extremes: number[]): void {
  const opens = columnAt(run, i, "open");
  const [open, furthest] = [indexAt(run, i, opens), indexAt(run, i, extremes)];
  run.resting = null;
  run.order = null;
  const isPast = isAbove ? open >= price : open <= price;
  const at = isPast ? opens : onLine(opens, extremes, (price - open) / (furthest - open));
  const held = notionalAt(run, at) / equityOf(run, at);
  // It reduces and does nothing else.
  if (!(leverageRatio * held >= 0 && Math.abs(leverageRatio) < Math.abs(held))) return;
  const because = "the resting order's price was reached";
  const trade = { kind: "trade", leverageRatio, because } as const;
  fillBasket(run, i, trade, { at, atMs: run.index.closeMs[i], kind: "resting-order" });
}

/** Traded prices when the triggers are at these: the same, or the nearest that each bar traded. */
const tradedAt = (run: BasketRun, i: number, at: readonly number[]): number[] =>
  at.map((level, k) => {
    const { high, low } = run.prepared[k].prices;
    return Math.min(high[i], Math.max(low[i], level));
  });

/**
 * The way from the opens to the adverse extremes of all assets at once: a resting order between fires first; the venue closes where the
 * surplus is gone, and again what is left where that is reached too.
 */
function testExtremes(run: BasketRun, i: number): void {
  const { model } = run.market;
  const opens = columnAt(run, i, "open", "trigger");
  let [from, last]: [number, number | null] = [0, null];
  for (let count = 0; isHeld(run, i); count++) {
    assertClosings(count, model.id);
    const isLong = notionalAt(run, opens) > 0;
    const [extremes, traded] = [extremesAt(run, i, true, "trigger"), extremesAt(run, i, true, "prices")];
    const start = onLine(opens, extremes, from);
    const way = breachAlong(model, run.account, (share) => named(run, onLine(start, extremes, share)));
    const level = way === null ? null : onLine(start, extremes, way);
    const met = level === null ? null : indexAt(run, i, level);
    const resting = reachedOn(run, i, traded, !isLong);
    if (resting !== null && (met === null || (isLong ? resting.price >= met : resting.price <= met))) {
      fireResting(run, i, resting, traded);
      continue;
    }
    if (level === null || met === null || way === null) return;
    const isSame = last !== null && Math.abs(met - last) <= SAME * last;
    const at = isSame ? extremes : level;
    const isClosed = closeBasket(run, i, { trigger: at, traded: tradedAt(run, i, at) });
    if (isSame || (!isClosed && last !== null)) return;
    [from, last] = [from + (1 - from) * way, met];
  }
}

/** All that may happen to the account between a bar's opens and its closes. */
export function walkBasketBar(run: BasketRun, i: number): void {
  testGap(run, i);
  fillOrder(run, i);
  testExtremes(run, i);
  if (run.resting === null || !isHeld(run, i)) return;
  const extremes = extremesAt(run, i, false, "prices");
  const favourable = reachedOn(run, i, extremes, notionalAt(run, columnAt(run, i, "open")) > 0);
  if (favourable !== null) fireResting(run, i, favourable, extremes);
}
