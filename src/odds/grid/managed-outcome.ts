import { assertInRange, assertPositive } from "../../errors/index.js";
import { dot } from "../../kernel/index.js";
import { assertMarkovMoves } from "../../model/index.js";
import { chainsOf, gridOf, startMass, type Chains, type Grid } from "./build.js";
import { advanced, powersOf, startOf, stationary, type Run, type Totals } from "./chain.js";
import { layoutOf, type Layout, type Managed } from "./layout.js";

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
function assertManaged({ moves, policy, watching, horizonsYears, leverageRatio }: Managed): void {
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

/**
 * What becomes of a position under a policy: its distribution over leverage moved step by step on Gauss-Legendre nodes, with a
 * mass at each place the policy trades to, and closed by the venue's own rule. Mean log wealth and odds carry the error of the
 * row sums times the number of steps. Where the law allows it and the close is far, one step stands for several checks, the
 * band's edges moved in by the mean overshoot (Broadie, Glasserman & Kou 1997): the engine says so.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for an argument outside its domain; NotConvergedError
 * (E_NOT_CONVERGED) where the most nodes do not bring the row sums within 1e-7.
 */
export function managedOutcome(managed: Managed): ManagedOutcome {
  assertManaged(managed);
  const layout = layoutOf(managed);
  const grid = gridOf(managed, layout);
  const { policy } = managed;
  const settles = policy.low !== null && policy.high !== null;
  return {
    horizons: horizonsOf(managed, layout, grid),
    longRun: settles ? longRunOf(managed, layout, chainsOf(managed, layout, grid, true)) : null,
    engine: {
      kind: "grid",
      nodes: grid.points.nodes,
      volatilityStates: layout.laws.length,
      stepYears: layout.stepYears,
      checksPerStep: layout.checksPerStep,
      leak: grid.leak,
    },
  };
}
