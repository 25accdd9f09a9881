import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { licencesPage, runtimePackages } from "../scripts/licences.js";
import { fromRoot } from "./house/source-tree.js";

const DIRECT_MAX = 20;
const ALL_MAX = 80;
const ACCEPTED = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"];

const packages = runtimePackages();

/** Every run-time, development and peer range of a package.json. */
function ranges(file: string): [name: string, range: string][] {
  const manifest = JSON.parse(readFileSync(fromRoot(file), "utf8")) as Record<string, Record<string, string>>;
  return ["dependencies", "devDependencies", "optionalDependencies"].flatMap((key) =>
    Object.entries(manifest[key] ?? {}),
  );
}

describe("packages that run with the product", () => {
  test(`at most ${DIRECT_MAX} direct and ${ALL_MAX} in all`, () => {
    expect(packages.length).toBeGreaterThan(0);
    expect(packages.filter(({ direct }) => direct).length).toBeLessThanOrEqual(DIRECT_MAX);
    expect(packages.length).toBeLessThanOrEqual(ALL_MAX);
  });

  test("none runs a script when it is installed", () => {
    expect(packages.filter(({ hasInstallScript }) => hasInstallScript)).toEqual([]);
  });

  test(`each is under one of ${ACCEPTED.join(", ")}`, () => {
    expect(packages.filter(({ licence }) => !ACCEPTED.includes(licence))).toEqual([]);
  });

  test("docs/licences.md is up to date (npm run licences)", () => {
    expect(readFileSync(fromRoot("docs/licences.md"), "utf8")).toBe(licencesPage(packages));
  });

  test.each(["package.json", "tests/contracts/package.json"])("every version in %s is exact", (file) => {
    const exact = /^(npm:[\w-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;
    expect(ranges(file).length).toBeGreaterThan(0);
    expect(ranges(file).filter(([, range]) => !exact.test(range))).toEqual([]);
  });
});
