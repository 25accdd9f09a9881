import fc from "fast-check";
import { expect } from "vitest";
import { decide, type DecisionRequest } from "../src/decision/index.js";
import { SteelyardError } from "../src/errors/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, stated, type Decision, type Jumps, type LendingPool } from "../src/model/index.js";
import { aaveV3 } from "../src/venues/aave-v3/index.js";
import { binanceUsdm } from "../src/venues/binance-usdm/index.js";
import { marginLoan } from "../src/venues/margin-loan/index.js";
import { figures, lendingMarket, perpetualMarket, statedGap, tailGap } from "./markets.js";

/** Points of an interval from which figures are drawn evenly: doubles as such are mostly next to nothing. */
const STEPS = 1_000_000;

/** Whole billionths: a figure that a person could type, so that no case is about the smallest doubles. */
const number = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: STEPS }).map((step) => {
    const value = min + ((max - min) * step) / STEPS;
    return Math.min(max, Math.max(min, Math.round(value * 1e9) / 1e9));
  });
/** Spread evenly in logs: as many small ones as large ones. */
const size = (min: number, max: number): fc.Arbitrary<number> => number(Math.log(min), Math.log(max)).map(Math.exp);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const venues = [
  aaveV3.market("ethereum", "WETH"),
  binanceUsdm.market("ETHUSDT"),
  marginLoan.market({ asset: "SPX" }),
  lendingMarket({ liquidationThreshold: 0.6 }),
  lendingMarket({ liquidationThreshold: 0.945, tradingCostRate: 0 }),
  perpetualMarket({ maintenanceRate: 0.009 }),
  aaveV3.market("ethereum", "wstETH", { quote: "WETH" }),
  lendingMarket({ liquidationThreshold: 0.9, triggerPrice: "exchange-rate" }),
];

const gaps = fc.oneof(
  fc.constant(null),
  number(0, 0.95).map((drop) => statedGap(drop)),
  fc.record({ intensity: size(0.1, 500), index: number(1, 5) }).map(tailGap),
);

/** Jumps of any kind; a correlated pair must have some. */
const jumps: fc.Arbitrary<Jumps> = fc.record({
  intensityAnnual: fc.tuple(size(1e-3, 20), number(0, 1)).map(([rate, share]) => stated(rate, rate * share)),
  downShare: fc.oneof(fc.constantFrom(0, 1), number(0, 1)),
  meanDown: size(1e-3, 0.9),
  meanUp: size(1e-3, 0.9),
  exchangeRateShare: fc.oneof(fc.constantFrom(0, 1), number(0, 1)),
  countedInDrift: fc.boolean(),
  source: fc.constant("a test"),
});

/** A pool from a thousandth to a million times the equity. */
const pools = fc.record({
  times: size(0.01, 1e6),
  used: number(0, 1),
  optimalUtilisation: number(0.1, 0.95),
  slopeBelowAnnual: number(0, 0.2),
  slopeAboveAnnual: number(0, 2),
});

const market = fc.record({
  volatility: size(0.01, 2),
  volatilityShare: number(0, 0.5),
  drift: fc.option(number(-2, 3), { nil: null, freq: 9 }),
  driftShare: number(0, 1),
  borrow: number(0, 0.3),
  assetBorrow: number(0, 0.2),
  yieldRate: number(0, 0.1),
  funding: number(-0.2, 0.4),
  gap: gaps,
  jumps: fc.option(jumps, { nil: null, freq: 2 }),
});

const choices = fc.record({
  venue: fc.constantFrom(...venues),
  equity: size(1, 1e8),
  price: size(1e-4, 1e5),
  held: maybe(number(-6, 20)),
  lossMax: number(0.01, 0.99),
  probabilityMax: number(0.001, 0.9),
  accuracy: fc.constantFrom("fast", "fast", "fast", "full"),
  measuredAgainst: maybe(fc.constantFrom("cash", "holding")),
  horizonMs: maybe(size(DAY_MS, 5 * YEAR_MS)),
  liquidationProbabilityMax: maybe(size(1e-4, 0.5)),
  // As often watched as left alone.
  resetMs: fc.option(size(HOUR_MS, YEAR_MS), { nil: undefined, freq: 1 }),
  rescue: maybe(fc.record({ healthFactor: size(1.001, 3), checkIntervalMs: size(60_000, DAY_MS) })),
  pool: fc.option(pools, { nil: null, freq: 2 }),
  anyJumps: jumps,
  side: maybe(fc.constantFrom("long", "short", "either")),
  tradingCostRate: maybe(size(1e-6, 0.05)),
  fixedShare: maybe(size(1e-7, 0.05)),
  wealthTimes: maybe(number(1, 6)),
  leverageRatioMax: maybe(number(0, 5)),
  leverageRatio: maybe(number(-3, 6)),
});

/** The same object without the keys whose value is undefined. */
function given<T extends object>(values: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** A pool as many times as large as the equity. */
function poolFor(
  choice: ({ times: number; used: number } & Omit<LendingPool, "supplied" | "borrowed">) | null,
  equity: number,
) {
  if (choice === null) return null;
  const { times, used, ...curve } = choice;
  return { supplied: times * equity, borrowed: used * times * equity, ...curve };
}

/** Requests of every venue, side, policy and size, far beyond what is sensible. */
export const anyRequest: fc.Arbitrary<DecisionRequest> = fc.tuple(choices, market).map(([choice, figure]) => {
  const { venue, equity, price, held, lossMax, probabilityMax, measuredAgainst, horizonMs, resetMs, rescue } = choice;
  const { volatility, volatilityShare, driftShare, ...rest } = figure;
  return {
    account: {
      asset: venue.asset,
      price,
      equity,
      ...given({ quantity: held === undefined ? undefined : (held * equity) / price }),
    },
    venue,
    estimates: figures({
      ...rest,
      jumps: venue.correlated === true ? (rest.jumps ?? choice.anyJumps) : rest.jumps,
      pool: poolFor(choice.pool, equity),
      volatility,
      volatilityError: volatility * volatilityShare,
      driftError: volatility * driftShare,
    }),
    tolerance: {
      lossMax,
      probabilityMax,
      ...given({ measuredAgainst, horizonMs, liquidationProbabilityMax: choice.liquidationProbabilityMax }),
    },
    ...given({
      policy: resetMs === undefined ? undefined : { kind: "unattended" as const, resetMs, ...given({ rescue }) },
      side: choice.side,
      costs: given({
        tradingCostRate: choice.tradingCostRate,
        fixedCost: choice.fixedShare === undefined ? undefined : choice.fixedShare * equity,
      }),
      wealth: choice.wealthTimes === undefined ? undefined : choice.wealthTimes * equity,
      mandate: given({ leverageRatioMax: choice.leverageRatioMax }),
      leverageRatio: choice.leverageRatio,
      accuracy: choice.accuracy,
    }),
  };
});

/** Every number of an answer, with its path. */
function numbersOf(value: unknown, path: string): readonly (readonly [string, number])[] {
  if (typeof value === "number") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numbersOf(part, `${path}.${key}`));
}

/** The answer, or null where the request is refused for a stated reason; a bug is thrown on. */
function decided(request: DecisionRequest): Decision | null {
  try {
    return decide(request);
  } catch (error) {
    if (error instanceof SteelyardError && ["E_CONFIG_CONFLICT", "E_NOT_CONVERGED"].includes(error.code)) return null;
    throw error;
  }
}

/** What every answer must keep: all numbers finite, the leverage inside its band, no cap broken, probabilities in [0, 1]. */
export function checkAnswer(request: DecisionRequest): void {
  const decision = decided(request);
  if (decision === null) return;
  expect(numbersOf(decision, "").filter(([, value]) => !Number.isFinite(value))).toEqual([]);
  for (const [path, value] of numbersOf(decision, "").filter(([at]) =>
    /probability|liquidation\.(un|under)/i.test(at),
  )) {
    expect(value, path).toBeGreaterThanOrEqual(0);
    expect(value, path).toBeLessThanOrEqual(1);
  }
  if (decision.status === "infeasible") return;
  const { band, leverageRatio, caps, boundBy } = decision;
  const slack = 1e-5 * (1 + Math.abs(leverageRatio));
  expect(band.low).toBeLessThanOrEqual(leverageRatio + slack);
  expect(leverageRatio).toBeLessThanOrEqual(band.high + slack);
  if (boundBy === "leverage-min") return;
  for (const cap of caps) {
    if (cap.slack !== null) expect(cap.slack, cap.name).toBeGreaterThan(-1e-5 * (1 + (cap.leverageRatioMax ?? 0)));
  }
}
