import { UnknownKeyError } from "../errors/index.js";
import type { MarketListing, MarketRequest } from "./entry.js";

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** True where `name` is the asset or one of the names by which it is also called, in capitals or not. */
export const isCalled = (name: string, listing: Pick<MarketListing, "asset" | "alsoCalled">): boolean =>
  [listing.asset, ...listing.alsoCalled].some((known) => sameName(known, name));

/** The listed market that a request names. @throws UnknownKeyError (E_UNKNOWN_KEY) naming what is listed. */
export function findListing(listings: readonly MarketListing[], request: MarketRequest): MarketListing {
  const { asset, quote, chain } = request;
  const onChain = listings.filter(
    (listing) => chain === undefined || (listing.chain !== null && sameName(listing.chain, chain)),
  );
  if (onChain.length === 0) {
    const want = [...new Set(listings.map((listing) => listing.chain ?? "no chain"))].join(" or ");
    throw new UnknownKeyError({ field: "chain", got: chain ?? "nothing", want, hint: "see `steelyard venues`" });
  }
  const called = onChain.filter((listing) => isCalled(asset, listing));
  const found = called.find((listing) => quote === undefined || sameName(listing.quote, quote));
  if (found !== undefined) return found;
  if (quote !== undefined && called.length > 0) {
    const want = called.map((listing) => listing.quote).join(" or ");
    throw new UnknownKeyError({ field: "quote", got: quote, want, hint: "see `steelyard venues`" });
  }
  const want = onChain.map((listing) => listing.asset).join(", ");
  throw new UnknownKeyError({ field: "asset", got: asset, want: `one of ${want}`, hint: "see `steelyard venues`" });
}
