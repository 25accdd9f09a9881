// The streams of the kernel in the orders in which the battery reads them: each order would show another kind of fault.
import { stateWord } from "../src/kernel/stream.js";

/** A stream of the kernel. */
export interface StreamKey {
  readonly seed: bigint;
  readonly path: bigint;
}

/** An order in which words of many streams are read. */
export interface Way {
  /** What is read, in words. */
  readonly says: string;
  /** Streams that take turns, and draws of each until the next so many take over. */
  readonly streams: number;
  readonly draws: number;
  /** Stream number `index`, from 0. */
  readonly key: (seed: bigint, index: number) => StreamKey;
}

const WORD = 2n ** 32n;
const GOLDEN = 0x9e3779b97f4a7c15n;
const low = (value: bigint): number => Number(value % WORD);
const high = (value: bigint): number => Number((value / WORD) % WORD);

/** Number `index` of a walk over seeds on which each step turns one bit, of any of the 64. */
function walkedSeed(seed: bigint, index: number): bigint {
  const gray = index ^ (index >>> 1);
  let turned = 0n;
  for (let bit = 0; bit < 31; bit++) if ((gray >>> bit) % 2 === 1) turned |= 1n << BigInt((bit * 25) % 64);
  return seed ^ turned;
}

const turns = { streams: 2 ** 16, draws: 256 };

export const ways = {
  along: {
    says: "one path after the other, 730 draws of each: a year of days, as the engine reads them",
    ...{ streams: 1, draws: 730 },
    key: (seed, index) => ({ seed, path: BigInt(index) }),
  },
  across: {
    says: "the first draw of each of 65,536 consecutive paths, then the second draw of each, to the 256th; then the next paths",
    ...turns,
    key: (seed, index) => ({ seed, path: BigInt(index) }),
  },
  seeds: {
    says: "likewise path 0 of 65,536 seeds, each of which differs from the one before in one bit",
    ...turns,
    key: (seed, index) => ({ seed: walkedSeed(seed, index), path: 0n }),
  },
  shifted: {
    says: "likewise pairs on which seed + path x 0x9E3779B97F4A7C15 is always the same, modulo 2^64",
    ...turns,
    key: (seed, index) => ({ seed: BigInt.asUintN(64, seed - BigInt(index) * GOLDEN), path: BigInt(index) }),
  },
} as const satisfies Readonly<Record<string, Way>>;

export type WayName = keyof typeof ways;

/** The three state words with which a stream starts. */
export function startState({ seed, path }: StreamKey): readonly [number, number, number] {
  const word = (index: 0 | 1 | 2): number => stateWord(index, low(seed), high(seed), low(path), high(path));
  return [word(0), word(1), word(2)];
}

/** Streams that take turns: the states of sfc32, one column a stream. */
class Turns {
  readonly #a: Int32Array;
  readonly #b: Int32Array;
  readonly #c: Int32Array;
  #counter = 1;

  constructor(keys: readonly StreamKey[]) {
    const starts = keys.map(startState);
    this.#a = Int32Array.from(starts, ([a]) => a);
    this.#b = Int32Array.from(starts, ([, b]) => b);
    this.#c = Int32Array.from(starts, ([, , c]) => c);
  }

  /** The next word of each stream, in their order, into `words` from `at`. */
  draw(words: Int32Array, at: number): void {
    const [as, bs, cs, counter] = [this.#a, this.#b, this.#c, this.#counter];
    for (let i = 0; i < as.length; i++) {
      const b = bs[i]!;
      const c = cs[i]!;
      const sum = (as[i]! + b + counter) | 0;
      as[i] = b ^ (b >>> 9);
      bs[i] = (c + (c << 3)) | 0;
      cs[i] = (((c << 21) | (c >>> 11)) + sum) | 0;
      words[at + i] = sum;
    }
    this.#counter = (counter + 1) | 0;
  }
}

/** Turns of a stream before its first word counts. */
const WARM_TURNS = 12;

/** All words of streams `group` x streams to (`group` + 1) x streams - 1, in the order of the way. The array is used again for the next. */
export function groupReader({ streams, draws, key }: Way, seed: bigint): (group: number) => Int32Array {
  const words = new Int32Array(streams * draws);
  return (group) => {
    const turn = new Turns(Array.from({ length: streams }, (_, i) => key(seed, group * streams + i)));
    for (let i = 0; i < WARM_TURNS; i++) turn.draw(words, 0);
    for (let i = 0; i < draws; i++) turn.draw(words, i * streams);
    return words;
  };
}
