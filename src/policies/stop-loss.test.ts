import { describe, expect, test } from "vitest";
import { viewOf } from "../../tests/policy-views.js";
import { DAY_MS } from "../model/index.js";
import { stopLossPolicy } from "./stop-loss.js";
import { HOLD, type PolicyView } from "./view.js";

const policy = stopLossPolicy({ leverageRatio: 2, stop: 0.2, by: "watched", reopenMs: 7 * DAY_MS });
const resting = stopLossPolicy({ leverageRatio: 2, stop: 0.2, by: "resting", reopenMs: null });
const opened = { openedMs: 0, entryPrice: 2000 };
const held = (given: Partial<PolicyView>) => viewOf({ leverageRatio: 2, memory: opened, ...given });

describe("stop-loss", () => {
  test("opened at 2,000 with a stop of 20 %, it closes at a check that finds 1,600 and not at 1,601", () => {
    expect(policy.adjust(held({ price: 1601 }))).toBe(HOLD);
    expect(policy.adjust(held({ price: 1600 }))).toMatchObject({
      kind: "trade",
      leverageRatio: 0,
      memory: { outMs: DAY_MS },
    });
  });

  test("a short's stop lies above: at 2,400", () => {
    const short = stopLossPolicy({ leverageRatio: -2, stop: 0.2, by: "watched", reopenMs: null });
    expect(short.adjust(held({ leverageRatio: -2, price: 2399 }))).toBe(HOLD);
    expect(short.adjust(held({ leverageRatio: -2, price: 2400 }))).toMatchObject({ leverageRatio: 0 });
  });

  test("a resting stop is left at the venue as it opens, and again at each check that finds the position", () => {
    expect(resting.adjust(viewOf({ lastTradeMs: null }))).toMatchObject({
      leverageRatio: 2,
      resting: { price: 1600, leverageRatio: 0 },
      memory: { openedMs: DAY_MS, entryPrice: 2000 },
    });
    expect(resting.adjust(held({ price: 1900 }))).toEqual({
      kind: "hold",
      resting: { price: 1600, leverageRatio: 0 },
    });
  });

  test("a position that stands beyond its resting stop has lost it: the check closes it", () => {
    expect(resting.adjust(held({ price: 1500 }))).toMatchObject({ kind: "trade", leverageRatio: 0, resting: null });
  });

  test("once the venue has filled it, or has liquidated, it stays out; with a time to reopen it opens again then", () => {
    const empty = { leverageRatio: 0, notional: 0, lastTradeMs: DAY_MS / 2 };
    expect(resting.adjust(held(empty))).toMatchObject({ leverageRatio: 0, memory: { outMs: DAY_MS }, resting: null });
    const later = { ...empty, memory: { outMs: DAY_MS }, price: 1500 };
    expect(resting.adjust(held({ ...later, nowMs: 100 * DAY_MS }))).toMatchObject({ leverageRatio: 0 });
    expect(policy.adjust(held({ ...later, nowMs: 7 * DAY_MS }))).toMatchObject({ leverageRatio: 0 });
    expect(policy.adjust(held({ ...later, nowMs: 8 * DAY_MS }))).toMatchObject({
      leverageRatio: 2,
      memory: { openedMs: 8 * DAY_MS, entryPrice: 1500 },
    });
  });

  test("an opening order that was not filled is not taken for a position that was closed: it opens", () => {
    const memory = { openedMs: 2 * DAY_MS, entryPrice: 2000 };
    const action = policy.adjust(viewOf({ lastTradeMs: DAY_MS, nowMs: 3 * DAY_MS, memory, price: 1900 }));
    expect(action).toMatchObject({ leverageRatio: 2, memory: { openedMs: 3 * DAY_MS, entryPrice: 1900 } });
  });

  test("a stop beyond the price at which the equity is gone protects nothing: 50 % at 2x is refused", () => {
    expect(() => stopLossPolicy({ leverageRatio: 2, stop: 0.5, by: "resting", reopenMs: null })).toThrow(
      expect.objectContaining({
        code: "E_CONFIG_CONFLICT",
        field: "stop",
        want: "less than 50 %, where the equity is gone",
      }),
    );
  });

  test.each([
    [{ leverageRatio: 0 }, "leverage"],
    [{ stop: 0 }, "stop"],
    [{ stop: 1 }, "stop"],
    [{ reopenMs: 0 }, "reopen"],
  ])("%o is refused by name", (bad, field) => {
    expect(() => stopLossPolicy({ leverageRatio: 2, stop: 0.2, by: "resting", reopenMs: null, ...bad })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field }),
    );
  });
});
