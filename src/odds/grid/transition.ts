import { gaussLegendre } from "../../kernel/index.js";
import { closeBeyond, type Breaks } from "./closes.js";
import type { Points } from "./points.js";
import { LEAST_WEALTH, logLeft, type StepFacts, type Sudden, type Trade } from "./position.js";
import type { StepLaw } from "./step-law.js";

/** What a step yields, in expectation, by the place in which it begins. */
export interface Yields {
  /** Log of wealth after over before, trades and closes counted. */
  readonly logWealth: Float64Array;
  /** Notional traded over wealth; what that costs, a fraction of wealth; and how many trades. */
  readonly traded: Float64Array;
  readonly cost: Float64Array;
  readonly trades: Float64Array;
  /** P(closed), and E[loss of wealth, a fraction; closed]. */
  readonly closed: Float64Array;
  readonly loss: Float64Array;
}

/** One step of one law over the points: where the mass goes, row after row, and what it yields. */
export interface Transition {
  readonly matrix: Float64Array;
  readonly yields: Yields;
  /** Largest |1 - sum of a row and its chance of being closed|: what quadrature lost or made up. */
  readonly leak: number;
}

/** Where mass goes that leaves the nodes at one end. */
export interface Exit {
  /** State at that end. */
  readonly edge: number;
  /** Index of the place it goes to. */
  readonly to: number;
  /** The trade that brings it there from a state beyond the edge; null: none, the place stands for all that lies beyond. */
  readonly trade: ((from: number) => Trade) | null;
}

/** What the rows of a transition are made from. */
export interface Step {
  readonly points: Points;
  readonly law: StepLaw;
  readonly low: Exit;
  readonly high: Exit;
  /** Of each place; null of one that holds cash alone and never leaves it. */
  readonly facts: readonly (StepFacts | null)[];
  /** Log growth of cash in one step. */
  readonly idleGrowth: number;
}

const PANEL_NODES = 8;

/** Chances below this are none. */
const NONE = 1e-16;

/** Calls `at(move, mass)` for the law's mass between two log moves, at the nodes of panels with these edges. */
function overMoves(
  law: StepLaw,
  [from, to]: readonly [number, number],
  edges: readonly number[],
  at: (move: number, mass: number) => void,
): void {
  const { nodes, weights } = gaussLegendre(PANEL_NODES);
  let start = Math.max(from, edges[0]);
  for (let i = 1; i < edges.length && start < to; i++) {
    const end = Math.min(edges[i], to);
    if (end <= start) continue;
    const half = (end - start) / 2;
    for (let node = 0; node < PANEL_NODES; node++) {
      const move = start + half * (1 + nodes[node]);
      at(move, half * weights[node] * law.density(move));
    }
    start = end;
  }
}

/** Chance of not having been closed on the way to a log move at which the position is open. */
function survival(law: StepLaw, { below, above }: StepFacts, move: number): number {
  let survived = 1;
  if (below.start > -Infinity) survived -= law.crossing(-below.start, move - below.end);
  if (above.start < Infinity) survived *= 1 - law.crossing(above.start, above.end - move);
  return Math.max(0, survived);
}

/** The level at which a path that ended open was closed on its way: the nearer one. */
const crossedAt = ({ below, above }: StepFacts, move: number): number =>
  move - below.end <= above.end - move ? below.end : above.end;

/** Writes one row of a transition. */
interface RowWriter {
  /** Mass closed by the venue at a log move. */
  readonly close: (move: number, mass: number) => void;
  /** Mass left open at a log move, which goes to a place, and the trade that brings it there. */
  readonly keep: (move: number, mass: number, to: number, trade: Trade | null) => void;
}

function rowWriter(
  { points }: Step,
  { cash, notional, closedAt }: StepFacts,
  { matrix, yields }: Omit<Transition, "leak">,
  row: number,
): RowWriter {
  const count = points.states.length;
  return {
    close: (move, mass) => {
      const left = closedAt(move);
      yields.closed[row] += mass;
      yields.loss[row] += mass * (1 - left);
      yields.logWealth[row] += mass * Math.log(Math.max(LEAST_WEALTH, left));
    },
    keep: (move, mass, to, trade) => {
      matrix[row * count + to] += mass;
      const wealth = cash + notional * Math.exp(move);
      const left = trade === null ? wealth : wealth * (1 - trade.cost);
      yields.logWealth[row] += mass * Math.log(Math.max(LEAST_WEALTH, left));
      if (trade === null) return;
      yields.trades[row] += mass;
      yields.traded[row] += mass * trade.traded;
      yields.cost[row] += mass * trade.cost;
    },
  };
}

/** Mass that ends open at a log move: what survived the way is handed on, the rest was closed at the level. */
function arrive(law: StepLaw, facts: StepFacts, move: number, mass: number, writer: RowWriter): number {
  const survived = mass * survival(law, facts, move);
  if (survived < mass) writer.close(crossedAt(facts, move), mass - survived);
  return survived;
}

/** Mass at the nodes after one step. */
function fillNodes({ points, law }: Step, at: StepFacts, row: number, writer: RowWriter): void {
  const centre = points.states[row] + at.shift;
  const [from, to] = [Math.max(law.edges[0], at.below.end), Math.min(law.edges[law.edges.length - 1], at.above.end)];
  for (let node = 0; node < points.nodes; node++) {
    const move = points.states[node] - centre;
    if (move <= from || move >= to) continue;
    const mass = points.weights[node] * law.density(move);
    if (mass < NONE) continue;
    writer.keep(move, arrive(law, at, move, mass, writer), node, null);
  }
}

/** Parts of the reach within which a level may have been met on the way, at which panels end: there the chance of it falls off fast. */
const NEAR_LEVEL = [0.02, 0.08, 0.25, 1] as const;

/** Panel edges of the law with those near a level that may have been met on the way. */
function edgesNear(law: StepLaw, { below, above }: StepFacts): readonly number[] {
  const near: number[] = [];
  if (below.start > -Infinity)
    for (const part of NEAR_LEVEL) near.push(below.end + part * law.crossingReach(-below.start));
  if (above.start < Infinity)
    for (const part of NEAR_LEVEL) near.push(above.end - part * law.crossingReach(above.start));
  return near.length === 0 ? law.edges : [...law.edges, ...near].sort((a, b) => a - b);
}

/** Mass that leaves the nodes at one end, between two log moves. */
function fillExit(
  { law }: Step,
  at: StepFacts,
  centre: number,
  exit: Exit,
  [from, to]: readonly [number, number],
  writer: RowWriter,
): void {
  const [first, last] = [law.edges[0], law.edges[law.edges.length - 1]];
  const [low, high] = [Math.max(from, at.below.end, first), Math.min(to, at.above.end, last)];
  if (!(high > low) || Math.min(law.above(low), law.below(high)) < NONE) return;
  /** What lies past the law's panels, if it can be reached, stays at their end. */
  const past = (move: number, mass: number): void => {
    if (mass > NONE) writer.keep(move, mass, exit.to, exit.trade === null ? null : exit.trade(centre + move));
  };
  if (from < first && at.below.end < first) past(first, law.below(first));
  if (to > last && at.above.end > last) past(last, law.above(last));
  overMoves(law, [low, high], edgesNear(law, at), (move, mass) => {
    const survived = arrive(law, at, move, mass, writer);
    writer.keep(move, survived, exit.to, exit.trade === null ? null : exit.trade(centre + move));
  });
}

/** One row: nodes, both exits, and what the venue closes. */
function fillRow(step: Step, facts: StepFacts, row: number, breaks: Breaks, writer: RowWriter): void {
  const { points, law, low, high } = step;
  const { shift, below, above } = facts;
  if (below.start >= 0 || above.start <= 0) return writer.close(0, 1);
  const centre = points.states[row] + shift;
  fillNodes(step, facts, row, writer);
  fillExit(step, facts, centre, low, [-Infinity, low.edge - centre], writer);
  fillExit(step, facts, centre, high, [high.edge - centre, Infinity], writer);
  if (below.end > -Infinity && law.below(below.end) > NONE)
    closeBeyond({ law, facts, level: below.end, side: -1, centre, breaks }, writer.close);
  if (above.end < Infinity && law.above(above.end) > NONE)
    closeBeyond({ law, facts, level: above.end, side: 1, centre, breaks }, writer.close);
}

const emptyYields = (count: number): Yields => ({
  logWealth: new Float64Array(count),
  traded: new Float64Array(count),
  cost: new Float64Array(count),
  trades: new Float64Array(count),
  closed: new Float64Array(count),
  loss: new Float64Array(count),
});

/** The transition of one step of one law, by quadrature over its density (Nystrom's method). Sudden events are not in it. */
export function transitionOf(step: Step): Transition {
  const count = step.points.states.length;
  const made = { matrix: new Float64Array(count * count), yields: emptyYields(count) };
  const breaks: Breaks = { below: NaN, above: NaN };
  let leak = 0;
  for (let row = 0; row < count; row++) {
    const facts = step.facts[row];
    if (facts === null) {
      made.matrix[row * count + row] = 1;
      made.yields.logWealth[row] = step.idleGrowth;
      continue;
    }
    fillRow(step, facts, row, breaks, rowWriter(step, facts, made, row));
    let sum = made.yields.closed[row];
    for (let column = 0; column < count; column++) sum += made.matrix[row * count + column];
    leak = Math.max(leak, Math.abs(1 - sum));
  }
  return { ...made, leak };
}

/** The same where events beside the law may close the position in each step: one entry for each place, null where there are none. */
export function withSudden({ matrix, yields, leak }: Transition, events: readonly (Sudden | null)[]): Transition {
  const count = events.length;
  const made = { matrix: matrix.slice(), yields: emptyYields(count) };
  events.forEach((event, row) => {
    const { probability, logWealth, loss } = event ?? { probability: 0, logWealth: 0, loss: 0 };
    const spared = 1 - probability;
    for (let column = 0; column < count; column++) made.matrix[row * count + column] *= spared;
    for (const name of ["traded", "cost", "trades"] as const) made.yields[name][row] = spared * yields[name][row];
    made.yields.logWealth[row] = spared * yields.logWealth[row] + probability * logWealth;
    made.yields.closed[row] = spared * yields.closed[row] + probability;
    made.yields.loss[row] = spared * yields.loss[row] + probability * loss;
  });
  return { ...made, leak };
}

/** The same where mass at places outside the band trades at the step's end: to the place of its side, at what that costs. */
export function withTrades({ matrix, yields, leak }: Transition, moved: readonly (Moved | null)[]): Transition {
  const count = moved.length;
  const made: Transition = {
    matrix: matrix.slice(),
    yields: {
      ...yields,
      logWealth: yields.logWealth.slice(),
      traded: yields.traded.slice(),
      cost: yields.cost.slice(),
      trades: yields.trades.slice(),
    },
    leak,
  };
  moved.forEach((trade, column) => {
    if (trade === null) return;
    for (let row = 0; row < count; row++) {
      const mass = matrix[row * count + column];
      if (mass === 0) continue;
      made.matrix[row * count + column] -= mass;
      made.matrix[row * count + trade.to] += mass;
      made.yields.trades[row] += mass;
      made.yields.traded[row] += mass * trade.traded;
      made.yields.cost[row] += mass * trade.cost;
      made.yields.logWealth[row] += mass * logLeft(trade);
    }
  });
  return made;
}

/** The trade of all mass at one place to another. */
export interface Moved extends Trade {
  readonly to: number;
}
