import { describe, expect, test } from "vitest";
import { figures } from "../../../tests/markets.js";
import { protectionRequest } from "../../../tests/protection-requests.js";
import { stated } from "../../model/index.js";
import { firstPassageProbability } from "../../odds/index.js";
import { followed } from "./followed.js";
import { protectedPaths, type ProtectedPaths } from "./protected-paths.js";
import type { ProtectionPlan } from "./protected-position.js";

const request = protectionRequest();
const plan = (given: Partial<ProtectionPlan>): ProtectionPlan => ({
  ...{ leverageRatio: 2, share: 1, stop: null, strike: null, stopBy: null, paysIn: false },
  ...given,
});

/** One path by hand: after what came at once, the lowest, and the end of each step. */
function byHand(
  steps: readonly (readonly [number, number, number])[],
  given: Partial<ProtectedPaths> = {},
): ProtectedPaths {
  const column = (at: 0 | 1 | 2): Float32Array => Float32Array.from(steps, (step) => step[at]);
  const size = { paths: 1, steps: steps.length, stepYears: 1 / 365, checkEvery: 1, overshoot: 1 };
  return {
    ...size,
    opens: column(0),
    lows: column(1),
    closes: column(2),
    down: new Uint8Array(steps.length),
    ...given,
  };
}
const wealthOf = (given: Partial<ProtectionPlan>, paths: ProtectedPaths, of = request): number =>
  followed(of, plan(given), paths).medianWealth;

describe("one path by hand, 2x, without rates or costs", () => {
  const fallen = byHand([
    [1, 0.875, 0.9],
    [0.9, 0.75, 0.8],
    [0.8, 0.75, 1.5],
  ]);

  test("left alone it ends at 1 + 2 (1.5 - 1); bought for all wealth at 1x at 1.5", () => {
    expect(wealthOf({}, fallen)).toBeCloseTo(2, 6);
    expect(wealthOf({ leverageRatio: 1 }, fallen)).toBeCloseTo(1.5, 6);
  });

  test("a stop at the venue 20 % below is filled within the second day at .8, and stays out", () => {
    expect(wealthOf({ stop: 0.2, stopBy: "venue" }, fallen)).toBeCloseTo(0.6, 6);
  });

  test("one that a gap jumps over is filled where the gap ends, with the slippage and the cost of the trade", () => {
    const gap = byHand([[0.7, 0.7, 0.9]]);
    expect(wealthOf({ stop: 0.2, stopBy: "venue" }, gap)).toBeCloseTo(1 + 2 * -0.3, 6);
    const dear = protectionRequest({ slippageRate: 0.01 });
    expect(wealthOf({ stop: 0.2, stopBy: "venue" }, gap, dear)).toBeCloseTo(0.4 - 2 * 0.7 * 0.01, 6);
  });

  test("a watched one is filled at the close that is seen; not while the watcher is down", () => {
    const watched = { stop: 0.15, stopBy: "watcher" } as const;
    expect(wealthOf(watched, fallen)).toBeCloseTo(0.6, 6);
    expect(wealthOf(watched, { ...fallen, down: Uint8Array.of(0, 1, 1) })).toBeCloseTo(2, 6);
  });

  test("who looks several times a day acts at the trigger, less the overshoot", () => {
    const often = { ...fallen, checkEvery: 0, overshoot: 0.99 };
    expect(wealthOf({ stop: 0.15, stopBy: "watcher" }, often)).toBeCloseTo(1 + 2 * (0.85 * 0.99 - 1), 6);
  });
});

describe("one path by hand: the venue, the reserve, the put", () => {
  test("the venue closes at the price of Aave's rule, (L - 1) / (L x .83), by its own outcome; what is out of reach stays", () => {
    const crash = byHand([[0.5, 0.5, 2]]);
    const alone = followed(request, plan({}), crash);
    expect([alone.liquidated.value, alone.ruined.value]).toEqual([1, 1]);
    expect(wealthOf({ share: 0.4 }, crash)).toBeCloseTo(0.6, 6);
    const slow = byHand([[1, 0.6, 0.62]]);
    const level = 1 / (2 * 0.83);
    const left = 2 * level - 1 - 0.05;
    expect(followed(request, plan({}), slow).liquidated.value).toBe(1);
    expect(wealthOf({}, slow)).toBeCloseTo(left, 2);
    expect(wealthOf({}, byHand([[1, level + 0.001, 1]]))).toBeCloseTo(1, 6);
  });

  test("the reserve is paid in where half of the way to liquidation is used up, and no path then meets it", () => {
    const steps = byHand([
      [1, 0.74, 0.74],
      [0.74, 0.55, 1],
    ]);
    expect(followed(request, plan({ share: 0.5 }), steps).liquidated.value).toBe(1);
    const paid = followed(request, plan({ share: 0.5, paysIn: true }), steps);
    expect(paid.liquidated.value).toBe(0);
    expect(paid.medianWealth).toBeCloseTo(1, 6);
    const down = { ...steps, down: Uint8Array.of(1, 1) };
    expect(followed(request, plan({ share: 0.5, paysIn: true }), down).liquidated.value).toBe(1);
  });

  test("a put at the money pays what the price has fallen, less its premium", () => {
    const month = { ...protectionRequest(), put: { volatilityPremium: 0, periodYears: 2 / 365 } };
    const steps = byHand([
      [1, 0.9, 0.9],
      [0.9, 0.8, 0.8],
    ]);
    const price = 0.8 * Math.sqrt(2 / 365) * 0.39894;
    const units = 1 / (1 + price);
    const end = wealthOf({ leverageRatio: 1, strike: 1 }, steps, month);
    expect(end).toBeCloseTo(units, 3);
  });
});

describe("many paths against closed forms, four standard errors", () => {
  const paths = protectedPaths(request);
  const years = 0.25;
  const logDrift = 0.2 - 0.8 ** 2 / 2;
  const within = (measured: { readonly value: number; readonly standardError: number }, expected: number): void => {
    expect(Math.abs(measured.value - expected)).toBeLessThan(4 * measured.standardError);
  };
  const hits = (ratio: number): number =>
    firstPassageProbability({ barrier: -Math.log(ratio), drift: logDrift, volatility: 0.8, years });

  test("untouched 2x: the odds of half of wealth, and of liquidation, are those of first passage (image formula)", () => {
    const untouched = followed(request, plan({}), paths);
    within(untouched.belowFloor, hits(0.75));
    within(untouched.liquidated, hits(1 / (2 * 0.83)));
  });

  test("1x grows by the drift less half the variance, and costs nothing", () => {
    const held = followed(request, plan({ leverageRatio: 1 }), paths);
    within(held.growthAnnual!, logDrift);
    expect(held.costAnnual).toBe(0);
  });

  test("an uncertain drift does not move the mean growth, and widens it", () => {
    const unsure = { ...request.estimates, driftAnnual: stated(0.2, 0.5) };
    const held = followed(
      request,
      plan({ leverageRatio: 1 }),
      protectedPaths(protectionRequest({ estimates: unsure })),
    );
    within(held.growthAnnual!, logDrift);
    expect(held.growthAnnual!.standardError).toBeGreaterThan(0.02);
  });

  test("isolation is exact: with half of wealth out of reach no path is below half, jumps of any size included", () => {
    const jumps = { intensityAnnual: stated(6), downShare: 1, meanDown: 0.3, meanUp: 0.01, exchangeRateShare: 0, countedInDrift: false, source: "a test" }; // prettier-ignore
    const wild = protectionRequest({ estimates: figures({ drift: 0.2, volatility: 0.8, borrow: 0, jumps }) });
    const wildPaths = protectedPaths(wild);
    expect(followed(wild, plan({ share: 0.5 }), wildPaths).belowFloor.value).toBe(0);
    expect(followed(wild, plan({ share: 0.55 }), wildPaths).belowFloor.value).toBeGreaterThan(0.3);
    const stop = plan({ stop: 0.2, stopBy: "venue" });
    expect(followed(request, stop, paths).belowFloor.value).toBe(0);
    expect(followed(wild, stop, wildPaths).belowFloor.value).toBeGreaterThan(0.2);
  });
});
