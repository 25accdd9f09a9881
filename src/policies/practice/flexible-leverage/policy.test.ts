import { describe, expect, test } from "vitest";
import { held, lender, START, viewOf, Walk, walked } from "../../../../tests/practice-walk.js";
import { DAY_MS, HOUR_MS } from "../../../model/index.js";
import { HOLD } from "../../view.js";
import { flexibleLeverageKind } from "./kind.js";
import { flexibleLeveragePolicy } from "./policy.js";
import { settings } from "../../../../tests/practice-settings.js";

// Index Coop publishes no worked rebalance with its numbers: the specs compute what they expect by a copy of the formula, and
// the pages on ETH2x-FLI give parameters alone. Hand computation stands in, with the parameters of
// test/adapters/flexibleLeverageStrategyExtension.spec.ts.

const policy = flexibleLeveragePolicy(settings);
const unlimited = flexibleLeveragePolicy({
  ...settings,
  chunkMax: null,
  ripcord: { ...settings.ripcord, chunkMax: null },
});

describe("a keeper that asks every hour", () => {
  test("inside the bounds it trades once the day is exceeded, a twentieth of the way; outside at once", () => {
    const walk = new Walk(unlimited);
    // 5 ETH bought with the deposit may carry 5 x .8 x .99 = 3.96 more at once, 1.792x; the rest an hour later.
    expect(walked(walk, [2000, 2000])).toEqual(["engage 1.7920", "next chunk 2.0000"]);
    // 10 ETH, 10,000 owed. At 2,100: 21,000 / 11,000 = 1.9091.
    expect(walked(walk, [2100])).toEqual(["hold 1.9091"]);
    // 24 h after the last call is not more than a day; an hour later 1.9091 x .95 + 2 x .05 = 1.9136.
    expect(walked(walk, Array<number>(24).fill(2100)).slice(22)).toEqual(["hold 1.9091", "rebalance 1.9136"]);
    // Owed 10,050; at 2,600: 26,062 / 16,012 = 1.6277 < 1.7: raised to the bound, 1.7 > 1.6277 x .95 + .1.
    expect(walked(walk, [2600])).toEqual(["rebalance 1.7000"]);
  });

  test("a fall beyond the highest bound is met with a chunk, and the rest after the cooldown, not before", () => {
    const walk = new Walk(policy);
    walk.check(2000);
    // From 1x to 2x in chunks of half a unit: 5 units held, 5 to buy, so that the first chunk makes 5.5.
    expect(walk.units).toBeCloseTo(5.5, 12);
    expect(walked(walk, [2000], 3_000_000)).toEqual(["hold 1.1000"]);
    expect(walked(walk, [2000], 1000)).toEqual(["next chunk 1.2000"]);
    expect(walked(walk, Array<number>(9).fill(2000))).toEqual([
      ...["1.3000", "1.4000", "1.5000", "1.6000", "1.7000", "1.8000", "1.9000", "2.0000"].map(
        (to) => `next chunk ${to}`,
      ),
      "hold 2.0000",
    ]);
  });

  test("a series of chunks is given up where the price has done the rest, and counts as a call", () => {
    const outstanding = { twapLeverageRatio: 2.3, calledMs: START - HOUR_MS };
    const view = held(2.25, { memory: outstanding, lastTradeMs: START - HOUR_MS });
    expect(policy.adjust(view)).toEqual({ kind: "hold", memory: { calledMs: START } });
    expect(policy.adjust({ ...view, leverageRatio: 2.45, notional: 24_500 })).toMatchObject({
      kind: "trade",
      because: "next chunk",
      leverageRatio: 2.3,
      tradeMax: 1000,
      memory: { calledMs: START, twapLeverageRatio: 2.3 },
    });
    const upward = { twapLeverageRatio: 1.7, calledMs: START - HOUR_MS };
    expect(policy.adjust(held(1.72, { memory: upward, lastTradeMs: START - HOUR_MS })).kind).toBe("hold");
    expect(policy.adjust(held(1.68, { memory: upward, lastTradeMs: START - HOUR_MS })).kind).toBe("trade");
  });

  test("a series is given up where the goal is met exactly, from either side", () => {
    const outstanding = (goal: number) => ({ memory: { twapLeverageRatio: goal, calledMs: START - HOUR_MS } });
    expect(policy.adjust(held(2.3, outstanding(2.3)))).toEqual({ kind: "hold", memory: { calledMs: START } });
    expect(policy.adjust(held(1.7, outstanding(1.7)))).toEqual({ kind: "hold", memory: { calledMs: START } });
  });

  test("on a bound itself the interval counts", () => {
    const lately = { memory: { calledMs: START - HOUR_MS } };
    expect([policy.adjust(held(1.7, lately)), policy.adjust(held(2.3, lately))]).toEqual([HOLD, HOLD]);
  });

  test("while chunks are outstanding the bounds do not shorten the cooldown (V114 of the vectors)", () => {
    const memory = { twapLeverageRatio: 2.3, calledMs: START - 10_000 };
    expect(policy.adjust(held(2.35, { memory, lastTradeMs: START - 10_000 }))).toBe(HOLD);
  });
});

describe("the ripcord", () => {
  const dear = { ...settings.ripcord, reward: 30 };
  const ripcord = flexibleLeveragePolicy({ ...settings, ripcord: dear });

  test("from 2.6x on it delevers to the highest bound in its own chunk, pays, and ends the series", () => {
    const memory = { twapLeverageRatio: 2.3, calledMs: START - HOUR_MS };
    // 13 ETH; (2.6 - 2.3) / 2.6 x 13 = 1.5 units, of which one chunk of 1 is allowed: 2,000 dollars.
    const action = ripcord.adjust(held(2.6, { memory }));
    expect(action).toMatchObject({ kind: "trade", because: "ripcord", leverageRatio: 2.3, tradeMax: 2000, reward: 30 });
    expect(action.memory).toEqual({ calledMs: START });
  });

  test("nothing but the ripcord is called there, and not before its cooldown", () => {
    expect(ripcord.adjust(held(2.6, { lastTradeMs: START - 60_000 }))).toBe(HOLD);
    expect(ripcord.adjust(held(2.6, { lastTradeMs: START - 60_001 }))).toMatchObject({ because: "ripcord" });
    expect(ripcord.adjust(held(2.599, { lastTradeMs: START - 60_001 }))).toMatchObject({ because: "rebalance" });
  });

  test("its looser slippage trades where a rebalance reverts", () => {
    expect(ripcord.adjust(held(2.5, { tradingCostRate: 0.02 }))).toBe(HOLD);
    expect(ripcord.adjust(held(2.7, { tradingCostRate: 0.02 }))).toMatchObject({ because: "ripcord" });
    expect(ripcord.adjust(held(2.7, { tradingCostRate: 0.06 }))).toBe(HOLD);
  });

  test("a cost of exactly the slippage does not revert", () => {
    expect(ripcord.adjust(held(2.5, { tradingCostRate: 0.01 }))).toMatchObject({ because: "rebalance" });
    expect(ripcord.adjust(held(2.7, { tradingCostRate: 0.05 }))).toMatchObject({ because: "ripcord" });
  });

  test("a price that falls step by step is met first by rebalances, then by the ripcord", () => {
    const walk = new Walk(unlimited);
    walked(walk, [2000, 2000]);
    // 10 ETH, 10,000 owed: 18,000 / 8,000, then 17,000 / 7,000 = 2.4286 and beyond 2.6 after a fall to 1,480.
    expect(walked(walk, [1800, 1700, 1480])).toEqual(["hold 2.2500", "rebalance 2.3000", "ripcord 2.3000"]);
  });
});

describe("the lender's limits", () => {
  const of = (lenderName: "compound" | "aave-v3", given: Partial<typeof settings> = {}) =>
    flexibleLeveragePolicy({ ...settings, ...given, lender: lenderName });

  test("no more is bought than may be borrowed: 99 % of what the venue lets one owe", () => {
    const wide = { max: 20, target: 10, ripcord: { ...settings.ripcord, leverageRatio: 20 }, chunkMax: null };
    const action = of("aave-v3", wide).adjust(held(1.2));
    // 12,000 x .8 x .99 - 2,000 = 7,504 may be bought; to 1.7x it wants 5,000, to 8x more.
    expect(action).toMatchObject({ leverageRatio: 1.7 });
    expect(action).not.toHaveProperty("tradeMax");
    const faster = of("aave-v3", { ...wide, recenteringSpeed: 0.8 }).adjust(held(1.2));
    expect(faster).toHaveProperty("tradeMax", expect.closeTo(7504, 6));
    expect(faster).toMatchObject({ memory: { twapLeverageRatio: expect.closeTo(8.24, 12) as number } });
  });

  test("the Compound version cannot delever beyond the borrowing limit: it holds, and Aave's sells", () => {
    const view = held(5.2, { market: lender(0.8, 0.83) }); // owes 80.77 %
    expect(of("compound").adjust(view)).toBe(HOLD);
    expect(of("aave-v3").adjust(view)).toMatchObject({ because: "ripcord" });
  });
});

describe("what it is not for", () => {
  test("without debt nothing is called again", () => {
    expect(policy.adjust(held(1))).toBe(HOLD);
    expect(policy.adjust(viewOf({ lastTradeMs: START - DAY_MS, liquidations: 1 }))).toBe(HOLD);
  });

  test("a short is refused", () => {
    const short = held(-1);
    expect(() => policy.adjust(short)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "view.notional" }),
    );
  });

  test("the same view twice gives the same action", () => {
    const view = Object.freeze(held(2.4));
    expect(policy.adjust(view)).toEqual(policy.adjust(view));
  });
});

describe("settings that the contract refuses", () => {
  const { ripcord } = settings;
  test.each([
    [{ min: 2.1 }, "E_CONFIG_CONFLICT", "min, target"],
    [{ max: 1.9 }, "E_CONFIG_CONFLICT", "target, max"],
    [{ ripcord: { ...ripcord, leverageRatio: 2.2 } }, "E_CONFIG_CONFLICT", "max, ripcord"],
    [{ rebalanceIntervalMs: 2_999_999 }, "E_CONFIG_CONFLICT", "cooldown, interval"],
    [{ ripcord: { ...ripcord, cooldownMs: 3_000_001 } }, "E_CONFIG_CONFLICT", "ripcordCooldown, cooldown"],
    [{ min: 0 }, "E_OUT_OF_RANGE", "min"],
    [{ recenteringSpeed: 0 }, "E_OUT_OF_RANGE", "speed"],
    [{ recenteringSpeed: 5 }, "E_OUT_OF_RANGE", "speed"],
    [{ chunkMax: 0 }, "E_OUT_OF_RANGE", "chunk"],
    [{ unutilized: 1.01 }, "E_OUT_OF_RANGE", "unutilized"],
    [{ slippage: Number.NaN }, "E_NOT_FINITE", "slippage"],
    [{ ripcord: { ...ripcord, slippage: 5 } }, "E_OUT_OF_RANGE", "ripcordSlippage"],
    [{ target: -2 }, "E_OUT_OF_RANGE", "target"],
  ])("%j", (given, code, field) => {
    expect(() => flexibleLeveragePolicy({ ...settings, ...given })).toThrow(expect.objectContaining({ code, field }));
  });

  test("by name, the settings of the spec are the defaults", () => {
    const defaults = Object.entries(flexibleLeverageKind.fields).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const named = flexibleLeverageKind.of({ ...Object.fromEntries(defaults), chunk: 0.5, ripcordChunk: 1 });
    expect(named.label).toBe(policy.label);
    expect(named.rules).toEqual(policy.rules);
    expect(named.adjust(held(2.5))).toEqual(policy.adjust(held(2.5)));
    expect(named.adjust(held(2.7))).toEqual(policy.adjust(held(2.7)));
  });
});

test("the triggers outside the interval, as leverage", () => {
  expect(policy.rules).toEqual([
    { name: "rebalance up", firesBelow: 1.7, firesAbove: null, endsFrom: 1.7, endsTo: 1.7 * 0.95 + 2 * 0.05 },
    { name: "rebalance down", firesBelow: null, firesAbove: 2.3, endsFrom: 2.3 * 0.95 + 2 * 0.05, endsTo: 2.3 },
    { name: "ripcord", firesBelow: null, firesAbove: 2.6, endsFrom: 2.3, endsTo: 2.3 },
  ]);
});
