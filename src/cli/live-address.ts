import { ConflictError, ParseError, UnknownKeyError, closest } from "../errors/index.js";
import { venues, type VenueEntry } from "../venues/index.js";
import type { VenueSource } from "../ports/index.js";
import type { Setting } from "./settings.js";

/** A venue whose accounts can be read in one of the ways. */
export type ReadableVenue<Via extends VenueSource["via"] = VenueSource["via"]> = VenueEntry & {
  readonly source: Extract<VenueSource, { readonly via: Via }>;
};

/** An account as --position names it. */
export interface NamedAccount {
  readonly venue: ReadableVenue<"chain" | "http">;
  /** Null at a venue that is on none. */
  readonly chain: string | null;
  /** As typed: an address of 20 bytes. */
  readonly account: string;
  /** Market within the venue; null where none is named. */
  readonly market: string | null;
}

const isByAddress = (venue: VenueEntry): venue is ReadableVenue<"chain" | "http"> =>
  venue.source?.via === "chain" || venue.source?.via === "http";

const isByKey = (venue: VenueEntry): venue is ReadableVenue<"exchange"> => venue.source?.via === "exchange";

/** "aave-v3:ethereum:0x..." or "hyperliquid:0x...": how an account at this venue is written. */
const formOf = ({ id, source }: ReadableVenue<"chain" | "http">): string =>
  source.via === "chain" ? `${id}:${source.chains[0] ?? "chain"}:0x...` : `${id}:0x...`;

/** The venue of a name, if accounts there are read by address. @throws UnknownKeyError (E_UNKNOWN_KEY), ConflictError (E_CONFIG_CONFLICT) where it is read otherwise, or not at all */
function venueAt(id: string, field: string): ReadableVenue<"chain" | "http"> {
  const readable = venues.filter(isByAddress);
  const found = venues.find((venue) => venue.id === id);
  const want = `a venue that is read by address: ${readable.map(formOf).join(", ")}`;
  if (found === undefined) {
    const near = closest(
      id,
      readable.map((venue) => venue.id),
    );
    const hint = near === null ? "see docs/live.md" : `did you mean ${near}?`;
    throw new UnknownKeyError({ field, got: id === "" ? "nothing" : id, want, hint });
  }
  if (isByAddress(found)) return found;
  const hint = isByKey(found)
    ? `it is read by a key: --exchange ${found.source.name}`
    : "accounts there cannot be read: give --quantity, --debt and --price";
  throw new ConflictError({ field, got: id, want, hint });
}

/** The address, if it is 20 bytes. A checksum in its capitals is not checked. @throws ParseError (E_PARSE) */
function addressOf(text: string | undefined, field: string, form: string): string {
  if (text !== undefined && /^0x[0-9a-fA-F]{40}$/.test(text)) return text;
  const digits = /^0x([0-9a-fA-F]*)$/.exec(text ?? "")?.[1];
  const got =
    text === undefined || text === "" ? "no address" : digits === undefined ? text : `${digits.length} digits`;
  const detail = { field, got, want: `0x and 40 hexadecimal digits, as in ${form}` };
  throw new ParseError({ ...detail, hint: "copy the whole address" }, { origin: "usage" });
}

/** @throws UnknownKeyError (E_UNKNOWN_KEY) */
function chainAt(
  chain: string,
  { id, source }: ReadableVenue<"chain" | "http">,
  field: string,
  anyChain: boolean,
): string {
  const known = source.via === "chain" ? source.chains : [];
  if (anyChain || known.includes(chain)) return chain;
  const near = closest(chain, known);
  const hint = near === null ? "or give its addresses by --deployment" : `did you mean ${near}?`;
  throw new UnknownKeyError({ field, got: chain, want: `a chain of ${id}: ${known.join(", ")}`, hint });
}

/** @throws ParseError (E_PARSE) */
function refuseRest(rest: readonly string[], field: string, form: string): void {
  if (rest.length === 0) return;
  const detail = { field, got: `${rest.join(":")} after it`, want: form };
  throw new ParseError({ ...detail, hint: "leave the rest out" }, { origin: "usage" });
}

/**
 * The account that --position names.
 * @param anyChain true where a deployment is given, so that the chain need not be one of those shipped
 * @throws UnknownKeyError (E_UNKNOWN_KEY), ConflictError (E_CONFIG_CONFLICT), ParseError (E_PARSE)
 */
export function namedAccount({ text, field }: Setting, anyChain: boolean): NamedAccount {
  const [id = "", ...parts] = text.trim().split(":");
  const venue = venueAt(id, field);
  const form = formOf(venue);
  if (venue.source.via === "http") {
    const [address, ...rest] = parts;
    refuseRest(rest, field, form);
    return { venue, chain: null, account: addressOf(address, field, form), market: null };
  }
  const isChainNamed = parts[0] !== undefined && !parts[0].startsWith("0x");
  const [chain = "", address, market, ...rest] = isChainNamed ? parts : [venue.source.chains[0] ?? "", ...parts];
  refuseRest(rest, field, `${form}[:market]`);
  return {
    venue,
    chain: chainAt(chain, venue, field, anyChain),
    account: addressOf(address, field, form),
    market: market ?? null,
  };
}

/** The venue of an exchange, by what people call it or by its id. @throws UnknownKeyError (E_UNKNOWN_KEY) */
export function namedExchange({ text, field }: Setting): ReadableVenue<"exchange"> {
  const readable = venues.filter(isByKey);
  const name = text.trim();
  const found = readable.find((venue) => venue.source.name === name || venue.id === name);
  if (found !== undefined) return found;
  const names = readable.map((venue) => venue.source.name);
  const near = closest(name, names);
  const hint = near === null ? "see docs/live.md" : `did you mean ${near}?`;
  throw new UnknownKeyError({ field, got: name === "" ? "nothing" : name, want: names.join(", "), hint });
}
