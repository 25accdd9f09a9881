import { ATTRIBUTION_PARTS, chosenRun, type BacktestReport, type BacktestRun } from "../backtest.js";
import { money, multiple, percent } from "../format.js";
import { FRAME, levels, line, logAxis, logTicks, timeAxis, type LineLook } from "./backtest-axes.js";
import { ink, labelText, still, valueAxis, type ChartOption, type ChartSize } from "./chart-option.js";

/** Looks of the policies that are neither the chosen one nor the baseline; those beyond are drawn thin and alike. */
const OTHERS: readonly LineLook[] = [
  { color: ink.held },
  { color: ink.region },
  { color: ink.bound },
  { color: ink.answerSoft },
  { color: ink.heldSoft },
  { color: ink.held, dash: "dashed" },
  { color: ink.region, dash: "dashed" },
];
const REST: LineLook = { color: ink.cap, width: 0.75 };

/** How each run is drawn, in their order. */
export function looksOf(report: BacktestReport): readonly LineLook[] {
  const chosen = chosenRun(report);
  let others = 0;
  return report.runs.map((run, at): LineLook => {
    if (run === chosen) return { color: ink.answer, width: 2.5, z: 5 };
    if (at === 0) return { color: ink.text, dash: "dashed", z: 4 };
    return OTHERS[others++] ?? REST;
  });
}

const spanOf = ({ track: { closeMs } }: BacktestRun): readonly [number, number] => [
  closeMs[0] ?? 0,
  closeMs.at(-1) ?? 1,
];

const points = ({ track }: BacktestRun, column: readonly (number | null)[]): (readonly [number, number | null])[] =>
  track.closeMs.map((ms, at) => [ms, column[at] ?? null]);

/** Wealth this far below the start is off the picture: nobody lives on it. */
const LEAST = 1e-3;

/** Wealth of every policy through time, on a scale of logarithms: a line that ends was ruined. */
export function equityChart(report: BacktestReport, size: ChartSize): ChartOption {
  const { runs } = report;
  const start = runs[0].result.summary.wealthStart;
  const floor = LEAST * start;
  const seen = runs.flatMap(({ track }) => track.wealth.filter((wealth) => wealth > floor));
  const [min, max] = [Math.min(...seen) / 1.1, Math.max(...seen) * 1.1];
  const looks = looksOf(report);
  const logs = (wealth: readonly number[]): (number | null)[] =>
    wealth.map((each) => (each > floor ? Math.log10(each) : null));
  return {
    ...still,
    grid: FRAME,
    xAxis: timeAxis(...spanOf(runs[0]), size),
    yAxis: logAxis(min, max, money),
    series: [
      levels(logTicks(min, max).map(Math.log10)),
      ...runs.map((run, at) => line(points(run, logs(run.track.wealth)), looks[at] ?? REST)),
    ],
  };
}

/** Leverage of one policy through time, with its band and the leverage at which the venue closes. */
export function leverageChart(run: BacktestRun, size: ChartSize): ChartOption {
  const { leverageRatio, bandLow, bandHigh, liquidationLeverage } = run.track;
  const held = [...leverageRatio, ...bandLow, ...bandHigh].flatMap((each) => each ?? []);
  const highest = Math.max(...held, 0);
  const lowest = Math.min(...held, 0);
  const reach = 1.6 * Math.max(highest, -lowest, 1); // the liquidation line is drawn where it is near
  const top = Math.max(highest, 0) * 1.15 + (lowest < 0 && highest <= 0 ? 0 : 0.1);
  const near = liquidationLeverage.flatMap((each) => (each !== null && Math.abs(each) <= reach * 2.5 ? [each] : []));
  const [min, max] = [Math.min(lowest * 1.15, ...near), Math.max(top, ...near.map((each) => each * 1.04))];
  return {
    ...still,
    grid: FRAME,
    xAxis: timeAxis(...spanOf(run), size),
    yAxis: valueAxis({ min, max, parts: 5, words: multiple }),
    series: [
      line(
        points(
          run,
          liquidationLeverage.map((each) => (each !== null && each >= min && each <= max ? each : null)),
        ),
        {
          color: ink.bound,
          width: 1.25,
        },
      ),
      line(points(run, bandLow), { color: ink.answerSoft, dash: "dashed" }),
      line(points(run, bandHigh), { color: ink.answerSoft, dash: "dashed" }),
      line(points(run, leverageRatio), { color: ink.answer, width: 1.75, z: 4 }),
    ],
  };
}

/** How far below its peak each policy stood, the deepest of each span. */
export function drawdownChart(report: BacktestReport, size: ChartSize): ChartOption {
  const [baseline] = report.runs;
  const chosen = chosenRun(report);
  const below = (run: BacktestRun): (readonly [number, number | null])[] =>
    points(
      run,
      run.track.drawdown.map((fall) => -Math.min(1, fall)),
    );
  return {
    ...still,
    grid: FRAME,
    xAxis: timeAxis(...spanOf(baseline), size),
    yAxis: valueAxis({ min: -1, max: 0, parts: 5, words: percent }),
    series: [
      line(below(chosen), { color: ink.answer, area: true, width: 1.5, z: 3 }),
      ...(chosen === baseline ? [] : [line(below(baseline), { color: ink.text, dash: "dashed", width: 1.25, z: 4 })]),
    ],
  };
}

/** What trading has cost each policy so far, quote currency. */
export function costChart(report: BacktestReport, size: ChartSize): ChartOption {
  const looks = looksOf(report);
  const top = Math.max(1e-9, ...report.runs.map(({ track }) => track.cost.at(-1) ?? 0));
  return {
    ...still,
    grid: FRAME,
    xAxis: timeAxis(...spanOf(report.runs[0]), size),
    yAxis: valueAxis({ min: 0, max: top * 1.05, parts: 5, words: money }),
    series: report.runs.map((run, at) => line(points(run, run.track.cost), looks[at] ?? REST)),
  };
}

/** Words of the parts, short enough for an axis. */
export const PART_NAMES: Readonly<Record<(typeof ATTRIBUTION_PARTS)[number] | "total", string>> = {
  price: "price",
  carry: "carry",
  varianceDrag: "variance drag",
  cost: "cost",
  liquidation: "liquidation",
  total: "in all",
};

/** Room for the names of the parts, and for the figure beside a bar, pixels. */
const NAMES = 96;
const FIGURE = 64;

/** What each part did to the growth of a year, or where there is none to the money, as bars. */
export function attributionChart(
  { attribution: { growthAnnual, money: sums } }: BacktestRun,
  size: ChartSize,
): ChartOption {
  const names = [...ATTRIBUTION_PARTS, "total"] as const;
  const parts = growthAnnual ?? sums;
  const words = growthAnnual === null ? money : percent;
  const values = names.map((name) => parts[name]);
  const [min, max] = [Math.min(0, ...values), Math.max(0, ...values)];
  const beside = (min < 0 ? FIGURE : 0) + FIGURE;
  const perPixel = Math.max(1e-9, max - min) / Math.max(FIGURE, size.width - NAMES - beside - FRAME.right);
  return {
    ...still,
    grid: { ...FRAME, left: NAMES },
    xAxis: valueAxis({
      min: min < 0 ? min - FIGURE * perPixel : 0,
      max: max + FIGURE * perPixel,
      parts: size.width < 500 ? 3 : 6,
      words,
    }),
    yAxis: {
      type: "category",
      inverse: true,
      data: names.map((name) => PART_NAMES[name]),
      axisLine: { show: false, onZero: false }, // names stand beside the bars, wherever 0 is
      axisTick: { show: false },
      axisLabel: labelText(ink.text),
    },
    series: [
      {
        type: "bar",
        silent: true,
        barWidth: 18,
        data: names.map((name) => ({
          value: parts[name],
          itemStyle: { color: name === "total" ? ink.answer : parts[name] < 0 ? ink.held : ink.region },
          label: {
            ...labelText(ink.text),
            show: true,
            position: parts[name] < 0 ? "left" : "right",
            formatter: words(parts[name]),
          },
        })),
      },
    ],
  };
}
