import type { GrowthPoint, ReportData } from "../../decision/index.js";
import type { Decision, DecisionAnswer } from "../../model/index.js";
import { capWords } from "../answer.js";
import { multiple, percent, points as pointsOf } from "../format.js";
import { ink, labelText, LINE, still, valueAxis, type ChartOption, type ChartSize } from "./chart-option.js";
import { flagSeries, placedFlags, rowsOf, type Flag, type PlacedFlag } from "./flags.js";

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
function flagsOf(data: ReportData): readonly Flag[] {
  const { decision, heldAt } = data;
  const caps = capsInView(data).inside.map(({ name, at, binds }) => ({
    x: at,
    words: `${name} ${multiple(Math.abs(at))}`,
    color: binds ? ink.bound : ink.cap,
    dashed: true,
  }));
  const { current } = decision;
  return [
    ...caps,
    ...(current === null || heldAt === null
      ? []
      : [{ x: heldAt, words: `you now ${multiple(current.leverageRatio)}`, color: ink.held, dashed: false }]),
    ...(decision.status === "infeasible"
      ? []
      : [
          {
            x: decision.leverageRatio,
            words: `answer ${multiple(decision.leverageRatio)}`,
            color: ink.answer,
            dashed: false,
          },
        ]),
  ];
}

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

interface Frame extends ChartSize {
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
interface Lane {
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
const LANE = 15;
const TICKS = 24;
const AXIS_NAME = 24;

/** Places everything in pixels. */
function frameOf(data: ReportData, size: ChartSize): Frame {
  const { growth } = data;
  const [from, to] = [growth[0]?.leverageRatio ?? 0, growth.at(-1)?.leverageRatio ?? 1];
  const width = size.width - LEFT - RIGHT;
  const flags = placedFlags(flagsOf(data), {
    pixelsOf: (x) => LEFT + ((x - from) / (to - from)) * width,
    end: size.width - 4,
  });
  const lanes = lanesOf(data.decision);
  const plotHeight = size.height - 6 - TICKS - lanes.length * LANE - AXIS_NAME;
  const { low, high } = heightsOf(data);
  const perLine = ((high - low) * LINE) / (plotHeight - rowsOf(flags) * LINE);
  return { ...size, left: LEFT, right: RIGHT, plotHeight, low, high, perLine, flags, lanes };
}

/** The curve. */
const curveSeries = (growth: readonly GrowthPoint[]): ChartOption => ({
  type: "line",
  silent: true,
  showSymbol: false,
  z: 4,
  lineStyle: { color: ink.text, width: 2.5 },
  data: growth.map(({ leverageRatio, growthAnnual }) => [leverageRatio, growthAnnual]),
});

/** Where the interval is drawn: a polygon, up along its upper edge and back along the lower one. */
function intervalSeries(growth: readonly GrowthPoint[], { high }: Frame): ChartOption {
  const kept = growth.flatMap(({ leverageRatio, credible90 }) =>
    credible90 === null ? [] : [{ leverageRatio, low: credible90[0], high: credible90[1] }],
  );
  const outline = [
    ...kept.map((point) => [point.leverageRatio, Math.min(high, point.high)]),
    ...[...kept].reverse().map((point) => [point.leverageRatio, Math.min(high, point.low)]),
  ];
  return {
    type: "custom",
    silent: true,
    clip: true,
    z: 1,
    data: [[0, 0]],
    renderItem: (_params: unknown, api: { coord: (at: readonly number[]) => readonly number[] }) => ({
      type: "polygon",
      shape: { points: outline.map((at) => api.coord(at)) },
      style: { fill: ink.answer, fillOpacity: 0.1 },
    }),
  };
}

/** A point on the picture. */
const marked = (value: readonly [number, number], color: string, symbol: string): ChartOption => ({
  value,
  symbol,
  symbolSize: 13,
  symbolRotate: symbol === "triangle" ? 180 : 0,
  itemStyle: { color, opacity: 1, borderColor: ink.paper, borderWidth: 2 },
});

/** The points of the answer and of what is held; one far below the picture is marked at its edge. */
function pointSeries({ decision, heldAt }: ReportData, { low }: Frame): ChartOption {
  const grows = decision.current?.growthAnnual ?? -Infinity;
  const held =
    heldAt === null ? [] : [marked([heldAt, Math.max(low, grows)], ink.held, grows < low ? "triangle" : "diamond")];
  const answer =
    decision.status === "infeasible"
      ? []
      : [marked([decision.leverageRatio, decision.growth.rateAnnual], ink.answer, "circle")];
  return { type: "scatter", silent: true, z: 7, data: [...held, ...answer] };
}

/** Stretches of leverage at which growth is minus infinity: one liquidation may take everything. */
function ruinSeries(growth: readonly GrowthPoint[], { low, high }: Frame): ChartOption {
  const stretches: [number, number][] = [];
  growth.forEach(({ leverageRatio, growthAnnual }, index) => {
    if (growthAnnual !== null) return;
    const last = stretches.at(-1);
    if (last !== undefined && growth[index - 1]?.growthAnnual === null) last[1] = leverageRatio;
    else stretches.push([leverageRatio, leverageRatio]);
  });
  return {
    type: "line",
    silent: true,
    data: [],
    markArea: {
      silent: true,
      itemStyle: { color: ink.ruin, opacity: 0.3 },
      data: stretches.map(([from, to]) => [{ coord: [from, low] }, { coord: [to, high] }]),
    },
  };
}

/** Shade of the regret regions behind the curve, one over the other: the darkest is where leverage matters least. */
const regretSeries = (decision: Decision, { low, high }: Frame): ChartOption => ({
  type: "line",
  silent: true,
  data: [],
  markArea: {
    silent: true,
    itemStyle: { color: ink.region, opacity: 0.06 },
    data:
      decision.status === "infeasible"
        ? []
        : decision.regret.map((region) => [{ coord: [region.low, low] }, { coord: [region.high, high] }]),
  },
});

/** The lanes under the curve, in the second grid. */
const laneSeries = (lanes: readonly Lane[]): readonly ChartOption[] =>
  lanes.map(({ low, high, color }, index) => ({
    type: "line",
    silent: true,
    showSymbol: false,
    xAxisIndex: 1,
    yAxisIndex: 1,
    lineStyle: { color, width: 9, cap: "butt" },
    data: [
      [low, index],
      [high, index],
    ],
  }));

/** The line of no growth. */
const zeroSeries: ChartOption = {
  type: "line",
  silent: true,
  data: [],
  markLine: {
    silent: true,
    symbol: "none",
    label: { show: false },
    lineStyle: { color: ink.soft, type: "solid", width: 1 },
    data: [{ yAxis: 0 }],
  },
};

/** Axes of the curve and, with the same leverage, of the lanes under it. */
function axesOf(data: ReportData, frame: Frame): Pick<ChartOption, "grid" | "xAxis" | "yAxis"> {
  const { low, high, perLine, flags, lanes, left, right, plotHeight } = frame;
  const ends = { min: data.growth[0]?.leverageRatio ?? 0, max: data.growth.at(-1)?.leverageRatio ?? 1 };
  const leverage = valueAxis({ ...ends, parts: frame.width < 500 ? 5 : 9, words: multiple });
  const growth = valueAxis({
    min: low,
    max: high + rowsOf(flags) * perLine,
    parts: 7,
    words: (value) => (value <= high ? percent(value) : ""),
  });
  const name = { name: "leverage: what you hold / what is yours", nameLocation: "middle", nameGap: 8 };
  const laneAxis = {
    type: "category",
    gridIndex: 1,
    inverse: true,
    data: lanes.map(({ words }) => words),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...labelText(ink.soft), fontSize: 11, margin: 6, interval: 0 },
  };
  return {
    grid: [
      { left, right, top: 6, height: plotHeight },
      { left, right, top: 6 + plotHeight + TICKS, height: Math.max(1, lanes.length * LANE) },
    ],
    xAxis: [
      leverage,
      {
        ...leverage,
        ...name,
        gridIndex: 1,
        nameTextStyle: labelText(ink.soft),
        axisLabel: { show: false },
        splitLine: { show: false },
      },
    ],
    yAxis: [growth, laneAxis],
  };
}

/** Growth a year against leverage: the curve with its 90 % interval, every cap near it, the regret regions, the no-trade band, the answer and what is held. */
export function growthChart(data: ReportData, size: ChartSize): ChartOption {
  const { growth, decision } = data;
  const frame = frameOf(data, size);
  return {
    ...still,
    ...axesOf(data, frame),
    series: [
      regretSeries(decision, frame),
      ruinSeries(growth, frame),
      ...(hasInterval(decision) ? [intervalSeries(growth, frame)] : []),
      zeroSeries,
      curveSeries(growth),
      ...flagSeries(frame.flags, { bottom: frame.low, top: frame.high, perLine: frame.perLine }),
      pointSeries(data, frame),
      ...laneSeries(frame.lanes),
    ],
  };
}
