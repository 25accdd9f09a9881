import type { BasketRequest } from "../src/backtest/engine/basket-request.js";
import type { BacktestMarket, BacktestRequest, RatePast, TradingCosts } from "../src/backtest/engine/request.js";
import { createStream, type Stream } from "../src/kernel/index.js";
import { HOUR_MS } from "../src/model/index.js";
import { gapsOf, type PriceSeries, type RateSeries } from "../src/series/index.js";
import { aaveV3 } from "../src/venues/aave-v3/index.js";
import { binanceUsdm } from "../src/venues/binance-usdm/index.js";
import { compoundV3 } from "../src/venues/compound-v3/index.js";
import { custom } from "../src/venues/custom/index.js";
import { hyperliquid } from "../src/venues/hyperliquid/index.js";
import type { VenueMarket } from "../src/venues/index.js";
import { marginLoan } from "../src/venues/margin-loan/index.js";
import { morphoBlue } from "../src/venues/morpho-blue/index.js";

/** First open of every made-up series: midnight UTC. */
export const START = Date.UTC(2023, 0, 1);

/** One bar as people write it. */
export type Bar = readonly [open: number, high: number, low: number, close: number];

/** Bars of one length without a hole; their first opens at START. */
export function seriesOf(bars: readonly Bar[], intervalMs = HOUR_MS, source = "made up"): PriceSeries {
  const column = (place: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(bars, (bar) => bar[place]);
  const closeMs = Float64Array.from(bars, (_, i) => START + (i + 1) * intervalMs);
  return {
    ...{ closeMs, close: column(3), bars: { open: column(0), high: column(1), low: column(2) }, volume: null },
    ...{ intervalMs, gaps: gapsOf(closeMs, intervalMs), source, mended: [] },
  };
}

/** The closes of a series alone. */
export const closesOnly = (series: PriceSeries): PriceSeries => ({ ...series, bars: null });

/** A random walk of bars of this deviation, one open in `jumpEvery` far from the close before. */
export function randomBars(stream: Stream, count: number, deviation: number, price = 2000, jumpEvery = 12): Bar[] {
  const bars: Bar[] = [];
  let last = price;
  for (let i = 0; i < count; i++) {
    const jump = stream.uniform() < 1 / jumpEvery ? 4 : 0.1;
    const open = last * Math.exp(jump * deviation * stream.normal());
    const close = open * Math.exp(deviation * stream.normal());
    const reach = (): number => Math.exp(Math.abs(0.6 * deviation * stream.normal()));
    bars.push([open, Math.max(open, close) * reach(), Math.min(open, close) / reach(), close]);
    last = close;
  }
  return bars;
}

/** Rates from a function of time, one each `intervalMs` from `fromMs` on. */
export function ratesOf(
  rate: (timeMs: number) => number,
  {
    kind,
    intervalMs,
    count,
    fromMs = START,
  }: Pick<RateSeries, "kind" | "intervalMs"> & { count: number; fromMs?: number },
): RateSeries {
  const timeMs = Float64Array.from({ length: count }, (_, i) => fromMs + i * intervalMs);
  return {
    timeMs,
    rateAnnual: timeMs.map(rate),
    kind,
    intervalMs,
    gaps: gapsOf(timeMs, intervalMs),
    source: "made up",
  };
}

/** A rate that is the same all the time. */
export const steady = (statedAnnual: number): RatePast => ({ recorded: null, statedAnnual });

/** No cost of any kind: the venue's own fee is left out as well. */
export const FREE: TradingCosts = { feeRate: 0, spreadRate: 0, impact: null, fixedCost: 0, tradeMin: 0 };

/** Every kind of cost at once. */
export const DEAR: TradingCosts = {
  ...{ feeRate: 0.0005, spreadRate: 0.0006, impact: { rate: 0.001, notional: 40_000 }, fixedCost: 1.5, tradeMin: 25 },
};

const custom1 = { asset: "ETH", quote: "USD", asOf: "2026-01-31", source: "a test", tradingCostRate: 0.001 };

/** Every kind of venue that there is a rule of: one market of each. */
export const venueKinds: Readonly<Record<string, VenueMarket>> = {
  "aave-v3": aaveV3.market("ethereum", "WETH"),
  "morpho-blue": morphoBlue.find({ asset: "WETH", quote: "USDC" }),
  "compound-v3": compoundV3.find({ asset: "WETH", quote: "USDC" }),
  "binance-usdm": binanceUsdm.market("ETHUSDT"),
  hyperliquid: hyperliquid.find({ asset: "ETH" }),
  "margin-loan": marginLoan.market({ asset: "SPX" }),
  "margin-loan to initial": marginLoan.market({ asset: "SPX", sellDownTo: "initial", houseMarginRateLong: 0.35 }),
  "custom lending": custom.market({
    ...{ ...custom1, kind: "lending", closeFactor: 0.5, healthFactorFull: 0.95, notionalMax: 300_000 },
    reserves: {
      ETH: { loanToValueMax: 0.8, liquidationThreshold: 0.83, liquidationBonus: 0.05 },
      USD: { loanToValueMax: 0.75, liquidationThreshold: 0.8, liquidationBonus: 0.05 },
    },
  }),
  "custom perpetual": custom.market({
    ...{ ...custom1, kind: "perpetual", maintenanceRate: 0.02, closingFeeRate: 0.001, leverageRatioMax: 30 },
    liquidationFeeRate: 0.01,
  }),
  "custom tiers": custom.market({
    ...{ ...custom1, kind: "perpetual", liquidationFeeRate: 0.008 },
    tiers: [
      { notionalFloor: 0, notionalCap: 30_000, leverageRatioMax: 20, maintenanceRate: 0.02 },
      { notionalFloor: 30_000, notionalCap: 90_000, leverageRatioMax: 8, maintenanceRate: 0.06 },
      { notionalFloor: 90_000, leverageRatioMax: 3, maintenanceRate: 0.2 },
    ],
  }),
};

/** A rate past: recorded each four bars with the seed's own wave, or stated. */
function randomRate(stream: Stream, count: number, level: number, barMs: number): RatePast {
  const [amplitude, phase] = [0.8 * level * stream.uniform(), 6 * stream.uniform()];
  const at = (timeMs: number): number => level + amplitude * Math.sin(phase + timeMs / (7 * barMs));
  if (stream.uniform() < 0.3) return steady(level);
  return { recorded: ratesOf(at, { kind: "borrow", intervalMs: 4 * barMs, count }), statedAnnual: null };
}

/** Funding each eight bars, of either sign; null at a venue that has none. */
function randomFunding(stream: Stream, venue: VenueMarket, count: number, barMs: number): RatePast | null {
  if (!venue.model.twoSided) return null;
  const phase = 6 * stream.uniform();
  const at = (timeMs: number): number => 0.15 + 0.5 * Math.sin(phase + timeMs / (31 * barMs));
  return { recorded: ratesOf(at, { kind: "funding", intervalMs: 8 * barMs, count }), statedAnnual: null };
}

/** What is random of a market. */
export interface MarketTerms {
  readonly bars: number;
  /** Standard deviation of a bar's log move. */
  readonly deviation: number;
  readonly costs: TradingCosts;
  /** With a mark of its own beside the trades, and with closes alone. */
  readonly trigger: boolean;
  readonly closesOnly: boolean;
  /** Length of a bar, ms; an hour unless given. Rates are recorded each four bars, funding each eight. */
  readonly intervalMs?: number;
}

/** Mark prices near the trades: each bar's own are moved by one small random factor. */
function markOf(stream: Stream, bars: readonly Bar[]): Bar[] {
  return bars.map(([open, high, low, close]) => {
    const by = Math.exp(0.002 * stream.normal());
    return [open * by, high * by, low * by, close * by];
  });
}

/** A market of made-up bars, rates and funding: the same seed gives the same. */
export function randomMarket(seed: number, venue: VenueMarket, terms: MarketTerms): BacktestMarket {
  const [stream, barMs] = [createStream(seed, 1), terms.intervalMs ?? HOUR_MS];
  const bars = randomBars(stream, terms.bars, terms.deviation);
  const prices = seriesOf(bars, barMs);
  const count = Math.ceil(terms.bars / 4) + 2;
  const rate = (level: number): RatePast => randomRate(stream, count, level, barMs);
  const trigger = terms.trigger ? seriesOf(markOf(stream, bars), barMs, "made-up mark") : null;
  return {
    venue,
    prices: terms.closesOnly ? closesOnly(prices) : prices,
    trigger: trigger === null || !terms.closesOnly ? trigger : closesOnly(trigger),
    rates: {
      borrow: rate(0.3),
      assetBorrow: rate(0.2),
      lend: rate(0.1),
      yield: rate(0.15),
      funding: randomFunding(stream, venue, count, barMs),
    },
    costs: terms.costs,
  };
}

/** The same run as a basket of one leg. */
export function asBasket(request: BacktestRequest): BasketRequest {
  const { prices, trigger, rates, ...rest } = request;
  const { venue } = request;
  const { asset } = "model" in venue ? venue : venue[0].market;
  return {
    ...rest,
    rates: { borrow: rates.borrow, lend: rates.lend },
    legs: [
      { asset, weight: 1, prices, trigger, yield: rates.yield, assetBorrow: rates.assetBorrow, funding: rates.funding },
    ],
  };
}
