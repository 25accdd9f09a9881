import { NotConvergedError } from "../../errors/index.js";
import { chainOf, inTurn, type Chain, type Reentry } from "./chain.js";
import { NODES_PER_LENGTH, type Layout, type Managed } from "./layout.js";
import { pointsOf, type Points } from "./points.js";
import type { StepFacts, Sudden } from "./position.js";
import { switchingOver } from "./switching.js";
import { transitionOf, withSudden, withTrades, type Exit, type Moved, type Transition } from "./transition.js";

/** Places after the nodes. */
interface Places {
  readonly points: Points;
  /** Indices of the places: where it is opened, and where it is now. */
  readonly target: number;
  readonly start: number;
  /** Where trades from either side end. */
  readonly low: number;
  readonly high: number;
  /** Ends of the nodes, for all that lies beyond. */
  readonly farLow: number;
  readonly farHigh: number;
  readonly cash: number;
}

/** The places of a managed position and one transition for each volatility state, without trades and without events beside the law. */
interface Undisturbed extends Places {
  readonly undisturbed: readonly Transition[];
  /** Places that nothing leaves: cash, and those that are not in use. */
  readonly still: readonly number[];
  /** The trades of a check, place by place. */
  readonly moved: readonly (Moved | null)[];
  /** Largest row-sum error. */
  readonly leak: number;
}

/** The grid of a managed position. */
export interface Grid extends Undisturbed {
  /** With events. */
  readonly plain: readonly Transition[];
  /** The same with the trades of a check. */
  readonly checked: readonly Transition[];
}

/** Row-sum error from which the nodes are enough. */
const LEAK_MAX = 1e-7;

/** Nodes of the widest grid, unless told. */
const NODES_MAX = 900;

/** Growth of the nodes from one try to the next. */
const MORE = 1.35;

/** Most tries: what more nodes do not mend by then, the law does to its own sums. */
const TRIES_MAX = 12;

/** Fewest nodes of a stretch. */
const NODES_MIN = 14;

/** Nodes and places at a density of nodes. */
function placesOf({ policy }: Managed, layout: Layout, density: number): Places {
  const { low, high, from, to, target, start } = layout;
  const cuts = [from, ...[low, high].filter((edge) => edge > from && edge < to), to];
  const inside = (state: number): number => Math.min(to, Math.max(from, state));
  const masses = [target, start, inside(low), inside(high), from, to, target];
  const points = pointsOf(from < to ? cuts : [], density, NODES_MIN, masses);
  const { nodes } = points;
  const [atLow, atHigh] = policy.tradeTo === "edge" ? [nodes + 2, nodes + 3] : [nodes, nodes];
  return {
    points,
    target: nodes,
    start: nodes + 1,
    low: atLow,
    high: atHigh,
    farLow: nodes + 4,
    farHigh: nodes + 5,
    cash: nodes + 6,
  };
}

/** Where mass goes beyond the nodes: traded at once where every step is a check, else kept at the last place. */
function exitsOf({ position }: Managed, layout: Layout, places: Places): { readonly low: Exit; readonly high: Exit } {
  const { states } = places.points;
  const exit = (edge: number, policyEdge: number, to: number, far: number): Exit =>
    layout.alwaysChecked && edge === policyEdge
      ? { edge, to, trade: (from) => position.trade(from, states[to]) }
      : { edge, to: far, trade: null };
  return {
    low: exit(layout.from, layout.low, places.low, places.farLow),
    high: exit(layout.to, layout.high, places.high, places.farHigh),
  };
}

/** The trades of a check, place by place. */
function movedOf({ position }: Managed, { low, high }: Layout, places: Places): readonly (Moved | null)[] {
  const { states } = places.points;
  return Array.from(states, (state, place): Moved | null => {
    if (place === places.cash || (state >= low && state <= high)) return null;
    const to = state < low ? places.low : places.high;
    return { to, ...position.trade(state, states[to]) };
  });
}

/** True of a place at which there may be mass that moves: not of cash, of an edge that nothing is traded to, or of an end beyond which there is nothing. */
function isReached(place: number, { policy }: Managed, layout: Layout, places: Places): boolean {
  if (place < places.start || place === places.target) return true;
  const { low, high, from, to, start, target, alwaysChecked } = layout;
  const edge = policy.tradeTo === "edge";
  return (
    (place === places.start && start !== target) ||
    (edge && (place === places.low || place === places.high)) ||
    (place === places.farLow && !(alwaysChecked && from === low)) ||
    (place === places.farHigh && !(alwaysChecked && to === high))
  );
}

/** The grid with these events at its places, in place of any before. */
export function withEvents(grid: Undisturbed, events: readonly (Sudden | null)[]): Grid {
  const plain = grid.undisturbed.map((transition) => withSudden(transition, events));
  return { ...grid, plain, checked: plain.map((transition) => withTrades(transition, grid.moved)) };
}

/** The grid at one density of nodes. */
function gridAt(managed: Managed, layout: Layout, density: number): Grid {
  const { position } = managed;
  const places = placesOf(managed, layout, density);
  const facts = Array.from(places.points.states, (state, place): StepFacts | null =>
    isReached(place, managed, layout, places) ? position.step(state, layout.stepYears) : null,
  );
  const step = {
    points: places.points,
    ...exitsOf(managed, layout, places),
    facts,
    idleGrowth: position.idleRateAnnual * layout.stepYears,
  };
  const undisturbed = layout.laws.map((law) => transitionOf({ ...step, law }));
  const leak = Math.max(...undisturbed.map((transition) => transition.leak));
  const moved = movedOf(managed, layout, places);
  const events = facts.map((at) => at?.sudden ?? null);
  const still = facts.flatMap((at, place) => (at === null ? [place] : []));
  return withEvents({ ...places, still, undisturbed, moved, leak }, events);
}

/** The grid with as many nodes as its row sums ask for. @throws NotConvergedError (E_NOT_CONVERGED) where the most are not enough. */
export function gridOf(managed: Managed, layout: Layout): Grid {
  const finest = Math.min(...layout.laws.map((law) => law.finest));
  const width = layout.to - layout.from;
  const { nodesMax = NODES_MAX } = managed;
  let density = NODES_PER_LENGTH / finest;
  let leak = Infinity;
  for (let tries = 0; tries < TRIES_MAX && density * width <= nodesMax; tries++, density *= MORE) {
    const grid = gridAt(managed, layout, density);
    if (grid.leak < LEAK_MAX) return grid;
    leak = grid.leak;
  }
  throw new NotConvergedError({
    field: "grid",
    got:
      leak === Infinity
        ? `${Math.ceil(density * width)} nodes to begin with`
        : `a row-sum error of ${leak.toExponential(1)}`,
    want: `an error below ${LEAK_MAX} with at most ${nodesMax} nodes`,
    hint: "check the position less often, or widen the smallest move of the law",
  });
}

/** What the chain is made for. */
export interface Chains {
  /** One step without a check, and one with; the same chain where no check is ever made, or each step ends with one. */
  readonly step: Chain;
  readonly check: Chain;
  /** Steps from one check to the next; 1 where none is ever made. */
  readonly steps: number;
}

/** All steps from one check to the next as one. */
export function periodOf({ step, check, steps }: Chains): Chain {
  let period = check;
  for (let before = 1; before < steps; before++) period = inTurn(step, period);
  return period;
}

/** Volatility states doubled by whether anybody acts: chances of the pair, row after row. */
function withOutages(
  switching: readonly (readonly number[])[],
  { watching }: Managed,
  stepYears: number,
): { readonly chances: readonly (readonly number[])[]; readonly downShare: number } {
  const { downShare = 0, downYears = stepYears } = watching;
  if (downShare === 0) return { chances: switching, downShare };
  const ends = Math.min(1, stepYears / downYears);
  // In balance as many outages begin as end.
  const begins = Math.min(1, (ends * downShare) / (1 - downShare));
  const watchers = [
    [1 - begins, begins],
    [ends, 1 - ends],
  ];
  const chances = watchers.flatMap((row) => switching.map((from) => row.flatMap((w) => from.map((v) => w * v))));
  return { chances, downShare };
}

/** Where the chain begins: volatility states as stated, outages in balance. */
export function startMass({ moves, watching }: Managed, grid: Grid): Float64Array {
  const places = grid.points.states.length;
  const down = watching.downShare ?? 0;
  const states = moves.laws.length;
  const { states: points } = grid.points;
  const at = points[grid.start] === points[grid.target] ? grid.target : grid.start;
  const mass = new Float64Array(places * states * (down > 0 ? 2 : 1));
  moves.start.forEach((chance, state) => {
    mass[state * places + at] = chance * (1 - down);
    if (down > 0) mass[(states + state) * places + at] = chance * down;
  });
  return mass;
}

/** The chains of a grid. With `reopen` a closed position is opened again at its target, else what is left stays in cash. */
export function chainsOf(managed: Managed, layout: Layout, grid: Grid, reopen: boolean): Chains {
  const { stepYears, stepsPerCheck } = layout;
  const { position } = managed;
  const reentry: Reentry = reopen
    ? { from: grid.still, place: grid.target, trade: position.trade(position.stateOf(0), layout.target) }
    : { from: [], place: grid.cash, trade: null };
  const { chances, downShare } = withOutages(switchingOver(managed.moves, stepYears), managed, stepYears);
  const asleep = downShare > 0 ? grid.plain : [];
  const chain = (awake: readonly Transition[]): Chain => chainOf([...awake, ...asleep], chances, reentry);
  const check = chain(stepsPerCheck === 0 ? grid.plain : grid.checked);
  const step = stepsPerCheck > 1 ? chain(grid.plain) : check;
  return { step, check, steps: Math.max(1, stepsPerCheck) };
}
