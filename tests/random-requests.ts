import fc from "fast-check";
import { expect } from "vitest";
import { decide, type DecisionRequest } from "../src/decision/index.js";
import { SteelyardError } from "../src/errors/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, type Decision } from "../src/model/index.js";
import { aaveV3 } from "../src/venues/aave-v3/index.js";
import { binanceUsdm } from "../src/venues/binance-usdm/index.js";
import { marginLoan } from "../src/venues/margin-loan/index.js";
import { figures, lendingMarket, perpetualMarket, statedGap, tailGap } from "./markets.js";

/** Whole billionths: a figure that a person could type, so that no case is about the smallest doubles. */
const number = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true }).map((value) => Math.min(max, Math.max(min, Math.round(value * 1e9) / 1e9)));
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
];

const gaps = fc.oneof(
  fc.constant(null),
  number(0, 0.95).map((drop) => statedGap(drop)),
  fc.record({ intensity: size(0.1, 500), index: number(1, 5) }).map(tailGap),
);

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
});

const choices = fc.record({
  venue: fc.constantFrom(...venues),
  equity: size(1, 1e8),
  price: size(1e-4, 1e5),
  held: maybe(number(-6, 20)),
  lossMax: number(0.01, 0.99),
  probabilityMax: number(0.001, 0.9),
  measuredAgainst: maybe(fc.constantFrom("cash", "holding")),
  horizonMs: maybe(size(DAY_MS, 5 * YEAR_MS)),
  liquidationProbabilityMax: maybe(size(1e-4, 0.5)),
  resetMs: maybe(size(HOUR_MS, YEAR_MS)),
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

/** Requests of every venue, side, policy and size, far beyond what is sensible. */
export const anyRequest: fc.Arbitrary<DecisionRequest> = fc.tuple(choices, market).map(([choice, figure]) => {
  const { venue, equity, price, held, lossMax, probabilityMax, measuredAgainst, horizonMs } = choice;
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
      policy: choice.resetMs === undefined ? undefined : { kind: "unattended" as const, resetMs: choice.resetMs },
      side: choice.side,
      costs: given({
        tradingCostRate: choice.tradingCostRate,
        fixedCost: choice.fixedShare === undefined ? undefined : choice.fixedShare * equity,
      }),
      wealth: choice.wealthTimes === undefined ? undefined : choice.wealthTimes * equity,
      mandate: given({ leverageRatioMax: choice.leverageRatioMax }),
      leverageRatio: choice.leverageRatio,
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
    if (error instanceof SteelyardError && error.code === "E_CONFIG_CONFLICT") return null;
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
