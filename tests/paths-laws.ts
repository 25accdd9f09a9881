import type { MoveLaw } from "../src/model/index.js";
import type { Measured, PathOutcome, PathQuestion, VenueHolding } from "../src/odds/index.js";
import { custom } from "../src/venues/custom/index.js";
import type { VenueMarket } from "../src/venues/index.js";
import { isUnlikely } from "./managed-agreement.js";
import { always, ratesOf, wholeClose } from "./managed.js";

/** A question in few words. */
export interface Asked {
  readonly market?: VenueMarket;
  readonly rates?: Parameters<typeof ratesOf>[0];
  readonly leverage: number;
  /** Sizes of the band's edges; untouched unless given. */
  readonly band?: readonly [number, number];
  readonly law: MoveLaw;
  readonly stepYears: number;
  readonly years: number;
  readonly checkpoints?: number;
  readonly share?: number;
  readonly costRate?: number;
  readonly floor?: number;
  readonly beliefs?: PathQuestion["beliefs"];
  readonly seed?: bigint;
}

/** The holding of a question. */
export const holdingOf = ({
  market = wholeClose,
  rates = {},
  leverage,
  share = 1,
  costRate = 0,
}: Asked): VenueHolding => ({
  market,
  prices: { [market.asset]: 2500, [market.quote]: 1 },
  state: ratesOf(rates),
  wealth: 1e5,
  share,
  branch: leverage,
  tradingCostRate: costRate,
  fixedCostShare: 0,
  seesMarket: true,
});

/** The question. */
export function asked(given: Asked): PathQuestion {
  const { leverage, band = [null, null], law, stepYears, years, checkpoints = 1, floor = null, beliefs = null } = given;
  return {
    holding: holdingOf(given),
    leverageRatio: leverage,
    policy: { low: band[0], high: band[1], tradeTo: "target", target: Math.abs(leverage) },
    watching: { checkYears: stepYears },
    law: { kind: "moves", moves: always(law), source: "a test" },
    driftAnnual: null,
    rate: null,
    beliefs,
    stepYears,
    horizonYears: years,
    checkpoints,
    floor,
    seed: given.seed ?? 1n,
  };
}

/** A log-normal price with this mean of the log move a year. */
export const logDrift = (driftAnnual: number, volatilityAnnual: number): MoveLaw => ({
  kind: "normal",
  driftAnnual,
  volatilityAnnual,
});

/** A perpetual that only a price of almost nothing closes, so that leverage up to 1 is never closed and more is late. */
export const freeMarket: VenueMarket = custom.market({
  kind: "perpetual",
  asset: "ETH",
  quote: "USD",
  asOf: "2026-01-31",
  source: "a test",
  tradingCostRate: 0,
  maintenanceRate: 0.001,
  leverageRatioMax: 100,
});

/** Standard errors between what paths measured and what is known. */
export const apart = ({ value, standardError }: Measured, known: number): number =>
  Math.abs(value - known) / standardError;

/** True of odds of a close, and of a number of closes, that known odds make as unlikely as four standard errors. */
export function contradicts({ liquidation, estimator, closes, paths }: PathOutcome, known: number): boolean {
  return isUnlikely(closes, paths, known) || (estimator === "hazard" && apart(liquidation, known) > 4);
}
