import { OutOfRangeError, assertInRange, assertPositive } from "../../errors/index.js";
import { dot } from "../../kernel/index.js";
import { assertMarkovMoves } from "../../model/index.js";
import { chainsOf, gridOf, periodOf, startMass, withEvents, type Chains, type Grid } from "./build.js";
import { advanced, powersOf, startOf, stationary, stepped, type Powers, type Run, type Totals } from "./chain.js";
import { flooredOf, type FloorOutcome } from "./floored.js";
import { layoutOf, type Layout, type Managed } from "./layout.js";
import { LEAST_WEALTH, type StepFacts, type Sudden } from "./position.js";

export type { FloorOutcome } from "./floored.js";

/** What is expected of a managed position up to one time. */
export interface HorizonOutcome {
  readonly years: number;
  /** P(closed by the venue at some time until then). */
  readonly liquidation: number;
  /** Mean log of wealth over its start; after a close, what is left stays in cash. */
  readonly logWealth: number;
  /** Notional traded over wealth, and what that cost as a fraction of it, each summed; and how many trades. */
  readonly traded: number;
  readonly cost: number;
  readonly trades: number;
  /** Mean share of wealth that a close costs; null where it cannot happen. */
  readonly lossGivenLiquidation: number | null;
  /** P(wealth below the floor at some time until then), a close counted as below; null unless asked, and wherever somebody trades, which makes wealth more than a function of leverage. */
  readonly belowFloor: FloorOutcome | null;
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
  /** Deviations of the widest law over one check between the band and the nearest close: from `CLEARANCE` on, ordinary moves do not close it; null where nothing does. */
  readonly clearance: number | null;
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

/** Longest horizon, years. */
const YEARS_MAX = 1000;

/** @throws every error of bad input, naming the argument. */
function assertManaged({ moves, policy, watching, horizonsYears, leverageRatio, floor }: Managed): void {
  if (floor !== undefined)
    assertInRange(floor, "floor", { min: 0, max: 1, open: true, want: "a fraction of wealth below 1" });
  assertMarkovMoves(moves, "moves");
  moves.laws.forEach((law, i) => {
    if (law.kind === "normal" || law.kind === "kou")
      assertPositive(law.volatilityAnnual, `moves.laws[${i}].volatilityAnnual`);
  });
  assertPositive(policy.target, "policy.target");
  const size = { min: 0, open: true, want: "a size of leverage above 0" };
  if (policy.low !== null) assertInRange(policy.low, "policy.low", { ...size, max: policy.target, open: false });
  if (policy.high !== null)
    assertInRange(policy.high, "policy.high", { min: policy.target, want: "at least the target" });
  if (leverageRatio !== undefined) assertInRange(leverageRatio, "leverageRatio", size);
  assertPositive(watching.checkYears, "watching.checkYears");
  assertInRange(watching.downShare ?? 0, "watching.downShare", { min: 0, max: 0.95, want: "a fraction up to .95" });
  if (watching.downYears !== undefined) assertPositive(watching.downYears, "watching.downYears");
  assertInRange(horizonsYears.length, "horizonsYears.length", { min: 1, want: "one horizon or more" });
  horizonsYears.forEach((years, i) => {
    const before = horizonsYears[i - 1] ?? 0;
    const want = `years above 0 and up to ${YEARS_MAX}, in ascending order`;
    assertInRange(years, `horizonsYears[${i}]`, { min: before, max: YEARS_MAX, open: true, want });
  });
}

/** Totals at a time between two steps: in proportion. */
function partly(earlier: Totals, later: Totals, part: number): (name: keyof Totals) => number {
  return (name) => earlier[name] + part * (later[name] - earlier[name]);
}

/** Trades of a policy that stops at the edge are as many as checks: fewer, larger ones stand for them where a step stands for several. */
const tradesScale = ({ policy }: Managed, { checksPerStep }: Layout): number =>
  policy.tradeTo === "edge" ? Math.sqrt(checksPerStep) : 1;

/** A run of so many checks further, with the steps between them: at once by powers of one check's chain, or in turn. */
function checksFurther(run: Run, { step, check, steps }: Chains, powers: Powers, checks: number): Run {
  if (steps === 1) return advanced(run, powers, checks);
  let now = run;
  for (let done = 0; done < checks; done++) now = stepped(stepped(now, step, steps - 1), check, 1);
  return now;
}

/** Outcomes at each horizon. */
function horizonsOf(managed: Managed, layout: Layout, grid: Grid): readonly HorizonOutcome[] {
  const chains = chainsOf(managed, layout, grid, false);
  const { step, check, steps } = chains;
  const powers = powersOf(check);
  const scale = tradesScale(managed, layout);
  let run: Run = startOf(startMass(managed, grid));
  let done = 0;
  return managed.horizonsYears.map((years): HorizonOutcome => {
    const wanted = years / layout.stepYears;
    const whole = Math.floor(wanted + 1e-9);
    const checks = Math.floor(whole / steps);
    run = checksFurther(run, chains, powers, checks - done);
    done = checks;
    const at = stepped(run, step, whole - checks * steps);
    const part = Math.max(0, wanted - whole);
    const total = partly(at.totals, part > 1e-9 ? stepped(at, step, 1).totals : at.totals, part);
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
function longRunOf(managed: Managed, layout: Layout, chains: Chains): LongRun {
  const period = periodOf(chains);
  const mass = stationary(period);
  const years = chains.steps * layout.stepYears;
  const { logWealth, closed, traded, cost, trades } = period.yields;
  return {
    growthAnnual: dot(mass, logWealth) / years,
    liquidationsAnnual: dot(mass, closed) / years,
    tradedAnnual: dot(mass, traded) / years,
    costAnnual: dot(mass, cost) / years,
    tradesAnnual: (tradesScale(managed, layout) * dot(mass, trades)) / years,
  };
}

/** The grid that a question is answered on, made when it is asked for, and how it was made. */
function laidOut(managed: Managed): {
  readonly layout: Layout;
  readonly grid: () => Grid;
  readonly engine: (grid: Grid | null) => GridEngine;
} {
  const layout = layoutOf(managed);
  let made: Grid | null = null;
  const engine = (grid: Grid | null): GridEngine => ({
    kind: "grid",
    nodes: grid?.points.nodes ?? 0,
    volatilityStates: layout.laws.length,
    stepYears: layout.stepYears,
    checksPerStep: layout.checksPerStep,
    clearance: Number.isFinite(layout.clearance) ? layout.clearance : null,
    leak: grid?.leak ?? 0,
  });
  return { layout, grid: () => (made ??= gridOf(managed, layout)), engine };
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
  return horizonsOf(floored.managed, layout, grid()).map(({ liquidation }, i) => ({
    ...horizons[i],
    belowFloor: { probability: liquidation, basis },
  }));
}

/** True of a policy that keeps leverage on both sides. */
const settles = ({ policy }: Managed): boolean => policy.low !== null && policy.high !== null;

/** Outcomes of a position that the venue may close now: it does. */
function closedNow({ position, horizonsYears }: Managed, { closedAt }: StepFacts): readonly HorizonOutcome[] {
  const left = closedAt(0);
  return horizonsYears.map((years) => ({
    years,
    liquidation: 1,
    logWealth: Math.log(Math.max(LEAST_WEALTH, left)) + position.idleRateAnnual * years,
    traded: 0,
    cost: 0,
    trades: 0,
    lossGivenLiquidation: 1 - left,
    belowFloor: null,
  }));
}

/** Outcomes up to each horizon alone. @throws as managedOutcome. */
export function managedOdds(managed: Managed): Omit<ManagedOutcome, "longRun"> {
  assertManaged(managed);
  const { layout, grid, engine } = laidOut(managed);
  const now = managed.position.step(layout.start, layout.stepYears);
  const closed = now.below.start >= 0 || now.above.start <= 0;
  const horizons = closed ? closedNow(managed, now) : horizonsOf(managed, layout, grid());
  return { horizons: withFloor(managed, horizons), engine: engine(closed ? null : grid()) };
}

/** The long run of a position, and with other events beside the law than its own. */
export interface ManagedLongRun {
  readonly longRun: LongRun;
  /** With the events asked for; null where none are. */
  readonly otherwise: LongRun | null;
  readonly engine: GridEngine;
}

/** Time, years and checks, over which a band is certainly crossed often: steps are no longer than that asks for. */
const LONG_RUN = { years: 1, checks: 100 } as const;

/**
 * The long run alone, whatever the horizons; and with `events` at each state in place of the position's own.
 * @throws as managedOutcome; OutOfRangeError (E_OUT_OF_RANGE) for a policy that leaves leverage without an end on one side.
 */
export function managedLongRun(
  managed: Managed,
  events: ((state: number, years: number) => Sudden | null) | null = null,
): ManagedLongRun {
  assertManaged(managed);
  if (!settles(managed)) {
    throw new OutOfRangeError({
      field: "policy",
      got: "an open side",
      want: "a policy that trades on both sides",
      hint: "ask for the outcome at a horizon",
    });
  }
  const longest = Math.max(LONG_RUN.years, LONG_RUN.checks * managed.watching.checkYears);
  const { layout, grid, engine } = laidOut({ ...managed, horizonsYears: [longest] });
  const made = grid();
  const over = (given: Grid): LongRun => longRunOf(managed, layout, chainsOf(managed, layout, given, true));
  const other = events === null ? null : Array.from(made.points.states, (state) => events(state, layout.stepYears));
  return {
    longRun: over(made),
    otherwise: other === null ? null : over(withEvents(made, other)),
    engine: engine(made),
  };
}

/**
 * What becomes of a position under a policy: its distribution over leverage moved step by step on Gauss-Legendre nodes, with a
 * mass at each place the policy trades to, and closed by the venue's own rule. Odds and mean log wealth carry the error of the
 * row sums times the number of steps; mean log wealth also that of the sum over what closes leave: less than 2e-4 of what they take
 * of it where a close takes all at once, less than a hundredth where it takes half at first, so that what is left jumps.
 * Where the law allows it and the close is far, one step stands for several checks, the band's edges moved in by the mean
 * overshoot (Broadie, Glasserman & Kou 1997): the engine says so.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for an argument outside its domain; NotConvergedError
 * (E_NOT_CONVERGED) where the most nodes do not bring the row sums within 1e-7.
 */
export const managedOutcome = (managed: Managed): ManagedOutcome => ({
  ...managedOdds(managed),
  longRun: settles(managed) ? managedLongRun(managed).longRun : null,
});
