import { describe, expect, test } from "vitest";
import { runBacktest, type BacktestEvent, type BacktestRequest } from "../src/backtest/engine/index.js";
import { createStream } from "../src/kernel/index.js";
import { HOUR_MS } from "../src/model/index.js";
import { policyOf, type PolicyDescription, type TradingPolicy } from "../src/policies/index.js";
import { FREE, seriesOf, steady, type Bar } from "./backtest-markets.js";
import { lender, Walk } from "./practice-walk.js";

/** Bars that open where the last one closed and reach no further than their ends: an order is filled at the price it saw. */
function bare(closes: readonly number[]): readonly Bar[] {
  return closes.map((close, i) => {
    const open = i === 0 ? close : closes[i - 1];
    return [open, Math.max(open, close), Math.min(open, close), close];
  });
}

/** A year's worth of swings within 1,200 hours: a slow wave of 30 % with noise, so that every trigger is met. */
function swings(seed: number): readonly number[] {
  const stream = createStream(seed, 0);
  return Array.from({ length: 1200 }, (_, i) => 2000 * Math.exp(0.26 * Math.sin(i / 90) + 0.004 * stream.normal()));
}

const nothing = steady(0);

/** A run without any cost but what the policy itself pays, from the first close on. */
const requestOf = (policy: TradingPolicy, closes: readonly number[]): BacktestRequest => ({
  ...{ venue: lender(), prices: seriesOf(bare(closes)), trigger: null, costs: FREE, policy, wealth: 10_000 },
  rates: { borrow: nothing, assetBorrow: nothing, lend: nothing, yield: nothing, funding: null },
  ...{ checkIntervalMs: HOUR_MS, reactionMs: 0 },
});

const descriptions: readonly PolicyDescription[] = [
  {
    policy: "flexible-leverage",
    values: { chunk: 0.1, ripcordChunk: 0.2, ripcord: 2.31, reward: 3, cooldown: 4 * HOUR_MS },
  },
  { policy: "flexible-leverage", values: { speed: 0.4, max: 2.2, ripcord: 3.5, lender: "compound" } },
  { policy: "boost-repay", values: { repayBelow: 1.3, repayTo: 1.5, boostAbove: 1.8, boostTo: 1.6 } },
  {
    policy: "auto-buy-sell",
    values: { open: 2, buyAt: 0.42, buyTo: 0.5, sellAt: 0.58, sellTo: 0.5, flashFee: 0.0005, sellPrice: 1600 },
  },
  { policy: "leverage-token", values: { min: 1.6, target: 2, max: 2.4, executorCost: 0.0008 } },
  { policy: "seventy-percent", values: { health: 1.4, every: 48 * HOUR_MS } },
  { policy: "partial-deleverage", values: { open: 2.5, debtRatio: 0.7 } },
];

const traded = (events: readonly BacktestEvent[]): readonly BacktestEvent[] =>
  events.filter(({ kind }) => kind === "trade");

describe.each(descriptions)("$policy $values", (description) => {
  const closes = swings(20 + descriptions.indexOf(description));
  const result = runBacktest(requestOf(policyOf(description), closes));
  const walk = new Walk(policyOf(description));
  const found = closes.map((price) => {
    const wealth = walk.equityAt(price);
    return { wealth, action: walk.check(price) };
  });

  test("the engine's wealth is that of an account kept beside it, at every close to 1e-9", () => {
    const wealth = result.columns?.wealth ?? new Float64Array(0);
    expect(wealth).toHaveLength(closes.length);
    const worst = Math.max(...found.map((each, i) => Math.abs(each.wealth / wealth[i] - 1)));
    expect(worst).toBeLessThan(1e-9);
  });

  test("its trades are the same ones, for the same reasons, a bar after they were decided", () => {
    const decided = found.slice(0, -1).flatMap(({ action }, i) => (action.kind === "trade" ? [{ action, i }] : []));
    const trades = traded(result.events);
    expect(trades.length).toBeGreaterThan(2);
    expect(trades.map(({ because, atMs }) => [because, atMs])).toEqual(
      decided.map(({ action, i }) => [action.because, result.columns?.closeMs[i + 1]]),
    );
    expect(result.summary.liquidations).toBe(0);
  });

  test("what executors are paid stands in the ledger, and all parts add up", () => {
    const { price, costs } = result.ledger;
    const paid = costs.concession + costs.reward;
    const change = result.summary.wealthEnd - result.summary.wealthStart;
    expect(price + paid).toBeCloseTo(change, 6);
    const pays = ["auto-buy-sell", "leverage-token", "partial-deleverage"].includes(description.policy);
    expect(costs.concession < 0).toBe(pays);
    expect(costs.reward < 0).toBe(description.values["reward"] !== undefined);
  });
});
