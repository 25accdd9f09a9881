// Makes the folder of a new venue from the templates beside this file: npm run new:venue -- <id> --kind lending|perpetual
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import ts from "typescript";
import { exportName, venueFolders, writeRegistry } from "./generate-registry.js";

const kinds = ["lending", "perpetual"] as const;
type Kind = (typeof kinds)[number];

const templates = fileURLToPath(new URL("new-venue/", import.meta.url));
const room = fileURLToPath(new URL("../src/venues/", import.meta.url));

/** Something that was asked for and cannot be done; its message says what would be right. */
class Refusal extends Error {}

/** What is asked for, checked. @throws Refusal */
export function asked(argv: readonly string[]): { readonly id: string; readonly kind: Kind } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { kind: { type: "string" } },
  });
  const [id = "", ...rest] = positionals;
  const kind = kinds.find((each) => each === values.kind);
  if (id === "" || rest.length > 0)
    throw new Refusal("name one venue, such as: npm run new:venue -- my-venue --kind lending");
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    throw new Refusal(`${id}: the id of a venue is in kebab-case, such as my-venue-v2`);
  if (kind === undefined)
    throw new Refusal(
      `--kind: got ${values.kind ?? "nothing"}, want lending (debt against collateral) or perpetual (margin)`,
    );
  return { id, kind };
}

/** @throws Refusal where the name is taken, or would be no name in code */
export function assertFree(id: string): void {
  const name = exportName(id);
  if (existsSync(join(room, id)))
    throw new Refusal(`${id}: src/venues/${id} is there already, and nothing was changed`);
  const same = venueFolders().find((folder) => exportName(folder) === name);
  if (same !== undefined) throw new Refusal(`${id}: would be called ${name} in code, as ${same} is`);
  const isKeyword = ts.identifierToKeywordKind(ts.factory.createIdentifier(name)) !== undefined;
  if (isKeyword || ["venues", "arguments", "eval", "missing", "releases", "find"].includes(name))
    throw new Refusal(`${id}: ${name} is a reserved word, take another id such as ${id}-venue`);
}

/** The text of a template for this venue: templates are written as for one called "new-venue". */
function filled(template: string, id: string): string {
  const name = exportName(id);
  const words = id.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return template
    .replaceAll("new-venue", id)
    .replaceAll("newVenue", name)
    .replaceAll("NewVenue", words.join(""))
    .replaceAll("New Venue", words.join(" "));
}

/** Files of a new venue by their paths within its folder. */
async function filesOf(id: string, kind: Kind): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const folder of ["both", kind]) {
    for (const name of readdirSync(join(templates, folder), { recursive: true, encoding: "utf8" }).sort()) {
      if (!name.endsWith(".txt")) continue;
      const path = name.slice(0, -".txt".length).replace(/^venue\.test\.ts$/, `${id}.test.ts`);
      const target = join(room, id, path);
      const text = filled(readFileSync(join(templates, folder, name), "utf8"), id);
      files.set(path, await format(text, { ...(await resolveConfig(target)), filepath: target }));
    }
  }
  return files;
}

/** Makes the folder and writes the registry again. @returns what was written, named from the root. @throws Refusal */
async function newVenue(argv: readonly string[]): Promise<readonly string[]> {
  const { id, kind } = asked(argv);
  assertFree(id);
  const files = await filesOf(id, kind);
  mkdirSync(join(room, id));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(room, id, path)), { recursive: true });
    writeFileSync(join(room, id, path), text, { flag: "wx" });
  }
  writeRegistry();
  return [...[...files.keys()].map((path) => `src/venues/${id}/${path}`), "src/venues/registry.ts (generated)"];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const written = await newVenue(process.argv.slice(2));
    const next = `next: npx vitest run ${dirname(written[0] ?? "")} names every fact that is missing; docs/add-a-venue.md`;
    process.stdout.write(`${[...written, next].join("\n")}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
