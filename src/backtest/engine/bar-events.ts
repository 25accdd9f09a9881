import { assertClosings, closeByVenue } from "./closing.js";
import { fill } from "./fill.js";
import { levelsAt, surplusAt } from "./liquidation-rule.js";
import { equityAt } from "./position.js";
import { unguard, type Order, type Resting, type Run } from "./run-state.js";
import { directionOf, TURNED } from "./trade.js";

/** How far from a level its guard stands. */
const GUARD = 0.02;
/** A level this near to the last closing is the same: the venue closes on the way, as the price goes. */
const SAME = 1e-9;

/** True where the price is on the far side of another for a holder of this side. */
const isBeyond = (side: number, price: number, other: number): boolean => (side > 0 ? price < other : price > other);

/** True where the bound of the market's box says that this trigger price closes nothing. */
function isBoxed(run: Run, price: number): boolean {
  const notional = Math.abs(run.quantity) * price;
  const { notionalLow, notionalHigh, priceLow, priceHigh } = run.box;
  if (!(notional >= notionalLow && notional <= notionalHigh && price >= priceLow && price <= priceHigh))
    run.box = run.rules.boxOf(run.quantity, notional, price);
  return equityAt(run, price) > run.box.rate * notional;
}

/**
 * Finds between which trigger prices nothing can happen to the position as it is now: equity there is above what its box says is
 * demanded at most, cash - entry value + q P > rate x |q| P.
 */
export function findCalm(run: Run): void {
  const { quantity, box } = run;
  run.calmLow = -Infinity;
  run.calmHigh = Infinity;
  if (run.order !== null || run.resting !== null) run.calmLow = Infinity;
  else if (quantity !== 0) {
    const [size, money] = [Math.abs(quantity), run.cash - run.entryValue];
    run.calmLow = Math.max(box.priceLow, box.notionalLow / size);
    run.calmHigh = Math.min(box.priceHigh, box.notionalHigh / size);
    if (quantity < 0) run.calmHigh = Math.min(run.calmHigh, money / (size * (1 + box.rate)));
    else if (money < 0) run.calmLow = box.rate < 1 ? Math.max(run.calmLow, -money / (size * (1 - box.rate))) : Infinity;
  }
}

/**
 * True where what was found at the last solving still says so: the position had a surplus at the guard's price, and what has changed of it
 * since is less. What the venue demands moves by no more than cash and notional do, hence the factor of two.
 */
function isGuarded({ guard, quantity, cash }: Run, price: number): boolean {
  if (!(guard.surplus > 0) || guard.quantity * quantity <= 0 || isBeyond(quantity, price, guard.price)) return false;
  const changed = Math.abs(cash - guard.cash) + Math.abs(quantity - guard.quantity) * guard.price;
  return 2 * changed < guard.surplus;
}

/** True where no trigger price up to this one lets the venue close, as far as can be said without asking it. */
export const isSafe = (run: Run, price: number): boolean => isBoxed(run, price) || isGuarded(run, price);

/** The trigger price at which the venue may close when it goes on from `from` the wrong way; null where that is nowhere. */
function levelFrom(run: Run, from: number): number | null {
  const { below, above } = levelsAt(run.rules, run, from);
  const level = run.quantity > 0 ? below : above;
  unguard(run);
  if (!(level > 0 && level < Infinity)) return null;
  const price = run.quantity > 0 ? level * (1 + GUARD) : level / (1 + GUARD);
  const surplus = surplusAt(run.rules, run, price);
  Object.assign(run.guard, { price, surplus, quantity: run.quantity, cash: run.cash });
  return level;
}

/** Gap: the position, as held, at the open of the trigger. Closed there at the traded open, until it is clear or gone. */
function testGap(run: Run, i: number): void {
  const { prices, trigger } = run.prepared;
  for (let count = 0; run.quantity !== 0 && !isSafe(run, trigger.open[i]); count++) {
    assertClosings(count, run.rules.market.model.id);
    if (surplusAt(run.rules, run, trigger.open[i]) >= 0) return;
    if (!closeByVenue(run, i, { trigger: trigger.open[i], traded: prices.open[i] })) return;
  }
}

/** The order is filled at the open, unless the price has turned meanwhile so that it would trade the other way: then it is dropped. */
function fillOrder(run: Run, i: number, { trade, direction }: Order, atMs: number): void {
  const price = run.prepared.prices.open[i];
  const start = { equity: equityAt(run, price), reserve: run.reserve, notional: run.quantity * price };
  run.order = null;
  if (direction * directionOf(start, trade) < 0) run.noted.add(TURNED);
  else fill(run, i, trade, { price, atMs, kind: "trade" });
}

/** The resting order is filled where the price reaches it, or at the open that is beyond it. It is then gone, and so is an order under way. */
function fireResting(run: Run, i: number, { price, isAbove, leverageRatio }: Resting): void {
  const open = run.prepared.prices.open[i];
  run.resting = null;
  run.order = null;
  const at = isAbove ? Math.max(price, open) : Math.min(price, open);
  const held = (run.quantity * at) / equityAt(run, at);
  // It reduces and does nothing else.
  if (!(leverageRatio * held >= 0 && Math.abs(leverageRatio) < Math.abs(held))) return;
  const trade = { kind: "trade", leverageRatio, because: "the resting order's price was reached" } as const;
  fill(run, i, trade, { price: at, atMs: run.prepared.closeMs[i], kind: "resting-order" });
}

/** The resting order where the bar's traded prices reach it on that side; else null. */
function reached({ resting, prepared }: Run, i: number, isAbove: boolean): Resting | null {
  if (resting?.isAbove !== isAbove) return null;
  const { high, low } = prepared.prices;
  return (isAbove ? high[i] >= resting.price : low[i] <= resting.price) ? resting : null;
}

/** The traded price at the moment when the trigger is at its level: the level, if the bar traded there, or the nearest that it did. */
const tradedAt = (run: Run, i: number, level: number): number =>
  Math.min(run.prepared.prices.high[i], Math.max(run.prepared.prices.low[i], level));

/**
 * The way from the open to the adverse extreme: a resting order between fires first; the venue closes at its level, and again what is left
 * where that is reached too.
 */
function testExtreme(run: Run, i: number): void {
  const { trigger } = run.prepared;
  let from = trigger.open[i];
  let last: number | null = null;
  for (let count = 0; run.quantity !== 0; count++) {
    assertClosings(count, run.rules.market.model.id);
    const side = run.quantity;
    const extreme = side > 0 ? trigger.low[i] : trigger.high[i];
    const level = isSafe(run, extreme) ? null : levelFrom(run, from);
    const met = level === null || isBeyond(side, level, extreme) ? null : level;
    const resting = reached(run, i, side < 0);
    if (resting !== null && (met === null || !isBeyond(side, resting.price, met))) {
      fireResting(run, i, resting);
      continue;
    }
    if (met === null) return;
    const isSame: boolean = last !== null && Math.abs(met - last) <= SAME * last;
    const at: number = isSame ? extreme : met;
    const isClosed = closeByVenue(run, i, { trigger: at, traded: tradedAt(run, i, at) });
    if (isSame || (!isClosed && last !== null)) return;
    [from, last] = [at, at];
  }
}

/** All that may happen to a position between a bar's open and its close. */
export function walkBar(run: Run, i: number): void {
  const { closeMs, market } = run.prepared;
  testGap(run, i);
  const { order } = run;
  if (order !== null) {
    const hasOpen = market.prices.bars !== null;
    const openMs = hasOpen ? Math.max(closeMs[i - 1], closeMs[i] - market.prices.intervalMs) : closeMs[i];
    if (openMs >= order.dueMs) fillOrder(run, i, order, openMs);
  }
  testExtreme(run, i);
  if (run.resting === null || run.quantity === 0) return;
  const favourable = reached(run, i, run.quantity > 0);
  if (favourable !== null) fireResting(run, i, favourable);
}
