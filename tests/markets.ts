import type { Estimates, Jumps, LendingPool, StatedTolerance } from "../src/model/index.js";
import { DAY_MS, stated } from "../src/model/index.js";
import { custom } from "../src/venues/custom/index.js";
import type { VenueMarket } from "../src/venues/index.js";

/** A lending market of one asset against dollars whose every parameter a test can set. */
export function lendingMarket({
  liquidationThreshold = 0.83,
  tradingCostRate = 0.001,
  checkIntervalMs = 0,
  correlated = false,
  triggerPrice = "market" as "market" | "exchange-rate",
} = {}): VenueMarket {
  const reserve = (threshold: number) => ({
    loanToValueMax: threshold - 0.03,
    liquidationThreshold: threshold,
    liquidationBonus: 0.05,
  });
  return custom.market({
    kind: "lending",
    asset: "ETH",
    quote: "USD",
    asOf: "2026-01-31",
    source: "a test",
    tradingCostRate,
    checkIntervalMs,
    correlated,
    triggerPrice,
    reserves: { ETH: reserve(liquidationThreshold), USD: reserve(liquidationThreshold) },
  });
}

/** A perpetual with a flat maintenance rate. */
export function perpetualMarket({ maintenanceRate = 0.005, tradingCostRate = 0.0005 } = {}): VenueMarket {
  return custom.market({
    kind: "perpetual",
    asset: "ETH",
    quote: "USD",
    asOf: "2026-01-31",
    source: "a test",
    tradingCostRate,
    maintenanceRate,
    leverageRatioMax: 100,
  });
}

/** Stated figures of a market: rates a year, fractions. */
export interface Figures {
  readonly volatility?: number;
  readonly volatilityError?: number;
  readonly drift?: number | null;
  readonly driftError?: number;
  readonly borrow?: number;
  readonly assetBorrow?: number;
  readonly lend?: number;
  readonly yieldRate?: number;
  readonly funding?: number;
  readonly gap?: Estimates["gap"];
  readonly jumps?: Jumps | null;
  readonly pool?: LendingPool | null;
}

/** Estimates from stated figures, written out so that a test shows every number that it rests on. */
export function figures(given: Figures = {}): Estimates {
  const { volatility = 0.6, volatilityError = 0, drift = 0.2, driftError = 0, borrow = 0.05 } = given;
  return {
    volatilityAnnual: stated(volatility, volatilityError),
    driftAnnual: drift === null ? null : stated(drift, driftError),
    driftBasis: drift === null ? "none" : "view",
    borrowRateAnnual: stated(borrow),
    assetBorrowRateAnnual: given.assetBorrow === undefined ? null : stated(given.assetBorrow),
    lendRateAnnual: stated(given.lend ?? 0),
    yieldAnnual: stated(given.yieldRate ?? 0),
    fundingRateAnnual: given.funding === undefined ? null : stated(given.funding),
    gap: given.gap ?? null,
    jumps: given.jumps ?? null,
    pool: given.pool ?? null,
    prices: null,
  };
}

/** A gap that may be no larger than stated. */
export const statedGap = (drop: number, rise = drop): Estimates["gap"] => ({
  kind: "stated",
  drop,
  rise,
  source: "a test",
});

/** Lasting falls, `rate` a year of exponential log sizes with mean `size`. */
export const falls = (rate: number, size: number, more: Partial<Jumps> = {}): Jumps => ({
  intensityAnnual: stated(rate),
  downShare: 1,
  meanDown: size,
  meanUp: size,
  exchangeRateShare: 1,
  countedInDrift: false,
  source: "a test",
  ...more,
});

/** A pool of `supplied` that is used to 60 %, its rate rising by 4 points up to 90 % use and by 60 from there. */
export const poolOf = (supplied: number): LendingPool => ({
  supplied,
  borrowed: 0.6 * supplied,
  optimalUtilisation: 0.9,
  slopeBelowAnnual: 0.04,
  slopeAboveAnnual: 0.6,
});

/** A power-law tail of both sides beyond a log size of 2 %. */
export function tailGap({ intensity = 20, index = 3.5, windowMs = DAY_MS / 24 } = {}): Estimates["gap"] {
  const tail = {
    threshold: 0.02,
    intensityAnnual: intensity,
    intensityUpperAnnual: intensity,
    tailIndex: index,
    tailIndexLower: index,
    exceedances: 100,
    largest: 0.2,
  };
  return {
    kind: "estimated",
    windowMs,
    years: 7,
    confidence: 0.95,
    readFrom: "lows-and-highs",
    drops: tail,
    rises: tail,
    asOfMs: 0,
    source: "a test",
  };
}

/** Half lost within a year with 10 %, against cash: the tolerance of the worked examples. */
export const halfInTen: StatedTolerance = {
  lossMax: 0.5,
  probabilityMax: 0.1,
  measuredAgainst: "cash",
  leverageRatioMin: 0,
};

/** A tolerance that never binds. */
export const anything: StatedTolerance = {
  lossMax: 0.999,
  probabilityMax: 0.999,
  measuredAgainst: "cash",
  leverageRatioMin: 0,
  liquidationProbabilityMax: 0.999,
};
