import type { AccountReading } from "../ports/index.js";
import { duration } from "../reports/index.js";
import type { Io } from "./io.js";
import { chosenMarket, marketOf } from "./live-market.js";
import { assertAgreed } from "./live-price.js";
import { liveReading, type LiveReading } from "./live-reading.js";
import { assertNoneBeside, filledFrom } from "./live-settings.js";
import { amount } from "./setting-readers.js";
import type { Settings } from "./settings.js";
import type { Stages } from "./stages.js";

/** How old an answer is, in words. */
function ageWords({ asOfMs }: AccountReading, nowMs: number): string {
  const ageMs = Math.max(0, nowMs - asOfMs);
  return ageMs < 1000 ? "just now" : `${duration(Math.round(ageMs / 1000) * 1000)} old`;
}

/** Whose account it is, who answered, and when. */
export function readingNotes({ reading, notes }: LiveReading, nowMs: number): readonly string[] {
  const { venue, chain, holder, source, block, release } = reading;
  const at = block === null ? "" : ` at block ${block}`;
  const where = chain === null ? venue : `${venue} on ${chain}`;
  const rules = release === null ? "" : `, by the rules of release ${release}`;
  return [
    `Read from ${source}${at}, ${ageWords(reading, nowMs)}: ${holder} at ${where}${rules}.`,
    ...reading.notes.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}${/[.!?]$/.test(note) ? "" : "."}`),
    ...notes,
  ];
}

/**
 * The settings with what an account holds in them, as if it had been typed; as they are where no account is named.
 * @throws ConflictError (E_CONFIG_CONFLICT) for flags that say the same, DisputedError (E_DISPUTED) for a typed price that differs
 * from the venue's, MissingError (E_MISSING) where nothing is held; every code of an address, a connector and a source
 */
export async function withLiveAccount(settings: Settings, io: Io, stages: Stages): Promise<Settings> {
  const asked = settings.get("position") ?? settings.get("exchange");
  if (asked !== undefined) assertNoneBeside(settings, asked);
  const live = await liveReading(settings, io, stages);
  if (live === null) return settings;
  const { market, notes } = chosenMarket(live, settings);
  const typed = settings.get("price");
  const price = amount(settings, "price", { min: 0, open: true, want: "a price above 0, such as 2500" });
  if (typed !== undefined && price !== undefined) {
    const venue = marketOf(live.venue, market, live.reading);
    assertAgreed({ price, field: typed.field, got: typed.text }, venue, market.price);
  }
  const filled = filledFrom(settings, live.reading, market);
  const name = settings.has("position") ? "position" : "exchange";
  return filled.set(name, { ...live.asked, notes: [...readingNotes(live, io.nowMs()), ...notes] });
}
