import type { Current, Decision, DecisionAnswer, Odds } from "../model/index.js";
import { conflictSentence, loosenSentence } from "./answer.js";
import { beatsUnlevered, driftWords } from "./beats-words.js";
import { bindsWords } from "./caps-text.js";
import { change, duration, money, multiple, percent, points, probability, significant } from "./format.js";
import { hasInterval } from "./charts/growth-frame.js";
import { figure, html, nothing, type Html } from "./html.js";
import { enoughWords, planLines, sideWords } from "./plan-lines.js";
import { underPolicyWords } from "./policy-odds-words.js";
import type { Subject } from "./subject.js";
import { floorBasisWords, floorSentence, policyWords, toleranceWords } from "./tolerance-words.js";

/** One card: a question that a reader has, and its answer. */
const fact = (title: string, body: Html): Html =>
  html`<div>
    <dt>${title}</dt>
    <dd>${body}</dd>
  </div>`;

const NINE_IN_TEN = percent(0.9);

const sentence = (words: string): string =>
  `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`.replace(/\.\.$/, ".");

/** Where nothing is to be done. */
function bandFact({ band, leverageRatio }: DecisionAnswer): Html {
  if (band.low === band.high)
    return fact(
      "Band",
      html`${figure("leverageRatio", leverageRatio, multiple(leverageRatio))}, with no band around it.`,
    );
  const to = band.tradeTo === "edge" ? "to the nearer edge" : `to ${multiple(leverageRatio)}`;
  const [low, high] = [
    figure("band.low", band.low, multiple(band.low)),
    figure("band.high", band.high, multiple(band.high)),
  ];
  return fact("When to trade", html`Do nothing between ${low} and ${high}; outside, trade ${to}.`);
}

/** Below this log growth a year less than 37 % is left of each year's wealth: no difference from it says anything. */
const NEARLY_EVERYTHING = -1;

/** Growth given up by what is held, where a number says it well. */
function currentCost({ growthAnnual, shortfallAnnual }: Current): Html {
  if (growthAnnual === null) return html`: one liquidation can take everything`;
  const rate = figure("current.growthAnnual", growthAnnual, percent(growthAnnual));
  if (growthAnnual < NEARLY_EVERYTHING) return html`; it loses nearly everything: ${rate} a year in logs`;
  const grows = html`grows ${rate} a year`;
  return shortfallAnnual === null || shortfallAnnual < 5e-6
    ? html`; it ${grows}`
    : html`; it ${grows}, ${figure("current.shortfallAnnual", shortfallAnnual, points(shortfallAnnual))} less than the
      answer`;
}

/** Both odds of liquidation, never one for the other. `place` is where they stand in the JSON form. */
function oddsWords(odds: Odds, price: number | null, { estimates }: Decision, place: string): Html {
  if (price === null) return html`Never liquidated: no price closes it.`;
  const { untouched } = odds.liquidation;
  const left = figure(`${place}.liquidation.untouched`, untouched, probability(untouched));
  return html`Liquidated within ${duration(odds.horizonMs)}: ${left} if left untouched (gaps not counted); under the
  policy ${underPolicyWords(odds, estimates.gap)}.`;
}

/** Where it is liquidated, in money. */
function liquidationPrice(price: number | null, ratio: number | null, place: string, { quote }: Subject): Html {
  if (price === null || ratio === null) return nothing;
  const at = figure(`${place}.liquidationPrice`, price, money(price));
  return html` Liquidation price ${at} ${quote} (${change(ratio - 1)}).`;
}

/** What is held now, priced. */
function currentFact(decision: Decision, subject: Subject): Html {
  const { current } = decision;
  if (current === null) return fact("You hold now", html`Cash, and no position.`);
  const at = figure("current.leverageRatio", current.leverageRatio, multiple(current.leverageRatio));
  const share = subject.equity / decision.wealth;
  const on = share < 1 - 5e-4 ? ` on ${percent(share)} of your wealth` : "";
  const side = decision.status === "infeasible" ? "" : `, ${sideWords(current, decision)}`;
  return fact("You hold now", html`${at}${on}${side}${currentCost(current)}.`);
}

/** Where and how likely what is held is liquidated. */
function currentLiquidationFact(decision: Decision, subject: Subject): Html {
  const { current } = decision;
  if (current === null) return nothing;
  const { liquidationPrice: price, liquidationPriceRatio: ratio } = current.coordinates;
  const odds = oddsWords(current.odds, price, decision, "current.odds");
  const where = liquidationPrice(price, ratio, "current.coordinates", subject);
  return fact("Liquidation of what you hold now", html`${odds}${where}`);
}

/** What to do: the least that is enough, or the plan. */
function doNowFact(decision: DecisionAnswer, subject: Subject): Html {
  const [first = "", ...rest] = planLines(decision, subject).map((line) => line.trim());
  if (first === "") return nothing;
  const lines = [sentence(first.replace(/^What to do now: /, "")), ...rest].map((line) => html`${line}<br />`);
  const enough = enoughWords(decision, subject);
  const body =
    enough === null
      ? html`${lines}`
      : html`${sentence(enough)}
          <details>
            <summary>step by step</summary>
            ${lines}
          </details>`;
  return fact("Do now", body);
}

/** The odds of beating 1x, or why they cannot be said. */
function beatsWords({ growth, estimates }: DecisionAnswer): Html {
  const { probabilityBeatsUnlevered: odds, rateAnnual, unleveredAnnual } = growth;
  if (odds === null) return html`with no view on the drift, nothing says which is better`;
  if (estimates.driftAnnual?.standardError === 0)
    return html`at exactly that drift the answer grows ${rateAnnual > unleveredAnnual ? "faster" : "slower"}`;
  return html`the odds that the answer beats it: ${figure("growth.probabilityBeatsUnlevered", odds, probability(odds))}`;
}

/** How fast wealth grows, how sure that is, and against 1x. */
function growthFact(decision: DecisionAnswer): Html {
  const { growth, totalLeverageRatio: at, estimates } = decision;
  const [low, high] = growth.credible90;
  const rate = figure("growth.rateAnnual", growth.rateAnnual, percent(growth.rateAnnual));
  const sure = hasInterval(decision)
    ? html`, ${NINE_IN_TEN} sure between ${figure("growth.credible90.0", low, percent(low))} and
      ${figure("growth.credible90.1", high, percent(high))}`
    : estimates.driftAnnual === null
      ? html`; no interval without a view on the drift`
      : html`; no interval, for the drift carries no error`;
  const unlevered = figure("growth.unleveredAnnual", growth.unleveredAnnual, percent(growth.unleveredAnnual));
  const other = at === 1 ? nothing : html` Held at 1x: ${unlevered}; ${beatsWords(decision)}.`;
  return fact("Growth of your wealth a year", html`${rate} in logs after all costs${sure}.${other}`);
}

/** Intervals narrower than this, in leverage, say nothing. */
const NARROW = 5e-3;

/** What would be best in each world that is believed possible. */
function knownWords({ bestIfKnown90 }: DecisionAnswer): Html {
  if (bestIfKnown90 === null || bestIfKnown90[1] - bestIfKnown90[0] < NARROW) return nothing;
  const [low, high] = bestIfKnown90.map((end, index) => figure(`bestIfKnown90.${index}`, end, multiple(end)));
  return html` Could one know drift, volatility and rates, the best leverage of all your wealth would lie between
  ${low ?? nothing} and ${high ?? nothing} (${NINE_IN_TEN}).`;
}

/** How many jumps the answer can bear. */
function jumpsWords({ breakEvenJumpsAnnual: even, estimates }: DecisionAnswer): Html {
  if (even === null || !estimates.jumps) return nothing;
  const believed = estimates.jumps.intensityAnnual.value;
  return html` It pays up to ${figure("breakEvenJumpsAnnual", even, significant(even))} jumps a year of the size
  believed; ${figure("estimates.jumps.intensityAnnual.value", believed, significant(believed))} a year are assumed.`;
}

/** What must come true, and how far the answer would move were everything known. */
function beliefFact(decision: DecisionAnswer): Html {
  const { driftsAtLeverageRatio: at, breakEvenDriftAnnual: even, estimates } = decision;
  const words = beatsUnlevered(at, driftWords(even, estimates.volatilityAnnual.value));
  const body = html`${multiple(at)} ${words}.${jumpsWords(decision)}${knownWords(decision)}`;
  return fact("What must come true", body);
}

/** The bound that holds for ever, where there is one. */
function certificateFact({ certificate, tolerance }: DecisionAnswer): Html {
  if (certificate === null) return nothing;
  const { certified, leverageRatioMax: max, moment, momentStandardError: error } = certificate;
  const upTo =
    max === null
      ? html`every leverage tried`
      : html`leverage up to ${figure("certificate.leverageRatioMax", max, multiple(max))}`;
  const here = figure("certificate.moment", moment, moment.toFixed(4));
  return fact(
    "For ever, given the drift",
    html`${certified ? "Certified" : "Not certified"}: ${upTo} loses ${percent(tolerance.lossMax)} with at most
    ${probability(tolerance.probabilityMax)}, however long it is held. The moment is ${here} ± ${error.toFixed(4)}; at
    most 1 is certified.`,
  );
}

/** The floor in counts and money. */
function moneyFact(decision: DecisionAnswer, { quote }: Subject): Html {
  const { probability: chance } = decision.odds.belowFloor;
  const basis = floorBasisWords(decision);
  const odds =
    basis === ""
      ? nothing
      : html` Odds: ${figure("odds.belowFloor.probability", chance, probability(chance))}${basis}.`;
  return fact("What may go wrong", html`${floorSentence(decision, quote)}${odds}`);
}

/** What the holder allows. */
const allowFact = (decision: Decision): Html =>
  fact("You allow", html`${sentence(toleranceWords(decision.tolerance))} The position is ${policyWords(decision)}.`);

const cards = (facts: readonly Html[], look: "facts" | "facts few" = "facts"): Html =>
  html`<dl class="${look}">${facts}</dl>`;

/** The cards under the answer: what binds, when to trade, what is held, and what to do. */
export function firstFacts(decision: Decision, subject: Subject): Html {
  if (decision.status === "infeasible") {
    const [why, help] = [conflictSentence(decision), loosenSentence(decision)];
    return cards([fact("Why", html`${why}`), fact("What would help", html`${help}`), currentFact(decision, subject)]);
  }
  return cards(
    [
      fact("What binds", html`${sentence(bindsWords(decision, subject))}`),
      bandFact(decision),
      currentFact(decision, subject),
      doNowFact(decision, subject),
    ],
    "facts few",
  );
}

/** The cards under the growth: how sure it is, what may go wrong, and what must come true. */
export function furtherFacts(decision: Decision, subject: Subject): Html {
  if (decision.status === "infeasible") {
    return cards([currentLiquidationFact(decision, subject), allowFact(decision)]);
  }
  const { liquidationPrice: price, liquidationPriceRatio: ratio } = decision.coordinates;
  const odds = oddsWords(decision.odds, price, decision, "odds");
  return cards([
    growthFact(decision),
    moneyFact(decision, subject),
    allowFact(decision),
    fact("Liquidation of the answer", html`${odds}${liquidationPrice(price, ratio, "coordinates", subject)}`),
    currentLiquidationFact(decision, subject),
    beliefFact(decision),
    certificateFact(decision),
  ]);
}
