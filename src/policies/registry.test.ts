import { describe, expect, test } from "vitest";
import { policyKinds, policyOf } from "./registry.js";

const refused = (policy: string, values: Record<string, number | string>): unknown => {
  try {
    return policyOf({ policy, values });
  } catch (error) {
    return error;
  }
};

describe("policies by name", () => {
  test("ids are unique, and every setting says what it is and has a default of its own kind, or none", () => {
    expect(new Set(policyKinds.map(({ id }) => id)).size).toBe(policyKinds.length);
    for (const { id, fields } of policyKinds)
      for (const [name, field] of Object.entries(fields)) {
        expect(field.what, `${id}.${name}`).not.toBe("");
        if (field.kind === "choice") expect(field.choices?.length, `${id}.${name}`).toBeGreaterThan(1);
        if (field.default === undefined) continue;
        if (field.kind === "choice") expect(field.choices, `${id}.${name}`).toContain(field.default);
        else expect(field.default, `${id}.${name}`).toBeTypeOf("number");
      }
  });

  test("defaults are filled in, and what is given replaces them", () => {
    expect(policyOf({ policy: "hold", values: {} }).label).toBe("hold 1x");
    expect(policyOf({ policy: "hold", values: { leverage: -0.5 } }).label).toBe("hold -0.5x");
    expect(policyOf({ policy: "band", values: { low: 1.5, high: 2.5 } }).label).toBe("band 1.5x to 2.5x, to the edge");
    expect(policyOf({ policy: "kelly", values: { fraction: 0.5 } }).label).toBe("half-Kelly over 365 days");
  });

  test.each([
    ["holt", {}, "E_UNKNOWN_KEY", "policy", 'did you mean "hold"?'],
    ["zzz", {}, "E_UNKNOWN_KEY", "policy", "see `steelyard backtest --help`"],
    ["band", { low: 1, hihg: 2 }, "E_UNKNOWN_KEY", "band.hihg", 'did you mean "high"?'],
    ["band", { low: 1 }, "E_MISSING", "band.high", "write band:high=..."],
    ["band", { low: 1, high: "two" }, "E_NOT_A_NUMBER", "band.high", "this setting takes no words"],
    ["band", { low: 1, high: Infinity }, "E_NOT_FINITE", "band.high", "leave it out if it is not known"],
    ["band", { low: 1, high: 2, to: "egde" }, "E_UNKNOWN_KEY", "band.to", 'did you mean "edge"?'],
    ["band", { low: 1, high: 2, to: 1 }, "E_UNKNOWN_KEY", "band.to", "one of edge, target"],
    ["band", { low: 2, high: 1 }, "E_CONFIG_CONFLICT", "low", "the band is inverted: swap low and high"],
    ["schedule", { leverage: 2, every: 0 }, "E_OUT_OF_RANGE", "every", "check the value and its unit"],
  ])("%s %o is refused as %s, naming %s", (policy, values, code, field, hint) => {
    expect(refused(policy, values)).toMatchObject({ code, field, hint });
  });
});
