import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Account, Leg, Prices } from "../model/index.js";
import { aaveV3 } from "./aave-v3/index.js";
import { custom } from "./custom/index.js";
import { liquidationPrice, liquidationRatio, liquidationRatios, surplus } from "./liquidation.js";
import { onePath, pricesAt, riskyPath } from "./price-path.js";
import type { VenueMarket } from "./venue.js";

const common = { asset: "ETH", quote: "USD", asOf: "2026-01-31", source: "test", tradingCostRate: 0.001 } as const;

const lending = (liquidationThreshold: number): VenueMarket => {
  const reserve = { loanToValueMax: 0, liquidationThreshold, liquidationBonus: 0 };
  return custom.market({ ...common, kind: "lending", reserves: { ETH: reserve, USD: reserve } });
};

const perpetual = (maintenanceRate: number, closingFeeRate = 0): VenueMarket =>
  custom.market({ ...common, kind: "perpetual", maintenanceRate, closingFeeRate, leverageRatioMax: 10 });

const ratiosAt = ({ model }: VenueMarket, leverage: number) => {
  const prices = { ETH: 2500, USD: 1 };
  const account = model.holding("ETH", { equity: 1000, notional: 1000 * leverage }, prices);
  return liquidationRatios(model, account, onePath(prices, "ETH"));
};

describe("closed forms", () => {
  test("lending long closes at (L - 1)/(L LT) (lending-venues.md 2.4)", () => {
    for (const leverage of [1.2, 2, 3, 5]) {
      const { below, above } = ratiosAt(lending(0.83), leverage);
      expect(below).toBeCloseTo((leverage - 1) / (leverage * 0.83), 13);
      expect(above).toBeNull();
    }
  });

  test("lending short closes at 1.600 at L = -1, LT .8 (mathematics.md 4, short side)", () => {
    const { below, above } = ratiosAt(lending(0.8), -1);
    expect(above).toBeCloseTo(1.6, 13);
    expect(below).toBeNull();
  });

  test("price of a loop at which it is closed is P/HF; tolerated drop 39.8 % at L = 2, LT .83 (concepts.md 6)", () => {
    expect(1 - ratiosAt(lending(0.83), 2).below!).toBeCloseTo(0.398, 3);
    expect(1 / ratiosAt(lending(0.83), 2).below!).toBeCloseTo(1.66, 12);
  });

  test.each([
    { id: "perp-10", L: 10, m: 0.005, f: 0, long: 0.9045226130653267, short: 1.0945273631840797 },
    { id: "perp-20", L: 20, m: 0.005, f: 0.0005, long: 0.955253896430367, short: 1.0442565887618103 },
    { id: "perp-3", L: 3, m: 0.01, f: 0, long: 0.6734006734006734, short: 1.3201320132013201 },
  ])("quant.json $id: isolated linear perp, flat maintenance rate and fee", ({ L, m, f, long, short }) => {
    expect(Math.abs(ratiosAt(perpetual(m, f), L).below! - long)).toBeLessThan(1e-12);
    expect(Math.abs(ratiosAt(perpetual(m, f), -L).above! - short)).toBeLessThan(1e-12);
  });

  test.each([
    { rule: "LT .83", market: lending(0.83), caps: [5.88, 3.95, 2.98, 2.39, 1.99] },
    { rule: "LT .945", market: lending(0.945), caps: [18.18, 6.69, 4.1, 2.95, 2.31] },
    { rule: "perp m .5 %", market: perpetual(0.005), caps: [200, 9.57, 4.9, 3.29, 2.48] },
  ])(
    "gap caps at drops 0/.1/.2/.3/.4, $rule (concepts.md 6): a little less survives, a little more does not",
    ({ market, caps }) => {
      caps.forEach((cap, index) => {
        const survived = 1 - index / 10;
        const within = ratiosAt(market, cap - 0.005).below!;
        const beyond = ratiosAt(market, cap + 0.005).below!;
        expect(within).toBeLessThan(survived);
        expect(beyond).toBeGreaterThan(index === 0 ? 0.9999 : survived);
      });
    },
  );
});

describe("where there is none", () => {
  test("an unlevered holding has no liquidation price", () => {
    expect(ratiosAt(lending(0.83), 1)).toEqual({ below: null, above: null });
    expect(ratiosAt(lending(0.83), 0)).toEqual({ below: null, above: null });
  });

  test("a perpetual long whose margin covers its notional has none above 0, at exactly 1x too", () => {
    for (const leverage of [0.3, 0.9, 1])
      expect(ratiosAt(perpetual(0.005), leverage)).toEqual({ below: null, above: null });
    expect(ratiosAt(perpetual(0.005), 1.0001).below).toBeGreaterThan(0);
  });

  test("a ratio beyond 1e12 is rounding, not a price: a short of a trillionth has none", () => {
    expect(ratiosAt(perpetual(0.005), -1e-13)).toEqual({ below: null, above: null });
    expect(ratiosAt(perpetual(0.005), -1e-9).above).toBeGreaterThan(9e8);
  });

  test("an empty account and a path on which nothing moves have none", () => {
    const { model } = lending(0.83);
    const prices = { ETH: 2500, USD: 1 };
    expect(liquidationRatio(model, { legs: [] }, onePath(prices, "ETH"))).toBeNull();
    const loop = model.holding("ETH", { equity: 1000, notional: 2000 }, prices);
    expect(liquidationRatio(model, loop, { name: "nothing", prices, moved: [] })).toBeNull();
    expect(liquidationPrice(model, loop, { name: "nothing", prices, moved: [] })).toBeNull();
  });
});

describe("at and below the demand", () => {
  test("an account already below its demand is at its liquidation on both sides", () => {
    expect(ratiosAt(lending(0.83), 7)).toEqual({ below: 1, above: 1 });
    expect(ratiosAt(perpetual(0.05), -50)).toEqual({ below: 1, above: 1 });
  });

  test("an account exactly at its demand is closed by the first move that hurts it, and only by that", () => {
    const { model } = lending(0.5);
    const long: Account = {
      legs: [
        { kind: "collateral", asset: "ETH", quantity: 2 },
        { kind: "debt", asset: "USD", quantity: 1000 },
      ],
    };
    expect(liquidationRatios(model, long, onePath({ ETH: 1000, USD: 1 }, "ETH"))).toEqual({ below: 1, above: null });
  });
});

describe("paths", () => {
  const prices: Prices = { WETH: 2000, WBTC: 60_000, USDC: 1 };
  const { model } = aaveV3.market("ethereum", "WETH");
  const account: Account = {
    legs: [
      { kind: "collateral", asset: "WETH", quantity: 10 },
      { kind: "collateral", asset: "WBTC", quantity: 0.5 },
      { kind: "debt", asset: "USDC", quantity: 30_000 },
    ],
  };

  test("all risky assets together close sooner than one alone; the named path says which moved", () => {
    const one = liquidationRatio(model, account, onePath(prices, "WETH"))!;
    const all = liquidationRatio(model, account, riskyPath(prices, "USDC"))!;
    expect(all).toBeCloseTo(30_000 / (20_000 * 0.83 + 30_000 * 0.78), 13);
    expect(one).toBeCloseTo((30_000 - 30_000 * 0.78) / (20_000 * 0.83), 13);
    expect(all).toBeGreaterThan(one);
    expect(liquidationPrice(model, account, onePath(prices, "WETH"))).toEqual({
      WETH: 2000 * one,
      WBTC: 60_000,
      USDC: 1,
    });
  });

  test("a debt that gains its peg back, and collateral that loses it, are paths like any other", () => {
    expect(liquidationRatio(model, account, onePath(prices, "USDC"))).toBeCloseTo(
      (20_000 * 0.83 + 30_000 * 0.78) / 30_000,
      13,
    );
  });

  test("a path on an asset without a price, or with a price of 0, is refused", () => {
    expect(() => onePath(prices, "SOL")).toThrow(expect.objectContaining({ code: "E_MISSING" }) as Error);
    expect(() => onePath({ ETH: 0 }, "ETH")).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error);
    expect(() => riskyPath({ ETH: -1, USD: 1 }, "USD")).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error,
    );
  });
});

describe("across tiers", () => {
  test("the tier at the liquidation price counts, not the tier now", () => {
    const { model } = custom.market({
      ...common,
      kind: "perpetual",
      tiers: [
        { notionalFloor: 0, notionalCap: 1000, leverageRatioMax: 20, maintenanceRate: 0.01 },
        { notionalFloor: 1000, leverageRatioMax: 1.5, maintenanceRate: 0.6 },
      ],
    });
    const prices = { ETH: 100, USD: 1 };
    const account = model.holding("ETH", { equity: 500, notional: 950 }, prices);
    const { below, above } = liquidationRatios(model, account, onePath(prices, "ETH"));
    expect(below).toBeCloseTo(450 / (950 * 0.99), 12);
    expect(above).toBeNull();
    const short = model.holding("ETH", { equity: 500, notional: -950 }, prices);
    const up = liquidationRatios(model, short, onePath(prices, "ETH")).above!;
    // Tier at the liquidation price: 1450 - 950 x = 0.6 x 950 x - 590.
    expect(up).toBeCloseTo((1450 + 590) / (950 * 1.6), 12);
  });

  test("a demand that grows faster than a long gains closes it on the way up", () => {
    const model = {
      ...perpetual(0.005).model,
      demandBreaks: () => [1.5],
      equityDemand: (account: Account, prices: Prices) => {
        const notional = account.legs.reduce(
          (sum, leg) => sum + (leg.kind === "perpetual" ? leg.quantity * prices["ETH"]! : 0),
          0,
        );
        return notional <= 1500 ? 0.01 * notional : 0.01 * 1500 + 3 * (notional - 1500);
      },
    };
    const prices = { ETH: 100, USD: 1 };
    const account = model.holding("ETH", { equity: 400, notional: 1000 }, prices);
    const { below, above } = liquidationRatios(model, account, onePath(prices, "ETH"));
    expect(below).toBeCloseTo(600 / 990, 13);
    // 1000 x - 600 = 15 + 3 (1000 x - 1500)
    expect(above).toBeCloseTo((4500 - 15 - 600) / 2000, 13);
    // ln(1/.606) = .50 is nearer than ln 1.94 = .66.
    expect(liquidationRatio(model, account, onePath(prices, "ETH"))).toBe(below);
  });
});

test("the solver agrees with bisection on the surplus, over random accounts in random tiers", () => {
  const tiers = fc
    .array(
      fc.record({
        width: fc.double({ min: 100, max: 5000, noNaN: true }),
        step: fc.double({ min: 0.005, max: 0.2, noNaN: true }),
      }),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((steps) => {
      let [floor, rate] = [0, 0.004];
      return steps.map(({ width, step }, index) => {
        const tier = {
          notionalFloor: floor,
          leverageRatioMax: 1,
          maintenanceRate: rate,
          ...(index === steps.length - 1 ? {} : { notionalCap: floor + width }),
        };
        [floor, rate] = [floor + width, Math.min(0.9, rate + step)];
        return tier;
      });
    });
  // Below a thousandth the answer lies beyond the ends of the bisection.
  const leverages = fc.double({ min: -8, max: 8, noNaN: true }).filter((leverage) => Math.abs(leverage) > 1e-3);
  fc.assert(
    fc.property(tiers, leverages, fc.double({ min: 50, max: 3000, noNaN: true }), (given, leverage, worth) => {
      const { model } = custom.market({ ...common, kind: "perpetual", tiers: given });
      const prices = { ETH: 100, USD: 1 };
      const account = model.holding("ETH", { equity: worth, notional: worth * leverage }, prices);
      const path = onePath(prices, "ETH");
      const at = (ratio: number): number => surplus(model, account, pricesAt(path, ratio));
      const { below, above } = liquidationRatios(model, account, path);
      if (at(1) < 0) return;
      for (const [ratio, far] of [[below, 1e-6] as const, [above, 1e6] as const]) {
        if (ratio === null) {
          expect(at(far)).toBeGreaterThan(-1e-6);
          continue;
        }
        let [inside, outside]: [number, number] = [1, far];
        for (let step = 0; step < 200; step++) {
          const middle = Math.sqrt(inside * outside);
          if (at(middle) < 0) outside = middle;
          else inside = middle;
        }
        expect(ratio / inside).toBeCloseTo(1, 9);
      }
    }),
  );
});

test("a leg that no reserve knows is refused, not ignored", () => {
  const { model } = lending(0.83);
  const leg: Leg = { kind: "collateral", asset: "SOL", quantity: 1 };
  const account: Account = { legs: [leg] };
  const thrown = expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "asset" }) as Error;
  expect(() => liquidationRatio(model, account, onePath({ SOL: 1, USD: 1 }, "SOL"))).toThrow(thrown);
});
