import { age, day, multiple, percent } from "./format.js";
import { joined, labelled, paragraph, table } from "./layout.js";

/** One market of a venue. */
export interface MarketReport {
  /** Null where the venue has no chains. */
  readonly chain: string | null;
  readonly asset: string;
  readonly quote: string;
  readonly alsoCalled: readonly string[];
  /** Date of the parameters, epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
  /** Highest leverage ratio at which a small holding may be opened. */
  readonly leverageRatioMax: number;
  /** Price ratio at which a long of 2x is liquidated; null where there is none. */
  readonly liquidationPriceRatioAt2x: number | null;
}

/** One venue: what it is, what is exact and what is not. */
export interface VenueReport {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly release: string;
  readonly exact: readonly string[];
  readonly approximate: readonly string[];
  readonly markets: readonly MarketReport[];
}

/** All venues, one row each. */
export function venuesText(venues: readonly VenueReport[]): string {
  const rows = venues.map(({ id, release, markets, summary }) => [
    id,
    release,
    markets.length === 0 ? "yours" : String(markets.length),
    summary,
  ]);
  const columns = [
    { title: "venue", align: "left" },
    { title: "release", align: "left" },
    { title: "markets", align: "right" },
    { title: "what it is", align: "left" },
  ] as const;
  const first = venues[0]?.id ?? "";
  return joined([table(columns, rows), [`Details, markets and dates: steelyard venues ${first}`]]);
}

/** One venue whole: what is exact, what is approximate, and its markets with the dates and sources of their parameters. */
export function venueText(venue: VenueReport, nowMs: number): string {
  const bullets = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [title, ...lines.flatMap((line) => paragraph(line, "  - "))];
  const rows = venue.markets.map(
    ({ chain, asset, quote, alsoCalled, asOfMs, leverageRatioMax, liquidationPriceRatioAt2x }) => [
      ...(chain === null ? [] : [chain]),
      alsoCalled.length === 0 ? asset : `${asset} (${alsoCalled.join(", ")})`,
      quote,
      multiple(leverageRatioMax),
      liquidationPriceRatioAt2x === null ? "never" : `at ${percent(liquidationPriceRatioAt2x - 1)}`,
      `${day(asOfMs)} (${age(asOfMs, nowMs)})`,
    ],
  );
  const hasChain = venue.markets.some(({ chain }) => chain !== null);
  const columns = [...(hasChain ? ["chain"] : []), "asset", "quote", "opens to", "2x closes", "parameters of"].map(
    (title) => ({ title, align: "left" }) as const,
  );
  const sources = [...new Set(venue.markets.map(({ source }) => source))];
  return joined([
    paragraph(`${venue.name} (${venue.id}, ${venue.release}). ${venue.summary}`),
    bullets("As the venue does it", venue.exact),
    bullets("Simplified or left out", venue.approximate),
    venue.markets.length === 0
      ? ["No shipped parameters: give yours with --parameters file.json."]
      : ["Markets", ...table(columns, rows)],
    sources.flatMap((source) => labelled("source", source, 12)),
  ]);
}
