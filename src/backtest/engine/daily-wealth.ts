import type { PreparedMarket } from "./prepared-market.js";
import type { Course } from "./summary.js";

/** Wealth at the start and at the last close of each UTC day after it, to the end of the run: all that luck is judged by. */
export interface DailyWealth {
  /** Epoch ms UTC. */
  readonly closeMs: Float64Array;
  /** Quote currency; from a ruin on what was then left. */
  readonly wealth: Float64Array;
}

/** Wealth day by day, from what the loop counts; no column is needed. */
export function dailyWealth({ closeMs, dayEnds, last }: PreparedMarket, start: number, course: Course): DailyWealth {
  const ends = [start, ...dayEnds.filter((end) => end > start && end < last), last];
  return {
    closeMs: Float64Array.from(ends, (at) => closeMs[at]),
    wealth: Float64Array.from(ends, (_, day) => (day < course.days ? course.daily[day] : course.wealthEnd)),
  };
}
