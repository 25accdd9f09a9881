import type { ExplainedLeverage, Explanation, GrowthTerms, TippingPoint } from "../decision/index.js";
import type { Decision, DecisionAnswer } from "../model/index.js";
import { answerSentence, capWords, conflictSentence, loosenSentence } from "./answer.js";
import { becauseWords, capsLines } from "./caps-text.js";
import { sensitivityValue } from "./charts/sensitivity-value.js";
import { multiple, percent, points } from "./format.js";
import { joined, paragraph, table, wrap } from "./layout.js";
import { versusLines, type Versus } from "./explain-versus.js";
import { lastLine, notesLines } from "./sources-text.js";
import type { Subject } from "./subject.js";

/** What people call the parts of growth, in the order of the table. */
const termWords: Readonly<Record<keyof GrowthTerms, string>> = {
  drift: "drift of the price",
  yield: "yield",
  lend: "idle cash",
  borrow: "borrowing",
  assetBorrow: "borrowing the asset",
  funding: "funding",
  varianceDrag: "variance",
  jumps: "jumps",
  gaps: "gaps",
  leftAlone: "being left alone",
};

const TERMS: readonly (keyof GrowthTerms)[] = [
  ...(["drift", "yield", "lend", "borrow", "assetBorrow"] as const),
  ...(["funding", "varianceDrag", "jumps", "gaps", "leftAlone"] as const),
];

/** Differences of growth below a thousandth of a point are none. */
const NOTHING = 1e-5;

/** "a, b and c". */
const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1] ?? ""}`;

/** Growth a year as points without their name. */
const figure = (value: number): string => percent(value).replace(/[^\d.,-]/g, "");

/** The same; a growth that may take everything is ruin. */
const figureOrRuin = (value: number | null): string => (value === null ? "ruin" : figure(value));

/** How a part of growth ends "2.3 points ...". */
const partWords: Readonly<Record<keyof GrowthTerms, string>> = {
  drift: "of drift",
  yield: "of yield",
  lend: "of interest on idle cash",
  borrow: "in borrowing",
  assetBorrow: "in borrowing the asset",
  funding: "in funding",
  varianceDrag: "in variance",
  jumps: "in jumps",
  gaps: "in gaps",
  leftAlone: "by being left alone",
};

/** "earn 2.3 points of drift and cost 0.5 in borrowing": what a step changes, the largest first. */
function changesWords(from: ExplainedLeverage, to: ExplainedLeverage, verbs: Step["verbs"]): string {
  const changes = TERMS.flatMap((term) => {
    const [before, after] = [from.terms[term], to.terms[term]];
    return before === null || after === null ? [] : [{ term, change: after - before }];
  })
    .filter(({ change }) => Math.abs(change) >= NOTHING)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  const named = (verb: string, sign: 1 | -1): string => {
    const parts = changes.filter(({ change }) => sign * change > 0);
    const [first, ...rest] = parts.map(({ term, change }) => [Math.abs(change), partWords[term]] as const);
    if (first === undefined) return "";
    const words = [`${points(first[0])} ${first[1]}`, ...rest.map(([size, part]) => `${figure(size)} ${part}`)];
    return `${verb} ${listed(words)}`;
  };
  return [named(verbs.gain, 1), named(verbs.lose, -1)].filter(Boolean).join(", and ");
}

/** A step to one side: how its sentence begins, and what it does with growth. */
interface Step {
  readonly named: (size: string) => string;
  readonly verbs: { readonly gain: string; readonly lose: string };
  /** Why it is not taken though it pays; empty where nothing stands in the way. */
  readonly barred: string;
}

/** One step to a side, in a sentence. */
function stepSentence({ named, verbs, barred }: Step, from: ExplainedLeverage, to: ExplainedLeverage): string {
  if (Math.abs(from.leverageRatio - to.leverageRatio) < 1e-9) return "";
  const name = named(multiple(Math.abs(to.leverageRatio - from.leverageRatio)));
  if (to.growthAnnual === null || from.growthAnnual === null)
    return `${name} could cost everything in one liquidation.`;
  const sum = to.growthAnnual - from.growthAnnual;
  const words =
    Math.abs(sum) < NOTHING ? "next to nothing" : `${sum > 0 ? "+" : "-"}${points(Math.abs(sum))} of growth a year`;
  const but = sum >= NOTHING && barred !== "" ? `, but ${barred}` : "";
  return `${name} would ${changesWords(from, to, verbs)}: ${words}${but}.`;
}

/** What stands in the way of less and of more. */
function barredWords(decision: DecisionAnswer): { readonly less: string; readonly more: string } {
  const { boundBy, tolerance } = decision;
  if (boundBy === "leverage-min")
    return { less: `you go no lower than ${multiple(tolerance.leverageRatioMin)}`, more: "" };
  const isCap = decision.caps.some(({ name }) => name === boundBy);
  return { less: "", more: isCap ? `the ${capWords(boundBy)} cap is in the way` : "" };
}

/** What growth alone would choose, where something else holds the answer. */
function aloneSentence(decision: DecisionAnswer, byGrowthAlone: number | null): string {
  const { boundBy, totalLeverageRatio: at } = decision;
  if (byGrowthAlone === null || boundBy === "growth" || boundBy === "borrow-spread") return "";
  return Math.abs(byGrowthAlone - at) < 5e-3
    ? ""
    : `By growth alone it would be ${multiple(byGrowthAlone)} of your wealth, not ${multiple(at)}. `;
}

/** A share of wealth this close to all of it is all of it. */
const CLOSE = 5e-4;

/** What the leverage ratios below are of, where the venue has but a part of the wealth. */
function shareSentence({ isolatedShare, leverageRatio, totalLeverageRatio }: DecisionAnswer): string {
  return isolatedShare > 1 - CLOSE
    ? ""
    : `Leverage below is of all your wealth: ${multiple(leverageRatio)} on ${percent(isolatedShare)} of it is ${multiple(totalLeverageRatio)}.`;
}

function whyLines(
  { leverage, byGrowthAlone }: Explanation,
  decision: DecisionAnswer,
  subject: Subject,
): readonly string[] {
  const [less, here, more] = leverage;
  const barred = barredWords(decision);
  const next: Step = {
    named: (size) => `The next ${size}`,
    verbs: { gain: "earn", lose: "cost" },
    barred: barred.more,
  };
  const back: Step = { named: (size) => `${size} less`, verbs: { gain: "save", lose: "give up" }, barred: barred.less };
  const steps =
    less === undefined || here === undefined || more === undefined
      ? []
      : [stepSentence(next, here, more), stepSentence(back, here, less)];
  const because = becauseWords(decision, subject);
  const why = `${because.slice(0, 1).toUpperCase()}${because.slice(1)}.`;
  return [
    "Why",
    ...[`${aloneSentence(decision, byGrowthAlone)}${why}`, ...steps, shareSentence(decision)]
      .filter(Boolean)
      .flatMap((text) => paragraph(text, "  ")),
  ];
}

/** True of a part that says something: one that is not nothing, or ruin. */
const isSomething = (part: number | null): boolean => part === null || Math.abs(part) >= NOTHING;

/** Parts of growth at the three leverage ratios; parts that are nothing at all of them are left out. */
function termsLines(
  { leverage, tradingAnnual }: Explanation,
  { growth, totalLeverageRatio }: DecisionAnswer,
): readonly string[] {
  // An answer of none held has no step less.
  const shown = leverage.filter(({ leverageRatio }, i) => i > 0 || leverageRatio !== totalLeverageRatio);
  const rows = TERMS.filter((term) => shown.some(({ terms }) => isSomething(terms[term]))).map((term) => [
    termWords[term],
    ...shown.map(({ terms }) => figureOrRuin(terms[term])),
  ]);
  const columns = [
    { title: "", align: "left" as const },
    ...shown.map(({ leverageRatio }) => ({ title: multiple(leverageRatio), align: "right" as const })),
  ];
  const sums = shown.map(({ growthAnnual }) => figureOrRuin(growthAnnual));
  const atAnswer = (words: string, value: number): readonly string[] => [
    words,
    ...shown.map((each) => (each === leverage[1] ? figure(value) : "")),
  ];
  const trading =
    Math.abs(tradingAnnual) < NOTHING
      ? []
      : [atAnswer("trading in the band", tradingAnnual), atAnswer("after trading", growth.rateAnnual)];
  return [
    "What each earns and costs (points of growth of your wealth a year)",
    ...table(columns, [...rows, [trading.length === 0 ? "sum" : "sum before trading", ...sums], ...trading]),
  ];
}

/** A value with the digits that set it apart from what the input is now. */
function apart(value: number, { value: now, unit }: TippingPoint): string {
  const words = sensitivityValue(value, unit);
  if (words !== sensitivityValue(now, unit) || unit === "years") return words;
  const scale = unit === "fraction" ? 100 : 1;
  const decimals = Math.min(9, 1 - Math.floor(Math.log10(Math.abs(value - now) * scale)));
  return `${(scale * value).toFixed(decimals)}${words.replace(/^[-\d.,]+/, "")}`;
}

/** The value and the answer then; an answer that is none says so. */
function atWords(found: TippingPoint["below"], point: TippingPoint): readonly [string, string] {
  if (found === null) return ["-", ""];
  return [apart(found.value, point), found.leverageRatio === null ? "none" : multiple(found.leverageRatio)];
}

/** How near a tipping point is, in steps of its input. */
const nearness = ({ value, step, below, above }: TippingPoint): number =>
  Math.min(...[below, above].flatMap((found) => (found === null ? [] : [Math.abs(found.value - value) / step])));

/** Columns that the name of an input may take: beside them there is room for five figures. */
const LABEL_COLUMNS = 20;

/** What each input would have to be; the nearest first. */
function tippingLines({ tippingPoints }: Explanation, title: string): readonly string[] {
  const tips = tippingPoints.filter(({ below, above }) => below !== null || above !== null);
  const never = tippingPoints.filter(({ below, above }) => below === null && above === null);
  const rows = [...tips]
    .sort((a, b) => nearness(a) - nearness(b))
    .flatMap((point) => {
      const [first = "", ...rest] = wrap(point.label, LABEL_COLUMNS);
      const { value, unit, below, above } = point;
      const cells = [sensitivityValue(value, unit), ...atWords(below, point), ...atWords(above, point)];
      return [[first, ...cells], ...rest.map((words) => [words, ...cells.map(() => "")])];
    });
  const columns = ["input", "now", "down to", "answer", "up to", "answer"].map((title, i) => ({
    title,
    align: i === 0 ? ("left" as const) : ("right" as const),
  }));
  return [
    title,
    ...(rows.length === 0 ? ["  Nothing that was tried."] : table(columns, rows)),
    ...(never.length === 0 ? [] : paragraph(`No change found by ${never.map(({ label }) => label).join(", ")}.`, "  ")),
  ];
}

/** The caps from the tightest; those without a number last. */
const tightestFirst = <Answer extends Decision>(decision: Answer): Answer => ({
  ...decision,
  caps: [...decision.caps].sort((a, b) => (a.leverageRatioMax ?? Infinity) - (b.leverageRatioMax ?? Infinity)),
});

/** Why a decision is what it is, as text; with another venue beside it, what makes the difference. */
export function explainText(
  explanation: Explanation,
  decision: Decision,
  subject: Subject,
  versus: Versus | null = null,
): string {
  const answer = paragraph(answerSentence(decision, subject));
  const beside = versus === null ? [] : versusLines(versus);
  const after = [beside, notesLines(decision.notes), lastLine(decision, subject)];
  if (decision.status === "infeasible") {
    const why = [conflictSentence(decision), loosenSentence(decision)].flatMap((text) => paragraph(text, "  "));
    const tips = tippingLines(explanation, "What would let an answer fit (one input at a time)");
    return joined([answer, ["Why", ...why], capsLines(tightestFirst(decision)), tips, ...after]);
  }
  return joined([
    answer,
    whyLines(explanation, decision, subject),
    termsLines(explanation, decision),
    capsLines(tightestFirst(decision)),
    [
      ...tippingLines(explanation, "What would change the answer by a tenth (one input at a time, of all wealth)"),
      ...(decision.estimates.driftAnnual === null
        ? paragraph("A view on the drift may: without one nothing speaks for borrowing (--drift 20%+-10%).", "  ")
        : []),
    ],
    ...after,
  ]);
}
