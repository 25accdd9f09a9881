import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One case of a peer's tests or of a venue's own answers; numbers plain, whole amounts beyond float64 as decimal strings. */
export interface PerpetualVector {
  readonly id: string;
  readonly source_repo: string;
  readonly file: string;
  readonly case: string;
  /** What is computed, such as "liquidation_price". */
  readonly kind: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
  /** Left out: exact. */
  readonly tolerance?: { readonly abs?: number; readonly rel?: number };
  readonly note?: string;
}

const path = fileURLToPath(new URL("../../shared/vectors/perpetuals.json", import.meta.url));

/** True where the file of perpetual cases stands beside the checkout. */
export const perpetualVectorsPresent = existsSync(path);

/** Cases of these kinds that pass the filter, in the order of the file; none where it is absent. */
export function perpetualVectorsOf(
  kinds: readonly string[],
  accept: (vector: PerpetualVector) => boolean = () => true,
): readonly PerpetualVector[] {
  if (!perpetualVectorsPresent) return [];
  const all = JSON.parse(readFileSync(path, "utf8")) as readonly PerpetualVector[];
  return all.filter((vector) => kinds.includes(vector.kind) && accept(vector));
}

/** Name of a case for a test: its id, where it stands, and what it is called there. */
export const perpetualName = ({ id, source_repo, file, case: name }: PerpetualVector): string =>
  `${id} ${source_repo} ${file}: ${name}`;
