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

/** A leverage this near to another is the same. */
const SAME = 1e-9;

/**
 * Which way a trade moves the size of the leverage, as it stands: 1 up (or over to the other side), -1 down, 0 neither. What it costs is
 * left out.
 */
export function directionOf(
  { equity, reserve, notional }: TradeStart,
  { leverageRatio, share }: Pick<TradeWanted, "leverageRatio" | "share">,
): number {
  const wanted = leverageRatio * (share === undefined ? equity : share * (equity + reserve));
  if (wanted * notional < 0) return 1;
  const more = Math.abs(wanted) - Math.abs(notional);
  return Math.abs(more) <= SAME * Math.abs(notional) ? 0 : Math.sign(more);
}

/** What a run says of orders that are not filled since the price has turned. */
export const TURNED =
  "orders were not filled where the price had turned since they were decided, so that they would have traded the other way";
/** What it says of trades that a venue's limits cut. */
export const CUT = "trades stopped where the venue opens no more: at its highest leverage or size";
/** What it says of money that does not leave the venue. */
export const KEPT = "money stayed at the venue where less would have stood beyond the highest leverage that it opens";
/** What it says where more is wanted than the venue ever opens. */
export const beyondNote = (most: number): string =>
  `more leverage was wanted than the venue ever opens, ${Number(most.toPrecision(4))}x at most`;

/** Where a trade is made. */
export interface TradeVenue {
  readonly model: VenueModel;
  readonly asset: string;
  readonly prices: Readonly<Record<string, number>>;
}

/** The highest leverage that the venue opens at any size, where more is wanted; else null. */
export function mostOpened({ model, asset, prices }: TradeVenue, leverageRatio: number): number | null {
  const most = model.leverageRatioMax(asset, Math.sign(leverageRatio), prices);
  return Math.abs(leverageRatio) > most * (1 + SAME) ? most : null;
}

/** Least equity that may stay at the venue with a notional when money leaves: at the highest leverage that it opens, or no more than before. */
function leastEquity(notional: number, { equity, notional: held }: TradeStart, venue: TradeVenue): number {
  if (notional === 0) return 0;
  const most = venue.model.leverageRatioMax(venue.asset, notional, venue.prices);
  return Math.abs(notional) / Math.max(most, equity > 0 ? Math.abs(held) / equity : 0);
}

/** The same end with as much at the venue as must be left there: itself where that is enough. */
export function withEnough<End extends Pick<TradeEnd, "equity" | "reserve" | "notional">>(
  end: End,
  start: TradeStart,
  venue: TradeVenue,
): End {
  const wealth = end.equity + end.reserve;
  const least = Math.min(wealth, leastEquity(end.notional, start, venue));
  return end.equity >= least * (1 - SAME) ? end : { ...end, equity: least, reserve: wealth - least };
}

/** True where the venue opens a position of this kind. */
function isOpenable({ model, asset, prices }: TradeVenue, end: TradeEnd): boolean {
  const size = Math.abs(end.notional);
  const largest = model.notionalMax(asset, prices);
  const slack = 1 + 1e-12;
  if (largest !== null && size > largest * slack) return false;
  return size <= end.equity * model.leverageRatioMax(asset, end.notional, prices) * slack;
}

/** Halvings after which a double has no bits left. */
const HALVINGS = 100;

/** The leverage ratio from which a trade raises: what is held where that is on the side wanted, else 0. With a share, of its equity. */
export function raisedFrom({ equity, reserve, notional }: TradeStart, { leverageRatio, share }: TradeWanted): number {
  if (notional * leverageRatio <= 0) return 0;
  return notional / (share === undefined ? equity : share * (equity + reserve));
}

/** The highest leverage ratio between one that the venue opens and one that it does not, at which it opens what a trade ends with. */
export function lastOpened(opens: (leverageRatio: number) => boolean, held: number, wanted: number): number {
  let [low, high] = [held, wanted];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (opens(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The furthest that the venue lets a trade go: `end` itself where that lowers what is held, or is within its limits. Null where what is held
 * is at the limit or beyond already: it is not raised, and nothing of it is sold for that.
 */
export function withinLimits(
  end: TradeEnd,
  start: TradeStart,
  rates: CostRates,
  wanted: TradeWanted,
  venue: TradeVenue,
): TradeEnd | null {
  const { model, asset, prices } = venue;
  const isLess = Math.abs(end.notional) <= Math.abs(start.notional) && end.notional * start.notional >= 0;
  if (isLess || isOpenable(venue, end)) return end;
  const at = (leverageRatio: number): TradeEnd | null => tradeTo(start, rates, { ...wanted, leverageRatio });
  const opens = (tried: TradeEnd | null): tried is TradeEnd => tried !== null && isOpenable(venue, tried);
  const from = raisedFrom(start, wanted);
  if (from !== 0 && !opens(at(from))) return null;
  const limit = Math.sign(wanted.leverageRatio) * model.leverageRatioMax(asset, end.notional, prices);
  // Where the limit is the same at the smaller size, that is the answer.
  const near = Math.abs(limit) > Math.abs(from) && Math.abs(limit) < Math.abs(wanted.leverageRatio) ? at(limit) : null;
  const isSame = near !== null && Math.abs(model.leverageRatioMax(asset, near.notional, prices)) === Math.abs(limit);
  const last =
    isSame && opens(near) ? near : at(lastOpened((leverage) => opens(at(leverage)), from, wanted.leverageRatio));
  return last !== null && from !== 0 && Math.abs(last.notional) < Math.abs(start.notional) ? null : last;
}
