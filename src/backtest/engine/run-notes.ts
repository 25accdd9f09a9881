import { MissingError } from "../../errors/index.js";
import type { PreparedMarket } from "./prepared-market.js";
import type { RateColumn } from "./rate-column.js";

const stamp = (ms: number): string => new Date(ms).toISOString();

const percent = (fraction: number): string => `${Number((100 * fraction).toPrecision(4))} %`;

const within = (indices: readonly number[], from: number, to: number): readonly number[] =>
  indices.filter((i) => i >= from && i <= to);

/** @throws MissingError (E_MISSING) for what lacks in the run's span and was not said to be borne */
function assertWhole(prepared: PreparedMarket, start: number): void {
  const { market, closeMs, last, rates, bridges, fundingColumn } = prepared;
  const gaps = market.gaps ?? {};
  const lacks = (field: string, indices: readonly number[], from: number, what: string, hint: string): void => {
    const found = within(indices, from, last);
    if (found.length === 0) return;
    throw new MissingError(
      {
        field,
        got: `${found.length} ${what}, first at ${stamp(closeMs[found[0]])}`,
        want: `none from ${stamp(closeMs[start])} to ${stamp(closeMs[last])}`,
        hint,
      },
      { origin: "data" },
    );
  };
  const choose = (name: string, word: string): string =>
    `complete them, run another span, or choose gaps.${name}: "${word}"`;
  if (gaps.prices !== "bridge") lacks("prices", bridges, start + 1, "steps that lack bars", choose("prices", "bridge"));
  if (fundingColumn !== null && gaps.funding !== "unpaid")
    lacks("rates.funding", fundingColumn.lacking, start + 1, "payments that lack", choose("funding", "unpaid"));
  for (const { name, lacking } of rates)
    if (name !== "funding")
      lacks(`rates.${name}`, lacking, start, "closes without a rate in force", choose("rates", "keep"));
}

const day = (ms: number): string => stamp(ms).slice(0, 10);

const countOf = (count: number, one: string, many: string): string =>
  `${String(count).replace(/\B(?=(\d{3})+$)/g, ",")} ${count === 1 ? one : many}`;

/** What a stated rate stands for, and how often. */
function statedNote({ name, stated }: RateColumn, { market, closeMs, last }: PreparedMarket, start: number): string[] {
  const found = within(stated, start, last);
  const past = market.rates[name];
  if (found.length === 0 || past === null || past.statedAnnual === null) return [];
  const [from, to] = [found[0], found[found.length - 1]].map((i) => day(closeMs[i]));
  return [
    `${name} rate stated at ${percent(past.statedAnnual)} a year, at ${countOf(found.length, "close", "closes")} from ${from} to ${to}`,
  ];
}

/** What was assumed, bridged, kept or left unpaid in the span of a run. */
function gapNotes(prepared: PreparedMarket, start: number): string[] {
  const { last, closures, closeMs, market, bridges, rates, fundingColumn } = prepared;
  const notes: string[] = [];
  const closed = within(closures, start + 1, last);
  const { intervalMs } = market.prices;
  const days = closed.reduce((sum, i) => sum + Math.round((closeMs[i] - closeMs[i - 1]) / intervalMs) - 1, 0);
  if (days > 0)
    notes.push(
      `${countOf(days, "day", "days")} without a bar in ${countOf(closed.length, "step", "steps")} of up to five days are weekends and holidays of a market that closes, and none that lack`,
    );
  const bridged = within(bridges, start + 1, last).length;
  if (bridged > 0) notes.push(`${countOf(bridged, "step", "steps")} over lacking bars taken as one bar each`);
  for (const { name, kept } of rates) {
    const old = name === "funding" ? 0 : within(kept, start, last).length;
    if (old > 0)
      notes.push(`${name} rate older than a day and two of its steps kept at ${countOf(old, "close", "closes")}`);
  }
  const unpaid = fundingColumn === null ? 0 : within(fundingColumn.lacking, start + 1, last).length;
  if (unpaid > 0) notes.push(`${countOf(unpaid, "payment", "payments")} of funding that lack were not paid`);
  return notes;
}

/** What prices stand for in a liquidation. */
function priceNotes({ market, rules }: PreparedMarket): string[] {
  const { triggerPrice } = rules[0].market.model;
  const hasBars = market.prices.bars !== null;
  const notes: string[] = [];
  if (!hasBars) notes.push("closes alone: liquidations between two closes are not seen, and one is at the close");
  if (market.trigger === null && triggerPrice !== "market")
    notes.push(`last-trade ${hasBars ? "lows and highs" : "closes"} stand for the venue's ${triggerPrice} price`);
  if (market.trigger !== null)
    notes.push(
      "the venue's own price decides on liquidation; what it sells is sold at the traded price nearest to that level",
    );
  return notes;
}

/**
 * The assumptions of a run in words.
 * @throws MissingError (E_MISSING) where prices, rates or funding lack in its span and no choice was named
 */
export function marketNotes(prepared: PreparedMarket, start: number): string[] {
  assertWhole(prepared, start);
  return [
    ...priceNotes(prepared),
    ...prepared.rates.flatMap((column) => statedNote(column, prepared, start)),
    ...gapNotes(prepared, start),
    ...(prepared.rules.length > 1 ? [`${prepared.rules.length} sets of the venue's rules, each from its day on`] : []),
  ];
}
