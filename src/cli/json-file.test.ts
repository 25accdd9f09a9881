import fc from "fast-check";
import { expect, test } from "vitest";
import { readJson } from "./json-file.js";

test("property: what JSON.stringify writes is read back", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(readJson(text, "a.json")).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  ['{"a": 1, "a": 2}', "a"],
  ['{"b": {"a": 1, "a": 2}}', "a"],
  ['[{"x": [1, {"y": 1}], "x": 1}]', "x"],
  ['{"\\u0061": 1, "a": 2}', "a"],
])("a key given twice is refused: %s", (text, key) => {
  expect(() => readJson(text, "a.json")).toThrow(expect.objectContaining({ code: "E_DUPLICATE_KEY", field: key }));
});

test.each(['{"a": {"k": 1}, "b": {"k": 1}}', '[{"k": 1}, {"k": 2}]', '{"a": "a: {\\"a\\"}", "b": "a"}'])(
  "the same key in two objects, or in a text, is no duplicate: %s",
  (text) => expect(readJson(text, "a.json")).toEqual(JSON.parse(text)),
);

test("a fault is located", () => {
  expect(() => readJson('{\n  "a": 1,\n}', "a.json")).toThrow(
    expect.objectContaining({ code: "E_PARSE", field: "a.json", exitStatus: 65, got: "a fault at line 3, column 1" }),
  );
});
