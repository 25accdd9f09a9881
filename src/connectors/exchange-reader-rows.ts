import { BadAnswerError } from "../errors/index.js";

/**
 * What the connector passes over without a word, refused before it sees it: a row that is null, and, of the positions of Binance, one
 * that is no row or has no entry price (fetchPositionsRisk of ccxt 4.5.84 keeps those whose entry price is above 0).
 */

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

/** A position of Binance: without one, or with an entry price. */
const isPosition = (row: unknown): boolean =>
  isRow(row) && row["positionAmt"] !== undefined && (Number(row["positionAmt"]) === 0 || Number(row["entryPrice"]) > 0);

function refused(host: string, got: string, want: string): BadAnswerError {
  return new BadAnswerError({ field: host, got, want, hint: "ask again: the answer is not whole" });
}

/** @throws BadAnswerError (E_BAD_ANSWER) */
function assertNoNull(value: unknown, host: string): void {
  if (typeof value !== "object" || value === null) return;
  for (const each of Object.values(value)) {
    if (each === null && Array.isArray(value)) throw refused(host, "a list with a row of null", "whole rows");
    assertNoNull(each, host);
  }
}

/**
 * Holds what was answered to a question against what the connector would leave out of it.
 * @param asked address of the question; its host alone is told
 * @throws BadAnswerError (E_BAD_ANSWER)
 */
export function assertRows(value: unknown, { host, pathname }: URL): void {
  assertNoNull(value, host);
  if (!pathname.endsWith("/positionRisk") || !Array.isArray(value) || value.every(isPosition)) return;
  throw refused(host, "a position without amount or entry price", "positions with both");
}
