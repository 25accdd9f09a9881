import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonValue } from "./json-text.js";

const name = { field: "a.json", keyPrefix: "" };

test("reads what JSON.parse reads, for any value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(jsonValue(text, name)).toEqual(JSON.parse(text));
    }),
  );
});

test("any object with one key written twice is refused, however deep", () => {
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), (key, first, second) => {
      const quoted = JSON.stringify(key);
      const text = `[1, "{", {"a": {${quoted}: ${JSON.stringify(first)}, ${quoted} : ${JSON.stringify(second)}}}]`;
      expect(() => jsonValue(text, name)).toThrow(expect.objectContaining({ code: "E_DUPLICATE_KEY" }) as Error);
    }),
  );
});

test("the same key in two objects, and as a value, is no duplicate", () => {
  expect(jsonValue('[{"a": "a", "b": ["a", "a"]}, {"a": {"a": "\\"a\\""}}]', name)).toEqual([
    { a: "a", b: ["a", "a"] },
    { a: { a: '"a"' } },
  ]);
});

test.each([
  ['{"a": 1, "a": 2}', "a"],
  ['{"b": {"a": 1, "a": 2}}', "a"],
  ['{"\\u0061": 1, "a": 2}', "a"],
])("a key given twice is named: %s", (text, key) => {
  expect(() => jsonValue(text, name)).toThrow(
    expect.objectContaining({ code: "E_DUPLICATE_KEY", field: key }) as Error,
  );
});

test("a fault is located", () => {
  const fault = { code: "E_PARSE", field: "a.json", exitStatus: 78, got: "a fault at line 3, column 1" };
  expect(() => jsonValue('{\n  "a": 1,\n}', name)).toThrow(expect.objectContaining(fault) as Error);
});
