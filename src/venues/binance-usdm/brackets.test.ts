import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perpetualVectorsOf } from "../../../tests/vectors-perpetuals.js";
import { equity, type Account, type MarketState } from "../../model/index.js";
import { liquidationRatios } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { assertTiers } from "../tiers.js";
import { binanceUsdm } from "./index.js";
import { binanceUsdmReleases, bracketHistory } from "./params.js";

const refused = (code: string, field: string): Error => expect.objectContaining({ code, field }) as Error;
const largestOn = (onMs: number): number | null =>
  binanceUsdm.find({ asset: "BTCUSDT", onMs }).model.notionalMax("BTCUSDT", { BTCUSDT: 1 });

describe("brackets of the day", () => {
  test("every shipped table is continuous, in order, and of a listed release", () => {
    const known = binanceUsdmReleases.map(({ fromMs }) => fromMs);
    for (const [symbol, history] of Object.entries(bracketHistory)) {
      history.forEach(({ value, fromMs, untilMs, source }, index) => {
        expect(() => assertTiers(value, symbol)).not.toThrow();
        expect(known).toContain(fromMs);
        expect(source).toMatch(/\S/);
        if (index > 0) expect(fromMs).toBeGreaterThanOrEqual(history[index - 1]!.untilMs ?? Infinity);
        if (untilMs !== null) expect(untilMs).toBeGreaterThan(fromMs);
      });
    }
    expect(binanceUsdmReleases.map(({ id, fromMs }) => [id, new Date(fromMs).toISOString().slice(0, 7)])).toEqual(
      binanceUsdmReleases.map(({ id }) => [id, id]),
    );
  });

  test.each([
    ["announcement 86cf9aa472574b8cb2e05bb751c2a9a6, 2021-03-18 09:00 UTC", Date.UTC(2021, 2, 18, 9), 500e6],
    ["ccxt pull request 11937, 2022-02-11", Date.UTC(2022, 1, 11), 1000e6],
    ["ccxt pull request 12873, 2022-04-17", Date.UTC(2022, 3, 17), 1000e6],
    ["October 2024", Date.UTC(2024, 9, 24), 1800e6],
    ["a year after the newest", Date.UTC(2025, 9, 24), 1800e6],
  ])("%s: BTCUSDT up to that cap", (_, onMs, largest) => {
    expect(largestOn(onMs)).toBe(largest);
  });

  test("the same 5 M of BTC may be opened at 20x in 2021 and at 50x in October 2024, and is dated as its table is", () => {
    const [early, late] = ["2021-03", "2024-10"].map((release) => binanceUsdm.find({ asset: "BTC", release }));
    const at = (market: typeof early): number => market!.model.leverageRatioMax("BTCUSDT", 5e6, { BTCUSDT: 1 });
    expect([at(early), at(late)]).toEqual([20, 50]);
    expect(early).toMatchObject({ asOfMs: Date.UTC(2021, 2, 18, 9), model: { release: "2021-03" } });
    expect(early!.source).toContain("86cf9aa472574b8cb2e05bb751c2a9a6");
    expect(late).toMatchObject({ asOfMs: Date.UTC(2024, 9, 24), model: { release: "2024-10" } });
    expect(binanceUsdm.find({ asset: "BTC", onMs: Date.UTC(2022, 1, 11) }).model.release).toBe("2022-02");
  });

  test.each([
    ["before the first table", { onMs: Date.UTC(2021, 2, 18, 8) }, "E_OUT_OF_RANGE", "onMs"],
    [
      "between two tables, when neither is known to have held",
      { onMs: Date.UTC(2023, 5, 1) },
      "E_OUT_OF_RANGE",
      "onMs",
    ],
    [
      "a contract whose table of that day was not found",
      { asset: "ETH", onMs: Date.UTC(2022, 1, 11) },
      "E_OUT_OF_RANGE",
      "onMs",
    ],
    ["the same by release", { asset: "ETHUSDT", release: "2021-03" }, "E_OUT_OF_RANGE", "onMs"],
    ["no such release", { release: "2023-01" }, "E_UNKNOWN_KEY", "release"],
    [
      "a release that is not that of the day",
      { release: "2021-03", onMs: Date.UTC(2024, 9, 25) },
      "E_CONFIG_CONFLICT",
      "release",
    ],
    ["a quote currency that it has not", { quote: "USDC" }, "E_UNKNOWN_KEY", "quote"],
  ])("refused: %s", (_, request, code, field) => {
    expect(() => binanceUsdm.find({ asset: "BTC", ...request })).toThrow(refused(code, field));
  });

  test("a release and a day within it go together", () => {
    const onMs = Date.UTC(2024, 9, 25);
    expect(binanceUsdm.find({ asset: "BTC", release: "2024-10", onMs }).model.release).toBe("2024-10");
  });

  test("brackets given for a day of which none are shipped are taken", () => {
    const tier = { notionalFloor: 0, notionalCap: 1e6, leverageRatioMax: 50, maintenanceRate: 0.01 };
    const parameters = JSON.stringify({ asOf: "2020-06-01", brackets: { BTCUSDT: [tier] } });
    for (const onMs of [Date.UTC(2020, 5, 2), Date.UTC(2023, 5, 1)])
      expect(binanceUsdm.find({ asset: "BTCUSDT", onMs, parameters })).toMatchObject({
        asOfMs: Date.UTC(2020, 5, 1),
        source: "brackets given by the caller",
      });
  });

  test("V050, V054: the table in freqtrade's tests of test_get_max_leverage_futures is that of February 2022", () => {
    const [, table] = bracketHistory["BTCUSDT"]!;
    for (const { inputs } of perpetualVectorsOf(["max_leverage_for_margin"], ({ id }) =>
      ["V050", "V054"].includes(id),
    )) {
      const theirs = inputs["tiers"] as readonly Record<string, number>[];
      expect(theirs.map(({ minNotional, maintAmt }) => [minNotional, maintAmt])).toEqual(
        table!.value.map(({ notionalFloor, maintenanceAmount }) => [notionalFloor, maintenanceAmount]),
      );
    }
    expect(table!.value.at(-1)).toMatchObject({ notionalFloor: 600e6, maintenanceAmount: 199_703_800 });
  });
});

describe("funding (FAQ 360033525031)", () => {
  const hour = 3_600_000;

  test("at 00:00, 08:00 and 16:00 UTC on the mark price; interval and cap are data, for the venue changes them", () => {
    const { funding } = binanceUsdm.market("ETHUSDT");
    expect(funding).toEqual({ intervalMs: 8 * hour, offsetMs: 0, base: "mark", rateMax: null });
    const changed = binanceUsdm.market("ETHUSDT", { fundingIntervalHours: 4, fundingRateMax: 0.02 });
    expect(changed.funding).toMatchObject({ intervalMs: 4 * hour, rateMax: 0.02 });
  });

  test.each([
    ["fundingIntervalHours", 0, "E_OUT_OF_RANGE"],
    ["fundingIntervalHours", 48, "E_OUT_OF_RANGE"],
    ["fundingRateMax", 2, "E_UNIT_AMBIGUOUS"],
  ])("%s of %d is refused", (key, value, code) => {
    expect(() => binanceUsdm.market("ETHUSDT", { [key]: value })).toThrow(refused(code, `binance-usdm.${key}`));
  });
});

describe("long and short mirror each other where the rule does", () => {
  const { model } = binanceUsdm.market("BTCUSDT");
  const prices = { BTCUSDT: 60_000, USDT: 1 };
  const path = onePath(prices, "BTCUSDT");
  const state: MarketState = {
    borrowRateAnnual: 0,
    assetBorrowRateAnnual: null,
    lendRateAnnual: 0.02,
    yieldAnnual: 0,
    fundingRateAnnual: 0.1,
    tradingCostRate: null,
  };
  const sizes = fc.double({ min: Math.log(100), max: Math.log(1.8e9), noNaN: true }).map(Math.exp);
  const pair = (equityHeld: number, notional: number): readonly [Account, Account] => [
    model.holding("BTCUSDT", { equity: equityHeld, notional }, prices),
    model.holding("BTCUSDT", { equity: equityHeld, notional: -notional }, prices),
  ];

  test("demand, highest leverage and the size of funding are the same for both at any size", () => {
    fc.assert(
      fc.property(sizes, (notional) => {
        const [long, short] = pair(notional, notional);
        expect(model.equityDemand(short, prices)).toBe(model.equityDemand(long, prices));
        expect(model.leverageRatioMax("BTCUSDT", -notional, prices)).toBe(
          model.leverageRatioMax("BTCUSDT", notional, prices),
        );
        const [paid, earned] = [long, short].map((account) => model.carryAnnual(account, prices, state).parts.funding);
        expect(paid).toBe(-earned!);
      }),
    );
  });

  test("liquidation prices do not, since maintenance falls with the price: within a tier r_long (1 - m) + r_short (1 + m) = 2", () => {
    const [equityHeld, notional, m] = [100, 1000, 0.004];
    const [long, short] = pair(equityHeld, notional).map((account) => liquidationRatios(model, account, path));
    expect(long!.above).toBeNull();
    expect(short!.below).toBeNull();
    expect(long!.below).toBeCloseTo(0.9 / (1 - m), 14);
    expect(long!.below! * (1 - m) + short!.above! * (1 + m)).toBeCloseTo(2, 14);
    expect(short!.above).toBeCloseTo(1.1 / (1 + m), 14);
  });

  test("a long and a short of one size on one margin net to nothing: one-way mode, hedge mode is left out", () => {
    const both: Account = { legs: pair(1000, 5000).flatMap(({ legs }) => legs) };
    expect(equity(both, prices)).toBe(2000);
    expect(model.equityDemand(both, prices)).toBe(0);
    expect(liquidationRatios(model, both, path)).toEqual({ below: null, above: null });
  });
});
