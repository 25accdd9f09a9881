import { assertFinite, assertInRange, assertNotNegative, assertPositive } from "../errors/index.js";
import { assertChances, assertSwitching } from "./chances.js";
import { meanJump, type Jumps } from "./jumps.js";

/** Sudden moves of a law: a Poisson number a year, each an exponential log fall or rise (Kou 2002). */
export interface LawJumps {
  readonly intensityAnnual: number;
  /** Part of the jumps that are falls, a fraction. */
  readonly downShare: number;
  /** Mean log size of a fall and of a rise, > 0. */
  readonly meanDown: number;
  readonly meanUp: number;
}

/** One normal part of a mixture: the log move of one step. */
export interface MixturePart {
  /** Probability, > 0; all parts sum to 1. */
  readonly weight: number;
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Law of the log of the price over a step. The first two hold for any step; the others are of one step, `stepYears`, and are
 * independent from step to step.
 */
export type MoveLaw =
  /** `driftAnnual` is the mean of the log move a year, without jumps; `volatilityAnnual` its standard deviation, likewise. */
  | { readonly kind: "normal"; readonly driftAnnual: number; readonly volatilityAnnual: number }
  | {
      readonly kind: "kou";
      readonly driftAnnual: number;
      readonly volatilityAnnual: number;
      readonly jumps: LawJumps;
    }
  /** `deviation` is the standard deviation, not the scale: more than 2 degrees of freedom. */
  | {
      readonly kind: "student-t";
      readonly stepYears: number;
      readonly mean: number;
      readonly deviation: number;
      readonly degreesOfFreedom: number;
    }
  | { readonly kind: "normal-mixture"; readonly stepYears: number; readonly parts: readonly MixturePart[] }
  /** Log moves seen, each as likely, smoothed by a normal law of `bandwidth` (a standard deviation; null: Silverman's rule). */
  | {
      readonly kind: "empirical";
      readonly stepYears: number;
      readonly moves: readonly number[];
      readonly bandwidth: number | null;
    };

/** Volatility states that follow each other as a Markov chain: each step has the law of the state in which it begins. */
export interface MarkovMoves {
  readonly laws: readonly MoveLaw[];
  /** Time to which the chances of switching belong, years. */
  readonly switchYears: number;
  /** switching[i][j]: chance of standing in state j a time `switchYears` after standing in i; each row sums to 1. */
  readonly switching: readonly (readonly number[])[];
  /** Chance of each state now; sums to 1. */
  readonly start: readonly number[];
}

/** What a law of normal moves is made from. */
export interface DriftingFigures {
  /** Arithmetic drift a year: what jumps cost or earn on average is within it. */
  readonly driftAnnual: number;
  /** Of ordinary moves. */
  readonly volatilityAnnual: number;
  /** Null: none. */
  readonly jumps: Jumps | null;
}

/** The law of a price with this arithmetic drift: E[price] grows by e^drift a year. */
export function driftingLaw({ driftAnnual, volatilityAnnual, jumps }: DriftingFigures): MoveLaw {
  const inJumps = jumps === null ? 0 : jumps.intensityAnnual.value * meanJump(jumps);
  const logDrift = driftAnnual - inJumps - volatilityAnnual ** 2 / 2;
  if (jumps === null) return { kind: "normal", driftAnnual: logDrift, volatilityAnnual };
  const { intensityAnnual, downShare, meanDown, meanUp } = jumps;
  const sizes = { intensityAnnual: intensityAnnual.value, downShare, meanDown, meanUp };
  return { kind: "kou", driftAnnual: logDrift, volatilityAnnual, jumps: sizes };
}

function assertJumps({ intensityAnnual, downShare, meanDown, meanUp }: LawJumps, field: string): void {
  assertNotNegative(intensityAnnual, `${field}.intensityAnnual`);
  assertInRange(downShare, `${field}.downShare`, { min: 0, max: 1, want: "a fraction" });
  assertPositive(meanDown, `${field}.meanDown`);
  assertPositive(meanUp, `${field}.meanUp`);
}

/** @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the first argument that is outside its domain. */
export function assertMoveLaw(law: MoveLaw, field: string): void {
  switch (law.kind) {
    case "normal":
    case "kou":
      assertFinite(law.driftAnnual, `${field}.driftAnnual`);
      assertNotNegative(law.volatilityAnnual, `${field}.volatilityAnnual`);
      if (law.kind === "kou") assertJumps(law.jumps, `${field}.jumps`);
      return;
    case "student-t":
      assertPositive(law.stepYears, `${field}.stepYears`);
      assertFinite(law.mean, `${field}.mean`);
      assertPositive(law.deviation, `${field}.deviation`);
      assertInRange(law.degreesOfFreedom, `${field}.degreesOfFreedom`, {
        min: 2,
        max: 1e6,
        open: true,
        want: "above 2, so that there is a variance",
      });
      return;
    case "normal-mixture":
      assertPositive(law.stepYears, `${field}.stepYears`);
      law.parts.forEach(({ mean, deviation }, i) => {
        assertFinite(mean, `${field}.parts[${i}].mean`);
        assertPositive(deviation, `${field}.parts[${i}].deviation`);
      });
      assertChances(
        law.parts.map(({ weight }) => weight),
        law.parts.length,
        `${field}.parts`,
      );
      return;
    case "empirical":
      assertPositive(law.stepYears, `${field}.stepYears`);
      assertInRange(law.moves.length, `${field}.moves.length`, { min: 2, want: "two moves or more" });
      law.moves.forEach((move, i) => assertFinite(move, `${field}.moves[${i}]`));
      if (law.bandwidth !== null) assertPositive(law.bandwidth, `${field}.bandwidth`);
  }
}

/** @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the first fault. */
export function assertMarkovMoves({ laws, switchYears, switching, start }: MarkovMoves, field: string): void {
  assertInRange(laws.length, `${field}.laws.length`, { min: 1, max: 3, want: "one to three volatility states" });
  laws.forEach((law, i) => assertMoveLaw(law, `${field}.laws[${i}]`));
  assertPositive(switchYears, `${field}.switchYears`);
  assertSwitching(switching, laws.length, `${field}.switching`);
  assertChances(start, laws.length, `${field}.start`);
}
