import { describe, expect, test } from "vitest";
import { runBacktest, runBasket, type BacktestRequest, type BasketRequest } from "../src/backtest/engine/index.js";
import { SteelyardError } from "../src/errors/index.js";
import { createStream } from "../src/kernel/index.js";
import { DAY_MS, HOUR_MS } from "../src/model/index.js";
import { bandPolicy, policyOf, type PolicyAction } from "../src/policies/index.js";
import { gapsOf, type PriceSeries, type RateSeries } from "../src/series/index.js";
import {
  FREE,
  START,
  asBasket,
  closesOnly,
  randomBars,
  ratesOf,
  seriesOf,
  steady,
  venueKinds,
} from "./backtest-markets.js";
import { policyFrom } from "./backtest-policies.js";

const prices = seriesOf(randomBars(createStream(3, 1), 48, 0.01));
const funding = ratesOf(() => 0.1, { kind: "funding", intervalMs: 8 * HOUR_MS, count: 7 });

const perpetual: BacktestRequest = {
  ...{ venue: venueKinds["custom perpetual"]!, prices, trigger: null, costs: FREE, wealth: 1000, reactionMs: 0 },
  rates: {
    ...{ borrow: steady(0), lend: steady(0), yield: steady(0), assetBorrow: null },
    funding: { recorded: funding, statedAnnual: null },
  },
  ...{ checkIntervalMs: HOUR_MS, policy: bandPolicy({ low: 1, high: 3, tradeTo: "edge" }) },
};

const loop: BacktestRequest = {
  ...perpetual,
  ...{ venue: venueKinds["custom lending"]!, rates: { ...perpetual.rates, funding: null } },
};

const withFunding = (recorded: RateSeries): BacktestRequest => ({
  ...perpetual,
  rates: { ...perpetual.rates, funding: { recorded, statedAnnual: null } },
});

/** The record with one of its stamps moved by so many ms. */
const moved = (at: number, by: number): RateSeries => ({
  ...funding,
  timeMs: funding.timeMs.map((ms, i) => (i === at ? ms + by : ms)),
});

/** A series without one of its bars. */
function without(series: PriceSeries, row: number): PriceSeries {
  const cut = (column: Float64Array): Float64Array => column.filter((_, i) => i !== row);
  const { bars } = series;
  const closeMs = cut(series.closeMs);
  return {
    ...{ ...series, closeMs, close: cut(series.close), gaps: gapsOf(closeMs, series.intervalMs) },
    bars: bars === null ? null : { open: cut(bars.open), high: cut(bars.high), low: cut(bars.low) },
  };
}

const changed = (column: Float64Array, row: number, value: number): Float64Array =>
  column.map((each, i) => (i === row ? value : each));

const costs = (change: Partial<BacktestRequest["costs"]>): BacktestRequest => ({
  ...loop,
  costs: { ...FREE, ...change },
});

const saying = (action: PolicyAction): BacktestRequest => ({ ...loop, policy: policyFrom("odd", () => action) });

const trade = (change: object): BacktestRequest =>
  saying({ kind: "trade", leverageRatio: 2, because: "a test", ...change });

/** The error that a call ends with. */
function refusal(call: () => unknown): Pick<SteelyardError, "code" | "field" | "hint"> {
  try {
    call();
  } catch (error) {
    if (error instanceof SteelyardError) return { code: error.code, field: error.field, hint: error.hint };
    throw error;
  }
  throw new Error("it was not refused");
}

type Case = readonly [name: string, request: BacktestRequest, code: string, field: string];

const cases: readonly Case[] = [
  ["funding out of order", withFunding(moved(3, -2 * DAY_MS)), "E_OUT_OF_RANGE", "rates.funding.timeMs[3]"],
  ["funding twice at a stamp", withFunding(moved(3, -8 * HOUR_MS)), "E_OUT_OF_RANGE", "rates.funding.timeMs[3]"],
  [
    "two payments of funding in one interval",
    withFunding(moved(3, -5 * HOUR_MS)),
    "E_OUT_OF_RANGE",
    "rates.funding.timeMs[3]",
  ],
  [
    "a payment of funding that lacks",
    withFunding({
      ...moved(3, 0),
      timeMs: funding.timeMs.filter((_, i) => i !== 3),
      rateAnnual: funding.rateAnnual.slice(1),
    }),
    "E_MISSING",
    "rates.funding",
  ],
  ["a perpetual without funding", { ...perpetual, rates: loop.rates }, "E_MISSING", "rates.funding"],
  ["funding at a lending venue", { ...loop, rates: perpetual.rates }, "E_CONFIG_CONFLICT", "rates.funding"],
  ["a fee of 5 where .05 % is meant", costs({ feeRate: 5 }), "E_OUT_OF_RANGE", "costs.feeRate"],
  ["a fee below 0", costs({ feeRate: -0.001 }), "E_OUT_OF_RANGE", "costs.feeRate"],
  ["a fee that is no number", costs({ feeRate: NaN }), "E_NOT_FINITE", "costs.feeRate"],
  ["a spread of 3", costs({ spreadRate: 3 }), "E_OUT_OF_RANGE", "costs.spreadRate"],
  ["an impact of 20", costs({ impact: { rate: 20, notional: 1 } }), "E_OUT_OF_RANGE", "costs.impact.rate"],
  ["an impact of no size", costs({ impact: { rate: 0.01, notional: 0 } }), "E_OUT_OF_RANGE", "costs.impact.notional"],
  ["a fixed cost below 0", costs({ fixedCost: -1 }), "E_OUT_OF_RANGE", "costs.fixedCost"],
  ["a smallest trade below 0", costs({ tradeMin: -1 }), "E_OUT_OF_RANGE", "costs.tradeMin"],
  ["no wealth", { ...loop, wealth: 0 }, "E_OUT_OF_RANGE", "wealth"],
  ["checks more often than bars", { ...loop, checkIntervalMs: HOUR_MS / 2 }, "E_OUT_OF_RANGE", "checkIntervalMs"],
  ["a reaction before the check", { ...loop, reactionMs: -1 }, "E_OUT_OF_RANGE", "reactionMs"],
  ["a bar that lacks", { ...loop, prices: without(prices, 20) }, "E_MISSING", "prices"],
  [
    "a close of 0",
    { ...loop, prices: { ...prices, close: changed(prices.close, 7, 0) } },
    "E_OUT_OF_RANGE",
    "prices[7]",
  ],
  [
    "a close of NaN",
    { ...loop, prices: { ...prices, close: changed(prices.close, 7, NaN) } },
    "E_OUT_OF_RANGE",
    "prices[7]",
  ],
  [
    "a low above the open",
    { ...loop, prices: { ...prices, bars: { ...prices.bars!, low: changed(prices.bars!.low, 7, 1e9) } } },
    "E_OUT_OF_RANGE",
    "prices[7]",
  ],
  [
    "closes out of order",
    { ...loop, prices: { ...prices, closeMs: changed(prices.closeMs, 7, START) } },
    "E_OUT_OF_RANGE",
    "prices[7]",
  ],
  ["a mark on other closes", { ...loop, trigger: without(prices, 7) }, "E_CONFIG_CONFLICT", "trigger"],
  ["a mark of closes beside bars", { ...loop, trigger: closesOnly(prices) }, "E_CONFIG_CONFLICT", "trigger"],
  ["a start outside the prices", { ...loop, fromMs: START - DAY_MS }, "E_OUT_OF_RANGE", "fromMs"],
  [
    "an end before the start",
    { ...loop, fromMs: prices.closeMs[9]!, toMs: prices.closeMs[8]! },
    "E_OUT_OF_RANGE",
    "toMs",
  ],
  [
    "rules out of order",
    {
      ...loop,
      venue: [
        { fromMs: START, market: venueKinds["custom lending"]! },
        { fromMs: START, market: venueKinds["custom lending"]! },
      ],
    },
    "E_OUT_OF_RANGE",
    "venue[1].fromMs",
  ],
  [
    "rules that begin too late",
    { ...loop, venue: [{ fromMs: START + DAY_MS, market: venueKinds["custom lending"]! }] },
    "E_MISSING",
    "venue[0].fromMs",
  ],
  ["a leverage of NaN", trade({ leverageRatio: NaN }), "E_NOT_FINITE", "odd: leverageRatio"],
  ["a share of 0", trade({ share: 0 }), "E_OUT_OF_RANGE", "odd: share"],
  ["a share of 2", trade({ share: 2 }), "E_OUT_OF_RANGE", "odd: share"],
  ["a largest trade of 0", trade({ tradeMax: 0 }), "E_OUT_OF_RANGE", "odd: tradeMax"],
  ["a concession of 3", trade({ concessionRate: 3 }), "E_OUT_OF_RANGE", "odd: concessionRate"],
  ["a reward of NaN", trade({ reward: NaN }), "E_NOT_FINITE", "odd: reward"],
  [
    "a resting order below 0",
    trade({ resting: { price: -1, leverageRatio: 0 } }),
    "E_OUT_OF_RANGE",
    "odd: resting.price",
  ],
];

describe("what cannot be run is refused by name, by both engines alike", () => {
  test.each(cases)("%s", (_name, request, code, field) => {
    const said = refusal(() => runBacktest(request));
    expect(said).toMatchObject({ code, field });
    expect(said.hint.length).toBeGreaterThan(10);
    const isLeg = field === "trigger";
    expect(refusal(() => runBasket(asBasket(request)))).toMatchObject({
      code,
      field: isLeg ? "legs[0].trigger" : field,
    });
  });

  test("a fee of 5 is told what was meant", () => {
    expect(refusal(() => runBacktest(costs({ feeRate: 5 }))).hint).toContain("0.05 % is 0.0005");
  });

  test("a band that is inverted, in code and by name", () => {
    const inverted = { low: 3, high: 2 };
    expect(refusal(() => bandPolicy({ ...inverted, tradeTo: "edge" }))).toMatchObject({
      code: "E_CONFIG_CONFLICT",
      field: "low",
    });
    const named = refusal(() => policyOf({ policy: "band", values: inverted }));
    expect(named.code).toBe("E_CONFIG_CONFLICT");
    expect(named.hint).toContain("swap low and high");
  });

  test.each(["custom lending", "aave-v3", "binance-usdm", "compound-v3"])("an asset that %s does not have", (name) => {
    const venue = { ...venueKinds[name]!, asset: "DOGECOIN" };
    const request = { ...(venue.model.twoSided ? perpetual : loop), venue };
    const said = refusal(() => runBacktest(request));
    expect(said).toMatchObject({ code: "E_UNKNOWN_KEY", field: "asset" });
    expect(refusal(() => runBasket(asBasket(request)))).toEqual(said);
  });

  test("a short where nothing is known of borrowing the asset", () => {
    const request = trade({ leverageRatio: -1 });
    expect(refusal(() => runBacktest(request))).toMatchObject({ code: "E_MISSING", field: "rates.assetBorrow" });
    expect(refusal(() => runBasket(asBasket(request)))).toMatchObject({
      code: "E_MISSING",
      field: "legs[0].assetBorrow",
    });
  });
});

const basket = asBasket(loop);
const [leg] = basket.legs;

const legs = (...changes: readonly object[]): BasketRequest => {
  const [first, ...more] = changes.map((change) => ({ ...leg, ...change }));
  return { ...basket, legs: [first!, ...more] };
};

describe("legs that make no basket are refused by name", () => {
  test.each<readonly [string, BasketRequest, string, string]>([
    ["weights that sum to .9", legs({ weight: 0.5 }, { weight: 0.4, asset: "BTC" }), "E_OUT_OF_RANGE", "legs"],
    ["a weight of 0", legs({ weight: 1 }, { weight: 0, asset: "BTC" }), "E_OUT_OF_RANGE", "legs[1].weight"],
    ["a weight of NaN", legs({ weight: NaN }), "E_NOT_FINITE", "legs[0].weight"],
    ["an asset twice", legs({ weight: 0.5 }, { weight: 0.5 }), "E_CONFIG_CONFLICT", "legs[1].asset"],
    [
      "other closes",
      legs({ weight: 0.5 }, { weight: 0.5, asset: "BTC", prices: without(prices, 5) }),
      "E_CONFIG_CONFLICT",
      "legs[1].prices",
    ],
    [
      "closes at other times",
      legs(
        { weight: 0.5 },
        { weight: 0.5, asset: "BTC", prices: { ...prices, closeMs: prices.closeMs.map((ms) => ms + 1) } },
      ),
      "E_CONFIG_CONFLICT",
      "legs[1].prices",
    ],
    [
      "closes beside bars",
      legs({ weight: 0.5 }, { weight: 0.5, asset: "BTC", prices: closesOnly(prices) }),
      "E_CONFIG_CONFLICT",
      "legs[1].prices",
    ],
    ["an asset that the venue lacks", legs({ weight: 0.5 }, { weight: 0.5, asset: "BTC" }), "E_UNKNOWN_KEY", "asset"],
  ])("%s", (_name, request, code, field) => {
    const said = refusal(() => runBasket(request));
    expect(said).toMatchObject({ code, field });
    expect(said.hint.length).toBeGreaterThan(10);
  });
});
