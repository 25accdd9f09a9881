import { stateWord } from "../stream.js";

const WARM_UP = 12;
const WORD = 2 ** 32;

/** Fills `words` with the first words of the stream of a path under a seed, given as its low and its high 32-bit word: sfc32 (C. Doty-Humphrey), as `createStream` has it. */
export function fillWords(words: Int32Array, seedLow: number, seedHigh: number, path: number): void {
  const [low, high] = [path % WORD, Math.floor(path / WORD)];
  let a = stateWord(0, seedLow, seedHigh, low, high);
  let b = stateWord(1, seedLow, seedHigh, low, high);
  let c = stateWord(2, seedLow, seedHigh, low, high);
  let counter = 1;
  for (let turn = 0; turn < WARM_UP; turn++) {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
  }
  const { length } = words;
  for (let i = 0; i < length; i++) {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    words[i] = sum;
  }
}
