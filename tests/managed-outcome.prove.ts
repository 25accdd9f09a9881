import { expect, test } from "vitest";
import { disagreementsOf } from "./managed-agreement.js";
import { caseOf } from "./managed-cases.js";

const PATHS = 10_000;

/** One in this many is drawn from all volatility states and outages together: those take the engine seconds each. */
const ALL_EVERY = 20;

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  "the distribution engine against plain simulation: 100 random positions of seed %i within four standard errors",
  (seed) => {
    const wrong = Array.from({ length: 100 }, (_, number) =>
      disagreementsOf(caseOf(1000 + seed, number, number % ALL_EVERY === 0), PATHS, number),
    ).flat();
    expect(wrong).toEqual([]);
  },
);
