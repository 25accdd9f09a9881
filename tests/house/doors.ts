import { readFileSync } from "node:fs";
import { filesBelow, fromRoot } from "./source-tree.js";

/** One sub-path of the package. */
export interface Door {
  /** What a user imports: "steelyard", "steelyard/venues/aave-v3". */
  readonly specifier: string;
  /** The built module behind it, named from the root of the repository. */
  readonly module: string;
  /** Its declarations. */
  readonly types: string;
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

/** package.json of this repository. */
export const manifest = JSON.parse(readFileSync(fromRoot("package.json"), "utf8")) as Manifest;

/** What stands for the star: every built module that a pattern of the export map means. */
function expanded(specifier: string, types: string, module: string): Door[] {
  if (!specifier.includes("*")) return [{ specifier, types, module }];
  const [before = "", after = ""] = module.split("*");
  return filesBelow(before.replace(/\/$/, ""), /\.js$/)
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => name.slice(before.length, name.length - after.length))
    .filter((id) => id !== "" && !id.includes("/"))
    .map((id) => ({
      specifier: specifier.replace("*", id),
      types: types.replace("*", id),
      module: module.replace("*", id),
    }));
}

/** Every sub-path of the package that leads to code, patterns expanded by what was built. */
export function doors(): Door[] {
  return Object.entries(manifest.exports).flatMap(([key, target]) => {
    if (typeof target === "string") return [];
    return expanded(key.replace(/^\./, "steelyard"), target.types.slice(2), target.default.slice(2));
  });
}
