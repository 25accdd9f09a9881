import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ratesOf, wholeClose } from "../../../tests/managed.js";
import { lendingMarket, perpetualMarket } from "../../../tests/markets.js";
import { binanceUsdm } from "../../venues/binance-usdm/index.js";
import { gmxV2 } from "../../venues/gmx-v2/index.js";
import { custom } from "../../venues/custom/index.js";
import { venuePosition, type VenueHolding } from "../grid/index.js";
import { closingOf } from "./closing.js";

const holding: VenueHolding = {
  market: wholeClose,
  prices: { ETH: 2500, USD: 1 },
  state: ratesOf(),
  wealth: 1e5,
  share: 1,
  branch: 3,
  tradingCostRate: 0,
  fixedCostShare: 0,
  seesMarket: true,
};

/** The closing of one leverage ratio, which must have one. */
function closed(given: Partial<VenueHolding>, ...leverageRatios: readonly number[]) {
  const { closing, levelApart } = closingOf({ ...holding, ...given }, { ratios: leverageRatios, trades: false });
  if (closing === null) throw new Error("nothing closes it");
  const { left, ...line } = closing;
  const at = (u: number): number => left[Math.round(u * (left.length - 1))];
  return { ...line, at, levelApart };
}

describe("where a venue closes, as paths carry it", () => {
  test("a loop: threshold x collateral - debt, and what a bonus of 5 % on all of the debt leaves", () => {
    const { ofNotional, ofCash, constant, at, levelApart } = closed({}, 3, 2.5, 3.5);
    expect(ofNotional).toBeCloseTo(0.83, 12);
    expect(ofCash).toBeCloseTo(1, 12);
    expect(constant).toBe(0);
    expect(levelApart).toBeLessThan(1e-12);
    expect(at(1)).toBeCloseTo(1 / 0.83 - 1.05, 12);
    expect(at(0.9375)).toBeCloseTo(0.9375 / 0.83 - 1.05, 12);
    expect(at(0.5)).toBe(0);
  });

  test("a lent short: what is owed against threshold x cash", () => {
    const { ofNotional, ofCash, constant, at } = closed({ branch: -2 }, -2, -1.5);
    expect(ofNotional).toBeCloseTo(1, 12);
    expect(ofCash).toBeCloseTo(0.83, 12);
    expect(constant).toBe(0);
    // Debt of .83 of the cash, repaid for 1.05 times its worth; beyond, more.
    expect(at(1)).toBeCloseTo(1 - 1.05 * 0.83, 12);
    expect(at(0.9375)).toBeCloseTo(1 - (1.05 * 0.83) / 0.9375, 12);
  });

  test("a perpetual: equity less maintenance of what it is worth, long and short, everything lost", () => {
    const market = perpetualMarket({ maintenanceRate: 0.008 });
    const long = closed({ market }, 5, 4, 6);
    expect(long.ofNotional).toBeCloseTo(0.992, 12);
    expect(long.ofCash).toBeCloseTo(1, 12);
    expect(long.at(1)).toBe(0);
    const short = closed({ market, branch: -3 }, -3, -2);
    expect(short.ofNotional).toBeCloseTo(1.008, 12);
    expect(short.ofCash).toBeCloseTo(1, 12);
  });

  test("Binance, second bracket of BTCUSDT: the maintenance amount is a constant of wealth, and another bracket is measured", () => {
    const market = binanceUsdm.market("BTCUSDT");
    const prices = { [market.asset]: 1e5, [market.quote]: 1 };
    const small = closed({ market, prices, wealth: 1e3 }, 10, 9, 11);
    expect(small.constant).toBe(0);
    expect(small.levelApart).toBeLessThan(1e-12);
    const large = closed({ market, prices, wealth: 5e6 }, 10);
    const account = market.model.holding(market.asset, { equity: 5e6, notional: 4.9e7 }, prices);
    const demand = market.model.equityDemand(account, prices) / 5e6;
    // Demand of its bracket, rate x notional - amount: the line says the same.
    expect((1 - large.ofNotional) * 9.8 - large.constant).toBeCloseTo(demand, 9);
    expect(large.levelApart).toBeGreaterThan(0);
  });

  test("where a policy trades, an amount of money is a part of the notional: closed at the same price, at any wealth", () => {
    const market = binanceUsdm.market("BTCUSDT");
    const given = { ...holding, market, prices: { [market.asset]: 1e5, [market.quote]: 1 }, wealth: 1e4 };
    const levels = [true, false].map((trades) => {
      const { closing } = closingOf(given, { ratios: [12, 11, 13], trades });
      if (closing === null) throw new Error("it is closed");
      const { ofNotional, ofCash, constant } = closing;
      return { constant, level: -(ofCash * -11 + constant) / ofNotional };
    });
    expect(levels[0].constant).toBe(0);
    expect(levels[1].constant).toBeGreaterThan(0);
    expect(levels[0].level).toBeCloseTo(levels[1].level, 9);
  });

  test("GMX demands a part of what was opened: the line through the level that scales with wealth", () => {
    const market = gmxV2.market("arbitrum", "WETH");
    const prices = { [market.asset]: 2500, [market.quote]: 1 };
    const { constant, levelApart } = closed({ market, prices }, 3, 2.5, 3.5);
    expect(constant).toBe(0);
    expect(levelApart).toBeLessThan(0.01);
  });

  test("a share out of reach stands nowhere in it: margin at the venue alone", () => {
    const { ofNotional, at } = closed({ share: 0.5, branch: 1.5 }, 1.5);
    expect(ofNotional).toBeCloseTo(0.83, 12);
    expect(at(1)).toBeCloseTo(1 / 0.83 - 1.05, 12);
  });

  test("closes at the level: what lies beyond changes nothing", () => {
    const { at } = closed({ closesAtLevel: true }, 3);
    expect(at(0.25)).toBe(at(1));
    expect(at(1)).toBeCloseTo(1 / 0.83 - 1.05, 12);
  });

  test("looks at intervals, and a price that lags: the grid's level and what it leaves there", () => {
    const given = {
      looks: { years: 1 / 365, volatilityAnnual: 0.6 },
      delay: { years: 1 / 365, volatilityAnnual: 0.6 },
    };
    const { ofNotional, ofCash, at } = closed(given, 3);
    const position = venuePosition({ ...holding, ...given });
    const { below, closedAt } = position.step(position.stateOf(3), 1e-12);
    expect(Math.log((2 * ofCash) / ofNotional / 3)).toBeCloseTo(below.start, 9);
    expect(2 * at(1)).toBeCloseTo(closedAt(below.end), 9);
    expect(2 * at(0.75)).toBeCloseTo(closedAt(below.end + Math.log(0.75)), 9);
  });
});

const tier = (
  terms: Readonly<Record<"notionalFloor" | "notionalCap" | "maintenanceRate" | "maintenanceAmount", number>>,
) => ({
  leverageRatioMax: 3,
  ...terms,
});

describe("what closes nothing, or not on one line", () => {
  test("an oracle that sees no market, no debt, and nothing held", () => {
    expect(closingOf({ ...holding, seesMarket: false }, { ratios: [3], trades: false })).toEqual({
      closing: null,
      levelApart: 0,
    });
    expect(closingOf({ ...holding, branch: 0.5 }, { ratios: [0.5, 0.4], trades: false }).closing).toBeNull();
    expect(closingOf(holding, { ratios: [0], trades: false }).closing).toBeNull();
  });

  test("held below 1x at the venue, and traded above it: the line is that of the debt to come", () => {
    const { ofNotional, levelApart } = closed({ share: 0.5, branch: 0.6 }, 0.4, 0.6);
    expect(ofNotional).toBeCloseTo(0.83, 12);
    expect(levelApart).toBeLessThan(1e-12);
  });

  test("leverage in tiers far apart is refused by name", () => {
    const market = custom.market({
      kind: "perpetual",
      asset: "ETH",
      quote: "USD",
      asOf: "2026-01-31",
      source: "a test",
      tradingCostRate: 0,
      tiers: [
        tier({ notionalFloor: 0, notionalCap: 2.5e5, maintenanceRate: 0.01, maintenanceAmount: 0 }),
        tier({ notionalFloor: 2.5e5, notionalCap: 1e9, maintenanceRate: 0.3, maintenanceAmount: 72_500 }),
      ],
    });
    expect(() => closingOf({ ...holding, market }, { ratios: [2, 1.5, 8], trades: false })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "policy" }),
    );
  });
});

test("the line closes where the venue's solver does, and leaves what the grid's close leaves, at any threshold, share and leverage", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 0.95, noNaN: true }),
      fc.double({ min: 0.2, max: 1, noNaN: true }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      fc.boolean(),
      fc.integer({ min: 1, max: 1024 }),
      (liquidationThreshold, share, part, long, cell) => {
        const market = lendingMarket({ liquidationThreshold, tradingCostRate: 0 });
        const most = (share * (long ? 1 : liquidationThreshold)) / (1 - liquidationThreshold);
        const leverage = long ? share + part * (most - share) : -part * most;
        fc.pre(Math.abs(leverage - 1) > 0.01);
        const { ofNotional, ofCash, at } = closed({ market, share, branch: leverage }, leverage);
        const position = venuePosition({ ...holding, market, share, branch: leverage });
        const { below, above, closedAt } = position.step(position.stateOf(leverage), 1e-12);
        const cash = share - leverage;
        const level = Math.log((-ofCash * cash) / ofNotional / leverage);
        expect(level).toBeCloseTo(long ? below.start : above.start, 9);
        const u = cell / 1024;
        const left = Math.abs(cash) * at(u);
        expect(left).toBeCloseTo(closedAt(level + (long ? 1 : -1) * Math.log(u)) - (1 - share), 6);
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});
