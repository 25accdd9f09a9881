import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One entry of the vector files that stand beside a checkout of the repository, where they are present. */
export interface Vector {
  readonly id: string;
  readonly source: string;
  readonly inputs: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<string, number>>;
}

const path = fileURLToPath(new URL("../../shared/vectors/quant.json", import.meta.url));

/** True where the vector file stands beside the checkout. */
export const vectorsPresent = existsSync(path);

/** Vectors whose id starts with `prefix`; none where the file is absent. */
export function vectorsOf(prefix: string): readonly Vector[] {
  if (!vectorsPresent) return [];
  const all = JSON.parse(readFileSync(path, "utf8")) as readonly Vector[];
  return all.filter(({ id }) => id.startsWith(prefix));
}
