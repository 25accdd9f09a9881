import type { Decision } from "../model/index.js";

/** What one who holds the asset is taken to want, stated or not: to keep it. Null where cash is the measure or another least was stated. */
function keepingNote({ tolerance }: Decision): string | null {
  return tolerance.measuredAgainst === "holding" && tolerance.leverageRatioMin === 1
    ? "It is taken that you mean to keep what you hold, so the answer is never below 1x; --against cash asks the other question."
    : null;
}

/** The decision with what was assumed on the way to it among its notes. */
export function withNotes(decision: Decision, notes: readonly string[]): Decision {
  const keeping = keepingNote(decision);
  return { ...decision, notes: [...notes, ...(keeping === null ? [] : [keeping]), ...decision.notes] };
}
