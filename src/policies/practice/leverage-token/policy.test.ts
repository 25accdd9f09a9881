import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { held, START, viewOf, Walk, walked } from "../../../../tests/practice-walk.js";
import { HOUR_MS } from "../../../model/index.js";
import { HOLD } from "../../view.js";
import { collateralRatioAtLeverage, leverageAtCollateralRatio } from "../lending-position.js";
import { isStateAfterValid } from "./band.js";
import { leverageTokenKind } from "./kind.js";
import { leverageTokenPolicy } from "./policy.js";

describe("docs.seamlessprotocol.com, launch strategy example weETH-17x", () => {
  test.each([
    [17, 1.0625],
    [16.9, 1.062893082],
    [17.3, 1.06135],
    [17.5, 1.06061],
  ])("%sx is a collateral ratio of %s", (leverageRatio, collateralRatio) => {
    expect(collateralRatioAtLeverage(leverageRatio)).toBeCloseTo(collateralRatio, 5);
    expect(leverageAtCollateralRatio(collateralRatioAtLeverage(leverageRatio))).toBeCloseTo(leverageRatio, 9);
  });

  test("30 % of a penalty of 1.67 % is .501 % of the debt repaid", () => {
    const preLiquidation = { collateralRatio: 1.06061, reward: 0.3, penalty: 0.0167 };
    const band = { min: 1.06135, target: 1.0625, max: 1.062893082 };
    const auction = { initial: 1.01, minimum: 0.999, durationMs: HOUR_MS };
    const token = leverageTokenPolicy({ band, auction, executorCost: 0.0005, preLiquidation });
    expect(token.label).toBe("leverage token 17x, auctions outside 16.9x to 17.3x");
    const action = token.adjust(held(17.6));
    if (action.kind !== "trade") throw new Error("it must trade");
    expect(action.because).toBe("pre-liquidation");
    const rate = action.concessionRate ?? 0;
    expect(rate / (1 - rate)).toBeCloseTo(0.00501, 12); // of what is left of the sale, which repays debt
  });
});

describe("seamless-protocol/leverage-tokens, test/unit/PreLiquidationRebalanceAdapter/IsStateAfterRebalanceValid.t.sol", () => {
  test("a penalty of 5 % and half of it as reward may take 2.5 of equity for 100 of debt", () => {
    const preLiquidation = { collateralRatio: 1.1, reward: 0.5, penalty: 0.05 };
    const walk = new Walk(leverageTokenPolicy({ ...settings, preLiquidation }));
    walk.check(2000);
    [walk.units, walk.debt, walk.cash] = [10, 18_200, 0];
    const [equity, debt] = [walk.equityAt(2000), walk.debt];
    expect(walk.check(2000)).toMatchObject({ because: "pre-liquidation" });
    expect((equity - walk.equityAt(2000)) / (debt - walk.debt)).toBeCloseTo(0.025, 12);
  });
});

const settings = {
  band: { min: 1.5, target: 2, max: 2.5 }, // 3x, 2x, 1.6667x
  auction: { initial: 1.01, minimum: 0.99, durationMs: HOUR_MS },
  executorCost: 0.005,
  preLiquidation: null,
};
const policy = leverageTokenPolicy(settings);

describe("an auction", () => {
  // 1.01 falls to .995 when (1 - x)^4 = .25: after .29289 of the hour, 17 min 34 s.
  const takenAfterMs = HOUR_MS * (1 - 0.25 ** 0.25);

  test("starts at the check that finds the ratio outside, and is taken once its price covers the executor's cost", () => {
    const found = held(3.01);
    const auction = { startMs: START, buys: 0 };
    expect(policy.adjust(found)).toEqual({ kind: "hold", memory: auction });
    const later = (afterMs: number) => policy.adjust(held(3.01, { nowMs: START + afterMs, memory: auction }));
    expect(later(takenAfterMs - 1)).toBe(HOLD);
    const taken = { kind: "trade", leverageRatio: 2, because: "auction", memory: {} };
    expect(later(takenAfterMs + 1)).toEqual({ ...taken, concessionRate: expect.closeTo(0.005, 12) as number });
    expect(later(HOUR_MS * 5)).toMatchObject(taken);
  });

  test("to lever, the executor gives .995 of the asset for its debt: .005 / .995 of what is bought", () => {
    const memory = { startMs: START - HOUR_MS, buys: 1 };
    const action = policy.adjust(held(1.6, { memory }));
    expect(action).toMatchObject({ leverageRatio: 2, concessionRate: expect.closeTo(0.005 / 0.995, 12) as number });
  });

  test("is given up when the ratio comes back, and starts anew on the other side", () => {
    const memory = { startMs: START - HOUR_MS, buys: 0 };
    expect(policy.adjust(held(2.9, { memory }))).toEqual({ kind: "hold", memory: {} });
    expect(policy.adjust(held(2.9))).toBe(HOLD);
    expect(policy.adjust(held(1.5, { memory }))).toEqual({ kind: "hold", memory: { startMs: START, buys: 1 } });
  });

  test("on its bounds nothing is done", () => {
    expect(policy.adjust(held(3))).toBe(HOLD);
    expect(policy.adjust(held(5 / 3 + 1e-12))).toBe(HOLD);
  });

  test("that starts at a price worth taking is taken at once, at that price", () => {
    const cheap = leverageTokenPolicy({ ...settings, auction: { ...settings.auction, initial: 0.992 } });
    expect(cheap.adjust(held(3.01))).toMatchObject({
      kind: "trade",
      concessionRate: expect.closeTo(0.008, 12) as number,
    });
    const keen = leverageTokenPolicy({ ...settings, executorCost: -0.02 });
    expect(keen.adjust(held(3.01))).toMatchObject({ concessionRate: expect.closeTo(-0.01, 12) as number });
  });

  test("whose lowest price is not worth it is never taken", () => {
    const dear = leverageTokenPolicy({ ...settings, executorCost: 0.011 });
    expect(dear.adjust(held(3.5, { memory: { startMs: START - HOUR_MS, buys: 0 } }))).toBe(HOLD);
    const preLiquidation = { collateralRatio: 1.3, reward: 0.3, penalty: 0.05 };
    const rescued = leverageTokenPolicy({ ...settings, executorCost: 0.011, preLiquidation });
    expect(rescued.adjust(held(4.3))).toBe(HOLD);
    expect(rescued.adjust(held(4.4))).toMatchObject({ because: "pre-liquidation", leverageRatio: 2 });
  });

  test("a pre-liquidation is below its ratio, not on it, and is taken for exactly the executor's cost", () => {
    const preLiquidation = { collateralRatio: 1.25, reward: 0.3, penalty: 0.05 };
    const token = leverageTokenPolicy({ ...settings, executorCost: 0.3 * 0.05, preLiquidation });
    expect(token.adjust(held(5))).toBe(HOLD);
    expect(token.adjust(held(5.01))).toMatchObject({ because: "pre-liquidation" });
  });

  test("every trade that it leads to is one that the contract would let stand", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ min: 1.05, max: 1.66, noNaN: true }), fc.double({ min: 3.01, max: 6, noNaN: true })),
        (leverage) => {
          const walk = new Walk(policy);
          walk.check(2000);
          [walk.units, walk.debt, walk.cash] = [leverage, 2000 * (leverage - 1), 0];
          const before = collateralRatioAtLeverage(walk.leverageAt(2000));
          walk.check(2000);
          expect(walk.check(2000).kind).toBe("trade");
          const after = collateralRatioAtLeverage(walk.leverageAt(2000));
          expect(after).toBeCloseTo(2, 9);
          expect(isStateAfterValid(before, Math.round(after * 1e9) / 1e9, 2)).toBe(true);
        },
      ),
    );
  });
});

test("a price that falls and rises step by step: an hourly keeper trades an hour after it sees", () => {
  // 10 ETH, 10,000 owed. At 1,490: 14,900 / 4,900 = 3.0408; 14,900 - x = 2 (4,900 - .005 x), x = 5,151.52: 6.5426 ETH are
  // left, and 4,874.24 owed.
  expect(walked(new Walk(policy), [2000, 1600, 1490, 1490, 1490, 2200])).toEqual([
    ...["opens 2.0000", "hold 2.6667", "hold 3.0408", "auction 2.0000", "hold 2.0000", "hold 1.5120"],
  ]);
});

test("nothing is traded while nothing is held; the asset without debt is levered up again; no shorts", () => {
  expect(policy.adjust(viewOf({ lastTradeMs: START, liquidations: 1 }))).toBe(HOLD);
  expect(policy.adjust(held(1))).toEqual({ kind: "hold", memory: { startMs: START, buys: 1 } });
  expect(() => policy.adjust(held(-1))).toThrow(expect.objectContaining({ field: "view.notional" }));
});

describe("settings that are refused", () => {
  const { band, auction } = settings;
  const preLiquidation = { collateralRatio: 1.3, reward: 0.3, penalty: 0.05 };
  test.each([
    [{ band: { ...band, min: 2.1 } }, "E_CONFIG_CONFLICT", "min, target, max"],
    [{ band: { ...band, max: 1.9 } }, "E_CONFIG_CONFLICT", "min, target, max"],
    [{ band: { ...band, min: 1 } }, "E_OUT_OF_RANGE", "min"],
    [{ auction: { ...auction, initial: 0.98 } }, "E_CONFIG_CONFLICT", "minimum, initial"],
    [{ auction: { ...auction, durationMs: 0 } }, "E_OUT_OF_RANGE", "duration"],
    [{ executorCost: 1 }, "E_OUT_OF_RANGE", "executorCost"],
    [{ preLiquidation: { ...preLiquidation, collateralRatio: 2.1 } }, "E_CONFIG_CONFLICT", "preLiquidation"],
    [{ preLiquidation: { ...preLiquidation, reward: 30 } }, "E_OUT_OF_RANGE", "reward"],
  ])("%j", (given, code, field) => {
    expect(() => leverageTokenPolicy({ ...settings, ...given })).toThrow(expect.objectContaining({ code, field }));
  });
});

test("by name, and the triggers as leverage", () => {
  const values = {
    min: 1.5,
    target: 2,
    max: 2.5,
    duration: HOUR_MS,
    initial: 1.01,
    minimum: 0.99,
    executorCost: 0.005,
  };
  const named = leverageTokenKind.of(values);
  const memory = { startMs: START - HOUR_MS, buys: 0 };
  expect(named.adjust(held(3.2, { memory }))).toEqual(policy.adjust(held(3.2, { memory })));
  const rules = named.rules.map(({ firesBelow, firesAbove, endsFrom, endsTo }) => [
    firesBelow,
    firesAbove,
    endsFrom,
    endsTo,
  ]);
  expect(rules).toEqual([
    [2.5 / 1.5, null, 2.5 / 1.5, 2],
    [null, 3, 2, 3],
  ]);
  const rescued = leverageTokenKind.of({ ...values, preLiquidation: 1.3, reward: 0.3, penalty: 0.05 });
  expect(rescued.adjust(held(4.4))).toMatchObject({ because: "pre-liquidation" });
});
