import { percent } from "./format.js";

/** A letter under the curve, at one place of the horizontal axis. */
export interface Mark {
  readonly letter: string;
  readonly x: number;
  readonly words: string;
}

/** What the picture shows. */
export interface Curve {
  /** Title of the picture, printed above it. */
  readonly title: string;
  /** Points in ascending x; y is a fraction. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly marks: readonly Mark[];
  /** Places whose height must be seen; what lies far below them all is cut off. */
  readonly focus: readonly number[];
  /** How a place on the axis is written. */
  readonly axis: (x: number) => string;
}

const COLUMNS = 66;
const ROWS = 8;
const LABEL = 9;
/** Share of the height seen that is left below its lowest place. */
const MARGIN = 0.15;
/** Characters for the lower, middle and upper third of a cell. */
const THIRDS = [".", "-", "'"] as const;

/** y of the curve at x, straight between its points. */
function heightAt(points: Curve["points"], x: number): number {
  const after = points.findIndex((point) => point.x >= x);
  const right = points[after];
  const left = points[after - 1];
  if (right === undefined) return points[points.length - 1]?.y ?? 0;
  if (left === undefined || right.x === left.x) return right.y;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}

interface Frame {
  readonly fromX: number;
  readonly toX: number;
  readonly fromY: number;
  readonly toY: number;
}

/** The part of the plane to draw: steep losses are cut off, so that the top of the curve can be seen. */
function frameOf({ points, focus }: Curve): Frame {
  const heights = points.map((point) => point.y);
  const top = Math.max(...heights);
  const lowest = Math.min(...heights);
  const seen = Math.min(...focus.map((x) => heightAt(points, x)), top - MARGIN * (top - lowest));
  const low = Math.max(lowest, seen - MARGIN * (top - seen));
  const span = Math.max(top - low, 1e-6);
  return { fromX: points[0]?.x ?? 0, toX: points[points.length - 1]?.x ?? 1, fromY: low, toY: top + span * 0.02 };
}

const columnOf = (x: number, { fromX, toX }: Frame): number =>
  Math.round(((x - fromX) / (toX - fromX)) * (COLUMNS - 1));

/** Rows of cells with the curve drawn in them, highest first. */
function drawn(points: Curve["points"], frame: Frame): string[][] {
  const rows = Array.from({ length: ROWS }, () => Array.from({ length: COLUMNS }, () => " "));
  for (let column = 0; column < COLUMNS; column++) {
    const x = frame.fromX + ((frame.toX - frame.fromX) * column) / (COLUMNS - 1);
    const share = (heightAt(points, x) - frame.fromY) / (frame.toY - frame.fromY);
    if (share < 0) continue;
    const third = Math.min(ROWS * THIRDS.length - 1, Math.floor(share * ROWS * THIRDS.length));
    const row = rows[ROWS - 1 - Math.floor(third / THIRDS.length)];
    if (row !== undefined) row[column] = THIRDS[third % THIRDS.length] ?? ".";
  }
  return rows;
}

/** The line of letters under the curve; a mark on a taken place moves to the next free one. */
function letterLine(marks: readonly Mark[], frame: Frame): string {
  const cells = Array.from({ length: COLUMNS }, () => " ");
  for (const mark of marks) {
    let column = columnOf(mark.x, frame);
    while (column < COLUMNS && cells[column] !== " ") column++;
    if (column >= 0 && column < COLUMNS) cells[column] = mark.letter;
  }
  return cells.join("");
}

/** A line with the left, middle and right of the horizontal axis. */
function axisLine(frame: Frame, axis: Curve["axis"]): string {
  const middle = axis((frame.fromX + frame.toX) / 2);
  const right = axis(frame.toX);
  const left = axis(frame.fromX).padEnd(Math.floor(COLUMNS / 2 - middle.length / 2)) + middle;
  return left + right.padStart(COLUMNS - left.length);
}

/** A picture of at most 14 lines and 78 columns in plain ASCII: the curve, letters under it, and what they mean. */
export function chart(curve: Curve): readonly string[] {
  const { points, axis } = curve;
  if (points.length < 2) return [];
  const frame = frameOf(curve);
  const marks = curve.marks.filter((mark) => mark.x >= frame.fromX && mark.x <= frame.toX);
  const label = (text: string): string => text.replace("\u00a0", " ").padStart(LABEL) + " |";
  const rows = drawn(points, frame).map((row, index) => {
    const shown = index === 0 ? percent(frame.toY) : index === ROWS - 1 ? percent(frame.fromY) : "";
    return label(shown) + row.join("");
  });
  const legend = marks.map((mark) => `${mark.letter} ${mark.words}`);
  return [
    curve.title,
    ...rows.map((row) => row.trimEnd()),
    `${" ".repeat(LABEL)} +${"-".repeat(COLUMNS)}`,
    ...(marks.length === 0 ? [] : [`${" ".repeat(LABEL + 2)}${letterLine(marks, frame)}`.trimEnd()]),
    `${" ".repeat(LABEL + 2)}${axisLine(frame, axis)}`.trimEnd(),
    ...legendLines(legend),
  ];
}

/** At most two lines of what the letters mean. */
function legendLines(legend: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const entry of legend) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + entry.length + 3 <= 66) lines[lines.length - 1] = `${last}   ${entry}`;
    else lines.push(entry);
  }
  return lines.slice(0, 2).map((line) => `${" ".repeat(LABEL + 2)}${line}`);
}
