import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { serveChain, type TapeBlock } from "../../tests/loopback-chain.js";
import type { Loopback } from "../../tests/loopback-http.js";
import { openChainHistory } from "./chain-history.js";

const open: Loopback[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const blocksOf = (times: readonly number[]): readonly TapeBlock[] =>
  times.map((timestamp, number) => ({ number, timestamp, hash: `0x${number.toString(16).padStart(64, "0")}` }));

/** A node with these blocks, and its history seen a second after the last. */
async function historyOf(blocks: readonly TapeBlock[], multicallFrom = 0) {
  const node = await serveChain({
    chainId: 1,
    blockAt: (number) => (number === "latest" ? blocks[blocks.length - 1] : (blocks[number] ?? null)),
    call: () => `0x${"0".repeat(64)}`,
    hasMulticall: (number) => number >= multicallFrom,
  });
  open.push(node);
  const nowMs = (blocks[blocks.length - 1].timestamp + 1) * 1000;
  const history = await openChainHistory({ chain: "ethereum", chainId: 1, url: node.url, nowMs });
  return { node, history, nowMs };
}

/** The same search, block by block. */
const lastAtOrBefore = (blocks: readonly TapeBlock[], timeMs: number): number =>
  blocks.findLastIndex(({ timestamp }) => timestamp * 1000 <= timeMs);

/** Gaps between blocks, seconds: of one pace, of slots that are missed, of several blocks a second, of a chain that stood still. */
const gaps = fc.oneof(
  fc.constantFrom(12, 2).chain((gap) => fc.array(fc.constant(gap), { minLength: 20, maxLength: 400 })),
  fc.array(fc.constantFrom(12, 12, 12, 24, 36), { minLength: 20, maxLength: 400 }),
  fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 20, maxLength: 400 }),
  fc.array(fc.constantFrom(1, 5, 100_000), { minLength: 20, maxLength: 200 }),
);

const timesOf = (each: readonly number[]): number[] => {
  const times = [1_600_000_000];
  for (const gap of each) times.push(times[times.length - 1] + gap);
  return times;
};

describe("a chain in the past", () => {
  test("finds the last block at or before any moment, as looking at every block does", async () => {
    await fc.assert(
      fc.asyncProperty(
        gaps,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
        async (each, shares) => {
          const blocks = blocksOf(timesOf(each));
          const { history, nowMs } = await historyOf(blocks);
          const firstMs = blocks[0].timestamp * 1000;
          for (const share of shares) {
            const timeMs = firstMs + Math.floor(share * (nowMs - firstMs));
            const { block } = await history.readerAt(timeMs);
            expect(block.number).toBe(lastAtOrBefore(blocks, timeMs));
          }
          await Promise.all(open.splice(0).map((server) => server.close()));
        },
      ),
      { numRuns: 15 },
    );
  });

  test("sixty hours of a chain with one block in twelve seconds and one slot in a hundred missed: three looks an hour at most, on average", async () => {
    const slots = Array.from({ length: 25_000 }, (_, slot) => slot).filter((slot) => (slot * 7919) % 101 !== 7);
    const blocks = blocksOf(slots.map((slot) => 1_700_000_000 + 12 * slot));
    const { node, history } = await historyOf(blocks);
    const before = node.asked.length;
    const hours = Array.from({ length: 60 }, (_, hour) => 1_700_000_000_000 + hour * 3_600_000);
    for (const hour of hours) expect((await history.readerAt(hour)).block.number).toBe(lastAtOrBefore(blocks, hour));
    expect((node.asked.length - before) / hours.length).toBeLessThan(3);
  });

  test("reads at that block, through Multicall3 where it stood there", async () => {
    const blocks = blocksOf(timesOf(new Array<number>(100).fill(12)));
    const { node, history } = await historyOf(blocks, 50);
    const abi = {
      type: "function",
      name: "f",
      stateMutability: "view",
      inputs: [],
      outputs: [{ type: "uint8" }],
    } as const;
    for (const number of [60, 40, 70, 30]) {
      const reader = await history.readerAt(blocks[number].timestamp * 1000);
      expect(reader.block.number).toBe(number);
      expect(await reader.read([{ address: `0x${"11".repeat(20)}`, abi }])).toEqual([0n]);
    }
    expect(node.asked.filter(({ text }) => text.includes("eth_getCode"))).toHaveLength(3);
    expect(
      node.asked.filter(
        ({ text }) => text.includes("0xca11bde05977b3631167028862be2a173976ca11") && text.includes("eth_call"),
      ),
    ).toHaveLength(2);
  });

  test("a moment before the first block, and one to come, are out of range", async () => {
    const blocks = blocksOf(timesOf(new Array<number>(30).fill(12)));
    const { history, nowMs } = await historyOf(blocks);
    const refused = { code: "E_OUT_OF_RANGE", field: "timeMs" };
    await expect(history.readerAt(blocks[0].timestamp * 1000 - 1)).rejects.toMatchObject(refused);
    await expect(history.readerAt(nowMs + 1)).rejects.toMatchObject(refused);
  });

  test("blocks whose times are not in order are refused", async () => {
    const times = timesOf(new Array<number>(100).fill(12));
    times[50] = 1_500_000_000;
    const { history } = await historyOf(blocksOf(times));
    const [wanted] = blocksOf(times).slice(49);
    await expect(history.readerAt(wanted.timestamp * 1000)).rejects.toMatchObject({
      code: "E_BAD_ANSWER",
      field: "block",
    });
  });
});
