import { OutOfRangeError } from "../errors/index.js";
import { normalQuantile } from "./normal.js";

/** A reproducible sequence of random numbers. */
export interface Stream {
  /** Next number uniform strictly between 0 and 1, with 52 random bits. */
  uniform(): number;
  /** Next standard normal number, by inversion of one uniform: more of one never means less of the other. */
  normal(): number;
}

/** Finaliser of MurmurHash3 (A. Appleby): a bijection of 32-bit words in which each input bit moves each output bit. */
export function scramble(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** First state words of sfc32 for no key at all: binary digits of pi. */
const STARTS = [0x243f6a88, 0x85a308d3, 0x13198a2e] as const;

/** State word 0, 1 or 2 of the stream of a seed and a path, each a 64-bit number as its low and its high 32-bit word: a hash of all of them. */
export function stateWord(
  index: 0 | 1 | 2,
  seedLow: number,
  seedHigh: number,
  pathLow: number,
  pathHigh: number,
): number {
  const first = scramble((STARTS[index] ^ seedLow) + 0x9e3779b9);
  const second = scramble((first ^ seedHigh) + 0x9e3779b9);
  const third = scramble((second ^ pathLow) + 0x9e3779b9);
  return scramble((third ^ pathHigh) + 0x9e3779b9);
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) unless `value` is a whole number from 0 to 2^53 - 1. */
function assertCounter(value: number, field: string): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  const want = "a whole number from 0 to 9007199254740991";
  throw new OutOfRangeError({ field, got: String(value), want, hint: "round it and leave out the sign" });
}

const WORD = 2 ** 32;

/**
 * The stream of path number `path` under `seed`; both whole numbers from 0 to 2^53 - 1. The same pair gives the same numbers
 * on any machine, and one path's numbers do not depend on how many others are drawn, or where. Generator: sfc32 (C. Doty-
 * Humphrey, PractRand). Each of its three state words is a hash of all 106 bits of the pair, so that the streams of two
 * seeds do not coincide at shifted paths.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for a seed or path that is not such a number.
 */
export function createStream(seed: number, path: number): Stream {
  assertCounter(seed, "seed");
  assertCounter(path, "path");
  const word = (index: 0 | 1 | 2): number =>
    stateWord(index, seed % WORD, Math.floor(seed / WORD), path % WORD, Math.floor(path / WORD));
  let [a, b, c, counter] = [word(0), word(1), word(2), 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum;
  };
  for (let turn = 0; turn < 12; turn++) next();
  const uniform = (): number => ((next() >>> 6) * 2 ** 26 + (next() >>> 6) + 0.5) / 2 ** 52;
  return { uniform, normal: () => normalQuantile(uniform()) };
}
