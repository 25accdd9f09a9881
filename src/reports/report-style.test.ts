import { describe, expect, test } from "vitest";
import { reportStyle } from "./report-style.js";

/** The colours of one :root rule, by name. */
function coloursOf(rule: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...rule.matchAll(/--([\w-]+):(#[0-9a-f]{3,6})/g)].map(([, name, hex]) => [name, hex]));
}

/** Relative luminance (WCAG 2.1) of #abc or #aabbcc. */
function luminance(hex: string): number {
  const digits = hex.length === 4 ? hex.slice(1).replace(/./g, "$&$&") : hex.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const rules = [...reportStyle.matchAll(/:root\{[^}]*\}/g)].map(([rule]) => coloursOf(rule));
const TEXT = ["ink", "soft", "answer", "held", "cap", "bound"];

describe.each([
  ["light", rules[0]],
  ["dark", rules[1]],
  ["print", rules[2]],
])("colours of the report, %s", (_, colours = {}) => {
  test.each(TEXT)("%s is read on paper and on a card: contrast of 4.5 at least (WCAG 2.1 AA)", (name) => {
    for (const ground of ["paper", "card"]) {
      expect(contrast(colours[name] ?? "", colours[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
    }
  });
});

test("every set names the same colours", () => {
  expect(rules.map((rule) => Object.keys(rule).sort())).toEqual(Array(3).fill(Object.keys(rules[0] ?? {}).sort()));
});
