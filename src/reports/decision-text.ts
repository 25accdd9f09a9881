import type { Coordinates, Current, Decision, DecisionAnswer, Hold, Odds, Step } from "../model/index.js";
import { answerSentence, capWords } from "./answer.js";
import { duration, money, multiple, percent, points, probability, ratio, units } from "./format.js";
import { joined, labelled, paragraph, table } from "./layout.js";
import { lastLine, notesLines, sourcesLines } from "./sources-text.js";
import type { Subject } from "./subject.js";
import { floorBasisWords, floorSentence, policyWords, toleranceWords, underPolicyWords } from "./tolerance-words.js";

/** The caps: what each allows at the far edge of the band, the room left, and what one unit more of the one that binds would be worth. */
export function capsLines(decision: Decision): readonly string[] {
  const bound = decision.status === "infeasible" ? null : decision.boundBy;
  const rows = decision.caps.flatMap((cap) =>
    cap.leverageRatioMax === null || cap.slack === null
      ? []
      : [
          [
            `${cap.name === bound ? ">" : " "} ${capWords(cap.name)}`,
            multiple(cap.leverageRatioMax),
            multiple(cap.slack),
            cap.reason,
          ],
        ],
  );
  const columns = [
    { title: "  cap", align: "left" },
    { title: "allows", align: "right" },
    { title: "room", align: "right" },
    { title: "why", align: "left" },
  ] as const;
  const priced = decision.caps.filter((cap) => cap.shadowPriceAnnual > 0);
  const empty = decision.caps.filter((cap) => cap.leverageRatioMax === null);
  return [
    "What limits it (room: up to the far edge of the band)",
    ...table(columns, rows),
    ...priced.flatMap((cap) =>
      paragraph(`1x more of ${capWords(cap.name)} would add ${points(cap.shadowPriceAnnual)} of growth a year.`, "  "),
    ),
    ...(empty.length === 0
      ? []
      : paragraph(`No limit from ${empty.map((cap) => `${capWords(cap.name)} (${cap.reason})`).join(", ")}.`, "  ")),
  ];
}

/** Where to stand and when to trade. */
function bandWords({ band, leverageRatio }: DecisionAnswer): string {
  if (band.low === band.high) return `${multiple(leverageRatio)}, with no band around it`;
  const to = band.tradeTo === "edge" ? "to the nearer edge" : `to ${multiple(leverageRatio)}`;
  return `do nothing between ${multiple(band.low)} and ${multiple(band.high)}; outside, trade ${to}`;
}

/** Both odds of liquidation of one position, never one for the other. */
export function oddsLines(odds: Odds, { liquidationPrice }: Coordinates): readonly string[] {
  if (liquidationPrice === null) return ["  liquidated: never, for no price closes it"];
  return [
    `  liquidated within ${duration(odds.horizonMs)}:`,
    ...labelled("  if left untouched", probability(odds.liquidation.untouched), 24),
    ...labelled("  under the policy", underPolicyWords(odds), 24),
  ];
}

function oddsSection(decision: DecisionAnswer, subject: Subject): readonly string[] {
  return [
    `Odds (${policyWords(decision)})`,
    ...oddsLines(decision.odds, decision.coordinates),
    ...paragraph(`${floorSentence(decision, subject.quote)} (${floorBasisWords(decision)})`, "  "),
    ...labelled("you allow", toleranceWords(decision.tolerance), 14),
  ];
}

/** The odds of beating 1x, or why they cannot be said. */
function beatsWords({ growth, totalLeverageRatio }: DecisionAnswer): string {
  if (growth.probabilityBeatsUnlevered === null) return "with no view on the drift, nothing says which is better";
  return `the odds that ${multiple(totalLeverageRatio)} beats it: ${probability(growth.probabilityBeatsUnlevered)}`;
}

function growthSection(decision: DecisionAnswer): readonly string[] {
  const { growth, cost, totalLeverageRatio } = decision;
  const [low, high] = growth.credible90;
  const here = `${percent(growth.rateAnnual)}, 90 % sure between ${percent(low)} and ${percent(high)}`;
  return [
    `Growth of your wealth a year (log, after all costs, at a drift of ${percent(growth.atDriftAnnual)})`,
    ...labelled(`at ${multiple(totalLeverageRatio)}`, here, 16),
    ...(totalLeverageRatio === 1
      ? []
      : labelled("at 1x", `${percent(growth.unleveredAnnual)}; ${beatsWords(decision)}`, 16)),
    ...labelled(
      "costs in it",
      `holding ${cost.carryAnnual < 0 ? "earns" : "costs"} ${percent(Math.abs(cost.carryAnnual))}, trading costs ${percent(cost.tradingAnnual)} of wealth a year`,
      16,
    ),
  ];
}

const SIDE_WORDS = {
  "too-little": "less than the band",
  "within-band": "inside the band",
  "too-much": "more than the band",
} as const;

/** Growth of what is held, in brackets. */
const growthWords = (growthAnnual: number | null): string =>
  growthAnnual === null ? "(a liquidation can take everything)" : `(grows ${percent(growthAnnual)})`;

/** What is held now, priced, in one line. */
function currentWords({ leverageRatio, shortfallAnnual, growthAnnual, side }: Current): string {
  const where = `${multiple(leverageRatio)}, ${SIDE_WORDS[side]}`;
  if (shortfallAnnual === null) return `${where} ${growthWords(growthAnnual)}`;
  const price = shortfallAnnual < 5e-6 ? "gives up nothing" : `gives up ${points(shortfallAnnual)} of growth a year`;
  return `${where}; ${price} ${growthWords(growthAnnual)}`;
}

/** What is held now, priced. */
function currentSection({ status, current }: Decision): readonly string[] {
  if (current === null) return [];
  const { leverageRatio, growthAnnual } = current;
  const words =
    status === "infeasible" ? `${multiple(leverageRatio)} ${growthWords(growthAnnual)}` : currentWords(current);
  return ["What you hold now", ...paragraph(words, "  "), ...oddsLines(current.odds, current.coordinates)];
}

/** The regret region in one sentence. */
function regretSection({ regret }: DecisionAnswer): readonly string[] {
  if (regret.length === 0) return [];
  const parts = regret.map(
    ({ within, low, high }) => `${multiple(low)} to ${multiple(high)} costs under ${points(within)}`,
  );
  return ["How much it matters", ...paragraph(`${parts.join("; ")} of growth a year.`, "  ")];
}

/** One step as an order: "repay 9,120 USDC", "sell 1.4 ETH (3,500 USDC)". */
export function stepWords(step: Step, { asset, quote }: Subject): string {
  if (step.asset === quote) return `${step.kind} ${money(step.quantity)} ${quote}`;
  return `${step.kind} ${units(step.quantity)} ${asset} (${money(step.notional)} ${quote})`;
}

/** The plan: its steps in order, what they cost and what is left. */
export function planLines(decision: DecisionAnswer, subject: Subject): readonly string[] {
  const { plan } = decision;
  if (plan === null) return [];
  return [
    `What to do now: ${plan.kind === "hold" ? "nothing" : `from ${multiple(plan.from)} to ${multiple(plan.to)}`}`,
    ...paragraph(plan.because, "  "),
    ...plan.steps.flatMap((step, index) => paragraph(stepWords(step, subject), `  ${index + 1}. `)),
    ...(plan.steps.length === 0
      ? []
      : [`  cost ${money(plan.cost)} ${subject.quote}; equity after it ${money(plan.equityAfter)} ${subject.quote}`]),
  ];
}

/** The median growth that a drift implies: most people mean this one when they say "it grows by ...". */
const medianWords = (driftAnnual: number, volatilityAnnual: number): string =>
  `a drift of ${percent(driftAnnual)} a year (median growth ${percent(driftAnnual - volatilityAnnual ** 2 / 2)})`;

function beliefSection(decision: DecisionAnswer): readonly string[] {
  const { driftAnnual, volatilityAnnual } = decision.estimates;
  const words = (drift: number): string => medianWords(drift, volatilityAnnual.value);
  const assumed =
    driftAnnual === null
      ? "no view on the drift"
      : `${words(driftAnnual.value)}, give or take ${percent(driftAnnual.standardError)}`;
  return [
    `What must come true for ${multiple(decision.driftsAtLeverageRatio)}`,
    ...labelled("to beat 1x", words(decision.breakEvenDriftAnnual), 16),
    ...labelled("to be best", words(decision.impliedDriftAnnual), 16),
    ...labelled("assumed here", assumed, 16),
    ...labelled(
      "risk alone",
      `the caps would allow ${multiple(decision.riskOnlyLeverageRatioMax)} if the price earned just its carry`,
      16,
    ),
  ];
}

/** The same leverage in every coordinate of the venue. */
export function coordinatesLines(coordinates: Coordinates, quote: string): readonly string[] {
  const { liquidationPrice, liquidationPriceRatio, healthFactor, collateralRatio } = coordinates;
  const price =
    liquidationPrice === null || liquidationPriceRatio === null
      ? "none: no price closes it"
      : `${money(liquidationPrice)} ${quote} (${liquidationPriceRatio < 1 ? "" : "+"}${percent(liquidationPriceRatio - 1)})`;
  const ratios = [
    `debt/equity ${ratio(coordinates.debtToEquity)}`,
    `LTV ${percent(coordinates.loanToValue)}`,
    ...(collateralRatio === null ? [] : [`collateral ratio ${ratio(collateralRatio)}`]),
    ...(healthFactor === null ? [] : [`health factor ${ratio(healthFactor)}`]),
    `${percent(coordinates.utilisation)} of the liquidation limit used`,
  ];
  return [...labelled("liquidation at", price, 18), ...paragraph(ratios.join(", "), "  ")];
}

/** True where odds under the policy are upper bounds. */
const isBound = ({ estimates }: Decision): boolean => estimates.gap?.kind === "estimated";

/** What a stated leverage asks: "hold my leverage". */
export function holdLines(hold: Hold | null, subject: Subject, bound: boolean): readonly string[] {
  if (hold === null) return [];
  const { quote, price } = subject;
  const at = (priceRatio: number | null): string =>
    priceRatio === null ? "none needed" : `${money(priceRatio * price)} ${quote} (${percent(priceRatio - 1)})`;
  const odds = hold.oddsByHorizon.map((each) => [
    duration(each.horizonMs).replace(/^a /, "1 "),
    probability(each.untouched),
    each.underPolicy === null ? "not known" : probability(each.underPolicy),
  ]);
  return [
    `If you insist on ${multiple(hold.leverageRatio)}`,
    ...labelled("share of wealth", `at most ${percent(hold.isolatedShareMax)}, the rest out of the venue's reach`, 20),
    ...labelled("deleverage at", at(hold.deleveragePriceRatio), 20),
    ...labelled("resting stop at", at(hold.stopPriceRatio), 20),
    ...labelled(
      hold.carryPerDay < 0 ? "earns a day" : "costs a day",
      `${money(Math.abs(hold.carryPerDay))} ${quote}`,
      20,
    ),
    ...labelled(
      "to beat 1x",
      `a drift of ${percent(hold.breakEvenDriftAnnual)} a year; to be best, ${percent(hold.impliedDriftAnnual)}`,
      20,
    ),
    ...table(
      [
        { title: "liquidated within", align: "left" },
        { title: "untouched", align: "right" },
        { title: bound ? "under the policy, at most" : "under the policy", align: "right" },
      ],
      odds,
    ),
  ];
}

/** The whole answer as text: the answer first, then why, odds, what to do, and where it comes from. */
export function decisionText(decision: Decision, subject: Subject, picture: readonly string[] = []): string {
  const answer = paragraph(answerSentence(decision, subject));
  const after = [
    holdLines(decision.hold, subject, isBound(decision)),
    sourcesLines(decision, subject),
    notesLines(decision.notes),
    lastLine(decision, subject),
  ];
  if (decision.status === "infeasible") {
    return joined([
      answer,
      paragraph(decision.because, "  "),
      capsLines(decision),
      labelled("you allow", toleranceWords(decision.tolerance), 14),
      currentSection(decision),
      ...after,
    ]);
  }
  return joined([
    answer,
    [...labelled("why", decision.because, 10), ...labelled("band", bandWords(decision), 10)],
    planLines(decision, subject),
    capsLines(decision),
    picture,
    oddsSection(decision, subject),
    growthSection(decision),
    currentSection(decision),
    regretSection(decision),
    beliefSection(decision),
    [`At ${multiple(decision.leverageRatio)} on this venue`, ...coordinatesLines(decision.coordinates, subject.quote)],
    ...after,
  ]);
}

/** Both odds of liquidation in one sentence. */
function oddsSentence({ odds, coordinates }: DecisionAnswer): string {
  if (coordinates.liquidationPrice === null) return "never, for no price closes it";
  const untouched = probability(odds.liquidation.untouched);
  return `within ${duration(odds.horizonMs)}: ${untouched} if left untouched; under the policy ${underPolicyWords(odds)}`;
}

/** The answer in a few lines: what to do, what binds, the odds and the age of the parameters. */
export function decisionBrief(decision: Decision, subject: Subject): string {
  const answer = paragraph(answerSentence(decision, subject));
  if (decision.status === "infeasible") {
    return joined([[...answer, ...labelled("why", decision.because, 16)], lastLine(decision, subject)]);
  }
  const caps = decision.caps.flatMap(({ name, leverageRatioMax }) =>
    leverageRatioMax === null ? [] : `${capWords(name)} ${multiple(leverageRatioMax)}`,
  );
  const { current, driftsAtLeverageRatio, breakEvenDriftAnnual } = decision;
  const now = current === null ? [] : labelled("now", currentWords(current), 16);
  const belief = `${multiple(driftsAtLeverageRatio)} beats 1x from a drift of ${percent(breakEvenDriftAnnual)} a year on`;
  return joined([
    [
      ...answer,
      ...labelled("what binds", decision.because, 16),
      ...labelled("band", bandWords(decision), 16),
      ...now,
      ...labelled("caps", caps.join(", "), 16),
      ...labelled("liquidated", oddsSentence(decision), 16),
      ...labelled("in money", floorSentence(decision, subject.quote), 16),
      ...labelled("to come true", belief, 16),
      ...(decision.hold === null ? lastLine(decision, subject).map((line) => `  ${line}`) : []),
    ],
    ...(decision.hold === null
      ? []
      : [holdLines(decision.hold, subject, isBound(decision)), lastLine(decision, subject)]),
  ]);
}
