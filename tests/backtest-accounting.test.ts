import { describe, expect, test } from "vitest";
import {
  runBacktest,
  runBasket,
  type BacktestColumns,
  type BacktestResult,
  type Ledger,
} from "../src/backtest/engine/index.js";
import { HOUR_MS } from "../src/model/index.js";
import { DEAR, asBasket, randomMarket, venueKinds } from "./backtest-markets.js";
import { basketCases, randomBasket } from "./backtest-baskets.js";
import { randomPolicy } from "./backtest-policies.js";

const CASES = 10;
const TOLERANCE = 1e-9;

const total = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((sum, part) => sum + part, 0);

const booked = ({ price, carry, costs, liquidation, forgiven }: Ledger): number =>
  price + total(carry) + total(costs) + liquidation + forgiven;

/** Money that went through the run's hands: what was there, what was traded and closed. */
const turnoverOf = ({ summary, events }: BacktestResult): number =>
  events.reduce((sum, { notional }) => sum + notional, summary.wealthStart);

/** What must hold of every run, whatever the path and the policy. */
function expectBalanced(result: BacktestResult, recourse: boolean): void {
  const { summary, ledger, columns, events } = result;
  if (columns === null) throw new Error("a single run keeps its columns");
  const change = summary.wealthEnd - summary.wealthStart;
  expect(Math.abs(change - booked(ledger))).toBeLessThan(TOLERANCE * turnoverOf(result));
  const last = columns.wealth.length - 1;
  for (const row of [Math.floor(last / 2), last]) {
    const attributed = Object.values(columns.money).reduce((sum, part) => sum + part[row]!, 0);
    expect(Math.abs(columns.wealth[row]! - summary.wealthStart - attributed)).toBeLessThan(
      TOLERANCE * turnoverOf(result),
    );
  }
  expectGrowth(columns, TOLERANCE * turnoverOf(result));
  const paid = total(ledger.costs);
  expect(Math.abs(paid + columns.cost[last]!)).toBeLessThan(TOLERANCE * turnoverOf(result));
  expect(Math.max(ledger.liquidation, -ledger.forgiven)).toBeLessThanOrEqual(TOLERANCE * turnoverOf(result));
  expectSeen(result, recourse);
  expect(events.filter(({ kind }) => kind === "liquidation")).toHaveLength(summary.liquidations);
}

/** Log growth by its causes is that of wealth at every close, as money: wealth that passed below 0 within a bar, for a reserve or a debt forgiven, too. */
function expectGrowth({ wealth, growth }: BacktestColumns, tolerance: number): void {
  wealth.forEach((left, row) => {
    if (left <= 0) return;
    const grown = Object.values(growth).reduce((sum, part) => sum + part[row]!, 0);
    expect(Math.abs(wealth[0]! * Math.exp(grown) - left)).toBeLessThan(tolerance);
  });
}

/** Wealth at or below 0 is a ruin in its bar, the last thing that happens; without recourse nothing is owed after it. */
function expectSeen({ summary, columns, events }: BacktestResult, recourse: boolean): void {
  const { wealth, closeMs } = columns!;
  const row = wealth.findIndex((left) => left <= 0);
  const ruins = events.filter(({ kind }) => kind === "ruin");
  expect(ruins.map(({ atMs }) => atMs)).toEqual(row < 0 ? [] : [closeMs[row]]);
  expect(summary.ruinedMs).toBe(row < 0 ? null : closeMs[row]);
  if (row < 0) {
    expect(summary.wealthEnd).toBeGreaterThan(0);
    return;
  }
  expect(events.at(-1)!.kind).toBe("ruin");
  expect(new Set(wealth.subarray(row))).toEqual(new Set([summary.wealthEnd]));
  if (!recourse) expect(summary.wealthEnd).toBe(0);
}

describe("every change of wealth is booked, and none passes below 0 unseen: one asset, both engines", () => {
  test.each(Object.keys(venueKinds))("%s", (name) => {
    const venue = venueKinds[name]!;
    for (let seed = 0; seed < CASES; seed++) {
      const wild = venue.model.twoSided ? 0.02 : 0.05;
      const request = {
        ...randomMarket(200 + seed, venue, {
          ...{ bars: 150, deviation: wild, costs: DEAR, trigger: seed % 3 === 1, closesOnly: seed % 5 === 4 },
        }),
        policy: randomPolicy(seed, { low: name === "morpho-blue" ? 0 : -2, high: venue.model.twoSided ? 25 : 6 }),
        ...{ wealth: seed % 2 === 0 ? 3_000 : 300_000, checkIntervalMs: 2 * HOUR_MS, reactionMs: 0 },
      };
      expectBalanced(runBacktest(request), venue.model.recourse);
      if (seed < 3) expectBalanced(runBasket(asBasket(request)), venue.model.recourse);
    }
  });
});

describe("every change of wealth is booked, and none passes below 0 unseen: several assets in one account", () => {
  test.each(Object.keys(basketCases))("%s", (name) => {
    const given = basketCases[name]!;
    let liquidations = 0;
    for (let seed = 0; seed < 6; seed++) {
      const result = runBasket(randomBasket(given, seed, 100));
      expectBalanced(result, given.venue.model.recourse);
      liquidations += result.summary.liquidations;
    }
    expect(liquidations).toBeGreaterThan(0);
  });

  test("without recourse and without a price that moves, a share kept out of reach costs nothing", () => {
    const request = randomBasket(basketCases["three perpetuals"]!, 1, 40);
    const adjust = () => ({ kind: "trade", leverageRatio: 0, share: 0.5, because: "half is kept" }) as const;
    const { summary } = runBasket({
      ...request,
      ...{
        policy: { ...request.policy, adjust },
        rates: { borrow: request.rates.borrow, lend: request.legs[0].yield },
      },
    });
    expect(summary.wealthEnd).toBe(summary.wealthStart);
  });
});
