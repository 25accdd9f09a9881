/** Reliability diagrams as SVG: what was stated against how often it came, with intervals. */
import type { ReliabilityPoint } from "../../src/backtest/index.js";

/** One curve of a panel. */
export interface Curve {
  readonly name: string;
  readonly color: string;
  readonly points: readonly ReliabilityPoint[];
}

/** One panel. */
export interface Panel {
  readonly title: string;
  readonly curves: readonly Curve[];
}

const SIZE = 250;
const [LEFT, TOP, RIGHT, BOTTOM] = [46, 34, 14, 40];

/** A chance on a scale that shows small ones: its square root. */
const place = (chance: number): number => Math.sqrt(chance);

const TICKS = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1];

const at = (value: number): string => value.toFixed(1);

/** A panel's scale, in pixels from its own corner. */
const xOf = (chance: number): number => LEFT + place(chance) * SIZE;
const yOf = (chance: number): number => TOP + (1 - place(chance)) * SIZE;

function axes(title: string): string {
  const ticks = TICKS.flatMap((tick) => [
    `<line x1="${at(xOf(tick))}" y1="${TOP}" x2="${at(xOf(tick))}" y2="${TOP + SIZE}" class="grid"/>`,
    `<line x1="${LEFT}" y1="${at(yOf(tick))}" x2="${LEFT + SIZE}" y2="${at(yOf(tick))}" class="grid"/>`,
    `<text x="${at(xOf(tick))}" y="${TOP + SIZE + 14}" text-anchor="middle">${100 * tick}</text>`,
    `<text x="${LEFT - 5}" y="${at(yOf(tick) + 3)}" text-anchor="end">${100 * tick}</text>`,
  ]);
  return [
    ...ticks,
    `<line x1="${LEFT}" y1="${TOP + SIZE}" x2="${LEFT + SIZE}" y2="${TOP}" class="even"/>`,
    `<text x="${LEFT + SIZE / 2}" y="${TOP - 10}" text-anchor="middle" class="title">${title}</text>`,
    `<text x="${LEFT + SIZE / 2}" y="${TOP + SIZE + 30}" text-anchor="middle">stated, %</text>`,
    `<text x="12" y="${TOP + SIZE / 2}" text-anchor="middle" transform="rotate(-90 12 ${TOP + SIZE / 2})">came, %</text>`,
  ].join("");
}

/** A curve with its intervals; `shift` keeps two curves' intervals apart, pixels. */
function curve({ color, points }: Curve, shift: number): string {
  const bars = points.map(
    ({ stated, observed }) =>
      `<line x1="${at(xOf(stated) + shift)}" y1="${at(yOf(observed.low))}" x2="${at(xOf(stated) + shift)}" y2="${at(yOf(observed.high))}" stroke="${color}" stroke-opacity="0.55"/>`,
  );
  const dots = points.map(
    ({ stated, observed, holds }) =>
      `<circle cx="${at(xOf(stated) + shift)}" cy="${at(yOf(observed.value))}" r="3.4" fill="${holds ? color : "#ffffff"}" stroke="${color}" stroke-width="1.5"/>`,
  );
  const line = points.map(({ stated, observed }) => `${at(xOf(stated) + shift)},${at(yOf(observed.value))}`).join(" ");
  return [...bars, `<polyline points="${line}" fill="none" stroke="${color}" stroke-width="1.5"/>`, ...dots].join("");
}

/** Panels beside each other, with one key. */
export function reliabilityPicture(panels: readonly Panel[]): string {
  const width = panels.length * (LEFT + SIZE + RIGHT);
  const height = TOP + SIZE + BOTTOM + 24;
  const drawn = panels.map(({ title, curves }, i) => {
    const inside = curves.map((each, k) => curve(each, 3 * (k - (curves.length - 1) / 2))).join("");
    return `<g transform="translate(${i * (LEFT + SIZE + RIGHT)} 0)">${axes(title)}${inside}</g>`;
  });
  const key = (panels[0]?.curves ?? []).map(
    ({ name, color }, i) =>
      `<circle cx="${LEFT + 6 + 220 * i}" cy="${height - 12}" r="4" fill="${color}"/><text x="${LEFT + 16 + 220 * i}" y="${height - 8}">${name}</text>`,
  );
  const hollow = `<text x="${LEFT + 16 + 220 * (panels[0]?.curves.length ?? 0)}" y="${height - 8}">hollow: stated lies outside its 95 % interval</text>`;
  const style =
    "text{font:11px sans-serif;fill:#444}.title{font-weight:bold;font-size:13px}.grid{stroke:#e4e4e4}.even{stroke:#888;stroke-dasharray:4 3}";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<style>${style}</style><rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...drawn,
    ...key,
    hollow,
    "</svg>",
    "",
  ].join("\n");
}
