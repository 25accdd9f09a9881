import { describe, expect, test } from "vitest";
import { BadFileError, type BadLine } from "../errors/index.js";
import { addFault, headerError, noFaults, throwFaults } from "./faults.js";

const fault = (line: number): BadLine => ({ line, code: "E_EMPTY", field: "close", got: "", want: "a number" });

describe("the bad lines of a file", () => {
  test("in whatever order they are found, the first ten by line are kept and all are counted", () => {
    const faults = noFaults();
    const lines = Array.from({ length: 30 }, (_, at) => ((at * 7) % 30) + 1);
    for (const line of lines) addFault(faults, fault(line));
    expect(faults.first.map((one) => one.line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(faults.total).toBe(30);
  });
  test("none is no error", () => {
    expect(() => throwFaults(noFaults())).not.toThrow();
  });
  test("the error is that of the first line, with a hint for its code", () => {
    const faults = noFaults();
    addFault(faults, { ...fault(9), code: "E_BAD_PRICE" });
    addFault(faults, fault(4));
    expect(() => throwFaults(faults)).toThrow(BadFileError);
    expect(() => throwFaults(faults)).toThrow(
      expect.objectContaining({ code: "E_EMPTY", field: "line 4, close", total: 2, exitStatus: 65 }),
    );
  });
});

test("a header that cannot be read is a fault of line 1", () => {
  expect(headerError("a;b", "a header").toJSON()).toMatchObject({ code: "E_CSV_HEADER", got: "a;b", total: 1 });
});
