import type { Decision, Hold } from "../model/index.js";
import { beatsUnlevered } from "./beats-words.js";
import { change, money, multiple, percent } from "./format.js";
import { labelled, paragraph } from "./layout.js";
import { notKnownWords, oddsByHorizonTable, policyBasis } from "./policy-odds-words.js";
import type { Subject } from "./subject.js";

const LABEL = 20;

/** True where the venue would close the leverage as soon as it is held. */
const closedAtOnce = ({ deleveragePriceRatio }: Hold): boolean =>
  deleveragePriceRatio !== null && Math.abs(deleveragePriceRatio - 1) < 1e-9;

/** What the venue opens at most, where the leverage asked about is above it. */
function venueLines(hold: Hold, { caps, provenance }: Decision): readonly string[] {
  const max = caps.find(({ name }) => name === "venue")?.leverageRatioMax ?? null;
  if (max === null || Math.abs(hold.leverageRatio) <= max) return [];
  return labelled("venue", `${provenance.venue.id} opens at most ${multiple(max)} at this size`, LABEL);
}

/** Share of wealth that keeps the tolerance. None at all keeps it only where the venue can reach the rest as well. */
function shareWords({ isolatedShareMax }: Hold): string {
  if (isolatedShareMax >= 1) return "all of it keeps your tolerance";
  return isolatedShareMax <= 0
    ? "none: your tolerance does not allow this leverage, and the lender can reach all you have"
    : `at most ${percent(isolatedShareMax)}, the rest out of the venue's reach`;
}

/** Odds of liquidation by each horizon. */
function oddsTable(hold: Hold, decision: Decision): readonly string[] {
  const known = hold.oddsByHorizon.some(({ underPolicy }) => underPolicy !== null);
  return [
    ...oddsByHorizonTable(hold.oddsByHorizon, policyBasis(decision), "untouched, no gaps"),
    ...(known ? [] : paragraph(`under the policy: ${notKnownWords(decision.estimates.gap)}`, "  ")),
  ];
}

/** What a stated leverage asks: "hold my leverage". */
export function holdLines(decision: Decision, { quote, price }: Subject): readonly string[] {
  const { hold } = decision;
  if (hold === null) return [];
  const { leverageRatio, carryPerDay, breakEvenDriftAnnual, impliedDriftAnnual } = hold;
  const at = (priceRatio: number | null): string =>
    priceRatio === null ? "none needed" : `${money(priceRatio * price)} ${quote} (${change(priceRatio - 1)})`;
  const beats = beatsUnlevered(leverageRatio, `${percent(breakEvenDriftAnnual)} a year`);
  const lines = [
    `If you insist on ${multiple(leverageRatio)}`,
    ...venueLines(hold, decision),
    ...labelled("against 1x", `${beats}; is best at ${percent(impliedDriftAnnual)}`, LABEL),
    ...labelled(carryPerDay < 0 ? "earns a day" : "costs a day", `${money(Math.abs(carryPerDay))} ${quote}`, LABEL),
  ];
  if (closedAtOnce(hold)) return [...lines, ...labelled("liquidated", "at once, at today's price", LABEL)];
  return [
    ...lines,
    ...labelled("share of wealth", shareWords(hold), LABEL),
    ...labelled("deleverage at", at(hold.deleveragePriceRatio), LABEL),
    ...labelled("resting stop at", at(hold.stopPriceRatio), LABEL),
    ...(hold.deleveragePriceRatio === null
      ? labelled("liquidated", "never, for no price closes it", LABEL)
      : oddsTable(hold, decision)),
  ];
}
