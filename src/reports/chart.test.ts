import { expect, test } from "vitest";
import { chart } from "./chart.js";
import { multiple } from "./format.js";

const points = Array.from({ length: 41 }, (_, index) => ({ x: index / 10, y: 0.2 - (index / 10 - 2) ** 2 / 10 }));
const marks = [
  { letter: "A", x: 2, words: "answer" },
  { letter: "t", x: 2, words: "tolerance" },
  { letter: "z", x: 9, words: "outside" },
];

test("at most 14 lines and 78 columns of plain ASCII; the top of the curve is on the first row, above its letter", () => {
  const lines = chart({ title: "Growth", points, marks, focus: [0, 2], axis: multiple });
  expect(lines.length).toBeLessThanOrEqual(14);
  for (const line of lines) {
    expect(line.length).toBeLessThanOrEqual(78);
    expect(line).toMatch(/^[\x20-\x7e]*$/);
  }
  const letters = lines.find((line) => / At/.test(line)) ?? "";
  expect(lines[1]?.[letters.indexOf("A")]).toMatch(/['.-]/);
  expect(lines.join("\n")).not.toContain("outside");
});

test("one point draws nothing", () => {
  expect(chart({ title: "Growth", points: points.slice(0, 1), marks: [], focus: [], axis: multiple })).toEqual([]);
});

test("a flat curve is drawn", () => {
  const flat = points.map(({ x }) => ({ x, y: 0 }));
  expect(chart({ title: "Growth", points: flat, marks: [], focus: [0], axis: multiple }).length).toBeGreaterThan(5);
});
