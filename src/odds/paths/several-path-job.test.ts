import { expect, test } from "vitest";
import { errorOf } from "../../../tests/several-cases.js";
import { ratesOf } from "../../../tests/managed.js";
import { createStream } from "../../kernel/index.js";
import { equity, figuresLaw, type Account, type MarketState, type PathLaw, type Prices } from "../../model/index.js";
import { aaveV3 } from "../../venues/aave-v3/index.js";
import { hyperliquid } from "../../venues/hyperliquid/index.js";
import { firstPassageProbability } from "../first-passage.js";
import { severalAccrualOf } from "./several-accrual.js";
import { severalBalancesOf, severalAccountOf } from "./several-balances.js";
import { severalJobOf, severalOutcome } from "./several-path-job.js";
import type { SeveralQuestion } from "./several-question.js";

const prices: Prices = { WETH: 2500, WBTC: 60_000, ETH: 2500, BTC: 60_000, USDC: 1 };
const aave = aaveV3.market("ethereum", "WETH").model;
const leg = (kind: "collateral" | "debt", asset: string, quantity: number) => ({ kind, asset, quantity });

const normal = (volatilityAnnual: number, driftAnnual: number): PathLaw => ({
  kind: "moves",
  source: "a test",
  moves: {
    laws: [{ kind: "normal", driftAnnual: driftAnnual - volatilityAnnual ** 2 / 2, volatilityAnnual }],
    switchYears: 1,
    switching: [[1]],
    start: [1],
  },
});

const rates: MarketState = ratesOf({ borrowRateAnnual: 0.05, lendRateAnnual: 0.03, yieldAnnual: 0.02 });

const questionOf = (account: Account, given: Partial<SeveralQuestion> = {}): SeveralQuestion => ({
  holding: { model: aave, quote: "USDC", account, prices, wealth: equity(account, prices) },
  markets: [
    { asset: "WETH", law: normal(0.7, 0.1), driftAnnual: null, state: rates },
    { asset: "WBTC", law: normal(0.5, 0.05), driftAnnual: null, state: { ...rates, assetBorrowRateAnnual: 0.04 } },
  ],
  correlation: [
    [1, 0.6],
    [0.6, 1],
  ],
  jointTails: true,
  policy: { low: null, high: null, tradeTo: "edge", target: 2 },
  watching: { checkYears: 1 / 365 },
  tradingCostRate: 0.001,
  fixedCostShare: 0,
  stepYears: 1 / 52,
  horizonYears: 0.5,
  checkpoints: 2,
  floor: 0.5,
  seed: 7n,
  ...given,
});

/** Ether against a debt in bitcoin: threshold .83 of Aave v3. */
const crossed: Account = { legs: [leg("collateral", "WETH", 20), leg("debt", "WBTC", 0.55)] };

test("ether against a debt in bitcoin at Aave v3: odds of a close are the first passage of their ratio", () => {
  const stream = createStream(2, 5);
  const threshold = 1 - aave.equityDemand({ legs: [leg("collateral", "WETH", 1)] }, { WETH: 1 });
  for (let set = 0; set < 8; set++) {
    const [v1, v2, rho] = [0.4 + 0.5 * stream.uniform(), 0.3 + 0.4 * stream.uniform(), 1.6 * stream.uniform() - 0.7];
    const drifts = [0.4 * stream.uniform() - 0.2, 0.4 * stream.uniform() - 0.2];
    const question = questionOf(crossed, {
      correlation: [
        [1, rho],
        [rho, 1],
      ],
      seed: BigInt(set),
    });
    const markets = question.markets.map((market, i) => ({
      ...market,
      law: figuresLaw({ driftAnnual: 0, volatilityAnnual: [v1, v2][i], jumps: null, source: "a test" }),
      driftAnnual: drifts[i],
    }));
    const { liquidation, estimator } = severalOutcome({ ...question, markets }, 2000);
    const exact = firstPassageProbability({
      barrier: Math.log((threshold * 50_000) / 33_000),
      // Collateral earns .02 and the debt in bitcoin costs .04 a year.
      drift: drifts[0] - v1 ** 2 / 2 + 0.02 - (drifts[1] - v2 ** 2 / 2 + 0.04),
      volatility: Math.sqrt(v1 * v1 + v2 * v2 - 2 * rho * v1 * v2),
      years: 0.5,
    });
    expect(estimator).toBe("count");
    expect(Math.abs(liquidation.value - exact)).toBeLessThan(4 * liquidation.standardError);
  }
});

test("with GARCH and fat tails, a far close comes more often where the tails are joint", () => {
  const account: Account = {
    legs: [leg("collateral", "WETH", 20), leg("collateral", "WBTC", 0.8), leg("debt", "USDC", 63_000)],
  };
  const garch: PathLaw = {
    kind: "garch",
    stepYears: 1 / 365,
    mean: 0,
    omega: 0,
    alpha: 0.03,
    gamma: 0,
    beta: 0.97,
    degreesOfFreedom: 3,
    variance: 0.0009,
    meanVariance: 0.0009,
    source: "a test",
  };
  const question = questionOf(account, { horizonYears: 3 / 365, checkpoints: 3 });
  const markets = question.markets.map((market) => ({ ...market, law: garch }));
  const [joint, apart] = [true, false].map((jointTails) =>
    severalOutcome({ ...question, markets, jointTails }, 40_000),
  );
  const error = Math.hypot(joint.liquidation.standardError, apart.liquidation.standardError);
  expect(joint.liquidation.value - apart.liquidation.value).toBeGreaterThan(4 * error);
  expect(joint.fan.map(({ liquidated }) => liquidated.value)).toEqual(
    [...joint.fan.map(({ liquidated }) => liquidated.value)].sort((a, b) => a - b),
  );
});

test("two perpetuals on one margin: funding by contract, margin earns the lend rate, and money is the venue's own after a step", () => {
  const perpetual = (asset: string, quantity: number, entryPrice: number) =>
    ({ kind: "perpetual", asset, quantity, entryPrice }) as const;
  const account: Account = {
    legs: [leg("collateral", "USDC", 9000), perpetual("BTC", 0.3, 60_000), perpetual("ETH", -4, 2500)],
  };
  const model = hyperliquid.market("BTC").model;
  const holding = { model, quote: "USDC", account, prices, wealth: 9000 };
  const markets = [
    { asset: "BTC", law: normal(0.5, 0), driftAnnual: null, state: { ...rates, fundingRateAnnual: 0.2 } },
    { asset: "ETH", law: normal(0.7, 0), driftAnnual: null, state: { ...rates, fundingRateAnnual: -0.1 } },
  ];
  const years = 1 / 365;
  const { legs, heldFactor, owedFactor } = severalAccrualOf(holding, markets, years);
  const { notionals, cash } = severalBalancesOf(holding);
  expect(equity(severalAccountOf(holding, { notionals, cash }), prices)).toBeCloseTo(9000, 9);
  expect(legs.map(({ factor }) => factor)).toEqual([1, 1]);
  expect(owedFactor).toBe(heldFactor);
  // Margin of 1 earns 3 %; 2 of bitcoin pay 20 %, and -1.11 of ether pay -10 %.
  const paid = legs.reduce((sum, each, i) => sum + each.fundingPerStep * notionals[i], 0);
  const after = notionals[0] + notionals[1] + cash * heldFactor - paid;
  expect(after).toBeCloseTo(Math.exp(0.03 * years) - (2 * 0.2 + (10 / 9) * 0.1) * years, 9);
  const outcome = severalOutcome({ ...questionOf(account), holding, markets }, 500);
  expect(outcome.wealth.every(({ value }) => value > 0)).toBe(true);
});

test("a policy keeps leverage in its band: the longest stay outside it is one step", () => {
  const account: Account = {
    legs: [leg("collateral", "WETH", 20), leg("collateral", "WBTC", 0.8), leg("debt", "USDC", 30_000)],
  };
  const policy = { low: 1.2, high: 1.7, tradeTo: "edge", target: 1.4 } as const;
  const question = questionOf(account, { policy, watching: { checkYears: 1 / 52 } });
  const managed = severalOutcome(question, 1500);
  const alone = severalOutcome(questionOf(account), 1500);
  expect(managed.trades.value).toBeGreaterThan(1);
  expect(managed.cost.value).toBeCloseTo(0.001 * managed.traded.value, 10);
  expect(managed.liquidation.value).toBeLessThan(alone.liquidation.value + 1e-9);
  expect(alone.trades.value).toBe(0);
});

test("the job is data: it can be sent to a thread", () => {
  const { job } = severalJobOf(questionOf(crossed));
  expect(structuredClone(job)).toEqual(job);
});

test("what cannot be answered is refused by name", () => {
  const refused = (given: Partial<SeveralQuestion>, account = crossed): string =>
    errorOf(() => severalJobOf(questionOf(account, given)));
  const { markets, holding } = questionOf(crossed);
  expect(refused({ markets: [markets[0]] })).toBe("E_CONFIG_CONFLICT markets");
  expect(refused({ correlation: null })).toBe("E_CONFIG_CONFLICT correlation");
  expect(
    refused({
      correlation: [
        [1, 0.5],
        [0.4, 1],
      ],
    }),
  ).toBe("E_OUT_OF_RANGE correlation[0][1]");
  expect(
    refused({
      correlation: [
        [1, 1],
        [1, 1],
      ],
    }),
  ).toBe("E_CONFIG_CONFLICT correlation");
  expect(refused({ watching: { checkYears: 1, downShare: 0.1 } })).toBe("E_OUT_OF_RANGE watching.downShare");
  expect(refused({ holding: { ...holding, wealth: 1 } })).toBe("E_OUT_OF_RANGE holding.wealth");
  const both = { legs: [...crossed.legs, leg("collateral", "USDC", 1), leg("debt", "USDC", 1)] };
  expect(refused({}, both)).toBe("E_CONFIG_CONFLICT holding.account");
  const states: PathLaw = {
    kind: "moves",
    source: "a test",
    moves: {
      laws: [0.3, 0.9].map((volatilityAnnual) => ({ kind: "normal", driftAnnual: 0, volatilityAnnual }) as const),
      switchYears: 1 / 365,
      switching: [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
      start: [0.5, 0.5],
    },
  };
  expect(refused({ markets: [{ ...markets[0], law: states }, markets[1]] })).toBe("E_CONFIG_CONFLICT markets[0].law");
});
