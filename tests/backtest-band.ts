import { runBacktest } from "../src/backtest/engine/index.js";
import type { BacktestColumns } from "../src/backtest/engine/result.js";
import { saleCostRate, edgeMeans, type BandMarket } from "../src/decision/reflected.js";
import { createStream } from "../src/kernel/index.js";
import { YEAR_MS } from "../src/model/index.js";
import { bandPolicy } from "../src/policies/index.js";
import { perpetualMarket } from "./markets.js";
import { FREE, steady } from "./backtest-markets.js";
import { lognormalSeries } from "./backtest-paths.js";

/** A lognormal asset without financing cost, a band by the price in the middle of bid and ask, and a cost of each side. */
export interface BandCase {
  readonly driftAnnual: number;
  readonly volatilityAnnual: number;
  readonly low: number;
  readonly high: number;
  /** Paid on each side, a fraction of what is traded at the middle. */
  readonly costRate: number;
}

/** What the exact theory and a simulation both say. */
export interface BandFigures {
  readonly growthAnnual: number;
  readonly turnoverAnnual: number;
}

/**
 * The exact long-run growth and turnover of a reflected share (Taksar, Klass & Assaf 1988; Guasoni & Mayerhofer 2019), in the
 * engine's own units. The theory counts wealth at the ask, a = m (1 + c), and sells at (1 - e) a = m (1 - c): e = 2 c / (1 + c); a
 * leverage L at the middle is L (1 + c) / (1 + L c) at the ask; growth is the same of both; an amount traded over wealth at the ask
 * is (1 + L c) / (1 + c) of it at the middle. Bought is half the variance x density at the low edge x share (1 - share).
 */
export function theoryOf({ driftAnnual, volatilityAnnual, low, high, costRate }: BandCase): BandFigures {
  const roundTripCost = (2 * costRate) / (1 + costRate);
  const varianceAnnual = volatilityAnnual ** 2;
  const market: BandMarket = {
    ...{ excessAnnual: driftAnnual, varianceAnnual, riskAversion: 1, roundTripCost, fixedCostShare: 0 },
  };
  const atAsk = (leverage: number): number => (leverage * (1 + costRate)) / (1 + leverage * costRate);
  const [buy, sell] = [atAsk(low), atAsk(high)];
  const { valueAnnual, costAnnual } = edgeMeans(market, buy, sell);
  const odds = (share: number): number => Math.log(Math.abs(share / (1 - share)));
  const densityHigh = costAnnual / saleCostRate(market, sell);
  const slope = (2 * driftAnnual) / varianceAnnual - 1;
  const densityLow = densityHigh * Math.exp(slope * (odds(buy) - odds(sell)));
  const sold = (costAnnual / roundTripCost) * ((1 + high * costRate) / (1 + costRate));
  const bought =
    (varianceAnnual / 2) * densityLow * Math.abs(buy * (1 - buy)) * ((1 + low * costRate) / (1 + costRate));
  return { growthAnnual: valueAnnual, turnoverAnnual: sold + bought };
}

/** Sum over the bars of leverage held x (what the price made less what it was expected to make): a martingale, taken off to see growth through less noise. */
function surpriseOf({ price, leverageRatio }: BacktestColumns, expected: number): number {
  let sum = 0;
  for (let i = 2; i < price.length; i++) sum += leverageRatio[i - 1] * (price[i] / price[i - 1] - expected);
  return sum;
}

/** One path of so many years and steps a year: growth without its martingale, and turnover, a year. */
export function simulatedBand(given: BandCase, path: number, years: number, stepsAYear: number): BandFigures {
  const { driftAnnual, volatilityAnnual, low, high, costRate } = given;
  const [stream, stepMs] = [createStream(20_261_123, path), YEAR_MS / stepsAYear];
  const [mean, deviation] = [
    (driftAnnual - volatilityAnnual ** 2 / 2) / stepsAYear,
    volatilityAnnual / Math.sqrt(stepsAYear),
  ];
  const returns = Float64Array.from(
    { length: Math.round(years * stepsAYear) },
    () => mean + deviation * stream.normal(),
  );
  const { summary, columns, events } = runBacktest({
    ...{ venue: perpetualMarket({ maintenanceRate: 0.001 }), prices: lognormalSeries(returns, stepMs), trigger: null },
    rates: { borrow: steady(0), lend: steady(0), yield: steady(0), assetBorrow: null, funding: steady(0) },
    ...{ costs: { ...FREE, feeRate: costRate }, wealth: 1000, policy: bandPolicy({ low, high, tradeTo: "edge" }) },
    ...{ checkIntervalMs: stepMs, reactionMs: 0 },
  });
  if (columns === null) throw new Error("a single run keeps its columns");
  const elapsed = (summary.endMs - summary.startMs) / YEAR_MS;
  const surprise = surpriseOf(columns, Math.exp(driftAnnual / stepsAYear));
  return {
    growthAnnual: (Math.log(summary.wealthEnd / summary.wealthStart) - surprise) / elapsed,
    // The first trade opens, and is none of the long run's.
    turnoverAnnual: summary.turnoverAnnual - events[0]!.notional / summary.wealthStart / elapsed,
  };
}

/** Mean and standard error of several paths. */
export function meanOf(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}
