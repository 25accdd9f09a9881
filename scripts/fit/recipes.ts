import { fitRateProcess, pairJumps, type PairJumps } from "../../src/estimators/index.js";
import type { MarketParameters } from "../../src/models/market-parameters.js";
import type { PriceSeries, RateReadOptions } from "../../src/series/index.js";
import { assetParameters, pairParameters, type DropCount } from "./parameters.js";
import { columnOf, dailyMiddles, pricesOf, ratesOf } from "./sources.js";

/** How one model is made from the files of a folder. */
export interface Recipe {
  readonly id: string;
  /** Name of the constant in its file. */
  readonly constant: string;
  fit(folder: string): MarketParameters;
}

const FUNDING: RateReadOptions = { rateColumn: "funding_rate", kind: "funding", unit: "fraction-per-interval" };
const BORROW: RateReadOptions = {
  rateColumn: "usdc_borrow_apr_pct",
  kind: "borrow",
  unit: "percent-annual",
  compounding: "apr",
};

/** Rate on dollars at the largest pool for which a history is at hand. */
const borrowRate = (folder: string, returns: PriceSeries) => ({
  ...fitRateProcess(ratesOf(folder, "rates-aave-v3-ethereum-12h.csv", BORROW), { returns }),
  source: "USDC variable borrow rate of Aave v3 Ethereum, every 12 hours",
});

const funding = (folder: string, file: string, symbol: string, returns: PriceSeries) => ({
  ...fitRateProcess(ratesOf(folder, file, FUNDING), { returns }),
  source: `funding of ${symbol} on Binance, every 8 hours`,
});

const btc: Recipe = {
  id: "btc",
  constant: "btc",
  fit: (folder) => {
    const series = pricesOf(folder, "btc-usdt-binance-spot-1h.csv");
    return assetParameters(
      { id: "btc", asset: "BTC", quote: "USD", alsoCalled: ["WBTC", "BTCUSDT"] },
      series,
      "hourly BTC prices of Binance spot, in USDT",
      {
        funding: funding(folder, "funding-btcusdt-binance-8h.csv", "BTCUSDT", series),
        borrowRate: borrowRate(folder, series),
      },
    );
  },
};

const eth: Recipe = {
  id: "eth",
  constant: "eth",
  fit: (folder) => {
    const series = pricesOf(folder, "eth-usdt-binance-spot-1h.csv");
    return assetParameters(
      { id: "eth", asset: "ETH", quote: "USD", alsoCalled: ["WETH", "ETHUSDT"] },
      series,
      "hourly ETH prices of Binance spot, in USDT",
      {
        funding: funding(folder, "funding-ethusdt-binance-8h.csv", "ETHUSDT", series),
        borrowRate: borrowRate(folder, series),
      },
    );
  },
};

const sol: Recipe = {
  id: "sol",
  constant: "sol",
  fit: (folder) => {
    const series = pricesOf(folder, "sol-usdt-binance-perp-1h.csv");
    return assetParameters(
      { id: "sol", asset: "SOL", quote: "USD", alsoCalled: ["SOLUSDT"] },
      series,
      "hourly prices of the SOL perpetual of Binance, in USDT",
      { funding: null, borrowRate: borrowRate(folder, series) },
    );
  },
};

const sp500: Recipe = {
  id: "sp500",
  constant: "sp500",
  fit: (folder) =>
    assetParameters(
      { id: "sp500", asset: "SPX", quote: "USD", alsoCalled: ["SP500"] },
      pricesOf(folder, "sp500-1d.csv"),
      "daily closes of the S&P 500, without dividends",
      { funding: null, borrowRate: null },
    ),
};

/**
 * Drops that stayed, over several histories. Their mean size is that of all drops, as one or two that stayed say nothing of a
 * size; the share of them that an oracle of the exchange rate saw is (lost + 1) / (stayed + 2), Laplace's rule of succession,
 * where `lost` of them were losses of the asset itself.
 */
function dropsThatStayed(histories: readonly PairJumps[], what: string, lost: number): DropCount {
  const events = histories.flatMap((history) => history.events);
  const stayed = events.filter(({ permanent }) => permanent);
  return {
    events: stayed.length,
    years: histories.reduce((sum, { years }) => sum + years, 0),
    meanDown: events.length === 0 ? null : events.reduce((sum, { size }) => sum + size, 0) / events.length,
    exchangeRateShare: (lost + 1) / (stayed.length + 2),
    source: `${what}; ${events.length - stayed.length} more came back within 30 days`,
  };
}

const stethEth: Recipe = {
  id: "steth-eth",
  constant: "stethEth",
  fit: (folder) => {
    const ratio = columnOf(folder, "peg-steth-eth-1h-2021-2023.csv", "steth_eth");
    const source = "daily medians of stETH in ETH, from hourly dollar prices of both";
    const drops = dropsThatStayed([pairJumps(ratio)], "stETH in ETH", 0);
    const named = { id: "steth-eth", asset: "stETH", quote: "ETH", alsoCalled: ["wstETH"] };
    return pairParameters(named, ratio, dailyMiddles(ratio), source, drops);
  },
};

/** Dollar stablecoins of the folder: columns of one file, and one that was lost. */
const COINS = ["usdc", "usdt", "dai", "frax", "lusd", "tusd", "busd", "susd"] as const;
const COIN_FILE = "peg-stablecoins-1h-2021-2023.csv";

const stablecoins: Recipe = {
  id: "stablecoins",
  constant: "stablecoins",
  fit: (folder) => {
    const ratio = columnOf(folder, COIN_FILE, "usdc_usd", "usdt_usd");
    const histories = [
      ...COINS.map((coin) => pairJumps(columnOf(folder, COIN_FILE, `${coin}_usd`))),
      pairJumps(pricesOf(folder, "ust-usdt-binance-spot-1h.csv")),
    ];
    const drops = dropsThatStayed(histories, "nine dollar stablecoins, UST, the one that was lost, among them", 1);
    const named = { id: "stablecoins", asset: "USDC", quote: "USDT", alsoCalled: ["USDT", "DAI"] };
    return pairParameters(
      named,
      ratio,
      dailyMiddles(ratio),
      "daily medians of USDC in USDT, from hourly dollar prices of both",
      drops,
    );
  },
};

/** Every model that is shipped. */
export const recipes: readonly Recipe[] = [btc, eth, sol, sp500, stethEth, stablecoins];
