import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decisionSchema, publishedSchemas } from "../schemas/index.js";
import { assertFiniteJson, decisionToJson } from "./decision-json.js";

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

const statuses = ["optimal", "no-leverage", "infeasible"] as const;

describe("steelyard/decision/1", () => {
  test.each(statuses)("the fixture of version 1, %s, is still a decision, to the last key", (status) => {
    const fixture = read(`fixtures/decision-1-${status}.json`);
    expect(decisionSchema.parse(fixture)).toMatchObject(fixture as object);
    expect(fixture).toMatchObject({ schema: "steelyard/decision/1", status });
  });

  test("the schema's name comes first, and the keys of the decision follow", () => {
    const decision = decisionSchema.parse(read("fixtures/decision-1-optimal.json"));
    const json = decisionToJson(decision);
    expect(Object.keys(json)[0]).toBe("schema");
    expect(json).toEqual(decision);
  });

  test("a number that JSON cannot carry never leaves as null", () => {
    const decision = decisionSchema.parse(read("fixtures/decision-1-optimal.json"));
    expect(() => decisionToJson({ ...decision, wealth: NaN })).toThrow(
      expect.objectContaining({ code: "E_INTERNAL", field: "wealth" }),
    );
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 3 }), fc.constantFrom(NaN, Infinity, -Infinity), (path, bad) => {
        const value = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), bad);
        expect(() => assertFiniteJson(value, "")).toThrow(expect.objectContaining({ code: "E_INTERNAL" }));
      }),
    );
  });
});

describe("the published schemas", () => {
  test.each(Object.keys(publishedSchemas()))(
    "schemas/%s is what the code says (npx tsx scripts/generate-schema.ts)",
    (name) => {
      expect(read(`../../schemas/${name}`)).toEqual(JSON.parse(JSON.stringify(publishedSchemas()[name])));
    },
  );

  test("they forbid no key, since new ones may come", () => {
    const { "decision-1.json": decision, "plan-1.json": plan } = publishedSchemas();
    expect(JSON.stringify(plan)).not.toContain("additionalProperties");
    expect(decision).not.toHaveProperty("additionalProperties");
  });
});
