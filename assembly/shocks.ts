import { all, atLeast, centred, chosen, exponentials, logMoveWithin, sinesOfHalfTurn, uniformOf, uniforms } from "./algebra";
import { BAR, FACTORS, HIGHS, JUMPS, LOWS, MEAN, MEANS, RATE, RATES, ROW, SCALE, SECOND, SHOCKS, SIGNS, SQUARES } from "./memory";
import { THIRD, VARIANCE, VARIANCES, WORDS, WORD_ROW } from "./memory";
import { quantileOf } from "./quantile-table";

/* src/kernel/paths/shocks.ts: each function fills its buffers for `steps` steps of eight paths. Words of a step are `stride` bytes apart. */

/** Words of two paths. */
@inline
function wordsOf(step: usize, stride: usize, draw: usize, pair: usize): v128 {
  return v128.load64_zero(wordsAt(step, stride, draw, pair));
}

/** Where a word of a path stands, `pair` bytes into the numbers of a step. */
@inline
function wordsAt(step: usize, stride: usize, draw: usize, pair: usize): usize {
  return WORDS + step * stride + draw * WORD_ROW + (pair >> 1);
}

export function fillStudentT4(steps: usize, stride: usize): void {
  for (let step: usize = 0; step < steps; step++) {
    for (let pair: usize = 0; pair < ROW; pair += 16) {
      const at = step * ROW + pair;
      const u = uniforms(wordsOf(step, stride, 0, pair));
      v128.store(at, f64x2.sub(f64x2.div(all(2), f64x2.sqrt(u)), all(2)), SQUARES);
      v128.store(at, sinesOfHalfTurn(centred(wordsOf(step, stride, 1, pair))), SIGNS);
    }
  }
}

export function fillQuantiles(steps: usize, stride: usize, nodes: usize): void {
  for (let step: usize = 0; step < steps; step++) {
    for (let lane: usize = 0; lane < ROW; lane += 8) {
      store<f64>(step * ROW + lane, quantileOf(nodes, load<i32>(wordsAt(step, stride, 0, lane))), SIGNS);
    }
  }
}

/** Stores the shock of a variance, and the factor of the price: exp(move) if `log`, else 1 + max(-.9, move). */
@inline
function move(at: usize, variance: v128, square: v128, sign: v128, mean: v128, log: bool): void {
  const shock = f64x2.mul(f64x2.sqrt(f64x2.mul(variance, square)), sign);
  const sum = f64x2.add(mean, shock);
  v128.store(at, variance, VARIANCES);
  v128.store(at, shock, SHOCKS);
  v128.store(at, log ? exponentials(logMoveWithin(sum)) : f64x2.add(all(1), atLeast(sum, all(-0.9))), FACTORS);
}

/** Moves of GJR(1,1). */
@inline
function garch(steps: usize, omega: f64, alpha: f64, gamma: f64, beta: f64, log: bool): void {
  const response = all(alpha), quarter = all(gamma * 0.25), kept = all(beta);
  for (let pair: usize = 0; pair < ROW; pair += 16) {
    const scaled = f64x2.mul(all(omega), v128.load(pair, SCALE)), mean = v128.load(pair, MEAN);
    let variance = v128.load(pair, VARIANCE);
    for (let at = pair; at < steps * ROW; at += ROW) {
      const sign = v128.load(at, SIGNS), square = v128.load(at, SQUARES);
      move(at, variance, square, sign, mean, log);
      const fall = f64x2.sub(sign, f64x2.abs(sign));
      const answer = f64x2.add(f64x2.mul(response, f64x2.mul(sign, sign)), f64x2.mul(quarter, f64x2.mul(fall, fall)));
      variance = f64x2.add(scaled, f64x2.mul(f64x2.add(f64x2.mul(square, answer), kept), variance));
    }
    v128.store(pair, variance, VARIANCE);
  }
}

export function fillGarch(steps: usize, omega: f64, alpha: f64, gamma: f64, beta: f64, log: bool): void {
  if (log) garch(steps, omega, alpha, gamma, beta, true);
  else garch(steps, omega, alpha, gamma, beta, false);
}

/** Moves of the variance that each path has. */
@inline
function constant(steps: usize, log: bool): void {
  for (let pair: usize = 0; pair < ROW; pair += 16) {
    const variance = v128.load(pair, VARIANCE), mean = v128.load(pair, MEAN);
    for (let at = pair; at < steps * ROW; at += ROW) move(at, variance, v128.load(at, SQUARES), v128.load(at, SIGNS), mean, log);
  }
}

export function fillConstant(steps: usize, log: bool): void {
  if (log) constant(steps, true);
  else constant(steps, false);
}

/** Of three numbers at `at`, that of the state that each path is in. */
@inline
function ofState(at: usize, second: v128, third: v128): v128 {
  return chosen(third, v128.load64_splat(at, 16), chosen(second, v128.load64_splat(at, 8), v128.load64_splat(at)));
}

/** Puts two paths in the state that a uniform number chooses: the second from the first chance on, the third from the second on. */
@inline
function enter(pair: usize, u: v128, first: v128, second: v128): void {
  v128.store(pair, f64x2.ge(u, first), SECOND);
  v128.store(pair, f64x2.ge(u, second), THIRD);
}

/** The first states, by the words at `words` and the two chances at `chances`. */
export function startStates(words: usize, chances: usize): void {
  for (let pair: usize = 0; pair < ROW; pair += 16) {
    enter(pair, uniforms(v128.load64_zero(words + (pair >> 1))), v128.load64_splat(chances), v128.load64_splat(chances, 8));
  }
}

/** Moves in volatility states: at `states` three means, three variances, three first chances and three second ones. */
@inline
function statesOf(steps: usize, stride: usize, states: usize, log: bool): void {
  for (let pair: usize = 0; pair < ROW; pair += 16) {
    const scale = v128.load(pair, SCALE), mean = v128.load(pair, MEAN);
    for (let step: usize = 0; step < steps; step++) {
      const at = step * ROW + pair;
      const second = v128.load(pair, SECOND), third = v128.load(pair, THIRD);
      const own = f64x2.add(mean, ofState(states, second, third));
      v128.store(at, own, MEANS);
      move(at, f64x2.mul(ofState(states + 24, second, third), scale), v128.load(at, SQUARES), v128.load(at, SIGNS), own, log);
      enter(pair, uniforms(wordsOf(step, stride, 2, pair)), ofState(states + 48, second, third), ofState(states + 72, second, third));
    }
  }
}

export function fillStates(steps: usize, stride: usize, states: usize, log: bool): void {
  if (log) statesOf(steps, stride, states, true);
  else statesOf(steps, stride, states, false);
}

/** Jumps, and factors with them. */
export function fillJumps(steps: usize, stride: usize, draw: usize, probability: f64, nodes: usize): void {
  for (let step: usize = 0; step < steps; step++) {
    for (let lane: usize = 0; lane < ROW; lane += 8) {
      const words = wordsAt(step, stride, draw, lane);
      const at = step * ROW + lane;
      const jump = uniformOf(load<u32>(words)) < probability ? 1 + quantileOf(nodes, load<i32>(words, WORD_ROW)) : 1;
      store<f64>(at, jump, JUMPS);
      store<f64>(at, load<f64>(at, FACTORS) * jump, FACTORS);
    }
  }
}

/** The rate at the start of each step, times its length; at `law` the law's numbers. */
export function fillRates(steps: usize, stride: usize, draw: usize, law: usize, nodes: usize): void {
  const level = load<f64>(law), reversion = load<f64>(law, 8), common = load<f64>(law, 16), own = load<f64>(law, 24);
  const least = load<f64>(law, 32), stepYears = load<f64>(law, 40);
  for (let lane: usize = 0; lane < ROW; lane += 8) {
    let now = load<f64>(lane, RATE);
    for (let step: usize = 0; step < steps; step++) {
      const at = step * ROW + lane;
      store<f64>(at, (now > least ? now : least) * stepYears, RATES);
      const shock = Math.sqrt(load<f64>(at, SQUARES)) * load<f64>(at, SIGNS);
      now = now + reversion * (level - now) + common * shock + own * quantileOf(nodes, load<i32>(wordsAt(step, stride, draw, lane)));
    }
    store<f64>(lane, now, RATE);
  }
}

/** Bars: `count` of their closes, lows, highs and standardised closes, one array after the other from `bars` on; `first` is the index of the block's first step, `words` those of where blocks of bars begin. */
export function fillBars(steps: i32, first: i32, bars: usize, count: i32, length: i32, words: usize): void {
  const array = <usize>count << 3;
  for (let lane: usize = 0; lane < ROW; lane += 8) {
    let bar = load<i32>(lane >> 1, BAR);
    for (let step = 0; step < steps; step++) {
      const at = <usize>step * ROW + lane;
      if ((first + step) % length == 0) {
        const word = load<u32>(words + <usize>((first + step) / length) * WORD_ROW + (lane >> 1));
        bar = <i32>(uniformOf(word) * <f64>count);
      }
      const from = bars + (<usize>bar << 3);
      store<f64>(at, load<f64>(from), FACTORS);
      store<f64>(at, load<f64>(from + array), LOWS);
      store<f64>(at, load<f64>(from + 2 * array), HIGHS);
      store<f64>(at, load<f64>(from + 3 * array), SIGNS);
      bar = bar + 1 < count ? bar + 1 : 0;
    }
    store<i32>(lane >> 1, bar, BAR);
  }
}
