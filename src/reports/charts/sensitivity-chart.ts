import type { Sensitivity } from "../../decision/index.js";
import { multiple } from "../format.js";
import { wrap } from "../layout.js";
import {
  ink,
  labelText,
  LINE,
  niceStep,
  still,
  textWidth,
  valueAxis,
  type ChartOption,
  type ChartSize,
} from "./chart-option.js";
import { sensitivityValue } from "./sensitivity-value.js";

/** A move of the answer, in leverage, that no one would act on. */
const HARDLY = 0.01;

/** Inputs that move the answer, the one that moves it most first. */
export function moving(sensitivities: readonly Sensitivity[], leverageRatio: number): readonly Sensitivity[] {
  const span = ({ low, high }: Sensitivity): number => {
    const ends = [leverageRatio, low?.leverageRatio ?? leverageRatio, high?.leverageRatio ?? leverageRatio];
    return Math.max(...ends) - Math.min(...ends);
  };
  return sensitivities.filter((each) => span(each) >= HARDLY).sort((a, b) => span(b) - span(a));
}

/** A row with a name of two lines, or of three where there is little room. */
const ROW = 30;
const TALL_ROW = 42;
const AXIS = 26;
const TOP = LINE;

/** Letters in a line of a name. */
const columnsOf = (width: number): number => (width < 500 ? 16 : 26);

/** Height of the picture of so many inputs at this width, pixels. */
export const sensitivityHeight = (count: number, width: number): number =>
  count * (width < 500 ? TALL_ROW : ROW) + AXIS + TOP;

/** Bars from the answer to the answer with the input lower or higher, with that input's value at their end. */
const barSeries = (
  shown: readonly Sensitivity[],
  leverageRatio: number,
  end: "low" | "high",
  color: string,
): ChartOption => ({
  type: "bar",
  silent: true,
  barWidth: 15,
  barGap: "-100%",
  itemStyle: { color },
  data: shown.map((each) => {
    const side = each[end];
    const moved = side === null ? 0 : side.leverageRatio - leverageRatio;
    return {
      value: moved,
      label: {
        ...labelText(ink.soft),
        fontSize: 11,
        show: side !== null && Math.abs(moved) > 1e-6,
        position: moved < 0 ? "left" : "right",
        formatter: side === null ? "" : sensitivityValue(side.value, each.unit),
      },
    };
  }),
});

/** How far the answer moves when one input is a standard error lower or higher: bars from the answer, the largest on top. */
export function sensitivityChart(
  sensitivities: readonly Sensitivity[],
  leverageRatio: number,
  size: ChartSize,
): ChartOption {
  const shown = moving(sensitivities, leverageRatio);
  const ends = shown.flatMap(({ low, high }) => [
    low?.leverageRatio ?? leverageRatio,
    high?.leverageRatio ?? leverageRatio,
  ]);
  const [low, high] = [
    Math.min(0, ...ends.map((end) => end - leverageRatio)),
    Math.max(0, ...ends.map((end) => end - leverageRatio)),
  ];
  const columns = columnsOf(size.width);
  const air = niceStep(Math.max(high - low, 1e-3), 5);
  return {
    ...still,
    grid: { left: textWidth(" ".repeat(columns)) + 8, right: 14, top: TOP, bottom: AXIS },
    xAxis: valueAxis({
      min: low - air,
      max: high + air,
      parts: size.width < 500 ? 4 : 8,
      words: (moved) => multiple(leverageRatio + moved),
    }),
    yAxis: {
      type: "category",
      inverse: true,
      data: shown.map(({ label }) => wrap(label, columns).join("\n")),
      axisLine: { lineStyle: { color: ink.answer, width: 2 } },
      axisTick: { show: false },
      axisLabel: { ...labelText(ink.text), lineHeight: 13 },
    },
    series: [
      barSeries(shown, leverageRatio, "low", ink.answerSoft),
      barSeries(shown, leverageRatio, "high", ink.answer),
    ],
  };
}
