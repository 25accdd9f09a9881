import { money } from "./format.js";

/** Wealth at one time: five quantiles, ascending. */
export interface FanSlice {
  /** Part of the horizon, 0 to 1. */
  readonly at: number;
  readonly quantiles: readonly [number, number, number, number, number];
}

/** A fan to draw: how wealth spreads over time. */
export interface FanPicture {
  readonly title: string;
  /** Ascending in time, the start first. */
  readonly slices: readonly FanSlice[];
  /** Ends of the vertical axis, money, in logs between. */
  readonly from: number;
  readonly to: number;
  /** How the middle and the end of the time axis are written. */
  readonly middle: string;
  readonly end: string;
}

const COLUMNS = 64;
const ROWS = 9;
const LABEL = 11;

/** Characters of a cell beyond the middle half of paths, within it, and at the median. */
const OUTER = ".";
const INNER = ":";
const MEDIAN = "o";

/** Quantiles at a part of the horizon, straight between the slices. */
function quantilesAt(slices: readonly FanSlice[], at: number): readonly number[] {
  const after = slices.findIndex((slice) => slice.at >= at);
  const right = slices[Math.max(0, after)];
  const left = slices[after - 1];
  if (right === undefined) return [];
  if (left === undefined || right.at === left.at) return right.quantiles;
  const part = (at - left.at) / (right.at - left.at);
  return right.quantiles.map((value, i) => value * part + (left.quantiles[i] ?? value) * (1 - part));
}

/** Row of a value, 0 the lowest; beyond the frame below 0 or above the last. */
function rowOf(value: number, { from, to }: FanPicture): number {
  if (value <= 0) return -1;
  return Math.round((Math.log(value / from) / Math.log(to / from)) * (ROWS - 1));
}

/** One column of the picture, the lowest cell first. */
function columnAt(picture: FanPicture, at: number): readonly string[] {
  const [low = 0, quarter = 0, median = 0, three = 0, high = 0] = quantilesAt(picture.slices, at).map((value) =>
    rowOf(value, picture),
  );
  return Array.from({ length: ROWS }, (_, row) => {
    if (row === Math.max(0, Math.min(ROWS - 1, median))) return MEDIAN;
    if (row >= quarter && row <= three) return INNER;
    return row >= low && row <= high ? OUTER : " ";
  });
}

/** The picture in plain ASCII, at most 78 columns and 12 lines: time to the right, money upwards in logs. */
export function fanPicture(picture: FanPicture): readonly string[] {
  const { title, from, to, middle, end } = picture;
  const columns = Array.from({ length: COLUMNS }, (_, column) => columnAt(picture, column / (COLUMNS - 1)));
  const ticks = new Map(
    [ROWS - 1, (ROWS - 1) / 2, 0].map((row) => [row, money(tidy(from * (to / from) ** (row / (ROWS - 1))))]),
  );
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const row = ROWS - 1 - index;
    return `${(ticks.get(row) ?? "").padStart(LABEL)} |${columns.map((cells) => cells[row] ?? " ").join("")}`;
  });
  const half = `now${middle.padStart(COLUMNS / 2 + Math.ceil(middle.length / 2) - 3)}`;
  return [
    title,
    ...rows.map((row) => row.trimEnd()),
    `${" ".repeat(LABEL)} +${"-".repeat(COLUMNS)}`,
    `${" ".repeat(LABEL + 2)}${half}${end.padStart(COLUMNS - half.length)}`,
  ];
}

/** A number to three digits. */
const tidy = (value: number): number => Number(value.toPrecision(3));

/** Ends of an axis that shows these fans alike; what lies a thousandth below the highest is cut off. */
export function fanFrame(fans: readonly (readonly FanSlice[])[]): { readonly from: number; readonly to: number } {
  const values = fans.flatMap((slices) => slices.flatMap(({ quantiles }) => quantiles)).filter((value) => value > 0);
  const to = Math.max(...values);
  const from = Math.max(Math.min(...values), to / DEPTH);
  return from < to ? { from, to } : { from: from / 2, to: to * 2 };
}

const DEPTH = 1000;
