/** Where steelyard gains and loses against another policy, and what that came of: figures of the runs alone. */
import type { AttributionPart } from "../../src/backtest/index.js";
import type { StudyMarket } from "./markets.js";
import { HALF_KELLY, ONE, STEELYARD } from "./policies.js";
import { logGrowth, type Book, type Figures } from "./records.js";
import type { Span } from "./spans.js";
import { growthWord, listed, NOT_AVAILABLE, percent, table } from "./words.js";

/** What each cause is called. */
export const PART_WORDS: Readonly<Record<AttributionPart, string>> = {
  price: "price",
  carry: "carry",
  varianceDrag: "variance drag",
  cost: "trading",
  liquidation: "liquidation",
};

const PARTS: readonly AttributionPart[] = ["price", "carry", "varianceDrag", "cost", "liquidation"];

/** One policy less another over a span, log growth. */
export interface Difference {
  readonly span: string;
  readonly growth: number;
  readonly parts: Readonly<Record<AttributionPart, number>>;
  readonly ours: Figures;
  readonly theirs: Figures;
}

/** Steelyard less another; null where one of them is not available or was ruined. */
export function differenceOf(market: StudyMarket, book: Book, other: string, { name: span }: Span): Difference | null {
  const checkMs = market.checksMs[0];
  const [ours, theirs] = [STEELYARD, other].map(
    (policy) => book.cell({ market: market.id, policy, checkMs, span }).figures,
  );
  const [mine, its] = [ours?.growth ?? null, theirs?.growth ?? null];
  if (ours === null || theirs === null || mine === null || its === null) return null;
  const part = (name: AttributionPart): number => mine[name] - its[name];
  const parts = {
    price: part("price"),
    carry: part("carry"),
    varianceDrag: part("varianceDrag"),
    cost: part("cost"),
    liquidation: part("liquidation"),
  };
  return { span, growth: (logGrowth(ours) ?? 0) - (logGrowth(theirs) ?? 0), parts, ours, theirs };
}

/** The differences of all years that both have. */
export const yearlyDifferences = (market: StudyMarket, book: Book, other: string): readonly Difference[] =>
  market.years.flatMap((year) => differenceOf(market, book, other, year) ?? []);

/** The causes that took most, in words: those that make up four fifths of all that was lost. */
export function causes({ parts }: Difference): string {
  const lost = PARTS.filter((part) => parts[part] < 0).sort((a, b) => parts[a] - parts[b]);
  const all = lost.reduce((sum, part) => sum + parts[part], 0);
  let told = 0;
  const named = lost.filter((part) => {
    const isTold = told < 0.8 * -all;
    if (isTold) told -= parts[part];
    return isTold;
  });
  return listed(named.map((part) => `${PART_WORDS[part]} ${percent(parts[part])}`));
}

/** Years that are shown where there are many: those in which most was lost. */
const SHOWN = 10;

/** Year by year: growth of the three, the difference to 1x by cause, and the leverage that was held. */
export function againstTable(market: StudyMarket, book: Book): string {
  const checkMs = market.checksMs[0];
  const figures = (policy: string, span: string): Figures | null =>
    book.cell({ market: market.id, policy, checkMs, span }).figures;
  const chosen = worstYears(market, book);
  const rows = [...chosen, market.whole].map((span) => {
    const [one, kelly] = [ONE, HALF_KELLY].map((other) => differenceOf(market, book, other, span));
    const ours = figures(STEELYARD, span.name);
    return [
      span.name,
      ...[STEELYARD, ONE, HALF_KELLY].map((policy) => growthWord(figures(policy, span.name))),
      one === null ? NOT_AVAILABLE : `**${percent(one.growth)}**`,
      ...PARTS.map((part) => (one === null ? NOT_AVAILABLE : percent(one.parts[part]))),
      kelly === null ? NOT_AVAILABLE : percent(kelly.growth),
      ours === null ? NOT_AVAILABLE : `${ours.summary.leverageRatioMean.toFixed(2)}x`,
    ];
  });
  const head = ["span", STEELYARD, ONE, HALF_KELLY, "less 1x", ...PARTS.map((part) => `of it ${PART_WORDS[part]}`)];
  return table([[...head, "less half-Kelly", "mean leverage"], ...rows]);
}

/** All years, or of many the ten in which it lost most to 1x, in order of time. */
export function worstYears(market: StudyMarket, book: Book): readonly Span[] {
  if (market.years.length <= SHOWN) return market.years;
  const worst = [...yearlyDifferences(market, book, ONE)].sort((a, b) => a.growth - b.growth).slice(0, SHOWN);
  const names = new Set(worst.map(({ span }) => span));
  return market.years.filter(({ name }) => names.has(name));
}
