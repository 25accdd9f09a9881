import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equity } from "../../model/index.js";
import type { Account } from "../../model/index.js";
import { fundingPayment } from "../funding.js";
import { liquidationPrice } from "../liquidation.js";
import { onePath } from "../price-path.js";
import {
  accountFromChain,
  dydxV4,
  fundingIndexDeltaTowardsZero,
  fundingSettlementPpm,
  isLiquidatable,
  marginsFromChain,
  positionRisk,
  priceFromChain,
  subaccountRisk,
  unitsFromChain,
  type DydxPosition,
  type LiquidityTier,
} from "./index.js";

const code = (wanted: string, field?: string): Error =>
  expect.objectContaining({ code: wanted, ...(field === undefined ? {} : { field }) }) as Error;

const largeCap: LiquidityTier = {
  initialMarginPpm: 20_000n,
  maintenanceFractionPpm: 600_000n,
  openInterestLowerCap: 0n,
  openInterestUpperCap: 0n,
};
const smallCap: LiquidityTier = {
  initialMarginPpm: 100_000n,
  maintenanceFractionPpm: 500_000n,
  openInterestLowerCap: 20_000_000_000_000n,
  openInterestUpperCap: 50_000_000_000_000n,
};

/** Positions of any size within what the network has held, at any price that its oracle has printed. */
const positions = (tier: LiquidityTier, atomicResolution: bigint, exponent: bigint): fc.Arbitrary<DydxPosition> =>
  fc
    .record({
      quantums: fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }).filter((quantums) => quantums !== 0n),
      price: fc.bigInt({ min: 1000n, max: 20_000_000_000n }),
      openInterest: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    })
    .map(({ quantums, price, openInterest }) => ({
      perpetual: { atomicResolution, price, exponent },
      tier,
      quantums,
      openInterest,
      customInitialMarginPpm: 0n,
    }));

describe("floats beside the chain's whole amounts", () => {
  const { model } = dydxV4.market("BTC-USD");
  const accounts = fc.record({
    btc: positions(largeCap, -10n, -5n),
    link: positions(smallCap, -6n, -9n),
    surplus: fc.integer({ min: -999, max: 2000 }),
  });

  test("equity, demand and the condition agree on random subaccounts to the rounding of quantums", () => {
    fc.assert(
      fc.property(accounts, ({ btc, link, surplus }) => {
        const held = { "BTC-USD": btc, "LINK-USD": link };
        const { netCollateral: notional, maintenanceMargin } = subaccountRisk({ quoteBalance: 0n, positions: held });
        const quoteBalance = maintenanceMargin - notional + (maintenanceMargin * BigInt(surplus)) / 1000n;
        const subaccount = { quoteBalance, positions: held };
        const account = accountFromChain(subaccount);
        const prices = {
          USDC: 1,
          "BTC-USD": priceFromChain(btc.perpetual),
          "LINK-USD": priceFromChain(link.perpetual),
        };
        const risk = subaccountRisk(subaccount);
        const [worth, demand] = [equity(account, prices), model.equityDemand(account, prices)];
        // Each of two positions rounds its value and twice its margin; doubles keep 15 digits.
        const room = 4e-6 + 1e-14 * demand;
        expect(Math.abs(worth - Number(risk.netCollateral) / 1e6)).toBeLessThan(room + 1e-14 * Math.abs(worth));
        expect(Math.abs(demand - Number(risk.maintenanceMargin) / 1e6)).toBeLessThan(room);
        if (Math.abs(worth - demand) > 2 * room) expect(isLiquidatable(subaccount)).toBe(worth < demand);
      }),
      { numRuns: 1000 },
    );
  });

  test("the highest leverage is that of the initial margin, one ppm apart at most, its own notional counted as open", () => {
    fc.assert(
      fc.property(positions(smallCap, -6n, -9n), (position) => {
        const price = priceFromChain(position.perpetual);
        const size = position.quantums < 0n ? -position.quantums : position.quantums;
        const others = { ...position, openInterest: position.openInterest + size };
        const { initialMargin, netCollateral } = positionRisk(others);
        const notional = Number(netCollateral) / 1e6;
        if (Math.abs(notional) < 1) return;
        const openInterest = unitsFromChain(position.openInterest, position.perpetual);
        const market = dydxV4.market("LINK-USD", { markets: { "LINK-USD": { openInterest } } });
        const most = market.model.leverageRatioMax("LINK-USD", notional, { "LINK-USD": price });
        expect(Math.abs(1 / most - Number(initialMargin) / 1e6 / Math.abs(notional))).toBeLessThan(
          1e-6 + 1e-6 / Math.abs(notional),
        );
      }),
    );
  });

  test("tiers of the chain are those that are shipped", () => {
    const shipped = dydxV4.market("LINK-USD").model;
    const { model: read } = dydxV4.market("X-USD", {
      markets: { "X-USD": { ...marginsFromChain(smallCap), openInterestUpperCap: 50e6 } },
      asOf: "2024-08-15",
    });
    expect(marginsFromChain(largeCap)).toMatchObject({ initialMarginFraction: 0.02, openInterestUpperCap: null });
    for (const notional of [1e6, 20e6, 35e6, 49e6, 60e6]) {
      const most = shipped.leverageRatioMax("LINK-USD", notional, { "LINK-USD": 1 });
      expect(read.leverageRatioMax("X-USD", notional, { "X-USD": 1 })).toBe(most);
    }
  });

  test("an hour's funding is an eighth of the quoted rate on the oracle price, in both", () => {
    const perpetual = { atomicResolution: -10n, price: 6_000_000_000n, exponent: -5n };
    const fundingIndex = fundingIndexDeltaTowardsZero(perpetual, 100n, 3600n);
    const quantums = 20_000_000_000n; // 2 BTC at 60,000, 0.01 % for eight hours: 1.5 dollars an hour
    const paid = fundingSettlementPpm({ fundingIndex, positionIndex: 0n, quantums });
    expect(paid).toBe(-1_500_000n * 1_000_000n);
    expect(fundingPayment(2, 60_000, 0.0001 / 8)).toBe(-1.5);
    expect(dydxV4.market("BTC-USD").funding).toEqual({
      intervalMs: 3_600_000,
      offsetMs: 0,
      base: "index",
      rateMax: expect.closeTo(0.006, 15) as number, // 6 x (2 % - 1.2 %) / 8
    });
  });
});

describe("what liquidation does", () => {
  const held = (quantity: number, entryPrice: number, posted: number): Account => ({
    legs: [
      { kind: "collateral", asset: "USDC", quantity: posted },
      { kind: "perpetual", asset: "LINK-USD", quantity, entryPrice },
    ],
  });
  const { model } = dydxV4.market("LINK-USD");
  const account = held(10_000, 10, 10_000);
  const at = (price: number): ReturnType<typeof model.liquidate> =>
    model.liquidate(account, { USDC: 1, "LINK-USD": price });

  test("a long of 100,000 with 10,000 closes where equity is 5 % of value: at 90,000 / 9,500", () => {
    const price = liquidationPrice(model, account, onePath({ USDC: 1, "LINK-USD": 10 }, "LINK-USD"))!;
    expect(price["LINK-USD"]).toBeCloseTo(90_000 / 9500, 12);
  });

  test("on the barrier one order of a tenth is sold, for a fee of 1.5 % of it; the rest stays open", () => {
    const { closedNotional, cost, badDebt, account: left } = at(90_000 / 9500);
    expect(closedNotional).toBeCloseTo(9473.684, 3);
    expect(cost).toBeCloseTo(0.015 * closedNotional, 9);
    expect(badDebt).toBe(0);
    expect(left.legs.find((leg) => leg.kind === "perpetual")).toMatchObject({ quantity: 9000 });
  });

  test("deeper down as much is sold as makes equity the demand: at 9.3, (4,650 - 3,000) / (4,650 - 1,395) of it", () => {
    const outcome = at(9.3);
    expect(outcome.closedNotional / 93_000).toBeCloseTo(1650 / 3255, 12);
    const prices = { USDC: 1, "LINK-USD": 9.3 };
    expect(equity(outcome.account, prices)).toBeCloseTo(model.equityDemand(outcome.account, prices), 8);
  });

  test("where the fee takes all the equity everything is closed and nothing is left; below 0 there is bad debt", () => {
    expect(at(9.1)).toMatchObject({ account: { legs: [] }, closedNotional: 91_000, badDebt: 0 });
    expect(at(9.1).cost).toBeCloseTo(1000, 9);
    expect(at(8.9)).toMatchObject({ account: { legs: [] }, cost: 0, badDebt: expect.closeTo(1000, 9) as number });
  });

  test("BTC closes whole: its maintenance of 1.2 % is below the fee", () => {
    const btc = dydxV4.market("BTC-USD").model;
    const long = btc.holding("BTC-USD", { equity: 2000, notional: 100_000 }, { USDC: 1, "BTC-USD": 50_000 });
    const prices = liquidationPrice(btc, long, onePath({ USDC: 1, "BTC-USD": 50_000 }, "BTC-USD"))!;
    expect(prices["BTC-USD"]).toBeCloseTo(98_000 / 2 / 0.988, 8);
    expect(btc.liquidate(long, prices).account).toEqual({ legs: [] });
  });

  test("a small position is closed by one order, a large one by no more than a block's limit beyond need", () => {
    const small = held(100, 10, 100);
    expect(model.liquidate(small, { USDC: 1, "LINK-USD": 900 / 95 }).closedNotional).toBeCloseTo(100 * (900 / 95), 9);
    const large = held(1e6, 10, 1e6);
    expect(model.liquidate(large, { USDC: 1, "LINK-USD": 90_000 / 9500 }).closedNotional).toBeCloseTo(100_000, 1);
  });
});

describe("leverage and open interest", () => {
  const most = (notional: number, terms: object = {}): number =>
    dydxV4
      .market("LINK-USD", { markets: { "LINK-USD": terms } })
      .model.leverageRatioMax("LINK-USD", notional, { "LINK-USD": 10 });

  test("10x up to 20 million, 1x from 50 million, half way 1 / 0.55; the holder's own position counts", () => {
    expect([most(1e6), most(20e6), most(-35e6), most(50e6)]).toEqual([10, 10, 1 / 0.55, 1]);
    expect(most(5e6, { openInterest: 3e6 })).toBe(1 / 0.55); // 30 million of others and 5 of one's own
  });

  test("the holder's own initial margin lowers it and moves no liquidation price", () => {
    expect(most(1e6, { customInitialMarginFraction: 0.2 })).toBe(5);
    expect(most(35e6, { customInitialMarginFraction: 0.2 })).toBe(1 / 0.55);
  });

  test("a rise of open interest leaves the demand as it was", () => {
    const account: Account = { legs: [{ kind: "perpetual", asset: "LINK-USD", quantity: -7, entryPrice: 9 }] };
    for (const openInterest of [0, 1e7])
      expect(
        dydxV4
          .market("LINK-USD", { markets: { "LINK-USD": { openInterest } } })
          .model.equityDemand(account, { "LINK-USD": 10 }),
      ).toBeCloseTo(3.5, 12);
  });
});

describe("asked by name, day and file", () => {
  test("BTC in autumn 2024 and before: 5 % until 2 October, 2 % from then on", () => {
    const most = (onMs: number): number =>
      dydxV4.find({ asset: "btc", onMs }).model.leverageRatioMax("BTC-USD", 1, { "BTC-USD": 1 });
    expect([Date.UTC(2024, 7, 15), Date.UTC(2024, 9, 1), Date.UTC(2024, 9, 2)].map(most)).toEqual([20, 20, 50]);
    expect(() => dydxV4.find({ asset: "BTC", onMs: Date.UTC(2024, 7, 14) })).toThrow(code("E_OUT_OF_RANGE", "onMs"));
  });

  test("an unknown release, market, quote or chain is refused by name", () => {
    expect(() => dydxV4.find({ asset: "BTC", release: "4" })).toThrow(code("E_UNKNOWN_KEY", "release"));
    expect(() => dydxV4.find({ asset: "SOL" })).toThrow(code("E_UNKNOWN_KEY", "asset"));
    expect(() => dydxV4.find({ asset: "BTC", quote: "USDT" })).toThrow(code("E_UNKNOWN_KEY", "quote"));
    expect(() => dydxV4.find({ asset: "BTC", chain: "solana" })).toThrow(code("E_UNKNOWN_KEY", "chain"));
    expect(() => dydxV4.market("SOL-USD")).toThrow(code("E_UNKNOWN_KEY", "asset"));
    expect(dydxV4.find({ asset: "BTC", release: "2026-03", chain: "dydx" }).source).toMatch(/2431/);
  });

  test("another market by its tier, or by its own margins with their day", () => {
    const solana = dydxV4.find({ asset: "SOL-USD", parameters: '{"markets": {"SOL-USD": {"tier": "Mid-Cap"}}}' });
    expect(solana).toMatchObject({ asset: "SOL-USD", alsoCalled: ["SOL"], asOfMs: Date.UTC(2024, 7, 15) });
    expect(solana.source).toMatch(/2093.*changed by the caller/);
    expect(solana.model.leverageRatioMax("SOL-USD", 70e6, { "SOL-USD": 1 })).toBeCloseTo(1 / 0.525, 12);
    const own = { initialMarginFraction: 0.25, maintenanceFraction: 0.5 };
    const given = { markets: { "X-USD": own }, asOf: "2026-01-31", source: "the chain" };
    expect(dydxV4.market("X-USD", given)).toMatchObject({ asOfMs: Date.UTC(2026, 0, 31), source: "the chain" });
    expect(() => dydxV4.market("X-USD", { markets: { "X-USD": own } })).toThrow(code("E_MISSING", "dydx-v4.asOf"));
  });

  test.each([
    ['{"markets": {"X-USD": {}}}', "E_MISSING", "dydx-v4.markets.X-USD.initialMarginFraction"],
    ['{"markets": {"BTC-USD": {"tier": "Big"}}}', "E_UNKNOWN_KEY", "dydx-v4.markets.BTC-USD.tier"],
    ['{"markets": {"BTC-USD": {"initialMarginFraction": 0}}}', "E_OUT_OF_RANGE", /initialMarginFraction$/],
    ['{"markets": {"BTC-USD": {"initialMarginFraction": 5}}}', "E_UNIT_AMBIGUOUS", /initialMarginFraction$/],
    ['{"markets": {"BTC-USD": {"maintenanceFraction": 1}}}', "E_CONFIG_CONFLICT", /maintenanceFraction$/],
    ['{"markets": {"LINK-USD": {"openInterestUpperCap": 1000}}}', "E_CONFIG_CONFLICT", /openInterestUpperCap$/],
    ['{"liquidation": {"fee": 0.01}}', "E_UNKNOWN_KEY", "dydx-v4.liquidation.fee"],
    ['{"tradingFee": 0.01}', "E_UNKNOWN_KEY", "dydx-v4.tradingFee"],
  ])("%s is refused with %s", (parameters, wanted, field) => {
    expect(() => dydxV4.find({ asset: "BTC", parameters })).toThrow(
      expect.objectContaining({ code: wanted, field: expect.stringMatching(field) as string }) as Error,
    );
  });

  test("liquidation and fee can be given", () => {
    const { model } = dydxV4.market("BTC-USD", { liquidation: { feeRateMax: 0.005 }, tradingFeeRate: 0.0002 });
    const prices = { USDC: 1, "BTC-USD": 50_000 };
    const long = model.holding("BTC-USD", { equity: 1100, notional: 100_000 }, prices);
    // Needs (1,200 - 1,100) / (1,200 - 500) of it, which is more than one order's tenth.
    expect(model.liquidate(long, prices).closedNotional).toBeCloseTo(100_000 / 7, 6);
  });
});
