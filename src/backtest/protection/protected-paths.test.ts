import { expect, test } from "vitest";
import { protectionRequest } from "../../../tests/protection-requests.js";
import { toleranceOf, YEAR_MS } from "../../model/index.js";
import { protectedPaths } from "./protected-paths.js";

test.each([
  ["an hour", 1, 0],
  ["half a day", 12, 0],
  ["just under a day", 23.9, 0],
  ["a day", 24, 1],
  ["a day and a half, at the end of the second day", 36, 2],
  ["a week", 168, 7],
])("a look each %s: %d hours are %d steps of a day", (_, hours, steps) => {
  const watching = { checkYears: hours / (24 * 365) };
  const tolerance = toleranceOf({ lossMax: 0.3, probabilityMax: 0.1, horizonMs: YEAR_MS / 5 });
  const { checkEvery, stepYears } = protectedPaths(protectionRequest({ paths: 100, watching, tolerance }));
  expect(stepYears).toBeCloseTo(1 / 365, 12);
  expect(checkEvery).toBe(steps);
});
