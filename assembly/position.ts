import { all, atMost, chosen, atLeast, exponentials, logarithms, scrambled, uniforms } from "./algebra";
import { BRIDGES, CASHES, DIPS, FACTORS, HELD, HIGHS, IDLES, JUMPS, LEVELS, LOWS, RATES, ROOMS, ROW } from "./memory";
import { VARIANCES, WEALTHS, WORDS, WORD_ROW } from "./memory";
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
function flag(mask: v128, lane: usize): bool {
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

/** Closes the paths of a pair that `mask` names, at the step that begins at `row`; `how` as one of them is told by the two other masks. */
function closePair(p: Position, pair: usize, step: i32, mask: v128, level: v128, end: v128, other: i32): void {
  for (let lane: usize = 0; lane < 2; lane++) {
    if (!flag(mask, lane)) continue;
    close(p, pair + (lane << 3), step, flag(level, lane) ? AT_LEVEL : flag(end, lane) ? AT_END : other);
  }
}

/** Puts what a position is at `row` into its own rows, or back. */
@inline
function keep(at: usize, row: usize): void {
  v128.store(at, v128.load(row, HELD), NOTIONAL);
  v128.store(at, v128.load(row, CASHES), CASH);
  v128.store(at, v128.load(row, IDLES), IDLE);
  v128.store(at, v128.load(row, WEALTHS), WEALTH);
}

@inline
function restore(at: usize, row: usize): void {
  v128.store(row, v128.load(at, NOTIONAL), HELD);
  v128.store(row, v128.load(at, CASH), CASHES);
  v128.store(row, v128.load(at, IDLE), IDLES);
  v128.store(row, v128.load(at, WEALTH), WEALTHS);
}

/** Closes those of a pair that are beyond their level as the step at `row` starts: it does not move them any more. */
function closeAtStart(p: Position, pair: usize, row: usize, step: i32, gone: v128): void {
  const at = changetype<usize>(p) + pair, end = row + ROW;
  keep(at, row);
  closePair(p, pair, step, gone, all(0), all(0), AT_START);
  v128.store(row, chosen(gone, v128.load(at, NOTIONAL), v128.load(row, HELD)), HELD);
  v128.store(end, chosen(gone, v128.load(at, NOTIONAL), v128.load(end, HELD)), HELD);
  v128.store(end, chosen(gone, v128.load(at, CASH), v128.load(end, CASHES)), CASHES);
  v128.store(end, chosen(gone, v128.load(at, IDLE), v128.load(end, IDLES)), IDLES);
  v128.store(end, chosen(gone, v128.load(at, WEALTH), v128.load(end, WEALTHS)), WEALTHS);
  v128.store(end, chosen(gone, all(1), v128.load(end, ROOMS)), ROOMS);
}

/** Looks closely at a step of a pair which may have met its level or be ruined; what it leads to is a row further. */
function meet(p: Position, m: Market, pair: usize, row: usize, step: i32, words: usize): void {
  const at = changetype<usize>(p) + pair, end = row + ROW;
  const log = m.log != 0, long = p.side > 0;
  const late = v128.and(f64x2.le(v128.load(row, ROOMS), all(0)), v128.load(at, OPEN));
  if (v128.any_true(late)) closeAtStart(p, pair, row, step, late);
  const open = v128.load(at, OPEN), before = v128.load(row, WEALTHS);
  const held = v128.load(row, HELD), notional = v128.load(end, HELD), room = v128.load(end, ROOMS), wealth = v128.load(end, WEALTHS);
  const perCash = all(p.perCash), besides = all(p.besides);
  const minusLevel = f64x2.add(f64x2.mul(perCash, v128.load(end, CASHES)), besides), level = f64x2.neg(minusLevel);
  const ruined = v128.not(f64x2.gt(wealth, f64x2.mul(all(WEALTH_LEAST), before)));
  const calm = m.jumps != 0 ? f64x2.div(notional, v128.load(row, JUMPS)) : notional, calmRoom = f64x2.sub(calm, level);
  const calmGone = f64x2.le(calmRoom, all(0));
  let gone = all(0), met = all(0);
  if (p.closes != 0) {
    gone = v128.or(f64x2.le(room, all(0)), calmGone);
    if (m.bars != 0) met = f64x2.le(f64x2.sub(worst(p, row, held), level), all(0));
    else {
      const spentLevel = f64x2.add(f64x2.mul(perCash, v128.load(row, CASHES)), besides);
      const variance = v128.load(row, VARIANCES), product = f64x2.mul(v128.load(row, ROOMS), calmRoom);
      const spread = spreadOf(log, long, held, calm, spentLevel, minusLevel);
      const near = f64x2.le(product, f64x2.mul(f64x2.mul(all(BRIDGE_REACH), variance), spread));
      let bridged = v128.andnot(v128.and(near, open), gone);
      if (long) bridged = v128.and(bridged, f64x2.gt(level, all(0)));
      if (v128.any_true(bridged)) {
        const chance = chanceOnTheWay(log, long, held, f64x2.neg(spentLevel), calm, level, product, variance);
        if (m.hazard != 0) v128.store(row, v128.and(bridged, chance), BRIDGES);
        met = v128.and(bridged, f64x2.lt(bridgeUniforms(words), chance));
      }
    }
  }
  const closed = v128.and(v128.or(v128.or(gone, met), ruined), open);
  if (!v128.any_true(closed)) return;
  const atLevel = v128.or(m.continuous != 0 ? v128.and(gone, calmGone) : all(0), v128.andnot(met, gone));
  v128.store(end, chosen(closed, before, wealth), WEALTHS);
  keep(at, end);
  closePair(p, pair, step, closed, atLevel, gone, RUINED);
  restore(at, end);
  v128.store(end, chosen(closed, all(1), room), ROOMS);
}

/** Notional at the worst price of a bar. */
@inline
function worst(p: Position, row: usize, held: v128): v128 {
  const extreme = p.side > 0 ? v128.load(row, LOWS) : v128.load(row, HIGHS);
  return f64x2.mul(held, f64x2.mul(extreme, all(p.assetFactor)));
}

/** Wealth at the worst price of a bar, of a pair that it leaves open; of one that it closed, what it was. */
function dip(p: Position, row: usize, held: v128): void {
  const end = row + ROW;
  const wealth = f64x2.add(f64x2.add(worst(p, row, held), v128.load(end, CASHES)), v128.load(end, IDLES));
  const open = v128.load(changetype<usize>(p) + (row & 48), OPEN);
  v128.store(row, chosen(open, wealth, v128.load(end, WEALTHS)), DIPS);
}

/** Over what the product of the distances from the level is taken, for the bridge. */
@inline
function spreadOf(log: bool, long: bool, held: v128, notional: v128, spentLevel: v128, level: v128): v128 {
  if (!log) return f64x2.mul(held, held);
  return long ? f64x2.mul(held, notional) : f64x2.mul(spentLevel, level);
}

/** Trades those of a pair that are beyond their band; the end of the step is at `row`. */
function trade(p: Position, pair: usize, row: usize): void {
  const at = changetype<usize>(p) + pair;
  const wealth = v128.load(row, WEALTHS), notional = v128.load(row, HELD), cash = v128.load(row, CASHES);
  const size = f64x2.mul(all(p.side), notional), over = f64x2.gt(size, f64x2.mul(all(p.high), wealth));
  const trades = v128.or(over, f64x2.lt(size, f64x2.mul(v128.load(at, LOW), wealth)));
  const to = chosen(over, all(p.fromHigh), all(p.fromLow));
  const left = f64x2.mul(wealth, traded(p, at, trades, f64x2.div(notional, wealth), to));
  const next = f64x2.mul(to, left);
  const rest = f64x2.sub(f64x2.mul(all(p.share), left), next);
  v128.store(row, chosen(trades, left, wealth), WEALTHS);
  v128.store(row, chosen(trades, next, notional), HELD);
  v128.store(row, chosen(trades, rest, cash), CASHES);
  const room = f64x2.add(next, f64x2.add(f64x2.mul(all(p.perCash), rest), all(p.besides)));
  if (p.closes != 0) v128.store(row, chosen(trades, room, v128.load(row, ROOMS)), ROOMS);
}

/** Restores the share of wealth at the venue of open paths; the end of the step is at `row`. */
function share(p: Position, pair: usize, row: usize): void {
  const open = v128.load(changetype<usize>(p) + pair, OPEN);
  const wealth = v128.load(row, WEALTHS), notional = v128.load(row, HELD);
  const cash = chosen(open, f64x2.sub(f64x2.mul(all(p.share), wealth), notional), v128.load(row, CASHES));
  v128.store(row, cash, CASHES);
  v128.store(row, chosen(open, f64x2.mul(f64x2.sub(all(1), all(p.share)), wealth), v128.load(row, IDLES)), IDLES);
  const room = f64x2.add(notional, f64x2.add(f64x2.mul(all(p.perCash), cash), all(p.besides)));
  if (p.closes != 0) v128.store(row, chosen(open, room, v128.load(row, ROOMS)), ROOMS);
}

/**
 * Follows a position through the steps of a block, pair after pair of a step: what one waits for, another goes on meanwhile.
 * `plain` leaves out what few jobs have.
 */
@inline
function follow(p: Position, m: Market, steps: usize, first: i32, stride: usize, plain: bool): void {
  const at = changetype<usize>(p);
  const log = m.log != 0, long = p.side > 0, closes = p.closes != 0, hazard = m.hazard != 0, shared = !plain && p.share < 1;
  const bars = !plain && m.bars != 0, careful = !plain && (hazard || bars || m.jumps != 0);
  const jumps = !plain && m.jumps != 0;
  const onCash = !plain && p.rateOn == 1, onFunding = !plain && p.rateOn == 2;
  const perCash = all(p.perCash), besides = all(p.besides), assetFactor = all(p.assetFactor), reach = all(BRIDGE_REACH);
  const side = all(p.side), high = all(p.high), least = all(WEALTH_LEAST), stepsPerCheck = <i32>p.stepsPerCheck;
  let funding = all(p.fundingPerStep);
  let check = stepsPerCheck > 0 ? stepsPerCheck - (first % stepsPerCheck) : i32.MAX_VALUE;
  for (let step: usize = 0; step < steps; step++) {
    check--;
    const due = check == 0;
    if (due) check = stepsPerCheck;
    for (let pair: usize = 0; pair < ROW; pair += 16) {
      const row = step * ROW + pair;
      const held = v128.load(row, HELD), spent = v128.load(row, CASHES);
      const wealth = v128.load(row, WEALTHS), before = v128.load(row, ROOMS);
      let growth = v128.load(at + pair, GROWTH);
      if (onCash) growth = chosen(v128.load(at + pair, OPEN), f64x2.add(all(1), v128.load(row, RATES)), all(1));
      if (onFunding) funding = v128.load(row, RATES);
      const cash = f64x2.sub(f64x2.mul(spent, growth), f64x2.mul(funding, held));
      const notional = f64x2.mul(held, f64x2.mul(v128.load(row, FACTORS), assetFactor));
      let next = f64x2.add(notional, cash);
      if (shared) {
        const idle = f64x2.mul(v128.load(row, IDLES), all(p.idleFactor));
        v128.store(row, idle, IDLES + ROW);
        next = f64x2.add(next, idle);
      }
      const minusLevel = f64x2.add(f64x2.mul(perCash, cash), besides), room = f64x2.add(notional, minusLevel);
      v128.store(row, notional, HELD + ROW);
      v128.store(row, cash, CASHES + ROW);
      v128.store(row, next, WEALTHS + ROW);
      v128.store(row, closes ? room : all(1), ROOMS + ROW);
      let rare = v128.not(f64x2.gt(next, f64x2.mul(least, wealth)));
      if (closes) {
        rare = v128.or(rare, f64x2.le(before, all(0)));
        if (hazard) {
          v128.store(row, f64x2.neg(minusLevel), LEVELS);
          v128.store(row, all(0), BRIDGES);
        }
        if (bars) rare = v128.or(rare, f64x2.le(f64x2.add(worst(p, row, held), minusLevel), all(0)));
        else {
          const spentLevel = f64x2.add(f64x2.mul(perCash, spent), besides);
          const spread = spreadOf(log, long, held, notional, spentLevel, minusLevel);
          const within = f64x2.mul(f64x2.mul(reach, v128.load(row, VARIANCES)), spread);
          rare = v128.or(rare, f64x2.le(f64x2.mul(before, room), within));
        }
        if (careful) rare = v128.or(rare, f64x2.le(room, all(0)));
        // What a jump ends was somewhere else before it.
        if (jumps) rare = v128.or(rare, f64x2.ne(v128.load(row, JUMPS), all(1)));
      }
      let acts = rare;
      if (due) {
        const size = f64x2.mul(side, notional);
        const beyond = v128.or(f64x2.gt(size, f64x2.mul(high, next)), f64x2.lt(size, f64x2.mul(v128.load(at + pair, LOW), next)));
        acts = v128.or(rare, beyond);
      }
      if (v128.any_true(acts)) {
        if (v128.any_true(rare)) meet(p, m, pair, row, first + <i32>step, WORDS + step * stride + (pair >> 1));
        if (bars) dip(p, row, held);
        if (due) trade(p, pair, row + ROW);
      } else if (bars) dip(p, row, held);
      if (shared) share(p, pair, row + ROW);
    }
  }
}

/** As above, in the shape that the job needs; what the position is goes from its own rows to the first of the block, and back from the last. */
export function followPosition(p: Position, m: Market, steps: usize, first: i32, stride: usize): void {
  const at = changetype<usize>(p);
  if (p.share == 1) memory.fill(IDLES, 0, (steps + 1) * ROW);
  for (let pair: usize = 0; pair < ROW; pair += 16) {
    restore(at + pair, pair);
    v128.store(pair, v128.load(at + pair, ROOM), ROOMS);
  }
  const plain = p.share == 1 && p.rateOn == 0 && m.bars == 0 && m.jumps == 0 && m.hazard == 0;
  if (plain) follow(p, m, steps, first, stride, true);
  else follow(p, m, steps, first, stride, false);
  for (let pair: usize = 0; pair < ROW; pair += 16) {
    keep(at + pair, steps * ROW + pair);
    v128.store(at + pair, v128.load(steps * ROW + pair, ROOMS), ROOM);
  }
}
