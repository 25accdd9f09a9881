import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEAR, FREE, randomMarket, seriesOf, steady, venueKinds } from "../../../tests/backtest-markets.js";
import { randomPolicy } from "../../../tests/backtest-policies.js";
import { HOUR_MS } from "../../model/index.js";
import { holdPolicy } from "../../policies/index.js";
import { attributed, prepareMarket, runBacktest, runPrepared, type BacktestRequest } from "./index.js";

const sum = (parts: Readonly<Record<string, number>>): number => Object.values(parts).reduce((a, b) => a + b, 0);

describe.each(["aave-v3", "binance-usdm", "margin-loan"])("%s", (name) => {
  test("on random paths the parts add up to the money, to 1e-9, and to the log growth; wealth and ledger balance; nothing is NaN", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), (seed) => {
        const venue = venueKinds[name]!;
        const policy = randomPolicy(seed, { low: -1.5, high: 4.5 });
        const terms = { bars: 120, deviation: 0.012, costs: DEAR, trigger: seed % 2 === 0, closesOnly: false };
        const market = randomMarket(seed, venue, terms);
        const result = runBacktest({ ...market, policy, wealth: 20_000, checkIntervalMs: HOUR_MS, reactionMs: 0 });
        const { money, change, growth } = attributed(result);
        const { summary, ledger, columns } = result;
        const flow = Math.max(20_000, ...Object.values(money).map(Math.abs));
        expect(Math.abs(sum(money) - change)).toBeLessThan(1e-9 * flow);
        const booked = sum(ledger.carry) + sum(ledger.costs) + ledger.price + ledger.liquidation + ledger.forgiven;
        expect(Math.abs(booked - (summary.wealthEnd - 20_000))).toBeLessThan(1e-9 * flow);
        if (growth === null) expect(summary.ruinedMs).not.toBeNull();
        else expect(sum(growth)).toBeCloseTo(Math.log(summary.wealthEnd / 20_000), 9);
        for (const column of [columns!.wealth, columns!.leverageRatio, columns!.cost])
          expect(column.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

const doubled: BacktestRequest = {
  ...{ venue: venueKinds["custom perpetual"]!, trigger: null, costs: FREE, wealth: 1000, reactionMs: 0 },
  prices: seriesOf([
    [100, 100, 100, 100],
    [100, 110, 100, 110],
    [110, 110, 99, 99],
  ]),
  rates: { borrow: steady(0), lend: steady(0), yield: steady(0), assetBorrow: null, funding: steady(0) },
  ...{ checkIntervalMs: HOUR_MS, policy: holdPolicy({ leverageRatio: 2 }) },
};

test("by hand: 2x through +10 % and -10 %: price 2 ln 1.1 + (220/120) ln .9, and the rest is variance drag", () => {
  const result = runBacktest(doubled);
  const { growth, money } = attributed(result);
  const price = 2 * Math.log(1.1) + (2200 / 1200) * Math.log(0.9);
  expect(result.summary.wealthEnd).toBeCloseTo(980, 10);
  expect(growth?.price).toBeCloseTo(price, 12);
  expect(growth?.varianceDrag).toBeCloseTo(Math.log(0.98) - price, 12);
  expect(money.price + money.varianceDrag).toBeCloseTo(-20, 10);
});

test("of some closes alone: the second bar's own", () => {
  const { change, growth } = attributed(runBacktest(doubled), { from: 1, to: 2 });
  expect(change).toBeCloseTo(-220, 10);
  expect(sum(growth ?? {})).toBeCloseTo(Math.log(980 / 1200), 12);
});

test("a sweep keeps no columns, and so has nothing to attribute", () => {
  const { policy, wealth, checkIntervalMs, reactionMs, ...market } = doubled;
  const result = runPrepared(
    prepareMarket(market),
    { policy, wealth, checkIntervalMs, reactionMs },
    { columns: false },
  );
  expect(result.summary).toEqual(runBacktest(doubled).summary);
  expect(() => attributed(result)).toThrow(expect.objectContaining({ code: "E_MISSING" }));
});
