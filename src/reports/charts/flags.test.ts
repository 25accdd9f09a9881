import fc from "fast-check";
import { expect, test } from "vitest";
import { textWidth } from "./chart-option.js";
import { placedFlags } from "./flags.js";

const WIDTH = 340;
const ruler = { pixelsOf: (x: number): number => 60 + (WIDTH - 60) * x, end: WIDTH };

const flags = fc.array(
  fc.record({ x: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.integer({ min: 3, max: 24 }) }),
  { maxLength: 10 },
);

test("no two names of one row overlap, and every flag is placed once", () => {
  fc.assert(
    fc.property(flags, (given) => {
      const placed = placedFlags(
        given.map(({ x, length }) => ({ x, words: "m".repeat(length), color: "", dashed: true })),
        ruler,
      );
      expect(placed.map(({ x }) => x).sort()).toEqual(given.map(({ x }) => x).sort());
      const spans = placed.map(({ x, words, anchor, row }) => {
        const [at, width] = [ruler.pixelsOf(x), textWidth(words)];
        return { row, from: anchor === "right" ? at : at - width, to: anchor === "right" ? at + width : at };
      });
      for (const [index, a] of spans.entries())
        for (const b of spans.slice(index + 1))
          if (a.row === b.row) expect(a.to <= b.from || b.to <= a.from).toBe(true);
    }),
  );
});

test("names to the right of their lines go past no line of their height: those to the left are higher", () => {
  const words = ["tolerance 1.33x", "gap 1.47x", "answer 1.5x"];
  const placed = placedFlags(
    [0.1, 0.2, 0.3].map((x, index) => ({ x, words: words[index] ?? "", color: "", dashed: true })),
    ruler,
  );
  expect(placed.map(({ x, row, anchor }) => [x, row, anchor])).toEqual([
    [0.3, 0, "right"],
    [0.2, 1, "right"],
    [0.1, 2, "right"],
  ]);
});

test("a name that would leave the picture stands to the left of its line", () => {
  expect(placedFlags([{ x: 0.99, words: "you now 1.6x", color: "", dashed: false }], ruler)[0]?.anchor).toBe("left");
});
