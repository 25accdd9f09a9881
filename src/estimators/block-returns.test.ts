import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { DAY_MS } from "../model/index.js";
import { pricesFromColumns } from "../series/index.js";
import { blockReturns } from "./block-returns.js";

/** Daily closes with log returns `returns`. */
function daily(returns: readonly number[]) {
  let log = Math.log(100);
  const close = Float64Array.from([0, ...returns], (step) => Math.exp((log += step)));
  const time = Float64Array.from(close, (_, day) => day * DAY_MS);
  return pricesFromColumns({ time, close }, { barTime: "close", timeUnit: "ms", source: "a test" });
}

const random = (days: number, shift = 0): readonly number[] => {
  const stream = createStream(4, days);
  return Array.from({ length: days }, () => shift + 0.03 * stream.normal());
};

describe("returns over blocks", () => {
  test("are the sums of the net log returns of each block, and of their squares", () => {
    const steps = random(900);
    const mean = steps.reduce((sum, step) => sum + step, 0) / 900;
    const found = blockReturns(daily(steps))!;
    expect(found.logReturns).toHaveLength(30);
    for (const block of [0, 17, 29]) {
      const net = steps.slice(30 * block, 30 * block + 30).map((step) => step - mean);
      expect(found.logReturns[block]).toBeCloseTo(
        net.reduce((sum, step) => sum + step, 0),
        12,
      );
      expect(found.variances[block]).toBeCloseTo(
        net.reduce((sum, step) => sum + step * step, 0),
        12,
      );
    }
  });

  test("a constant added to history changes nothing", () => {
    const [plain, shifted] = [random(900), random(900, 0.002)].map((steps) => blockReturns(daily(steps))!);
    plain.logReturns.forEach((value, i) => expect(shifted.logReturns[i]).toBeCloseTo(value, 11));
  });

  test("what is left over after the last whole block is left out, and under 24 blocks nothing is said", () => {
    expect(blockReturns(daily(random(749)))!.logReturns).toHaveLength(24);
    expect(blockReturns(daily(random(719)))).toBeNull();
    expect(blockReturns(daily(random(749)), 10 * DAY_MS)!.logReturns).toHaveLength(74);
  });

  test("refuses a length that is none", () => {
    expect(() => blockReturns(daily(random(100)), 0)).toThrow(expect.objectContaining({ field: "blockMs" }));
  });
});
