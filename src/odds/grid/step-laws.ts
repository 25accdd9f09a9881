import { normalStep } from "./normal-step.js";
import { kouStep } from "./kou-step.js";
import { mixtureStep, smoothedStep } from "./mixture-step.js";
import { studentTStep } from "./student-t-step.js";
import type { MoveLaw } from "../../model/index.js";
import type { StepLaw } from "./step-law.js";

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
