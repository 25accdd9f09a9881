import type { Current, Decision, DecisionAnswer } from "../model/index.js";
import { answerSentence, conflictSentence } from "./answer.js";
import { beatsUnlevered, driftWords } from "./beats-words.js";
import { becauseWords, bindsWords, capsBrief, capsLines } from "./caps-text.js";
import { coordinatesLines, oddsLines } from "./coordinates-text.js";
import { certificateLines } from "./certificate-text.js";
import { duration, FIXED_SPACE, multiple, percent, points, probability, significant } from "./format.js";
import { holdLines } from "./hold-text.js";
import { joined, labelled, paragraph } from "./layout.js";
import { enoughWords, planLines, sideWords } from "./plan-lines.js";
import { underPolicyWords } from "./policy-odds-words.js";
import { lastLine, notesLines, sourcesLines } from "./sources-text.js";
import type { Subject } from "./subject.js";
import { floorBasisWords, floorSentence, policyWords, toleranceWords } from "./tolerance-words.js";

/** Where to stand and when to trade. */
function bandWords({ band, leverageRatio }: DecisionAnswer): string {
  if (band.low === band.high) return `${multiple(leverageRatio)}, with no band around it`;
  const to = band.tradeTo === "edge" ? "to the nearer edge" : `to ${multiple(leverageRatio)}`;
  return `do nothing between ${multiple(band.low)} and ${multiple(band.high)}; outside, trade ${to}`;
}

function oddsSection(decision: DecisionAnswer, subject: Subject): readonly string[] {
  return [
    `Odds (${policyWords(decision)})`,
    ...oddsLines(decision.odds, decision.coordinates, decision.estimates.gap),
    ...paragraph(floorSentence(decision, subject.quote) + floorBasisWords(decision), "  "),
    ...labelled("you allow", toleranceWords(decision.tolerance), 14),
    ...certificateLines(decision),
  ];
}

/** How sure the growth is; a drift that carries no error says nothing of it. */
function sureWords({ estimates, growth }: DecisionAnswer): string {
  const { driftAnnual } = estimates;
  const [low, high] = growth.credible90;
  if (driftAnnual === null) return "; no interval without a view on the drift";
  if (driftAnnual.standardError === 0 && driftAnnual.asOfMs === null)
    return `; no interval: your drift carries no error; write ${percent(driftAnnual.value).replace(FIXED_SPACE, "")}+-10%`;
  return high - low < 1e-9 ? "" : `, 90 % sure between ${percent(low)} and ${percent(high)}`;
}

/** The odds of beating 1x, or why they cannot be said. */
function beatsWords({ growth, totalLeverageRatio, estimates }: DecisionAnswer): string {
  const { probabilityBeatsUnlevered: odds, rateAnnual, unleveredAnnual } = growth;
  const at = multiple(totalLeverageRatio);
  if (odds === null) return "with no view on the drift, nothing says which is better";
  if (estimates.driftAnnual?.standardError === 0)
    return `at exactly that drift ${at} grows ${rateAnnual > unleveredAnnual ? "faster" : "slower"}`;
  return `the odds that ${at} beats it: ${probability(odds)}`;
}

/** What would be best in each world that is believed possible. */
function knownLines({ bestIfKnown90 }: DecisionAnswer): readonly string[] {
  if (bestIfKnown90 === null) return [];
  const [low, high] = bestIfKnown90;
  if (high - low < 5e-3) return [];
  const words = `could one know drift, volatility and rates, the best would lie between ${multiple(low)} and ${multiple(high)} (90 %)`;
  return labelled("if known", words, 16);
}

function growthSection(decision: DecisionAnswer): readonly string[] {
  const { growth, cost, totalLeverageRatio } = decision;
  const here = `${percent(growth.rateAnnual)}${sureWords(decision)}`;
  return [
    `Growth of your wealth a year (log, after all costs, at a drift of ${percent(growth.atDriftAnnual)})`,
    ...labelled(`at ${multiple(totalLeverageRatio)}`, here, 16),
    ...(totalLeverageRatio === 1
      ? []
      : labelled("at 1x", `${percent(growth.unleveredAnnual)}; ${beatsWords(decision)}`, 16)),
    ...knownLines(decision),
    ...labelled(
      "costs in it",
      `holding ${cost.carryAnnual < 0 ? "earns" : "costs"} ${percent(Math.abs(cost.carryAnnual))}, trading costs ${percent(cost.tradingAnnual)} of wealth a year`,
      16,
    ),
  ];
}

/** Below this log growth a year, no sum of money is a good picture of it: less than 37 % is left of each year's wealth. */
const NEARLY_EVERYTHING = -1;

/** Growth of what is held, in brackets. */
function growthWords(growthAnnual: number | null): string {
  if (growthAnnual === null) return "(a liquidation can take everything)";
  return growthAnnual < NEARLY_EVERYTHING
    ? `(loses nearly everything: ${percent(growthAnnual)} a year in logs)`
    : `(grows ${percent(growthAnnual)})`;
}

/** What is held now, priced, in one line. */
function currentWords(current: Current, decision: DecisionAnswer): string {
  const { leverageRatio, shortfallAnnual, growthAnnual } = current;
  const closable = current.coordinates.utilisation >= 1 ? ", and can be liquidated now" : "";
  const where = `${multiple(leverageRatio)}, ${sideWords(current, decision)}${closable}`;
  if (shortfallAnnual === null || (growthAnnual ?? 0) < NEARLY_EVERYTHING)
    return `${where} ${growthWords(growthAnnual)}`;
  const more = (growthAnnual ?? 0) - decision.growth.rateAnnual;
  const nothing = more > 5e-4 ? `grows ${points(more)} more, at odds that you do not allow` : "gives up nothing";
  const price = shortfallAnnual < 5e-6 ? nothing : `gives up ${points(shortfallAnnual)} of growth a year`;
  return `${where}; ${price} ${growthWords(growthAnnual)}`;
}

/** What is held now, priced. */
function currentSection(decision: Decision): readonly string[] {
  const { current, estimates } = decision;
  if (current === null) return [];
  const { leverageRatio, growthAnnual } = current;
  const words =
    decision.status === "infeasible"
      ? `${multiple(leverageRatio)} ${growthWords(growthAnnual)}`
      : currentWords(current, decision);
  return [
    "What you hold now",
    ...paragraph(words, "  "),
    ...oddsLines(current.odds, current.coordinates, estimates.gap),
    ...labelled(
      "below floor",
      `${probability(current.odds.belowFloor.probability)} within ${duration(current.odds.belowFloor.horizonMs)}; you allow ${probability(decision.tolerance.probabilityMax)}`,
      14,
    ),
  ];
}

/** The regret region in one sentence. */
function regretSection({ regret }: DecisionAnswer): readonly string[] {
  if (regret.length === 0) return [];
  const parts = regret.map(
    ({ within, low, high }) => `${multiple(low)} to ${multiple(high)} costs under ${points(within)}`,
  );
  return ["How much it matters", ...paragraph(`${parts.join("; ")} of growth a year.`, "  ")];
}

/** The drift that the answer rests on. */
function assumedWords({ driftAnnual, volatilityAnnual }: Decision["estimates"]): string {
  if (driftAnnual === null) return "no view on the drift";
  const error = driftAnnual.standardError;
  const sure = error === 0 ? "taken as known, for it carries no error" : `give or take ${percent(error)}`;
  return `a drift of ${driftWords(driftAnnual.value, volatilityAnnual.value)}, ${sure}`;
}

/** The same at the end of a sentence. */
function jumpsEvenWords({ breakEvenJumpsAnnual, estimates }: DecisionAnswer): string {
  if (breakEvenJumpsAnnual === null || !estimates.jumps) return "";
  const [even, believed] = [breakEvenJumpsAnnual, estimates.jumps.intensityAnnual.value].map(significant);
  return `, or up to ${even} lasting falls a year, where ${believed} are assumed`;
}

/** How many jumps the answer can bear. */
function jumpsEvenLines({
  breakEvenJumpsAnnual,
  estimates,
  driftsAtLeverageRatio: at,
}: DecisionAnswer): readonly string[] {
  if (breakEvenJumpsAnnual === null || !estimates.jumps) return [];
  const [even, believed] = [breakEvenJumpsAnnual, estimates.jumps.intensityAnnual.value].map(significant);
  return labelled(
    "jumps",
    `${multiple(at)} pays up to ${even} a year of the size believed; ${believed} a year are assumed`,
    16,
  );
}

function beliefSection(decision: DecisionAnswer): readonly string[] {
  const {
    estimates,
    driftsAtLeverageRatio: at,
    breakEvenDriftAnnual,
    impliedDriftAnnual,
    riskOnlyLeverageRatioMax: riskOnly,
  } = decision;
  const words = (drift: number): string => driftWords(drift, estimates.volatilityAnnual.value);
  return [
    `What must come true for ${multiple(at)}`,
    ...labelled("against 1x", beatsUnlevered(at, words(breakEvenDriftAnnual)), 16),
    ...labelled("to be best", `a drift of ${words(impliedDriftAnnual)}`, 16),
    ...jumpsEvenLines(decision),
    ...labelled("assumed here", assumedWords(estimates), 16),
    ...labelled(
      "risk alone",
      riskOnly === null
        ? "no cap applies"
        : `the caps would allow ${multiple(riskOnly)} if the price earned just its carry`,
      16,
    ),
  ];
}

/** The whole answer as text: the answer first, then why, odds, what to do, and where it comes from. */
export function decisionText(decision: Decision, subject: Subject, picture: readonly string[] = []): string {
  const answer = paragraph(answerSentence(decision, subject));
  const after = [
    holdLines(decision, subject),
    sourcesLines(decision, subject),
    notesLines(decision.notes),
    lastLine(decision, subject),
  ];
  if (decision.status === "infeasible") {
    return joined([
      answer,
      paragraph(conflictSentence(decision), "  "),
      capsLines(decision),
      labelled("you allow", toleranceWords(decision.tolerance), 14),
      currentSection(decision),
      ...after,
    ]);
  }
  const enough = enoughWords(decision, subject);
  return joined([
    answer,
    [
      ...labelled("why", becauseWords(decision, subject), 10),
      ...labelled("band", bandWords(decision), 10),
      ...(enough === null ? [] : labelled("do now", enough, 10)),
    ],
    planLines(decision, subject),
    capsLines(decision),
    picture,
    oddsSection(decision, subject),
    growthSection(decision),
    currentSection(decision),
    regretSection(decision),
    beliefSection(decision),
    [`At ${multiple(decision.leverageRatio)} on this venue`, ...coordinatesLines(decision.coordinates, subject)],
    ...after,
  ]);
}

/** Both odds of liquidation in one sentence. */
function oddsSentence({ odds, coordinates, estimates }: DecisionAnswer): string {
  if (coordinates.liquidationPrice === null) return "never, for no price closes it";
  const untouched = probability(odds.liquidation.untouched);
  return `within ${duration(odds.horizonMs)}: ${untouched} if left untouched (gaps not counted); under the policy ${underPolicyWords(odds, estimates.gap)}`;
}

/** The answer in a few lines: what to do, what binds, the odds and the age of the parameters. */
export function decisionBrief(decision: Decision, subject: Subject): string {
  const answer = paragraph(answerSentence(decision, subject));
  if (decision.status === "infeasible") {
    return joined([[...answer, ...labelled("why", conflictSentence(decision), 16)], lastLine(decision, subject)]);
  }
  const { current, driftsAtLeverageRatio: at, breakEvenDriftAnnual } = decision;
  const now = current === null ? [] : labelled("now", currentWords(current, decision), 16);
  const enough = enoughWords(decision, subject);
  const belief = `${multiple(at)} ${beatsUnlevered(at, `${percent(breakEvenDriftAnnual)} a year`)}${jumpsEvenWords(decision)}`;
  return joined([
    [
      ...answer,
      ...labelled("what binds", bindsWords(decision, subject), 16),
      ...labelled("band", bandWords(decision), 16),
      ...now,
      ...(enough === null ? [] : labelled("do now", enough, 16)),
      ...labelled("caps", capsBrief(decision), 16),
      ...labelled("liquidated", oddsSentence(decision), 16),
      ...labelled("in money", floorSentence(decision, subject.quote), 16),
      ...labelled("to come true", belief, 16),
      ...(decision.hold === null ? lastLine(decision, subject).map((line) => `  ${line}`) : []),
    ],
    ...(decision.hold === null ? [] : [holdLines(decision, subject), lastLine(decision, subject)]),
  ]);
}
