import { describe, expect, test } from "vitest";
import { lendingName, lendingVectorsOf, lendingVectorsPresent } from "../../../tests/vectors-lending.js";
import { held, lender, START, viewOf, Walk, walked } from "../../../tests/practice-walk.js";
import { DAY_MS } from "../../model/index.js";
import { HOLD } from "../view.js";
import {
  maxLeverageFactor,
  recommendedLeverage,
  recommendedLeverageFactor,
  reducedLeverageFactor,
  seventyPercentKind,
  seventyPercentPolicy,
} from "./seventy-percent.js";

describe.skipIf(!lendingVectorsPresent)("every gearbox.* case of ../shared/vectors/lending.json", () => {
  const vectors = lendingVectorsOf("gearbox.");
  test("there are two, and each is of the recommended factor", () => {
    expect(vectors).toHaveLength(2);
    for (const { quantity } of vectors) expect(quantity).toMatch(/^gearbox\.recommendedLeverageFactor/);
  });

  test.each(vectors.map((vector) => ({ name: lendingName(vector), vector })))("$name", ({ vector }) => {
    const max = BigInt(Number(vector.inputs["maxLeverageFactor"]));
    expect(recommendedLeverageFactor(max)).toBe(BigInt(Number(vector.expected)));
  });
});

describe("Gearbox-protocol/sdk, src/common-utils/utils/strategies/leverage", () => {
  test("get-recommended-leverage-factor.spec.ts: 550 is floored to 380", () => {
    expect(recommendedLeverageFactor(550n)).toBe(380n);
  });

  test("calculate-max-leverage-factor.test.ts: 1000 at 1 % of slippage, with 30 and with the default loss", () => {
    expect(reducedLeverageFactor(1000n, 100n, 30n)).toBe(987n);
    expect(reducedLeverageFactor(1000n, 100n, 500n)).toBe(940n);
  });

  test("in its floating point 700 x .7 is below 490, and is floored to 480", () => {
    expect(recommendedLeverageFactor(700n)).toBe(480n);
  });

  // Its own test of the highest leverage mocks the function; 1 / (1 - .8) = 5x is a factor of 400, by hand.
  test("a threshold of 80 % allows 5x at a health of 1, and 3.5x at 1.12", () => {
    expect(maxLeverageFactor(8000n, 10_000n)).toBe(400n);
    expect(maxLeverageFactor(8000n, 11_200n)).toBe(250n);
  });
});

const settings = { targetHealth: 1, slippage: 0.005, constantLoss: 0.05, everyMs: 0 };

describe("as a policy", () => {
  test("a threshold of 83 % gives 488 x .945 = 461, and of it 320: 4.2x", () => {
    expect(recommendedLeverage(0.83, settings)).toBe(4.2);
    expect(seventyPercentPolicy(settings).adjust(viewOf())).toEqual({
      kind: "trade",
      leverageRatio: 4.2,
      because: "opens",
      memory: { resetMs: START },
    });
  });

  test("the threshold is the venue's", () => {
    const found = [0.6, 0.75, 0.83, 0.9, 0.95].map((threshold) => {
      const action = seventyPercentPolicy(settings).adjust(viewOf({ market: lender(0.5, threshold) }));
      return action.kind === "trade" ? action.leverageRatio : null;
    });
    // 1.5 -> 141 -> 90; 3 -> 283 -> 190; 4.88 -> 461 -> 320; 9 -> 850 -> 590 (595 floored); 19 -> 1795 -> 1250 (1256.5).
    expect(found).toEqual([1.9, 2.9, 4.2, 6.9, 13.5]);
  });

  test("held, it lets the leverage drift; on a schedule it goes back, after a liquidation too", () => {
    expect(walked(new Walk(seventyPercentPolicy(settings)), [2000, 1900, 2400], DAY_MS)).toEqual([
      ...["opens 4.2000", "hold 5.0506", "hold 2.7391"],
    ]);
    const weekly = seventyPercentPolicy({ ...settings, everyMs: 2 * DAY_MS });
    expect(walked(new Walk(weekly), [2000, 1900, 2400], DAY_MS)).toEqual([
      ...["opens 4.2000", "hold 5.0506", "schedule 4.2000"],
    ]);
    const closed = viewOf({ lastTradeMs: START - 2 * DAY_MS, liquidations: 1 });
    expect(seventyPercentPolicy(settings).adjust(closed)).toBe(HOLD);
    expect(weekly.adjust(closed)).toMatchObject({ leverageRatio: 4.2 });
  });

  test("shorts and settings that cannot be", () => {
    expect(() => seventyPercentPolicy(settings).adjust(held(-1))).toThrow(
      expect.objectContaining({ field: "view.notional" }),
    );
    const refused = (given: object) => () => seventyPercentPolicy({ ...settings, ...given }).adjust(viewOf());
    expect(refused({ targetHealth: 0.83 })).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "health" }),
    );
    expect(refused({ slippage: 0.5, constantLoss: 0.5 })).toThrow(expect.objectContaining({ field: "slippage, loss" }));
    expect(refused({ slippage: 5 })).toThrow(expect.objectContaining({ field: "slippage" }));
    expect(refused({ everyMs: -1 })).toThrow(expect.objectContaining({ field: "every" }));
  });

  test("by name", () => {
    const named = seventyPercentKind.of({ health: 1, slippage: 0.005, loss: 0.05, every: DAY_MS });
    expect(named.label).toBe("70 % of the highest leverage, every 1 day");
    expect(named.adjust(viewOf())).toMatchObject({ leverageRatio: 4.2 });
  });
});
