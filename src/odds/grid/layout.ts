import { OutOfRangeError } from "../../errors/index.js";
import type { BandPolicy, MarkovMoves, Watching } from "../../model/index.js";
import { OVERSHOOT } from "../first-passage.js";
import { STATE_MAX, type GridPosition } from "./position.js";
import type { StepLaw } from "./step-law.js";
import { stepLawOf } from "./step-laws.js";

/** A position under a policy, as the grid is asked about it. */
export interface Managed {
  readonly position: GridPosition;
  readonly moves: MarkovMoves;
  readonly policy: BandPolicy;
  readonly watching: Watching;
  /** 1 long, -1 short. */
  readonly side: 1 | -1;
  /** Size of the leverage ratio of wealth held now; the policy's target unless given. */
  readonly leverageRatio?: number;
  /** Times at which outcomes are asked for, years, ascending, > 0. */
  readonly horizonsYears: readonly number[];
  /** True for a picture of many positions: half the nodes, and steps that are longer where the law allows it. */
  readonly coarse?: boolean;
  /** Most nodes that may be taken; 900 unless given. */
  readonly nodesMax?: number;
  /** How many checks one step stands for; chosen unless given. */
  readonly checksPerStep?: number;
  /** Wealth over its start below which it must not fall: asked of a position that nobody touches, whose wealth is then a function of its state. */
  readonly floor?: number;
}

/** How the grid is laid out over states and time. */
export interface Layout {
  /** Length of a step, years. */
  readonly stepYears: number;
  /** Checks of the policy that one step stands for, its edges moved in accordingly; 1: none is left out. */
  readonly checksPerStep: number;
  /** Steps from one check to the next; 0: nothing is ever checked. */
  readonly stepsPerCheck: number;
  /** Deviations of the widest law over one check that lie between the band, or the leverage held, and the nearest close. */
  readonly clearance: number;
  readonly laws: readonly StepLaw[];
  /** True where every step ends with a check that somebody acts on: nothing is then ever found outside the band. */
  readonly alwaysChecked: boolean;
  /** States beyond which the policy trades; infinite where it never does. */
  readonly low: number;
  readonly high: number;
  /** States between which density is followed. */
  readonly from: number;
  readonly to: number;
  /** Leverage it is opened at, and the one held now. */
  readonly target: number;
  readonly start: number;
}

/** Nodes to the narrowest length over which a law bends. */
export const NODES_PER_LENGTH = 3.5;

/** Nodes over a band above which longer steps are taken where the law allows them. */
const NODES_WANTED = 64;

/** Deviations of a step between a band and the nearest close from which on ordinary moves do not close it: a step is lengthened no further. */
export const CLEARANCE = 9;

/** Part of a band's width that its edges may be moved in by. */
const MOVED_MAX = 0.15;

/** Steps of a position that nobody touches, over its longest horizon. */
const UNTOUCHED_STEPS = 48;

/** Mean outages after which one has surely ended: a chance of 1.5e-8. */
const OUTAGES = 18;

/** Deviations beyond which a path is not followed. */
const REACH = 8.5;

/** Steps between checks. @throws OutOfRangeError (E_OUT_OF_RANGE) unless the check interval is a whole number of steps. */
function wholeSteps(checkYears: number, stepYears: number): number {
  const steps = Math.round(checkYears / stepYears);
  if (steps >= 1 && Math.abs(checkYears / stepYears - steps) < 1e-6 * steps) return steps;
  throw new OutOfRangeError({
    field: "watching.checkYears",
    got: String(checkYears),
    want: `a whole number of the law's steps of ${stepYears} years`,
    hint: "a law of one step says nothing of what happens inside it",
  });
}

/** The step of laws that have one of their own; null where all hold for any step. @throws OutOfRangeError where two differ. */
export function ownStep({ laws }: MarkovMoves): number | null {
  let own: number | null = null;
  for (const law of laws) {
    if (law.kind === "normal" || law.kind === "kou") continue;
    if (own !== null && own !== law.stepYears) {
      const hint = "give all volatility states laws of one step";
      throw new OutOfRangeError({
        field: "moves.laws",
        got: String(law.stepYears),
        want: `steps of ${own} years`,
        hint,
      });
    }
    own = law.stepYears;
  }
  return own;
}

/** Smallest and largest of what the laws say. */
const finestOf = (laws: readonly StepLaw[]): number => Math.min(...laws.map((law) => law.finest));
const widestOf = (laws: readonly StepLaw[]): number => Math.max(...laws.map((law) => law.deviation));

/** Root of the mean square deviation over the states. */
const expectedOf = (laws: readonly StepLaw[], chances: readonly number[]): number =>
  Math.sqrt(laws.reduce((sum, { deviation }, i) => sum + chances[i] * deviation * deviation, 0));

/** States of a policy's edges, ascending; infinite where it never trades. */
function edgesOf({ position, policy, side }: Managed): { readonly low: number; readonly high: number } {
  const at = (size: number | null, none: number): number => {
    const state = size === null ? none : position.stateOf(side * size);
    // An edge on the other side of 1, or of 0, is one that no path comes to.
    return Math.abs(state) < STATE_MAX ? state : none;
  };
  const [less, more] =
    position.sense > 0
      ? [at(policy.low, -Infinity), at(policy.high, Infinity)]
      : [at(policy.high, -Infinity), at(policy.low, Infinity)];
  return { low: less, high: more };
}

/** Distance in states from the policy's edges, or from the leverage held, to the nearest close. */
function clearanceOf({ position }: Managed, states: readonly number[], years: number): number {
  return states.reduce((least, state) => {
    if (!Number.isFinite(state)) return least;
    const { below, above } = position.step(state, years);
    return Math.min(least, -below.start, above.start);
  }, Infinity);
}

/** How many checks one step may stand for. */
function checksPerStep(managed: Managed, width: number, clearance: number, longest: number): number {
  const { checkYears } = managed.watching;
  const laws = managed.moves.laws.map((law) => stepLawOf(law, checkYears));
  const nodes = managed.coarse === true ? NODES_WANTED / 2 : NODES_WANTED;
  const wanted = ((NODES_PER_LENGTH * width) / (nodes * finestOf(laws))) ** 2;
  if (wanted <= 1) return 1;
  const clear = (clearance / CLEARANCE) ** 2;
  const narrow = (1 + (MOVED_MAX * width) / (OVERSHOOT * widestOf(laws))) ** 2;
  return Math.max(1, Math.floor(Math.min(wanted, clear, narrow, longest / checkYears / UNTOUCHED_STEPS)));
}

/** The steps of a layout. */
type Steps = Pick<Layout, "stepYears" | "checksPerStep" | "stepsPerCheck">;

/** Step, and how it stands to the checks. */
function stepsOf(managed: Managed, width: number, clearance: number): Steps {
  const { moves, watching, policy, horizonsYears } = managed;
  const longest = Math.max(...horizonsYears);
  const own = ownStep(moves);
  const never = policy.low === null && policy.high === null;
  if (own !== null) {
    const stepsPerCheck = never ? 0 : wholeSteps(watching.checkYears, own);
    return { stepYears: own, checksPerStep: 1, stepsPerCheck };
  }
  if (never) return { stepYears: longest / UNTOUCHED_STEPS, checksPerStep: 1, stepsPerCheck: 0 };
  const { checkYears } = watching;
  if (longest <= checkYears) return { stepYears: longest, checksPerStep: 1, stepsPerCheck: 1 };
  const chosen = (watching.downShare ?? 0) > 0 ? 1 : checksPerStep(managed, width, clearance, longest);
  const checks = managed.checksPerStep ?? chosen;
  return { stepYears: checks * checkYears, checksPerStep: checks, stepsPerCheck: 1 };
}

/** Most steps that may pass without a trade of a position that trades on both sides. */
function stepsAlone({ watching }: Managed, { stepYears, stepsPerCheck }: Steps): number {
  const { downShare = 0, downYears = watching.checkYears } = watching;
  return stepsPerCheck + (downShare > 0 ? OUTAGES * Math.max(1, downYears / stepYears) : 0);
}

/** States between which density is followed: as far as a path gets, and no further past an edge than it may stand there. */
function rangeOf(
  managed: Managed,
  steps: Steps,
  laws: readonly StepLaw[],
  given: Pick<Layout, "low" | "high" | "start" | "target" | "alwaysChecked">,
): Pick<Layout, "from" | "to"> {
  const { low, high, start, target, alwaysChecked } = given;
  const { below, above, shift } = managed.position.step(target, steps.stepYears);
  const drift = Math.abs(shift) + Math.max(...laws.map((law) => Math.abs(law.mean)));
  const reach = (count: number): number => count * drift + REACH * Math.sqrt(Math.max(1, count)) * widestOf(laws);
  const all = reach(Math.max(...managed.horizonsYears) / steps.stepYears);
  // What is found outside a band at each check is traded back: nothing then stands there but, at first, what is held.
  const past = reach(stepsAlone(managed, steps));
  const [least, most] = alwaysChecked ? [low, high] : [Math.min(start, low) - past, Math.max(start, high) + past];
  return {
    from: Math.max(Math.min(start, target) - all, low === -Infinity ? low : least, target + below.start),
    to: Math.min(Math.max(start, target) + all, high === Infinity ? high : most, target + above.start),
  };
}

/** Lays the grid out. @throws OutOfRangeError (E_OUT_OF_RANGE) where law, checks and horizon do not go together. */
export function layoutOf(managed: Managed): Layout {
  const { position, policy, side, moves, horizonsYears, watching } = managed;
  const { checkYears } = watching;
  const target = position.stateOf(side * policy.target);
  const start = position.stateOf(side * (managed.leverageRatio ?? policy.target));
  const edges = edgesOf(managed);
  const longest = Math.max(...horizonsYears);
  const widest = widestOf(moves.laws.map((law) => stepLawOf(law, checkYears)));
  const width = Math.min(edges.high - edges.low, 2 * REACH * Math.sqrt(longest / checkYears) * widest);
  const clearance = clearanceOf(managed, [edges.low, edges.high, start], checkYears) / widest;
  const steps = stepsOf(managed, width, clearance);
  const laws = moves.laws.map((law) => stepLawOf(law, steps.stepYears));
  const moved = OVERSHOOT * expectedOf(laws, moves.start) * (1 - 1 / Math.sqrt(steps.checksPerStep));
  const [low, high] = [edges.low + moved, edges.high - moved];
  const placed = {
    low,
    high,
    start,
    target: Math.min(high, Math.max(low, target)),
    alwaysChecked: steps.stepsPerCheck === 1 && (watching.downShare ?? 0) === 0,
  };
  return { ...steps, ...placed, ...rangeOf(managed, steps, laws, placed), clearance, laws };
}
