import type { ExplainedLeverage, Explanation, GrowthTerms, TippingPoint } from "../decision/index.js";
import type { Decision, DecisionAnswer } from "../model/index.js";
import { answerSentence, conflictSentence, loosenSentence } from "./answer.js";
import { becauseWords, capsLines } from "./caps-text.js";
import { sensitivityValue } from "./charts/sensitivity-value.js";
import { multiple, percent, points } from "./format.js";
import { joined, paragraph, table } from "./layout.js";
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

/** Growth a year as points without their name, with a sign where it is a change. */
const figure = (value: number): string => percent(value).replace(/[^\d.,-]/g, "");

/** "earns 2.3 points of drift and costs 0.5 in borrowing": what a step changes, the largest first. */
function changesWords(from: ExplainedLeverage, to: ExplainedLeverage): string {
  const changes = TERMS.map((term) => ({ term, change: to.terms[term] - from.terms[term] }))
    .filter(({ change }) => Math.abs(change) >= NOTHING)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  const named = (sign: 1 | -1): string =>
    changes
      .filter(({ change }) => sign * change > 0)
      .map(({ term, change }) => `${points(Math.abs(change))} by ${termWords[term]}`)
      .join(", ");
  const [gains, losses] = [named(1), named(-1)];
  return [gains === "" ? "" : `gain ${gains}`, losses === "" ? "" : `lose ${losses}`].filter(Boolean).join(" and ");
}

/** One step to a side, in a sentence. */
function stepSentence(name: string, from: ExplainedLeverage, to: ExplainedLeverage): string {
  if (from.leverageRatio === to.leverageRatio) return "";
  const at = `${name}, ${multiple(to.leverageRatio)}, would ${changesWords(from, to)}`;
  if (to.growthAnnual === null || from.growthAnnual === null) return `${at}; a liquidation could then take everything.`;
  const sum = to.growthAnnual - from.growthAnnual;
  const words = Math.abs(sum) < NOTHING ? "nothing" : `${sum > 0 ? "+" : ""}${points(sum)}`;
  return `${at}: ${words} of growth a year in sum.`;
}

/** What growth alone would choose, where something else holds the answer. */
function aloneSentence(decision: DecisionAnswer, byGrowthAlone: number | null): string {
  if (byGrowthAlone === null || Math.abs(byGrowthAlone - decision.totalLeverageRatio) < 5e-3) return "";
  return `By growth alone it would be ${multiple(byGrowthAlone)} of your wealth, not ${multiple(decision.totalLeverageRatio)}. `;
}

function whyLines(
  { leverage, byGrowthAlone }: Explanation,
  decision: DecisionAnswer,
  subject: Subject,
): readonly string[] {
  const [less, here, more] = leverage;
  const steps =
    less === undefined || here === undefined || more === undefined
      ? []
      : [stepSentence("A step less", here, less), stepSentence("A step more", here, more)];
  const because = becauseWords(decision, subject);
  const why = `${because.slice(0, 1).toUpperCase()}${because.slice(1)}.`;
  return [
    "Why",
    ...[`${aloneSentence(decision, byGrowthAlone)}${why}`, ...steps]
      .filter(Boolean)
      .flatMap((text) => paragraph(text, "  ")),
  ];
}

/** Parts of growth at the three leverage ratios; parts that are nothing at all of them are left out. */
function termsLines({ leverage, tradingAnnual }: Explanation): readonly string[] {
  const rows = TERMS.filter((term) => leverage.some(({ terms }) => Math.abs(terms[term]) >= NOTHING)).map((term) => [
    termWords[term],
    ...leverage.map(({ terms }) => figure(terms[term])),
  ]);
  const columns = [
    { title: "", align: "left" as const },
    ...leverage.map(({ leverageRatio }) => ({ title: multiple(leverageRatio), align: "right" as const })),
  ];
  const sums = leverage.map(({ growthAnnual }) => (growthAnnual === null ? "ruin" : figure(growthAnnual)));
  const trading = Math.abs(tradingAnnual) < NOTHING ? [] : [["trading in the band", "", figure(tradingAnnual), ""]];
  return [
    "What each earns and costs (points of growth of your wealth a year)",
    ...table(columns, [...rows, ["in sum", ...sums], ...trading]),
  ];
}

/** The value and the answer then; an answer that is none says so. */
function atWords(found: TippingPoint["below"], unit: TippingPoint["unit"]): readonly [string, string] {
  if (found === null) return ["-", ""];
  return [
    sensitivityValue(found.value, unit),
    found.leverageRatio === null ? "none fits" : multiple(found.leverageRatio),
  ];
}

/** How near a tipping point is, in steps of its input. */
const nearness = ({ value, step, below, above }: TippingPoint): number =>
  Math.min(...[below, above].flatMap((found) => (found === null ? [] : [Math.abs(found.value - value) / step])));

/** What each input would have to be; the nearest first. */
function tippingLines({ tippingPoints }: Explanation, title: string): readonly string[] {
  const tips = tippingPoints.filter(({ below, above }) => below !== null || above !== null);
  const never = tippingPoints.filter(({ below, above }) => below === null && above === null);
  const rows = [...tips]
    .sort((a, b) => nearness(a) - nearness(b))
    .map(({ label, value, unit, below, above }) => [
      label,
      sensitivityValue(value, unit),
      ...atWords(below, unit),
      ...atWords(above, unit),
    ]);
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

/** Why a decision is what it is, as text. */
export function explainText(explanation: Explanation, decision: Decision, subject: Subject): string {
  const answer = paragraph(answerSentence(decision, subject));
  const after = [notesLines(decision.notes), lastLine(decision, subject)];
  if (decision.status === "infeasible") {
    const why = [conflictSentence(decision), loosenSentence(decision)].flatMap((text) => paragraph(text, "  "));
    const tips = tippingLines(explanation, "What would let an answer fit (one input at a time)");
    return joined([answer, ["Why", ...why], capsLines(tightestFirst(decision)), tips, ...after]);
  }
  return joined([
    answer,
    whyLines(explanation, decision, subject),
    termsLines(explanation),
    capsLines(tightestFirst(decision)),
    tippingLines(explanation, "What would change the answer by a tenth (one input at a time, of all wealth)"),
    ...after,
  ]);
}
