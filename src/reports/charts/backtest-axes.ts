import { ink, labelText, niceStep, type ChartOption, type ChartSize } from "./chart-option.js";

/** Room around a drawing, pixels. */
export const FRAME = { left: 62, right: 16, top: 8, bottom: 26 } as const;

/** First instants of months that a time axis may be cut at: every year, half, quarter or month. */
const MONTHS = [120, 60, 24, 12, 6, 3, 1] as const;

const DAY = 86_400_000;

/** First instants of every so many months within a span, epoch ms UTC. */
function cuts(fromMs: number, toMs: number, months: number): readonly number[] {
  const first = new Date(fromMs).getUTCFullYear() * 12;
  const count = Math.ceil((toMs - fromMs) / (28 * DAY)) + 24;
  const monthOf = (month: number): number => Date.UTC(2000, month - 2000 * 12);
  return Array.from({ length: Math.ceil(count / months) + 1 }, (_, at) =>
    monthOf((Math.floor(first / months) + at) * months),
  ).filter((ms) => ms >= fromMs && ms <= toMs);
}

/** Marks of a span too short for two months: some evenly spaced days. */
const daysOf = (fromMs: number, toMs: number, parts: number): readonly number[] =>
  Array.from({ length: parts }, (_, at) => fromMs + ((at + 0.5) * (toMs - fromMs)) / parts);

/** A time axis cut at the beginnings of years or months, as its width allows. */
export function timeAxis(fromMs: number, toMs: number, size: ChartSize): ChartOption {
  const parts = size.width < 500 ? 5 : 11;
  const months = MONTHS.findLast((each) => cuts(fromMs, toMs, each).length <= parts) ?? MONTHS[0];
  const found = cuts(fromMs, toMs, months);
  const isDays = found.length < 2;
  const customValues = isDays ? daysOf(fromMs, toMs, Math.min(parts, 4)) : found;
  const words = (ms: number): string => new Date(ms).toISOString().slice(0, isDays ? 10 : months >= 12 ? 4 : 7);
  return {
    type: "value",
    min: fromMs,
    max: toMs,
    axisLine: { lineStyle: { color: ink.soft } },
    axisTick: { customValues },
    axisLabel: { ...labelText(ink.soft), customValues, formatter: words, hideOverlap: true },
    splitLine: { show: false },
  };
}

/** Round values of a logarithmic axis between two ends, both > 0: powers of ten, or 1, 2 and 5 of them, or even steps. */
export function logTicks(min: number, max: number): readonly number[] {
  const powers = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))] as const;
  const within = (factors: readonly number[]): readonly number[] =>
    Array.from({ length: powers[1] - powers[0] + 1 }, (_, at) =>
      factors.map((factor) => factor * 10 ** (powers[0] + at)),
    )
      .flat()
      .filter((value) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9));
  const tens = within([1]);
  if (tens.length >= 4) return tens;
  const some = within([1, 2, 5]);
  if (some.length >= 3) return some;
  const step = niceStep(max - min, 4);
  const first = Math.ceil(min / step);
  return Array.from({ length: Math.floor(max / step) - first + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  );
}

/** An axis of logarithms to base ten, whose labels are the values themselves. */
export function logAxis(min: number, max: number, words: (value: number) => string): ChartOption {
  const customValues = logTicks(min, max).map(Math.log10);
  return {
    type: "value",
    min: Math.log10(min),
    max: Math.log10(max),
    axisLine: { show: false },
    axisTick: { show: false, customValues },
    axisLabel: {
      ...labelText(ink.soft),
      customValues,
      formatter: (log: number) => words(10 ** log),
      hideOverlap: true,
    },
    splitLine: { show: false },
  };
}

/** A line through points, without marks. */
export const line = (
  data: readonly (readonly [number, number | null])[],
  { color, width = 1.5, dash = "solid", z = 2, area = false }: LineLook,
): ChartOption => ({
  type: "line",
  silent: true,
  showSymbol: false,
  z,
  lineStyle: { color, width, type: dash },
  ...(area ? { areaStyle: { color, opacity: 0.25 } } : {}),
  data,
});

/** How a line looks. */
export interface LineLook {
  readonly color: string;
  readonly width?: number;
  readonly dash?: "solid" | "dashed" | "dotted";
  readonly z?: number;
  readonly area?: boolean;
}

/** Level lines of a logarithmic axis, which the library would draw at its own steps. */
export const levels = (values: readonly number[]): ChartOption => ({
  type: "line",
  silent: true,
  data: [],
  markLine: {
    silent: true,
    symbol: "none",
    label: { show: false },
    lineStyle: { color: ink.grid, width: 1, type: "solid" },
    data: values.map((yAxis) => ({ yAxis })),
  },
});
