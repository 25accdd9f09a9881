import { html, markup, type Html } from "./html.js";
import { reportStyle } from "./report-style.js";

/** By this a report of steelyard is known, and may be replaced by a newer one. */
export const REPORT_MARK = '<meta name="generator" content="steelyard report">';

/** Nothing is loaded and nothing runs: the page is all there is. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A whole page that loads nothing and runs no script. */
export const reportPage = ({ title, body }: { readonly title: string; readonly body: Html }): Html =>
  html`${markup("<!doctype html>")}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${markup(REPORT_MARK)}
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${markup(reportStyle)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `;

/** What the reader must know. */
export const notesHtml = (notes: readonly string[]): Html =>
  notes.length === 0
    ? markup("")
    : html`<section>
        <h2>To know</h2>
        <ul>
          ${notes.map((note) => html`<li>${note}</li>`)}
        </ul>
      </section>`;
