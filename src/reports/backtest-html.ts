import {
  attributionChart,
  costChart,
  drawdownChart,
  equityChart,
  leverageChart,
  looksOf,
} from "./charts/backtest-charts.js";
import { ink } from "./charts/chart-option.js";
import { ATTRIBUTION_PARTS, chosenRun, costAnnual, type BacktestReport, type BacktestRun } from "./backtest.js";
import { backtestToJson } from "./backtest-json.js";
import { cents, short } from "./backtest-text.js";
import {
  askedWords,
  backtestSentence,
  compoundWords,
  growthWords,
  isSame,
  luckWords,
  PART_WORDS,
  rulesWords,
  windowCell,
} from "./backtest-words.js";
import { change, day, money, multiple, percent } from "./format.js";
import { figure, html, jsonData, nothing, type Html } from "./html.js";
import { notesHtml, reportPage } from "./report-page.js";
import { asTable, legend, picture, thinned, type Draw } from "./report-picture.js";

/** Everything of a page that its parts need. */
interface Page {
  readonly report: BacktestReport;
  readonly chosen: BacktestRun;
  readonly draw: Draw;
}

/** A table of figures with a name before each row. */
function figuresTable(
  heads: readonly string[],
  rows: readonly { readonly name: string; readonly cells: readonly (string | Html)[] }[],
): Html {
  return html`<table class="stack">
    <thead>
      <tr>
        ${heads.map((head, at) => html`<th scope="col" class="${at === 0 ? "" : "number"}">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ name, cells }) =>
          html`<tr>
            <th scope="row">${name}</th>
            ${cells.map((cell, at) => html`<td class="number" data-label="${heads[at + 1] ?? ""}">${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A figure of the policy at a place of the JSON form, or a dash where there is none. */
const cell = (place: string, value: number | null, words: (value: number) => string): string | Html =>
  value === null ? "-" : figure(place, value, words(value));

/** Ends of growth as compound change a year: "-15% to 7.8%". */
const intervalWords = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `${short(Math.expm1(low))} to ${short(Math.expm1(high))}`;

function policiesTable({ report: { runs, market } }: Page): Html {
  const rows = runs.map((run, at) => {
    const { summary } = run.result;
    const { growthInterval = null, beats = null } = run.judgement ?? {};
    const place = (name: string): string => `policies.${at}.${name}`;
    return {
      name: run.label,
      cells: [
        figure(place("summary.wealthEnd"), summary.wealthEnd, money(summary.wealthEnd)),
        cell(place("summary.growthAnnual"), summary.growthAnnual, growthWords),
        growthInterval === null ? "-" : intervalWords(growthInterval),
        cell(place("summary.drawdownMax"), summary.drawdownMax, percent),
        cell(place("summary.liquidations"), summary.liquidations, String),
        costAnnual(run) === null ? "-" : short(costAnnual(run) ?? 0),
        cell(place("judgement.beats.value"), beats?.value ?? null, isSame(run, runs[0]) ? () => "same" : percent),
        cell(place("judgement.deflatedSharpe"), run.judgement?.deflatedSharpe ?? null, percent),
      ],
    };
  });
  const heads = [
    "policy",
    `${market.quote} at the end`,
    "change a year",
    "9 in 10",
    "worst fall",
    "times closed",
    "cost a year",
    `beats ${runs[0].label}`,
    "deflated Sharpe",
  ];
  return figuresTable(heads, rows);
}

/** What each policy did in windows of time. */
function windowsTable({ report: { runs } }: Page, title: string, of: (run: BacktestRun) => BacktestRun["years"]): Html {
  const shown = of(runs[0]).flatMap(({ name }, at) =>
    runs.some((run) => of(run)[at]?.status === "measured") ? [{ name, at }] : [],
  );
  if (shown.length === 0) return nothing;
  return html`<section>
    <h2>${title}</h2>
    <p class="read">Change of wealth; ' marks a window that is there in part, * how often the venue closed in it.</p>
    ${figuresTable(
      ["policy", ...shown.map(({ name }) => name)],
      runs.map((run) => ({ name: run.label, cells: shown.map(({ at }) => windowCell(of(run)[at])) })),
    )}
  </section>`;
}

const says = (words: string): string => `Picture: ${words}`;

function equityPicture({ report, draw }: Page): Html {
  const looks = looksOf(report);
  const [baseline] = report.runs;
  const rows = thinned(baseline.track.closeMs.map((_, at) => at));
  return html`<section>
    <h2>Wealth</h2>
    <p class="read">On a scale of logarithms: equal steps are equal growth. A line that ends was ruined.</p>
    ${legend(report.runs.map(({ label }, at) => ({ color: looks[at]?.color ?? ink.cap, words: label })))}
    ${picture(draw, {
      id: "equity",
      says: says("wealth of each policy through time"),
      heights: [380, 300],
      chart: (size) => equityChart(report, size),
    })}
    ${asTable(
      ["day", ...report.runs.map(({ label }) => label)],
      rows.map((at) => [
        day(baseline.track.closeMs[at] ?? 0),
        ...report.runs.map(({ track }) => money(track.wealth[at] ?? 0)),
      ]),
    )}
  </section>`;
}

function leveragePicture({ chosen, draw }: Page): Html {
  const { track, result } = chosen;
  const keys = [
    { color: ink.answer, words: "leverage" },
    ...(track.bandLow.some((each) => each !== null) ? [{ color: ink.answerSoft, words: "band of the policy" }] : []),
    ...(track.liquidationLeverage.some((each) => each !== null)
      ? [{ color: ink.bound, words: "leverage at which the venue closes" }]
      : []),
  ];
  return html`<section>
    <h2>Leverage of ${chosen.label}</h2>
    <p class="read">
      What is held over what is yours at the venue; ${multiple(result.summary.leverageRatioMean)} of all wealth on
      average.
    </p>
    ${legend(keys)}
    ${picture(draw, {
      id: "leverage",
      says: says("leverage of the chosen policy through time, its band and where the venue closes"),
      heights: [300, 240],
      chart: (size) => leverageChart(chosen, size),
    })}
  </section>`;
}

function drawdownPicture({ report, chosen, draw }: Page): Html {
  const [baseline] = report.runs;
  const keys = [
    { color: ink.answer, words: chosen.label },
    ...(chosen === baseline ? [] : [{ color: ink.text, words: baseline.label }]),
  ];
  return html`<section>
    <h2>Below the peak</h2>
    ${legend(keys)}
    ${picture(draw, {
      id: "drawdown",
      says: says("how far wealth stood below its peak"),
      heights: [240, 200],
      chart: (size) => drawdownChart(report, size),
    })}
  </section>`;
}

function costPicture({ report, draw }: Page): Html {
  if (report.runs.every(({ track }) => (track.cost.at(-1) ?? 0) === 0)) return nothing;
  return html`<section>
    <h2>Cost of trading so far</h2>
    <p class="read">${report.market.quote}; colours as above.</p>
    ${picture(draw, {
      id: "cost",
      says: says("what trading has cost each policy"),
      heights: [240, 200],
      chart: (size) => costChart(report, size),
    })}
  </section>`;
}

function attributionPicture({ report, chosen, draw }: Page): Html {
  const at = report.runs.indexOf(chosen);
  const { money: sums, growthAnnual } = chosen.attribution;
  const rows = [...ATTRIBUTION_PARTS, "total" as const].map((part) => ({
    name: PART_WORDS[part],
    cells: [
      figure(`policies.${at}.attribution.money.${part}`, sums[part], cents(sums[part])),
      growthAnnual === null
        ? "-"
        : figure(`policies.${at}.attribution.growthAnnual.${part}`, growthAnnual[part], change(growthAnnual[part])),
    ],
  }));
  return html`<section>
    <h2>Where the money of ${chosen.label} went</h2>
    ${picture(draw, {
      id: "attribution",
      says: says("parts of the log growth a year"),
      heights: [230, 230],
      chart: (size) => attributionChart(chosen, size),
    })}
    ${figuresTable(["part", `money, ${report.market.quote}`, "log growth a year"], rows)}
  </section>`;
}

function sweepSection({ report: { sweep } }: Page): Html {
  if (sweep === null) return nothing;
  const rows = sweep.best.map(({ label, growthAnnual, drawdownMax, liquidations }, at) => ({
    name: label,
    cells: [
      cell(`sweep.best.${at}.growthAnnual`, growthAnnual, compoundWords),
      cell(`sweep.best.${at}.drawdownMax`, drawdownMax, percent),
      cell(`sweep.best.${at}.liquidations`, liquidations, String),
    ],
  }));
  return html`<section>
    <h2>The best of ${String(sweep.policies)}</h2>
    ${figuresTable(["policy", "change a year", "worst fall", "liquidations"], rows)}
  </section>`;
}

function pageHtml(report: BacktestReport, draw: Draw): Html {
  const page: Page = { report, chosen: chosenRun(report), draw };
  const { market, prices } = report;
  const json = backtestToJson(report);
  const sentence = backtestSentence(report);
  const body = html`<header>
      <p class="over">
        steelyard · backtest · ${market.asset} on ${market.venue} · <span class="day">${day(prices.fromMs)}</span> to
        <span class="day">${day(prices.toMs)}</span>
      </p>
      <h1>${sentence}</h1>
      <p>${luckWords(report)}</p>
    </header>
    <main>
      <section>
        <h2>Every policy</h2>
        <p class="read">
          Change is the compound change of wealth a year: in 9 of 10 redrawn histories it lies where the next column
          says.
        </p>
        ${policiesTable(page)}
      </section>
      ${sweepSection(page)}${equityPicture(page)}${leveragePicture(page)}${drawdownPicture(page)}${costPicture(page)}
      ${attributionPicture(page)}${windowsTable(page, "Year by year", ({ years }) => years)}
      ${windowsTable(page, "In the crashes", ({ crashes }) => crashes)}
      <section>
        <h2>What was run</h2>
        <p>${askedWords(report)}</p>
      </section>
      ${notesHtml(json.notes)}
    </main>
    <footer><p>${rulesWords(report)}</p></footer>
    ${jsonData("backtest", json)}`;
  return reportPage({ title: sentence, body });
}

/**
 * A backtest as one page: the answer, pictures, tables and notes, with its JSON form in it. It loads nothing and runs no script.
 * @throws InternalError (E_INTERNAL) for a number that is not finite.
 */
export async function backtestHtml(report: BacktestReport): Promise<string> {
  const { svgOf } = await import("./render.js");
  return pageHtml(report, svgOf).html;
}
