import { ConflictError, assertFinite, assertPositive } from "../../errors/index.js";
import {
  normalQuantile,
  quantileTable,
  studentTQuantile,
  type PathJumps,
  type PathMoves,
  type PathShock,
  type PathVariance,
} from "../../kernel/index.js";
import {
  assertPathLaw,
  type BarsLaw,
  type GarchLaw,
  type MarkovMoves,
  type MoveLaw,
  type PathLaw,
} from "../../model/index.js";
import { ownStep } from "../grid/layout.js";
import { stepLawOf } from "../grid/step-laws.js";
import { switchingOver } from "../grid/switching.js";
import { jumpGrowthAnnual, jumpsOf } from "./moves-jumps.js";
import { inverted } from "./moves-quantile.js";

/** A law as the kernel takes it, and the length of its steps. */
export interface SteppedMoves {
  readonly moves: PathMoves;
  readonly stepYears: number;
}

/**
 * A law as the kernel takes it. `driftAnnual`, an arithmetic drift a year, replaces the mean of the law; null: it has its own.
 * `stepYears` is for laws that hold for any step; one with a step of its own keeps it, and says so.
 *
 * With a drift the expected price grows by e^(drift x step) in each step, exactly for normal moves, with jumps, mixtures and
 * moves seen, and in each volatility state. Not so where a move has Student's law: the expected price is infinite in theory
 * and, of the finite table that stands for it, a matter of its last cell; there and for GARCH the mean log move is the drift
 * less half the (mean) variance, as of a diffusion: it is the median growth that is right. Bars: all closes, lows and highs
 * are multiplied by one factor, so that a bar drawn at random grows by that.
 *
 * What cannot be expressed is refused: volatility states of different kinds, of different jumps or degrees of freedom, or of
 * mixtures and moves seen, whose shape is not that of one shock at several sizes.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) naming the first fault; ConflictError
 * (E_CONFIG_CONFLICT) for states that are not expressed.
 */
export function movesOf(law: PathLaw, driftAnnual: number | null, stepYears: number): SteppedMoves {
  assertPathLaw(law, "law");
  if (driftAnnual !== null) assertFinite(driftAnnual, "driftAnnual");
  switch (law.kind) {
    case "garch":
      return { moves: garchMoves(law, driftAnnual), stepYears: law.stepYears };
    case "bars":
      return { moves: barMoves(law, driftAnnual), stepYears: law.stepYears };
    case "moves": {
      const years = ownStep(law.moves) ?? stepYears;
      assertPositive(years, "stepYears");
      return { moves: stateMoves(law.moves, driftAnnual, years), stepYears: years };
    }
  }
}

/** A shock of Student's law, or a normal one where there are no degrees of freedom. */
function shockOf(degreesOfFreedom: number | null): PathShock {
  if (degreesOfFreedom === 4) return { kind: "student-t-4" };
  if (degreesOfFreedom === null) return { kind: "quantiles", table: quantileTable(normalQuantile) };
  const scale = Math.sqrt((degreesOfFreedom - 2) / degreesOfFreedom);
  return { kind: "quantiles", table: quantileTable((p) => scale * studentTQuantile(p, degreesOfFreedom)) };
}

function garchMoves(law: GarchLaw, driftAnnual: number | null): PathMoves {
  const { omega, alpha, gamma, beta, variance, stepYears, meanVariance } = law;
  return {
    kind: "shocks",
    continuous: law.degreesOfFreedom === null,
    mean: driftAnnual === null ? law.mean : driftAnnual * stepYears - meanVariance / 2,
    growth: "log",
    shock: shockOf(law.degreesOfFreedom),
    variance: { kind: "garch", omega, alpha, gamma, beta, variance },
    jumps: null,
  };
}

function barMoves(law: BarsLaw, driftAnnual: number | null): PathMoves {
  const { continuous, closes, lows, highs, blockLength, stepYears } = law;
  if (driftAnnual === null) return { kind: "bars", continuous, closes, lows, highs, blockLength };
  const mean = closes.reduce((sum, close) => sum + close, 0) / closes.length;
  const factor = Math.exp(driftAnnual * stepYears) / mean;
  const scaled = (column: Float64Array): Float64Array => column.map((ratio) => ratio * factor);
  return {
    kind: "bars",
    continuous,
    closes: scaled(closes),
    lows: scaled(lows),
    highs: scaled(highs),
    blockLength,
  };
}

/** One law over a step: its log moves without jumps, and what the log of the expected price grows by, jumps included. */
interface Step {
  readonly mean: number;
  readonly variance: number;
  readonly growth: number;
}

function stepOf(law: MoveLaw, years: number): Step {
  switch (law.kind) {
    case "normal":
    case "kou": {
      const [mean, variance] = [law.driftAnnual * years, law.volatilityAnnual ** 2 * years];
      const inJumps = law.kind === "kou" ? jumpGrowthAnnual(law.jumps) * years : 0;
      return { mean, variance, growth: mean + variance / 2 + inJumps };
    }
    case "student-t":
      return { mean: law.mean, variance: law.deviation ** 2, growth: law.mean + law.deviation ** 2 / 2 };
    case "normal-mixture": {
      const { mean, deviation } = stepLawOf(law, years);
      const factor = law.parts.reduce(
        (sum, part) => sum + part.weight * Math.exp(part.mean + part.deviation ** 2 / 2),
        0,
      );
      return { mean, variance: deviation ** 2, growth: Math.log(factor) };
    }
    case "empirical": {
      const { mean, deviation } = stepLawOf(law, years);
      const count = law.moves.length;
      const square = law.moves.reduce((sum, move) => sum + (move - mean) ** 2, 0) / count;
      const factor = law.moves.reduce((sum, move) => sum + Math.exp(move), 0) / count;
      return { mean, variance: deviation ** 2, growth: Math.log(factor) + (deviation ** 2 - square) / 2 };
    }
  }
}

/** The shock that all states share, at several sizes. */
function sharedShock(law: MoveLaw, { mean, variance }: Step, years: number): PathShock {
  if (law.kind === "normal" || law.kind === "kou") return shockOf(null);
  if (law.kind === "student-t") return shockOf(law.degreesOfFreedom);
  const step = stepLawOf(law, years);
  const { edges } = step;
  const quantile = inverted({ ...step, from: edges[0], to: edges[edges.length - 1] });
  const deviation = Math.sqrt(variance);
  return { kind: "quantiles", table: quantileTable((p) => (quantile(p) - mean) / deviation) };
}

/** What two laws must have in common to be one shock at two sizes; null where no two laws are. */
function shapeOf(law: MoveLaw): string | null {
  if (law.kind === "normal") return "normal";
  if (law.kind === "kou") {
    const { intensityAnnual, downShare, meanDown, meanUp } = law.jumps;
    return `normal with jumps ${[intensityAnnual, downShare, meanDown, meanUp].join(" ")}`;
  }
  return law.kind === "student-t" ? `Student-t of ${law.degreesOfFreedom} degrees of freedom` : null;
}

/** @throws ConflictError (E_CONFIG_CONFLICT) for states that are not one shock at several sizes. */
function assertOneShape(laws: readonly MoveLaw[]): void {
  const first = shapeOf(laws[0]);
  const other = laws.find((law) => shapeOf(law) !== first);
  if (laws.length === 1 || (first !== null && other === undefined)) return;
  throw new ConflictError({
    field: "law.moves.laws",
    got: `${first ?? laws[0].kind}, then ${shapeOf(other ?? laws[1]) ?? laws[1].kind}`,
    want: "volatility states of one shape: normal, normal with the same jumps, or Student-t of the same degrees of freedom",
    hint: "give all states one law at several volatilities, or one state",
  });
}

function stateMoves(moves: MarkovMoves, driftAnnual: number | null, years: number): PathMoves {
  const { laws } = moves;
  assertOneShape(laws);
  const steps = laws.map((law) => stepOf(law, years));
  const means = steps.map(({ mean, growth }) => (driftAnnual === null ? mean : mean + driftAnnual * years - growth));
  const variance: PathVariance =
    laws.length === 1
      ? { kind: "constant", variance: steps[0].variance }
      : {
          kind: "states",
          means,
          variances: steps.map((step) => step.variance),
          switching: switchingOver(moves, years),
          start: moves.start,
        };
  return {
    kind: "shocks",
    continuous: laws[0].kind === "normal" || laws[0].kind === "kou",
    mean: laws.length === 1 ? means[0] : 0,
    growth: "log",
    shock: sharedShock(laws[0], steps[0], years),
    variance,
    jumps: jumpsIn(laws[0], years),
  };
}

const jumpsIn = (law: MoveLaw, years: number): PathJumps | null =>
  law.kind === "kou" ? jumpsOf(law.jumps, years) : null;
