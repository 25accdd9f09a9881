/** Figures of runs as the page has them. */
import { HOUR_MS } from "../../src/model/index.js";
import { signed } from "../calibrate/words.js";
import type { StudyMarket } from "./markets.js";
import { logGrowth, type Cell, type Figures } from "./records.js";

export { day, signed, table } from "../calibrate/words.js";

export const NOT_AVAILABLE = "not available";

/** Per cent with its sign, without a decimal where there are two digits before it. */
export function percent(share: number): string {
  const figure = 100 * share;
  return signed(figure, Math.abs(figure) >= 9.95 ? 0 : 1);
}

/** Per cent without a sign. */
export const share = (value: number): string => `${Math.round(100 * value)}`;

/** A mark for each time that the venue closed the position; many are counted. */
function closings({ summary: { liquidations } }: Figures): string {
  if (liquidations === 0) return "";
  return liquidations <= 2 ? "†".repeat(liquidations) : `†×${liquidations}`;
}

/** Change of wealth, per cent, with its closings. */
export function change({ figures }: Cell): string {
  if (figures === null) return NOT_AVAILABLE;
  const { wealthEnd, wealthStart, ruinedMs } = figures.summary;
  return `${ruinedMs === null ? percent(wealthEnd / wealthStart - 1) : "ruined"}${closings(figures)}`;
}

/** Change of wealth and deepest fall on the way, per cent. */
export function changeAndFall(cell: Cell): string {
  const { figures } = cell;
  return figures === null ? NOT_AVAILABLE : `${change(cell)} (${share(figures.summary.drawdownMax)})`;
}

/** The same figure at each check interval; once where none is available. */
export const beside = (cells: readonly string[]): string =>
  cells.every((cell) => cell === NOT_AVAILABLE) ? NOT_AVAILABLE : cells.join(" / ");

/** Log growth, per cent, with its sign. */
export const growthWord = (figures: Figures | null): string => {
  if (figures === null) return NOT_AVAILABLE;
  const growth = logGrowth(figures);
  return growth === null ? "ruined" : percent(growth);
};

/** Such as "1 h". */
export const checkWord = (checkMs: number): string => `${checkMs / HOUR_MS} h`;

/** A market with what must be said beside its name. */
export const marketWord = ({ name, caveat }: Pick<StudyMarket, "name" | "caveat">): string =>
  caveat === "" ? name : `${name} (${caveat})`;

/** Such as "a, b and c". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
