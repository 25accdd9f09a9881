import { writeFileSync } from "node:fs";
import { join } from "node:path";

const HOUR_MS = 3_600_000;

/** 2024-01-01 UTC: the first close. */
export const START_MS = 1_704_067_200_000;

/** Hourly bars of a price that swings by a fixed rule, rises, and falls by two fifths within a day, by the time of their close. */
export function hourlyBars(count: number, startMs = START_MS): string {
  let [close, state] = [2000, 1];
  const rows = Array.from({ length: count }, (_, hour) => {
    state = (state * 48271) % 2147483647;
    const open = close;
    const crash = hour >= 200 && hour < 224 ? -0.02 : 0.0004;
    close *= Math.exp(crash + 0.012 * (state / 2147483647 - 0.5) * 2);
    const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) * 0.999];
    return [startMs + hour * HOUR_MS, open, high, low, close].map(Number).join(",");
  });
  return ["ts,open,high,low,close", ...rows].join("\n");
}

/** Funding of an eighth of a basis point an hour, each eight hours; with `swapped` two lines are out of order. */
export function fundingLines(count: number, swapped = false): string {
  const rows = Array.from({ length: count }, (_, at) => `${START_MS + at * 8 * HOUR_MS},${0.0001 * ((at % 3) - 0.5)}`);
  if (swapped) [rows[5], rows[6]] = [rows[6]!, rows[5]!];
  return ["ts,funding", ...rows].join("\n");
}

/** Files of a test in its folder. */
export function writeBacktestFiles(folder: string, bars = 2000): void {
  writeFileSync(join(folder, "hours.csv"), hourlyBars(bars));
  writeFileSync(join(folder, "hours-2023.csv"), hourlyBars(bars, Date.UTC(2023, 5, 10)));
  const lines = hourlyBars(bars).split("\n");
  writeFileSync(join(folder, "lacking.csv"), [...lines.slice(0, 300), ...lines.slice(310)].join("\n"));
  writeFileSync(join(folder, "funding.csv"), fundingLines(bars / 8 + 1));
  writeFileSync(join(folder, "unordered.csv"), fundingLines(bars / 8 + 1, true));
}

/** A loop on those hours, whose every figure is stated. */
export const LOOP =
  "--venue aave-v3 --asset WETH --prices hours.csv --bar-time close --borrow-rate 5% --fee 0.05% --draws 100";

/** A perpetual on those hours. */
export const PERPETUAL =
  "--venue binance-usdm --asset ETHUSDT --prices hours.csv --bar-time close --fee 0.05% --draws 100";
