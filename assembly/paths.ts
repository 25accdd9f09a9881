import { account, AT, HEAD, writeCheckpoint, writeRows } from "./account";
import { all } from "./algebra";
import { Market } from "./market";
import { BAR, BLOCK, HEAP, MEAN, RATE, ROW, SCALE, SIGNS, SQUARES, VARIANCE, WORDS, WORD_ROW } from "./memory";
import { followPosition, OPEN, Position, POSITION_BYTES, startPosition } from "./position";
import { fillBars, fillConstant, fillGarch, fillJumps, fillQuantiles, fillRates } from "./shocks";
import { fillStates, fillStudentT4, startStates } from "./shocks";
import { drawWords, startStreams } from "./words";

/* src/kernel/paths/run.ts, of eight paths at a time. */

let next: usize = HEAP;

/** Forgets all that `room` gave out. */
export function clear(): void {
  next = HEAP;
}

/** So many bytes of memory, and where they are. */
export function room(bytes: usize): usize {
  const at = next;
  next += (bytes + 63) & ~63;
  const short = <i32>(<i64>((next + 65535) >> 16) - <i64>memory.size());
  if (short > 0 && memory.grow(short) < 0) unreachable();
  return at;
}

export function positionBytes(): usize {
  return POSITION_BYTES;
}

@inline
function positionOf(positions: usize, index: usize): Position {
  return changetype<Position>(positions + index * POSITION_BYTES);
}

/** Puts the market of eight paths at its start. */
function start(m: Market, path: u64): void {
  startStreams(<u32>m.seedLow, <u32>m.seedHigh, path);
  drawWords(<usize>m.firstWords, <i32>m.firstDraws);
  for (let lane: usize = 0; lane < ROW; lane += 8) {
    const scale = load<f64>(<usize>m.beliefs + ROW + lane);
    store<f64>(lane, m.mean + load<f64>(<usize>m.beliefs + lane), MEAN);
    store<f64>(lane, scale * scale, SCALE);
    store<f64>(lane, m.variance * (scale * scale), VARIANCE);
    store<f64>(lane, m.rateStart, RATE);
  }
  memory.fill(BAR, 0, WORD_ROW);
  if (m.states != 0) startStates(<usize>m.firstWords, <usize>m.start);
  if (m.bars != 0 || m.nodes != 0) for (let at: usize = 0; at < BLOCK * ROW; at += 16) v128.store(at, all(1), SQUARES);
}

/** What the market does to eight paths in a block. */
function fillBlock(m: Market, steps: usize, first: i32): void {
  const stride = <usize>m.draws * WORD_ROW;
  drawWords(WORDS, <i32>steps * <i32>m.draws);
  if (m.bars != 0) fillBars(<i32>steps, first, <usize>m.barsAt, <i32>m.barCount, <i32>m.blockLength, <usize>m.firstWords);
  else {
    const states = m.states != 0;
    if (m.nodes == 0) fillStudentT4(steps, stride);
    else fillQuantiles(steps, stride, <usize>m.nodes);
    const log = m.log != 0;
    if (states) fillStates(steps, stride, <usize>m.states, log);
    else if (m.garch != 0) fillGarch(steps, m.omega, m.alpha, m.gamma, m.beta, log);
    else fillConstant(steps, log);
    if (m.jumps != 0) fillJumps(steps, stride, states ? 3 : 2, m.jumpProbability, <usize>m.jumps);
  }
  if (m.rate != 0) fillRates(steps, stride, <usize>m.draws - 1, <usize>m.rate, <usize>m.normal);
}

/** Follows a position through a block; false if all eight paths are closed. */
function follow(p: Position, m: Market, steps: usize, first: i32): bool {
  let open = all(0);
  for (let pair: usize = 0; pair < ROW; pair += 16) open = v128.or(open, v128.load(changetype<usize>(p) + pair, OPEN));
  if (!v128.any_true(open)) return false;
  followPosition(p, m, steps, first, <usize>m.draws * WORD_ROW);
  for (let pair: usize = 0; pair < ROW; pair += 16) account(p, m, pair, steps, first);
  return true;
}

/** Simulates eight paths from `path` on: rows, each path's together, at m.rows. */
export function run(m: Market, positions: usize, path: f64): void {
  const steps = <i32>m.steps, count = <usize>m.positionCount, checkpoints = <usize>m.checkpoints;
  const points = <usize>m.checkpointCount;
  const rowBytes = (HEAD + AT * points) << 3;
  start(m, <u64>path);
  for (let i: usize = 0; i < count; i++) startPosition(positionOf(positions, i));
  let point: usize = 0;
  for (let first = 0; first < steps; first += <i32>BLOCK) {
    const length = min(<i32>BLOCK, steps - first);
    fillBlock(m, <usize>length, first);
    let reached = point;
    while (reached < points && <i32>load<f64>(checkpoints + (reached << 3)) <= first + length) reached++;
    let open = false;
    for (let i: usize = 0; i < count; i++) {
      const p = positionOf(positions, i);
      if (!follow(p, m, <usize>length, first)) continue;
      open = true;
      for (let at = point; at < reached; at++) {
        const step = <usize>(<i32>load<f64>(checkpoints + (at << 3)) - first);
        writeCheckpoint(p, m, step, <usize>m.rows + i * rowBytes + ((HEAD + AT * at) << 3), count * rowBytes);
      }
    }
    if (!open) break;
    point = reached;
  }
  for (let i: usize = 0; i < count; i++) {
    writeRows(positionOf(positions, i), m, <usize>m.rows + i * rowBytes, count * rowBytes, checkpoints, points);
  }
}
