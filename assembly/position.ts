import { all, atMost, chosen, atLeast, exponentials, logarithms, scrambled, uniforms } from "./algebra";
import { BRIDGES, FACTORS, HELD, HIGHS, JUMPS, LEVELS, LOWS, RATES, ROW, VARIANCES, WEALTHS, WORDS, WORD_ROW } from "./memory";
import { DIPS } from "./memory";
import { Market } from "./market";

/* src/kernel/paths/position.ts: a position on two paths at a time, through a block of steps. */

const BRIDGE_REACH: f64 = 11.1;
const WEALTH_LEAST: f64 = 1e-9;

/** How a path of a position ended before its horizon, as there. */
const AT_START: i32 = 1;
const AT_END: i32 = 2;
const AT_LEVEL: i32 = 3;
const RUINED: i32 = 4;

/** A position as its loop reads it, numbers in the order in which wasm-job.ts writes them; then what it is on each of eight paths. */
@unmanaged
export class Position {
  side: f64;
  leverageRatio: f64;
  share: f64;
  low: f64;
  high: f64;
  fromLow: f64;
  fromHigh: f64;
  stepsPerCheck: f64;
  costRate: f64;
  fixedCostShare: f64;
  cashFactor: f64;
  assetFactor: f64;
  idleFactor: f64;
  fundingPerStep: f64;
  /** 0: none, 1: cash, 2: funding. */
  rateOn: f64;
  /** 1 if something closes it. */
  closes: f64;
  perCash: f64;
  besides: f64;
  /** Where the table of what a close leaves begins, and its last index; where the growth of wealth after 0, 1, 2 ... steps. */
  left: f64;
  leftLast: f64;
  idleGrowth: f64;
}

/** Bytes of a position, and where in it the eight numbers of each kind are. */
export const POSITION_BYTES: usize = 256 + 20 * ROW;
const NOTIONAL: usize = 256;
const CASH: usize = NOTIONAL + ROW;
const IDLE: usize = CASH + ROW;
export const WEALTH: usize = IDLE + ROW;
const ROOM: usize = WEALTH + ROW;
/** Growth of cash over a step, 1 after a close; low, -1 after a close. */
const GROWTH: usize = ROOM + ROW;
const LOW: usize = GROWTH + ROW;
/** All bits of an open path. */
export const OPEN: usize = LOW + ROW;
/** Index of the last step whose chance of a close counts. */
export const LAST: usize = OPEN + ROW;
export const PEAK: usize = LAST + ROW;
export const KEPT: usize = PEAK + ROW;
export const LOWEST: usize = KEPT + ROW;
export const CONTROL: usize = LOWEST + ROW;
export const SUM: usize = CONTROL + ROW;
export const TRADED: usize = SUM + ROW;
export const COST: usize = TRADED + ROW;
export const TRADES: usize = COST + ROW;
/** After a close: how, in which step, from 1 (0: open), and wealth that was left. */
export const HOW: usize = TRADES + ROW;
export const CLOSED: usize = HOW + ROW;
export const LEFT: usize = CLOSED + ROW;

/** Puts a position at its start. */
export function startPosition(p: Position): void {
  const at = changetype<usize>(p);
  for (let lane: usize = at; lane < at + ROW; lane += 8) {
    const notional = p.leverageRatio, cash = p.share - p.leverageRatio;
    store<f64>(lane, notional, NOTIONAL);
    store<f64>(lane, cash, CASH);
    store<f64>(lane, 1 - p.share, IDLE);
    store<f64>(lane, 1, WEALTH);
    store<f64>(lane, p.closes != 0 ? notional + (p.perCash * cash + p.besides) : 1, ROOM);
    store<f64>(lane, p.cashFactor, GROWTH);
    store<f64>(lane, p.low, LOW);
    store<i64>(lane, -1, OPEN);
    store<f64>(lane, Infinity, LAST);
    store<f64>(lane, 1, PEAK);
    store<f64>(lane, 1, KEPT);
    store<f64>(lane, 1, LOWEST);
    store<f64>(lane, 0, CONTROL);
    store<f64>(lane, 0, SUM);
    store<f64>(lane, 0, TRADED);
    store<f64>(lane, 0, COST);
    store<f64>(lane, 0, TRADES);
    store<f64>(lane, 0, HOW);
    store<f64>(lane, 0, CLOSED);
    store<f64>(lane, 0, LEFT);
  }
}

/** Equity that a close leaves at u of the way to its level, over the size of cash. */
function leftAt(p: Position, u: f64): f64 {
  const last = p.leftLast;
  const x = (u > 0 ? (u < 1 ? u : 1) : 0) * last;
  const cell = x < last ? Math.floor(x) : last - 1;
  const at = <usize>p.left + (<usize>cell << 3);
  return load<f64>(at) + (x - cell) * (load<f64>(at, 8) - load<f64>(at));
}

/** Closes the path at `lane` bytes into the rows of a position, and leaves there what no later step changes. */
function close(p: Position, lane: usize, step: i32, how: i32): void {
  const at = changetype<usize>(p) + lane;
  const before = load<f64>(at, WEALTH), cash = load<f64>(at, CASH), notional = load<f64>(at, NOTIONAL);
  const least = WEALTH_LEAST * before;
  let left = least;
  if (how != RUINED) {
    const level = -(p.perCash * cash + p.besides);
    const u = how == AT_LEVEL ? 1 : p.side > 0 ? notional / level : level / notional;
    const found = leftAt(p, u) * Math.abs(cash) + load<f64>(at, IDLE);
    left = found > least ? found : least;
  }
  store<f64>(at, left, LEFT);
  store<f64>(at, <f64>how, HOW);
  store<f64>(at, <f64>(step + 1), CLOSED);
  store<f64>(at, <f64>(how == AT_START ? step - 1 : step), LAST);
  store<i64>(at, 0, OPEN);
  store<f64>(at, 0, NOTIONAL);
  store<f64>(at, before, CASH);
  store<f64>(at, 0, IDLE);
  store<f64>(at, 1, GROWTH);
  store<f64>(at, -1, LOW);
  store<f64>(at, 1, ROOM);
}

/** Chance that a Brownian path from one notional to another met their levels on its way. */
@inline
function chanceOnTheWay(log: bool, long: bool, held: v128, heldLevel: v128, notional: v128, level: v128, product: v128, variance: v128): v128 {
  let twice: v128;
  if (log) {
    const before = logarithms(long ? f64x2.div(held, heldLevel) : f64x2.div(heldLevel, held));
    const after = logarithms(long ? f64x2.div(notional, level) : f64x2.div(level, notional));
    twice = f64x2.div(f64x2.mul(all(2), f64x2.mul(before, after)), variance);
  } else twice = f64x2.div(f64x2.mul(all(2), product), f64x2.mul(variance, f64x2.mul(held, held)));
  return exponentials(f64x2.neg(atMost(twice, all(24))));
}

/** Uniform numbers of the bridges of two paths, from the words of their shocks. */
@inline
function bridgeUniforms(words: usize): v128 {
  const first = v128.load64_zero(words), second = v128.load64_zero(words, WORD_ROW);
  return uniforms(scrambled(v128.xor(first, v128.or(i32x4.shl(second, 16), i32x4.shr_u(second, 16)))));
}

@inline
function flag(mask: v128, lane: i32): bool {
  return lane == 0 ? i64x2.extract_lane(mask, 0) != 0 : i64x2.extract_lane(mask, 1) != 0;
}

/** Counts what trades cost where `trades` is set, and returns the part of wealth that they leave. */
@inline
function traded(p: Position, at: usize, trades: v128, from: v128, to: v128): v128 {
  const rate = all(p.costRate), fixed = all(p.fixedCostShare);
  const wanted = f64x2.sub(f64x2.mul(to, f64x2.sub(all(1), fixed)), from);
  const dear = f64x2.mul(rate, to);
  const per = chosen(f64x2.gt(wanted, all(0)), f64x2.add(all(1), dear), f64x2.sub(all(1), dear));
  const moved = f64x2.abs(f64x2.div(wanted, per));
  const cost = atMost(f64x2.add(f64x2.mul(rate, moved), fixed), all(1));
  v128.store(at, f64x2.add(v128.load(at, TRADED), v128.and(trades, moved)), TRADED);
  v128.store(at, f64x2.add(v128.load(at, COST), v128.and(trades, cost)), COST);
  v128.store(at, f64x2.add(v128.load(at, TRADES), v128.and(trades, all(1))), TRADES);
  return atLeast(f64x2.sub(all(1), cost), all(WEALTH_LEAST));
}

/** Follows a position on two paths, `pair` bytes into its rows, through the steps of a block; `plain` leaves out what few jobs have. */
@inline
function follow(p: Position, m: Market, pair: usize, steps: usize, first: i32, stride: usize, plain: bool): void {
  const at = changetype<usize>(p) + pair;
  const log = m.log != 0, long = p.side > 0, closes = p.closes != 0, hazard = !plain && m.hazard != 0;
  const bars = !plain && m.bars != 0, jumps = !plain && m.jumps != 0, shared = !plain && p.share < 1;
  const careful = !plain && (hazard || bars || jumps);
  const onCash = !plain && p.rateOn == 1, onFunding = !plain && p.rateOn == 2;
  const extremes = long ? LOWS : HIGHS;
  const perCash = all(p.perCash), besides = all(p.besides), assetFactor = all(p.assetFactor), reach = all(BRIDGE_REACH);
  const side = all(p.side), high = all(p.high), stepsPerCheck = <i32>p.stepsPerCheck;
  let funding = all(p.fundingPerStep);
  let notional = v128.load(at, NOTIONAL), cash = v128.load(at, CASH), idle = v128.load(at, IDLE);
  let wealth = v128.load(at, WEALTH), room = v128.load(at, ROOM), growth = v128.load(at, GROWTH), low = v128.load(at, LOW);
  let check = stepsPerCheck > 0 ? stepsPerCheck - (first % stepsPerCheck) : i32.MAX_VALUE;
  let starting = true;
  for (let step: usize = 0; step < steps; step++) {
    const row = step * ROW + pair;
    if (starting) {
      starting = false;
      const gone = v128.and(f64x2.le(room, all(0)), v128.load(at, OPEN));
      if (v128.any_true(gone)) {
        keep(at, notional, cash, idle, wealth);
        if (flag(gone, 0)) close(p, pair, first + <i32>step, AT_START);
        if (flag(gone, 1)) close(p, pair + 8, first + <i32>step, AT_START);
        notional = v128.load(at, NOTIONAL);
        cash = v128.load(at, CASH);
        idle = v128.load(at, IDLE);
        growth = v128.load(at, GROWTH);
        low = v128.load(at, LOW);
        room = chosen(v128.load(at, OPEN), room, all(1));
      }
    }
    const held = notional, spent = cash, before = room;
    v128.store(row, held, HELD);
    v128.store(row, wealth, WEALTHS);
    if (onCash) growth = chosen(v128.load(at, OPEN), f64x2.add(all(1), v128.load(row, RATES)), all(1));
    if (onFunding) funding = v128.load(row, RATES);
    cash = f64x2.sub(f64x2.mul(spent, growth), f64x2.mul(funding, held));
    notional = f64x2.mul(held, f64x2.mul(v128.load(row, FACTORS), assetFactor));
    if (shared) idle = f64x2.mul(idle, all(p.idleFactor));
    let next = f64x2.add(notional, cash);
    if (shared) next = f64x2.add(next, idle);
    const ruined = v128.not(f64x2.gt(next, f64x2.mul(all(WEALTH_LEAST), wealth)));
    let rare = ruined, near = all(0), minusLevel = all(0);
    if (closes) {
      minusLevel = f64x2.add(f64x2.mul(perCash, cash), besides);
      room = f64x2.add(notional, minusLevel);
      if (hazard) {
        v128.store(row, f64x2.neg(minusLevel), LEVELS);
        v128.store(row, all(0), BRIDGES);
      }
      if (!bars) {
        let spread = f64x2.mul(held, held);
        if (log) spread = long ? f64x2.mul(held, notional) : f64x2.mul(f64x2.add(f64x2.mul(perCash, spent), besides), minusLevel);
        near = f64x2.le(f64x2.mul(before, room), f64x2.mul(f64x2.mul(reach, v128.load(row, VARIANCES)), spread));
        rare = v128.or(rare, near);
      } else rare = v128.or(rare, f64x2.le(f64x2.add(f64x2.mul(held, f64x2.mul(v128.load(row + extremes), assetFactor)), minusLevel), all(0)));
      if (careful) rare = v128.or(rare, f64x2.le(room, all(0)));
    }
    if (v128.any_true(rare)) {
      const open = v128.load(at, OPEN), level = f64x2.neg(minusLevel);
      const gone = closes ? f64x2.le(room, all(0)) : all(0);
      const jump = jumps ? v128.load(row, JUMPS) : all(1);
      const still = f64x2.eq(jump, all(1));
      let met = all(0);
      if (bars && closes) met = f64x2.le(f64x2.sub(f64x2.mul(held, f64x2.mul(v128.load(row + extremes), assetFactor)), level), all(0));
      else if (closes) {
        let bridged = v128.and(v128.andnot(v128.and(near, open), gone), still);
        if (long) bridged = v128.and(bridged, f64x2.gt(level, all(0)));
        if (v128.any_true(bridged)) {
          const heldLevel = f64x2.neg(f64x2.add(f64x2.mul(perCash, spent), besides));
          const chance = chanceOnTheWay(log, long, held, heldLevel, notional, level, f64x2.mul(before, room), v128.load(row, VARIANCES));
          if (hazard) v128.store(row, v128.and(bridged, chance), BRIDGES);
          met = v128.and(bridged, f64x2.lt(bridgeUniforms(WORDS + step * stride + (pair >> 1)), chance));
        }
      }
      const closed = v128.and(v128.or(v128.or(gone, met), ruined), open);
      if (v128.any_true(closed)) {
        keep(at, notional, cash, idle, wealth);
        const level = m.continuous != 0 ? v128.or(v128.and(gone, still), v128.andnot(met, gone)) : v128.andnot(met, gone);
        if (flag(closed, 0)) close(p, pair, first + <i32>step, flag(level, 0) ? AT_LEVEL : flag(gone, 0) ? AT_END : RUINED);
        if (flag(closed, 1)) close(p, pair + 8, first + <i32>step, flag(level, 1) ? AT_LEVEL : flag(gone, 1) ? AT_END : RUINED);
        const still = v128.load(at, OPEN);
        next = chosen(still, next, wealth);
        room = chosen(still, room, all(1));
        notional = v128.load(at, NOTIONAL);
        cash = v128.load(at, CASH);
        idle = v128.load(at, IDLE);
        growth = v128.load(at, GROWTH);
        low = v128.load(at, LOW);
      }
    }
    wealth = next;
    if (bars) {
      const dip = f64x2.add(f64x2.add(f64x2.mul(held, f64x2.mul(v128.load(row + extremes), assetFactor)), cash), idle);
      v128.store(row, chosen(v128.load(at, OPEN), dip, wealth), DIPS);
    }
    check--;
    if (check == 0) {
      check = stepsPerCheck;
      const size = f64x2.mul(side, notional);
      const over = f64x2.gt(size, f64x2.mul(high, wealth));
      const trades = v128.or(over, f64x2.lt(size, f64x2.mul(low, wealth)));
      if (v128.any_true(trades)) {
        const to = chosen(over, all(p.fromHigh), all(p.fromLow));
        wealth = chosen(trades, f64x2.mul(wealth, traded(p, at, trades, f64x2.div(notional, wealth), to)), wealth);
        notional = chosen(trades, f64x2.mul(to, wealth), notional);
        cash = chosen(trades, f64x2.sub(f64x2.mul(all(p.share), wealth), notional), cash);
        if (closes) room = f64x2.add(notional, f64x2.add(f64x2.mul(perCash, cash), besides));
        starting = true;
      }
    }
    if (shared) {
      const open = v128.load(at, OPEN);
      cash = chosen(open, f64x2.sub(f64x2.mul(all(p.share), wealth), notional), cash);
      idle = chosen(open, f64x2.mul(f64x2.sub(all(1), all(p.share)), wealth), idle);
      if (closes) room = f64x2.add(notional, f64x2.add(f64x2.mul(perCash, cash), besides));
      starting = true;
    }
  }
  v128.store(steps * ROW + pair, wealth, WEALTHS);
  keep(at, notional, cash, idle, wealth);
  v128.store(at, room, ROOM);
}

@inline
function keep(at: usize, notional: v128, cash: v128, idle: v128, wealth: v128): void {
  v128.store(at, notional, NOTIONAL);
  v128.store(at, cash, CASH);
  v128.store(at, idle, IDLE);
  v128.store(at, wealth, WEALTH);
}

/** As above, in the shape that the job needs. */
export function followPosition(p: Position, m: Market, pair: usize, steps: usize, first: i32, stride: usize): void {
  const plain = p.share == 1 && p.rateOn == 0 && m.bars == 0 && m.jumps == 0 && m.hazard == 0;
  if (plain) follow(p, m, pair, steps, first, stride, true);
  else follow(p, m, pair, steps, first, stride, false);
}
