import type { ChainReader, ContractCall } from "../ports/index.js";
import { badAnswer } from "./answer.js";

/**
 * The answers to several lists of questions that are asked at once, list by list.
 * @throws BadAnswerError (E_BAD_ANSWER) where fewer or more are answered than were asked, and as ChainReader.read
 */
export async function readParts(
  reader: ChainReader,
  parts: readonly (readonly ContractCall[])[],
): Promise<readonly (readonly unknown[])[]> {
  const calls = parts.flat();
  const answers = calls.length === 0 ? [] : await reader.read(calls);
  if (answers.length !== calls.length) throw badAnswer("read", answers.length, `${calls.length} answers`);
  let from = 0;
  return parts.map(({ length }) => answers.slice(from, (from += length)));
}
