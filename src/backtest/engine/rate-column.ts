import { MissingError } from "../../errors/index.js";
import { DAY_MS } from "../../model/index.js";
import type { RatePast, RatesPast } from "./request.js";

/** One rate as it was in force at each close, and where it was not recorded. */
export interface RateColumn {
  /** Such as "borrow". */
  readonly name: keyof RatesPast;
  /** Per year, by close; 0 where it lacks, which no run reads. */
  readonly annual: Float64Array;
  /** Indices of closes at which the stated rate stands in, at which an old record was kept, and at which there is none. */
  readonly stated: readonly number[];
  readonly kept: readonly number[];
  readonly lacking: readonly number[];
}

/** Age at which a record no longer speaks for the present, ms: a day and two of its steps. */
export const ageMaxMs = (intervalMs: number): number => DAY_MS + 2 * intervalMs;

/** The rate in force at each close: the last recorded one, unless it is too old. @throws MissingError (E_MISSING) where it is neither recorded nor stated */
export function rateColumn(
  name: keyof RatesPast,
  past: RatePast,
  closeMs: Float64Array,
  old: "refuse" | "keep",
): RateColumn {
  const { recorded, statedAnnual } = past;
  const [stated, kept, lacking]: [number[], number[], number[]] = [[], [], []];
  const annual = new Float64Array(closeMs.length);
  if (recorded === null) {
    if (statedAnnual === null)
      throw new MissingError({
        field: `rates.${name}`,
        got: "neither a record nor a stated rate",
        want: "one of both",
        hint: "give a series of rates, or state one a year; it is not 0",
      });
    return { name, annual: annual.fill(statedAnnual), stated: Array.from(closeMs, (_, i) => i), kept, lacking };
  }
  const { timeMs, rateAnnual, intervalMs } = recorded;
  let last = -1;
  for (let i = 0; i < closeMs.length; i++) {
    while (last + 1 < timeMs.length && timeMs[last + 1] <= closeMs[i]) last++;
    const isFresh = last >= 0 && closeMs[i] - timeMs[last] <= ageMaxMs(intervalMs);
    const isKept = !isFresh && last >= 0 && statedAnnual === null && old === "keep";
    if (isFresh || isKept) annual[i] = rateAnnual[last];
    else annual[i] = statedAnnual ?? 0;
    if (isFresh) continue;
    (isKept ? kept : statedAnnual === null ? lacking : stated).push(i);
  }
  return { name, annual, stated, kept, lacking };
}
