import { OutOfRangeError } from "../errors/index.js";
import { DAY_MS } from "../model/index.js";
import type { MarketRequest, VenueEntry } from "./entry.js";
import type { VenueMarket } from "./venue.js";

/** The rules of a market from a time on, epoch ms UTC. */
export interface RulesFrom {
  readonly fromMs: number;
  readonly market: VenueMarket;
}

/** The rules of a market through a span of time. */
export interface RulesOfDays {
  /** Ascending; the first are in force at the start of the span, or stand in there. */
  readonly rules: readonly [RulesFrom, ...RulesFrom[]];
  /** First day of the span whose rules are known, epoch ms UTC: before it the earliest known stand in. Null: all are. */
  readonly knownFromMs: number | null;
  /** Days of the span after that one whose rules are not known: those of the day before stand in. */
  readonly unknownDays: number;
}

/** What is in force on a day; null where the venue does not know. @throws every other error of the request */
function rulesOn(entry: VenueEntry, request: MarketRequest, onMs: number): VenueMarket | null {
  try {
    return entry.find({ ...request, onMs });
  } catch (error) {
    if (error instanceof OutOfRangeError && error.field === "onMs") return null;
    throw error;
  }
}

/** Two days have the same rules where the venue says the same of their release, date and source. */
const isSame = (a: VenueMarket, b: VenueMarket): boolean =>
  a.model.release === b.model.release && a.asOfMs === b.asOfMs && a.source === b.source;

/**
 * The rules of a market on every day of a span, as the venue dates them. Days of which it knows nothing have those of the
 * nearest day before that it knows, and before all of them the earliest; how many they are is said.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) where no day of the span is known; every error of the request
 */
export function rulesOfDays(entry: VenueEntry, request: MarketRequest, fromMs: number, toMs: number): RulesOfDays {
  const rules: RulesFrom[] = [];
  let [knownFromMs, unknownDays]: [number | null, number] = [null, 0];
  for (let dayMs = fromMs; dayMs <= toMs; dayMs = DAY_MS * (Math.floor(dayMs / DAY_MS) + 1)) {
    const market = rulesOn(entry, request, dayMs);
    const before = rules.at(-1);
    if (market === null) {
      if (before !== undefined) unknownDays++;
    } else if (before === undefined) {
      if (dayMs > fromMs) knownFromMs = dayMs;
      rules.push({ fromMs, market });
    } else if (!isSame(before.market, market)) rules.push({ fromMs: dayMs, market });
  }
  const [first, ...rest] = rules;
  if (first !== undefined) return { rules: [first, ...rest], knownFromMs, unknownDays };
  const days = [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 10));
  throw new OutOfRangeError({
    field: "onMs",
    got: days.join(" to "),
    want: `a span of which ${entry.id} knows the rules`,
    hint: "ask for the newest rules over the whole past, or give the parameters",
  });
}
