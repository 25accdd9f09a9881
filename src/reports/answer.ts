import type { BoundBy, Decision, DecisionAnswer } from "../model/index.js";
import { money, multiple, percent, units } from "./format.js";
import type { Subject } from "./subject.js";

/** What fixed the answer, as the end of a sentence. */
export const boundByWords: Readonly<Record<BoundBy, string>> = {
  tolerance: "your tolerance for loss binds",
  "liquidation-odds": "the odds of liquidation bind",
  gap: "the gap cap binds",
  jump: "the odds of a sudden jump bind",
  venue: "the venue's limit binds",
  size: "the size of the market binds",
  "trading-cost-ceiling": "the cost of trading binds",
  mandate: "your own limit binds",
  growth: "growth itself is highest there",
  "borrow-spread": "borrowing costs more than it adds",
  "trading-cost": "a trade costs more than better leverage would earn back",
  "no-view": "no view on the drift was given, so nothing speaks for borrowing",
  "leverage-min": "your own least leverage keeps it there",
};

/** Why the answer stays at the least leverage: who holds the asset and does not say otherwise means to keep it. */
export function leastWords({ tolerance }: Pick<Decision, "tolerance">, { asset, quantity }: Subject): string {
  const { measuredAgainst, leverageRatioMin } = tolerance;
  return measuredAgainst === "holding" && leverageRatioMin === 1 && quantity > 0
    ? `you hold the ${asset}, so 1x is taken as the least`
    : `your own least leverage of ${multiple(leverageRatioMin)} keeps it there`;
}

/** What fixed the answer, as the end of a sentence about this subject. */
const whyWords = (decision: DecisionAnswer, subject: Subject): string =>
  decision.boundBy === "leverage-min" ? leastWords(decision, subject) : boundByWords[decision.boundBy];

/** Money at the venue after the decision, quote currency. */
const equityAtVenue = ({ plan, wealth, isolatedShare }: DecisionAnswer): number =>
  plan === null || plan.kind === "hold" ? wealth * isolatedShare : plan.equityAfter;

/** Ratios this close to a round one are that one. */
const CLOSE = 5e-4;
const near = (value: number, target: number): boolean => Math.abs(value - target) < CLOSE;

/** "with 60 % of wealth at the venue", where not all of it is. */
const share = (decision: DecisionAnswer): string =>
  decision.isolatedShare < 1 - CLOSE ? ` with ${percent(decision.isolatedShare)} of your wealth at the venue` : "";

/** The answer of one who should hold and owe nothing. */
function holdUnlevered(subject: Subject, quantity: number): string {
  const { asset, quote, debt } = subject;
  if (debt > 0) return `Borrow nothing: repay the ${money(debt)} ${quote} and hold ${units(quantity)} ${asset}.`;
  return near(subject.quantity / quantity, 1)
    ? `Borrow nothing: hold your ${units(quantity)} ${asset}.`
    : `Borrow nothing: hold ${units(quantity)} ${asset}.`;
}

/** The answer where the margin is the asset itself: what counts is coins and contracts together, so that no position at all is a short of all the coins. */
function inCoins(decision: DecisionAnswer, subject: Subject): string {
  const { asset, quote, price } = subject;
  const { leverageRatio } = decision;
  const of = `${money(equityAtVenue(decision))} ${quote} of equity${share(decision)}`;
  if (near(leverageRatio, 0)) return `Be open to no price: short all the ${asset} of your margin, ${of}.`;
  const quantity = units((Math.abs(leverageRatio) * equityAtVenue(decision)) / price);
  const side = leverageRatio < 0 ? "short" : "long";
  return `Hold ${multiple(leverageRatio)}: ${side} ${quantity} ${asset} in all, margin and contract together, on ${of}; ${whyWords(decision, subject)}.`;
}

/** The answer where no leverage is held: all in the asset, part of it, or cash. */
function withoutLeverage(decision: DecisionAnswer, subject: Subject): string {
  const { asset, quote, price, heldAs } = subject;
  if (subject.coinMargined === true) return inCoins(decision, subject);
  const equity = equityAtVenue(decision);
  const { leverageRatio } = decision;
  if (near(leverageRatio, 0))
    return heldAs === "perpetual"
      ? `Open nothing: keep your ${money(equity)} ${quote}.`
      : `Borrow nothing, and hold cash: ${money(equity)} ${quote}.`;
  if (near(leverageRatio, 1) && heldAs === "loan") return holdUnlevered(subject, equity / price);
  const held = `${units((leverageRatio * equity) / price)} ${asset}`;
  if (heldAs === "perpetual")
    return `Hold ${multiple(leverageRatio)}: ${held} on ${money(equity)} ${quote} of margin${share(decision)}.`;
  const repay = subject.debt > 0 ? `repay the ${money(subject.debt)} ${quote}, ` : "";
  const cash = `${money((1 - leverageRatio) * equity)} ${quote}`;
  return `Borrow nothing: ${repay}hold ${held} and ${cash} in cash, ${multiple(leverageRatio)}; ${whyWords(decision, subject)}.`;
}

/** The answer where leverage is held. */
function withLeverage(decision: DecisionAnswer, subject: Subject): string {
  const { asset, quote, price, heldAs } = subject;
  if (subject.coinMargined === true) return inCoins(decision, subject);
  const { leverageRatio } = decision;
  const equity = equityAtVenue(decision);
  const why = whyWords(decision, subject);
  const quantity = `${units((Math.abs(leverageRatio) * equity) / price)} ${asset}`;
  const of = `${money(equity)} ${quote}`;
  if (heldAs === "perpetual") {
    return `Hold ${multiple(leverageRatio)}: ${leverageRatio < 0 ? "short" : "long"} ${quantity} on ${of} of margin${share(decision)}; ${why}.`;
  }
  if (leverageRatio < 0)
    return `Hold ${multiple(leverageRatio)}: borrow and sell ${quantity} against ${of} of equity; ${why}.`;
  if (leverageRatio <= 1 + CLOSE) return withoutLeverage(decision, subject);
  const debt = `${money((leverageRatio - 1) * equity)} ${quote}`;
  const borrowed = subject.debt > 0 ? `owe ${debt} in all` : `borrow ${debt}`;
  return `Hold ${multiple(leverageRatio)}: ${borrowed} against ${of} of equity${share(decision)}; ${why}.`;
}

/** Names of what cannot hold together, for people. */
export const capWords = (name: string): string => name.replaceAll("-", " ");

const conflictWords = (name: string): string =>
  name === "leverage-min" ? "your least leverage" : `the ${capWords(name)} cap`;

/** "a, b and c". */
const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1] ?? ""}`;

type Infeasible = Extract<Decision, { status: "infeasible" }>;

/** What cannot hold together, with its numbers: "You will not go below 3x; tolerance allows 0.9x." */
export function conflictSentence({ conflict, caps, tolerance }: Infeasible): string {
  const allowed = caps.flatMap(({ name, leverageRatioMax }) =>
    leverageRatioMax === null || !conflict.includes(name)
      ? []
      : [`${capWords(name)} allows ${multiple(leverageRatioMax)}`],
  );
  return `You will not go below ${multiple(tolerance.leverageRatioMin)}, but ${listed(allowed)}.`;
}

/** How each thing that stands in the way is loosened. */
const loosenWords: Readonly<Record<Infeasible["conflict"][number], string>> = {
  tolerance: "accept a larger or likelier loss",
  "liquidation-odds": "accept likelier liquidation",
  gap: "allow for a smaller gap",
  jump: "accept likelier liquidation by a jump",
  venue: "choose a venue that lends more",
  size: "hold less",
  "trading-cost-ceiling": "trade at less cost",
  mandate: "raise your own limit",
  "leverage-min": "lower your least leverage",
};

/** What would make an answer possible: "Accept a larger or likelier loss, or lower your least leverage." */
export function loosenSentence({ conflict }: Infeasible): string {
  const ways = conflict.map((name) => loosenWords[name]);
  const text = ways.length < 2 ? ways.join("") : `${ways.slice(0, -1).join(", ")}, or ${ways[ways.length - 1] ?? ""}`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** The answer in one sentence: what to hold and borrow, and what binds. */
export function answerSentence(decision: Decision, subject: Subject): string {
  if (decision.status === "infeasible") {
    return `No leverage meets your terms: ${listed(decision.conflict.map(conflictWords))} cannot hold together.`;
  }
  return decision.status === "no-leverage" ? withoutLeverage(decision, subject) : withLeverage(decision, subject);
}
