import type { Decision, DecisionAnswer, Tolerance } from "../model/index.js";
import { duration, money, oneIn, percent, plural, probability } from "./format.js";

/** What the holder allows, in one sentence. */
export function toleranceWords(tolerance: Tolerance): string {
  const { lossMax, horizonMs, probabilityMax, measuredAgainst, leverageRatioMin } = tolerance;
  const against = measuredAgainst === "holding" ? " against simply holding" : "";
  // One who means to keep the asset has 1x as the least by that alone, and a note says so.
  const stated = measuredAgainst === "holding" ? leverageRatioMin !== 1 : leverageRatioMin > 0;
  const least = stated && leverageRatioMin > 0 ? `; never below ${leverageRatioMin}x` : "";
  return `lose ${percent(lossMax)}${against} within ${duration(horizonMs)} with at most ${probability(probabilityMax)}${least}`;
}

/** "In 100 years like these, 4" or "About 1 in 340 such years": how often, in counts. */
function howOften(chance: number, horizonMs: number): string {
  const spell =
    duration(horizonMs) === "a year"
      ? ["year", "years"]
      : [`spell of ${duration(horizonMs)}`, `spells of ${duration(horizonMs)}`];
  if (chance >= 0.995) return `Nearly every ${spell[0]} like this one`;
  if (chance < 1e-9) return `Not one ${spell[0]} in a billion like this one`;
  if (chance < 0.01) return `About ${oneIn(chance)} ${spell[1]} like this one`;
  const count = Math.round(100 * chance);
  return count % 10 === 0
    ? `Of 10 ${spell[1]} like this one, ${count / 10}`
    : `Of 100 ${spell[1]} like this one, ${count}`;
}

/** True where the answer is the very thing that it is measured against. */
const isHolding = ({ tolerance, totalLeverageRatio }: DecisionAnswer): boolean =>
  tolerance.measuredAgainst === "holding" && totalLeverageRatio === 1;

/** How many go below the floor, in money: the counted spells dip below it at some time, not only at their end. */
export function floorSentence(decision: DecisionAnswer, quote: string): string {
  const { belowFloor } = decision.odds;
  const { tolerance } = decision;
  if (isHolding(decision)) {
    return "This is simply holding, which you measure against: nothing can be lost against it.";
  }
  const often = howOften(belowFloor.probability, belowFloor.horizonMs);
  const verb = / 1$|^Nearly every|^Not one|^About/.test(often) ? "falls" : "fall";
  const floor = `${money(belowFloor.floor)} ${quote}`;
  const where =
    tolerance.measuredAgainst === "holding"
      ? `below ${percent(1 - tolerance.lossMax)} of what simply holding would be worth (${floor} at today's price)`
      : `below ${floor}`;
  return `${often} ${verb} ${where} at some time; you allow ${probability(tolerance.probabilityMax)}.`;
}

/** What the probability of the floor rests on, in brackets; nothing where nothing can be lost. */
export function floorBasisWords(decision: DecisionAnswer): string {
  if (isHolding(decision)) return "";
  return decision.odds.belowFloor.basis === "predictive"
    ? " (drift and volatility uncertain)"
    : " (drift and volatility taken as known)";
}

/** What is done with the position, in words. */
export function policyWords({ policy }: Pick<Decision, "policy">): string {
  return policy.kind === "rebalanced"
    ? `checked every ${bare(duration(policy.checkIntervalMs))}`
    : `left alone for ${duration(policy.resetMs)} at a time`;
}

/** "every hour", not "every an hour". */
const bare = (words: string): string => words.replace(/^an? /, "");

/** Count and noun for bars missing from a price file. */
export const gapsWords = (gaps: { readonly count: number; readonly missing: number }): string =>
  gaps.count === 0 ? "no gaps" : `${plural(gaps.count, "gap", "gaps")}, ${plural(gaps.missing, "bar", "bars")} missing`;
