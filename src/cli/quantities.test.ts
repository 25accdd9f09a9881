import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SteelyardError } from "../errors/index.js";
import {
  readAmount,
  readChoice,
  readDuration,
  readFigure,
  readFraction,
  readLeverage,
  readSeed,
} from "./quantities.js";

/** Code and hint of what a reader refuses. */
function refused(read: () => unknown): { readonly code: string; readonly hint: string } {
  try {
    read();
  } catch (error) {
    if (error instanceof SteelyardError) return { code: error.code, hint: error.hint };
    throw error;
  }
  throw new Error("was not refused");
}

describe("fractions", () => {
  test.each([
    ["60%", 0.6],
    ["60 %", 0.6],
    ["0.6", 0.6],
    [".6", 0.6],
    ["-5%", -0.05],
    ["+5%", 0.05],
    ["150%", 1.5],
    ["0", 0],
    ["1e-3", 0.001],
  ])("%s is %d", (text, value) => expect(readFraction(text, "--x")).toBeCloseTo(value, 15));

  test("a bare 60 is refused with the question of the design", () => {
    expect(refused(() => readFraction("60", "--volatility"))).toEqual({
      code: "E_UNIT_AMBIGUOUS",
      hint: "0.6 or 60%? both mean the same: write either",
    });
  });

  test("a bare 1.5 has two readings, and both are named", () => {
    expect(refused(() => readFraction("1.5", "--volatility")).hint).toBe("1.5% or 150%? write the one that you mean");
  });

  test("property: a percentage is a hundredth of its number, and the same without its sign where that is below 1", () => {
    fc.assert(
      fc.property(fc.double({ min: -0.99, max: 0.99, noNaN: true }), (value) => {
        const text = value.toFixed(6);
        expect(readFraction(`${(Number(text) * 100).toFixed(4)}%`, "--x")).toBeCloseTo(readFraction(text, "--x"), 9);
      }),
    );
  });

  test.each(["", " ", "%", "0,6", "0x1", "sixty", "6O%", "--1%", "1%%", "−5%", "1_0%", "٦%"])(
    "%j is no fraction",
    (text) => {
      expect(refused(() => readFraction(text, "--x")).code).toBe("E_NOT_A_NUMBER");
    },
  );
});

describe("figures with a standard error", () => {
  test.each(["5%±1%", "5%+-1%", "5%+/-1%", "5% ± 1%", "0.05±0.01"])("%s", (text) => {
    expect(readFigure(text, "--x")).toEqual({ value: 0.05, standardError: 0.01 });
  });

  test("without one, the figure is taken as known", () => {
    expect(readFigure("5%", "--x")).toEqual({ value: 0.05, standardError: 0 });
  });
});

describe("durations, in ms", () => {
  test.each([
    ["30m", 1_800_000],
    ["30min", 1_800_000],
    ["1h", 3_600_000],
    ["90d", 7_776_000_000],
    ["2w", 1_209_600_000],
    ["1y", 31_536_000_000],
    ["1.5 d", 129_600_000],
    ["10s", 10_000],
  ])("%s", (text, ms) => expect(readDuration(text, "--x")).toBe(ms));

  test.each([
    ["90", "E_UNIT_AMBIGUOUS"],
    ["1M", "E_UNIT_AMBIGUOUS"],
    ["3 months", "E_UNIT_AMBIGUOUS"],
    ["1d12h", "E_NOT_A_NUMBER"],
    ["d", "E_NOT_A_NUMBER"],
    ["0h", "E_OUT_OF_RANGE"],
    ["101y", "E_OUT_OF_RANGE"],
  ])("%s is refused: %s", (text, code) => expect(refused(() => readDuration(text, "--x")).code).toBe(code));
});

describe("amounts, leverage, words and seeds", () => {
  test.each(["50,000", "50_000", "50 000", "1,234,567.5"])("%s is refused, with what to write", (text) => {
    const plain = text.replace(/[,_ ]/g, "");
    expect(refused(() => readAmount(text, "--x")).hint).toBe(`write ${plain}, without separators`);
  });

  test.each([
    ["2x", 2],
    ["2 x", 2],
    ["2", 2],
    ["-1.5X", -1.5],
  ])("leverage %s is %d", (text, value) => expect(readLeverage(text, "--x")).toBe(value));

  test("a word that is misspelt is answered with the nearest", () => {
    expect(refused(() => readChoice("holdin", "--against", ["cash", "holding"])).hint).toBe("did you mean holding?");
  });

  test("a seed is a whole number that a double holds exactly", () => {
    expect(readSeed("7", "--seed")).toBe(7);
    expect(refused(() => readSeed("9007199254740993", "--seed")).code).toBe("E_OUT_OF_RANGE");
    expect(refused(() => readSeed("1.5", "--seed")).code).toBe("E_NOT_A_NUMBER");
  });
});
