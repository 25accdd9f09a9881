import { UnknownKeyError } from "../errors/index.js";
import type { VenueEntry } from "./entry.js";
import { venues } from "./registry.js";

/** The venue of that id. @throws UnknownKeyError (E_UNKNOWN_KEY) naming those that there are. */
export function venueById(id: string): VenueEntry {
  const venue = venues.find((known) => known.id === id);
  if (venue !== undefined) return venue;
  const want = `one of ${venues.map((known) => known.id).join(", ")}`;
  throw new UnknownKeyError({
    field: "venue",
    got: id,
    want,
    hint: "see `steelyard venues`, or describe it in a file as custom",
  });
}
