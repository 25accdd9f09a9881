import { STREAMS, WORD_ROW, WORDS } from "./memory";

/* src/kernel/stream.ts and src/kernel/paths/words.ts: the streams of eight paths, four to a vector. */

const WARM_UP: i32 = 12;

/** Turns that the eight streams have made. */
let turns: i32 = 0;

@inline
function scramble(word: u32): u32 {
  let h = word;
  h = (h ^ (h >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}

function stateWord(start: u32, seedLow: u32, seedHigh: u32, pathLow: u32, pathHigh: u32): u32 {
  const first = scramble((start ^ seedLow) + 0x9e3779b9);
  const second = scramble((first ^ seedHigh) + 0x9e3779b9);
  const third = scramble((second ^ pathLow) + 0x9e3779b9);
  return scramble((third ^ pathHigh) + 0x9e3779b9);
}

/** Starts the streams of eight paths from `path` on. */
export function startStreams(seedLow: u32, seedHigh: u32, path: u64): void {
  for (let lane: u64 = 0; lane < 8; lane++) {
    const low = <u32>(path + lane);
    const high = <u32>((path + lane) >>> 32);
    const at = STREAMS + (<usize>lane << 2);
    store<u32>(at, stateWord(0x243f6a88, seedLow, seedHigh, low, high));
    store<u32>(at, stateWord(0x85a308d3, seedLow, seedHigh, low, high), WORD_ROW);
    store<u32>(at, stateWord(0x13198a2e, seedLow, seedHigh, low, high), 2 * WORD_ROW);
  }
  turns = 0;
  drawWords(WORDS, WARM_UP);
}

@inline
function rotated(c: v128): v128 {
  return v128.or(i32x4.shl(c, 21), i32x4.shr_u(c, 11));
}

@inline
function tripled(c: v128): v128 {
  return i32x4.add(c, i32x4.shl(c, 3));
}

@inline
function shifted(b: v128): v128 {
  return v128.xor(b, i32x4.shr_u(b, 9));
}

/** The next `draws` words of each stream, eight to a row from `to` on. */
export function drawWords(to: usize, draws: i32): void {
  let a = v128.load(STREAMS), a2 = v128.load(STREAMS, 16);
  let b = v128.load(STREAMS, 32), b2 = v128.load(STREAMS, 48);
  let c = v128.load(STREAMS, 64), c2 = v128.load(STREAMS, 80);
  let turn = i32x4.splat(turns);
  const end = to + <usize>draws * WORD_ROW;
  for (let at = to; at < end; at += WORD_ROW) {
    turn = i32x4.add(turn, i32x4.splat(1));
    const sum = i32x4.add(i32x4.add(a, b), turn);
    const sum2 = i32x4.add(i32x4.add(a2, b2), turn);
    v128.store(at, sum);
    v128.store(at, sum2, 16);
    a = shifted(b);
    a2 = shifted(b2);
    b = tripled(c);
    b2 = tripled(c2);
    c = i32x4.add(rotated(c), sum);
    c2 = i32x4.add(rotated(c2), sum2);
  }
  turns += draws;
  v128.store(STREAMS, a);
  v128.store(STREAMS, a2, 16);
  v128.store(STREAMS, b, 32);
  v128.store(STREAMS, b2, 48);
  v128.store(STREAMS, c, 64);
  v128.store(STREAMS, c2, 80);
}
