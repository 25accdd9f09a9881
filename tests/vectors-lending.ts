import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Inputs of a lending case: whole amounts as decimal strings, small numbers plain, anything else as the peer wrote it. */
export type LendingRecord = Readonly<Record<string, unknown>>;

/** One case of a peer's tests or of a run on real contracts. */
export interface LendingVector {
  readonly id: string;
  /** How the expected value is known, such as "peer-literal", "derived" or "measured". */
  readonly kind: string;
  /** Repository or package, and the file and case in it. */
  readonly source: string;
  readonly file: string;
  readonly case: string;
  /** Function under test, such as "aave.healthFactor". */
  readonly quantity: string;
  readonly inputs: LendingRecord;
  /** A record, a text or a number, as the case has it. */
  readonly expected: unknown;
  /** Stated tolerance of the expected value, as the file has it. */
  readonly tolerance?: unknown;
  readonly note?: string;
}

const path = fileURLToPath(new URL("../../shared/vectors/lending.json", import.meta.url));

/** True where the file of lending cases stands beside the checkout. */
export const lendingVectorsPresent = existsSync(path);

/** Cases whose quantity starts with `quantityPrefix`, in the order of the file; none where it is absent. */
export function lendingVectorsOf(quantityPrefix: string): readonly LendingVector[] {
  if (!lendingVectorsPresent) return [];
  const all = JSON.parse(readFileSync(path, "utf8")) as readonly LendingVector[];
  return all.filter(({ quantity }) => quantity.startsWith(quantityPrefix));
}

/** Name of a case for a test: its id, where it stands, and what it is called there. */
export const lendingName = ({ id, source, file, case: name }: LendingVector): string =>
  `${id} ${source} ${file}: ${name}`;

/** A whole amount of the file. @throws Error unless it is a decimal string or a whole number. */
export function wholeOf(record: LendingRecord, field: string): bigint {
  const value = record[field];
  if (typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value))) return BigInt(value);
  throw new Error(`${field} is not a whole amount: ${JSON.stringify(value)}`);
}
