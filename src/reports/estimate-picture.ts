import type { ContestReport } from "./estimate-json.js";
import { day, percent } from "./format.js";

const ROWS = 10;
const LABEL = 9;

/** Letter of a column's realised volatility, of its forecast, and of both in one cell. */
const CAME = ".";
const FORECAST = "o";
const BOTH = "@";

/** Rows of cells with both curves, highest first; a column for each point. */
function drawn(track: ContestReport["track"], top: number): readonly string[] {
  const rowOf = (volatility: number): number => Math.min(ROWS - 1, Math.floor((volatility / top) * ROWS));
  return Array.from({ length: ROWS }, (_, index) => {
    const row = ROWS - 1 - index;
    const cells = track.map(({ realisedVolatilityAnnual, bestVolatilityAnnual }) => {
      const [came, forecast] = [rowOf(realisedVolatilityAnnual) === row, rowOf(bestVolatilityAnnual) === row];
      if (came && forecast) return BOTH;
      if (forecast) return FORECAST;
      return came ? CAME : " ";
    });
    return cells.join("");
  });
}

/** First and last day under the columns. */
function axisLine({ fromMs, toMs, track }: ContestReport): string {
  return day(fromMs) + day(toMs).padStart(track.length - day(fromMs).length);
}

/** A picture of 14 lines in plain ASCII: the volatility that came and the one that the best forecaster said before. */
export function trackPicture(contest: ContestReport): readonly string[] {
  const { track, scores } = contest;
  const top = Math.max(...track.flatMap((each) => [each.realisedVolatilityAnnual, each.bestVolatilityAnnual]));
  const label = (text: string): string => `${text.padStart(LABEL)} |`;
  const rows = drawn(track, top).map((row, index) => {
    const shown = index === 0 ? percent(top) : index === ROWS - 1 ? "0 %" : "";
    return label(shown) + row;
  });
  return [
    `Volatility a year: ${CAME} what came, ${FORECAST} forecast by ${scores[0].name}, ${BOTH} both`,
    ...rows,
    `${" ".repeat(LABEL)} +${"-".repeat(track.length)}`,
    `${" ".repeat(LABEL + 2)}${axisLine(contest)}`,
  ];
}
