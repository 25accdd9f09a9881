import { exponential, logarithm, studentT4Centred, uniformOf, LOG_MOVE_MAX } from "./algebra.js";
import { scramble } from "../stream.js";
import { AT, AT_WORDS, ROW, ROW_HEAD, WEALTH_LEAST, type PathJob, type PathPosition } from "./job.js";
import { tableCdf } from "./quantile-table.js";
import type { PathBuffers } from "./shocks.js";

/** A position as its loop reads it: what does not change from path to path. */
export interface PreparedPosition {
  readonly long: boolean;
  readonly side: 1 | -1;
  readonly leverageRatio: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** Where a trade from below, and one from above, leads: signed leverage of wealth. */
  readonly fromLow: number;
  readonly fromHigh: number;
  readonly stepsPerCheck: number;
  readonly costRate: number;
  readonly fixedCostShare: number;
  readonly cashFactor: number;
  readonly assetFactor: number;
  readonly idleFactor: number;
  readonly fundingPerStep: number;
  readonly onCash: boolean;
  readonly onFunding: boolean;
  /** The notional at which it is closed is -(perCash x cash + besides). */
  readonly closes: boolean;
  readonly perCash: number;
  readonly besides: number;
  readonly left: Float64Array;
  /** Growth of wealth in 0, 1, 2 ... steps after a close. */
  readonly idleGrowth: Float64Array;
  readonly checkpoints: readonly number[];
  /** True where each step of an open path is looked at, false where only those are that may have met the level, by the distances over the notional (in logs, of a long, by ln(x) >= 1 - 1/x). */
  readonly careful: boolean;
  readonly log: boolean;
  readonly bars: boolean;
  readonly jumps: boolean;
  readonly continuous: boolean;
  readonly hazard: boolean;
  /** Quantiles of the shock; null: Student's t with 4 degrees of freedom. */
  readonly nodes: Float64Array | null;
}

/** Growth over 0, 1, 2 ... steps, each the one before times the factor. */
function powersOf(factor: number, steps: number): Float64Array {
  const powers = new Float64Array(steps + 1).fill(1);
  for (let step = 1; step <= steps; step++) powers[step] = powers[step - 1] * factor;
  return powers;
}

/** What the loop of a position of a job reads: one literal, so that engines see one shape. */
export function preparedPosition(position: PathPosition, job: PathJob): PreparedPosition {
  const { side, tradeTo, target, low, high, closing } = position;
  const { moves } = job;
  const edge = tradeTo === "edge";
  const shocks = moves.kind === "shocks";
  const log = shocks && moves.growth === "log";
  return {
    long: side > 0,
    side,
    leverageRatio: position.leverageRatio,
    share: position.share,
    low,
    high,
    fromLow: side * (edge ? low : target),
    fromHigh: side * (edge ? high : target),
    stepsPerCheck: position.stepsPerCheck,
    costRate: position.costRate,
    fixedCostShare: position.fixedCostShare,
    cashFactor: position.cashFactor,
    assetFactor: position.assetFactor,
    idleFactor: position.idleFactor,
    fundingPerStep: position.fundingPerStep,
    onCash: position.rateOn === "cash",
    onFunding: position.rateOn === "funding",
    closes: closing !== null,
    perCash: closing === null ? 0 : closing.ofCash / closing.ofNotional,
    besides: closing === null ? 0 : closing.constant / closing.ofNotional,
    left: closing === null ? new Float64Array(2) : closing.left,
    idleGrowth: powersOf(position.idleFactor, job.steps),
    checkpoints: job.checkpoints,
    careful: job.hazard || !shocks || moves.jumps !== null || (log && side < 0),
    log,
    bars: !shocks,
    jumps: shocks && moves.jumps !== null,
    continuous: moves.continuous,
    hazard: job.hazard,
    nodes: shocks && moves.shock.kind === "quantiles" ? moves.shock.table.nodes : null,
  };
}

/** Half of -ln 2^-32: a bridge whose distances, over their spread, multiply to more meets the level with a smaller chance than any uniform number of 32 bits. */
const BRIDGE_REACH = 11.1;

/** Numbers that the loop of a position and its careful parts pass to each other in an array, since arguments would be boxed. */
const CHANCES = 0;
const HELD = 1;
const SPENT = 2;
const NOTIONAL = 3;
const CASH = 4;

/** How a path of a position ended before its horizon: not at all; closed at a step's start; at its end; at the level on its way; by losses that left nothing. */
const OPEN = 0;
const AT_START = 1;
const AT_END = 2;
const AT_LEVEL = 3;
const RUINED = 4;

/** Adds the chance that a step's shock alone carries the position beyond the level of its end. */
function addChanceBeyond(p: PreparedPosition, b: PathBuffers, step: number, level: number, jump: number): void {
  const { passed } = b;
  const variance = b.variances[step];
  const still = passed[HELD] * (jump * p.assetFactor);
  const ratio = level / still;
  let move = (ratio < 1e6 ? ratio : 1e6) - 1;
  let beyond = !(ratio > 0.1);
  if (p.log) {
    move = logarithm(ratio);
    beyond = move < -LOG_MOVE_MAX;
  }
  if (beyond) {
    if (!p.long) passed[CHANCES] += 1;
    return;
  }
  if (p.log && move > LOG_MOVE_MAX) {
    if (p.long) passed[CHANCES] += 1;
    return;
  }
  const shock = move - b.means[step];
  const { nodes } = p;
  const centred =
    nodes === null ? studentT4Centred(shock, variance) : tableCdf(nodes, shock / Math.sqrt(variance)) - 0.5;
  passed[CHANCES] += 0.5 + p.side * centred;
}

/** Chance that a Brownian path between two notionals, both on the open side of their levels, met them on its way: exp(-2 x y / variance) at distances x and y. */
function chanceOnTheWay(
  { log, long }: PreparedPosition,
  held: number,
  heldLevel: number,
  notional: number,
  level: number,
  variance: number,
): number {
  let twice = (2 * ((held - heldLevel) * (notional - level))) / (variance * (held * held));
  if (log) {
    const before = logarithm(long ? held / heldLevel : heldLevel / held);
    const after = logarithm(long ? notional / level : level / notional);
    twice = (2 * (before * after)) / variance;
  }
  return exponential(twice < 24 ? -twice : -24);
}

/** Equity that a close leaves at u of the way to its level, over the size of cash. */
function leftAt(left: Float64Array, u: number): number {
  const last = left.length - 1;
  const x = (u > 0 ? (u < 1 ? u : 1) : 0) * last;
  const cell = x < last ? Math.floor(x) : last - 1;
  return left[cell] + (x - cell) * (left[cell + 1] - left[cell]);
}

/** Wealth that is left of a position closed at a notional with its cash and idle wealth, from `before` at the step's start. */
function wealthLeft(p: PreparedPosition, how: number, held: readonly [number, number, number], before: number): number {
  const least = WEALTH_LEAST * before;
  if (how === RUINED) return least;
  const [notional, cash, idle] = held;
  const level = -(p.perCash * cash + p.besides);
  const u = how === AT_LEVEL ? 1 : p.long ? notional / level : level / notional;
  const left = leftAt(p.left, u) * Math.abs(cash) + idle;
  return left > least ? left : least;
}

/** Counts a trade from one leverage to another, its own cost included: (from + move) / (1 - cost) = to. Returns the part of wealth that it leaves. */
function trade(
  { costRate, fixedCostShare }: PreparedPosition,
  from: number,
  to: number,
  rows: Float64Array,
  at: number,
): number {
  const wanted = to * (1 - fixedCostShare) - from;
  const moved = Math.abs(wanted / (wanted > 0 ? 1 + costRate * to : 1 - costRate * to));
  const paid = costRate * moved + fixedCostShare;
  const cost = paid < 1 ? paid : 1;
  rows[at + ROW.traded] += moved;
  rows[at + ROW.cost] += cost;
  rows[at + ROW.trades] += 1;
  return 1 - cost > WEALTH_LEAST ? 1 - cost : WEALTH_LEAST;
}

const lesser = (a: number, b: number): number => (a < b ? a : b);

/** Writes the checkpoint of this number of the row that begins at `at`. */
function writePoint(
  rows: Float64Array,
  at: number,
  point: number,
  wealth: number,
  lowest: number,
  chances: number,
): void {
  const to = at + ROW_HEAD + AT_WORDS * point;
  rows[to + AT.wealth] = wealth;
  rows[to + AT.lowest] = lowest;
  rows[to + AT.hazard] = chances;
}

/** How a path ended before its horizon. */
interface Ending {
  readonly how: number;
  /** Step in which it was closed, from 1; and the first checkpoint after it. */
  readonly step: number;
  readonly point: number;
  /** Wealth before that step, and what is left of it. */
  readonly before: number;
  readonly left: number;
  readonly peak: number;
  /** Least of wealth over its peak, and of wealth. */
  readonly kept: number;
  readonly lowest: number;
}

/** Finishes the row of a closed path: what was left grows in peace. */
function finish(p: PreparedPosition, end: Ending, chances: number, rows: Float64Array, at: number): void {
  const { checkpoints, idleGrowth } = p;
  const { peak, step, how, left } = end;
  const counted = p.hazard ? (how === AT_START || how === RUINED ? chances + 1 : chances) : 1;
  let lowest = lesser(left, end.lowest);
  let kept = left < end.kept * peak ? left / peak : end.kept;
  for (let point = end.point; point < checkpoints.length; point++) {
    const wealth = left * idleGrowth[checkpoints[point] - step];
    if (wealth < kept * peak) kept = wealth / peak;
    lowest = lesser(wealth, lowest);
    writePoint(rows, at, point, wealth, lowest, counted);
  }
  rows[at + ROW.closedStep] = step;
  rows[at + ROW.beforeClose] = end.before;
  rows[at + ROW.drawdown] = 1 - kept;
}

/** Uniform number of a step's bridge: a hash of the two words of its shock, so that every path draws as many. */
const bridgeUniform = (first: number, second: number): number =>
  uniformOf(scramble(first ^ ((second << 16) | (second >>> 16))));

/** The part of a jump that carries a position towards its level; 1 of one that carries it away. */
const harmOf = (long: boolean, jump: number): number => (long ? (jump < 1 ? jump : 1) : jump > 1 ? jump : 1);

/** How the step ends that was passed, which began open; adds to the path's chances of a close. The price is a Brownian path to where the step would have ended without its jump, which comes at its end. */
function endOf(p: PreparedPosition, b: PathBuffers, step: number): number {
  const { passed } = b;
  const held = passed[HELD];
  const notional = passed[NOTIONAL];
  const { long, perCash, besides } = p;
  const level = -(perCash * passed[CASH] + besides);
  const jump = p.jumps ? b.jumps[step] : 1;
  const calm = notional / jump;
  if (p.hazard) addChanceBeyond(p, b, step, level, harmOf(long, jump));
  if (calm - level <= 0) return p.continuous ? AT_LEVEL : AT_END;
  if (notional - level <= 0) return AT_END;
  if (p.bars) return held * ((long ? b.lows : b.highs)[step] * p.assetFactor) - level <= 0 ? AT_LEVEL : OPEN;
  if (long && level <= 0) return OPEN;
  const heldLevel = -(perCash * passed[SPENT] + besides);
  const variance = b.variances[step];
  const spread = p.log ? (long ? held * calm : heldLevel * level) : held * held;
  if ((held - heldLevel) * (calm - level) > BRIDGE_REACH * variance * spread) return OPEN;
  const chance = chanceOnTheWay(p, held, heldLevel, calm, level, variance);
  if (p.hazard) passed[CHANCES] += chance;
  const at = b.first + step * b.stride;
  return bridgeUniform(b.words[at], b.words[at + 1]) < chance ? AT_LEVEL : OPEN;
}

/** Follows one position along the path in the buffers and writes its row, which begins at `at`. */
export function followPosition(p: PreparedPosition, b: PathBuffers, rows: Float64Array, at: number): void {
  const { factors, shocks, variances, rates, passed } = b;
  const { perCash, besides, assetFactor, cashFactor, idleFactor, fundingPerStep, side, low, high, share } = p;
  const { checkpoints, stepsPerCheck, long, log, careful, closes, onCash, onFunding } = p;
  const extremes = p.bars ? (long ? b.lows : b.highs) : null;
  // The plus says that it is a number: what comes out of an object may be anything, and would be boxed at each step.
  let notional = +p.leverageRatio;
  let cash = share - notional;
  let idle = 1 - share;
  let wealth = 1;
  let peak = 1;
  let kept = 1;
  let lowest = 1;
  let control = 0;
  let check = stepsPerCheck;
  let point = 0;
  let step = 0;
  let room = closes ? notional + (perCash * cash + besides) : 1;
  passed[CHANCES] = 0;
  rows.fill(0, at, at + ROW_HEAD);
  let how = room <= 0 ? AT_START : OPEN;
  for (; how === OPEN && step < factors.length; step++) {
    const held = notional;
    const spent = cash;
    const before = room;
    control += (held / wealth) * shocks[step];
    cash = spent * (onCash ? 1 + rates[step] : cashFactor) - (onFunding ? rates[step] : fundingPerStep) * held;
    notional = held * (factors[step] * assetFactor);
    idle = idle * idleFactor;
    if (closes) {
      room = notional + (perCash * cash + besides);
      if (careful || before * room <= BRIDGE_REACH * variances[step] * (held * (log ? notional : held))) {
        passed[HELD] = held;
        passed[SPENT] = spent;
        passed[NOTIONAL] = notional;
        passed[CASH] = cash;
        how = endOf(p, b, step);
        if (how !== OPEN) break;
      }
    }
    const next = notional + cash + idle;
    if (!(next > WEALTH_LEAST * wealth)) how = RUINED;
    if (how === RUINED) break;
    wealth = next;
    if (extremes !== null) lowest = lesser(held * (extremes[step] * assetFactor) + cash + idle, lowest);
    const size = side * notional;
    const trades = --check === 0 && (size > high * wealth || size < low * wealth);
    if (check === 0) check = stepsPerCheck;
    if (trades) {
      const to = size > high * wealth ? p.fromHigh : p.fromLow;
      wealth *= trade(p, notional / wealth, to, rows, at);
      notional = to * wealth;
    }
    if (trades || share < 1) {
      cash = share * wealth - notional;
      idle = (1 - share) * wealth;
      if (closes) room = notional + (perCash * cash + besides);
      if (room <= 0) how = AT_START;
    }
    if (wealth > peak) peak = wealth;
    else if (wealth < kept * peak) kept = wealth / peak;
    lowest = lesser(wealth, lowest);
    if (step + 1 === checkpoints[point]) writePoint(rows, at, point++, wealth, lowest, passed[CHANCES]);
  }
  rows[at + ROW.control] = control;
  rows[at + ROW.drawdown] = 1 - kept;
  if (how === OPEN || step === factors.length) return;
  const left = wealthLeft(p, how, [notional, cash, idle], wealth);
  finish(p, { how, step: step + 1, point, before: wealth, left, peak, kept, lowest }, passed[CHANCES], rows, at);
}
