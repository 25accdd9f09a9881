import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { version } from "../src/decision/index.js";
import { publishedSchemas } from "../src/schemas/index.js";
import { fromRoot } from "./house/source-tree.js";

test("schemas/ holds the published schemas and nothing else", () => {
  expect(readdirSync(fromRoot("schemas")).sort()).toEqual(Object.keys(publishedSchemas()).sort());
});

test("the version in the code is that of package.json", () => {
  const manifest = JSON.parse(readFileSync(fromRoot("package.json"), "utf8")) as { readonly version: string };
  expect(version).toBe(manifest.version);
});
