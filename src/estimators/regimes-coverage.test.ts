import { describe, expect, test } from "vitest";
import { coverage, threeRegimes, twoRegimes } from "../../tests/simulated-regimes.js";
import { fitRegimes } from "./regimes.js";

describe("simulated states are recovered within their own errors", () => {
  test.each([
    ["two", twoRegimes, 2, 1500],
    ["three", threeRegimes, 3, 2000],
  ] as const)("%s states, 30 simulations: regimes.prove.ts has 200", (_name, truth, states, count) => {
    const shares = coverage((returns) => fitRegimes(returns, { states }), truth, { seed: 31, fits: 30, count });
    // An interval of 95 % misses more than six times of 30 once in 2,000 tries.
    expect(Math.min(...shares.values())).toBeGreaterThanOrEqual(24 / 30);
    const all = [...shares.values()];
    expect(all.reduce((sum, share) => sum + share, 0) / all.length).toBeGreaterThan(0.9);
  });
});
