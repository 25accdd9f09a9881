import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { carrySchema } from "../schemas/index.js";
import { carryToJson } from "./carry-json.js";

const fixture: unknown = JSON.parse(readFileSync(new URL("fixtures/carry-1.json", import.meta.url), "utf8"));

test("the fixture of version 1 is still a carry report, to the last key", () => {
  expect(carrySchema.parse(fixture)).toEqual(fixture);
  expect(fixture).toMatchObject({ schema: "steelyard/carry/1" });
});

test("the schema's name comes first, and a number that JSON cannot carry never leaves as null", () => {
  const { schema, ...report } = carrySchema.parse(fixture);
  expect(Object.keys(carryToJson(report))[0]).toBe("schema");
  expect({ ...carryToJson(report) }).toEqual({ schema, ...report });
  const broken = { ...report, equity: NaN };
  expect(() => carryToJson(broken)).toThrow(expect.objectContaining({ code: "E_INTERNAL", field: "equity" }));
});
