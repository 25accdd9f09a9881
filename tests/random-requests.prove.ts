import fc from "fast-check";
import { test } from "vitest";
import { anyRequest, checkAnswer } from "./random-requests.js";

test.each([1, 2, 3, 4])("1,000 random requests keep their promises (seed %d)", (seed) => {
  fc.assert(fc.property(anyRequest, checkAnswer), { numRuns: 1_000, seed });
});
