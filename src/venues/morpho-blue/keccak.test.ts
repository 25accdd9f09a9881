import fc from "fast-check";
import { expect, test } from "vitest";
import { keccak256 as theirs, type Hex } from "viem";
import { keccak256 } from "./keccak.js";
import { marketIdOf } from "./market-id.js";
import { morphoBlueMarkets } from "./markets.js";

test("of nothing it is the hash that Ethereum gives an account without code (Yellow Paper, 4.1)", () => {
  expect(keccak256("")).toBe("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
});

test("bytes of any length hash as viem's keccak256 says", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const hex = Buffer.from(bytes).toString("hex");
      expect(`0x${keccak256(hex)}`).toBe(theirs(`0x${hex}` as Hex));
    }),
    { numRuns: 60 },
  );
});

test("at the edges of a block of 136 bytes too", () => {
  for (const length of [135, 136, 137, 271, 272]) {
    const hex = "a7".repeat(length);
    expect(`0x${keccak256(hex)}`).toBe(theirs(`0x${hex}`));
  }
});

test("the id of every listed market is the hash of its figures", () => {
  for (const { long, short } of morphoBlueMarkets) {
    expect(marketIdOf(long)).toBe(long.id);
    if (short !== null) expect(marketIdOf(short)).toBe(short.id);
  }
});
