import { DAY_MS, HOUR_MS, YEAR_MS, type Gap } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";

/** Weekdays on which exchanges are closed beside weekends, a year: at most this many are taken for holidays. */
const HOLIDAYS_YEAR_MAX = 15;

const spanText = (ms: number): string => {
  const [size, unit] =
    ms >= DAY_MS ? [ms / DAY_MS, "day"] : ms >= HOUR_MS ? [ms / HOUR_MS, "hour"] : [ms / 60_000, "minute"];
  return `${Number(size.toPrecision(3))} ${unit}${size === 1 ? "" : "s"}`;
};

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** Day of the week, 0 to 6 counted from that of 1970-01-01; days before it are negative. */
const weekdayOf = (day: number): number => ((day % 7) + 7) % 7;

/** Days of the week on which there is no price at all. */
function emptyWeekdays(series: PriceSeries): readonly number[] {
  const seen = new Set([...series.closeMs].map((ms) => weekdayOf(dayOf(ms))));
  return [0, 1, 2, 3, 4, 5, 6].filter((day) => !seen.has(day));
}

/** What the missing days of a daily series are, where no price falls on two days of the week next to each other, and no more others lack than a year has holidays. */
function holidayNote(series: PriceSeries): readonly string[] {
  const { closeMs, intervalMs, gaps, source } = series;
  if (intervalMs !== DAY_MS || gaps.missing === 0) return [];
  const [one, two, ...more] = emptyWeekdays(series);
  if (one === undefined || two === undefined || more.length > 0 || ![1, 6].includes(two - one)) return [];
  const first = dayOf(closeMs[0] ?? Number.NaN);
  const last = dayOf(closeMs.at(-1) ?? Number.NaN);
  let weekend = 0;
  for (let day = first; day <= last; day++) if ([one, two].includes(weekdayOf(day))) weekend += 1;
  const others = last - first + 1 - closeMs.length - weekend;
  if (others > (HOLIDAYS_YEAR_MAX * (last - first + 1) * DAY_MS) / YEAR_MS) return [];
  const rest = others === 0 ? "" : `, and ${others} single days, as many as a year's holidays`;
  return [`The days that ${source} lacks are no fault of it: ${weekend} days of weekends${rest}.`];
}

/** What to say of a gap read from bars that are longer than the time in which one can act. */
function longBarNote(gap: Gap | null, intervalMs: number, reactionMs: number): readonly string[] {
  if (gap?.kind !== "estimated" || intervalMs <= reactionMs) return [];
  const bar = spanText(intervalMs);
  return [
    `Prices are ${bar} apart: whatever moves within that time counts as a gap, though you can act after ${spanText(reactionMs)}. Prices that close together would give smaller gaps.`,
  ];
}

/** What was put right in a file of prices, as it was asked. */
export const mendedNotes = ({ mended, source }: PriceSeries): readonly string[] =>
  mended.length === 0 ? [] : [`${source} was put right, as you asked: ${mended.join("; ")}.`];

/** What a reader of an answer must know of the prices behind it: what was put right in them, what lacks, and how coarse they are. */
export function seriesNotes(series: PriceSeries | null, gap: Gap | null, reactionMs: number): readonly string[] {
  if (series === null) return [];
  return [...mendedNotes(series), ...holidayNote(series), ...longBarNote(gap, series.intervalMs, reactionMs)];
}
