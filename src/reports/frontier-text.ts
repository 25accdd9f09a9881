import type { Frontier, FrontierPoint } from "../decision/index.js";
import type { Decision, PolicyOddsBasis } from "../model/index.js";
import { answerSentence, capWords } from "./answer.js";
import { chart, type Mark } from "./chart.js";
import { duration, multiple, percent, probability } from "./format.js";
import { joined, paragraph, table } from "./layout.js";
import { notKnownWords, policyBasis } from "./policy-odds-words.js";
import { lastLine, notesLines } from "./sources-text.js";
import type { Subject } from "./subject.js";
import { toleranceWords } from "./tolerance-words.js";

const CAP_LETTERS = {
  tolerance: "t",
  "liquidation-odds": "o",
  gap: "g",
  jump: "j",
  venue: "v",
  size: "s",
  "trading-cost-ceiling": "c",
  mandate: "m",
} as const;

/** Letters under the curve: the answer, what is held now, and each cap. */
function marksOf(decision: Decision): readonly Mark[] {
  const sign = decision.status !== "infeasible" && decision.leverageRatio < 0 ? -1 : 1;
  const caps = decision.caps.flatMap(({ name, leverageRatioMax }) =>
    leverageRatioMax === null ? [] : [{ letter: CAP_LETTERS[name], x: sign * leverageRatioMax, words: capWords(name) }],
  );
  return [
    ...(decision.status === "infeasible"
      ? []
      : [{ letter: "A", x: decision.leverageRatio, words: `answer ${multiple(decision.leverageRatio)}` }]),
    ...(decision.current === null
      ? []
      : [{ letter: "N", x: decision.current.leverageRatio, words: `now ${multiple(decision.current.leverageRatio)}` }]),
    ...caps,
  ];
}

/** Picture of growth against leverage, at most 14 lines and 78 columns. */
export function frontierPicture({ points, decision }: Frontier): readonly string[] {
  return chart({
    title: "Growth a year against leverage",
    points: points.flatMap(({ leverageRatio, growthAnnual }) =>
      growthAnnual === null ? [] : [{ x: leverageRatio, y: growthAnnual }],
    ),
    marks: marksOf(decision),
    focus: [
      0,
      1,
      ...(decision.status === "infeasible" ? [] : [decision.leverageRatio]),
      ...(decision.current === null ? [] : [decision.current.leverageRatio]),
    ],
    axis: multiple,
  });
}

const ROWS_MAX = 17;

/** Evenly spaced points, the first and the last among them. */
function thinned(points: readonly FrontierPoint[]): readonly FrontierPoint[] {
  if (points.length <= ROWS_MAX) return points;
  return Array.from(
    { length: ROWS_MAX },
    (_, index) => points[Math.round((index * (points.length - 1)) / (ROWS_MAX - 1))],
  ).flatMap((point) => point ?? []);
}

/** Heading of the last column of the table, and what it means in words; null where nothing is known for any leverage. */
const policyColumns: Readonly<Record<PolicyOddsBasis, readonly [title: string, words: string] | null>> = {
  "gap-hazard-bound": ["policy, at most", "and under the policy at most"],
  "jump-hazard-bound": ["policy, at most", "and under the policy at most"],
  "diffusion-only": ["ordinary moves", "and under the policy by ordinary moves (-: the stated gap would liquidate it)"],
  untouched: ["under policy", "and under the policy"],
  none: null,
};

/** Growth and risk at a row of leverage ratios, as a table. */
function frontierTable({ points, decision }: Frontier): readonly string[] {
  const policy = policyColumns[policyBasis(decision)];
  const rows = thinned(points).map((point) => [
    multiple(point.leverageRatio),
    point.growthAnnual === null ? "ruin" : percent(point.growthAnnual),
    percent(point.volatilityAnnual),
    short(point.belowFloorProbability),
    short(point.liquidationUntouched),
    ...(policy === null ? [] : [point.liquidationUnderPolicy === null ? "-" : short(point.liquidationUnderPolicy)]),
  ]);
  const titles = [
    "leverage",
    "growth",
    "volatility",
    "below floor",
    "untouched",
    ...(policy === null ? [] : [policy[0]]),
  ];
  const { horizonMs, liquidationHorizonMs } = decision.tolerance;
  return [
    ...paragraph(
      `Growth (log) and volatility a year; below the floor within ${duration(horizonMs)}; liquidated within ${duration(liquidationHorizonMs)} if left untouched (gaps not counted), ${policy === null ? `under the policy ${notKnownWords(null)}` : policy[1]}`,
    ),
    ...table(
      titles.map((title) => ({ title, align: "right" }) as const),
      rows,
    ),
  ];
}

/** A probability that fits a column. */
const short = (value: number): string => (value < 1e-6 ? "< 1e-6" : probability(value));

/** Growth against risk: the answer, the picture, the table. */
export function frontierText(frontier: Frontier, subject: Subject): string {
  const { decision } = frontier;
  return joined([
    paragraph(answerSentence(decision, subject)),
    frontierPicture(frontier),
    frontierTable(frontier),
    paragraph(`You allow: ${toleranceWords(decision.tolerance)}.`),
    notesLines(decision.notes),
    lastLine(decision, subject),
  ]);
}
