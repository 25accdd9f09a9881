import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sortedRows } from "./sorted-rows.js";

/** The same order kept plainly: [key, row] pairs. */
const plain = (keys: readonly number[]): [number, number][] =>
  keys.map((key, row): [number, number] => [key, row]).filter(([key]) => Number.isFinite(key));

const collected = (rows: ReturnType<typeof sortedRows>, above: number, upTo: number): number[] => {
  const into: number[] = [];
  rows.collect(above, upTo, into);
  return into;
};

/** Few different keys, of both signs and many sizes, so that rows share them. */
const keys = fc.oneof(
  fc.integer({ min: -3, max: 3 }).filter((key) => key !== 0),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((key) => key !== 0),
  fc.constantFrom(Infinity, -Infinity, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE),
);

describe("rows in the order of a key", () => {
  test("are those of a plain sort, after any insertions and removals", () => {
    const changes = fc.array(fc.tuple(fc.nat(), keys), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(keys, { minLength: 1, maxLength: 80 }),
        changes,
        fc.tuple(keys, keys),
        (start, moves, ends) => {
          const now = [...start];
          const rows = sortedRows(Float64Array.from(now));
          for (const [at, key] of moves) {
            const row = at % now.length;
            if (Number.isFinite(now[row])) rows.remove(now[row]!, row);
            if (Number.isFinite(key)) rows.insert(key, row);
            now[row] = key;
          }
          const [above, upTo] = [Math.min(...ends), Math.max(...ends)];
          const want = plain(now)
            .filter(([key]) => key > above && key <= upTo)
            .sort(([a, i], [b, j]) => (a === b ? i - j : a < b ? -1 : 1));
          expect(collected(rows, above, upTo)).toEqual(want.map(([, row]) => row));
        },
      ),
    );
  });

  test("may all have the same key, in more rows than a block holds, and all go", () => {
    const count = 3000;
    const rows = sortedRows(new Float64Array(count).fill(7));
    expect(collected(rows, 6, 7)).toEqual([...Array(count).keys()]);
    for (let row = 0; row < count; row++) rows.remove(7, row);
    expect(collected(rows, -Infinity, Infinity)).toEqual([]);
    for (let row = count - 1; row >= 0; row--) rows.insert(row % 2 === 0 ? 1 : 2, row);
    expect(collected(rows, 1, 2)).toEqual([...Array(count / 2).keys()].map((half) => 2 * half + 1));
    expect(collected(rows, 0, 1)).toHaveLength(count / 2);
  });

  test("a row that is not there is not removed", () => {
    const rows = sortedRows(Float64Array.of(1, 2));
    expect(() => rows.remove(2, 0)).toThrow(expect.objectContaining({ code: "E_INTERNAL" }));
    expect(() => rows.remove(0.5, 0)).toThrow(expect.objectContaining({ code: "E_INTERNAL" }));
    expect(collected(rows, 0, 2)).toEqual([0, 1]);
  });
});
