import type { MarketState, MarkovMoves, MoveLaw } from "../src/model/index.js";
import { managedOutcome, venuePosition, type GridPosition, type ManagedOutcome } from "../src/odds/index.js";
import { custom } from "../src/venues/custom/index.js";
import type { VenueMarket } from "../src/venues/index.js";

const reserve = { loanToValueMax: 0.8, liquidationThreshold: 0.83, liquidationBonus: 0.05 };

/** Lending of ETH against USD with threshold .83 on both sides, that closes all of a position at once for a bonus of 5 %. */
export const wholeClose: VenueMarket = custom.market({
  kind: "lending",
  asset: "ETH",
  quote: "USD",
  asOf: "2026-01-31",
  source: "a test",
  tradingCostRate: 0,
  closeFactor: 1,
  reserves: { ETH: reserve, USD: reserve },
});

/** Rates a year; 0 unless given. */
export function ratesOf(given: Partial<MarketState> = {}): MarketState {
  return {
    borrowRateAnnual: 0,
    assetBorrowRateAnnual: 0,
    lendRateAnnual: 0,
    yieldAnnual: 0,
    fundingRateAnnual: 0,
    tradingCostRate: null,
    pool: null,
    ...given,
  };
}

/** One law for ever. */
export const always = (law: MoveLaw): MarkovMoves => ({ laws: [law], switchYears: 1, switching: [[1]], start: [1] });

/** A log-normal price with this arithmetic drift. */
export const logNormal = (driftAnnual: number, volatilityAnnual: number): MarkovMoves =>
  always({ kind: "normal", driftAnnual: driftAnnual - volatilityAnnual ** 2 / 2, volatilityAnnual });

/** A managed position in few words. */
export interface Case {
  readonly market?: VenueMarket;
  readonly rates?: MarketState;
  readonly moves: MarkovMoves;
  /** Signed leverage ratio at which it is opened. */
  readonly leverage: number;
  /** Sizes of the band's edges, null for none; untouched unless given. */
  readonly band?: readonly [number | null, number | null];
  readonly tradeTo?: "edge" | "target";
  /** Checks a year. */
  readonly checks?: number;
  readonly years: readonly number[];
  readonly costRate?: number;
  readonly fixedCost?: number;
  readonly share?: number;
}

/** The position of a case. */
export function positionOf({ market = wholeClose, rates = ratesOf(), leverage, ...given }: Case): GridPosition {
  return venuePosition({
    market,
    prices: { ETH: 2500, USD: 1 },
    state: rates,
    wealth: 1e5,
    share: given.share ?? 1,
    branch: leverage,
    tradingCostRate: given.costRate ?? 0,
    fixedCostShare: given.fixedCost ?? 0,
    seesMarket: true,
  });
}

/** What becomes of a case. */
export function outcomeOf(given: Case): ManagedOutcome {
  const { moves, leverage, band = [null, null], tradeTo = "edge", checks = 365, years } = given;
  return managedOutcome({
    position: positionOf(given),
    moves,
    policy: { low: band[0], high: band[1], tradeTo, target: Math.abs(leverage) },
    watching: { checkYears: 1 / checks },
    side: leverage < 0 ? -1 : 1,
    horizonsYears: years,
  });
}
