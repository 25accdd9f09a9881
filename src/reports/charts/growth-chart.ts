import type { GrowthPoint, ReportData } from "../../decision/index.js";
import type { Decision } from "../../model/index.js";
import { multiple, percent } from "../format.js";
import { ink, labelText, still, valueAxis, type ChartOption, type ChartSize } from "./chart-option.js";
import { flagSeries, rowsOf } from "./flags.js";
import { frameOf, hasInterval, LANE, TICKS, TOP, type Frame, type Lane } from "./growth-frame.js";

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
      itemStyle: { color: ink.ruin, opacity: 0.3, borderColor: "transparent" },
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
    itemStyle: { color: ink.region, opacity: 0.06, borderColor: "transparent" },
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
      { left, right, top: TOP, height: plotHeight },
      { left, right, top: TOP + plotHeight + TICKS, height: Math.max(1, lanes.length * LANE) },
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
