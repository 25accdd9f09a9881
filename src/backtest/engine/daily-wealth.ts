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
  const from = dayEnds.findIndex((end) => end > start);
  const until = dayEnds.findIndex((end) => end >= last);
  const daily = { closeMs: new Float64Array(until - from + 2), wealth: new Float64Array(until - from + 2) };
  for (let day = 0; day < daily.wealth.length; day++) {
    const at = day === 0 ? start : Math.min(last, dayEnds[from + day - 1]);
    daily.closeMs[day] = closeMs[at];
    daily.wealth[day] = day < course.days ? course.daily[day] : course.wealthEnd;
  }
  return daily;
}
