import { describe, expect, test } from "vitest";
import { inForce, releaseNamed, type Dated } from "./dated.js";

interface DatedThreshold extends Dated {
  readonly threshold: number;
}

const [first, second] = [Date.UTC(2023, 0, 27), Date.UTC(2024, 5, 1)];
const history: readonly [DatedThreshold, DatedThreshold] = [
  { fromMs: first, threshold: 0.825 },
  { fromMs: second, threshold: 0.83 },
];

describe("rules of the day", () => {
  test.each([
    ["no day: the newest", undefined, 0.83],
    ["the first moment", first, 0.825],
    ["just before a change", second - 1, 0.825],
    ["the moment of a change", second, 0.83],
    ["long after", second + 1e12, 0.83],
  ])("%s", (_, onMs, threshold) => {
    expect(inForce(history, onMs, "thresholds").threshold).toBe(threshold);
  });

  test("a day before the first is refused, not answered with later rules", () => {
    expect(() => inForce(history, first - 1, "thresholds")).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "onMs", got: "2023-01-26" }) as Error,
    );
  });

  test("a release that is not modelled is refused by name", () => {
    const releases = [{ id: "3.6", fromMs: null, differs: "", proof: "" }] as const;
    expect(releaseNamed(releases, "3.6")).toBe("3.6");
    expect(() => releaseNamed(releases, "2")).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "release", want: "one of 3.6" }) as Error,
    );
  });
});
