import { OutOfRangeError, assertFinite, assertInRange, assertNotNegative, assertPositive } from "../errors/index.js";
import { assertMarkovMoves, driftingLaw, type DriftingFigures, type MarkovMoves } from "./move-law.js";

/** Laws of `MoveLaw` in up to three volatility states; step lengths as the laws have them. */
export interface MovesLaw {
  readonly kind: "moves";
  readonly moves: MarkovMoves;
  readonly source: string;
}

/**
 * GJR(1,1) of log moves with Student-t innovations; gamma 0 for GARCH: a step moves by mean + e, and the next variance is
 * omega + (alpha + (gamma where e is below 0)) e^2 + beta x this one. It holds for steps of `stepYears` alone: the sum of
 * such steps, or a part of one, is no law of the kind (Drost and Nijman 1993).
 */
export interface GarchLaw {
  readonly kind: "garch";
  readonly stepYears: number;
  readonly mean: number;
  readonly omega: number;
  readonly alpha: number;
  readonly gamma: number;
  readonly beta: number;
  /** Of the innovations; null: they are normal. */
  readonly degreesOfFreedom: number | null;
  /** Variance of the first step. */
  readonly variance: number;
  /** Variance that a step has on average: half of it is what a mean log move lacks to the arithmetic drift. */
  readonly meanVariance: number;
  readonly source: string;
}

/** Real bars in blocks: close, low and high over the close before. */
export interface BarsLaw {
  readonly kind: "bars";
  readonly stepYears: number;
  readonly closes: Float64Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** True where lows and highs are those of all prices that were passed, and not the ends alone. */
  readonly continuous: boolean;
  /** Bars that are drawn together, a whole number. */
  readonly blockLength: number;
  /** Bars of the series that are not among them: each follows a hole. */
  readonly leftOut: number;
  readonly source: string;
}

/** How a market moves from step to step, for paths of it. Log moves unless said. */
export type PathLaw = MovesLaw | GarchLaw | BarsLaw;

/** A borrow rate or a funding rate that moves with the market: returns to its level, surprises correlated with the price's. */
export interface PathRateLaw {
  /** Rate a year now, and in the long run. */
  readonly start: number;
  readonly level: number;
  /** Speed of return a year. */
  readonly reversionAnnual: number;
  /** Standard deviation of its surprises, a rate a year per root of a year. */
  readonly volatility: number;
  /** Correlation of its surprises with the log moves of the price. */
  readonly correlation: number;
  /** It counts as this where it is below it. */
  readonly least: number;
  readonly source: string;
}

/** Figures that a person states of a market. */
export interface LawFigures extends DriftingFigures {
  readonly source: string;
}

/** The law of stated figures: normal moves, with sudden ones where there are any. Holds for any step. @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the figure. */
export function figuresLaw({ source, ...figures }: LawFigures): MovesLaw {
  const moves: MarkovMoves = { laws: [driftingLaw(figures)], switchYears: 1, switching: [[1]], start: [1] };
  assertMarkovMoves(moves, "figures");
  return { kind: "moves", moves, source };
}

/** @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the first fault. */
export function assertPathLaw(law: PathLaw, field: string): void {
  switch (law.kind) {
    case "moves":
      return assertMarkovMoves(law.moves, `${field}.moves`);
    case "garch":
      return assertGarch(law, field);
    case "bars":
      return assertBars(law, field);
  }
}

function assertGarch(law: GarchLaw, field: string): void {
  const { alpha, gamma, beta } = law;
  assertFinite(law.mean, `${field}.mean`);
  for (const name of ["omega", "alpha", "beta"] as const) assertNotNegative(law[name], `${field}.${name}`);
  for (const name of ["stepYears", "variance", "meanVariance"] as const) assertPositive(law[name], `${field}.${name}`);
  assertInRange(gamma, `${field}.gamma`, { min: -alpha, want: "at least -alpha, so that no variance is negative" });
  const persistence = { min: 0, max: 1 + 1e-12, want: "at most 1, beyond which variances grow without end" };
  assertInRange(alpha + gamma / 2 + beta, `${field}.persistence`, persistence);
  const freedom = { min: 2, max: 1e6, open: true, want: "above 2, so that there is a variance" };
  if (law.degreesOfFreedom !== null) assertInRange(law.degreesOfFreedom, `${field}.degreesOfFreedom`, freedom);
}

/** True where a bar cannot be. */
function isBadBar(close: number, low: number, high: number): boolean {
  return !(low > 0 && low <= close && close <= high && high < Infinity);
}

function assertBars({ stepYears, closes, lows, highs, blockLength }: BarsLaw, field: string): void {
  const count = closes.length;
  const same = { min: count, max: count, want: "as many as there are closes" };
  assertPositive(stepYears, `${field}.stepYears`);
  assertInRange(count, `${field}.closes.length`, { min: 2, want: "two bars or more" });
  assertInRange(lows.length, `${field}.lows.length`, same);
  assertInRange(highs.length, `${field}.highs.length`, same);
  assertInRange(blockLength, `${field}.blockLength`, { min: 1, max: count, want: "from 1 to the number of bars" });
  const fault = closes.findIndex((close, i) => isBadBar(close, lows[i], highs[i]));
  if (Number.isInteger(blockLength) && fault < 0) return;
  const whole = { got: String(blockLength), want: "a whole number of bars", hint: "round it" };
  const hint = "read the prices with one of the series readers, which refuse such lines";
  const want = "0 < low <= close <= high, finite";
  throw new OutOfRangeError(
    fault < 0
      ? { field: `${field}.blockLength`, ...whole }
      : { field: `${field}.closes[${fault}]`, got: `${closes[fault]}, ${lows[fault]}, ${highs[fault]}`, want, hint },
  );
}
