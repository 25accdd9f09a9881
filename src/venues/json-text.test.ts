import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonValue } from "./json-text.js";

test("reads what JSON.parse reads, for any value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(jsonValue(text, "text")).toEqual(JSON.parse(text));
    }),
  );
});

test("any object with one key written twice is refused, however deep", () => {
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), (key, first, second) => {
      const name = JSON.stringify(key);
      const text = `[1, "{", {"a": {${name}: ${JSON.stringify(first)}, ${name} : ${JSON.stringify(second)}}}]`;
      expect(() => jsonValue(text, "text")).toThrow(expect.objectContaining({ code: "E_DUPLICATE_KEY" }) as Error);
    }),
  );
});

test("the same key in two objects, and as a value, is no duplicate", () => {
  expect(jsonValue('[{"a": "a", "b": ["a", "a"]}, {"a": {"a": "\\"a\\""}}]', "text")).toEqual([
    { a: "a", b: ["a", "a"] },
    { a: { a: '"a"' } },
  ]);
});
