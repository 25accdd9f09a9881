import { age, day, multiple, percent } from "./format.js";
import { joined, labelled, paragraph, table } from "./layout.js";

/** One market of a venue. */
export interface MarketReport {
  /** Null where the venue has no chains. */
  readonly chain: string | null;
  readonly asset: string;
  readonly quote: string;
  readonly alsoCalled: readonly string[];
  /** Which price triggers liquidation there: the market's, the venue's mark, or an exchange-rate oracle. */
  readonly triggerPrice: "market" | "mark" | "index" | "exchange-rate";
  /** Date of the parameters, epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
  /** Highest leverage ratio at which a small holding may be opened. */
  readonly leverageRatioMax: number;
  /** Price ratio at which a long of 2x is liquidated; null where there is none. */
  readonly liquidationPriceRatioAt2x: number | null;
}

/** One release of a venue's rules. */
export interface ReleaseReport {
  readonly id: string;
  /** Day from which it is in force, epoch ms UTC; null where that is not known. */
  readonly fromMs: number | null;
  /** What it changed for a holder. */
  readonly differs: string;
  /** How its rules were checked. */
  readonly proof: string;
}

/** One venue: what it is, what is exact and what is not. */
export interface VenueReport {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  /** Release of the rules that are shown. */
  readonly release: string;
  /** Every release that is modelled, oldest first; empty where there is one set of rules only. */
  readonly releases: readonly ReleaseReport[];
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

/** Every release, what it changed and how it was checked. */
function releasesLines({ releases, release }: VenueReport): readonly string[] {
  if (releases.length === 0) return [];
  const columns = ["release", "in force from", "what it changed, and how it was checked"].map(
    (title) => ({ title, align: "left" }) as const,
  );
  const rows = releases.map(({ id, fromMs, differs, proof }) => [
    id === release ? `> ${id}` : `  ${id}`,
    fromMs === null ? "not known" : day(fromMs),
    `${differs}. Checked: ${proof}.`,
  ]);
  return ["Releases (> is the one shown; --release and --on choose another)", ...table(columns, rows)];
}

const triggerWords: Readonly<Record<MarketReport["triggerPrice"], string>> = {
  market: "market price",
  mark: "mark price",
  index: "index price",
  "exchange-rate": "exchange rate",
};

/** Every market, with the age of the oldest parameters. */
function marketsLines({ markets }: VenueReport, nowMs: number): readonly string[] {
  if (markets.length === 0) return ["No shipped parameters: give yours with --parameters file.json."];
  const hasChain = markets.some(({ chain }) => chain !== null);
  const rows = markets.map((market) => [
    ...(hasChain ? [market.chain ?? ""] : []),
    market.alsoCalled.length === 0 ? market.asset : `${market.asset} (${market.alsoCalled.join(", ")})`,
    market.quote,
    multiple(market.leverageRatioMax),
    market.liquidationPriceRatioAt2x === null ? "never" : `at ${percent(market.liquidationPriceRatioAt2x - 1)}`,
    day(market.asOfMs),
    triggerWords[market.triggerPrice],
  ]);
  const titles = ["asset", "quote", "opens to", "2x closes", "as of", "closes by"];
  const columns = [...(hasChain ? ["chain"] : []), ...titles].map((title) => ({ title, align: "left" }) as const);
  const oldest = Math.min(...markets.map(({ asOfMs }) => asOfMs));
  return [`Markets; the oldest parameters: ${age(oldest, nowMs)}`, ...table(columns, rows)];
}

/** How all of the texts end, from the start of a clause; empty where that is not the same. */
function commonEnd(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  if (others.length === 0) return "";
  const starts = [...first.matchAll(/(?<=[;.]) /g)].map(({ index }) => index);
  const start = starts.find((at) => others.every((text) => text.endsWith(first.slice(at))));
  return start === undefined ? "" : first.slice(start);
}

/** Where the parameters come from; what all sources say alike is said once. */
function sourcesLines({ markets }: VenueReport): readonly string[] {
  const sources = [...new Set(markets.map(({ source }) => source))];
  const end = commonEnd(sources);
  const heads = sources.map((source) => source.slice(0, source.length - end.length).replace(/[;.]$/, ""));
  return [
    ...heads.flatMap((head) => labelled("source", head, 12)),
    ...(end === "" ? [] : labelled("all of it", end.trim(), 12)),
  ];
}

/** One venue whole: its releases, what is exact, what is approximate, and its markets with the dates and sources of their parameters. */
export function venueText(venue: VenueReport, nowMs: number): string {
  const bullets = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [title, ...lines.flatMap((line) => paragraph(line, "  - "))];
  return joined([
    paragraph(`${venue.name} (${venue.id}, ${venue.release}). ${venue.summary}`),
    releasesLines(venue),
    bullets("As the venue does it", venue.exact),
    bullets("Simplified or left out", venue.approximate),
    marketsLines(venue, nowMs),
    sourcesLines(venue),
  ]);
}
