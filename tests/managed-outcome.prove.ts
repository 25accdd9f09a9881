import { expect, test } from "vitest";
import { NotConvergedError } from "../src/errors/index.js";
import { disagreementsOf } from "./managed-agreement.js";
import { caseOf } from "./managed-cases.js";

const SETS = 100;
const PATHS = 10_000;

/** One in this many is drawn from all volatility states and outages together: those take the engine seconds each. */
const ALL_EVERY = 20;

/** Of the sets, whose leverage ranges further than the engine's nodes reach: it says so. */
const REFUSED_MAX = 3;

/**
 * What a case shows, and shows again with thirty times the paths: a close that leaves nothing costs twenty times the wealth in
 * logs, and a sample that has seen none does not know its own error.
 */
function persisting(seed: number, number: number): readonly string[] | "refused" {
  const made = caseOf(1000 + seed, number, { allStates: number % ALL_EVERY === 0, latticed: true });
  try {
    if (disagreementsOf(made, PATHS, number).length === 0) return [];
    return disagreementsOf(made, 30 * PATHS, SETS + number);
  } catch (error) {
    if (error instanceof NotConvergedError) return "refused";
    throw error;
  }
}

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  "the distribution engine against plain simulation: 100 random positions of seed %i within four standard errors",
  (seed) => {
    const found = Array.from({ length: SETS }, (_, number) => persisting(seed, number));
    expect(found.filter((one) => one !== "refused").flat()).toEqual([]);
    expect(found.filter((one) => one === "refused").length).toBeLessThanOrEqual(REFUSED_MAX);
  },
);
