import type { Decision } from "../../model/index.js";
import { multiple } from "../format.js";
import { ink, labelText, LINE, textWidth, type ChartOption } from "./chart-option.js";

/** A vertical line with its name on top. */
export interface Flag {
  readonly x: number;
  readonly words: string;
  readonly color: string;
  readonly dashed: boolean;
}

/** Flags of the answer and of what is held, where those stand. */
export function positionFlags(decision: Decision, heldAt: number | null): readonly Flag[] {
  const { current } = decision;
  const held =
    current === null || heldAt === null
      ? []
      : [{ x: heldAt, words: `you now ${multiple(current.leverageRatio)}`, color: ink.held, dashed: false }];
  if (decision.status === "infeasible") return held;
  const at = decision.leverageRatio;
  return [...held, { x: at, words: `answer ${multiple(at)}`, color: ink.answer, dashed: false }];
}

/** A flag with its row, counted from the lowest, and the side of the line that its name is on. */
export interface PlacedFlag extends Flag {
  readonly row: number;
  readonly anchor: "left" | "right";
}

/** Where x lies in pixels, and where the room for names ends. */
export interface Ruler {
  readonly pixelsOf: (x: number) => number;
  readonly end: number;
}

/** Pixels between a line and its name, and between two names. */
const SPACE = 8;

/** From where to where the name of a flag reaches, pixels. */
function spanOf(flag: Flag, { pixelsOf, end }: Ruler): { readonly from: number; readonly to: number } {
  const at = pixelsOf(flag.x);
  const width = textWidth(flag.words) + SPACE;
  return at + width > end ? { from: at - width, to: at } : { from: at, to: at + width };
}

/**
 * Rows for the names, so that none overlaps another: placed from the right, each in the lowest row above all that it meets.
 * A line then ends below every name that passes over it, for those to its left are higher.
 */
export function placedFlags(flags: readonly Flag[], ruler: Ruler): readonly PlacedFlag[] {
  const placed: (PlacedFlag & { readonly from: number; readonly to: number })[] = [];
  for (const flag of [...flags].sort((a, b) => b.x - a.x)) {
    const { from, to } = spanOf(flag, ruler);
    const met = placed.filter((other) => other.from < to + SPACE && other.to > from - SPACE);
    const row = Math.max(-1, ...met.map((other) => other.row)) + 1;
    placed.push({ ...flag, row, anchor: from < ruler.pixelsOf(flag.x) ? "left" : "right", from, to });
  }
  return placed;
}

/** Rows that the flags take. */
export const rowsOf = (flags: readonly PlacedFlag[]): number => Math.max(0, ...flags.map(({ row }) => row + 1));

/** Series that draw the flags from `bottom` up to their rows above `top`; `perLine` is the height of one row in units of y. */
export function flagSeries(
  flags: readonly PlacedFlag[],
  { bottom, top, perLine }: { readonly bottom: number; readonly top: number; readonly perLine: number },
): readonly ChartOption[] {
  const heightOf = ({ row }: PlacedFlag): number => top + (row + 0.75) * perLine;
  const lines = flags.map((flag) => ({
    type: "line",
    silent: true,
    showSymbol: false,
    z: 3,
    lineStyle: { color: flag.color, width: flag.dashed ? 1.25 : 2, type: flag.dashed ? [4, 3] : "solid" },
    data: [
      [flag.x, bottom],
      [flag.x, heightOf(flag)],
    ],
  }));
  const names = {
    type: "scatter",
    silent: true,
    z: 6,
    symbolSize: 0.01,
    itemStyle: { color: "transparent", opacity: 1 },
    data: flags.map((flag) => ({
      value: [flag.x, heightOf(flag) - perLine / 4],
      label: {
        ...labelText(flag.color, flag.dashed ? "normal" : "bold"),
        show: true,
        position: flag.anchor,
        distance: 4,
        formatter: flag.words,
        backgroundColor: ink.paper,
        lineHeight: LINE - 3,
      },
    })),
  };
  return [...lines, names];
}
