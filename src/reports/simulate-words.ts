import type { Measured, Quantile } from "../odds/index.js";
import type { FollowedAs } from "../decision/index.js";
import { InternalError } from "../errors/index.js";
import { DAY_MS, YEAR_MS } from "../model/index.js";
import { duration, money, oneIn, percent } from "./format.js";

/** What a column is called. */
export const followedWords: Readonly<Record<FollowedAs, string>> = {
  advised: "as advised",
  asked: "as you ask",
  "left-alone": "left alone",
  unlevered: "1x, left alone",
};

/** The quantile of a chance. @throws InternalError (E_INTERNAL) where it was not computed */
export function quantileOf(quantiles: readonly Quantile[], probability: number): Quantile {
  const found = quantiles.find((quantile) => Math.abs(quantile.probability - probability) < 1e-9);
  if (found !== undefined) return found;
  throw new InternalError({
    field: "quantiles",
    got: `none of ${probability}`,
    want: "that quantile among those computed",
    hint: "this is a bug: please report it",
  });
}

/** Thousands separated. */
const grouped = (text: string): string => text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");

/** Errors below this part of their number are rounding. */
const ROUNDING = 1e-9;

/** True where a number has an error that is worth telling. */
const isUncertain = ({ value, standardError }: Measured): boolean => standardError > ROUNDING * Math.abs(value);

/** Errors whose first digit is below this are told to two digits: a step of one digit would be much of them. */
const COARSE = 3;

/** A number and its error, both as far as the error says anything: "28,110 +- 210", "3.1 +- 0.6". */
export function measuredWords(measured: Measured, times = 1): string {
  const [shown, error] = [measured.value * times, measured.standardError * times];
  if (!isUncertain(measured)) return money(shown);
  const first = Math.floor(Math.log10(error));
  const place = error / 10 ** first < COARSE ? first - 1 : first;
  const round = (number: number): string =>
    grouped((Math.round(number / 10 ** place) * 10 ** place).toFixed(Math.max(0, -place)));
  return `${round(shown)} +- ${round(error)}`;
}

/** A fraction and its error as percentages: "1.23 +- 0.05 %". */
export const measuredPercent = (measured: Measured): string =>
  isUncertain(measured) ? `${measuredWords(measured, 100)} %` : percent(measured.value);

/** Errors of a chance below which it is told from none. */
const SEEN = 2;

/** How many of a hundred are liquidated, as the end of a sentence. */
export function liquidatedWords({ value, standardError }: Measured): string {
  if (value < 1e-9)
    return standardError > 1e-9 ? `fewer than ${oneIn(SEEN * standardError)} is liquidated` : "none is liquidated";
  if (value < 0.01)
    return value < SEEN * standardError
      ? `fewer than ${oneIn(value + SEEN * standardError)} is liquidated`
      : `${oneIn(value)} is liquidated`;
  if (value > 0.995) return "all are liquidated";
  const count = Math.round(100 * value);
  return count === 1 ? "1 is liquidated" : `${count} are liquidated`;
}

/** "Of 100 years like this", "Of 100 spells of 90 days like this". */
export const outOfHundred = (horizonMs: number): string =>
  duration(horizonMs) === "a year" ? "Of 100 years like this" : `Of 100 spells of ${duration(horizonMs)} like this`;

const MONTH_MS = YEAR_MS / 12;

/** A time in words: whole months, or days. */
export function timeWords(ms: number): string {
  const months = ms / MONTH_MS;
  if (months < 12 && months >= 1 && Math.abs(months - Math.round(months)) < 1e-6)
    return Math.round(months) === 1 ? "a month" : `${Math.round(months)} months`;
  return duration(ms < YEAR_MS && ms > 10 * DAY_MS ? Math.round(ms / DAY_MS) * DAY_MS : ms);
}
