import { DAY_MS, HOUR_MS } from "../model/index.js";

/** A number with at most two decimals, without the zeros that say nothing. */
const short = (value: number): string => String(Number(value.toFixed(2)));

/** A leverage ratio as people write it: "1.5x". */
export const leverageWord = (leverageRatio: number): string => `${short(leverageRatio)}x`;

/** A fraction as people write it: "12.5 %". */
export const percentWord = (fraction: number): string => `${short(100 * fraction)} %`;

const UNITS = [
  [DAY_MS, "day"],
  [HOUR_MS, "hour"],
  [60_000, "minute"],
] as const;

/** A duration as people write it: "30 days", "1 hour", "15 minutes". */
export function durationWord(ms: number): string {
  const [unitMs, unit] = UNITS.find(([each]) => ms >= each) ?? UNITS[2];
  const count = short(ms / unitMs);
  return `${count} ${unit}${count === "1" ? "" : "s"}`;
}
