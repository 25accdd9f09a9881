import type { DistancePoint, ReportData } from "../../decision/index.js";
import { DAY_MS, yearsOf } from "../../model/index.js";
import { change, duration, multiple, percent } from "../format.js";
import { ink, labelText, LINE, still, valueAxis, type ChartOption, type ChartSize } from "./chart-option.js";
import { flagSeries, placedFlags, positionFlags, rowsOf } from "./flags.js";

/** A move of the price to hold the distance against. */
export interface Yardstick {
  readonly words: string;
  /** Size of the move against the position, a fraction of today's price. */
  readonly size: number;
}

/** The move of the price that liquidates, as a share of today's; null where none does. */
export const adverseMove = ({ liquidationPriceRatio: ratio }: DistancePoint): number | null =>
  ratio === null ? null : Math.abs(ratio - 1);

/** The side drawn: that of the answer, else of what is held, else a long. */
function sideOf({ decision }: ReportData): 1 | -1 {
  const answer = decision.status === "infeasible" ? 0 : decision.leverageRatio;
  return (answer === 0 ? (decision.current?.leverageRatio ?? 0) : answer) < 0 ? -1 : 1;
}

/** Points of the side drawn, ascending. */
const drawnOf = (data: ReportData): readonly DistancePoint[] =>
  data.distance.filter(({ leverageRatio }) => sideOf(data) * leverageRatio >= 0);

/** The largest move against the position that is known. */
function worst({ decision }: ReportData, side: 1 | -1): readonly Yardstick[] {
  const { gap } = decision.estimates;
  if (gap === null) return [];
  if (gap.kind === "stated") return [{ words: "the gap you stated", size: side > 0 ? gap.drop : gap.rise }];
  const log = side > 0 ? -gap.drops.largest : gap.rises.largest;
  return [{ words: `worst ${duration(gap.windowMs).replace(/^an? /, "")} on record`, size: Math.abs(Math.expm1(log)) }];
}

/** One standard deviation of a day and of 30 days, and the largest gap known: falls for a long, rises for a short. */
export function yardsticks(data: ReportData): readonly Yardstick[] {
  const side = sideOf(data);
  const { value } = data.decision.estimates.volatilityAnnual;
  const move = (days: number): number => Math.abs(Math.expm1(-side * value * Math.sqrt(yearsOf(days * DAY_MS))));
  return [
    { words: "an ordinary day", size: move(1) },
    { words: "an ordinary month", size: move(30) },
    ...worst(data, side),
  ];
}

/** A move against the position with its sign: a long fears falls. */
export const adverseWords = (data: ReportData, size: number): string => change(-sideOf(data) * size);

const LEFT = 56;
const RIGHT = 16;
const AXIS = 46;

/** Yardsticks as level lines. A name stands on its line, or under it where the next line is too near; names alternate between both ends. `pixels` is the height of one unit of y. */
function yardstickSeries(data: ReportData, pixels: number): ChartOption {
  const sorted = [...yardsticks(data)].sort((a, b) => a.size - b.size);
  const lines = sorted.map(({ words, size }, index) => {
    const next = sorted[index + 1]?.size ?? Infinity;
    const [end, side] = [index % 2 === 0 ? "Start" : "End", (next - size) * pixels < LINE ? "Bottom" : "Top"];
    const name = { position: `inside${end}${side}`, distance: 3, formatter: `${words}: ${adverseWords(data, size)}` };
    return { yAxis: size, label: { ...labelText(ink.soft), ...name } };
  });
  return {
    type: "line",
    silent: true,
    data: [],
    markLine: {
      silent: true,
      symbol: "none",
      lineStyle: { color: ink.cap, type: [4, 3], width: 1.25 },
      data: lines,
    },
  };
}

/** True where some leverage drawn can be liquidated. */
export const canBeLiquidated = (data: ReportData): boolean =>
  drawnOf(data).some(({ liquidationPriceRatio }) => liquidationPriceRatio !== null);

/** Highest move drawn: a price cannot fall by more than all of it; a rise, up to what the answer and what is held can take. */
function topOf(data: ReportData): number {
  if (sideOf(data) > 0) return 1;
  const { current } = data.decision;
  const ratios = [
    data.decision.status === "infeasible" ? null : data.decision.coordinates.liquidationPriceRatio,
    current === null ? null : current.coordinates.liquidationPriceRatio,
  ];
  return Math.min(4, Math.max(1, ...ratios.map((ratio) => 1.2 * Math.abs((ratio ?? 1) - 1))));
}

/** The move of the price that liquidates against leverage, held against what the price does in a day, in a month, and at its worst. */
export function distanceChart(data: ReportData, size: ChartSize): ChartOption {
  const distance = drawnOf(data);
  const top = topOf(data);
  const [from, to] = [distance[0]?.leverageRatio ?? 0, distance.at(-1)?.leverageRatio ?? 1];
  const width = size.width - LEFT - RIGHT;
  const flags = placedFlags(positionFlags(data.decision, data.decision.current?.leverageRatio ?? null), {
    pixelsOf: (x) => LEFT + ((x - from) / (to - from)) * width,
    end: size.width - 4,
  });
  const perLine = (top * LINE) / (size.height - 6 - AXIS - rowsOf(flags) * LINE);
  return {
    ...still,
    grid: { left: LEFT, right: RIGHT, top: 6, bottom: AXIS },
    xAxis: {
      ...valueAxis({ min: from, max: to, parts: size.width < 500 ? 5 : 9, words: multiple }),
      name: "leverage: what you hold / what is yours",
      nameLocation: "middle",
      nameGap: 28,
      nameTextStyle: labelText(ink.soft),
    },
    yAxis: valueAxis({
      min: 0,
      max: top + rowsOf(flags) * perLine,
      parts: 6,
      words: (value) => (value <= top ? percent(-sideOf(data) * value) : ""),
    }),
    series: [
      {
        type: "line",
        silent: true,
        showSymbol: false,
        z: 4,
        lineStyle: { color: ink.text, width: 2.5 },
        data: distance.map((point) => [point.leverageRatio, inView(adverseMove(point), top)]),
      },
      yardstickSeries(data, LINE / perLine),
      ...flagSeries(flags, { bottom: 0, top, perLine }),
    ],
  };
}

/** Moves past the top of the picture are not drawn. */
const inView = (move: number | null, top: number): number | null => (move === null || move > top ? null : move);
