import type { VenueEntry } from "../venues/index.js";
import type { FlagName } from "./flags.js";
import type { Settings } from "./settings.js";

/** Inputs that cannot matter, by how the asset is held, and why. */
const UNUSED: Readonly<Record<"loan" | "perpetual", readonly (readonly [FlagName, string])[]>> = {
  loan: [["funding", "a loan has no funding"]],
  perpetual: [
    ["borrow-rate", "a perpetual borrows nothing"],
    ["asset-borrow-rate", "a perpetual borrows nothing, short or long"],
    ["yield", "one who holds a perpetual does not hold the asset"],
  ],
};

/** Names each input that was given and that this venue has no use for. */
export function unusedNotes(given: Settings, held: "loan" | "perpetual", venue: VenueEntry): readonly string[] {
  const chain: readonly (readonly [FlagName, string])[] = venue.listMarkets().every((listing) => listing.chain === null)
    ? [["chain", "this venue is on none"]]
    : [];
  return [...UNUSED[held], ...chain]
    .filter(([name]) => given.has(name))
    .map(([name, why]) => `Not used here: ${given.get(name)?.field ?? name} (${why}).`);
}
