import { putPrice } from "./black-scholes.js";
import type { ProtectedPaths } from "./protected-paths.js";
import type { ProtectionRequest, ProtectionSetting } from "./request.js";
import { closedBy, closingLeverageRatio } from "./venue-closing.js";

/** A way to be safe, as it is followed: its setting, and who acts. */
export interface ProtectionPlan extends ProtectionSetting {
  /** By an order at the venue, or by whoever watches; null where there is no stop. */
  readonly stopBy: "venue" | "watcher" | null;
  /** True: what is out of the venue's reach is paid in as the price nears liquidation. */
  readonly paysIn: boolean;
}

/** A plan with all that no path changes: rates over a step, and how the position is opened. Money over all wealth at the start. */
export interface OpenedPlan {
  readonly plan: ProtectionPlan;
  readonly request: ProtectionRequest;
  readonly stepYears: number;
  /** Growth of a debt, of idle money and of the asset over a step, and what the notional pays over it where there is no debt. */
  readonly debtFactor: number;
  readonly idleFactor: number;
  readonly assetFactor: number;
  readonly fundingRate: number;
  /** True where what is not put up as margin is owed: a loan, and no perpetual. */
  readonly borrows: boolean;
  readonly quantity: number;
  readonly cash: number;
  readonly reserve: number;
  /** Leverage at which the venue closes, over itself less 1: what turns a debt into the price of liquidation. */
  readonly closing: number;
  /** Fall of the price at the start that it takes to be closed, a fraction; 0 or below where none closes it. */
  readonly distance: number;
  readonly cost: number;
}

/** Price of the plan's put on one unit of the asset, over the price at the start; 0 without one. */
export function putAt(
  { request, plan }: Pick<OpenedPlan, "request" | "plan">,
  price: number,
  strike: number,
  years: number,
): number {
  if (plan.strike === null) return 0;
  const { estimates, put } = request;
  return putPrice({
    ...{ price, strike, years },
    rateAnnual: estimates.lendRateAnnual.value,
    yieldAnnual: estimates.yieldAnnual.value,
    volatilityAnnual: estimates.volatilityAnnual.value * (1 + put.volatilityPremium),
  });
}

/** The position that a plan opens at the start, at a price of 1: what trading and the first put cost is paid before. */
export function opened(request: ProtectionRequest, plan: ProtectionPlan, stepYears: number): OpenedPlan {
  const { estimates, venue, tradingCostRate, put } = request;
  const { leverageRatio, share, strike } = plan;
  const premium = strike === null ? 0 : putAt({ request, plan }, 1, strike, put.periodYears);
  const equity = share / (1 + leverageRatio * (tradingCostRate + premium));
  const quantity = leverageRatio * equity;
  const leverageAtClose = quantity === 0 ? Infinity : closingLeverageRatio(request, { equity, notional: quantity });
  const closing = leverageAtClose === Infinity ? 1 : leverageAtClose / (leverageAtClose - 1);
  const borrows = venue.model.carryKinks.includes(1);
  const factor = (rateAnnual: number): number => Math.exp(rateAnnual * stepYears);
  const cash = equity - quantity;
  return {
    ...{ plan, request, stepYears, borrows, quantity, cash, reserve: 1 - share, closing },
    debtFactor: factor(estimates.borrowRateAnnual.value),
    idleFactor: factor(estimates.lendRateAnnual.value),
    assetFactor: factor(estimates.yieldAnnual.value),
    fundingRate: (estimates.fundingRateAnnual?.value ?? 0) * stepYears,
    distance: quantity === 0 ? 0 : 1 + (cash * closing) / quantity,
    cost: quantity * (tradingCostRate + premium),
  };
}

/** What became of one path. */
export interface PathEnd {
  /** Over that at the start. */
  readonly wealth: number;
  readonly cost: number;
  readonly belowFloor: boolean;
  readonly liquidated: boolean;
}

/** One position on its way, money over all wealth at the start. It is written over from path to path, so that a path makes nothing. */
export interface ProtectedPosition {
  readonly opened: OpenedPlan;
  quantity: number;
  /** At the venue; below 0 a debt. */
  cash: number;
  reserve: number;
  puts: number;
  strike: number;
  /** Time to the end of the puts. */
  putYears: number;
  wealth: number;
  cost: number;
  belowFloor: boolean;
  liquidated: boolean;
}

/** As it is opened. */
function restart(position: ProtectedPosition): void {
  const { quantity, cash, reserve, cost, plan, request } = position.opened;
  position.quantity = quantity;
  position.cash = cash;
  position.reserve = reserve;
  position.puts = plan.strike === null ? 0 : quantity;
  position.strike = plan.strike ?? 0;
  position.putYears = request.put.periodYears;
  position.cost = cost;
  position.wealth = 1;
  position.belowFloor = false;
  position.liquidated = false;
}

/** A position of a plan. */
export function positionOf(plan: OpenedPlan): ProtectedPosition {
  const nothing = { quantity: 0, cash: 0, reserve: 0, puts: 0, strike: 0, putYears: 0 };
  const position = { opened: plan, ...nothing, wealth: 1, cost: 0, belowFloor: false, liquidated: false };
  restart(position);
  return position;
}

/** Price at which the venue closes it now; 0 or below where none does. */
const levelOf = ({ cash, quantity, opened: { closing } }: ProtectedPosition): number => (-cash * closing) / quantity;

/** Interest, funding and yield of a step, on what was held at its start. */
function accrue(position: ProtectedPosition, price: number): void {
  const { borrows, debtFactor, idleFactor, assetFactor, fundingRate, stepYears } = position.opened;
  position.reserve *= idleFactor;
  position.putYears -= stepYears;
  if (borrows) {
    position.cash *= position.cash < 0 ? debtFactor : idleFactor;
    position.quantity *= assetFactor;
    return;
  }
  const notional = position.quantity * price;
  position.cash += (position.cash + notional) * (idleFactor - 1) - notional * fundingRate;
}

const putValue = ({ opened: plan, strike, putYears }: ProtectedPosition, price: number): number =>
  putAt(plan, price, strike, Math.max(0, putYears));

/** All wealth at a price but the puts. */
const bareAt = ({ quantity, cash, reserve }: ProtectedPosition, price: number): number =>
  quantity * price + cash + reserve;

/** All wealth at a price, the puts at what they would be sold for. */
const wealthAt = (position: ProtectedPosition, price: number): number =>
  bareAt(position, price) + (position.puts === 0 ? 0 : position.puts * putValue(position, price));

/** Notes whether wealth is below the floor at a price. Puts are worth 0 at least, so that they are looked at only where they may matter. */
function watchFloor(position: ProtectedPosition, price: number, floor: number): void {
  if (position.belowFloor || bareAt(position, price) >= floor) return;
  position.belowFloor = wealthAt(position, price) < floor;
}

function sellPuts(position: ProtectedPosition, price: number): void {
  if (position.puts === 0) return;
  const value = position.puts * putValue(position, price);
  position.cash += value;
  position.cost -= value;
  position.puts = 0;
}

/** Sells all at a price, with the slippage of a stop, and the puts. */
function sell(position: ProtectedPosition, price: number): void {
  const { tradingCostRate, slippageRate } = position.opened.request;
  const notional = position.quantity * price;
  const cost = notional * (tradingCostRate + slippageRate);
  position.cash += notional - cost;
  position.quantity = 0;
  position.cost += cost;
  sellPuts(position, price);
}

/** The venue closes at a price, by its own rule. What is left of the position is followed on. */
function liquidate(position: ProtectedPosition, price: number): void {
  const notional = position.quantity * price;
  const left = closedBy(position.opened.request, { equity: notional + position.cash, notional }, price);
  position.quantity = left.notional / price;
  position.cash = left.equity - left.notional;
  position.cost += left.cost;
  position.liquidated = true;
  if (position.quantity === 0) sellPuts(position, price);
}

/** A step whose sudden moves end at `open` and whose lowest price is `low`: the stop at the venue, or the venue's own closing, whichever comes first. */
function fall(position: ProtectedPosition, open: number, low: number): void {
  const { plan } = position.opened;
  const level = levelOf(position);
  const stop = plan.stopBy === "venue" && plan.stop !== null ? 1 - plan.stop : 0;
  if (low > level && low > stop) return;
  if (open <= level) liquidate(position, open);
  else if (stop > level && low <= stop) sell(position, Math.min(open, stop));
  else if (low <= level) liquidate(position, level);
}

/** Pays in from the reserve what brings liquidation as far away as it was. */
function payIn(position: ProtectedPosition, price: number): void {
  const { closing, distance } = position.opened;
  const wanted = (-price * (1 - distance) * position.quantity) / closing;
  const paid = Math.min(position.reserve, Math.max(0, wanted - position.cash));
  position.cash += paid;
  position.reserve -= paid;
}

/** Price at which half of the way to liquidation is used up, and the reserve is called. */
const callOf = (position: ProtectedPosition): number => levelOf(position) / (1 - position.opened.distance / 2);

/** What whoever looks once a step, or less often, does at its end. */
function act(position: ProtectedPosition, price: number): void {
  const { plan } = position.opened;
  if (plan.stopBy === "watcher" && plan.stop !== null && price <= 1 - plan.stop) sell(position, price);
  if (plan.paysIn && position.reserve > 0 && price <= callOf(position)) payIn(position, price);
}

/** Payments within one step, at most. */
const PAYMENTS_MAX = 8;

/** What whoever looks often does within a step, a little past each trigger; not where the venue was there first. */
function attend(position: ProtectedPosition, open: number, low: number, overshoot: number): void {
  const { plan } = position.opened;
  const reached = (trigger: number): number => Math.max(low, Math.min(open, trigger * overshoot));
  if (plan.stopBy === "watcher" && plan.stop !== null && low <= 1 - plan.stop) {
    const price = reached(1 - plan.stop);
    if (price > levelOf(position)) sell(position, price);
    return;
  }
  if (!plan.paysIn) return;
  for (let payment = 0; payment < PAYMENTS_MAX && position.reserve > 0 && low <= callOf(position); payment++) {
    const price = reached(callOf(position));
    if (price <= levelOf(position)) return;
    payIn(position, price);
  }
}

/** Times this near to a put's end are its end, years: a second. */
const PUT_END = 3e-8;

/** At the end of a put: what it pays, and the next one, on all that is held. */
function roll(position: ProtectedPosition, price: number): void {
  const { plan, request } = position.opened;
  if (plan.strike === null || position.putYears > PUT_END) return;
  position.putYears = 0;
  sellPuts(position, price);
  position.puts = position.quantity;
  position.strike = plan.strike * price;
  position.putYears = request.put.periodYears;
  const premium = position.puts * putValue(position, price);
  position.cash -= premium;
  position.cost += premium;
}

/** At the end of the horizon, after `stepsLeft` steps without a position. */
function finish(position: ProtectedPosition, price: number, stepsLeft: number): PathEnd {
  position.wealth = wealthAt(position, price) * position.opened.idleFactor ** stepsLeft;
  return position;
}

/** One path, from its first step to its last, or to where nothing is held any more; or to where it is below the floor, if that is all that is asked. */
export function follow(
  position: ProtectedPosition,
  paths: ProtectedPaths,
  path: number,
  { floor, toFloor }: { readonly floor: number; readonly toFloor: boolean },
): PathEnd {
  const { steps, opens, lows, closes, down, checkEvery, overshoot } = paths;
  const from = path * steps;
  restart(position);
  let price = 1;
  for (let step = 0; step < steps; step++) {
    const at = from + step;
    accrue(position, price);
    price = closes[at];
    if (checkEvery === 0 && down[at] === 0) attend(position, opens[at], lows[at], overshoot);
    if (position.quantity > 0) fall(position, opens[at], lows[at]);
    watchFloor(position, lows[at], floor);
    if (toFloor && position.belowFloor) return position;
    if (position.quantity === 0) return finish(position, price, steps - step - 1);
    if (checkEvery > 0 && (step + 1) % checkEvery === 0 && down[at] === 0) act(position, price);
    if (position.quantity === 0) return finish(position, price, steps - step - 1);
    roll(position, price);
  }
  return finish(position, price, 0);
}
