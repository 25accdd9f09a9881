import type { Decision, Estimate, Gap, Jumps, LendingPool, ModelProvenance, VolatilityStates } from "../model/index.js";
import { age, day, duration, money, percent, plural, points, significant } from "./format.js";
import { labelled, paragraph } from "./layout.js";
import type { Subject } from "./subject.js";
import { gapsWords } from "./tolerance-words.js";

/** An estimate with its error, its day and its source. */
function estimateWords(estimate: Estimate): string {
  const error = estimate.standardError > 0 ? ` +- ${percent(estimate.standardError)}` : "";
  const when = estimate.asOfMs === null ? "" : `, as of ${day(estimate.asOfMs)}`;
  return `${percent(estimate.value)}${error}${when}: ${estimate.source}`;
}

/** What is allowed for as a gap. */
function gapWords(gap: Gap): string {
  if (gap.kind === "stated")
    return `falls of up to ${percent(gap.drop)}, rises of up to ${percent(gap.rise)}: ${gap.source}`;
  const read = gap.readFrom === "closes" ? "closes, which understate" : "lows and highs";
  const largest = `largest in ${duration(gap.windowMs)}: fall ${percent(-Math.expm1(-gap.drops.largest))}, rise ${percent(Math.expm1(gap.rises.largest))}`;
  return `${largest}; ${plural(gap.drops.exceedances, "fall", "falls")} behind the fit, read from ${read}, as of ${day(gap.asOfMs)}: ${gap.source}`;
}

/** Sudden lasting moves, how often and how far. */
function jumpsWords({ intensityAnnual, downShare, meanDown, meanUp, exchangeRateShare, source }: Jumps): string {
  const error = intensityAnnual.standardError > 0 ? ` +- ${significant(intensityAnnual.standardError)}` : "";
  const falls = downShare > 0 ? [`falls of ${percent(-Math.expm1(-meanDown))} on average`] : [];
  const rises = downShare < 1 ? [`rises of ${percent(Math.expm1(meanUp))} on average`] : [];
  const seen = exchangeRateShare < 1 ? `; ${percent(exchangeRateShare)} of the falls in the exchange rate too` : "";
  return `${significant(intensityAnnual.value)}${error} a year, ${[...falls, ...rises].join(" and ")}${seen}: ${source}`;
}

/** The pool whose rate one's own debt moves. */
function poolWords(pool: LendingPool, { quote }: Subject): string {
  const used = percent(pool.borrowed / pool.supplied);
  return `${money(pool.supplied)} ${quote} supplied, ${used} of it lent; the rate rises by ${percent(pool.slopeBelowAnnual)} up to ${percent(pool.optimalUtilisation)} use and by ${percent(pool.slopeAboveAnnual)} from there`;
}

/** A fitted model is never live data: which, and how old its last price is. */
function modelWords({ id, source, fromMs, toMs }: ModelProvenance, { nowMs }: Subject): string {
  return `${id}, a fitted model and no live data: ${source}, ${day(fromMs)} to ${day(toMs)} (${age(toMs, nowMs)})`;
}

/** Spells of volatility. */
export function statesWords({ multiples, source }: VolatilityStates): string {
  const [lowest = 1] = multiples;
  return `${multiples.length}, of 1 to ${significant(Math.max(...multiples) / lowest)} in volatility: ${source}`;
}

/** What computed an answer, how closely, and what a harder search may still add. */
export function engineWords({ engine, grid, accuracy, growthErrorAnnual, version }: Decision["provenance"]): string {
  const steps = grid === null ? "" : ` of ${plural(grid.nodes, "node", "nodes")}, steps of ${duration(grid.stepMs)}`;
  const more =
    growthErrorAnnual === null
      ? ""
      : `; another band under the same caps adds at most ${points(growthErrorAnnual)} of growth a year`;
  return `${engine}${steps}, ${accuracy}${more}; steelyard ${version}`;
}

/** Where each number comes from and how old it is. */
export function sourcesLines(decision: Decision, subject: Subject): readonly string[] {
  const { estimates, provenance } = decision;
  const { venue, prices } = provenance;
  const rows: readonly (readonly [label: string, estimate: Estimate | null])[] = [
    ["volatility", estimates.volatilityAnnual],
    ["drift", estimates.driftAnnual],
    ["borrow rate", estimates.borrowRateAnnual],
    ["asset borrow rate", estimates.assetBorrowRateAnnual],
    ["lend rate", estimates.lendRateAnnual],
    ["yield", estimates.yieldAnnual],
    ["funding", estimates.fundingRateAnnual],
  ];
  return [
    "Where it comes from",
    ...rows.flatMap(([label, estimate]) =>
      estimate === null || isUnstatedZero(estimate) ? [] : labelled(label, estimateWords(estimate), 22),
    ),
    ...(estimates.gap === null ? [] : labelled("gap", gapWords(estimates.gap), 22)),
    ...(estimates.jumps ? labelled("jumps", jumpsWords(estimates.jumps), 22) : []),
    ...(estimates.pool ? labelled("pool", poolWords(estimates.pool, subject), 22) : []),
    ...(provenance.model === null ? [] : labelled("fitted model", modelWords(provenance.model, subject), 22)),
    ...(prices === null
      ? []
      : labelled(
          "prices",
          `${prices.source}: ${plural(prices.rows, "bar", "bars")}, ${day(prices.fromMs)} to ${day(prices.toMs)}, ${gapsWords(prices.gaps)}`,
          22,
        )),
    ...labelled("price now", `${money(subject.price)} ${subject.quote}`, 22),
    ...labelled(
      "venue",
      `${venue.id} ${venue.release}, parameters of ${day(venue.asOfMs)} (${age(venue.asOfMs, subject.nowMs)}): ${venue.source}`,
      22,
    ),
    ...(estimates.volatilityStates ? labelled("volatility states", statesWords(estimates.volatilityStates), 22) : []),
    ...labelled("engine", engineWords(provenance), 22),
  ];
}

/** A yield or lend rate that is zero without error says nothing worth a line. */
const isUnstatedZero = (estimate: Estimate): boolean =>
  estimate.value === 0 && estimate.standardError === 0 && estimate.asOfMs === null;

/** What the reader must know, one paragraph a note. */
export function notesLines(notes: readonly string[]): readonly string[] {
  return notes.length === 0 ? [] : ["To know", ...notes.flatMap((note) => paragraph(note, "  - "))];
}

/** The last line of every answer: not advice, and how old its parameters are. */
export function agedParameters(asOfMs: number, nowMs: number): readonly string[] {
  return paragraph(`Not financial advice. Venue parameters as of ${day(asOfMs)} (${age(asOfMs, nowMs)}).`);
}

/** The same, of a decision. */
export const lastLine = (decision: Decision, subject: Subject): readonly string[] =>
  agedParameters(decision.provenance.venue.asOfMs, subject.nowMs);
