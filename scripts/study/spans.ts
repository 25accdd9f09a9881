/** The stretches of time that the tables are about. */
import { DAY_MS } from "../../src/model/index.js";

/** A stretch of time, from close to close, epoch ms UTC. */
export interface Span {
  /** Such as "2020" or "2020-03-12". */
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** One calendar year, UTC. */
const yearOf = (year: number): Span => ({
  name: String(year),
  fromMs: Date.UTC(year, 0, 1),
  toMs: Date.UTC(year + 1, 0, 1),
});

/** Calendar years, both ends included. */
export const years = (from: number, to: number): readonly Span[] =>
  Array.from({ length: to - from + 1 }, (_, i) => yearOf(from + i));

/** Days before and after the day of a crash. */
const AROUND_DAYS = 7;

const day = (name: string): Span => {
  const atMs = Date.parse(`${name}T00:00:00Z`);
  return { name, fromMs: atMs - AROUND_DAYS * DAY_MS, toMs: atMs + (AROUND_DAYS + 1) * DAY_MS };
};

const month = (year: number, number: number): Span => ({
  name: `${year}-${String(number).padStart(2, "0")}`,
  fromMs: Date.UTC(year, number - 1, 1),
  toMs: Date.UTC(year, number, 1),
});

/** Crashes of coins: a week before the day to a week after, or the month. */
export const coinCrashes: readonly Span[] = [
  day("2020-03-12"),
  day("2021-05-19"),
  month(2022, 6),
  month(2022, 11),
  day("2024-08-05"),
];

/** Crashes of shares. */
export const shareCrashes: readonly Span[] = [day("1987-10-19"), month(2008, 10), month(2020, 3)];
