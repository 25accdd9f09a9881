import { describe, expect, test } from "vitest";
import { FAMILIES, LAWS } from "./managed-cases.js";
import { kindDisagreements } from "./paths-agreement.js";

/** Of each kind of position under each law: 240 in all, other positions than those of the tests. */
const EACH = 10;

/** Paths follow the diffusion of a step to where its jump comes, the distribution engine sees such a step at its end alone: so many paths tell the two apart, and Kou & Wang's closed form sides with paths. */
const TOLD_ALIKE = LAWS.filter((law) => law !== "kou");

describe.each(FAMILIES)("%s: paths against the distribution engine, within four standard errors", (family) => {
  test.each(TOLD_ALIKE)(`${EACH} random positions under a %s law`, (law) => {
    expect(kindDisagreements(family, law, EACH, { seed: 2000, paths: 40_000 })).toEqual([]);
  });
});
