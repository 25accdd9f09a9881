import { describe, expect, test } from "vitest";
import { FAMILIES, LAWS } from "./managed-cases.js";
import { kindDisagreements } from "./paths-agreement.js";

/** Of each kind of position under each law: with those of the other file 210. */
const EACH = 7;

describe.each(FAMILIES.slice(0, 3))(
  "%s: paths against the distribution engine, within four standard errors",
  (family) => {
    test.each(LAWS)(`${EACH} random positions under a %s law`, (law) => {
      expect(kindDisagreements(family, law, EACH, { seed: 4, paths: 1500 })).toEqual([]);
    });
  },
);
