import { all, chosen, logarithms } from "./algebra";
import { BRIDGES, DIPS, HELD, JUMPS, LEVELS, LOWESTS, MEAN, MEANS, ROW, SHOCKS, SUMS, VARIANCES, WEALTHS } from "./memory";
import { CLOSED, CONTROL, COST, HOW, KEPT, LAST, LEFT, LOWEST, OPEN, PEAK, Position, SUM, TRADED, TRADES, WEALTH } from "./position";
import { Market } from "./market";
import { tableCdf } from "./quantile-table";

/* src/kernel/paths/position.ts: what is counted along the way, and the rows. */

const LOG_MOVE_MAX: f64 = 6.9;

/** Highest wealth so far, deepest fall from it, lowest wealth, and the sum of leverage x shock, on two paths through a block. */
@inline
function measures(at: usize, pair: usize, steps: usize, bars: bool): void {
  let peak = v128.load(at, PEAK), kept = v128.load(at, KEPT), lowest = v128.load(at, LOWEST), control = v128.load(at, CONTROL);
  for (let row = pair; row < steps * ROW + pair; row += ROW) {
    const wealth = v128.load(row, WEALTHS + ROW);
    if (bars) lowest = f64x2.pmin(lowest, v128.load(row, DIPS));
    else {
      const leverage = f64x2.div(v128.load(row, HELD), v128.load(row, WEALTHS));
      control = f64x2.add(control, f64x2.mul(leverage, v128.load(row, SHOCKS)));
    }
    lowest = f64x2.pmin(lowest, wealth);
    peak = f64x2.pmax(peak, wealth);
    // A branch would be guessed wrong too often to spare divisions.
    kept = chosen(f64x2.lt(wealth, f64x2.mul(kept, peak)), f64x2.div(wealth, peak), kept);
    v128.store(row, lowest, LOWESTS);
  }
  v128.store(at, peak, PEAK);
  v128.store(at, kept, KEPT);
  v128.store(at, lowest, LOWEST);
  v128.store(at, control, CONTROL);
}

@inline
function studentT4Centred(e: v128, variance: v128): v128 {
  const s = f64x2.div(e, f64x2.sqrt(f64x2.add(f64x2.mul(all(2), variance), f64x2.mul(e, e))));
  return f64x2.mul(f64x2.mul(all(0.75), s), f64x2.sub(all(1), f64x2.div(f64x2.mul(s, s), all(3))));
}

/** P(Z <= e / deviation) - 1/2 of the law of a table. */
@inline
function tableCentred(nodes: usize, e: v128, variance: v128): v128 {
  const z = f64x2.div(e, f64x2.sqrt(variance));
  const low = tableCdf(nodes, f64x2.extract_lane(z, 0)), high = tableCdf(nodes, f64x2.extract_lane(z, 1));
  return f64x2.sub(f64x2.replace_lane(all(low), 1, high), all(0.5));
}

/** Chances that the shock of a step alone carries two paths beyond the levels of its end, from what they would be without a move. */
@inline
function chancesBeyond(p: Position, m: Market, still: v128, level: v128, mean: v128, variance: v128): v128 {
  const ratio = f64x2.div(level, still);
  const above = all(p.side > 0 ? 1 : 0), below = all(p.side > 0 ? 0 : 1);
  let move = f64x2.sub(chosen(f64x2.lt(ratio, all(1e6)), ratio, all(1e6)), all(1));
  let up = all(0), down = v128.not(f64x2.gt(ratio, all(0.1)));
  if (m.log != 0) {
    move = logarithms(ratio);
    up = f64x2.gt(move, all(LOG_MOVE_MAX));
    down = f64x2.lt(move, all(-LOG_MOVE_MAX));
  }
  const shock = f64x2.sub(move, mean);
  const nodes = <usize>m.nodes;
  const centred = nodes == 0 ? studentT4Centred(shock, variance) : tableCentred(nodes, shock, variance);
  const within = f64x2.add(all(0.5), f64x2.mul(all(p.side), centred));
  return chosen(up, above, chosen(down, below, within));
}

/** The parts of jumps that carry a position towards its level; 1 of those that carry it away. */
@inline
function harmOf(p: Position, jump: v128): v128 {
  const harms = p.side > 0 ? f64x2.lt(jump, all(1)) : f64x2.gt(jump, all(1));
  return chosen(harms, jump, all(1));
}

/** Sum of the chances of a close on two paths. `first` is the index of the block's first step. */
@inline
function hazard(p: Position, m: Market, pair: usize, steps: usize, first: i32): void {
  const at = changetype<usize>(p) + pair;
  const last = v128.load(at, LAST), factor = all(p.assetFactor);
  let sum = v128.load(at, SUM);
  for (let step: usize = 0; step < steps; step++) {
    const row = step * ROW + pair;
    const jump = m.jumps != 0 ? harmOf(p, v128.load(row, JUMPS)) : all(1);
    const still = f64x2.mul(v128.load(row, HELD), f64x2.mul(jump, factor));
    const mean = m.states != 0 ? v128.load(row, MEANS) : v128.load(pair, MEAN);
    const beyond = chancesBeyond(p, m, still, v128.load(row, LEVELS), mean, v128.load(row, VARIANCES));
    const counts = f64x2.le(all(<f64>(first + <i32>step)), last);
    sum = f64x2.add(f64x2.add(sum, v128.and(counts, beyond)), v128.load(row, BRIDGES));
    v128.store(row, sum, SUMS);
  }
  v128.store(at, sum, SUM);
}

/** Counts what two paths did in a block. */
export function account(p: Position, m: Market, pair: usize, steps: usize, first: i32): void {
  const at = changetype<usize>(p) + pair;
  if (m.bars != 0) measures(at, pair, steps, true);
  else measures(at, pair, steps, false);
  if (m.hazard != 0 && p.closes != 0) hazard(p, m, pair, steps, first);
}

/** Writes a checkpoint of eight paths, `step` steps into the block; `to` is that of the first, the others are `path` bytes apart. */
export function writeCheckpoint(p: Position, m: Market, step: usize, to: usize, path: usize): void {
  const row = (step - 1) * ROW;
  for (let lane: usize = 0; lane < ROW; lane += 8, to += path) {
    store<f64>(to, load<f64>(row + lane, WEALTHS + ROW));
    store<f64>(to, load<f64>(row + lane, LOWESTS), 8);
    store<f64>(to, m.hazard != 0 && p.closes != 0 ? load<f64>(row + lane, SUMS) : 0, 16);
  }
}

/** Words of a row before its checkpoints, and of a checkpoint. */
export const HEAD: usize = 7;
export const AT: usize = 3;

const AT_START: f64 = 1;
const RUINED: f64 = 4;

/** Writes the checkpoints of a closed path from the close on, and returns the least of wealth over its peak. `lane` is the path in the position's rows, `to` its row. */
function finish(p: Position, m: Market, lane: usize, to: usize, checkpoints: usize, count: usize): f64 {
  const at = changetype<usize>(p) + lane;
  const left = load<f64>(at, LEFT), how = load<f64>(at, HOW), peak = load<f64>(at, PEAK), sum = load<f64>(at, SUM);
  const closed = load<f64>(at, CLOSED);
  const counted = m.hazard != 0 ? (how == AT_START || how == RUINED ? sum + 1 : sum) : 1;
  let lowest = load<f64>(at, LOWEST), kept = load<f64>(at, KEPT);
  if (left < lowest) lowest = left;
  if (left < kept * peak) kept = left / peak;
  for (let point: usize = 0; point < count; point++) {
    const checkpoint = load<f64>(checkpoints + (point << 3));
    if (checkpoint < closed) continue;
    const wealth = left * load<f64>(<usize>p.idleGrowth + (<usize>(checkpoint - closed) << 3));
    if (wealth < kept * peak) kept = wealth / peak;
    if (wealth < lowest) lowest = wealth;
    const words = to + ((HEAD + AT * point) << 3);
    store<f64>(words, wealth);
    store<f64>(words, lowest, 8);
    store<f64>(words, counted, 16);
  }
  return kept;
}

/** Writes the rest of the rows of eight paths; arguments as above. */
export function writeRows(p: Position, m: Market, to: usize, path: usize, checkpoints: usize, count: usize): void {
  for (let lane: usize = 0; lane < ROW; lane += 8, to += path) {
    const at = changetype<usize>(p) + lane;
    const open = load<i64>(at, OPEN) != 0;
    const kept = open ? load<f64>(at, KEPT) : finish(p, m, lane, to, checkpoints, count);
    store<f64>(to, 1 - kept);
    store<f64>(to, load<f64>(at, TRADED), 8);
    store<f64>(to, load<f64>(at, COST), 16);
    store<f64>(to, load<f64>(at, TRADES), 24);
    store<f64>(to, load<f64>(at, CLOSED), 32);
    store<f64>(to, load<f64>(at, CONTROL), 40);
    store<f64>(to, open ? 0 : load<f64>(at, WEALTH), 48);
  }
}
