import { describe, expect, test } from "vitest";
import { figures, lendingMarket, perpetualMarket, tailGap } from "../../tests/markets.js";
import { viewOf } from "../../tests/policy-views.js";
import { decide } from "../decision/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, type Estimates } from "../model/index.js";
import { HOLD, steelyardPolicy, type PolicyView, type SteelyardSettings } from "./index.js";

const terms: SteelyardSettings = {
  lossMax: 0.5,
  probabilityMax: 0.1,
  horizonMs: YEAR_MS,
  measuredAgainst: "cash",
  leverageRatioMin: 0,
  liquidationProbabilityMax: 0.01,
  drift: "posterior",
  refreshMs: DAY_MS,
  side: "long",
};
const loose = { ...terms, lossMax: 0.95, probabilityMax: 0.9 };
const calm = { volatility: 0.4, volatilityError: 0.03, drift: 0.3, driftError: 0.1 };

/** A view with estimates, checked each hour. */
const seen = (estimates: Estimates, given: Partial<PolicyView> = {}): PolicyView =>
  viewOf({ estimates, estimatesMs: DAY_MS, nowMs: DAY_MS, checkIntervalMs: HOUR_MS, lastTradeMs: null, ...given });

/** The decision of the same facts, asked by hand. */
function byHand(estimates: Estimates, { tolerance = terms, wealth = 100, cost = 0.001 } = {}) {
  const { lossMax, probabilityMax, horizonMs, measuredAgainst, leverageRatioMin } = tolerance;
  const answer = decide({
    account: { asset: "ETH", price: 2000, equity: wealth },
    estimates,
    venue: lendingMarket(),
    tolerance: { lossMax, probabilityMax, horizonMs, measuredAgainst, leverageRatioMin },
    policy: { kind: "rebalanced", checkIntervalMs: HOUR_MS },
    side: "long",
    costs: { tradingCostRate: cost },
  });
  if (answer.status === "infeasible") throw new Error(answer.because);
  return answer;
}

describe("steelyard", () => {
  test.each([
    ["under the tolerance", terms, calm],
    ["by growth alone", loose, { ...calm, drift: 0.2 }],
    ["with nothing worth borrowing for", loose, { ...calm, drift: 0.1 }],
  ])("opens at the edge of the decision's band, says what binds and remembers it: %s", (_, tolerance, figure) => {
    const estimates = figures(figure);
    const { band, boundBy, isolatedShare } = byHand(estimates, { tolerance });
    const action = steelyardPolicy(tolerance).adjust(seen(estimates));
    expect(action).toMatchObject({ kind: "trade", leverageRatio: band.low, boundBy });
    expect(action.band?.low).toBeCloseTo(band.low, 12);
    expect(action.band?.high).toBeCloseTo(band.high, 12);
    expect(action.memory).toMatchObject({ decidedMs: DAY_MS, share: isolatedShare });
  });

  test("does nothing inside the band of the last decision, and makes nothing", () => {
    const policy = steelyardPolicy(terms);
    const estimates = figures(calm);
    const { memory = {}, band } = policy.adjust(seen(estimates));
    const { low, high } = band ?? { low: NaN, high: NaN };
    for (const leverageRatio of [low, (low + high) / 2, high])
      expect(policy.adjust(seen(estimates, { memory, leverageRatio, lastTradeMs: 0 }))).toBe(HOLD);
    const at = (leverageRatio: number) => policy.adjust(seen(estimates, { memory, leverageRatio, lastTradeMs: 0 }));
    expect(at(low - 0.01)).toEqual({ kind: "trade", leverageRatio: low, because: "leverage is below the band" });
    expect(at(high + 0.01)).toEqual({ kind: "trade", leverageRatio: high, because: "leverage is above the band" });
  });

  test("keeps what it holds where new estimates move the target and not the band past it", () => {
    const policy = steelyardPolicy(terms);
    const first = byHand(figures(calm));
    const moved = figures({ ...calm, volatility: 0.402 });
    expect(byHand(moved).leverageRatio).not.toBeCloseTo(first.leverageRatio, 3);
    const { leverageRatio } = first;
    const { memory = {} } = policy.adjust(seen(figures(calm)));
    const later = { memory, leverageRatio, lastTradeMs: 0, estimatesMs: 2 * DAY_MS };
    const action = policy.adjust(seen(moved, later));
    expect(action.kind).toBe("hold");
    expect(action.memory).toMatchObject({ decidedMs: 2 * DAY_MS });
  });

  test("decides anew where the rules change, with the same estimates", () => {
    const policy = steelyardPolicy(terms);
    const view = seen(figures(calm), { leverageRatio: 0.5, lastTradeMs: 0 });
    const { memory = {} } = policy.adjust(view);
    const market = { ...view.market, asOfMs: view.market.asOfMs + 1 };
    expect(policy.adjust({ ...view, memory, market }).memory).toMatchObject({ rulesMs: market.asOfMs });
  });

  test("with a fixed cost of each trade goes to its target, and waits longer", () => {
    const dear = { fixedCost: 0.2 };
    const estimates = figures(calm);
    const cheap = steelyardPolicy(terms).adjust(seen(estimates)).band ?? { low: NaN, high: NaN };
    const opened = steelyardPolicy(terms).adjust(seen(estimates, dear));
    const band = opened.band ?? { low: NaN, high: NaN };
    expect(band.high - band.low).toBeGreaterThan(1.5 * (cheap.high - cheap.low));
    expect(opened).toMatchObject({ kind: "trade", leverageRatio: opened.memory?.["goal"] });
  });

  test("goes down to the holder's least where nothing fits, opens there, and never buys", () => {
    const stuck = { ...terms, leverageRatioMin: 2, lossMax: 0.1, probabilityMax: 0.01 };
    const policy = steelyardPolicy(stuck);
    const estimates = figures(calm);
    const at = (leverageRatio: number) => policy.adjust(seen(estimates, { leverageRatio, lastTradeMs: 0 }));
    expect(policy.adjust(seen(estimates))).toMatchObject({ kind: "trade", leverageRatio: 2, boundBy: "leverage-min" });
    expect(at(3)).toMatchObject({ kind: "trade", leverageRatio: 2 });
    expect(at(2.1).kind).toBe("hold");
    expect(at(0.5).kind).toBe("hold");
  });

  test("without a view holds what the tolerance and the holder's least leave: cash, or the asset", () => {
    const estimates = figures({ ...calm, drift: null });
    const none = { ...terms, drift: "none" as const };
    expect(steelyardPolicy(none).adjust(seen(estimates)).kind).toBe("hold");
    const holder = { ...none, measuredAgainst: "holding" as const, leverageRatioMin: 1 };
    expect(steelyardPolicy(holder).adjust(seen(estimates))).toMatchObject({ kind: "trade", leverageRatio: 1 });
  });

  test("takes idle money to earn no more than borrowed money costs where a record says otherwise", () => {
    const odd = { ...figures(calm), lendRateAnnual: { ...figures(calm).lendRateAnnual, value: 0.08 } };
    const even = { ...odd, lendRateAnnual: odd.borrowRateAnnual };
    const policy = steelyardPolicy(loose);
    expect(policy.adjust(seen(odd))).toEqual(policy.adjust(seen(even)));
  });

  test("is refused without estimates, and with a tolerance that is none", () => {
    expect(() => steelyardPolicy(terms).adjust(viewOf())).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "view.estimates" }),
    );
    expect(() => steelyardPolicy({ ...terms, lossMax: 50 })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "loss" }),
    );
  });
});

describe("the share of wealth at the venue", () => {
  const market = perpetualMarket();
  const wild = figures({ ...calm, drift: 0.9, funding: 0.05, gap: tailGap({ intensity: 20, index: 1.5 }) });
  const policy = steelyardPolicy({ ...loose, liquidationProbabilityMax: 0.5 });
  const state = { ...viewOf().state, fundingRateAnnual: 0.05 };
  const at = (given: Partial<PolicyView> = {}) => policy.adjust(seen(wild, { market, state, ...given }));
  const opened = at();
  const { share = 1 } = opened.kind === "trade" ? opened : {};
  const { memory = {} } = opened;
  const [low, high] = [memory["low"], memory["high"]];
  const held = (total: number, atVenue: number): Partial<PolicyView> => ({
    memory,
    lastTradeMs: 0,
    equity: 100 * atVenue,
    reserve: 100 * (1 - atVenue),
    notional: 100 * total,
    leverageRatio: total / atVenue,
  });

  test("is the decision's, and the band is that of all wealth", () => {
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.99);
    expect(opened).toMatchObject({ leverageRatio: low / share });
    expect(at(held((low + high) / 2, share))).toBe(HOLD);
    expect(at(held(high * 1.01, share))).toMatchObject({ leverageRatio: high / share, share });
  });

  test("is put right at once where the position stands on too little, and without a trade", () => {
    const total = (low + high) / 2;
    const thin = (0.5 * total) / memory["most"];
    expect(at(held(total, thin))).toEqual({
      ...{ kind: "trade", leverageRatio: total / share, share },
      because: "stands on too little equity",
    });
  });

  test("is put right at a new decision where it is off by more than a tenth of wealth, else left", () => {
    const total = (low + high) / 2;
    const later = { estimatesMs: 2 * DAY_MS };
    const more = Math.min(1, share + 0.2);
    expect(at({ ...held(total, more), ...later })).toMatchObject({ kind: "trade", share });
    expect(at(held(total, more))).toBe(HOLD);
    expect(at({ ...held(total, share + 0.05), ...later }).kind).toBe("hold");
  });
});
