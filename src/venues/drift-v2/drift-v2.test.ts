import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equity } from "../../model/index.js";
import type { Account } from "../../model/index.js";
import { liquidationPrice, surplus } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { accountFromChain, driftV2, marketFromChain, sizePremiumDown, sizeToClose } from "./index.js";
import type { DriftV2Parameters } from "./index.js";

const code = (wanted: string, field?: string): Error =>
  expect.objectContaining({ code: wanted, ...(field === undefined ? {} : { field }) }) as Error;

const sol = {
  marginRatioInitial: 0.1,
  marginRatioMaintenance: 0.05,
  sizeFactor: 0.0003,
  liquidatorFeeRate: 0.01,
  insuranceFeeRate: 0.01,
};
const parameters: DriftV2Parameters = {
  markets: { "SOL-PERP": sol, "BTC-PERP": { ...sol, sizeFactor: 0, contractTier: "A" } },
  collaterals: { SOL: { weight: 0.9, sizeFactor: 0.003 } },
  asOf: "2026-04-01",
};
const market = driftV2.market("SOL-PERP", parameters);
const { model } = market;
const at = (price: number): Record<string, number> => ({ USDC: 1, SOL: price, "SOL-PERP": price, "BTC-PERP": 50_000 });
const perpetual = (quantity: number, entryPrice: number): Account["legs"][number] => ({
  kind: "perpetual",
  asset: "SOL-PERP",
  quantity,
  entryPrice,
});
const cash = (asset: string, quantity: number): Account["legs"][number] => ({ kind: "collateral", asset, quantity });

describe("size", () => {
  test("ratios rise once factor x root passes a fifth: 5 % up to 1,111 units, 7 % at 10,000, 13 % at 90,000", () => {
    const ratio = (quantity: number): number =>
      model.equityDemand({ legs: [perpetual(quantity, 1)] }, at(1)) / Math.abs(quantity);
    for (const [quantity, want] of [
      [1, 0.05],
      [1111, 0.05],
      [10_000, 0.07],
      [-90_000, 0.13],
    ] as const)
      expect(ratio(quantity)).toBeCloseTo(want, 12);
    const most = (notional: number): number => model.leverageRatioMax("SOL-PERP", notional, at(100));
    expect(most(100)).toBe(10);
    expect(most(-9e6)).toBeCloseTo(1 / 0.17, 12); // 90,000 units
  });

  test("the liquidation price of 10,000 units at 100 with 100,000: where 0.07 of value is left, at 900,000 / 9,300", () => {
    const account = { legs: [cash("USDC", 100_000), perpetual(10_000, 100)] };
    const price = liquidationPrice(model, account, onePath(at(100), "SOL-PERP"))!;
    expect(price["SOL-PERP"]).toBeCloseTo(900_000 / 9300, 10);
  });

  test("tokens count at their weight, less the more there are, and several legs of one together", () => {
    const demand = (...quantities: number[]): number =>
      model.equityDemand({ legs: quantities.map((quantity) => cash("SOL", quantity)) }, at(1));
    expect(demand(5000)).toBeCloseTo(500, 9);
    expect(demand(10_000)).toBeCloseTo(1539, 9); // 0.8461 at 10,000
    expect(demand(4000, 6000)).toBeCloseTo(1539, 9);
  });

  test("a token that is not listed and a debt in one are refused; owed USDC weighs whole", () => {
    expect(() => model.equityDemand({ legs: [cash("ETH", 1)] }, { ETH: 1 })).toThrow(code("E_OUT_OF_RANGE"));
    const owed = (asset: string): Account => ({ legs: [{ kind: "debt", asset, quantity: 5 }] });
    expect(() => model.equityDemand(owed("SOL"), at(1))).toThrow(code("E_OUT_OF_RANGE", "account.legs"));
    expect(model.equityDemand(owed("USDC"), at(1))).toBe(0);
  });
});

describe("floats beside the program's whole amounts", () => {
  const positions = fc.record({
    size: fc.bigInt({ min: 10n ** 9n, max: 10n ** 15n }),
    long: fc.boolean(),
    price: fc.bigInt({ min: 1_000_000n, max: 500_000_000n }),
    surplus: fc.integer({ min: -900, max: 500 }),
  });
  const tolerance = 2e-5;

  test("demand, condition and the size closed agree on random accounts", () => {
    fc.assert(
      fc.property(positions, ({ size, long, price, surplus: thousandths }) => {
        const ratio = sizePremiumDown(size, 300n, 500n);
        const value = (size * price) / 10n ** 9n;
        const requirement = (value * ratio) / 10_000n;
        const equityUnits = requirement + (requirement * BigInt(thousandths)) / 1000n;
        const base = long ? size : -size;
        const account = accountFromChain({
          quoteAmount: equityUnits - (long ? value : -value),
          deposits: {},
          positions: { "SOL-PERP": { baseAssetAmount: base, quoteAssetAmount: 0n, oraclePrice: price } },
        });
        const prices = at(Number(price) / 1e6);
        const demand = model.equityDemand(account, prices);
        expect(Math.abs(demand - Number(requirement) / 1e6)).toBeLessThan(tolerance + 1e-14 * demand);
        expect(Math.abs(equity(account, prices) - Number(equityUnits) / 1e6)).toBeLessThan(tolerance);
        if (thousandths !== 0) expect(surplus(model, account, prices) < 0).toBe(equityUnits < requirement);
        if (thousandths >= 0) return;
        const given = {
          marginShortage: requirement + (value * 200n) / 10_000n - equityUnits,
          marginRatio: ratio + 200n,
          liquidatorFee: 10_000n,
          oraclePrice: price,
          quoteOraclePrice: 1_000_000n,
        };
        const left = Number(ratio + 200n) / 1e4 - 0.01 - Number(given.marginShortage) / Number(value);
        const insuranceFee = BigInt(Math.floor(1e6 * Math.min(0.01, 0.95 * Math.max(0, left)) + 1e-6));
        const closed = sizeToClose(size, { ...given, insuranceFee });
        if (closed.status !== "part") throw new Error("nothing is closed in part");
        const share = model.liquidate(account, prices).closedNotional / (Number(value) / 1e6);
        // The insurance fee is a whole number of 1e-6 there.
        expect(Math.abs(share - Number(closed.amount) / Number(size))).toBeLessThan(1e-4);
      }),
      { numRuns: 1000 },
    );
  });

  test("an account with a deposit and gains already booked has the equity that the chain reckons", () => {
    const account = accountFromChain({
      quoteAmount: -10_000_000n,
      deposits: { SOL: { amount: 2_000_000_000n, decimals: 9 } },
      positions: {
        "SOL-PERP": { baseAssetAmount: -1_000_000_000n, quoteAssetAmount: 120_000_000n, oraclePrice: 100_000_000n },
      },
    });
    expect(equity(account, at(100))).toBeCloseTo(-10 + 200 + 20, 9);
    expect(equity(account, at(101))).toBeCloseTo(-10 + 202 + 19, 9);
    const short = { baseAssetAmount: -1n, quoteAssetAmount: 0n, oraclePrice: 1_000_000n };
    const rounded = accountFromChain({ quoteAmount: 1n, deposits: {}, positions: { "SOL-PERP": short } });
    expect(rounded.legs.map(({ kind }) => kind)).toEqual(["perpetual"]); // its value is -0.001 of 1e-6, against the holder -1
    const flat = accountFromChain({ quoteAmount: 0n, deposits: {}, positions: {} });
    expect(flat.legs).toEqual([]);
    expect(accountFromChain({ quoteAmount: -5n, deposits: {}, positions: {} }).legs).toEqual([
      { kind: "debt", asset: "USDC", quantity: expect.closeTo(5e-6, 18) as number },
    ]);
  });

  test("a market's figures on chain are its parameters", () => {
    const read = marketFromChain({
      marginRatioInitial: 1000n,
      marginRatioMaintenance: 500n,
      imfFactor: 300n,
      liquidatorFee: 10_000n,
      ifLiquidationFee: 10_000n,
      unrealizedPnlMaintenanceAssetWeight: 10_000n,
    });
    expect(read).toEqual({ ...sol, unrealizedWeight: 1 });
  });
});

describe("what liquidation does", () => {
  const account = { legs: [cash("USDC", 10_000), perpetual(1000, 100)] };

  test("on the barrier the buffer is made up: 0.02 / (0.07 - 0.02) of it goes, for 1 % to each side", () => {
    const prices = at(90_000 / 950);
    const outcome = model.liquidate(account, prices);
    const value = 1000 * prices["SOL-PERP"]!;
    expect(outcome.closedNotional).toBeCloseTo(0.4 * value, 6);
    expect(outcome.cost).toBeCloseTo(0.4 * 0.02 * value, 6);
    expect(outcome.account.legs.find((leg) => leg.kind === "perpetual")).toMatchObject({
      quantity: expect.closeTo(600, 6) as number,
    });
    const left = equity(outcome.account, prices);
    expect(left).toBeCloseTo(model.equityDemand(outcome.account, prices) + 0.02 * 0.6 * value, 6);
  });

  test("further down the insurance fund takes less: at 92 more goes, and where nothing is left to free all of it", () => {
    const at92 = model.liquidate(account, at(92));
    // 2,000 of 6,440 wanted: 4,440 short; the fund may take 95 % of 2,000 / 92,000 - 1 %: more than its 1 %.
    expect(at92.closedNotional / 92_000).toBeCloseTo(4440 / (6440 - 1840), 9);
    const at91 = model.liquidate(account, at(91));
    const fund = 0.95 * (1000 / 91_000 - 0.01);
    expect(at91.closedNotional / 91_000).toBeCloseTo(5370 / (6370 - (0.01 + fund) * 91_000), 9);
    const at90 = model.liquidate(account, at(90.5));
    expect(at90).toMatchObject({ closedNotional: 90_500, account: { legs: [] } });
    expect(at90.cost).toBeCloseTo(500, 9);
    expect(model.liquidate(account, at(89)).badDebt).toBeCloseTo(1000, 9);
  });

  test("a position worth 50 dollars or less goes whole, and what the fees leave is returned", () => {
    const small = { legs: [cash("USDC", 0.05), perpetual(0.01, 100)] };
    const outcome = model.liquidate(small, at(100));
    expect(outcome.closedNotional).toBe(1);
    expect(outcome.account.legs).toEqual([cash("USDC", expect.closeTo(0.03, 12) as number)]);
  });

  test("fees go by the value in each market", () => {
    const two = driftV2.market("SOL-PERP", {
      ...parameters,
      markets: {
        ...parameters.markets,
        "BTC-PERP": { ...sol, sizeFactor: 0, liquidatorFeeRate: 0, insuranceFeeRate: 0 },
      },
    }).model;
    const btc = { kind: "perpetual", asset: "BTC-PERP", quantity: 0.6, entryPrice: 50_000 } as const;
    const both = { legs: [cash("USDC", 2000), perpetual(100, 100), btc] };
    // 10,000 of SOL and 30,000 of BTC: a quarter of 1 % and of 1 %.
    const { closedNotional, cost } = two.liquidate(both, at(100));
    expect(cost / closedNotional).toBeCloseTo(0.005, 12);
  });

  test("what a pledged token does not count stays demanded, and selling the position frees none of it", () => {
    const pledged = { legs: [cash("SOL", 60), cash("USDC", 2000), perpetual(1500, 100)] };
    const prices = at(100);
    const outcome = model.liquidate(pledged, prices);
    // 0.0516 of 150,000 and a tenth of 6,000 are demanded, 8,000 there: 3,340 short of 10,740 and 600, of which 3,000 are fees.
    expect(outcome.closedNotional / 150_000).toBeCloseTo(3340 / 7740, 12);
    expect(outcome.account.legs).toContainEqual(cash("SOL", 60));
    expect(surplus(model, outcome.account, prices)).toBeGreaterThan(0);
  });
});

describe("an open profit that counts in part", () => {
  const { model: discounted } = driftV2.market("SOL-PERP", {
    ...parameters,
    markets: { "SOL-PERP": { ...sol, sizeFactor: 0, unrealizedWeight: 0.8 } },
  });
  const short = { legs: [cash("USDC", 100), perpetual(-10, 100)] };

  test("a fifth of it is demanded on top, from the entry price on", () => {
    expect(discounted.equityDemand(short, at(90))).toBeCloseTo(45 + 20, 12);
    expect(discounted.equityDemand(short, at(110))).toBeCloseTo(55, 12);
    expect(discounted.demandBreaks(short, onePath(at(80), "SOL-PERP"))).toEqual([1.25]);
  });
});

describe("asked by name, day and file", () => {
  const text = JSON.stringify(parameters);

  test("by the program's name or the token's, with the date and funding of the parameters", () => {
    expect(driftV2.find({ asset: "btc", parameters: text })).toMatchObject({
      asset: "BTC-PERP",
      quote: "USDC",
      alsoCalled: ["BTC"],
      asOfMs: Date.UTC(2026, 3, 1),
      source: "given by the caller",
      funding: { intervalMs: 3_600_000, base: "index", rateMax: 1 / 33 / 24 },
    });
    expect(market.funding?.rateMax).toBeNull();
    expect(
      driftV2.find({ asset: "SOL", chain: "Solana", quote: "usdc", release: "2026-04", parameters: text }).asset,
    ).toBe("SOL-PERP");
  });

  test("a day before the parameters, and what is unknown, are refused by name", () => {
    expect(driftV2.find({ asset: "SOL", onMs: Date.UTC(2026, 3, 1), parameters: text }).asset).toBe("SOL-PERP");
    const early = { asset: "SOL", onMs: Date.UTC(2026, 2, 31), parameters: text };
    expect(() => driftV2.find(early)).toThrow(code("E_OUT_OF_RANGE", "onMs"));
    expect(() => driftV2.find({ asset: "SOL" })).toThrow(code("E_MISSING", "parameters"));
    expect(() => driftV2.find({ asset: "DOGE", parameters: text })).toThrow(code("E_UNKNOWN_KEY", "asset"));
    expect(() => driftV2.find({ asset: "SOL", quote: "USDT", parameters: text })).toThrow(
      code("E_UNKNOWN_KEY", "quote"),
    );
    expect(() => driftV2.find({ asset: "SOL", chain: "dydx", parameters: text })).toThrow(
      code("E_UNKNOWN_KEY", "chain"),
    );
    expect(() => driftV2.find({ asset: "SOL", release: "1", parameters: text })).toThrow(
      code("E_UNKNOWN_KEY", "release"),
    );
    expect(driftV2.listMarkets()).toEqual([]);
  });

  test.each([
    ["no day", { ...parameters, asOf: undefined }, "E_MISSING", "drift-v2.asOf"],
    ["a maintenance above the initial ratio", { marginRatioMaintenance: 0.1 }, "E_CONFIG_CONFLICT", /Maintenance$/],
    ["a fee above maintenance", { liquidatorFeeRate: 0.05 }, "E_CONFIG_CONFLICT", /liquidatorFeeRate$/],
    ["a ratio in per cent", { marginRatioInitial: 10 }, "E_UNIT_AMBIGUOUS", /marginRatioInitial$/],
    ["an unknown tier", { contractTier: "D" }, "E_UNKNOWN_KEY", /contractTier$/],
    ["a misspelt key", { imf: 1 }, "E_UNKNOWN_KEY", /imf$/],
  ])("%s is refused", (_name, change, wanted, field) => {
    const given = "markets" in change ? change : { ...parameters, markets: { "SOL-PERP": { ...sol, ...change } } };
    expect(() => driftV2.find({ asset: "SOL", parameters: JSON.stringify(given) })).toThrow(
      expect.objectContaining({ code: wanted, field: expect.stringMatching(field) as string }) as Error,
    );
  });
});
