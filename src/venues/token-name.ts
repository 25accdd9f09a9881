import type { AssetId } from "../model/index.js";
import { badAnswer } from "./answer.js";

/** A token as its contract calls itself. */
export interface TokenSymbol {
  /** In lower case. */
  readonly address: string;
  /** What symbol() answers; null where it answers nothing that can be read. */
  readonly symbol: string | null;
}

/** Letters, figures and signs that can be seen: a name goes to terminals and files, and a mark that changes what follows it could forge another. */
const PLAIN = /^[\p{L}\p{N}\p{P}\p{S}]{1,32}$/u;

const TEXT_FOLLOWS = 32n;

/**
 * The symbol that stands in the first word of an answer, as tokens older than the standard have it; "follows" where the word says
 * that a text comes after it, null where the word is no text either.
 */
export function symbolOfWord(word: unknown): string | null {
  if (typeof word !== "string" || !/^0x[0-9a-f]{64}$/i.test(word)) return null;
  if (BigInt(word) === TEXT_FOLLOWS) return "follows";
  const characters = /^0x((?:[2-7][0-9a-f])+)(?:00)*$/i.exec(word)?.[1] ?? "";
  return characters.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

const folded = (symbol: string | null): string => (symbol ?? "").normalize("NFKC").toLowerCase();

/**
 * What a token is called among others: its symbol; where another has the same but for capitals, such as a coin and its bridged
 * twin, with the first four digits of its address after it, on each of them, so that neither can be taken for the other. Null for
 * a symbol that is empty, longer than 32 characters or holds what cannot be seen.
 */
export function plainName({ symbol, address }: TokenSymbol, among: readonly TokenSymbol[]): AssetId | null {
  if (symbol === null || !PLAIN.test(symbol) || symbol in {}) return null;
  const twins = among.filter((other) => folded(other.symbol) === folded(symbol));
  return twins.length > 1 ? `${symbol}-${address.slice(2, 6)}` : symbol;
}

/** The same of a token that matters. @throws BadAnswerError (E_BAD_ANSWER) where it has no plain name */
export function tokenName(token: TokenSymbol, among: readonly TokenSymbol[]): AssetId {
  const name = plainName(token, among);
  if (name !== null) return name;
  const want = "1 to 32 letters, figures and signs";
  throw badAnswer(`${token.address}.symbol`, token.symbol, want, "a token that hides its name is not named here");
}
