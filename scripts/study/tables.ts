/** Tables of a market: the whole run, years, crashes. Every cell comes from a run, or says that there is none. */
import type { PolicyJudgement } from "../../src/backtest/index.js";
import { YEAR_MS } from "../../src/model/index.js";
import type { StudyMarket } from "./markets.js";
import { studyPolicies } from "./policies.js";
import type { Book, Cell, Figures } from "./records.js";
import type { Span } from "./spans.js";
import { beside, change, changeAndFall, checkWord, NOT_AVAILABLE, percent, share, signed, table } from "./words.js";

/** Cells of one policy and span, one for each check interval. */
const cellsAt = ({ id, checksMs }: StudyMarket, book: Book, policy: string, { name: span }: Span): readonly Cell[] =>
  checksMs.map((checkMs) => book.cell({ market: id, policy, checkMs, span }));

/** What each cause took or gave, a year of wealth. */
function costWord({ ledger, summary }: Figures): string {
  const cost = Object.values(ledger.costs).reduce((sum, each) => sum + each, 0);
  const years = (summary.endMs - summary.startMs) / YEAR_MS;
  return `${summary.turnoverAnnual.toFixed(1)} (${Math.round(summary.trades / years)})${cost === 0 ? "" : ""}`;
}

/** Growth against 1x: the difference with its interval, and the chance to beat it. */
function againstOne(judgement: PolicyJudgement | undefined): readonly string[] {
  if (judgement === undefined) return [NOT_AVAILABLE, NOT_AVAILABLE];
  if (judgement.verdict === "ruined") return ["ruined", "ruined"];
  const { growthDifference: difference, beats } = judgement;
  if (difference === null || beats === null) return ["", ""];
  const { value, low, high } = difference;
  return [
    `${percent(value)} [${percent(low)}, ${percent(high)}]`,
    `${share(beats.value)} [${share(beats.low)}, ${share(beats.high)}]`,
  ];
}

/** Growth a year with its interval. */
function growthInterval(judgement: PolicyJudgement | undefined): string {
  if (judgement === undefined) return NOT_AVAILABLE;
  const { growthAnnual, growthInterval: interval } = judgement;
  if (growthAnnual === "ruined" || interval === null) return "ruined";
  return `${percent(growthAnnual)} [${percent(interval.low)}, ${percent(interval.high)}]`;
}

/** The whole run, one row for each policy. */
export function wholeTable(market: StudyMarket, book: Book): string {
  const [checkMs, ...others] = market.checksMs;
  const rows = studyPolicies.map(({ name }) => {
    const [cell, ...slower] = cellsAt(market, book, name, market.whole);
    const judgement = book.judged(market.id, name, checkMs);
    const { figures } = cell;
    if (figures === null) return [name, ...Array.from({ length: 8 + others.length }, () => NOT_AVAILABLE)];
    const { drawdownMax, expectedShortfall, liquidations, leverageRatioMean } = figures.summary;
    return [
      name,
      growthInterval(judgement),
      ...againstOne(judgement),
      share(drawdownMax),
      expectedShortfall === null ? NOT_AVAILABLE : (100 * expectedShortfall).toFixed(1),
      String(liquidations),
      `${leverageRatioMean.toFixed(2)}x`,
      costWord(figures),
      ...slower.map(changeOfGrowth),
    ];
  });
  const head = [
    "policy",
    `growth a year, checked every ${checkWord(checkMs)}`,
    "less that of 1x",
    "chance to beat 1x",
    "deepest fall",
    "worst days",
    "closed by the venue",
    "mean leverage",
    "traded a year (trades)",
    ...others.map((each) => `growth a year, every ${checkWord(each)} (deepest fall)`),
  ];
  return table([head, ...rows]);
}

/** Growth a year and deepest fall of a slower check. */
function changeOfGrowth({ figures }: Cell): string {
  if (figures === null) return NOT_AVAILABLE;
  const { growthAnnual, drawdownMax, liquidations } = figures.summary;
  const growth = growthAnnual === null ? "ruined" : percent(growthAnnual);
  return `${growth} (${share(drawdownMax)})${liquidations === 0 ? "" : ` †${liquidations === 1 ? "" : `×${liquidations}`}`}`;
}

/** Rows are policies, columns spans; or, of many spans, the other way round. */
function spanTable(market: StudyMarket, book: Book, spans: readonly Span[], word: (cell: Cell) => string): string {
  const of = (policy: string, span: Span): string => beside(cellsAt(market, book, policy, span).map(word));
  if (spans.length <= WIDE)
    return table([
      ["policy", ...spans.map(({ name }) => name)],
      ...studyPolicies.map(({ name }) => [name, ...spans.map((span) => of(name, span))]),
    ]);
  const policies = studyPolicies.filter(({ settings }) => settings[market.kind] !== null);
  return table([
    ["year", ...policies.map(({ name }) => name)],
    ...spans.map((span) => [span.name, ...policies.map(({ name }) => of(name, span))]),
  ]);
}

/** Spans that still fit beside each other. */
const WIDE = 12;

/** Change of wealth in each year. */
export const yearTable = (market: StudyMarket, book: Book): string => spanTable(market, book, market.years, change);

/** Change of wealth in each crash, and the deepest fall. */
export const crashTable = (market: StudyMarket, book: Book): string =>
  spanTable(market, book, market.crashes, changeAndFall);

/** How far the choice among all policies of a market is luck. */
export function luckTable(markets: readonly StudyMarket[], book: Book, word: (market: StudyMarket) => string): string {
  const rows = markets.flatMap((market) =>
    market.checksMs.map((checkMs) => {
      const { overfitting, policies, blockLength, days } = book.judgement(market.id, checkMs);
      const best = policies.reduce((a, b) => ((b.sharpeAnnual ?? -Infinity) > (a.sharpeAnnual ?? -Infinity) ? b : a));
      const probability = overfitting === null ? NOT_AVAILABLE : share(overfitting.probability);
      return [
        word(market),
        checkWord(checkMs),
        String(days),
        blockLength.toFixed(1),
        best.id,
        best.sharpeAnnual === null ? NOT_AVAILABLE : signed(best.sharpeAnnual, 2),
        best.deflatedSharpe === null ? NOT_AVAILABLE : share(best.deflatedSharpe),
        probability,
      ];
    }),
  );
  const head = ["market", "checked every", "days", "block, days", "highest Sharpe ratio", "a year"];
  return table([
    [...head, "chance that it is no luck", "chance that the best of one half is no good in the other"],
    ...rows,
  ]);
}

/** The deflated Sharpe ratio of named policies, per cent. */
export function deflatedTable(
  markets: readonly StudyMarket[],
  book: Book,
  names: readonly string[],
  word: (market: StudyMarket) => string,
): string {
  const rows = markets.map((market) => [
    word(market),
    ...names.flatMap((name) => {
      const judgement = book.judged(market.id, name, market.checksMs[0]);
      const [sharpe, deflated] = [judgement?.sharpeAnnual ?? null, judgement?.deflatedSharpe ?? null];
      return sharpe === null || deflated === null ? NOT_AVAILABLE : `${signed(sharpe, 2)} (${share(deflated)})`;
    }),
  ]);
  return table([["market", ...names], ...rows]);
}

/** The walk forward: what was picked, what it promised and what it kept. */
export function walkTable(markets: readonly StudyMarket[], book: Book, word: (market: StudyMarket) => string): string {
  const rows = markets.flatMap((market) => {
    const found = book.walk(market.id, market.checksMs[0]);
    if (found === null) return [];
    const { walk, hindsight, one } = found;
    const mean = (values: readonly (number | null)[]): string => {
      const known = values.filter((value) => value !== null);
      return known.length < values.length || known.length === 0
        ? NOT_AVAILABLE
        : percent(known.reduce((sum, value) => sum + value, 0) / known.length);
    };
    return [
      [
        word(market),
        String(walk.folds.length),
        walk.folds.map(({ picked }) => picked).join(", "),
        mean(walk.folds.map(({ scoreFit }) => scoreFit)),
        walk.growthAnnual === "ruined" ? "ruined" : percent(walk.growthAnnual),
        hindsight === null ? "ruined" : percent(hindsight),
        one === null ? "ruined" : percent(one),
      ],
    ];
  });
  const head = ["market", "folds", "target picked", "growth a year where it was picked", "after, all tests in a row"];
  return table([[...head, "the target best in hindsight", "1x"], ...rows]);
}
