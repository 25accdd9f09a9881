/** What a chart library draws: plain data and formatters, with colours as CSS variables of the page around it. */
export type ChartOption = Readonly<Record<string, unknown>>;

/** A chart is laid out for its size, so that labels never overlap. */
export interface ChartSize {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Colours by what they mean; the page gives them a value for light and for dark. */
export const ink = {
  text: "var(--ink)",
  soft: "var(--soft)",
  grid: "var(--grid)",
  paper: "var(--paper)",
  answer: "var(--answer)",
  answerSoft: "var(--answer-soft)",
  held: "var(--held)",
  heldSoft: "var(--held-soft)",
  cap: "var(--cap)",
  bound: "var(--bound)",
  region: "var(--region)",
  ruin: "var(--ruin)",
} as const;

/** Height of a line of small text, pixels. */
export const LINE = 17;

/** Size of small text, pixels. */
export const SMALL = 12;

/** Width of a small text in pixels, a little too wide rather than too narrow. */
export const textWidth = (text: string): number => 6.7 * text.length;

/** Text of a label. */
export const labelText = (color: string, fontWeight: "normal" | "bold" = "normal") =>
  ({ color, fontWeight, fontSize: SMALL, fontFamily: "inherit", textBorderWidth: 0 }) as const;

/** Steps that people count in. */
const NICE = [1, 2, 2.5, 5, 10];

/** A round step that cuts `span` into about `parts`. */
export function niceStep(span: number, parts: number): number {
  const least = span / parts;
  const power = 10 ** Math.floor(Math.log10(least));
  return (NICE.find((step) => step * power >= least * (1 - 1e-9)) ?? 10) * power;
}

/** A value axis: a thin grid, round steps, no labels at ends that are not round. */
export function valueAxis(given: {
  readonly min: number;
  readonly max: number;
  readonly parts: number;
  readonly words: (value: number) => string;
  readonly gridIndex?: number;
}): ChartOption {
  const { min, max, parts, words, gridIndex = 0 } = given;
  const step = niceStep(max - min, parts);
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.floor(max / step + 1e-9) - first + 1;
  const customValues = Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
  return {
    type: "value",
    gridIndex,
    min,
    max,
    axisLine: { show: false },
    axisTick: { show: false, customValues },
    axisLabel: { ...labelText(ink.soft), hideOverlap: true, customValues, formatter: words },
    splitLine: { lineStyle: { color: ink.grid } },
  };
}

/** What every chart here is: still, silent, and without the library's own colours. */
export const still = {
  animation: false,
  textStyle: { fontFamily: "inherit" },
  backgroundColor: "transparent",
} as const;
