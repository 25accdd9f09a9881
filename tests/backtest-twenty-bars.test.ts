import { describe, expect, test } from "vitest";
import { runBacktest, runBasket, type BacktestRequest, type BacktestResult } from "../src/backtest/engine/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS } from "../src/model/index.js";
import { HOLD, type PolicyAction, type TradingPolicy } from "../src/policies/index.js";
import type { RateSeries } from "../src/series/index.js";
import { custom } from "../src/venues/custom/index.js";
import { marginLoan } from "../src/venues/margin-loan/index.js";
import { START, asBasket, seriesOf, steady, type Bar } from "./backtest-markets.js";
import { policyFrom } from "./backtest-policies.js";

// Every expected number here is from a separate script of plain arithmetic, in another language, that knows nothing of accounts, venues or
// this program: its formulas stand beside each case. Bars are counted from 0; all is in cash at the close of bar 0.

/** Does what is written for a close, by its number, and nothing else. */
const scripted = (actions: Readonly<Record<number, PolicyAction>>, stepMs: number): TradingPolicy =>
  policyFrom("scripted", ({ nowMs }) => actions[Math.round((nowMs - START) / stepMs) - 1] ?? HOLD);

const trade = (leverageRatio: number, more: object = {}): PolicyAction => ({
  ...{ kind: "trade", leverageRatio, because: "it is written" },
  ...more,
});

const common = { asset: "ETH", quote: "USD", asOf: "2026-01-31", source: "a test", tradingCostRate: 0.001 } as const;
const reserve = { loanToValueMax: 0.8, liquidationThreshold: 0.83, liquidationBonus: 0.05 };

const lendingBars: readonly Bar[] = [
  [100, 101, 99, 100],
  [100, 104, 99, 103],
  [103, 106, 102, 105],
  [104, 107, 101, 102],
  [102, 103, 76, 90],
  [90, 95, 88, 94],
  [94, 96, 90, 91],
  [91, 97, 90, 96],
  [97, 99, 95, 98],
  [98, 103, 97, 102],
  [102, 108, 101, 107],
  [107, 110, 104, 105],
  [105, 106, 98, 99],
  [99, 101, 94, 95],
  [95, 100, 94, 99],
  [99, 104, 98, 103],
  [103, 105, 100, 101],
  [101, 102, 97, 98],
  [98, 99, 95, 96],
  [96, 100, 95, 99],
];

/**
 * Units q, cash m (below 0 a debt), reserve R; days of 1/365. At each open: m *= e^(.1 day) owed or e^(.02 day) held, q *= e^(.03 day),
 * R *= e^(.02 day). A trade at the open o to leverage L of a share S of M = m + q o + R (without a share S = 1, M = m + q o):
 * t = s (L S (M - 2) - q o) / (1 + s L S .0014) traded to the side s, E = S (M - 2 - .0014 t), q = L E / o, m = E - L E. Where the low
 * is at or below the level -m / (.83 q), half of the debt is repaid there and 1.05 of that is taken: .05 of it is lost.
 */
const lending: BacktestRequest = {
  venue: custom.market({ ...common, kind: "lending", closeFactor: 0.5, reserves: { ETH: reserve, USD: reserve } }),
  ...{ prices: seriesOf(lendingBars, DAY_MS), trigger: null, wealth: 1000, checkIntervalMs: DAY_MS, reactionMs: 0 },
  rates: { borrow: steady(0.1), lend: steady(0.02), yield: steady(0.03), assetBorrow: null, funding: null },
  costs: { feeRate: 0.001, spreadRate: 0.0008, impact: null, fixedCost: 2, tradeMin: 0 },
  policy: scripted({ 0: trade(3, { share: 0.8 }), 7: trade(2.2), 15: trade(0) }, DAY_MS),
};

const lendingWealth = [
  1000, 1066.331866265, 1113.858908973, 1042.008568297, 615.1855870936, 668.9772419532, 628.4461653236, 695.7247287851,
  718.3529524446, 764.3634053059, 821.9007786935, 798.8052675169, 729.620820901, 683.469422794, 729.4957849819,
  775.5296865383, 771.8089491592, 771.8512412192, 771.8935355966, 771.9358322916,
];
const lendingLedger = {
  price: -175.5823425538,
  "carry.borrow": -3.519017200374,
  "carry.lend": 0.1489466950939,
  "carry.yield": 1.783556358403,
  "carry.reserve": 0.1963140689708,
  "costs.fee": -3.764575915827,
  "costs.spread": -1.505830366331,
  "costs.fixed": -6,
  liquidation: -39.82121879453,
};

const perpetualBars: readonly Bar[] = [
  [2000, 2010, 1990, 2000],
  [2000, 2020, 1980, 1990],
  [1990, 2005, 1960, 1970],
  [1970, 1990, 1950, 1985],
  [1985, 2040, 1980, 2030],
  [2030, 2100, 2020, 2090],
  [2090, 2420, 2080, 2200],
  [2200, 2230, 2150, 2160],
  [2160, 2190, 2140, 2180],
  [2180, 2250, 2170, 2240],
  [2240, 2260, 2200, 2210],
  [2210, 2230, 2180, 2190],
  [2190, 2200, 2130, 2140],
  [1650, 1700, 1640, 1690],
  [1690, 1740, 1680, 1730],
  [1730, 1750, 1700, 1745],
  [1745, 1750, 1600, 1620],
  [1620, 1680, 1610, 1670],
  [1670, 1690, 1650, 1660],
  [1660, 1720, 1655, 1710],
];

/** What a long pays at the open of every second bar, from the third bar on, a fraction. */
const stamps = [0.0003, -0.0002, 0.0004, 0.0005, -0.0001, 0.0006, 0.0002, 0.0001, -0.0003];

const funding: RateSeries = {
  timeMs: Float64Array.from(stamps, (_, k) => START + 8 * (k + 1) * HOUR_MS),
  rateAnnual: Float64Array.from(stamps, (rate) => (rate * YEAR_MS) / (8 * HOUR_MS)),
  ...{ kind: "funding", intervalMs: 8 * HOUR_MS, gaps: { count: 0, missing: 0, largestMs: 0 }, source: "made up" },
};

/**
 * Contracts q opened at e on margin m, reserve R; bars of 4 hours. At each open: m and R *= e^(.05 x 4 hours), then m -= rate x q o. Equity
 * is m + q (P - e). A trade at o to leverage L of S M as above, with t + side such that it ends at L after the cost .0006 t + .001 t
 * sqrt(t / 5000), by bisection; then m = E, e = o. The level is where equity is .02 |q| P: (m - q e) / (|q| 1.02) of a short, (q e - m) /
 * (.98 q) of a long; at it, or at an open beyond it, all is closed for the lesser of .01 |q| P and the
 * equity. Where that leaves nothing, R becomes m at the next close.
 */
const perpetual: BacktestRequest = {
  venue: custom.market({
    ...{ ...common, kind: "perpetual", maintenanceRate: 0.02, leverageRatioMax: 20, liquidationFeeRate: 0.01 },
  }),
  ...{ prices: seriesOf(perpetualBars, 4 * HOUR_MS), trigger: null, wealth: 1000, reactionMs: 0 },
  rates: {
    ...{ borrow: steady(0), lend: steady(0.05), yield: steady(0), assetBorrow: null },
    funding: { recorded: funding, statedAnnual: null },
  },
  costs: { feeRate: 0.0005, spreadRate: 0.0002, impact: { rate: 0.001, notional: 5000 }, fixedCost: 0, tradeMin: 0 },
  checkIntervalMs: 4 * HOUR_MS,
  policy: scripted(
    {
      0: trade(-5, { share: 0.5 }),
      8: trade(4, { share: 0.9 }),
      14: trade(3, { share: 1, resting: { price: 1650, leverageRatio: 1 } }),
    },
    4 * HOUR_MS,
  ),
};

const perpetualWealth = [
  1000, 1009.228079519, 1034.913887364, 1016.247253517, 959.7071560753, 884.9722853352, 527.77106634, 527.7831160453,
  527.7951660257, 577.5771502043, 551.749175793, 534.4049369759, 489.8860309982, 52.55564193065, 52.55684184485,
  53.7996910748, 44.24914543436, 45.61588877424, 45.35745935724, 46.72420305655,
];
const perpetualLedger = {
  price: -906.6479964518,
  "carry.lend": 0.1316481162294,
  "carry.funding": 0.3427173452344,
  "carry.reserve": 0.09583678086135,
  "costs.fee": -2.323011574354,
  "costs.spread": -0.4646023148707,
  "costs.impact": -2.966007988144,
  liquidation: -41.44438085666,
};

const marginLoanBars: readonly Bar[] = [
  [400, 402, 398, 400],
  [400, 405, 399, 404],
  [404, 410, 400, 408],
  [408, 409, 380, 385],
  [385, 388, 360, 362],
  [362, 370, 330, 335],
  [330, 340, 250, 280],
  [280, 300, 275, 295],
  [295, 305, 290, 300],
  [300, 310, 295, 308],
  [308, 315, 300, 305],
  [305, 312, 300, 310],
  [310, 320, 305, 318],
  [318, 325, 310, 320],
  [120, 140, 110, 130],
  [130, 140, 125, 135],
  [135, 140, 130, 138],
  [138, 150, 135, 148],
  [148, 155, 140, 150],
  [150, 160, 145, 158],
];

/**
 * Shares q, cash m; days. At each open m *= e^(.075 day) (borrow .06, spread .015), q *= e^(.02 day). Bought at the open of bar 1: t = (2 x 1000
 * - 0) / (1 + 2 x .0005), E = 1000 - .0005 t. At the low of bar 6 equity is below a quarter of the value V: the part f = (V / 4 - E) / (V / 4 -
 * .0005 V) is sold there. The open of bar 14 is below the debt: all is sold, and what the sale and its commission leave owing is owed.
 */
const marginLoanRequest: BacktestRequest = {
  venue: marginLoan.market({ asset: "SPX", rateSpreadAnnual: 0.015 }),
  ...{ prices: seriesOf(marginLoanBars, DAY_MS), trigger: null, wealth: 1000, checkIntervalMs: DAY_MS, reactionMs: 0 },
  rates: { borrow: steady(0.06), lend: steady(0), yield: steady(0.02), assetBorrow: null, funding: null },
  costs: { feeRate: null, spreadRate: 0, impact: null, fixedCost: 0, tradeMin: 0 },
  policy: scripted({ 0: trade(2) }, DAY_MS),
};

const marginLoanWealth = [
  1000, 1018.981018981, 1038.867415904, 923.8760510536, 808.8720582512, 673.8710368113, 368.4295023386, 428.0857406714,
  447.913917122, 479.6952776645, 467.657260808, 487.4908105498, 519.2795095574, 527.1643758652, -270.1121367009,
  -270.1121367009, -270.1121367009, -270.1121367009, -270.1121367009, -270.1121367009,
];
const marginLoanLedger = {
  price: -1267.497017339,
  "carry.borrow": -2.255551548908,
  "carry.yield": 1.005188270224,
  "costs.fee": -0.999000999001,
  liquidation: -0.3657550844668,
};

/** A number of a ledger by its path. */
function bookedAs({ ledger }: BacktestResult, path: string): number {
  const { price, carry, costs, liquidation } = ledger;
  const flat: Readonly<Record<string, number>> = {
    ...{ price, liquidation },
    ...Object.fromEntries(Object.entries(carry).map(([name, amount]) => [`carry.${name}`, amount])),
    ...Object.fromEntries(Object.entries(costs).map(([name, amount]) => [`costs.${name}`, amount])),
  };
  return flat[path] ?? NaN;
}

const far = (got: number, want: number): boolean => !(Math.abs(got - want) <= 1e-10 * Math.max(1, Math.abs(want)));

function expectFigures(
  result: BacktestResult,
  wealth: readonly number[],
  ledger: Readonly<Record<string, number>>,
): void {
  const got = Array.from(result.columns!.wealth);
  expect(got.flatMap((each, i) => (far(each, wealth[i]!) ? [[i, each, wealth[i]]] : []))).toEqual([]);
  expect(got).toHaveLength(20);
  const booked = Object.entries(ledger).map(([path, want]) => [path, bookedAs(result, path), want] as const);
  expect(booked.filter(([, is, want]) => far(is, want))).toEqual([]);
}

const kindsOf = ({ events }: BacktestResult): string[] => events.map(({ kind }) => kind);

const engines: readonly (readonly [string, (request: BacktestRequest) => BacktestResult])[] = [
  ["the fast engine", runBacktest],
  ["the reference", (request) => runBasket(asBasket(request))],
];

describe.each(engines)("twenty bars by hand, %s", (_name, run) => {
  test("a loop on a lending venue: opened, half closed at its level, traded, closed", () => {
    const result = run(lending);
    expectFigures(result, lendingWealth, lendingLedger);
    expect(kindsOf(result)).toEqual(["trade", "liquidation", "trade", "trade"]);
  });

  test("a perpetual: a short closed at its level, a long closed at a gap, a resting order filled, funding at its stamps", () => {
    const result = run(perpetual);
    expectFigures(result, perpetualWealth, perpetualLedger);
    expect(kindsOf(result)).toEqual(["trade", "liquidation", "trade", "liquidation", "trade", "resting-order"]);
  });

  test("a margin loan: interest and dividends, sold down to the house margin, wiped out by a gap, and the rest is owed", () => {
    const result = run(marginLoanRequest);
    expectFigures(result, marginLoanWealth, marginLoanLedger);
    expect(kindsOf(result)).toEqual(["trade", "liquidation", "liquidation", "ruin"]);
    expect(result.ledger.forgiven).toBe(0);
  });
});
