import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const room = new URL("../src/venues/", import.meta.url);

/** Folders of the venues room that hold a venue, in order. */
export const venueFolders = (): readonly string[] =>
  readdirSync(room, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/index.ts`, room)))
    .map((entry) => entry.name)
    .sort();

/** "aaveV3" for "aave-v3": the name under which a venue's index exports it. */
export const exportName = (folder: string): string =>
  folder.replace(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

/** The source text of the registry for these folders. */
export function registrySource(folders: readonly string[]): string {
  const imports = folders.map((folder) => `import { ${exportName(folder)} } from "./${folder}/index.js";`);
  return [
    "// Generated from the folders beside this file by scripts/generate-registry.ts. Do not edit.",
    ...imports,
    'import type { VenueEntry } from "./entry.js";',
    "",
    "/** Every venue, in order of its id. */",
    "export const venues: readonly VenueEntry[] = [",
    ...folders.map((folder) => `  ${exportName(folder)},`),
    "];",
    "",
  ].join("\n");
}

/** Writes the registry again, and returns where it stands. */
export function writeRegistry(): string {
  const target = new URL("registry.ts", room);
  writeFileSync(target, registrySource(venueFolders()));
  return fileURLToPath(target);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.stdout.write(`${writeRegistry()}\n`);
