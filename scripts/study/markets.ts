/** What is studied: prices, the venue they are held at, the rates that are recorded or stated, and every choice made where something lacks. */
import { join } from "node:path";
import type { BacktestMarket, RatePast, RatesPast, TradingCosts } from "../../src/backtest/index.js";
import { readPriceFile, readRateFile } from "../../src/connectors/index.js";
import { DAY_MS, HOUR_MS } from "../../src/model/index.js";
import { borrowRatesFrom, type PriceSeries, type RateSeries } from "../../src/series/index.js";
import { aaveV3 } from "../../src/venues/aave-v3/index.js";
import { binanceUsdm } from "../../src/venues/binance-usdm/index.js";
import { custom } from "../../src/venues/custom/index.js";
import { marginLoan } from "../../src/venues/margin-loan/index.js";
import type { VenueMarket } from "../../src/venues/index.js";
import { coinCrashes, shareCrashes, years, type Span } from "./spans.js";

/** One market's past, and what is asked of it. */
export interface StudyMarket {
  /** Such as "eth-loop": names pictures. */
  readonly id: string;
  /** Such as "ETH loop". */
  readonly name: string;
  /** Which settings the policies have there. */
  readonly kind: "loop" | "perpetual" | "margin-loan";
  /** Said beside the name in every row; empty where nothing has to be. */
  readonly caveat: string;
  readonly market: BacktestMarket;
  /** The whole run. */
  readonly whole: Span;
  readonly years: readonly Span[];
  readonly crashes: readonly Span[];
  readonly checksMs: readonly number[];
  /** What was stated or chosen, sentence by sentence. */
  readonly stated: readonly string[];
}

/** Wealth at the start of every run, quote currency. */
export const WEALTH = 100_000;

/** What is stated where nothing is recorded. Rates a year, continuously compounded; costs fractions of what is traded. */
export const STATED = {
  loopBorrow: 0.05,
  loopFee: 0.0005,
  loopSpread: 0.0005,
  loopFixed: 10,
  perpetualSpread: 0.0002,
  marginSpread: 0.015,
  marginBorrowBefore: 0.055,
  marginLend: 0.03,
  dividends: 0.02,
  tradeMin: 100,
} as const;

const nothing: RatePast = { recorded: null, statedAnnual: 0 };

const stated = (statedAnnual: number): RatePast => ({ recorded: null, statedAnnual });

const spanOf = (fromMs: number, toMs: number): Span => ({
  name: [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 10)).join(" to "),
  fromMs,
  toMs,
});

/** What a folder of files holds, each read once. */
interface Files {
  prices(name: string): Promise<PriceSeries>;
  rates(name: string, column: string, kind: "borrow" | "funding"): Promise<RateSeries>;
}

/** A rate that is recorded at each change of it, a row for each day up to a time: it holds until the next. */
function daily({ timeMs, rateAnnual, source }: RateSeries, toMs: number): RateSeries {
  const days = Math.floor((toMs - timeMs[0]) / DAY_MS) + 1;
  const time = Float64Array.from({ length: days }, (_, i) => timeMs[0] + i * DAY_MS);
  const rates = time.map((ms) => rateAnnual[timeMs.findLastIndex((each) => each <= ms)]);
  return borrowRatesFrom({ timeMs: time, rates, source });
}

/** Reads of one folder. Times of its bars are those of their opening. */
function filesOf(folder: string): Files {
  return {
    prices: (name) => readPriceFile(join(folder, `${name}.csv.gz`), { barTime: "open" }),
    rates: (name, rateColumn, kind) =>
      readRateFile(
        join(folder, `${name}.csv.gz`),
        kind === "funding"
          ? { rateColumn, kind, unit: "fraction-per-interval" }
          : { rateColumn, kind, unit: "percent-annual", compounding: "apr" },
      ),
  };
}

const loopCosts: TradingCosts = {
  feeRate: STATED.loopFee,
  spreadRate: STATED.loopSpread,
  impact: null,
  fixedCost: STATED.loopFixed,
  tradeMin: STATED.tradeMin,
};

/** A loop at Aave v3 on Ethereum on spot prices. */
async function loopOf(files: Files, coin: "BTC" | "ETH"): Promise<StudyMarket> {
  const asset = coin === "BTC" ? "WBTC" : "WETH";
  const [prices, borrow, supply] = await Promise.all([
    files.prices(`${coin.toLowerCase()}-usdt-binance-spot-1h`),
    files.rates("rates-aave-v3-ethereum-12h", "usdc_borrow_apr_pct", "borrow"),
    files.rates("rates-aave-v3-ethereum-12h", "weth_supply_apr_pct", "borrow"),
  ]);
  const rates: RatesPast = {
    borrow: { recorded: borrow, statedAnnual: STATED.loopBorrow },
    assetBorrow: null,
    lend: nothing,
    yield: coin === "ETH" ? { recorded: supply, statedAnnual: 0 } : nothing,
    funding: null,
  };
  return {
    ...{ id: `${coin.toLowerCase()}-loop`, name: `${coin} loop`, kind: "loop", caveat: "today's terms" },
    market: {
      ...{ venue: aaveV3.market("ethereum", asset), prices, trigger: null, rates, costs: loopCosts },
      gaps: { prices: "bridge" },
    },
    whole: spanOf(Date.UTC(2018, 8, 1), Date.UTC(2025, 0, 1)),
    ...{ years: years(2018, 2024), crashes: coinCrashes, checksMs: [HOUR_MS, DAY_MS] },
    stated: [
      `Aave v3 on Ethereum (${asset} against dollars) with today's parameters for every year: Aave did not exist before 2020, nor did these terms`,
      `borrow rate as recorded from 2024-02-20 to 2024-08-17, else ${100 * STATED.loopBorrow} % a year stated; ${coin === "ETH" ? "supply rate of WETH as recorded in those months, else 0" : "no yield"}; idle dollars earn nothing`,
      "spot prices of one exchange stand for the oracle",
    ],
  };
}

/** SOL is in no bracket table: a flat rate, as its lowest bracket has. */
const solVenue = custom.market({
  kind: "perpetual",
  asset: "SOLUSDT",
  quote: "USDT",
  asOf: "2024-06-16",
  source: "a flat maintenance rate of 1 %, the whole margin lost: no bracket table of SOL is shipped",
  tradingCostRate: 0.0005,
  maintenanceRate: 0.01,
  leverageRatioMax: 50,
});

/** What differs between perpetuals. */
interface PerpetualTerms {
  readonly id: string;
  readonly name: string;
  readonly caveat: string;
  readonly venue: VenueMarket;
  readonly file: string;
  readonly funding: RateSeries | null;
  readonly whole: Span;
  readonly years: readonly Span[];
  readonly stated: readonly string[];
}

function perpetualOf(terms: PerpetualTerms, prices: PriceSeries): StudyMarket {
  const { id, name, caveat, venue, funding, whole, stated: own } = terms;
  const rates: RatesPast = {
    ...{ borrow: nothing, assetBorrow: null, lend: nothing, yield: nothing },
    funding: { recorded: funding, statedAnnual: funding === null ? 0 : null },
  };
  return {
    ...{ id, name, kind: "perpetual", caveat },
    market: {
      ...{ venue, prices, trigger: null, rates },
      costs: { ...loopCosts, feeRate: null, spreadRate: STATED.perpetualSpread, fixedCost: 0 },
      gaps: { prices: "bridge" },
    },
    ...{ whole, years: terms.years, crashes: coinCrashes, checksMs: [HOUR_MS, DAY_MS] },
    stated: own,
  };
}

/** BTC and ETH, each on the perpetual's own bars and, over the years that those lack, on spot bars. */
async function coinPerpetuals(files: Files, coin: "BTC" | "ETH"): Promise<readonly StudyMarket[]> {
  const low = coin.toLowerCase();
  const funding = await files.rates(`funding-${low}usdt-binance-8h`, "funding_rate", "funding");
  const venue = binanceUsdm.market(`${coin}USDT`);
  const common = { venue, funding };
  const rules = `the newest brackets of Binance USD-M for every year; funding of 8 hours as recorded; idle margin earns nothing`;
  const [own, spot] = [`${low}-usdt-binance-perp-1h`, `${low}-usdt-binance-spot-1h`];
  const ends = coin === "BTC" ? Date.UTC(2025, 0, 1) : Date.UTC(2024, 5, 16, 12);
  return [
    perpetualOf(
      {
        ...{ ...common, id: `${low}-perp`, name: `${coin} perpetual`, caveat: "last trades", file: own },
        ...{ whole: spanOf(Date.UTC(2021, 8, 1), ends), years: years(2020, 2024) },
        stated: [
          rules,
          "liquidation by lows and highs of last trades, not of the mark price: wider wicks than the venue saw",
        ],
      },
      await files.prices(own),
    ),
    perpetualOf(
      {
        ...{ ...common, id: `${low}-perp-spot`, name: `${coin} perpetual`, caveat: "spot proxy", file: spot },
        ...{ whole: spanOf(Date.UTC(2020, 0, 1), Date.UTC(2025, 0, 1)), years: years(2020, 2024) },
        stated: [
          rules,
          "bars of spot stand for the perpetual's, of which the first months and (ETH) the last are missing",
        ],
      },
      await files.prices(spot),
    ),
  ];
}

async function solPerpetual(files: Files): Promise<StudyMarket> {
  const file = "sol-usdt-binance-perp-1h";
  return perpetualOf(
    {
      ...{ id: "sol-perp", name: "SOL perpetual", caveat: "funding unpaid", venue: solVenue, file, funding: null },
      whole: spanOf(Date.UTC(2021, 10, 1), Date.UTC(2024, 5, 16, 12)),
      years: years(2020, 2024),
      stated: [
        "no file of SOL's funding exists here: none is paid, in any row. Longs paid it most of the time, so every long looks better than it was",
        "a flat maintenance rate of 1 % and the whole margin lost; no spot file of SOL exists here",
        "liquidation by lows and highs of last trades",
      ],
    },
    await files.prices(file),
  );
}

async function marginOf(files: Files): Promise<StudyMarket> {
  const [prices, primary] = await Promise.all([
    files.prices("sp500-1d"),
    files.rates("usa-primary-credit-rate", "rate", "borrow"),
  ]);
  return {
    ...{ id: "sp500-loan", name: "S&P 500 margin loan", kind: "margin-loan", caveat: "closes only" },
    market: {
      venue: marginLoan.market({ asset: "SPX", rateSpreadAnnual: STATED.marginSpread }),
      ...{ prices, trigger: null },
      rates: {
        borrow: { recorded: daily(primary, Date.UTC(2025, 0, 1)), statedAnnual: STATED.marginBorrowBefore },
        ...{ assetBorrow: null, lend: stated(STATED.marginLend), yield: stated(STATED.dividends), funding: null },
      },
      costs: { ...loopCosts, feeRate: null, spreadRate: STATED.perpetualSpread, fixedCost: 0 },
      gaps: { prices: "bridge" },
    },
    whole: spanOf(Date.UTC(1950, 0, 1), Date.UTC(2025, 0, 1)),
    ...{ years: years(1950, 2024), crashes: shareCrashes, checksMs: [DAY_MS] },
    stated: [
      "daily closes alone, before 2000 as after: no low within a day is known, so a call within one is not seen",
      `the loan costs the primary credit rate and ${100 * STATED.marginSpread} % from 2003-01-09 (the last change on file is of 2023-07-27 and is kept), before that ${100 * (STATED.marginBorrowBefore + STATED.marginSpread)} % stated`,
      `prices without dividends: ${100 * STATED.dividends} % a year stated for them; idle cash earns ${100 * STATED.marginLend} % stated; legal minimums of today for every year`,
    ],
  };
}

/** Every market that is studied. */
export async function marketsFrom(folder: string): Promise<readonly StudyMarket[]> {
  const files = filesOf(folder);
  const found = await Promise.all([
    ...(["ETH", "BTC"] as const).map(async (coin) => [await loopOf(files, coin)]),
    ...(["BTC", "ETH"] as const).map((coin) => coinPerpetuals(files, coin)),
    solPerpetual(files).then((market) => [market]),
    marginOf(files).then((market) => [market]),
  ]);
  return found.flat();
}
