import { expect, test } from "vitest";
import { lendingMarket } from "../../../tests/markets.js";
import { decide } from "../../decision/index.js";
import { estimatesFromPrices } from "../../estimators/index.js";
import { createStream } from "../../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, stated } from "../../model/index.js";
import { steelyardPolicy, type PolicyAction, type TradingPolicy } from "../../policies/index.js";
import { pricesFromColumns, type PriceSeries } from "../../series/index.js";
import { runBacktest, type BacktestRequest } from "../engine/index.js";
import { seriesUpTo } from "../walk.js";

const STEP_MS = 4 * HOUR_MS;
const CRASH = 1.2 * 365 * 6;

/** Four-hourly bars of a random walk that falls by a third within two days; from `other` on of a wild one. */
function series(other = Infinity): PriceSeries {
  const [own, noise] = [createStream(4, 1), createStream(77, 2)];
  const columns = ["time", "open", "high", "low", "close"].map((): number[] => []);
  let log = Math.log(2000);
  for (let i = 0; i < 1.4 * 365 * 6; i++) {
    const stream = i < other ? own : noise;
    const open = log;
    log += (i < other ? 0.009 : 0.05) * stream.normal() + (i >= CRASH && i < CRASH + 12 ? Math.log(2 / 3) / 12 : 0);
    const prices = [open, Math.max(open, log) + 0.002, Math.min(open, log) - 0.002, log].map(Math.exp);
    [Date.UTC(2020, 0, 1) + (i + 1) * STEP_MS, ...prices].forEach((value, column) => columns[column].push(value));
  }
  const [time, open, high, low, close] = columns;
  return pricesFromColumns({ time, open, high, low, close }, { barTime: "close" });
}

const stands = (statedAnnual: number) => ({ recorded: null, statedAnnual });
const requestOf = (prices: PriceSeries, policy: TradingPolicy): BacktestRequest => ({
  venue: lendingMarket(),
  prices,
  trigger: null,
  rates: { borrow: stands(0.05), assetBorrow: null, lend: stands(0.02), yield: stands(0), funding: null },
  costs: { feeRate: 0.001, spreadRate: 0, impact: null, fixedCost: 0, tradeMin: 0 },
  ...{ policy, wealth: 100, checkIntervalMs: STEP_MS, reactionMs: 0 },
});
const tolerance = {
  lossMax: 0.4,
  probabilityMax: 0.1,
  horizonMs: YEAR_MS,
  measuredAgainst: "cash",
  leverageRatioMin: 0,
  liquidationProbabilityMax: 0.01,
} as const;
const steelyard = steelyardPolicy({ ...tolerance, drift: "posterior", refreshMs: 14 * DAY_MS, side: "long" });

/** A run, and when the policy decided what. */
function followed(prices: PriceSeries) {
  const decided: { readonly atMs: number; readonly action: PolicyAction; readonly wealth: number }[] = [];
  const policy: TradingPolicy = {
    ...steelyard,
    adjust: (view) => {
      const { nowMs, equity, reserve } = view;
      const action = steelyard.adjust(view);
      if (action.memory !== undefined) decided.push({ atMs: nowMs, action, wealth: equity + reserve });
      return action;
    },
  };
  return { decided, result: runBacktest(requestOf(prices, policy)) };
}

const prices = series();
const { decided, result } = followed(prices);

test("each fortnight the policy decides what decide does of the prices cut at that close, asked by hand", () => {
  expect(decided.length).toBe(Math.ceil((0.4 * 365) / 14));
  for (const { atMs, action, wealth } of [decided[0], decided[4], decided[decided.length - 1]]) {
    const count = prices.closeMs.indexOf(atMs) + 1;
    const rates = { borrowRateAnnual: stated(0.05), lendRateAnnual: stated(0.02), yieldAnnual: stated(0) };
    const past = { horizonMs: YEAR_MS, reactionMs: STEP_MS };
    const answer = decide({
      account: { asset: "ETH", price: prices.close[count - 1], equity: wealth },
      estimates: estimatesFromPrices(seriesUpTo(prices, count), { ...rates, ...past }),
      venue: lendingMarket(),
      tolerance,
      policy: { kind: "rebalanced", checkIntervalMs: STEP_MS },
      costs: { tradingCostRate: 0.001 },
    });
    if (answer.status === "infeasible") throw new Error(answer.because);
    expect(action.boundBy).toBe(answer.boundBy);
    expect(action.band?.low).toBeCloseTo(answer.band.low, 9);
    expect(action.band?.high).toBeCloseTo(answer.band.high, 9);
  }
});

test("what it decides and holds does not change when all that comes later is noise", () => {
  const from = Math.floor(1.25 * 365 * 6);
  const noisy = followed(series(from));
  const [beforeMs, rows] = [
    prices.closeMs[from - 1],
    result.columns?.closeMs.findIndex((ms) => ms >= prices.closeMs[from]) ?? 0,
  ];
  const until = (run: typeof noisy) => run.decided.filter(({ atMs }) => atMs <= beforeMs);
  expect(until(noisy)).toEqual(until({ decided, result }));
  expect(until(noisy).length).toBeGreaterThan(5);
  expect(noisy.result.columns?.wealth.subarray(0, rows)).toEqual(result.columns?.wealth.subarray(0, rows));
  expect(noisy.result.summary.wealthEnd).not.toBe(result.summary.wealthEnd);
});

test("a crash costs it what it holds of it, and no liquidation", () => {
  expect(result.summary.liquidations).toBe(0);
  expect(result.summary.drawdownMax).toBeLessThan(0.4);
  expect(result.summary.drawdownMax).toBeGreaterThan(0.05);
});
