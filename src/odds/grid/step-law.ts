import { normalStep } from "./normal-step.js";
import { kouStep } from "./kou-step.js";
import { mixtureStep, smoothedStep } from "./mixture-step.js";
import { studentTStep } from "./student-t-step.js";
import type { MoveLaw } from "../../model/index.js";

/** The law of the log of the price over one step of the grid, as numbers. */
export interface StepLaw {
  /** Density at a log move. */
  density(move: number): number;
  /** P(move <= at). */
  below(at: number): number;
  /** P(move > at), without loss of figures in the far tail. */
  above(at: number): number;
  readonly mean: number;
  readonly deviation: number;
  /** Narrowest length over which the density bends: it sets the nodes. */
  readonly finest: number;
  /** Points, ascending, between any two of which the density is smooth; beyond the first and the last it is as good as none. */
  readonly edges: readonly number[];
  /** Part of the density at a log move that came there without a jump: it was closed on its way, at the level, and not beyond. */
  unbroken(move: number): number;
  /** P(a level was met between two looks), given how far from it the path stood at each, both above 0. */
  crossing(startDistance: number, endDistance: number): number;
  /** End distance beyond which that chance is none. */
  crossingReach(startDistance: number): number;
}

/** The law over a step of `years`; a law of one step is taken as it is. */
export function stepLawOf(law: MoveLaw, years: number): StepLaw {
  switch (law.kind) {
    case "normal":
      return normalStep(law.driftAnnual * years, law.volatilityAnnual * Math.sqrt(years));
    case "kou":
      return kouStep(law, years);
    case "student-t":
      return studentTStep(law);
    case "normal-mixture":
      return mixtureStep(law.parts);
    case "empirical":
      return smoothedStep(law);
  }
}
