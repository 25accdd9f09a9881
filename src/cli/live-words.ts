import { duration, FIXED_SPACE, money, units } from "../reports/index.js";
import type { AccountReading, MarketReading } from "../ports/index.js";

/** A note of a source as a sentence of an answer. */
export const sentenceOf = (note: string): string =>
  `${note.charAt(0).toUpperCase()}${note.slice(1)}${/[.!?]$/.test(note) ? "" : "."}`;

/** An address by its ends, where there is no room for all of it; any other holder whole. */
export const shortHolder = ({ holder }: AccountReading): string =>
  /^0x[0-9a-f]{40}$/i.test(holder) ? `${holder.slice(0, 6)}...${holder.slice(-4)}` : holder;

/** "WETH/USDC (40 WETH, debt 50,000 USDC)". */
export function marketWords({ asset, quote, quantity, debt, equity }: MarketReading): string {
  const owed = debt === null ? `equity ${money(equity)} ${quote}` : `debt ${money(debt)} ${quote}`;
  return `${asset}/${quote} (${units(quantity)} ${asset}, ${owed})`;
}

const SHOWN = 6;

/** The first few markets in words, and how many more there are. */
export function marketsWords(markets: readonly MarketReading[]): string {
  const shown = markets.slice(0, SHOWN).map(marketWords).join("; ");
  return markets.length > SHOWN ? `${shown}; and ${markets.length - SHOWN} more` : shown;
}

/** How old an answer is, in words. */
export function ageWords({ asOfMs }: AccountReading, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - asOfMs) / 1000));
  return seconds === 0 ? "just now" : `${duration(seconds * 1000).replaceAll(FIXED_SPACE, " ")} old`;
}
