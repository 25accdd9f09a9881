import { coordinatesLines, oddsLines } from "./coordinates-text.js";
import { change, money, multiple, significant } from "./format.js";
import { joined, labelled, paragraph } from "./layout.js";
import type { LiquidationLoss, LiquidationReport } from "./liquidation.js";
import { oddsByHorizonTable } from "./policy-odds-words.js";
import { agedParameters, notesLines } from "./sources-text.js";
import type { Subject } from "./subject.js";

/** Where it happens, in one sentence. */
function sentence(report: LiquidationReport, subject: Subject): string {
  const { liquidationPrice, liquidationPriceRatio } = report.coordinates;
  const { asset, quote } = subject;
  if (liquidationPrice === null || liquidationPriceRatio === null)
    return `No price of ${asset} liquidates this position.`;
  if (liquidationPriceRatio === 1) return `This position can be liquidated now, at ${money(subject.price)} ${quote}.`;
  const days =
    report.distanceInDays === null ? "" : `, ${significant(report.distanceInDays)} standard deviations of one day away`;
  return `Liquidated at ${money(liquidationPrice)} ${quote}: ${change(liquidationPriceRatio - 1)} from today's ${money(subject.price)}${days}.`;
}

/** A sum that is this small beside the account is what rounding leaves: a broker sells no more than it must. */
const SMALL = 1e-6;

/** What the venue takes when the price touches liquidation. */
function lossLines(loss: LiquidationLoss | null, quote: string): readonly string[] {
  if (loss === null) return [];
  const small = SMALL * (loss.equityBefore + loss.closedNotional);
  const amount = (value: number): string =>
    value > 0 && value < small ? "next to nothing" : `${money(value)} ${quote}`;
  return [
    "What it costs if the price touches it and goes no further",
    ...labelled("equity then", amount(loss.equityBefore), 22),
    ...labelled("closed", amount(loss.closedNotional), 22),
    ...labelled("bonus and fees", amount(loss.cost), 22),
    ...labelled(
      "left to you",
      `${amount(loss.equityAfter)}${loss.badDebt > 0 ? `; ${amount(loss.badDebt)} of debt nobody pays` : ""}`,
      22,
    ),
  ];
}

function oddsTable(report: LiquidationReport): readonly string[] {
  if (report.odds === null) return ["Odds: not known without a volatility; give --volatility or --prices."];
  const { odds, oddsByHorizon, coordinates } = report;
  return [
    "Odds",
    ...oddsLines(odds, coordinates),
    ...(oddsByHorizon.length === 0
      ? []
      : oddsByHorizonTable(oddsByHorizon, odds.liquidation.underPolicyBasis, "left untouched")),
  ];
}

/** Threshold, price, distance, both odds, and the cost if hit. */
export function liquidationText(report: LiquidationReport, subject: Subject): string {
  return joined([
    paragraph(sentence(report, subject)),
    [`Now, at ${multiple(report.leverageRatio)}`, ...coordinatesLines(report.coordinates, subject)],
    oddsTable(report),
    lossLines(report.outcome, subject.quote),
    notesLines(report.notes),
    agedParameters(report.provenance.venue.asOfMs, subject.nowMs),
  ]);
}
