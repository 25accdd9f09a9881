import type { MarketState, MarkovMoves, MoveLaw } from "../src/model/index.js";
import { chainsOf, gridOf, periodOf, startMass } from "../src/odds/grid/build.js";
import { advanced, powersOf, startOf } from "../src/odds/grid/chain.js";
import { layoutOf } from "../src/odds/grid/layout.js";
import {
  managedOutcome,
  venuePosition,
  type GridPosition,
  type Managed,
  type ManagedOutcome,
} from "../src/odds/index.js";
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

/** The jumps that the reference on concepts assumes in section 6: so many a year, their log size normal. */
export const JUMPS = { rate: 4, mean: -0.08, deviation: 0.08 } as const;

/** A price of drift .2 and volatility .6 between jumps, over one step: a Poisson number of normal jumps beside an ordinary normal move. */
export function jumpingPrice(stepYears: number): MarkovMoves {
  const [volatility, logDrift] = [0.6, 0.2 - 0.6 ** 2 / 2];
  const expected = JUMPS.rate * stepYears;
  const chances: number[] = [];
  for (let chance = Math.exp(-expected); chance > 1e-12; chance *= expected / chances.length) chances.push(chance);
  const sum = chances.reduce((all, chance) => all + chance, 0);
  const parts = chances.map((chance, count) => ({
    weight: chance / sum,
    mean: logDrift * stepYears + count * JUMPS.mean,
    deviation: Math.sqrt(volatility ** 2 * stepYears + count * JUMPS.deviation ** 2),
  }));
  return always({ kind: "normal-mixture", stepYears, parts });
}

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
  readonly keeps?: "total" | "venue";
  /** Checks that one step stands for; the engine's choice unless given. */
  readonly checksPerStep?: number | undefined;
}

/** The position of a case. */
export function positionOf({ market = wholeClose, rates = ratesOf(), leverage, ...given }: Case): GridPosition {
  return venuePosition({
    market,
    prices: { ETH: 2500, USD: 1 },
    state: rates,
    wealth: 1e5,
    share: given.share ?? 1,
    keeps: given.keeps ?? "total",
    branch: leverage,
    tradingCostRate: given.costRate ?? 0,
    fixedCostShare: given.fixedCost ?? 0,
    seesMarket: true,
  });
}

/** A case as the engine is asked about it. */
export function managedOf(given: Case): Managed {
  const { moves, leverage, band = [null, null], tradeTo = "edge", checks = 365, years } = given;
  return {
    position: positionOf(given),
    moves,
    policy: { low: band[0], high: band[1], tradeTo, target: Math.abs(leverage) },
    watching: { checkYears: 1 / checks },
    side: leverage < 0 ? -1 : 1,
    horizonsYears: years,
    ...(given.checksPerStep === undefined ? {} : { checksPerStep: given.checksPerStep }),
  };
}

/** What becomes of a case. */
export const outcomeOf = (given: Case): ManagedOutcome => managedOutcome(managedOf(given));

/** P(closed) by the first of its years, and trades, of a case in which the venue looks at the end of each step only: the same grid without the bridge. */
export function lookedAtEnds(given: Case): { readonly liquidation: number; readonly trades: number } {
  const managed = managedOf(given);
  const bridged = layoutOf(managed);
  const layout = { ...bridged, laws: bridged.laws.map((law) => ({ ...law, crossing: () => 0 })) };
  const grid = gridOf(managed, layout);
  const chains = chainsOf(managed, layout, grid, false);
  const { steps } = chains;
  const periods = Math.round(given.years[0] / layout.stepYears / steps);
  const { totals } = advanced(startOf(startMass(managed, grid)), powersOf(periodOf(chains)), periods);
  return { liquidation: totals.closed, trades: totals.trades };
}
