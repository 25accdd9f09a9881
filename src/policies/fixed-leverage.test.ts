import { describe, expect, test } from "vitest";
import { viewOf } from "../../tests/policy-views.js";
import { DAY_MS } from "../model/index.js";
import { bandPolicy } from "./band.js";
import { holdPolicy } from "./hold.js";
import { schedulePolicy } from "./schedule.js";
import { HOLD, type PolicyMemory } from "./view.js";

const to = (leverageRatio: number): unknown => expect.objectContaining({ kind: "trade", leverageRatio });

describe("hold", () => {
  const policy = holdPolicy({ leverageRatio: 2 });

  test("opens once, and never trades again", () => {
    expect(policy.adjust(viewOf({ lastTradeMs: null }))).toEqual(to(2));
    expect(policy.adjust(viewOf({ leverageRatio: 4 }))).toBe(HOLD);
  });

  test("what the venue closed stays closed, even before the first of its own fills is known", () => {
    expect(policy.adjust(viewOf({ leverageRatio: 0, liquidations: 1 }))).toBe(HOLD);
    expect(policy.adjust(viewOf({ lastTradeMs: null, liquidations: 1 }))).toBe(HOLD);
  });

  test("a leverage of 0 is cash, and trades nothing", () => {
    expect(holdPolicy({ leverageRatio: 0 }).adjust(viewOf({ lastTradeMs: null }))).toBe(HOLD);
  });
});

describe("schedule", () => {
  const policy = schedulePolicy({ leverageRatio: 3, resetMs: 7 * DAY_MS });
  const opened: PolicyMemory = { resetMs: 10 * DAY_MS, liquidations: 0 };

  test("resets after a week, not before, whatever the leverage has become", () => {
    const at = (days: number) => policy.adjust(viewOf({ nowMs: days * DAY_MS, memory: opened, leverageRatio: 3.4 }));
    expect(at(16)).toBe(HOLD);
    expect(at(17)).toEqual(to(3));
    expect(at(17).memory).toEqual({ resetMs: 17 * DAY_MS, liquidations: 0 });
  });

  test("after a liquidation it opens at the next check, and the week starts anew (the renewal of mathematics A5)", () => {
    const action = policy.adjust(viewOf({ nowMs: 12 * DAY_MS, memory: opened, liquidations: 1 }));
    expect(action).toEqual(to(3));
    expect(action.memory).toEqual({ resetMs: 12 * DAY_MS, liquidations: 1 });
  });
});

describe("band", () => {
  const edge = bandPolicy({ low: 1.5, high: 2.5, tradeTo: "edge" });
  const target = bandPolicy({ low: 1.5, high: 2.5, target: 1.8, tradeTo: "target" });

  test.each([
    [edge, 1.4, 1.5],
    [edge, 2.6, 2.5],
    [target, 1.4, 1.8],
    [target, 2.6, 1.8],
  ])("$label at %fx trades to %fx", (policy, leverageRatio, expected) => {
    expect(policy.adjust(viewOf({ leverageRatio }))).toEqual(to(expected));
  });

  test("nothing is done inside it, its edges included", () => {
    for (const leverageRatio of [1.5, 2, 2.5]) expect(edge.adjust(viewOf({ leverageRatio }))).toBe(HOLD);
  });

  test("opens at the middle or at the target, also after a liquidation", () => {
    for (const view of [viewOf({ lastTradeMs: null }), viewOf({ liquidations: 1 })]) {
      expect(edge.adjust(view)).toEqual(to(2));
      expect(target.adjust(view)).toEqual(to(1.8));
    }
  });

  test("a low of 0 only ever deleverages: what the venue closed stays closed", () => {
    const policy = bandPolicy({ low: 0, high: 2, target: 2, tradeTo: "edge" });
    expect(policy.adjust(viewOf({ lastTradeMs: null }))).toEqual(to(2));
    expect(policy.adjust(viewOf({ leverageRatio: 0.3 }))).toBe(HOLD);
    expect(policy.adjust(viewOf({ leverageRatio: 0, liquidations: 1 }))).toBe(HOLD);
    expect(policy.rules.map(({ name }) => name)).toEqual(["band's cut"]);
  });

  test("a short mirrors it: below -2.5x it buys back, above -1.5x it sells more", () => {
    const policy = bandPolicy({ low: -2.5, high: -1.5, tradeTo: "edge" });
    expect(policy.adjust(viewOf({ leverageRatio: -2.6 }))).toEqual(to(-2.5));
    expect(policy.adjust(viewOf({ leverageRatio: -1.4 }))).toEqual(to(-1.5));
    expect(policy.adjust(viewOf({ leverageRatio: 0 }))).toEqual(to(-2));
    expect(policy.rules).toEqual(edge.rules);
  });

  test.each([
    ["inverted", { low: 2.5, high: 1.5 }, "E_CONFIG_CONFLICT", "low"],
    ["of no width", { low: 2, high: 2 }, "E_CONFIG_CONFLICT", "low"],
    ["over both sides", { low: -1, high: 1 }, "E_OUT_OF_RANGE", "low"],
    ["with its target outside", { low: 1, high: 2, target: 3 }, "E_CONFIG_CONFLICT", "target"],
    ["with no number", { low: NaN, high: 2 }, "E_NOT_FINITE", "low"],
  ])("a band %s is refused by name", (_, settings, code, field) => {
    expect(() => bandPolicy({ ...settings, tradeTo: "edge" })).toThrow(expect.objectContaining({ code, field }));
  });
});
