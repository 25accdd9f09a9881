/*
 * src/kernel/paths/algebra.ts, of two numbers at a time; and of one, for what is rare. Each line does what the line there does,
 * in its order.
 */

const LOG_MOVE_MAX: f64 = 6.9;
const RATIO_MAX: f64 = 1000;
const PER_WORD: f64 = 1.0 / 4294967296.0;

@inline
export function all(x: f64): v128 {
  return f64x2.splat(x);
}

/** sum + y times the polynomial so far: a step of Horner's rule. */
@inline
function horner(coefficient: f64, y: v128, far: v128): v128 {
  return f64x2.add(all(coefficient), f64x2.mul(y, far));
}

@inline
function squared(x: v128): v128 {
  return f64x2.mul(x, x);
}

@inline
export function exponentials(x: v128): v128 {
  const y = f64x2.mul(x, all(0.015625));
  let sum = horner(1.0 / 120.0, y, all(1.0 / 720.0));
  sum = horner(1.0 / 24.0, y, sum);
  sum = horner(1.0 / 6.0, y, sum);
  sum = horner(1.0 / 2.0, y, sum);
  sum = horner(1, y, sum);
  sum = horner(1, y, sum);
  return squared(squared(squared(squared(squared(squared(sum))))));
}

export function logarithms(ratio: v128): v128 {
  const within = atMost(atLeast(ratio, all(1.0 / RATIO_MAX)), all(RATIO_MAX));
  const root = f64x2.sqrt(f64x2.sqrt(f64x2.sqrt(within)));
  const s = f64x2.div(f64x2.sub(root, all(1)), f64x2.add(root, all(1)));
  const t = f64x2.mul(s, s);
  let sum = horner(0.07687629788054454, t, all(0.1319955005352222));
  sum = horner(0.11279358806847764, t, sum);
  sum = horner(0.1427556436845572, t, sum);
  sum = horner(0.20000288885400924, t, sum);
  sum = horner(0.33333330263371563, t, sum);
  sum = horner(1.0000000000531946, t, sum);
  return f64x2.mul(f64x2.mul(all(16), s), sum);
}

@inline
export function sinesOfHalfTurn(x: v128): v128 {
  const t = f64x2.mul(x, x);
  let sum = horner(-0.5980451748941726, t, all(0.07722013032774835));
  sum = horner(2.5500313774235916, t, sum);
  sum = horner(-5.16770687893614, t, sum);
  sum = horner(3.1415925800448927, t, sum);
  return f64x2.mul(x, sum);
}

/** Uniform numbers of the lower two of four 32-bit words. */
@inline
export function uniforms(words: v128): v128 {
  return f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(words), all(0.5)), all(PER_WORD));
}

@inline
export function centred(words: v128): v128 {
  return f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_s(words), all(0.5)), all(PER_WORD));
}

@inline
export function uniformOf(word: u32): f64 {
  return (<f64>word + 0.5) * PER_WORD;
}

@inline
function folded(words: v128, bits: i32): v128 {
  return v128.xor(words, i32x4.shr_u(words, bits));
}

/** `scramble` of src/kernel/stream.ts, of four words. */
@inline
export function scrambled(words: v128): v128 {
  const first = i32x4.mul(folded(words, 16), i32x4.splat(0x85ebca6b));
  return folded(i32x4.mul(folded(first, 13), i32x4.splat(0xc2b2ae35)), 16);
}

/** A where the mask is set, b elsewhere. */
@inline
export function chosen(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** x, but `least` where it is not above that. */
@inline
export function atLeast(x: v128, least: v128): v128 {
  return f64x2.pmax(least, x);
}

/** x, but `most` where it is not below that. */
@inline
export function atMost(x: v128, most: v128): v128 {
  return f64x2.pmin(most, x);
}

@inline
export function logMoveWithin(move: v128): v128 {
  return atMost(atLeast(move, all(-LOG_MOVE_MAX)), all(LOG_MOVE_MAX));
}
