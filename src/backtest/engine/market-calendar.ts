import { DAY_MS } from "../../model/index.js";

/** Closes after which days of the week that have none are a market's habit and not chance. */
const CLOSES_MIN = 20;
/** Days of the longest step that weekends and holidays together make of a market that closes. */
const CLOSED_DAYS_MAX = 5;

/** Steps that are longer than a bar, each by the index of the first bar after it. */
export interface LongSteps {
  /** Over days on which the market is closed. */
  readonly closures: readonly number[];
  /** Over bars that lack. */
  readonly bridges: readonly number[];
}

/** True where no close falls on two days of the week that are neighbours, whichever the file's stamps make of a weekend. */
function closesOnWeekends(closeMs: Float64Array, intervalMs: number): boolean {
  if (intervalMs !== DAY_MS || closeMs.length < CLOSES_MIN) return false;
  const days = new Set(Array.from(closeMs, (ms) => ((Math.floor(ms / DAY_MS) % 7) + 7) % 7));
  return [0, 1, 2, 3, 4, 5, 6].some((day) => !days.has(day) && !days.has((day + 1) % 7));
}

/**
 * The steps of a series of prices that are longer than a bar. Of daily bars, 20 at least, of which none falls on a weekend, steps of up to
 * five days are the market's own calendar; every other long step lacks bars.
 */
export function longStepsOf(closeMs: Float64Array, intervalMs: number): LongSteps {
  const mayClose = closesOnWeekends(closeMs, intervalMs);
  const [closures, bridges]: [number[], number[]] = [[], []];
  for (let i = 1; i < closeMs.length; i++) {
    const bars = Math.round((closeMs[i] - closeMs[i - 1]) / intervalMs);
    if (bars > 1) (mayClose && bars <= CLOSED_DAYS_MAX ? closures : bridges).push(i);
  }
  return { closures, bridges };
}
