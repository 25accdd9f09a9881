import ts from "typescript";
import { describe, expect, test } from "vitest";
import { importsOf, roomOf, targetOf } from "./house/imports.js";
import { filesBelow, lineOf, nodesOf, parsed, sourceFiles } from "./house/source-tree.js";

/** Rooms that compute: no package, no node: module. Each line is complete; adding a name to it is a decision to explain. */
const PURE: Record<string, readonly string[]> = {
  errors: [],
  kernel: ["errors"],
  model: ["errors", "kernel"],
  series: ["errors", "model"],
  estimators: ["errors", "kernel", "model", "series"],
  models: ["errors", "model", "estimators"], // a fitted rate is restated over a horizon by the estimators' own horizonRate
  venues: ["errors", "kernel", "model", "ports"], // of ports the interfaces that a source reads through
  odds: ["errors", "kernel", "model", "venues"],
  decision: ["errors", "kernel", "model", "venues", "odds"],
  policies: ["errors", "model", "venues", "decision"],
  backtest: ["errors", "kernel", "model", "series", "estimators", "venues", "odds", "decision", "policies"],
  crowd: ["errors", "kernel", "model", "venues", "decision", "policies"],
  ports: ["errors", "model"],
};

const everything = [
  ...Object.keys(PURE),
  "schemas",
  "reports",
  "connectors",
  "threads",
  "store",
  "monitor",
  "api",
  "cli",
];

/** Rooms with effects. */
const EDGE: Record<string, readonly string[]> = {
  schemas: [], // the forms of what is printed; whoever only prints does not load them
  reports: ["errors", "model", "odds", "decision", "backtest", "crowd", "schemas"], // of schemas the types alone
  connectors: ["errors", "model", "series", "ports", "venues"],
  threads: ["errors", "kernel", "series", "venues", "policies", "backtest"], // a worker of a sweep finds its venue and policies by name again, and runs them on columns that all share
  store: ["errors", "model", "ports"],
  monitor: [
    ...["errors", "model", "series", "estimators", "models", "venues", "odds", "decision", "policies", "ports"],
  ],
  api: [
    ...["errors", "model", "ports", "estimators", "models", "venues", "odds", "decision", "backtest", "crowd"],
    ...["reports", "monitor"],
  ],
  cli: everything,
};

/** Packages and node: modules that a room with effects may use; every other room uses none. */
const PACKAGES: Record<string, RegExp> = {
  schemas: /^zod$/,
  connectors:
    /^(viem|viem\/chains|ccxt|hyparquet|hyparquet-compressors|hyparquet-writer|node:(fs|fs\/promises|path|url|zlib|buffer|stream|util|events))$/,
  threads: /^(piscina|node:(os|url))$/, // workers by piscina's own door: no node:worker_threads beside it
  cli: /^(commander|@clack\/prompts|zod|node:(fs|fs\/promises|path|url|process|stream|tty|util|os))$/,
};

/** The one file of a room that may use a package beyond those of its room, and which. */
const ALONE: Record<string, RegExp> = {
  "src/reports/render.ts": /^echarts\/(core|charts|components|renderers)$/, // it alone draws; nothing else loads the library
};

/** What a pure room must not read: the clock, chance, the process, the terminal, the network. */
const AMBIENT = ["process", "console", "performance", "Buffer", "crypto", "globalThis", "setTimeout", "setInterval"];
const AMBIENT_MEMBERS = ["Date.now", "Math.random"];

const isPure = (name: string): boolean => {
  const room = roomOf(name);
  return room !== null && Object.hasOwn(PURE, room);
};

/** Every index.ts, read from the disk once: an import is asked about a thousand times. */
const indexes = new Set(sourceFiles().filter((name) => name.endsWith("/index.ts")));

/** The folder of one venue, "src/venues/<id>/", or null; a folder without an index holds rules that several venues share, and is none. */
function venueFolder(name: string): string | null {
  const folder = /^src\/venues\/[^/]+\//.exec(name)?.[0] ?? null;
  return folder !== null && indexes.has(`${folder}index.ts`) ? folder : null;
}

/** Why a relative import is refused, or null. */
function refusal(from: string, target: string): string | null {
  const room = roomOf(from);
  const other = roomOf(target);
  if (room === null) return target.endsWith("/index.ts") ? null : "the main door takes from the rooms' indexes only";
  if (other === null) return "no room imports the main door";
  if (other === room) {
    const folder = venueFolder(target);
    const inside = venueFolder(from);
    if (inside !== null && folder !== null && inside !== folder) return "a venue does not know another venue";
    if (inside === null && folder !== null && !/^src\/venues\/[^/]+\.ts$/.test(from))
      return "shared rules know no venue";
    return null;
  }
  const allowed = { ...PURE, ...EDGE }[room] ?? [];
  if (!allowed.includes(other)) return `${room} may not import ${other}`;
  const door = target === `src/${other}/index.ts` || /^src\/venues\/[^/]+\/index\.ts$/.test(target);
  return door ? null : `past the index of ${other}`;
}

/** Every import of the tree that the tables refuse. */
function refused(): string[] {
  return sourceFiles().flatMap((name) =>
    importsOf(name).flatMap((specifier) => {
      if (specifier.startsWith(".")) {
        if (!specifier.endsWith(".js")) return [`${name} -> ${specifier}: write the .js`];
        const reason = refusal(name, targetOf(name, specifier));
        return reason === null ? [] : [`${name} -> ${specifier}: ${reason}`];
      }
      const allowed = [PACKAGES[roomOf(name) ?? ""], ALONE[name]];
      return allowed.some((packages) => packages?.test(specifier) === true)
        ? []
        : [`${name} -> ${specifier}: this room uses no such package`];
    }),
  );
}

type Edges = ReadonlyMap<string, readonly string[]>;

/** Which files each file imports; a file that does not exist is for the compiler to report. */
function edges(): Edges {
  const names = sourceFiles();
  const relative = (name: string): string[] =>
    importsOf(name)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => targetOf(name, specifier));
  return new Map(names.map((name) => [name, relative(name).filter((target) => names.includes(target))]));
}

/** The first circle that a walk from each file finds, as a path; null where there is none. */
function circleIn(graph: Edges): string | null {
  const done = new Set<string>();
  const walk = (name: string, path: readonly string[]): string | null => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name].join(" -> ");
    if (done.has(name)) return null;
    for (const target of graph.get(name) ?? []) {
      const found = walk(target, [...path, name]);
      if (found !== null) return found;
    }
    done.add(name);
    return null;
  };
  for (const name of graph.keys()) {
    const found = walk(name, []);
    if (found !== null) return found;
  }
  return null;
}

/** True where an identifier is a use of a global, not the name of a member, key or declaration. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)) {
    return parent.name !== node;
  }
  return !ts.isImportSpecifier(parent) && !ts.isBindingElement(parent) && !ts.isParameter(parent);
}

/** Uses of the clock, of chance and of the process in a file. */
function ambientUses(name: string): string[] {
  const file = parsed(name);
  const at = (node: ts.Node): string => `${name}:${lineOf(file, node)} ${node.getText(file)}`;
  return [...nodesOf(file)].flatMap((node) => {
    if (ts.isPropertyAccessExpression(node)) return AMBIENT_MEMBERS.includes(node.getText(file)) ? [at(node)] : [];
    if (ts.isNewExpression(node) && node.expression.getText(file) === "Date" && !node.arguments?.length) {
      return [at(node)];
    }
    return ts.isIdentifier(node) && AMBIENT.includes(node.text) && isUse(node) ? [at(node)] : [];
  });
}

/** Every node of every source file, with the file. */
function* nodesOfFiles(): Generator<{ readonly name: string; readonly node: ts.Node }> {
  for (const name of sourceFiles()) for (const node of nodesOf(parsed(name))) yield { name, node };
}

describe("architecture", () => {
  test("every folder of src is a room of the table", () => {
    const known = new Set(everything);
    expect(sourceFiles().filter((name) => roomOf(name) !== null && !known.has(roomOf(name) ?? ""))).toEqual([]);
  });

  test("every import is in the table and goes through the other room's index", () => {
    expect(refused()).toEqual([]);
  });

  test("the chart library is loaded when a chart is drawn, and not before: nothing imports render.ts but by import()", () => {
    const target = "src/reports/render.ts";
    const eager = [...nodesOfFiles()].filter(({ name, node }) => {
      const named = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined;
      return named !== undefined && ts.isStringLiteral(named) && targetOf(name, named.text) === target;
    });
    expect(eager.map(({ name }) => name)).toEqual([]);
    expect(sourceFiles().filter((name) => importsOf(name).some((each) => targetOf(name, each) === target))).toEqual([
      "src/reports/backtest-html.ts",
      "src/reports/report-html.ts",
    ]);
  });

  test("imports never go round in a circle", () => {
    expect(circleIn(edges())).toBeNull();
  });

  test("the pure rooms read no clock, no chance, no process and no terminal", () => {
    expect(sourceFiles().filter(isPure).flatMap(ambientUses)).toEqual([]);
  });

  test("files are named in kebab-case, and none is a drawer", () => {
    const names = ["src", "tests", "scripts", "bench", "examples"].flatMap((folder) =>
      filesBelow(folder, /\.(ts|mjs)$/),
    );
    const bad = names.filter((name) => {
      const base = name.slice(name.lastIndexOf("/") + 1).replace(/(\.test|\.prove|\.config)?\.(ts|mjs)$/, "");
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(base) || /^(utils?|helpers?|common|managers?)$/.test(base);
    });
    expect(bad).toEqual([]);
  });

  test("the guard itself: forbidden imports and circles are seen", () => {
    expect(refusal("src/kernel/a.ts", "src/model/index.ts")).toBe("kernel may not import model");
    expect(refusal("src/odds/a.ts", "src/model/rates.ts")).toBe("past the index of model");
    expect(refusal("src/venues/custom/model.ts", "src/venues/aave-v3/model.ts")).toBe(
      "a venue does not know another venue",
    );
    expect(refusal("src/venues/a/model.ts", "src/venues/venue.ts")).toBeNull();
    expect(importsOf("tests/architecture.test.ts")).toContain("typescript");
    const ring = new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]]); // prettier-ignore
    expect(circleIn(ring)).toBe("b -> c -> b");
  });
});
