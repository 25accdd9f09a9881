import type { ReportData, Sensitivity } from "../decision/index.js";
import type { Decision, DecisionAnswer } from "../model/index.js";
import { answerSentence } from "./answer.js";
import { decisionToJson } from "./decision-json.js";
import { day, multiple, percent } from "./format.js";
import { figure, html, jsonData, nothing, type Html } from "./html.js";
import { firstFacts, furtherFacts } from "./report-facts.js";
import { distancePicture, growthPicture, oddsPicture, sensitivityPicture } from "./report-pictures.js";
import type { Draw } from "./report-picture.js";
import { notesHtml, reportPage } from "./report-page.js";
import { capsTable, estimatesTable, sourcesTable } from "./report-tables.js";
import { holdLines } from "./hold-text.js";
import { lastLine } from "./sources-text.js";
import type { Subject } from "./subject.js";

/** What a report is made of. */
export interface Report {
  readonly data: ReportData;
  /** How the answer moves with each input. */
  readonly sensitivities: readonly Sensitivity[];
  readonly subject: Subject;
}

/** What a leverage ratio means, for one who sees one for the first time. */
function leverageWords(decision: DecisionAnswer, { asset, heldAs }: Subject): Html {
  const { leverageRatio, isolatedShare } = decision;
  const ratio = figure("leverageRatio", leverageRatio, multiple(leverageRatio));
  const yours = isolatedShare < 1 ? "what is yours at the venue" : "what is yours";
  const what = leverageRatio < 0 ? `a short of ${asset}` : asset;
  const unit =
    heldAs === "loan"
      ? "1x owes nothing, and more is borrowed"
      : `1x is as much ${asset} as you have money, -1x as much short`;
  return html`<p>Leverage ${ratio} is ${percent(Math.abs(leverageRatio))} of ${yours} in ${what}; ${unit}.</p>`;
}

/** The answer, large. */
function heading({ data: { decision }, subject }: Report): Html {
  const { asset, nowMs } = subject;
  return html`<header>
    <p class="over">steelyard · ${asset} on ${decision.provenance.venue.id} · <span class="day">${day(nowMs)}</span></p>
    <h1>${answerSentence(decision, subject)}</h1>
    ${decision.status === "infeasible" ? nothing : leverageWords(decision, subject)}
  </header>`;
}

/** What a leverage asks on which the holder insists, as the terminal says it. */
function holdHtml(decision: Decision, subject: Subject): Html {
  const [title, ...lines] = holdLines(decision, subject);
  if (title === undefined) return nothing;
  return html`<section>
    <h2>${title}</h2>
    <pre>${lines.join("\n")}</pre>
  </section>`;
}

/** The page, with its charts drawn by `draw`. */
function page(report: Report, draw: Draw): Html {
  const { data, sensitivities, subject } = report;
  const { decision } = data;
  const body = html`
    ${heading(report)}
    <main>
      ${firstFacts(decision, subject)}${growthPicture(data, subject, draw)}${furtherFacts(decision, subject)}
      ${oddsPicture(data, draw)}${distancePicture(data, draw)}${sensitivityPicture(sensitivities, decision, draw)}
      ${holdHtml(decision, subject)}
      <section>
        <h2>What limits it</h2>
        ${capsTable(decision)}
      </section>
      <section>
        <h2>What it rests on</h2>
        ${estimatesTable(decision, subject)}
      </section>
      <section>
        <h2>Where it comes from</h2>
        ${sourcesTable(decision, subject)}
      </section>
      ${notesHtml(decision.notes)}
    </main>
    <footer><p>${lastLine(decision, subject).join(" ")}</p></footer>
    ${jsonData("decision", decisionToJson(decision))}
  `;
  return reportPage({ title: answerSentence(decision, subject), body });
}

/**
 * A decision as one page: the answer, pictures, tables and sources, with the JSON form of the decision in it. It loads
 * nothing and runs no script. The chart library is loaded here, when a report is asked for, and not before.
 * @throws InternalError (E_INTERNAL) for a number that is not finite.
 */
export async function reportHtml(report: Report): Promise<string> {
  const { svgOf } = await import("./render.js");
  return page(report, svgOf).html;
}
