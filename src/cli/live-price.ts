import { DisputedError } from "../errors/index.js";
import { age, day, FIXED_SPACE } from "../reports/index.js";
import type { PriceSeries } from "../series/index.js";
import type { VenueMarket } from "../venues/index.js";
import { amount } from "./setting-readers.js";
import type { Settings } from "./settings.js";

/** True where the position was read from a live account. */
export const isLive = (settings: Settings): boolean => settings.has("position") || settings.has("exchange");

/** Largest part by which two prices of one thing may differ before they are disputed; of a pair that tracks itself, a quarter of it. */
const PRICES_DIFFER_MAX = 0.02;
const PAIR_DIFFERS_MAX = 0.005;

const differenceMax = ({ correlated }: VenueMarket): number =>
  correlated === true ? PAIR_DIFFERS_MAX : PRICES_DIFFER_MAX;

/** A second price beside the venue's own. */
interface SecondPrice {
  readonly price: number;
  readonly field: string;
  /** What it is, in an error. */
  readonly got: string;
}

/** @throws DisputedError (E_DISPUTED) where two prices of one thing differ by more than they may */
export function assertAgreed(second: SecondPrice, venue: VenueMarket, price: number): void {
  const most = differenceMax(venue);
  if (Math.abs(second.price / price - 1) <= most) return;
  throw new DisputedError({
    field: second.field,
    got: second.got,
    want: `within ${most * 100} % of ${price} ${venue.quote}, at which ${venue.model.id} itself has ${venue.asset}`,
    hint: "one of the two is wrong or late: find out which, or leave the second one out",
  });
}

/** Bars of a price file after which its last close says nothing of now. */
const FRESH_BARS = 2;

/**
 * What there is to say of the last close of a price file beside the price that was read at the venue. The venue's own past is no
 * second source: its last bar may be an hour old.
 * @throws DisputedError (E_DISPUTED) where it is of now and differs
 */
export function secondPriceNotes(
  settings: Settings,
  series: PriceSeries | null,
  venue: VenueMarket,
  nowMs: number,
): readonly string[] {
  const price = amount(settings, "price");
  if (settings.has("history")) return [];
  const [close, closeMs] = [series?.close.at(-1), series?.closeMs.at(-1)];
  if (!isLive(settings) || series === null || price === undefined || close === undefined || closeMs === undefined)
    return [];
  if (nowMs - closeMs <= FRESH_BARS * series.intervalMs) {
    assertAgreed({ price: close, field: "--prices", got: `a last close of ${close}` }, venue, price);
    return [];
  }
  return [
    `The last close of ${series.source} is of ${day(closeMs)}, ${age(closeMs, nowMs).replaceAll(FIXED_SPACE, " ")}: it was not held against the price that was read.`,
  ];
}
