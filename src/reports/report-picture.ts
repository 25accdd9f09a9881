import type { ChartOption, ChartSize } from "./charts/chart-option.js";
import { html, markup, type Html } from "./html.js";

/** Draws a chart as an SVG element whose ids begin with the id given. */
export type Draw = (option: ChartOption, size: ChartSize, id: string) => string;

/** Width of a chart for a desk, and of one for a telephone, pixels. */
export const WIDE = 880;
export const NARROW = 344;

/** A chart for a desk and for a telephone, of which the page shows one, with what it says for those who cannot see it. */
export function picture(
  draw: Draw,
  {
    id,
    says,
    heights,
    chart,
  }: {
    readonly id: string;
    readonly says: string;
    readonly heights: readonly [wide: number, narrow: number];
    readonly chart: (size: ChartSize) => ChartOption;
  },
): Html {
  const drawn = (kind: "wide" | "narrow", size: ChartSize): Html =>
    html`<div class="${kind}" role="img" aria-label="${says}">
      ${markup(draw(chart(size), size, `${id}-${kind}`))}
    </div>`;
  return html`<figure>
    ${drawn("wide", { width: WIDE, height: heights[0] })}${drawn("narrow", { width: NARROW, height: heights[1] })}
  </figure>`;
}

/** A colour of a chart, as CSS has it, and what it means. */
export interface Key {
  readonly color: string;
  readonly words: string;
}

/** What the colours mean. */
export const legend = (keys: readonly Key[]): Html =>
  html`<ul class="legend">
    ${keys.map(({ color, words }) => html`<li><span class="key" style="background:${color}"></span>${words}</li>`)}
  </ul>`;

/** The same as the picture, as a table that opens. */
export const asTable = (head: readonly string[], rows: readonly (readonly string[])[]): Html =>
  html`<details>
    <summary>show the numbers</summary>
    <table>
      <thead>
        <tr>
          ${head.map((title) => html`<th scope="col" class="number">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td class="number">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;

const ROWS_MAX = 13;

/** Evenly spaced members, the first and the last among them. */
export function thinned<Value>(list: readonly Value[]): readonly Value[] {
  if (list.length <= ROWS_MAX) return list;
  const step = (list.length - 1) / (ROWS_MAX - 1);
  return Array.from({ length: ROWS_MAX }, (_, index) => list[Math.round(index * step)]).flatMap((each) => each ?? []);
}
