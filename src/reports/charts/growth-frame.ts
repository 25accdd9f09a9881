import type { ReportData } from "../../decision/index.js";
import type { Decision, DecisionAnswer } from "../../model/index.js";
import { capWords } from "../answer.js";
import { multiple, points as pointsOf } from "../format.js";
import { ink, LINE, type ChartSize } from "./chart-option.js";
import { placedFlags, positionFlags, rowsOf, type Flag, type PlacedFlag } from "./flags.js";

/** True where growth has an interval to show: without a view on the drift, or with one that carries no error, nothing says how sure it is. */
export const hasInterval = ({ estimates }: Pick<Decision, "estimates">): boolean =>
  (estimates.driftAnnual?.standardError ?? 0) > 0;

/** Caps apply on the side of the answer. */
const sideOf = (decision: Decision): 1 | -1 =>
  decision.status !== "infeasible" && decision.leverageRatio < 0 ? -1 : 1;

/** Caps inside the picture and beyond it, as signed leverage ratios. */
export function capsInView({ decision, growth }: ReportData): {
  readonly inside: readonly { readonly name: string; readonly at: number; readonly binds: boolean }[];
  readonly beyond: readonly { readonly name: string; readonly at: number }[];
} {
  const [low, high] = [growth[0]?.leverageRatio ?? 0, growth.at(-1)?.leverageRatio ?? 0];
  const bound = decision.status === "infeasible" ? decision.conflict : [decision.boundBy];
  const caps = decision.caps.flatMap(({ name, leverageRatioMax }) =>
    leverageRatioMax === null
      ? []
      : [{ name: capWords(name), at: sideOf(decision) * leverageRatioMax, binds: bound.includes(name) }],
  );
  const isInside = ({ at }: { readonly at: number }): boolean => at >= low && at <= high;
  return { inside: caps.filter(isInside), beyond: caps.filter((cap) => !isInside(cap)) };
}

/** Every line of the picture: the caps, the answer and what is held. */
const flagsOf = (data: ReportData): readonly Flag[] => [
  ...capsInView(data).inside.map(({ name, at, binds }) => ({
    x: at,
    words: `${name} ${multiple(Math.abs(at))}`,
    color: binds ? ink.bound : ink.cap,
    dashed: true,
  })),
  ...positionFlags(data.decision, data.heldAt),
];

/** Share of the height of the curve left below the lowest thing that must be seen. */
const MARGIN = 0.12;

/** Growth a year below which a place that would have to be seen is let go: the rest of the curve would be a flat line. */
const DEEP = 1.2;

/** Lowest and highest growth drawn: steep losses are cut off, so that the top of the curve can be seen. */
function heightsOf({ growth, decision, heldAt }: ReportData): { readonly low: number; readonly high: number } {
  const answer = decision.status === "infeasible" ? null : decision.leverageRatio;
  const places = [0, 1, answer ?? 1, heldAt ?? 1];
  const seen = growth.filter(({ leverageRatio }) => places.includes(leverageRatio));
  const doubted = seen.find(({ leverageRatio }) => leverageRatio === (answer ?? heldAt ?? 1))?.credible90 ?? null;
  const interval = doubted === null || !hasInterval(decision) ? [] : [...doubted];
  const high = Math.max(0, ...growth.flatMap(({ growthAnnual }) => growthAnnual ?? []), ...interval);
  const heights = [...seen.flatMap(({ growthAnnual }) => growthAnnual ?? []), ...interval];
  const low = Math.min(0, ...heights.filter((height) => height > high - DEEP));
  const span = Math.max(high - low, 0.01);
  return { low: low - MARGIN * span, high: high + 0.04 * span };
}

/** Where everything of the picture lies. */
export interface Frame extends ChartSize {
  readonly left: number;
  readonly right: number;
  readonly plotHeight: number;
  readonly low: number;
  readonly high: number;
  /** Growth a year that one row of names takes. */
  readonly perLine: number;
  readonly flags: readonly PlacedFlag[];
  readonly lanes: readonly Lane[];
}

/** A stretch of leverage under the curve, with its name. */
export interface Lane {
  readonly words: string;
  readonly low: number;
  readonly high: number;
  readonly color: string;
}

/** The no-trade band, and where leverage costs little. */
function lanesOf(decision: Decision): readonly Lane[] {
  if (decision.status === "infeasible") return [];
  const { band, regret }: DecisionAnswer = decision;
  const regions = regret.map(({ within, low, high }) => ({
    words: `costs < ${pointsOf(within).replace(/points?/, "pt")}`,
    low,
    high,
    color: ink.region,
  }));
  return band.low === band.high
    ? regions
    : [{ words: "no trade", low: band.low, high: band.high, color: ink.answer }, ...regions];
}

const LEFT = 92;
const RIGHT = 16;
const AXIS_NAME = 24;

/** Room above the plot, height of a lane, and room for the numbers between the plot and the lanes, pixels. */
export const TOP = 6;
export const LANE = 15;
export const TICKS = 24;

/** Places everything in pixels. */
export function frameOf(data: ReportData, size: ChartSize): Frame {
  const { growth } = data;
  const [from, to] = [growth[0]?.leverageRatio ?? 0, growth.at(-1)?.leverageRatio ?? 1];
  const width = size.width - LEFT - RIGHT;
  const flags = placedFlags(flagsOf(data), {
    pixelsOf: (x) => LEFT + ((x - from) / (to - from)) * width,
    end: size.width - 4,
  });
  const lanes = lanesOf(data.decision);
  const plotHeight = size.height - TOP - TICKS - lanes.length * LANE - AXIS_NAME;
  const { low, high } = heightsOf(data);
  const perLine = ((high - low) * LINE) / (plotHeight - rowsOf(flags) * LINE);
  return { ...size, left: LEFT, right: RIGHT, plotHeight, low, high, perLine, flags, lanes };
}
