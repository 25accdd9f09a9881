import type { Decision } from "../model/index.js";

/** The decision with what was assumed on the way to it among its notes. */
export const withNotes = (decision: Decision, notes: readonly string[]): Decision => ({
  ...decision,
  notes: [...notes, ...decision.notes],
});
