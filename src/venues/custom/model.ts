import { lendingModel } from "../lending-model.js";
import type { LendingRule } from "../lending-rule.js";
import { perpetualModel } from "../perpetual-model.js";
import type { PerpetualRule } from "../perpetual-rule.js";
import type { VenueModel } from "../venue.js";

/** A rule as a parameter file states it: one of the two shared kinds. */
export type CustomRule =
  | { readonly kind: "lending"; readonly rule: LendingRule }
  | { readonly kind: "perpetual"; readonly rule: PerpetualRule };

/** The model of a rule. */
export const customModel = (given: CustomRule): VenueModel =>
  given.kind === "lending" ? lendingModel(given.rule) : perpetualModel(given.rule);
