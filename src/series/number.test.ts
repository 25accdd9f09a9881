import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NotANumberError, NotFiniteError } from "../errors/index.js";
import { numberOf, parseNumber, readNumber } from "./number.js";

/** The grammar of RFC 8259 §6, written independently of the reader. */
const jsonNumber = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

const parse = (text: string): number => {
  const bytes = new TextEncoder().encode(text);
  return parseNumber(bytes, 0, bytes.length);
};

describe("refused text", () => {
  test.each([
    ...["1,234.5", "1.234,5", "0x10", "0o17", "0b1", "007", "-01", "1_000", "5%", "$5", "5 USD", "NaN", "nan"],
    ...["Infinity", "-Infinity", "inf", "null", "None", "N/A", "-", "--5", "+5", "1e", "1e+", "1.e5", ".5", "5.", "."],
    ...[
      "1.2.3",
      "1e5.5",
      "1 ",
      " 1",
      "1\t",
      "1 000",
      "١٢٣",
      "１２",
      "−5",
      "1n",
      "true",
      "=1+1",
      "5-",
      "1e--5",
      "\u00001",
    ],
  ])("%j is not a number", (text) => {
    expect(readNumber(text)).toEqual({ ok: false, code: "E_NOT_A_NUMBER" });
    expect(() => numberOf(text, "price")).toThrow(NotANumberError);
  });

  test.each(["1e999", "-1e999", "1e309", `1${"0".repeat(400)}`, "1e99999999999999999999"])(
    "%s is not finite",
    (text) => {
      expect(readNumber(text)).toEqual({ ok: false, code: "E_NOT_FINITE" });
      expect(() => numberOf(text, "price")).toThrow(NotFiniteError);
    },
  );

  test.each(["", " ", "\t "])("%j is blank, never zero", (text) => {
    expect(readNumber(text)).toEqual({ ok: false, code: "E_EMPTY" });
    expect(() => numberOf(text, "price")).toThrow(expect.objectContaining({ code: "E_NOT_A_NUMBER", field: "price" }));
  });
});

describe("numbers that are read, the same to the last bit as Number(text)", () => {
  test.each([
    ...["0", "-0", "5", "1234.5", "1e5", "1E5", "1e+5", "1.2e-5", "0.1", "4308.83", "1e22", "1e23", "1e-22", "1e-23"],
    // Hard cases of decimal to binary: halfway between doubles, subnormal, largest, beyond 2^53.
    ...["9007199254740993", "9007199254740991", "9007199254740992", "2.2250738585072011e-308", "5e-324", "1e-400"],
    ...["1.7976931348623157e308", "8.5e-310", "123456789012345678901234567890", "0.000000000000000000000000001"],
    ...["6929495644600919.5", "3.7455744005952583e15", "1.00000000000000011102230246251565404", "0e99999", "-0.0e-5"],
  ])("%s", (text) => {
    expect(Object.is(parse(text), Number(text))).toBe(true);
    expect(readNumber(text)).toEqual({ ok: true, value: Number(text) });
  });

  test("every finite double as JavaScript prints it", () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(doubles, (value) => Object.is(parse(String(value)), Object.is(value, -0) ? 0 : value)),
      { numRuns: 5_000 },
    );
  });

  test("digits, point and exponent in any combination", () => {
    const digits = fc.stringMatching(/^[0-9]{0,20}$/);
    const parts = fc.tuple(
      fc.constantFrom("", "-", "+"),
      digits,
      fc.constantFrom("", "."),
      digits,
      fc.integer({ min: -40, max: 40 }),
    );
    fc.assert(
      fc.property(parts, fc.boolean(), ([sign, whole, point, decimals, exponent], scientific) => {
        const text = `${sign}${whole}${point}${decimals}${scientific ? `e${exponent}` : ""}`;
        return Object.is(parse(text), jsonNumber.test(text) ? Number(text) : NaN);
      }),
      { numRuns: 10_000 },
    );
  });

  test("any short text of the characters that numbers are made of", () => {
    const text = fc.string({ unit: fc.constantFrom(..."0123456789.eE+-, x_"), maxLength: 8 });
    fc.assert(
      fc.property(text, (given) => Object.is(parse(given), jsonNumber.test(given) ? Number(given) : NaN)),
      { numRuns: 10_000 },
    );
  });

  test("only the bytes within the bounds count", () => {
    const bytes = new TextEncoder().encode("9123.59");
    expect(parseNumber(bytes, 1, 6)).toBe(123.5);
  });
});
