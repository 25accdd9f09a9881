import type { PreparedMarket } from "./prepared-market.js";
import { estimatesOf, signalsOf, startOf, type RunTerms } from "./run.js";

/** Index of the first close of a run: as soon as all that its policy asks for is known. */
function firstOf(prepared: PreparedMarket, terms: RunTerms): number {
  const signals = signalsOf(prepared, terms.policy).map(({ first }) => first);
  return startOf(prepared, [...signals, estimatesOf(prepared, terms)?.first ?? 0]);
}

/**
 * The market from the first close on at which every one of these runs can begin, so that all are of the same days: runs of
 * different days cannot be held against each other.
 * @throws as runPrepared, for what its policy asks to know
 */
export function withCommonStart(prepared: PreparedMarket, runs: readonly RunTerms[]): PreparedMarket {
  const first = Math.max(...runs.map((terms) => firstOf(prepared, terms)));
  return { ...prepared, first, market: { ...prepared.market, fromMs: prepared.closeMs[first] } };
}
