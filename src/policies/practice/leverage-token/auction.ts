/** One, in the contract's fixed point. PRICE_MULTIPLIER_PRECISION. */
const PRECISION = 10n ** 18n;

const mulDiv = (a: bigint, b: bigint, divisor: bigint): bigint => (a * b) / divisor;

/** An auction as the contract holds it: multipliers in 1e-18, times of one unit. */
export interface WholeAuction {
  readonly initial: bigint;
  readonly minimum: bigint;
  readonly elapsed: bigint;
  readonly duration: bigint;
}

/** Price over the oracle's now, in 1e-18, truncated at each step: min + (initial - min) (1 - elapsed / duration)^4. DutchAuctionRebalanceAdapter.getCurrentAuctionMultiplier. */
export function wholeAuctionMultiplier({ initial, minimum, elapsed, duration }: WholeAuction): bigint {
  if (elapsed > duration) return minimum;
  const base = PRECISION - mulDiv(elapsed, PRECISION, duration);
  const squared = mulDiv(base, base, PRECISION);
  const fourth = mulDiv(squared, squared, PRECISION);
  return minimum + mulDiv(initial - minimum, fourth, PRECISION);
}

/** A Dutch auction: price over the oracle's at its start and end, and its length in ms. */
export interface Auction {
  readonly initial: number;
  readonly minimum: number;
  readonly durationMs: number;
}

/** Price over the oracle's after that time: `wholeAuctionMultiplier` in floating point. */
export function auctionMultiplier({ initial, minimum, durationMs }: Auction, elapsedMs: number): number {
  const left = Math.max(0, 1 - elapsedMs / durationMs);
  return minimum + (initial - minimum) * left ** 4;
}

/** Time in ms after which the price has fallen to `multiplier`: 0 where it starts no higher, null where it never falls so far. */
export function fallsToAfterMs({ initial, minimum, durationMs }: Auction, multiplier: number): number | null {
  if (initial <= multiplier) return 0;
  if (minimum > multiplier) return null;
  return durationMs * (1 - ((multiplier - minimum) / (initial - minimum)) ** 0.25);
}
