import { VENUE_PARTS, type VenueDifference } from "../decision/index.js";
import type { DecisionAnswer } from "../model/index.js";
import { boundByWords } from "./answer.js";
import type { CompareReport, ComparedAnswer, NamedVenue } from "./compare.js";
import { change, day, duration, FIXED_SPACE, money, multiple, percent, plural, points, probability } from "./format.js";
import { joined, paragraph, table, type Column } from "./layout.js";
import { notesLines } from "./sources-text.js";
import { policyWords, toleranceWords } from "./tolerance-words.js";

/** "compound-v3 base, WETH in USDC". */
const venueName = ({ id, chain, asset, quote }: NamedVenue): string =>
  `${id}${chain === null ? "" : ` ${chain}`}, ${asset} in ${quote}`;

/** "compound-v3 base WETH/USDC", for a column. */
const venueCell = ({ id, chain, asset, quote }: NamedVenue): string =>
  `${id}${chain === null ? "" : ` ${chain}`} ${asset}/${quote}`;

/** An answer that fits. */
interface Fitting extends ComparedAnswer {
  readonly decision: DecisionAnswer & { readonly status: "optimal" | "no-leverage" };
}

const fittingOf = ({ answers }: CompareReport): readonly Fitting[] =>
  answers.flatMap(({ decision, ...answer }) => (decision.status === "infeasible" ? [] : [{ ...answer, decision }]));

/** Growth rates this close are one to a reader, a year. */
const SAME = 5e-5;

const isAhead = (fitting: Fitting, by: Fitting): boolean =>
  fitting.decision.growth.rateAnnual - by.decision.growth.rateAnnual >= SAME;

/** "0.3 points more than at spark ethereum, WETH in DAI", and how many grow as fast as the first. */
function leadWords(best: Fitting, others: readonly Fitting[]): string {
  const next = others.find((fitting) => isAhead(best, fitting));
  const equals = others.filter((fitting) => !isAhead(best, fitting)).length;
  const alike = equals === 0 ? "" : `, as fast as at ${plural(equals, "other market", "other markets")}`;
  if (next === undefined) return others.length === 0 ? "; nothing else could be compared" : alike;
  const ahead = best.decision.growth.rateAnnual - next.decision.growth.rateAnnual;
  return `${alike}${equals === 0 ? "," : " and"} ${points(ahead)} more than at ${venueName(next.market)}`;
}

/** The answer in one sentence. */
export function compareSentence(report: CompareReport): string {
  const [best, ...others] = fittingOf(report);
  if (best === undefined) return `No venue has an answer for ${report.asset} within your tolerance.`;
  const { totalLeverageRatio, growth } = best.decision;
  const held = `${multiple(totalLeverageRatio)} grows ${percent(growth.rateAnnual)} a year`;
  return `${venueName(best.market)}: ${held}${leadWords(best, others)}.`;
}

const right = (title: string): Column => ({ title, align: "right" });
const left = (title: string): Column => ({ title, align: "left" });

/** A probability that fits a column. */
const short = (value: number | null): string => (value === null ? "-" : value < 1e-6 ? "< 1e-6" : probability(value));

/** The odds under the policy as they are expected, or their bound where nothing more is known. */
const liquidated = ({ odds }: DecisionAnswer): number | null =>
  odds.liquidation.underPolicyExpected ?? odds.liquidation.underPolicy;

/** Every answer that fits, the first on top. */
function answersTable(fitting: readonly Fitting[]): readonly string[] {
  const columns = [
    ...[left("at"), right("leverage"), right("growth"), right("loss"), right("closed"), left("bound by")],
  ];
  const rows = fitting.map(({ market, decision }) => [
    venueCell(market),
    multiple(decision.totalLeverageRatio),
    percent(decision.growth.rateAnnual),
    short(decision.odds.belowFloor.probability),
    short(liquidated(decision)),
    decision.boundBy,
  ]);
  return table(columns, rows);
}

/** A difference of growth in points with its sign; one below a thousandth of a point is a dash. */
const inPoints = (value: number): string =>
  Math.abs(value) < 1e-5 ? "-" : change(value).replace(`${FIXED_SPACE}%`, "");

const DIFFERENCE_WORDS =
  "Points of growth a year, this venue less the first. Carry is what holding costs; threshold, when the venue closes you and how large it lets you be; outcome, what a liquidation takes; cost, that of trading. " +
  "Each is its mean over all orders in which the four could be exchanged, so they add up.";

type Explained = Extract<VenueDifference, { readonly status: "explained" }>;

const isExplained = (difference: VenueDifference | null): difference is Explained =>
  difference !== null && difference.status === "explained";

/** What makes each answer differ from the first, where it does. */
function differencesTable(fitting: readonly Fitting[]): readonly string[] {
  const rows = fitting.flatMap(({ market, difference }) => {
    if (!isExplained(difference)) return [];
    const { growthAnnual } = difference;
    if (growthAnnual !== null && Math.abs(growthAnnual.total) < SAME) return [];
    const parts = VENUE_PARTS.map((part) => (growthAnnual === null ? "ruin" : inPoints(growthAnnual.parts[part])));
    return [[venueCell(market), ...parts, growthAnnual === null ? "ruin" : inPoints(growthAnnual.total)]];
  });
  if (rows.length === 0) return [];
  const columns = [left("at"), ...VENUE_PARTS.map(right), right("in all")];
  return ["What makes the difference to the first", ...table(columns, rows), ...paragraph(DIFFERENCE_WORDS, "  ")];
}

/** Markets without an answer, each with why; those that lack the same are named together. */
function othersLines({ answers, lacking }: CompareReport): readonly string[] {
  const none = answers.flatMap(({ market, decision }) =>
    decision.status === "infeasible" ? [`${venueName(market)}: ${decision.because}`] : [],
  );
  const reasons = [...new Set(lacking.map(({ because }) => because))];
  const left = reasons.map((reason) => {
    const without = lacking.filter(({ because }) => because === reason);
    return `Not compared, because ${reason}: ${without.map(venueName).join("; ")}`;
  });
  const lines = [...none, ...left];
  return lines.length === 0
    ? []
    : ["Without an answer", ...lines.flatMap((line) => paragraph(`${line}.`, "  ", "    "))];
}

/** What every venue was asked, and by which terms it answers. */
function wishLines(fitting: readonly Fitting[]): readonly string[] {
  const [best] = fitting;
  if (best === undefined) return [];
  const { decision } = best;
  const { liquidationHorizonMs } = decision.tolerance;
  const oldest = Math.min(...fitting.map(({ decision: { provenance } }) => provenance.venue.asOfMs));
  return [
    ...paragraph(
      `Asked of each: ${money(decision.wealth)} in cash; you allow to ${toleranceWords(decision.tolerance)}; ${policyWords(decision)}. Growth is a year's; "loss" is the chance of that loss, "closed" that of a liquidation within ${duration(liquidationHorizonMs)} under that policy, as often as is expected; money of all kinds is taken at par.`,
    ),
    ...paragraph(`The oldest terms among them are of ${day(oldest)}. Not financial advice.`),
  ];
}

/** The whole comparison: the answer, the table, what makes the difference. */
export function compareText(report: CompareReport): string {
  const fitting = fittingOf(report);
  const [best] = fitting;
  return joined([
    paragraph(compareSentence(report)),
    best === undefined ? [] : paragraph(`What binds there: ${boundByWords[best.decision.boundBy]}.`),
    best === undefined ? [] : answersTable(fitting),
    differencesTable(fitting),
    othersLines(report),
    wishLines(fitting),
    notesLines(report.notes),
  ]);
}
