/** What is calibrated: prices, the positions that are opened on them, and the rates that they pay. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readPriceFile } from "../../src/connectors/index.js";
import { DAY_MS, YEAR_MS, stated, type Estimate, type MarketState } from "../../src/model/index.js";
import type { PriceSeries } from "../../src/series/index.js";
import { aaveV3 } from "../../src/venues/aave-v3/index.js";
import { binanceUsdm } from "../../src/venues/binance-usdm/index.js";
import { custom } from "../../src/venues/custom/index.js";
import type { VenueMarket } from "../../src/venues/index.js";

/** A rate that changes with time, a year, and what stands in for it where it is not known. */
export interface Rate {
  readonly timeMs: readonly number[];
  readonly annual: readonly number[];
  readonly otherwise: number;
}

/** One way of holding one asset. */
export interface Position {
  /** Such as "ETH loop". */
  readonly name: string;
  readonly market: VenueMarket;
  /** Signed leverage ratios. */
  readonly leverageRatios: readonly number[];
  readonly borrow: Rate;
  /** Null at a lender. */
  readonly funding: Rate | null;
}

/** One series of prices and what is held of it. */
export interface Asset {
  readonly id: string;
  readonly file: string;
  readonly series: PriceSeries;
  readonly positions: readonly Position[];
}

/** Rate on borrowed dollars where none is recorded, and funding where none is: 0.01 % every 8 hours, the venue's own base. */
export const BORROW_OTHERWISE = 0.05;
export const FUNDING_OTHERWISE = 0.0001 * 3 * 365;

/** Days over which past rates are averaged into the one that is stated. */
const RATE_DAYS = 30;

/** A column of a recorded rate. */
function recorded(file: string, column: string, toAnnual: (value: number) => number, otherwise: number): Rate {
  const [header, ...rows] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  const names = header.split(",");
  const [time, value] = [names.indexOf("ts"), names.indexOf(column)];
  if (time < 0 || value < 0) throw new Error(`${file} has no column ts or ${column}`);
  const cells = rows.map((row) => row.split(","));
  return {
    timeMs: cells.map((row) => Number(row[time])),
    annual: cells.map((row) => toAnnual(Number(row[value]))),
    otherwise,
  };
}

const constant = (otherwise: number): Rate => ({ timeMs: [], annual: [], otherwise });

/** Index of the last record at or before a time; -1 where there is none. */
function lastAt({ timeMs }: Rate, ms: number): number {
  let [low, high] = [0, timeMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeMs[middle] <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A record counts for a day after it. */
const STALE_MS = DAY_MS;

/** The rate in force at a time. */
export function rateAt(rate: Rate, ms: number): number {
  const at = lastAt(rate, ms);
  return at < 0 || ms - rate.timeMs[at] > STALE_MS ? rate.otherwise : rate.annual[at];
}

/** The rate as it is stated at a time: the mean of the records of the 30 days before. */
export function rateKnown(rate: Rate, ms: number): Estimate {
  const [from, to] = [lastAt(rate, ms - RATE_DAYS * DAY_MS) + 1, lastAt(rate, ms) + 1];
  if (from >= to || ms - rate.timeMs[to - 1] > STALE_MS) return stated(rate.otherwise);
  return stated(rate.annual.slice(from, to).reduce((sum, each) => sum + each, 0) / (to - from));
}

/** The market's rates in force at a time. */
export const stateAt = ({ borrow, funding }: Position, ms: number): MarketState => ({
  borrowRateAnnual: rateAt(borrow, ms),
  assetBorrowRateAnnual: null,
  lendRateAnnual: 0,
  yieldAnnual: 0,
  fundingRateAnnual: funding === null ? null : rateAt(funding, ms),
  tradingCostRate: null,
});

const [LONGS, SHORTS] = [
  [1, 2, 3, 4, 5],
  [-1, -2, -3, -4, -5],
];

/** The perpetual of an asset, long and short. */
function perpetuals(name: string, market: VenueMarket, funding: Rate): readonly Position[] {
  const common = { market, funding, borrow: constant(0) };
  return [
    { ...common, name: `${name} perpetual, long`, leverageRatios: LONGS },
    { ...common, name: `${name} perpetual, short`, leverageRatios: SHORTS },
  ];
}

/** SOL is in no bracket table of the day: a flat rate, as its lowest bracket has. */
const sol = custom.market({
  kind: "perpetual",
  asset: "SOLUSDT",
  quote: "USDT",
  asOf: "2024-06-16",
  source: "a flat maintenance rate of 1 %",
  tradingCostRate: 0.0005,
  maintenanceRate: 0.01,
  leverageRatioMax: 50,
});

/** Every asset with its prices. */
export async function assetsFrom(folder: string): Promise<readonly Asset[]> {
  const prices = (file: string): Promise<PriceSeries> => readPriceFile(join(folder, file), { barTime: "open" });
  const yearsOf8h = YEAR_MS / (DAY_MS / 3);
  const fundingOf = (pair: string): Rate =>
    recorded(
      join(folder, `funding-${pair}-binance-8h.csv.gz`),
      "funding_rate",
      (rate) => rate * yearsOf8h,
      FUNDING_OTHERWISE,
    );
  const borrow = recorded(
    join(folder, "rates-aave-v3-ethereum-12h.csv.gz"),
    "usdc_borrow_apr_pct",
    (percent) => percent / 100,
    BORROW_OTHERWISE,
  );
  const [btcFile, ethFile, solFile] = ["btc-usdt-binance-spot", "eth-usdt-binance-spot", "sol-usdt-binance-perp"].map(
    (name) => `${name}-1h.csv.gz`,
  );
  const loop = (name: string, asset: string, leverageRatios: readonly number[]): Position => ({
    ...{ name: `${name} loop`, market: aaveV3.market("ethereum", asset), leverageRatios, borrow, funding: null },
  });
  return [
    {
      ...{ id: "BTC", file: btcFile, series: await prices(btcFile) },
      positions: [
        loop("BTC", "WBTC", [1, 1.5, 2, 3, 3.5]),
        ...perpetuals("BTC", binanceUsdm.market("BTCUSDT"), fundingOf("btcusdt")),
      ],
    },
    {
      ...{ id: "ETH", file: ethFile, series: await prices(ethFile) },
      positions: [
        loop("ETH", "WETH", LONGS),
        ...perpetuals("ETH", binanceUsdm.market("ETHUSDT"), fundingOf("ethusdt")),
      ],
    },
    {
      ...{ id: "SOL", file: solFile, series: await prices(solFile) },
      positions: perpetuals("SOL", sol, constant(FUNDING_OTHERWISE)),
    },
  ];
}
