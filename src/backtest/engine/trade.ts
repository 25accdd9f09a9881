import { NotConvergedError } from "../../errors/index.js";
import type { PolicyTrade } from "../../policies/index.js";
import type { VenueModel } from "../../venues/index.js";

/** Cost of a trade by kind, quote currency, >= 0 but for a concession that is a gain. */
export interface TradeCost {
  fee: number;
  spread: number;
  impact: number;
  fixed: number;
  concession: number;
  reward: number;
}

/** What trades cost at a venue: rates of what is traded. */
export interface CostRates {
  readonly fee: number;
  readonly halfSpread: number;
  /** Times the square root of what is traded, and of what is traded. */
  readonly impactPerRoot: number;
  readonly fixed: number;
}

/** What a trade starts from, quote currency. */
export interface TradeStart {
  readonly equity: number;
  readonly reserve: number;
  readonly notional: number;
}

/** Where it ends. */
export interface TradeEnd {
  readonly equity: number;
  readonly reserve: number;
  readonly notional: number;
  /** |Notional| traded, and what it cost in all. */
  readonly traded: number;
  readonly cost: number;
}

/** What is wanted of a trade. */
export type TradeWanted = Pick<PolicyTrade, "leverageRatio" | "share" | "tradeMax" | "concessionRate" | "reward">;

/** Cost of trading this much, by kind. */
export function costOf(rates: CostRates, wanted: TradeWanted, traded: number): TradeCost {
  return {
    fee: rates.fee * traded,
    spread: rates.halfSpread * traded,
    impact: rates.impactPerRoot * traded * Math.sqrt(traded),
    fixed: rates.fixed,
    concession: (wanted.concessionRate ?? 0) * traded,
    reward: wanted.reward ?? 0,
  };
}

/** Steps of Newton's method, which from the trade without impact needs a handful. */
const STEPS_MAX = 50;

/**
 * |Notional| traded so that what is held is `leverage` x what is left: notional + side x traded = leverage x (money - cost(traded)).
 * Null where every unit sold costs more than it lowers: it is never reached.
 */
function tradedTo(
  notional: number,
  leverage: number,
  money: number,
  side: number,
  cost: readonly number[],
): number | null {
  const [fixed, rate, perRoot] = cost;
  const slope = 1 + side * leverage * rate;
  const wanted = side * (leverage * (money - fixed) - notional);
  if (slope <= 0) return null;
  let traded = wanted / slope;
  if (perRoot === 0 || traded <= 0) return traded;
  const pull = side * leverage * perRoot;
  for (let step = 0; step < STEPS_MAX; step++) {
    const root = Math.sqrt(traded);
    const steepness = slope + 1.5 * pull * root;
    if (steepness <= 0) return null;
    const next = traded - (slope * traded + pull * traded * root - wanted) / steepness;
    if (next < 0) return null;
    const isDone = Math.abs(next - traded) <= 1e-14 * traded;
    traded = next;
    if (isDone) return traded;
  }
  throw new NotConvergedError({
    field: "costs.impact",
    got: `no size of a trade after ${STEPS_MAX} steps`,
    want: "a size to rounding",
    hint: "state an impact that leaves something of what is traded",
  });
}

/**
 * Where a trade to a leverage ratio of the venue's part ends, its cost paid. With a share, the parts at the venue and out of its reach are
 * set anew after it. Null where what is wanted costs all there is, or cannot be reached.
 */
export function tradeTo(start: TradeStart, rates: CostRates, wanted: TradeWanted): TradeEnd | null {
  const { equity, reserve, notional } = start;
  const [share, money] = wanted.share === undefined ? [1, equity] : [wanted.share, equity + reserve];
  const fixed = rates.fixed + (wanted.reward ?? 0);
  const rate = rates.fee + rates.halfSpread + (wanted.concessionRate ?? 0);
  const leverage = wanted.leverageRatio * share;
  const side = leverage * (money - fixed) >= notional ? 1 : -1;
  const whole =
    leverage === 0 ? Math.abs(notional) : tradedTo(notional, leverage, money, side, [fixed, rate, rates.impactPerRoot]);
  if (whole === null || whole < 0) return null;
  const traded = Math.min(whole, wanted.tradeMax ?? Infinity);
  const cost = fixed + traded * (rate + rates.impactPerRoot * Math.sqrt(traded));
  if (!(money - cost > 0)) return null;
  const left = share * (money - cost);
  return {
    equity: left,
    reserve: wanted.share === undefined ? reserve : money - cost - left,
    notional: leverage === 0 && traded === whole ? 0 : notional + side * traded,
    traded,
    cost,
  };
}

/** True where the venue opens a position of this kind. */
function isOpenable(
  model: VenueModel,
  asset: string,
  prices: Readonly<Record<string, number>>,
  end: TradeEnd,
): boolean {
  const size = Math.abs(end.notional);
  const largest = model.notionalMax(asset, prices);
  const slack = 1 + 1e-12;
  if (largest !== null && size > largest * slack) return false;
  return size <= end.equity * model.leverageRatioMax(asset, end.notional, prices) * slack;
}

/** Halvings after which a double has no bits left. */
const HALVINGS = 100;

/** The furthest that the venue lets a trade go: `end` itself where that lowers what is held, or is within its limits. */
export function withinLimits(
  end: TradeEnd,
  start: TradeStart,
  rates: CostRates,
  wanted: TradeWanted,
  venue: { readonly model: VenueModel; readonly asset: string; readonly prices: Readonly<Record<string, number>> },
): TradeEnd | null {
  const { model, asset, prices } = venue;
  const isLess = Math.abs(end.notional) <= Math.abs(start.notional) && end.notional * start.notional >= 0;
  if (isLess || isOpenable(model, asset, prices, end)) return end;
  const at = (leverageRatio: number): TradeEnd | null => tradeTo(start, rates, { ...wanted, leverageRatio });
  const limit = Math.sign(wanted.leverageRatio) * model.leverageRatioMax(asset, end.notional, prices);
  if (Math.abs(limit) > 0 && Math.abs(limit) < Math.abs(wanted.leverageRatio)) {
    const near = at(limit);
    // Where the limit is the same at the smaller size, that is the answer.
    if (near !== null && Math.abs(model.leverageRatioMax(asset, near.notional, prices)) === Math.abs(limit))
      if (isOpenable(model, asset, prices, near)) return near;
  }
  let [low, high] = [0, wanted.leverageRatio];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    const tried = at(middle);
    if (tried !== null && isOpenable(model, asset, prices, tried)) low = middle;
    else high = middle;
  }
  return at(low);
}
