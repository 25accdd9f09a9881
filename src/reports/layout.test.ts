import fc from "fast-check";
import { expect, test } from "vitest";
import { labelled, paragraph, table, wrap, WIDTH } from "./layout.js";

const texts = fc
  .array(fc.string({ unit: fc.constantFrom("a", "b", "7", "."), minLength: 1, maxLength: 120 }), { maxLength: 40 })
  .map((each) => each.join(" "));

test("property: no line is too long, and no letter is lost", () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 10, max: 90 }), (text, width) => {
      const lines = wrap(text, width);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});

test("property: paragraphs, labels and tables keep to 80 columns", () => {
  const columns = [
    { title: "one", align: "left" },
    { title: "two", align: "right" },
    { title: "three", align: "left" },
  ] as const;
  fc.assert(
    fc.property(texts, (text) => {
      const lines = [
        ...paragraph(text, "  - "),
        ...labelled("label", text, 20),
        ...table(columns, [["a", "12 %", text]]),
      ];
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(WIDTH);
    }),
  );
});

test("a number stays on one line with its unit", () => {
  expect(wrap("aaaa 54\u00a0%", 6)).toEqual(["aaaa", "54 %"]);
});
