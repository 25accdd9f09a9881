import { coordinatesLines, oddsLines } from "./coordinates-text.js";
import { change, duration, money, multiple, probability, significant } from "./format.js";
import { joined, labelled, paragraph, table } from "./layout.js";
import type { LiquidationLoss, LiquidationReport } from "./liquidation.js";
import { policyColumnTitle } from "./policy-odds-words.js";
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
  const known = report.oddsByHorizon.some(({ underPolicy }) => underPolicy !== null);
  const rows = report.oddsByHorizon.map(({ horizonMs, untouched, underPolicy }) => [
    duration(horizonMs),
    probability(untouched),
    ...(known ? [underPolicy === null ? "not known" : probability(underPolicy)] : []),
  ]);
  const title = policyColumnTitle[report.odds.liquidation.underPolicyBasis];
  const columns = [
    { title: "liquidated within", align: "left" },
    { title: "left untouched", align: "right" },
    ...(known ? [{ title, align: "right" } as const] : []),
  ] as const;
  return ["Odds", ...oddsLines(report.odds, report.coordinates), ...(rows.length === 0 ? [] : table(columns, rows))];
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
