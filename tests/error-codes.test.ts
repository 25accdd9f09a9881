import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as errors from "../src/errors/index.js";
import { fromRoot } from "./house/source-tree.js";
import { thrownCodes, type ErrorClass } from "./house/thrown-codes.js";

const { SteelyardError, exitStatuses } = errors;
const detail = { field: "field", got: "got", want: "want", hint: "hint" };

/** Every class of src/errors that names its own code. */
function classes(): Map<string, ErrorClass> {
  const found = new Map<string, ErrorClass>();
  for (const [name, value] of Object.entries(errors) as [string, unknown][]) {
    const kind = value as new (given: typeof detail) => unknown;
    if (typeof value !== "function" || !(value.prototype instanceof SteelyardError)) continue;
    if (value === errors.BadFileError) continue; // carries the codes of its lines
    const made = new kind(detail);
    if (made instanceof SteelyardError) found.set(name, { code: made.code, exitStatus: made.exitStatus });
  }
  return found;
}

/** The rows of docs/errors.md: code and exit statuses. */
function documented(): Map<string, number[]> {
  const rows = readFileSync(fromRoot("docs/errors.md"), "utf8").matchAll(/^\| `(E_[A-Z_]+)` *\| ([\d, ]+?) *\|/gm);
  return new Map([...rows].map(([, code = "", statuses = ""]) => [code, statuses.split(",").map(Number)]));
}

const thrown = thrownCodes(classes(), exitStatuses);
const table = documented();

describe("error codes", () => {
  test("every code that is thrown is in docs/errors.md", () => {
    expect([...thrown.keys()].filter((code) => !table.has(code)).sort()).toEqual([]);
  });

  test("every code in docs/errors.md is thrown", () => {
    expect([...table.keys()].filter((code) => !thrown.has(code)).sort()).toEqual([]);
  });

  test("docs/errors.md gives the exit statuses that the code gives", () => {
    const ascending = (statuses: Iterable<number>): number[] => [...statuses].sort((a, b) => a - b);
    for (const [code, statuses] of table) {
      expect({ code, statuses }).toEqual({ code, statuses: ascending(thrown.get(code) ?? []) });
    }
  });

  test("each class has a code of its own", () => {
    const codes = [...classes().values()].map(({ code }) => code);
    expect(codes.length).toBe(new Set(codes).size);
    expect(codes.length).toBeGreaterThan(0);
  });
});
