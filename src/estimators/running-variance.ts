import { DAY_MS, YEAR_MS } from "../model/index.js";
import type { DailyBars } from "./daily-bars.js";

/** Mean variance a day of all days up to each. */
export const runningVariance = ({ variance }: DailyBars): Float64Array => {
  let sum = 0;
  return variance.map((value, day) => (sum += value) / (day + 1));
};

/** Exponentially weighted variance a day, weights falling with elapsed time as in `ewmaVolatility`. */
export const decayingVariance = ({ variance, timeMs, daysPerYear }: DailyBars, decayPerDay: number): Float64Array => {
  let [weighted, weights] = [0, 0];
  return variance.map((value, day) => {
    const elapsed = day === 0 ? 1 : (timeMs[day] - timeMs[day - 1]) / DAY_MS;
    const decay = decayPerDay ** elapsed;
    weighted = weighted * decay + value;
    weights = weights * decay + elapsed;
    return ((weighted / weights) * YEAR_MS) / DAY_MS / daysPerYear;
  });
};
