import { describe, expect, test } from "vitest";
import { checkedVolatilityTerm, volatilityOver, type VolatilityTerm } from "./volatility-term.js";
import { DAY_MS } from "./time.js";

const term: VolatilityTerm = {
  points: [
    { horizonMs: 10 * DAY_MS, multiple: 0.8, logDeviation: 0.4 },
    { horizonMs: 40 * DAY_MS, multiple: 1, logDeviation: 0.2 },
  ],
  source: "a test",
};

describe("what volatility may be over a horizon", () => {
  test("at its points as given, halfway in the log of the horizon halfway between them", () => {
    expect(volatilityOver(term, 10 * DAY_MS)).toEqual(term.points[0]);
    expect(volatilityOver(term, 40 * DAY_MS)).toEqual(term.points[1]);
    const middle = volatilityOver(term, 20 * DAY_MS);
    expect(middle.horizonMs).toBe(20 * DAY_MS);
    expect(middle.multiple).toBeCloseTo(0.9, 12);
    expect(middle.logDeviation).toBeCloseTo(0.3, 12);
  });

  test("beyond its ends that of the nearest", () => {
    expect(volatilityOver(term, DAY_MS)).toEqual({ ...term.points[0], horizonMs: DAY_MS });
    expect(volatilityOver(term, 365 * DAY_MS)).toEqual({ ...term.points[1], horizonMs: 365 * DAY_MS });
  });

  test.each([
    ["no point", [], "points.length"],
    ["a horizon of 0", [{ ...term.points[0]!, horizonMs: 0 }], "points[0].horizonMs"],
    ["horizons that do not ascend", [term.points[1]!, term.points[0]!], "points[1].horizonMs"],
    ["a multiple of 0", [{ ...term.points[0]!, multiple: 0 }], "points[0].multiple"],
    ["a spread below 0", [{ ...term.points[0]!, logDeviation: -0.1 }], "points[0].logDeviation"],
  ])("%s is refused, naming it", (_name, points, field) => {
    expect(() => checkedVolatilityTerm({ points, source: "a test" }, "t")).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: `t.${field}` }) as Error,
    );
  });
});
