import { describe, expect, test } from "vitest";
import { assertMarkovMoves, assertMoveLaw, type MarkovMoves, type MoveLaw } from "./move-law.js";

const normal: MoveLaw = { kind: "normal", driftAnnual: -0.2, volatilityAnnual: 0.6 };
const jumps = { intensityAnnual: 4, downShare: 0.7, meanDown: 0.08, meanUp: 0.05 };
const kou: MoveLaw = { kind: "kou", driftAnnual: 0, volatilityAnnual: 0.6, jumps };
const fat: MoveLaw = { kind: "student-t", stepYears: 1 / 365, mean: 0, deviation: 0.03, degreesOfFreedom: 4 };
const parts = [
  { weight: 0.9, mean: 0, deviation: 0.03 },
  { weight: 0.1, mean: -0.1, deviation: 0.08 },
];
const mixture: MoveLaw = { kind: "normal-mixture", stepYears: 1 / 365, parts };
const empirical: MoveLaw = { kind: "empirical", stepYears: 1 / 365, moves: [0.01, -0.02], bandwidth: null };

const two: MarkovMoves = {
  laws: [normal, { ...normal, volatilityAnnual: 1.2 }],
  switchYears: 1 / 365,
  switching: [
    [0.98, 0.02],
    [0.1, 0.9],
  ],
  start: [1, 0],
};

/** An error of this field. */
const naming = (field: string, code = "E_OUT_OF_RANGE"): unknown => expect.objectContaining({ field, code });

describe("a law", () => {
  test.each([normal, kou, fat, mixture, empirical, { ...empirical, bandwidth: 0.01 }])(
    "as stated is taken: %j",
    (law) => {
      expect(() => {
        assertMoveLaw(law, "law");
      }).not.toThrow();
    },
  );

  test.each<[string, MoveLaw, string]>([
    ["law.volatilityAnnual", { ...normal, volatilityAnnual: -0.1 }, "E_OUT_OF_RANGE"],
    ["law.driftAnnual", { ...normal, driftAnnual: NaN }, "E_NOT_FINITE"],
    ["law.jumps.intensityAnnual", { ...kou, jumps: { ...jumps, intensityAnnual: -1 } }, "E_OUT_OF_RANGE"],
    ["law.jumps.downShare", { ...kou, jumps: { ...jumps, downShare: 1.1 } }, "E_OUT_OF_RANGE"],
    ["law.jumps.meanDown", { ...kou, jumps: { ...jumps, meanDown: 0 } }, "E_OUT_OF_RANGE"],
    ["law.jumps.meanUp", { ...kou, jumps: { ...jumps, meanUp: Infinity } }, "E_NOT_FINITE"],
    ["law.stepYears", { ...fat, stepYears: 0 }, "E_OUT_OF_RANGE"],
    ["law.deviation", { ...fat, deviation: 0 }, "E_OUT_OF_RANGE"],
    ["law.degreesOfFreedom", { ...fat, degreesOfFreedom: 2 }, "E_OUT_OF_RANGE"],
    ["law.parts[1].deviation", { ...mixture, parts: [parts[0], { ...parts[1], deviation: 0 }] }, "E_OUT_OF_RANGE"],
    ["law.parts", { ...mixture, parts: [parts[0]] }, "E_OUT_OF_RANGE"],
    ["law.moves.length", { ...empirical, moves: [0.1] }, "E_OUT_OF_RANGE"],
    ["law.moves[1]", { ...empirical, moves: [0.1, NaN] }, "E_NOT_FINITE"],
    ["law.bandwidth", { ...empirical, bandwidth: 0 }, "E_OUT_OF_RANGE"],
  ])("%s is named", (field, law, code) => {
    expect(() => {
      assertMoveLaw(law, "law");
    }).toThrow(naming(field, code));
  });
});

describe("volatility states", () => {
  test("as stated are taken", () => {
    expect(() => {
      assertMarkovMoves(two, "moves");
    }).not.toThrow();
  });

  test.each<[string, MarkovMoves]>([
    ["moves.laws.length", { ...two, laws: [] }],
    ["moves.laws.length", { ...two, laws: [normal, normal, normal, normal] }],
    ["moves.laws[1].volatilityAnnual", { ...two, laws: [normal, { ...normal, volatilityAnnual: -1 }] }],
    ["moves.switchYears", { ...two, switchYears: 0 }],
    ["moves.switching.length", { ...two, switching: [[1, 0]] }],
    ["moves.switching[1].length", { ...two, switching: [[1, 0], [1]] }],
    ["moves.switching[0]", { ...two, switching: [[0.9, 0.2], two.switching[1]] }],
    ["moves.switching[0][0]", { ...two, switching: [[-0.1, 1.1], two.switching[1]] }],
    ["moves.start", { ...two, start: [0.5, 0.4] }],
    ["moves.start.length", { ...two, start: [1] }],
  ])("%s is named", (field, moves) => {
    expect(() => {
      assertMarkovMoves(moves, "moves");
    }).toThrow(naming(field));
  });
});
