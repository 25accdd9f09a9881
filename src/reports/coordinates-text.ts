import type { Coordinates, Gap, Odds } from "../model/index.js";
import { change, duration, money, percent, probability, ratio } from "./format.js";
import { labelled, paragraph } from "./layout.js";
import { underPolicyWords } from "./policy-odds-words.js";
import type { Subject } from "./subject.js";

/** The ratios of a loan, as its lender states them: a broker, who has recourse, by its margin. */
function loanRatios(coordinates: Coordinates, broker: boolean): readonly string[] {
  const { healthFactor, collateralRatio, debtToEquity, loanToValue, utilisation } = coordinates;
  return [
    `debt/equity ${ratio(debtToEquity)}`,
    `LTV ${percent(loanToValue)}`,
    ...(collateralRatio === null ? [] : [`collateral ratio ${ratio(collateralRatio)}`]),
    ...(broker ? [`margin ${percent(1 - loanToValue)} (equity / collateral)`] : []),
    ...(broker || healthFactor === null ? [] : [`health factor ${ratio(healthFactor)}`]),
    `${percent(utilisation)} of the liquidation limit used`,
  ];
}

/** Where it is liquidated, and the same leverage in the coordinates of its venue: a perpetual owes nothing and has a margin ratio. */
export function coordinatesLines(coordinates: Coordinates, subject: Subject): readonly string[] {
  const { liquidationPrice, liquidationPriceRatio, utilisation } = coordinates;
  const price =
    liquidationPrice === null || liquidationPriceRatio === null
      ? "none: no price closes it"
      : `${money(liquidationPrice)} ${subject.quote} (${change(liquidationPriceRatio - 1)})`;
  const ratios =
    subject.heldAs === "perpetual"
      ? [`margin ratio ${percent(utilisation)} (maintenance / equity; 100 % is liquidation)`]
      : loanRatios(coordinates, subject.recourse);
  return [...labelled("liquidation at", price, 18), ...paragraph(ratios.join(", "), "  ")];
}

/** Both odds of liquidation of one position, never one for the other. */
export function oddsLines(odds: Odds, { liquidationPrice }: Coordinates, gap?: Gap | null): readonly string[] {
  if (liquidationPrice === null) return ["  liquidated: never, for no price closes it"];
  return [
    `  liquidated within ${duration(odds.horizonMs)}:`,
    ...labelled("  if left untouched", `${probability(odds.liquidation.untouched)} (gaps not counted)`, 24),
    ...labelled("  under the policy", underPolicyWords(odds, gap), 24),
  ];
}
