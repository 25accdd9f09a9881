import { MissingError } from "../errors/index.js";
import type { MarketReading } from "../ports/index.js";
import type { VenueMarket } from "../venues/index.js";
import type { FlagName } from "./flags.js";
import type { Io } from "./io.js";
import { cashOf, chosenMarket, marketOf } from "./live-market.js";
import { assertAgreed } from "./live-price.js";
import { liveReading, type LiveReading } from "./live-reading.js";
import { assertNoneBeside, filledFrom, filledWithCash } from "./live-settings.js";
import { ageWords, sentenceOf } from "./live-words.js";
import { amount } from "./setting-readers.js";
import type { Setting, Settings } from "./settings.js";
import type { Stages } from "./stages.js";

/** Whose account it is, who answered, and when. */
export function readingNotes({ reading, notes }: LiveReading, nowMs: number): readonly string[] {
  const { venue, chain, holder, source, block, release } = reading;
  const at = block === null ? "" : ` at block ${block}`;
  const where = chain === null ? venue : `${venue} on ${chain}`;
  const whose = /^0x/.test(holder) ? holder : `the account behind the key of ${holder}`;
  const rules = release === null ? "" : `, by the rules of release ${release}`;
  return [
    `Read from ${source}${at}, ${ageWords(reading, nowMs)}: ${whose} at ${where}${rules}.`,
    ...reading.notes.map(sentenceOf),
    ...notes,
  ];
}

/** The market's rule. @throws MissingError (E_MISSING) for a parameter that cannot be read, every code of a venue's parameters */
function ruledMarket({ venue, reading }: LiveReading, market: MarketReading): VenueMarket {
  try {
    return marketOf(venue, market, reading);
  } catch (error) {
    if (!(error instanceof MissingError)) throw error;
    const key = error.field.slice(error.field.indexOf(".") + 1);
    throw new MissingError(
      {
        field: error.field,
        got: "nothing: it cannot be read",
        want: error.want,
        hint: `state it: --parameters '{"${key}": ...}' is laid over what was read`,
      },
      { origin: "configuration", cause: error },
    );
  }
}

/** What to know of a typed price: it agrees, and the venue's own is taken. @throws DisputedError (E_DISPUTED) for one that differs; every code of a reader */
function typedPriceNotes(settings: Settings, venue: VenueMarket, market: MarketReading): readonly string[] {
  const typed = settings.get("price");
  const price = amount(settings, "price", { min: 0, open: true, want: "a price above 0, such as 2500" });
  if (typed === undefined || price === undefined) return [];
  assertAgreed({ price, field: typed.field, got: typed.text }, venue, market.price);
  return price === market.price
    ? []
    : [`Your price of ${typed.text} agrees; the venue's own, ${market.price}, is taken.`];
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
  const name = settings.has("position") ? "position" : "exchange";
  const noted = (filled: Map<FlagName, Setting>, notes: readonly string[]): Settings =>
    filled.set(name, { ...live.asked, notes: [...readingNotes(live, io.nowMs()), ...notes] });
  const cash = cashOf(live.reading);
  if (cash !== null && settings.has("asset"))
    return noted(filledWithCash(settings, live.reading, cash), [
      "It holds cash alone, so that price, rates and parameters are those that were typed or come with the program.",
    ]);
  const { market, notes } = chosenMarket(live, settings);
  const priced = typedPriceNotes(settings, ruledMarket(live, market), market);
  return noted(filledFrom(settings, live.reading, market), [...notes, ...priced]);
}
