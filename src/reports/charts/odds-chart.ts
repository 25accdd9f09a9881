import type { OddsAtHorizon, ReportData } from "../../decision/index.js";
import { duration, multiple, percent, probability } from "../format.js";
import { ink, labelText, still, valueAxis, type ChartOption, type ChartSize } from "./chart-option.js";

/** One row of bars: odds of one leverage ratio, seen in one way. */
export interface OddsSeries {
  readonly words: string;
  readonly color: string;
  /** In the order of the horizons; null where it cannot be said. */
  readonly probabilities: readonly (number | null)[];
}

/** True where nothing liquidates by any horizon: there is then nothing to draw. */
const isNever = (odds: readonly OddsAtHorizon[]): boolean =>
  odds.every(({ untouched, underPolicy }) => untouched === 0 && (underPolicy ?? 0) === 0);

/** Both odds of one leverage ratio; none where it is never liquidated, and one where odds under the policy are not known. */
function seriesOf(
  name: string,
  odds: readonly OddsAtHorizon[],
  [watched, untouched]: readonly [string, string],
): readonly OddsSeries[] {
  if (isNever(odds)) return [];
  const left = {
    words: `${name}, left untouched`,
    color: untouched,
    probabilities: odds.map((each) => each.untouched),
  };
  const managed = {
    words: `${name}, under the policy`,
    color: watched,
    probabilities: odds.map((each) => each.underPolicy),
  };
  return managed.probabilities.every((each) => each === null) ? [left] : [left, managed];
}

/** Every row of bars: of the answer and of what is held. */
export function oddsSeries({ decision, answerOdds, heldOdds }: ReportData): readonly OddsSeries[] {
  const answer =
    decision.status === "infeasible"
      ? []
      : seriesOf(`the answer, ${multiple(decision.leverageRatio)}`, answerOdds, [ink.answer, ink.answerSoft]);
  const held =
    decision.current === null
      ? []
      : seriesOf(`you now, ${multiple(decision.current.leverageRatio)}`, heldOdds, [ink.held, ink.heldSoft]);
  return [...answer, ...held];
}

const BAR = 13;
const GAP = 18;
const AXIS = 26;

/** Height that the bars need, pixels. */
export const oddsHeight = (data: ReportData): number =>
  Math.max(data.answerOdds.length, data.heldOdds.length) * (oddsSeries(data).length * BAR + GAP) + AXIS + 6;

/** Probability of liquidation by each horizon, as bars with their odds in words. */
export function oddsChart(data: ReportData, size: ChartSize): ChartOption {
  const series = oddsSeries(data);
  const horizons = (data.answerOdds.length > 0 ? data.answerOdds : data.heldOdds).map(({ horizonMs }) => horizonMs);
  const most = Math.max(0.01, ...series.flatMap(({ probabilities }) => probabilities.map((each) => each ?? 0)));
  return {
    ...still,
    grid: { left: 74, right: 96, top: 4, bottom: AXIS },
    xAxis: valueAxis({ min: 0, max: most, parts: size.width < 500 ? 3 : 6, words: percent }),
    yAxis: {
      type: "category",
      inverse: true,
      data: horizons.map(duration),
      axisLine: { lineStyle: { color: ink.soft } },
      axisTick: { show: false },
      axisLabel: labelText(ink.text),
    },
    series: series.map(({ color, probabilities }) => ({
      type: "bar",
      silent: true,
      barWidth: BAR - 2,
      barGap: "15%",
      itemStyle: { color },
      data: probabilities.map((each) => ({
        value: each ?? 0,
        label: {
          ...labelText(ink.text),
          fontSize: 11,
          show: true,
          position: "right",
          formatter: each === null ? "not known" : brief(each),
        },
      })),
    })),
  };
}

/** A probability that fits beside its bar. */
const brief = (value: number): string => (value < 1e-9 ? "< 1 in a billion" : probability(value));
