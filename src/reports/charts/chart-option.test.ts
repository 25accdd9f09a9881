import fc from "fast-check";
import { expect, test } from "vitest";
import { niceStep, valueAxis } from "./chart-option.js";

test("a round step is 1, 2, 2.5 or 5 times a power of ten, and cuts the span into at most so many parts", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.integer({ min: 2, max: 12 }), (span, parts) => {
      const step = niceStep(span, parts);
      const lead = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
      expect([1, 2, 2.5, 5, 10].some((nice) => Math.abs(lead - nice) < 1e-6)).toBe(true);
      expect(span / step).toBeLessThanOrEqual(parts * (1 + 1e-9));
      expect(span / step).toBeGreaterThan(parts / 2.6);
    }),
  );
});

test("ticks of an axis are multiples of its step between its ends, 0 among them where it lies between", () => {
  const axis = valueAxis({ min: -0.41, max: 0.62, parts: 7, words: String }) as {
    readonly axisTick: { readonly customValues: readonly number[] };
  };
  expect(axis.axisTick.customValues).toEqual([-0.4, -0.2, 0, 0.2, 0.4, 0.6]);
});
