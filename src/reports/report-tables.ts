import type { Decision, Estimate, Gap, Jumps, LendingPool } from "../model/index.js";
import { capWords } from "./answer.js";
import { age, change, day, duration, money, multiple, percent, plural, points, significant } from "./format.js";
import { figure, html, nothing, type Html } from "./html.js";
import { engineWords, statesWords } from "./sources-text.js";
import type { Subject } from "./subject.js";
import { gapsWords } from "./tolerance-words.js";

/** The caps: what each allows, the room left, what more of it would be worth, and why. */
export function capsTable(decision: Decision): Html {
  const binding = decision.status === "infeasible" ? decision.conflict : [decision.boundBy];
  const rows = decision.caps.map(({ name, leverageRatioMax, slack, shadowPriceAnnual, reason }, index) => {
    const at = (key: string, value: number | null): Html =>
      value === null ? html`none` : figure(`caps.${index}.${key}`, value, multiple(value));
    const worth =
      shadowPriceAnnual > 0
        ? html`. The first 0.01x more would add ${points(shadowPriceAnnual / 100)} of growth a year.`
        : nothing;
    const binds = binding.includes(name) ? html` class="binds"` : nothing;
    return html`<tr${binds}><th scope="row">${capWords(name)}${binding.includes(name) ? " (binds)" : ""}</th>
<td class="number" data-label="allows">${at("leverageRatioMax", leverageRatioMax)}</td>
<td class="number" data-label="room">${slack === null ? html`–` : at("slack", slack)}</td><td>${reason}${worth}</td></tr>`;
  });
  return html`<table class="stack">
    <caption>
      Highest leverage that each limit allows, and the room left up to the far edge of the band.
    </caption>
    <thead>
      <tr>
        <th scope="col">limit</th>
        <th scope="col" class="number">allows</th>
        <th scope="col" class="number">room</th>
        <th scope="col">why</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

const ESTIMATES = [
  ["volatilityAnnual", "volatility a year"],
  ["driftAnnual", "drift a year"],
  ["borrowRateAnnual", "borrow rate"],
  ["assetBorrowRateAnnual", "borrow rate of the asset"],
  ["lendRateAnnual", "lend rate"],
  ["yieldAnnual", "yield of the asset"],
  ["fundingRateAnnual", "funding"],
] as const;

/** Day and age of an observation. */
const dated = (asOfMs: number | null, { nowMs }: Subject): string =>
  asOfMs === null ? "stated" : `${day(asOfMs)}, ${age(asOfMs, nowMs)}`;

function estimateRow(name: (typeof ESTIMATES)[number][0], label: string, estimate: Estimate, subject: Subject): Html {
  const { value, standardError, asOfMs, source } = estimate;
  const error =
    standardError > 0
      ? html`± ${figure(`estimates.${name}.standardError`, standardError, percent(standardError))}`
      : html`taken as known`;
  return html`<tr>
    <th scope="row">${label}</th>
    <td class="number" data-label="value">${figure(`estimates.${name}.value`, value, percent(value))}</td>
    <td class="number" data-label="one standard error">${error}</td>
    <td class="day" data-label="as of">${dated(asOfMs, subject)}</td>
    <td>${source}</td>
  </tr>`;
}

/** Gaps: the largest seen or stated. */
function gapRow(gap: Gap, subject: Subject): Html {
  const [drop, rise] =
    gap.kind === "stated" ? [gap.drop, gap.rise] : [-Math.expm1(-gap.drops.largest), Math.expm1(gap.rises.largest)];
  const label = gap.kind === "stated" ? "gap to survive" : `largest move in ${duration(gap.windowMs)}`;
  const sure = gap.kind === "stated" ? "as stated" : `${plural(gap.drops.exceedances, "fall", "falls")} behind the fit`;
  return html`<tr>
    <th scope="row">${label}</th>
    <td class="number" data-label="value">${change(-drop)}, ${change(rise)}</td>
    <td data-label="sure">${sure}</td>
    <td class="day" data-label="as of">${dated(gap.kind === "stated" ? null : gap.asOfMs, subject)}</td>
    <td>${gap.source}</td>
  </tr>`;
}

/** Sudden lasting moves: how often, and how far on average. */
function jumpsRow({ intensityAnnual, downShare, meanDown, meanUp, source }: Jumps, subject: Subject): Html {
  const { value, standardError, asOfMs } = intensityAnnual;
  const place = "estimates.jumps.intensityAnnual";
  const error =
    standardError > 0
      ? html`± ${figure(`${place}.standardError`, standardError, significant(standardError))}`
      : html`taken as known`;
  const sizes = [
    ...(downShare > 0 ? [`falls of ${percent(-Math.expm1(-meanDown))} on average`] : []),
    ...(downShare < 1 ? [`rises of ${percent(Math.expm1(meanUp))} on average`] : []),
  ].join(" and ");
  return html`<tr>
    <th scope="row">jumps a year</th>
    <td class="number" data-label="value">${figure(`${place}.value`, value, significant(value))}</td>
    <td class="number" data-label="one standard error">${error}</td>
    <td class="day" data-label="as of">${dated(asOfMs, subject)}</td>
    <td>${sizes}: ${source}</td>
  </tr>`;
}

/** The pool whose rate one's own debt moves. */
function poolWords({ supplied, borrowed }: LendingPool, quote: string): string {
  return `${money(supplied)} ${quote} supplied, ${percent(borrowed / supplied)} of it lent: your own debt moves its rate`;
}

/** Every estimate with its error, its age and its source. */
export function estimatesTable({ estimates }: Decision, subject: Subject): Html {
  const rows = ESTIMATES.flatMap(([name, label]) => {
    const estimate = estimates[name];
    return estimate === null ? [] : [estimateRow(name, label, estimate, subject)];
  });
  const without = estimates.driftAnnual === null ? html`<p>No view on the drift was given.</p>` : nothing;
  return html`${without}
    <table class="stack">
      <caption>
        What the answer rests on: each figure with its error, its age and where it comes from.
      </caption>
      <thead>
        <tr>
          <th scope="col">figure</th>
          <th scope="col" class="number">value</th>
          <th scope="col" class="number">one standard error</th>
          <th scope="col">as of</th>
          <th scope="col">source</th>
        </tr>
      </thead>
      <tbody>
        ${rows}${estimates.gap === null ? nothing : gapRow(estimates.gap, subject)}${estimates.jumps ? jumpsRow(estimates.jumps, subject) : nothing}
      </tbody>
    </table>`;
}

/** Where the rest comes from: prices, venue, model, engine and seed. */
export function sourcesTable({ provenance, estimates }: Decision, subject: Subject): Html {
  const { prices, venue, model, seed, draws } = provenance;
  const row = (label: string, words: string): Html =>
    html`<tr>
      <th scope="row">${label}</th>
      <td>${words}</td>
    </tr>`;
  const rows = [
    row("price now", `${money(subject.price)} ${subject.quote}`),
    ...(prices === null
      ? []
      : [
          row(
            "prices",
            `${prices.source}: ${plural(prices.rows, "bar", "bars")}, ${day(prices.fromMs)} to ${day(prices.toMs)} (${age(prices.toMs, subject.nowMs)}), ${gapsWords(prices.gaps)}`,
          ),
        ]),
    ...(estimates.volatilityStates ? [row("volatility states", statesWords(estimates.volatilityStates))] : []),
    ...(estimates.pool ? [row("pool", poolWords(estimates.pool, subject.quote))] : []),
    ...(model === null
      ? []
      : [
          row(
            "fitted model",
            `${model.id}: ${model.source}, ${day(model.fromMs)} to ${day(model.toMs)}; never live data`,
          ),
        ]),
    row(
      "venue",
      `${venue.id} ${venue.release}, parameters of ${day(venue.asOfMs)} (${age(venue.asOfMs, subject.nowMs)}): ${venue.source}`,
    ),
    row(
      "engine",
      `${engineWords(provenance)}${seed === null ? "" : `, ${plural(draws, "draw", "draws")} from seed ${seed}`}`,
    ),
  ];
  return html`<table class="stack">
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}
