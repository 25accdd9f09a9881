import { describe, expect, test } from "vitest";
import { groupReader, ways, type WayName } from "../scripts/stream-battery-ways.js";
import { fillWords } from "../src/kernel/paths/words.js";
import { createStream, stateWord } from "../src/kernel/stream.js";

const SEED = 20_261_123n;
const names = Object.keys(ways) as WayName[];

/** The first words of an order: so many streams, so many draws of each. */
const wordsOf = (name: WayName, streams: number, draws: number): Int32Array =>
  groupReader({ ...ways[name], streams, draws }, SEED)(0);

/** Standard errors by which a statistic lies off its mean. */
const off = (value: number, mean: number, deviation: number): number => Math.abs(value - mean) / deviation;

/** Pearson's chi-square of counts that should be equal, in standard errors off its mean. */
function chiSquareOff(counts: Float64Array): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const freedom = counts.length - 1;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return off(chiSquare, freedom, Math.sqrt(2 * freedom));
}

/** How many neighbours of the sorted words are equal. */
function repeats(sorted: ArrayLike<number>): number {
  let count = 0;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) count += 1;
  return count;
}

/** Keys as four 32-bit words: seed low and high, path low and high. */
type Words = readonly [number, number, number, number];

/** Pairs of seed and path, all different, most of them made so that a weaker hash would let them start alike. */
function* keys(): Generator<Words> {
  const small = Array.from({ length: 26 }, (_, i) => i);
  for (const a of small) for (const b of small) for (const c of small) for (const d of small) yield [a, b, c, d];
  const random = createStream(Number(SEED), 0);
  const word = (): number => Math.floor(random.uniform() * 2 ** 32);
  const golden = 0x9e3779b97f4a7c15n;
  for (let n = 1; n <= 200_000; n++) {
    yield [(0xdeadbeef - Math.imul(n, 0x9e3779b9)) >>> 0, 0, n, 0]; // seed + n x 0x9E3779B9 is the same for all, in 32 bits
    const seed = BigInt.asUintN(64, SEED - BigInt(n) * golden); // the same in 64 bits
    yield [Number(seed & 0xffffffffn), Number(seed >> 32n), n, 0];
    if (n % 2 === 0) yield [(0xcafe0000 ^ n) >>> 0, n, n, n]; // seed and path exclusive-or to the same
    if (n % 2 === 1) yield [word(), word(), word(), word()];
  }
}

/** The state words of every key: three columns. */
function allStartStates(): readonly Uint32Array[] {
  const columns = [0, 1, 2].map(() => new Uint32Array(1_200_000));
  let pairs = 0;
  for (const [seedLow, seedHigh, pathLow, pathHigh] of keys()) {
    for (const index of [0, 1, 2] as const)
      columns[index]![pairs] = stateWord(index, seedLow, seedHigh, pathLow, pathHigh);
    pairs += 1;
  }
  return columns.map((column) => column.subarray(0, pairs));
}

describe("streams of the kernel, read side by side", () => {
  test("the battery reads the words that paths draw, and of which streams make their numbers", () => {
    const seed = 0x9e3779b97f4a7c15n;
    const drawn = new Int32Array(730);
    const read = groupReader(ways.along, seed);
    for (const path of [0, 1, 77_777]) {
      fillWords(drawn, Number(seed & 0xffffffffn), Number(seed >> 32n), path);
      expect([...read(path)]).toEqual([...drawn]);
    }
    const stream = createStream(Number(SEED), 5);
    const own = Uint32Array.from(groupReader(ways.along, SEED)(5));
    expect(stream.uniform()).toBe(((own[0]! >>> 6) * 2 ** 26 + (own[1]! >>> 6) + 0.5) / 2 ** 52);
  });

  test.each(names)("%s: each of the 32 bits is set half the time, within four standard errors together", (name) => {
    const words = wordsOf(name, 4096, 256);
    const ones = new Float64Array(32);
    for (const word of words) for (let bit = 0; bit < 32; bit++) ones[bit] = ones[bit]! + ((word >>> bit) & 1);
    const chiSquare = ones.reduce(
      (sum, count) => sum + off(count, words.length / 2, Math.sqrt(words.length) / 2) ** 2,
      0,
    );
    expect(off(chiSquare, 32, 8)).toBeLessThan(4);
  });

  test.each(["across", "seeds", "shifted"] as const)(
    "%s: the n-th draw falls equally into 256 cells, by its highest and by its lowest bits",
    (name) => {
      const words = wordsOf(name, 65_536, 16);
      for (let draw = 0; draw < 16; draw++) {
        const [high, low] = [new Float64Array(256), new Float64Array(256)];
        for (const word of words.subarray(draw * 65_536, (draw + 1) * 65_536)) {
          high[word >>> 24] = high[word >>> 24]! + 1;
          low[word & 255] = low[word & 255]! + 1;
        }
        expect(chiSquareOff(high)).toBeLessThan(4);
        expect(chiSquareOff(low)).toBeLessThan(4);
      }
    },
  );

  test.each(["across", "seeds", "shifted"] as const)(
    "%s: streams beside each other, and one or two lanes apart, are not correlated",
    (name) => {
      const centred = Float64Array.from(wordsOf(name, 4096, 256), (word) => (word / 2 ** 32) * Math.sqrt(12));
      for (const lag of [1, 2, 8, 4096]) {
        const count = centred.length - lag;
        let sum = 0;
        for (let i = 0; i < count; i++) sum += centred[i]! * centred[i + lag]!;
        expect(off(sum, 0, Math.sqrt(count))).toBeLessThan(4);
      }
    },
  );

  test("birthday spacings (Marsaglia) of the words that streams of consecutive paths start with", () => {
    const [days, groups] = [4096, 128];
    const mean = (groups * days ** 3) / (4 * 2 ** 32);
    for (const index of [0, 1, 2] as const) {
      let count = 0;
      for (let group = 0; group < groups; group++) {
        const born = Uint32Array.from({ length: days }, (_, i) =>
          stateWord(index, Number(SEED), 0, group * days + i, 0),
        ).sort();
        count += repeats(born.map((day, i) => day - born[(i || days) - 1]!).sort());
      }
      expect(off(count, mean, Math.sqrt(mean))).toBeLessThan(4);
    }
  });

  test("no two of a million pairs of seed and path start alike, even by 53 of 96 bits; one word agrees as often as by chance", () => {
    const [first, second, third] = allStartStates() as [Uint32Array, Uint32Array, Uint32Array];
    const pairs = first.length;
    expect(pairs).toBeGreaterThan(1e6);
    expect(repeats(Float64Array.from(first, (word, i) => word * 2 ** 21 + (second[i]! >>> 11)).sort())).toBe(0);
    const mean = pairs ** 2 / 2 ** 33;
    for (const words of [first, second, third])
      expect(off(repeats(words.sort()), mean, Math.sqrt(mean))).toBeLessThan(4);
  });
});
