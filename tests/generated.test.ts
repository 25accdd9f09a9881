import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { registrySource, venueFolders } from "../scripts/generate-registry.js";
import { version } from "../src/decision/index.js";
import { publishedSchemas } from "../src/reports/index.js";
import { fromRoot } from "./house/source-tree.js";

const read = (name: string): string => readFileSync(fromRoot(name), "utf8");

describe("what is written by scripts is up to date (npm run generate)", () => {
  test("the registry lists every venue folder", () => {
    expect(read("src/venues/registry.ts")).toBe(registrySource(venueFolders()));
  });

  test("the published schemas are those of the code, and no other lies beside them", () => {
    const schemas = publishedSchemas();
    expect(readdirSync(fromRoot("schemas")).sort()).toEqual(Object.keys(schemas).sort());
    for (const [name, schema] of Object.entries(schemas)) {
      expect(JSON.parse(read(`schemas/${name}`)), name).toEqual(JSON.parse(JSON.stringify(schema)));
    }
  });

  test("the version in the code is that of package.json", () => {
    expect(version).toBe((JSON.parse(read("package.json")) as { readonly version: string }).version);
  });
});
