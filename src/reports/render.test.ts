import { describe, expect, test } from "vitest";
import { figures, halfInTen, lendingMarket, tailGap } from "../../tests/markets.js";
import { reportData, sensitivitiesOf } from "../decision/index.js";
import type { ChartOption, ChartSize } from "./charts/chart-option.js";
import { distanceChart } from "./charts/distance-chart.js";
import { growthChart } from "./charts/growth-chart.js";
import { capsInView } from "./charts/growth-frame.js";
import { oddsChart } from "./charts/odds-chart.js";
import { sensitivityChart } from "./charts/sensitivity-chart.js";
import { svgOf } from "./render.js";

const request = {
  account: { asset: "ETH", price: 2000, quantity: 60, debt: 60_000 },
  venue: lendingMarket(),
  estimates: figures({ volatility: 0.6, drift: 0.6, driftError: 0.15, borrow: 0.05, gap: tailGap() }),
  tolerance: halfInTen,
} as const;
const data = reportData(request);
const size: ChartSize = { width: 880, height: 470 };
const answer = data.decision.status === "infeasible" ? 0 : data.decision.totalLeverageRatio;

const charts: readonly (readonly [string, () => ChartOption])[] = [
  ["growth", () => growthChart(data, size)],
  ["odds", () => oddsChart(data, size)],
  ["distance", () => distanceChart(data, size)],
  ["sensitivity", () => sensitivityChart(sensitivitiesOf(request), answer, size)],
];

describe.each(charts)("the picture of %s", (name, chart) => {
  const svg = svgOf(chart(), size, name);

  test("is one SVG element with no NaN, undefined or Infinity in it, and no script or style of its own", () => {
    expect(svg).toMatch(/^<svg[^]*<\/svg>\s*$/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity|null|<script|<style|ecmeta|\bon\w+=/);
  });

  test("is the same each time it is drawn, its ids its own", () => {
    expect(svgOf(chart(), size, name)).toBe(svg);
    const ids = [...svg.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id ?? "");
    expect(ids.filter((id) => !id.startsWith(`${name}-`))).toEqual([]);
  });

  test("takes every colour from the page, so that it follows light and dark", () => {
    const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour ?? "");
    const seen = colours.filter((colour) => !/^(none|transparent|#000|var\(--[\w-]+\))$/.test(colour));
    expect(seen).toEqual([]);
  });
});

test("every cap that has a number is a line of the picture or is named as beyond it", () => {
  const { inside, beyond } = capsInView(data);
  const known = data.decision.caps.filter(({ leverageRatioMax }) => leverageRatioMax !== null);
  expect([...inside, ...beyond].map(({ at }) => at).sort()).toEqual(
    known.map(({ leverageRatioMax }) => leverageRatioMax).sort(),
  );
  const svg = svgOf(growthChart(data, size), size, "growth");
  expect(inside.length).toBeGreaterThan(0);
  for (const { name } of inside) expect(svg).toContain(`>${name} `);
});
