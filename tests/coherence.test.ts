import { describe, expect, test } from "vitest";
import { decide, type DecisionRequest } from "../src/decision/index.js";
import { driftPosterior, estimatesFromPrices, horizonRate } from "../src/estimators/index.js";
import { createStream } from "../src/kernel/index.js";
import { DAY_MS, HOUR_MS, stated, YEAR_MS, type BoundBy, type StatedTolerance } from "../src/model/index.js";
import { eth } from "../src/models/index.js";
import { pricesFromColumns } from "../src/series/index.js";
import { marginLoan } from "../src/venues/margin-loan/index.js";
import {
  anything,
  falls,
  figures,
  halfInTen,
  lendingMarket,
  perpetualMarket,
  poolOf,
  statedGap,
  tailGap,
  type Figures,
} from "./markets.js";

/**
 * The test of coherence: for each input, moving it moves the decision in the right direction, strictly where the case is
 * interior, and changes the binding cap when it should.
 */

const request = (given: Figures, more: Partial<DecisionRequest> = {}): DecisionRequest => ({
  account: { asset: "ETH", equity: 50_000, price: 2_500 },
  venue: lendingMarket(),
  estimates: figures({ drift: 0.45, volatility: 0.4, ...given }),
  tolerance: anything,
  ...more,
});

const answer = (
  given: DecisionRequest,
): { readonly leverage: number; readonly boundBy: BoundBy; readonly width: number } => {
  const decision = decide(given);
  if (decision.status === "infeasible") throw new Error(decision.because);
  return {
    leverage: decision.totalLeverageRatio,
    boundBy: decision.boundBy,
    width: decision.band.high - decision.band.low,
  };
};

const tolerance = (change: Partial<StatedTolerance>): Partial<DecisionRequest> => ({
  tolerance: { ...halfInTen, ...change },
});

/** A loan with recourse, where the gap cap alone guards against gaps. */
const broker = (gap: Figures["gap"], liquidationProbabilityMax = 0.01): DecisionRequest =>
  request(
    { gap: gap ?? null },
    {
      venue: marginLoan.market({ asset: "ETH", initialMarginRate: 0.3 }),
      tolerance: { ...anything, liquidationProbabilityMax },
    },
  );

/** A staked asset on an exchange-rate oracle, left alone for a month at a time: a carry trade that only its jumps limit. */
const pair = (jumps: ReturnType<typeof falls>): DecisionRequest =>
  request(
    { drift: 0, volatility: 0.02, borrow: 0.025, lend: 0.01, yieldRate: 0.04, jumps },
    {
      venue: lendingMarket({ liquidationThreshold: 0.945, triggerPrice: "exchange-rate", correlated: true }),
      policy: { kind: "unattended", resetMs: 30 * DAY_MS },
    },
  );

const { funding } = eth;
if (funding === null) throw new Error("the model of ETH has funding");
const fundingProcess = funding;

/** Requests in an order in which leverage must fall strictly. */
const falling: Record<string, readonly DecisionRequest[]> = {
  "a higher borrow rate": [0.02, 0.05, 0.08].map((borrow) => request({ borrow })),
  "a lower drift": [0.5, 0.45, 0.4].map((drift) => request({ drift })),
  "higher volatility at the same drift": [0.35, 0.4, 0.45].map((volatility) => request({ volatility })),
  "rewards to zero": [0.05, 0.02, 0].map((yieldRate) => request({ yieldRate })),
  "higher funding of a perpetual": [0, 0.05, 0.15].map((funding) => request({ funding }, { venue: perpetualMarket() })),
  "a larger stated gap": [0.5, 0.55, 0.6].map((gap) => request({ gap: statedGap(gap) })),
  "a likelier gap": [60, 150, 300].map((intensity) => broker(tailGap({ intensity, index: 2.5 }))),
  "a heavier tail of gaps": [2.5, 2.3, 2.1].map((index) => broker(tailGap({ intensity: 60, index }))),
  "a stricter limit on liquidation": [0.01, 0.005, 0.002].map((limit) =>
    broker(tailGap({ intensity: 60, index: 2.5 }), limit),
  ),
  "a lower liquidation threshold": [0.85, 0.8, 0.75].map((liquidationThreshold) =>
    request({ gap: statedGap(0.5) }, { venue: lendingMarket({ liquidationThreshold }) }),
  ),
  "a smaller loss allowed": [0.5, 0.4, 0.3].map((lossMax) => request({}, tolerance({ lossMax }))),
  "a smaller chance allowed": [0.2, 0.1, 0.05].map((probabilityMax) => request({}, tolerance({ probabilityMax }))),
  "a longer horizon": [0.5, 1, 2].map((years) => request({}, tolerance({ horizonMs: years * YEAR_MS }))),
  "a drift known worse": [0, 0.1, 0.2].map((driftError) => request({ driftError }, tolerance({}))),
  "a volatility known worse": [0, 0.05, 0.1].map((volatilityError) => request({ volatilityError })),
  "an own limit": [1.8, 1.5, 1.2].map((leverageRatioMax) => request({}, { mandate: { leverageRatioMax } })),
  "a thinner market": [90_000, 75_000, 60_000].map((notionalMax) => request({}, { mandate: { notionalMax } })),
  "likelier jumps": [0.2, 0.5, 1].map((rate) => request({ jumps: falls(rate, 0.1) })),
  "larger jumps": [0.05, 0.1, 0.2].map((size) => request({ jumps: falls(0.3, size) })),
  "jumps that the drift does not contain": [true, false].map((countedInDrift) =>
    request({ jumps: falls(0.3, 0.1, { countedInDrift }) }),
  ),
  "more slashing among the falls of a pair": [0.02, 0.2, 1].map((exchangeRateShare) =>
    pair(falls(0.2, 0.03, { exchangeRateShare })),
  ),
  "likelier lost pegs": [0.02, 0.05, 0.1].map((rate) => pair(falls(rate, 0.03))),
  "a shallower pool": [4e5, 2e5, 1.2e5].map((supplied) => request({ pool: poolOf(supplied) })),
  "a holder who is larger in the same pool": [50_000, 100_000, 200_000].map((equity) =>
    request({ pool: poolOf(8e5) }, { account: { asset: "ETH", equity, price: 2_500 } }),
  ),
  "higher expected funding, as its process reverts to it": [0, 0.1, 0.3].map((level) =>
    request(
      { funding: horizonRate({ ...fundingProcess, level: stated(level) }, { horizonMs: YEAR_MS }).value },
      {
        venue: perpetualMarket(),
      },
    ),
  ),
  "longer between resets when nobody watches": [7, 90, 365].map((days) =>
    request({}, { policy: { kind: "unattended", resetMs: days * DAY_MS } }),
  ),
};

describe("never more leverage for", () => {
  test.each(Object.entries(falling))("%s", (_, requests) => {
    const leverages = requests.map((given) => answer(given).leverage);
    for (let i = 1; i < leverages.length; i++) expect(leverages[i]).toBeLessThan(leverages[i - 1] - 1e-6);
  });

  test("more equity at the same notional limit of a tiered venue, beyond its tiers", () => {
    const at = (equity: number): number =>
      answer(request({}, { account: { asset: "ETH", equity, price: 2_500 }, mandate: { notionalMax: 100_000 } }))
        .leverage;
    expect(at(100_000)).toBeLessThan(at(60_000));
  });
});

describe("the band widens with", () => {
  test.each([
    [
      "the cost of trading",
      [0.0005, 0.001, 0.002].map((tradingCostRate) => request({}, { costs: { tradingCostRate } })),
    ],
    ["a fixed cost per trade", [5, 20, 80].map((fixedCost) => request({}, { costs: { fixedCost } }))],
  ])("%s", (_, requests) => {
    const widths = requests.map((given) => answer(given).width);
    for (let i = 1; i < widths.length; i++) expect(widths[i]).toBeGreaterThan(widths[i - 1]);
  });
});

describe("the binding cap changes when it should", () => {
  test.each<[BoundBy, DecisionRequest]>([
    ["growth", request({})],
    ["tolerance", request({}, tolerance({ lossMax: 0.3 }))],
    ["gap", request({ gap: statedGap(0.6) })],
    ["venue", request({ drift: 2 }, { venue: lendingMarket({ liquidationThreshold: 0.5 }) })],
    ["size", request({}, { mandate: { notionalMax: 60_000 } })],
    ["mandate", request({}, { mandate: { leverageRatioMax: 1.5 } })],
    ["trading-cost-ceiling", request({ drift: 0.6 }, { costs: { tradingCostRate: 0.05 } })],
    [
      "liquidation-odds",
      request(
        {},
        {
          policy: { kind: "unattended", resetMs: YEAR_MS },
          tolerance: { ...anything, liquidationProbabilityMax: 1e-4 },
        },
      ),
    ],
    [
      "jump",
      request(
        { drift: 1.2, jumps: falls(3, 0.08, { countedInDrift: true }) },
        { tolerance: { ...anything, liquidationProbabilityMax: 0.01 } },
      ),
    ],
    ["size", request({ pool: { ...poolOf(60_000), slopeAboveAnnual: 0.04, optimalUtilisation: 0.5 } })],
    ["borrow-spread", request({ drift: 0.18, lend: 0, borrow: 0.05 })],
    ["no-view", request({ drift: null })],
    ["leverage-min", request({ drift: 0.02 }, { tolerance: { ...anything, leverageRatioMin: 1 } })],
  ])("to %s", (boundBy, given) => {
    expect(answer(given).boundBy).toBe(boundBy);
  });
});

/** Daily closes of a log-normal market with an added constant `shift` in each day's log return. */
function series(years: number, drift: number, shift = 0) {
  const stream = createStream(99, 0);
  const days = Math.round(365 * years);
  const closeMs = Float64Array.from({ length: days + 1 }, (_, day) => day * DAY_MS);
  let log = Math.log(100);
  const close = Float64Array.from({ length: days + 1 }, (_, day) => {
    if (day > 0) log += drift / 365 + shift + (0.5 * stream.normal()) / Math.sqrt(365);
    return Math.exp(log);
  });
  return pricesFromColumns({ time: closeMs, close }, { barTime: "close", timeUnit: "ms", source: "a test" });
}

describe("history", () => {
  const options = { borrowRateAnnual: stated(0.05), horizonMs: YEAR_MS, reactionMs: DAY_MS };

  test("a constant added to past returns moves the answer only through the posterior of the drift", () => {
    const [plain, shifted] = [series(6, 0.3), series(6, 0.3, 0.0005)].map((prices) =>
      estimatesFromPrices(prices, options),
    );
    expect(shifted.driftAnnual!.value).toBeGreaterThan(plain.driftAnnual!.value);
    const policy = { kind: "rebalanced", checkIntervalMs: HOUR_MS } as const;
    const view = { driftAnnual: stated(0.4, 0.1), driftBasis: "view" } as const;
    const [one, other] = [plain, shifted].map(
      (estimates) => answer(request({}, { estimates: { ...estimates, ...view }, policy })).leverage,
    );
    expect(other).toBeCloseTo(one, 8);
  });

  test("more years mean more leverage where the sample lies above its prior, and less where it lies below", () => {
    const leverage = (years: number, sampleDriftAnnual: number): number => {
      const volatilityAnnual = stated(0.3);
      const posterior = driftPosterior({
        sampleDriftAnnual,
        years,
        volatilityAnnual,
        safeRateAnnual: 0,
        yieldAnnual: 0,
      });
      return answer(request({}, { estimates: { ...figures({ volatility: 0.3 }), driftAnnual: posterior.driftAnnual } }))
        .leverage;
    };
    expect(leverage(10, 0.25)).toBeGreaterThan(leverage(3, 0.25));
    expect(leverage(3, 0.25)).toBeGreaterThan(leverage(1, 0.25));
    expect(leverage(10, 0.05)).toBeLessThan(leverage(3, 0.05));
  });
});
