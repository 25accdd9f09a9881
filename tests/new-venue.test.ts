import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asked, assertFree } from "../scripts/new-venue.js";
import { fromRoot } from "./house/source-tree.js";

const made = [
  { id: "sample-lender", kind: "lending" },
  { id: "sample", kind: "perpetual" },
] as const;

const copied = [
  ...["src", "scripts", "tests/house", "tests/venue-contract.ts", "tests/venue-facts.ts", "tests/lending-contract.ts"],
  ...["package.json", "tsconfig.json", "vitest.config.ts", ".prettierrc.json"],
];

/** What every kind has to find out, and what each kind beside it: words of the names of failing tests. */
const missing = {
  both: ["name", "summary", "release", "releases", "exact", "approximate", "day", "source", "README.md"],
  lending: ["chain", "quote", "trigger price", "loanToValueMax", "liquidationThreshold", "liquidationBonus", "fee"],
  perpetual: ["form of a symbol", "tier table", "fundingRateMax", "fee for taking", "fee to close"],
  examples: ["outcome of a liquidation", "golden example: a liquidation price", "golden example: the outcome"],
} as const;

let folder = "";
const at = (...parts: string[]): string => join(folder, ...parts);

/** One command in the copy, as a person would type it. */
function typed(file: string, ...args: string[]): { readonly status: number | null; readonly text: string } {
  const argv = [fromRoot("node_modules", file), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: folder, encoding: "utf8" });
  return { status, text: stdout + stderr };
}

const newVenue = (...args: string[]) => typed("tsx/dist/cli.mjs", "scripts/new-venue.ts", ...args);

/** Every file of the copy with its text. */
function texts(): ReadonlyMap<string, string> {
  const names = copied.flatMap((name) => {
    if (statSync(at(name)).isFile()) return [name];
    const below = readdirSync(at(name), { recursive: true, encoding: "utf8" }).map((each) => join(name, each));
    return below.filter((each) => statSync(at(each)).isFile());
  });
  return new Map(names.map((name) => [name, readFileSync(at(name), "utf8")]));
}

interface Run {
  readonly numPassedTests: number;
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly Assertion[] }[];
}
interface Assertion {
  readonly fullName: string;
  readonly failureMessages: readonly string[];
}

let before: ReadonlyMap<string, string> = new Map();
let after: ReadonlyMap<string, string> = new Map();

/** What the script printed of each. */
const said = new Map<string, string>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "steelyard-new-venue-"));
  for (const name of copied) cpSync(fromRoot(name), at(name), { recursive: true });
  symlinkSync(fromRoot("node_modules"), at("node_modules"));
  before = texts();
  for (const { id, kind } of made) said.set(id, newVenue(id, "--kind", kind).text);
  after = texts();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe("npm run new:venue", () => {
  test("makes the files of each folder, writes the registry, and touches nothing else", () => {
    const changed = [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
    const files = (id: string): string[] =>
      [
        "README.md",
        "contract.test.ts",
        "fixtures/README.md",
        "index.ts",
        "model.ts",
        "params.ts",
        "parse.ts",
        `${id}.test.ts`,
      ].map((file) => `src/venues/${id}/${file}`);
    expect(changed.sort()).toEqual([...made.flatMap(({ id }) => files(id)), "src/venues/registry.ts"].sort());
    expect(after.get("src/venues/registry.ts")).toMatch(/sampleLender,\n/);
  });

  test("prints what docs/add-a-venue.md shows", () => {
    const shown = said.get("sample-lender")?.replaceAll("sample-lender", "liquity-v2");
    expect(readFileSync(fromRoot("docs/add-a-venue.md"), "utf8")).toContain(
      `$ npm run new:venue -- liquity-v2 --kind lending\n${shown}\`\`\``,
    );
  });

  test.each([
    { args: [], says: /name one venue/ },
    { args: ["one", "two", "--kind", "lending"], says: /name one venue/ },
    { args: ["other"], says: /--kind: got nothing, want lending .* or perpetual/ },
    { args: ["other", "--kind", "futures"], says: /--kind: got futures, want lending .* or perpetual/ },
    { args: ["Other", "--kind", "lending"], says: /kebab-case/ },
    { args: ["../other", "--kind", "lending"], says: /kebab-case/ },
    { args: ["gate", "--kind", "perpetual"], says: /src\/venues\/gate is there already, and nothing was changed/ },
    { args: ["aave-pool", "--kind", "lending"], says: /is there already/ },
    { args: ["aave-v-3", "--kind", "lending"], says: /would be called aaveV3 in code, as aave-v3 is/ },
    { args: ["new", "--kind", "lending"], says: /reserved word/ },
    { args: ["venues", "--kind", "lending"], says: /reserved word/ },
    { args: ["other", "--sort", "lending"], says: /Unknown option '--sort'/ },
  ])("$args is refused", ({ args, says }) => {
    expect(() => assertFree(asked(args).id)).toThrow(says);
  });

  test("a refusal is one line and the exit status of a bad call, and nothing is written over anything", () => {
    const { status, text } = newVenue("sample", "--kind", "lending");
    expect({ status, text }).toEqual({
      status: 2,
      text: "sample: src/venues/sample is there already, and nothing was changed\n",
    });
    expect(texts()).toEqual(after);
  });
});

describe("the skeleton", () => {
  test("passes the compiler", () => {
    const { config } = ts.readConfigFile(at("tsconfig.json"), (path) => readFileSync(path, "utf8")) as {
      config: object;
    };
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, folder);
    const own = [...after.keys()].filter((name) => made.some(({ id }) => name.startsWith(`src/venues/${id}/`)));
    const program = ts.createProgram(
      own.filter((name) => name.endsWith(".ts")).map((name) => at(name)),
      options,
    );
    const faults = own.flatMap((name) => ts.getPreEmitDiagnostics(program, program.getSourceFile(at(name))));
    expect(faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  });

  test("is formatted as everything here", () => {
    const own = made.map(({ id }) => `src/venues/${id}`);
    expect(typed("prettier/bin/prettier.cjs", "--check", ...own)).toMatchObject({ status: 0 });
  });

  test("fails until it is filled in: each missing fact by name, and no test passes", () => {
    const report = at("report.json");
    const own = made.map(({ id }) => `src/venues/${id}/`);
    typed("vitest/vitest.mjs", "run", "--project", "rooms", "--reporter=json", `--outputFile=${report}`, ...own);
    const { numPassedTests, testResults } = JSON.parse(readFileSync(report, "utf8")) as Run;
    expect(numPassedTests).toBe(0);
    for (const { id, kind } of made) {
      const results = testResults.filter(({ name }) => name.includes(`/${id}/`));
      const failed = results.flatMap(({ assertionResults }) => assertionResults);
      for (const fact of [...missing.both, ...missing[kind], ...missing.examples])
        expect(
          failed.filter(({ fullName }) => fullName.includes(fact)),
          `${id}: ${fact}`,
        ).not.toEqual([]);
      const words = failed.flatMap(({ failureMessages }) => failureMessages).join("\n");
      expect(words).toContain(`${id}.close: got nothing, want `);
    }
  });
});
