import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logShares, logSharesGradient, stationaryShares } from "./stationary-shares.js";

const rowOf = (states: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: states, maxLength: states }).map((row) => {
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });
const chains = fc
  .constantFrom(2, 3)
  .chain((states) => fc.array(rowOf(states), { minLength: states, maxLength: states }))
  .map((rows) => ({ states: rows.length, transition: Float64Array.from(rows.flat()) }));

describe("stationary shares", () => {
  test("by hand: leaving at .05 and .1 gives 2/3 and 1/3; (8, 10, 5) / 23 solves shares x P = shares", () => {
    const two = stationaryShares(Float64Array.of(0.95, 0.05, 0.1, 0.9), 2);
    expect([...two]).toEqual([expect.closeTo(2 / 3, 14), expect.closeTo(1 / 3, 14)]);
    const three = stationaryShares(Float64Array.of(0.93, 0.045, 0.025, 0.036, 0.92, 0.044, 0.04, 0.088, 0.872), 3);
    expect([...three]).toEqual([8, 10, 5].map((share) => expect.closeTo(share / 23, 14) as number));
  });

  test("one step of the chain leaves them as they are, and they sum to 1", () => {
    fc.assert(
      fc.property(chains, ({ states, transition }) => {
        const shares = stationaryShares(transition, states);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        shares.forEach((share, j) => {
          const next = shares.reduce((sum, from, i) => sum + from * transition[i * states + j], 0);
          expect(next).toBeCloseTo(share, 12);
        });
      }),
    );
  });

  test("relative accuracy where states are next to never left: 1e-200 and 3e-200", () => {
    const shares = stationaryShares(Float64Array.of(1, 1e-200, 3e-200, 1), 2);
    expect(shares[0]).toBeCloseTo(0.75, 14);
  });

  test("the gradient of the weighted logarithm is its finite difference along each passage between states", () => {
    fc.assert(
      fc.property(chains, fc.double({ min: 0, max: 1, noNaN: true }), ({ states, transition }, first) => {
        const weights = Float64Array.from({ length: states }, (_, k) => (k === 0 ? first : (1 - first) / (states - 1)));
        const gradient = logSharesGradient(transition, weights);
        transition.forEach((probability, at) => {
          if (at % (states + 1) === 0) return expect(gradient[at]).toBe(0);
          const step = 1e-5 * probability;
          const moved = (by: number): number =>
            logShares(
              transition.map((value, entry) => (entry === at ? value + by : value)),
              weights,
            );
          const difference = (moved(step) - moved(-step)) / (2 * step);
          // 1e-9: the rounding of the logarithms, 1e-15, over the step's relative length.
          expect(Math.abs(gradient[at] - difference) * probability).toBeLessThan(1e-9);
        });
      }),
    );
  });
});
