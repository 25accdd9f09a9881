import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { doors, manifest } from "./house/doors.js";
import { packAndInstall, statedVersion, type Installed } from "./house/packed.js";

/** Pages that say what the package is and under which terms; without them it is not fit to publish. */
const PAGES = ["README.md", "LICENSE", "CHANGELOG.md", "docs/errors.md", "package.json"];

describe("the tarball, installed into an empty folder", () => {
  let installed: Installed;
  beforeAll(() => {
    installed = packAndInstall();
  });
  afterAll(() => installed.remove());

  test("publint has nothing against it, suggestions included", async () => {
    const tarball = new Uint8Array(readFileSync(installed.tarball)).buffer;
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("it holds the product and its pages, and neither tests nor sources", () => {
    expect(PAGES.filter((page) => !installed.files.includes(page))).toEqual([]);
    const strangers = installed.files.filter((name) => !/^(dist|schemas)\//.test(name) && !PAGES.includes(name));
    expect(strangers).toEqual([]);
    expect(installed.files.filter((name) => /\.(test|prove)\./.test(name))).toEqual([]);
  });

  test("steelyard --version prints the version of package.json", () => {
    expect(installed.run(join(installed.folder, "node_modules/.bin/steelyard"), ["--version"]).trim()).toBe(
      statedVersion(),
    );
  });

  test("steelyard venues --json prints one JSON document that names venues", () => {
    const printed = installed.run(join(installed.folder, "node_modules/.bin/steelyard"), ["venues", "--json"]);
    const parsed = JSON.parse(printed) as object;
    expect(JSON.stringify(parsed)).toContain("aave-v3");
  });

  test("every sub-path can be imported, and exports something; that of the ports interfaces alone", () => {
    const specifiers = doors().map(({ specifier }) => specifier);
    const script = `
      const empty = [];
      for (const name of ${JSON.stringify(specifiers)}) {
        if (Object.keys(await import(name)).length === 0) empty.push(name);
      }
      console.log(JSON.stringify(empty));`;
    const empty = JSON.parse(installed.run("node", ["--input-type=module", "--eval", script])) as string[];
    expect(empty).toEqual(["steelyard/ports"]);
    expect(specifiers).toContain("steelyard/venues/aave-v3");
  });

  test("every published schema can be resolved", () => {
    const schemas = installed.files.filter((name) => name.startsWith("schemas/"));
    expect(Object.keys(manifest.exports)).toContain("./schemas/*");
    expect(schemas.length).toBeGreaterThan(0);
    const script = (name: string): string => `console.log(import.meta.resolve("steelyard/${name}"))`;
    for (const name of schemas) {
      const url = installed.run("node", ["--input-type=module", "--eval", script(name)]).trim();
      expect(existsSync(new URL(url)), name).toBe(true);
    }
  });
});
