import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEPTH_MAX, jsonAnswer } from "./json-answer.js";

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const bad = (got: string): object => expect.objectContaining({ code: "E_BAD_ANSWER", field: "host", got }) as object;

describe("the JSON of an answer", () => {
  test("is read as JSON.parse reads it, whatever stands in its strings", () => {
    const awkward = fc.constantFrom(
      '"',
      "\\",
      '\\"',
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '{"a":1,"a":2}',
      "\u2028",
      "__proto__",
    );
    const text = fc.array(fc.oneof(awkward, fc.string()), { maxLength: 4 }).map((parts) => parts.join(""));
    const key = text.map((each) => `k${each}`);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 5 }, text, fc.double(), fc.boolean(), fc.constant(null), tie("list"), tie("object")),
      list: fc.array(tie("value"), { maxLength: 4 }),
      object: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2), (each, indent) => {
        const written = JSON.stringify(each, null, indent);
        expect(jsonAnswer(written, "host")).toEqual(JSON.parse(written));
      }),
    );
  });

  test("nesting is counted before anything is read", () => {
    expect(jsonAnswer(nested(DEPTH_MAX), "host")).toHaveLength(1);
    expect(() => jsonAnswer(nested(DEPTH_MAX + 1), "host")).toThrow(bad("deeper nesting"));
    expect(() => jsonAnswer("[".repeat(5_000_000), "host")).toThrow(bad("deeper nesting"));
    expect(jsonAnswer(JSON.stringify(nested(1_000)), "host")).toBe(nested(1_000));
  });

  test.each([
    ['{"a":1,"a":2}', "the key a twice"],
    ['{"a":1,"\\u0061":2}', "the key a twice"],
    ['{"b":[{"a":1},{"a":1,"c":{"a":1},"a":2}]}', "the key a twice"],
    ['{"__proto__":1}', "the key __proto__"],
    ['{"a":{"\\u005f_proto__":1}}', "the key __proto__"],
    ['{"constructor":1}', "the key constructor"],
    ["", "an empty answer"],
    [" \n", "an empty answer"],
    ["<html>", "a page of HTML"],
    ['{"a":[1,2', "JSON that breaks off"],
    ['{"a":"b', "JSON that breaks off"],
    ['["\\', "JSON that breaks off"],
    ["{a:1}", "a text that is no JSON"],
    ['{"a":1}}', "a text that is no JSON"],
    ["rate limit exceeded for key 0123456789", "a text that is no JSON"],
    ["NaN", "a text that is no JSON"],
  ])("%s is refused as %s, and nothing of it is repeated", (text, got) => {
    expect(() => jsonAnswer(text, "host")).toThrow(bad(got));
  });

  test("the same key in objects side by side is no key twice", () => {
    expect(jsonAnswer('[{"a":1},{"a":2}]', "host")).toEqual([{ a: 1 }, { a: 2 }]);
  });
});
