import { describe, expect, test } from "vitest";
import { addressIn, figureIn, flagIn, listIn, objectIn, textIn, wholeIn } from "./answer.js";

const refused = (read: () => unknown): void =>
  expect(read).toThrow(expect.objectContaining({ code: "E_BAD_ANSWER", field: "at" }) as Error);

describe("a figure of an answer", () => {
  const positive = { min: 0, open: true, want: "a price above 0" };

  test.each([
    ["97.25", 97.25],
    [97.25, 97.25],
    ["1e-7", 1e-7],
    ["150000000.0", 150_000_000],
  ])("%s is read", (value, want) => expect(figureIn(value, "at", positive)).toBe(want));

  test.each([
    "",
    " ",
    "0x10",
    "1e400",
    "5%",
    "0,6",
    "1_000",
    "NaN",
    "-1",
    "0",
    0,
    NaN,
    Infinity,
    null,
    undefined,
    [],
    5n,
  ])("%s is refused: JavaScript's own readers make a number of many of these", (value) =>
    refused(() => figureIn(value, "at", positive)),
  );
});

describe("other parts of an answer", () => {
  test("each is given back as it is", () => {
    expect(objectIn({ a: 1 }, "at")).toEqual({ a: 1 });
    expect(listIn([1], "at")).toEqual([1]);
    expect(textIn("x", "at")).toBe("x");
    expect(flagIn(false, "at")).toBe(false);
    expect(wholeIn(7n, "at", { max: 7n, want: "at most 7" })).toBe(7n);
    expect(addressIn("0xBBBBBbbBBb9cC5e90e3b3Af64bdAF62C37EEFFCb", "at")).toBe(
      "0xbbbbbbbbbb9cc5e90e3b3af64bdaf62c37eeffcb",
    );
  });

  test("each is refused where it is something else", () => {
    for (const value of [null, [], "x", undefined]) refused(() => objectIn(value, "at"));
    for (const value of [null, {}, "x"]) refused(() => listIn(value, "at"));
    for (const value of ["", "x".repeat(65), 1, "E\u001b[31mTH", "E\u202eTH", "E\nTH", "constructor", "__proto__"])
      refused(() => textIn(value, "at"));
    for (const value of ["true", 1, null]) refused(() => flagIn(value, "at"));
    for (const value of [8n, -1n, 7, "7"]) refused(() => wholeIn(value, "at", { max: 7n, want: "at most 7" }));
    for (const value of ["0x", "0x1234", 5]) refused(() => addressIn(value, "at"));
  });
});
