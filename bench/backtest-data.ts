/** The bars, the venue and the policies of bench/backtest.ts, and what its rivals are given of them. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { prepareMarket, type BacktestMarket, type BacktestResult } from "../src/backtest/index.js";
import { signalColumn } from "../src/backtest/known/signals.js";
import { readPriceFile, readRateFile } from "../src/connectors/index.js";
import { DAY_MS } from "../src/model/index.js";
import { HOLD, type PolicyDescription, type TradingPolicy } from "../src/policies/index.js";
import { custom, type CustomParameters } from "../src/venues/custom/index.js";

/** The research data beside the repository. */
export const DATA = resolve("../shared/data");

export const WEALTH = 100_000;
const LEVERAGE_MAX = 5;
/** Half-lives of volatility, days; targets of volatility a year; widths of leverage: ten of each. */
const TEN = Array.from({ length: 10 }, (_, i) => i + 1);
export const HALF_LIVES = TEN.map((days) => days * DAY_MS);
const TARGETS = TEN.map((tenth) => 0.3 * tenth);
const WIDTHS = TEN.map((tenth) => 0.05 * tenth);

/** The run of one: a target of 30 %, of a volatility with a half-life of a day, a width of 0.05x; the first of all sets. */
export const BASE: PolicyDescription = policyAt(HALF_LIVES[0], TARGETS[0], WIDTHS[0]);

function policyAt(halfLifeMs: number, volatility: number, width: number): PolicyDescription {
  return { policy: "volatility-target", values: { volatility, halfLife: halfLifeMs, max: LEVERAGE_MAX, width } };
}

/** Half-lives x targets x widths, the half-life outermost. */
export const SETS: readonly PolicyDescription[] = HALF_LIVES.flatMap((halfLifeMs) =>
  TARGETS.flatMap((target) => WIDTHS.map((width) => policyAt(halfLifeMs, target, width))),
);

/** A perpetual with a flat maintenance rate of 1 % that closes all at once for half a per cent and returns the rest. */
export const VENUE: CustomParameters = {
  kind: "perpetual",
  asset: "BTC",
  quote: "USDT",
  asOf: "2024-12-31",
  source: "stated for a benchmark",
  tradingCostRate: 0.0005,
  maintenanceRate: 0.01,
  leverageRatioMax: 50,
  liquidationFeeRate: 0.005,
};

const none = { recorded: null, statedAnnual: 0 };

/** That perpetual on spot bars: recorded funding, a fee of 5 bp. */
export async function marketFrom(folder: string): Promise<BacktestMarket> {
  const prices = await readPriceFile(join(folder, "btc-usdt-binance-spot-1h.csv.gz"), { barTime: "open" });
  const funding = await readRateFile(join(folder, "funding-btcusdt-binance-8h.csv.gz"), {
    rateColumn: "funding_rate",
    kind: "funding",
    unit: "fraction-per-interval",
  });
  const warm = prices.closeMs.findIndex((ms) => ms - prices.closeMs[0] >= 3 * HALF_LIVES[9]);
  return {
    venue: custom.market(VENUE),
    ...{ prices, trigger: null },
    rates: {
      borrow: none,
      assetBorrow: null,
      lend: none,
      yield: none,
      funding: { recorded: funding, statedAnnual: 0 },
    },
    costs: { feeRate: 0.0005, spreadRate: 0, impact: null, fixedCost: 0, tradeMin: 0 },
    gaps: { prices: "bridge" },
    fromMs: prices.closeMs[warm],
  };
}

/** Writes what the same run in C and numba reads. */
export function writeRuns(path: string, market: BacktestMarket): void {
  const { funding, first, closeMs } = prepareMarket(market);
  const { close, bars } = market.prices;
  if (bars === null) throw new Error("bars are needed");
  const sets = TARGETS.flatMap((target) => WIDTHS.map((width) => [target, width]));
  const numbers = [
    ...[closeMs.length, HALF_LIVES.length, sets.length],
    ...[closeMs, bars.open, bars.low, close, funding].flatMap((column) => [...column]),
    ...[...HALF_LIVES, first],
    ...[...sets.map(([target]) => target), ...sets.map(([, width]) => width)],
  ];
  writeFileSync(path, new Uint8Array(Float64Array.from(numbers).buffer));
}

/** Closes between two orders that are known beforehand, and the most of them. */
const BARS_BETWEEN = 12;
const WEIGHT_MAX = 1;

/** What a tool without leverage, funding and liquidation can express: from the first close on, every so often, 60 % / volatility of at most 1x. */
export function weightPolicy(closeMs: Float64Array, first: number, known: Float64Array): TradingPolicy {
  const wants = new Map<number, number>();
  for (let i = first; i < closeMs.length; i += BARS_BETWEEN)
    wants.set(closeMs[i], Math.min(0.6 / known[i], WEIGHT_MAX));
  const adjust: TradingPolicy["adjust"] = ({ nowMs }) => {
    const leverageRatio = wants.get(nowMs);
    return leverageRatio === undefined ? HOLD : { kind: "trade", leverageRatio, because: "it is time" };
  };
  return { id: "weights", label: "weights", source: "a benchmark", signals: [], estimates: null, rules: [], adjust };
}

/** The weights wanted at each bar's open; NaN where none is. */
export function weightsOf(closeMs: Float64Array, first: number, known: Float64Array): Float64Array {
  const weights = new Float64Array(closeMs.length).fill(NaN);
  for (let i = first; i + 1 < closeMs.length; i += BARS_BETWEEN) weights[i + 1] = Math.min(0.6 / known[i], WEIGHT_MAX);
  return weights;
}

/** Units traded at each bar's open, from the events of a run; NaN where none. */
export function unitsOf(result: BacktestResult, closeMs: Float64Array, open: Float64Array): Float64Array {
  const rows = new Map(Array.from(closeMs, (ms, i) => [ms, i]));
  const units = new Float64Array(closeMs.length).fill(NaN);
  for (const { kind, atMs, notional, from, to } of result.events) {
    const row = rows.get(atMs);
    if (kind !== "trade" || row === undefined) continue;
    units[row] = (to >= from ? 1 : -1) * (notional / open[row]);
  }
  return units;
}

/** The volatility of the base run at each close; 0 before it is known. */
export const volatilityOf = ({ prices }: BacktestMarket): Float64Array =>
  signalColumn(prices, { kind: "volatility", halfLifeMs: HALF_LIVES[0] }).values;
