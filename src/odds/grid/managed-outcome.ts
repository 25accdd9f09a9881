import { OutOfRangeError, assertInRange, assertPositive } from "../../errors/index.js";
import { dot } from "../../kernel/index.js";
import { assertMarkovMoves } from "../../model/index.js";
import { chainsOf, gridOf, startMass, withEvents, type Chains, type Grid } from "./build.js";
import { advanced, powersOf, startOf, stationary, type Run, type Totals } from "./chain.js";
import { flooredOf } from "./floored.js";
import { layoutOf, type Layout, type Managed } from "./layout.js";
import type { Sudden } from "./position.js";

/** What is expected of a managed position up to one time. */
export interface HorizonOutcome {
  readonly years: number;
  /** P(closed by the venue at some time until then). */
  readonly liquidation: number;
  /** Mean log of wealth over its start; after a close, what is left stays in cash. */
  readonly logWealth: number;
  /** Notional traded over wealth, summed; what that cost, log wealth; how many trades. */
  readonly traded: number;
  readonly cost: number;
  readonly trades: number;
  /** Mean share of wealth that a close costs; null where it cannot happen. */
  readonly lossGivenLiquidation: number | null;
  /** P(wealth below the floor at some time until then), a close counted as below; null unless asked, and wherever somebody trades, which makes wealth more than a function of leverage. */
  readonly belowFloor: FloorOutcome | null;
}

/** The odds of a floor. */
export interface FloorOutcome {
  readonly probability: number;
  /** An upper bound where carry moves the floor against the state: it then stands where it is nearest. */
  readonly basis: "exact" | "bound";
}

/** What the same position yields a year if it is opened again after each close, for ever. */
export interface LongRun {
  readonly growthAnnual: number;
  /** Closes a year. */
  readonly liquidationsAnnual: number;
  readonly tradedAnnual: number;
  readonly costAnnual: number;
  readonly tradesAnnual: number;
}

/** How it was computed. */
export interface GridEngine {
  readonly kind: "grid";
  readonly nodes: number;
  readonly volatilityStates: number;
  readonly stepYears: number;
  /** Checks that one step stands for; 1: none is left out. */
  readonly checksPerStep: number;
  /** Deviations of the widest law over one check between the band and the nearest close: from 9 on, ordinary moves do not close it. */
  readonly clearance: number;
  /** Largest error of a row sum. */
  readonly leak: number;
}

/** The outcome of a managed position. */
export interface ManagedOutcome {
  readonly horizons: readonly HorizonOutcome[];
  /** Null where the policy leaves leverage without an end on one side: nothing then settles. */
  readonly longRun: LongRun | null;
  readonly engine: GridEngine;
}

/** @throws every error of bad input, naming the argument. */
function assertManaged({ moves, policy, watching, horizonsYears, leverageRatio, floor }: Managed): void {
  if (floor !== undefined)
    assertInRange(floor, "floor", { min: 0, max: 1, open: true, want: "a fraction of wealth below 1" });
  assertMarkovMoves(moves, "moves");
  assertPositive(policy.target, "policy.target");
  const size = { min: 0, open: true, want: "a size of leverage above 0" };
  if (policy.low !== null) assertInRange(policy.low, "policy.low", { ...size, max: policy.target, open: false });
  if (policy.high !== null)
    assertInRange(policy.high, "policy.high", { min: policy.target, want: "at least the target" });
  if (leverageRatio !== undefined) assertInRange(leverageRatio, "leverageRatio", size);
  assertPositive(watching.checkYears, "watching.checkYears");
  assertInRange(watching.downShare ?? 0, "watching.downShare", { min: 0, max: 0.95, want: "a fraction up to .95" });
  if (watching.downYears !== undefined) assertPositive(watching.downYears, "watching.downYears");
  horizonsYears.forEach((years, i) => {
    assertPositive(years, `horizonsYears[${i}]`);
  });
}

/** Totals at a time between two steps: in proportion. */
function between(earlier: Totals, later: Totals, part: number): (name: keyof Totals) => number {
  return (name) => earlier[name] + part * (later[name] - earlier[name]);
}

/** Trades of a policy that stops at the edge are as many as checks: fewer, larger ones stand for them where a step stands for several. */
const tradesScale = ({ policy }: Managed, { checksPerStep }: Layout): number =>
  policy.tradeTo === "edge" ? Math.sqrt(checksPerStep) : 1;

/** Outcomes at each horizon. */
function horizonsOf(managed: Managed, layout: Layout, grid: Grid): readonly HorizonOutcome[] {
  const { period, step, steps } = chainsOf(managed, layout, grid, false);
  const [periods, singles] = [powersOf(period), powersOf(step)];
  let run: Run = startOf(startMass(managed, grid));
  let done = 0;
  const scale = tradesScale(managed, layout);
  return managed.horizonsYears.map((years): HorizonOutcome => {
    const wanted = years / layout.stepYears;
    const whole = Math.floor(wanted + 1e-9);
    const wholePeriods = Math.floor(whole / steps);
    run = advanced(run, periods, wholePeriods - done);
    done = wholePeriods;
    const at = advanced(run, singles, whole - wholePeriods * steps);
    const part = Math.max(0, wanted - whole);
    const total = between(at.totals, part > 1e-9 ? advanced(at, singles, 1).totals : at.totals, part);
    const liquidation = Math.min(1, Math.max(0, total("closed")));
    return {
      years,
      liquidation,
      logWealth: total("logWealth"),
      traded: total("traded"),
      cost: total("cost"),
      trades: scale * total("trades"),
      lossGivenLiquidation: liquidation > NEVER ? Math.max(0, total("loss")) / liquidation : null,
      belowFloor: null,
    };
  });
}

/** Odds that are none: below what the row sums promise. */
const NEVER = 1e-12;

/** Long-run means of a chain that is opened again after each close. */
function longRunOf(managed: Managed, layout: Layout, { period, steps }: Chains): LongRun {
  const mass = stationary(period);
  const years = steps * layout.stepYears;
  const { logWealth, closed, traded, cost, trades } = period.yields;
  return {
    growthAnnual: dot(mass, logWealth) / years,
    liquidationsAnnual: dot(mass, closed) / years,
    tradedAnnual: dot(mass, traded) / years,
    costAnnual: dot(mass, cost) / years,
    tradesAnnual: (tradesScale(managed, layout) * dot(mass, trades)) / years,
  };
}

/** The grid that a question is answered on. */
function laidOut(managed: Managed): { readonly layout: Layout; readonly grid: Grid; readonly engine: GridEngine } {
  assertManaged(managed);
  const layout = layoutOf(managed);
  const grid = gridOf(managed, layout);
  const engine: GridEngine = {
    kind: "grid",
    nodes: grid.points.nodes,
    volatilityStates: layout.laws.length,
    stepYears: layout.stepYears,
    checksPerStep: layout.checksPerStep,
    clearance: layout.clearance,
    leak: grid.leak,
  };
  return { layout, grid, engine };
}

/** The outcomes with the odds of the floor, where one is asked for: of a position that nobody touches, closed where it stands at the floor. */
function withFloor(managed: Managed, horizons: readonly HorizonOutcome[]): readonly HorizonOutcome[] {
  const floored = flooredOf(managed);
  if (floored === null) return horizons;
  if (floored.atOnce) {
    const sure: FloorOutcome = { probability: 1, basis: floored.basis };
    return horizons.map((outcome) => ({ ...outcome, belowFloor: sure }));
  }
  const { layout, grid } = laidOut(floored.managed);
  const { basis } = floored;
  return horizonsOf(floored.managed, layout, grid).map(({ liquidation }, i) => ({
    ...horizons[i],
    belowFloor: { probability: liquidation, basis },
  }));
}

/** True of a policy that keeps leverage on both sides. */
const settles = ({ policy }: Managed): boolean => policy.low !== null && policy.high !== null;

/**
 * What becomes of a position under a policy: its distribution over leverage moved step by step on Gauss-Legendre nodes, with a
 * mass at each place the policy trades to, and closed by the venue's own rule. Mean log wealth and odds carry the error of the
 * row sums times the number of steps. Where the law allows it and the close is far, one step stands for several checks, the
 * band's edges moved in by the mean overshoot (Broadie, Glasserman & Kou 1997): the engine says so.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for an argument outside its domain; NotConvergedError
 * (E_NOT_CONVERGED) where the most nodes do not bring the row sums within 1e-7.
 */
export function managedOutcome(managed: Managed): ManagedOutcome {
  const { layout, grid, engine } = laidOut(managed);
  return {
    horizons: withFloor(managed, horizonsOf(managed, layout, grid)),
    longRun: settles(managed) ? longRunOf(managed, layout, chainsOf(managed, layout, grid, true)) : null,
    engine,
  };
}

/** Outcomes up to each horizon alone. @throws as managedOutcome. */
export function managedOdds(managed: Managed): Omit<ManagedOutcome, "longRun"> {
  const { layout, grid, engine } = laidOut(managed);
  return { horizons: withFloor(managed, horizonsOf(managed, layout, grid)), engine };
}

/** The long run of a position, and with other events beside the law than its own. */
export interface ManagedLongRun {
  readonly longRun: LongRun;
  /** With the events asked for; null where none are. */
  readonly otherwise: LongRun | null;
  readonly engine: GridEngine;
}

/**
 * The long run alone, and with `events` at each state in place of the position's own; the horizons say how long a step may be.
 * @throws as managedOutcome; OutOfRangeError (E_OUT_OF_RANGE) for a policy that leaves leverage without an end on one side.
 */
export function managedLongRun(
  managed: Managed,
  events: ((state: number, years: number) => Sudden | null) | null = null,
): ManagedLongRun {
  if (!settles(managed)) {
    const hint = "ask for the outcome at a horizon";
    throw new OutOfRangeError({
      field: "policy",
      got: "an open side",
      want: "a policy that trades on both sides",
      hint,
    });
  }
  const { layout, grid, engine } = laidOut(managed);
  const over = (made: Grid): LongRun => longRunOf(managed, layout, chainsOf(managed, layout, made, true));
  const { states } = grid.points;
  const other = events === null ? null : Array.from(states, (state) => events(state, layout.stepYears));
  return { longRun: over(grid), otherwise: other === null ? null : over(withEvents(grid, other)), engine };
}
