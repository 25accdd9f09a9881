import fc from "fast-check";
import { test } from "vitest";
import { anyRequest, checkAnswer } from "./random-requests.js";

test("any request has an answer that keeps its own promises (150 random ones; the long run is in npm run prove)", () => {
  fc.assert(fc.property(anyRequest, checkAnswer), { numRuns: 150, seed: 2026 });
});
