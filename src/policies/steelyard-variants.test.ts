import { describe, expect, test } from "vitest";
import { figures, lendingMarket, perpetualMarket, statedGap, tailGap } from "../../tests/markets.js";
import { viewOf } from "../../tests/policy-views.js";
import { allowedLeverage, decide, guardedLeverage } from "../decision/index.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS } from "../model/index.js";
import { onePath, liquidationRatios } from "../venues/index.js";
import { marginLoan } from "../venues/margin-loan/index.js";
import {
  HOLD,
  insistedPolicy,
  protectPolicy,
  steelyardKinds,
  steelyardPolicy,
  type PolicyAction,
  type PolicyMemory,
  type PolicyValues,
  type PolicyView,
  type TradingPolicy,
} from "./index.js";

const tolerance = {
  lossMax: 0.5,
  probabilityMax: 0.1,
  horizonMs: YEAR_MS,
  measuredAgainst: "cash",
  leverageRatioMin: 0,
  liquidationProbabilityMax: 0.01,
} as const;
const terms = { ...tolerance, refreshMs: 7 * DAY_MS };
const believed = figures({ volatility: 0.35, volatilityError: 0.03, drift: null, gap: tailGap() });
const lending = lendingMarket();

const seen = (given: Partial<PolicyView> = {}): PolicyView =>
  viewOf({ estimates: believed, estimatesMs: DAY_MS, checkIntervalMs: HOUR_MS, lastTradeMs: null, ...given });

/** One check of a ride. */
interface Step {
  readonly from: number;
  readonly action: PolicyAction;
  readonly price: number;
}

/** A policy on hourly prices of a loop, filled at once at its cost, its estimates always the same and as of each week: what it held and did. */
function ridden(policy: TradingPolicy, prices: readonly number[]): readonly Step[] {
  let [units, debt, reserve, lastTradeMs]: [number, number, number, number | null] = [0, -100, 0, null];
  let memory: PolicyMemory = {};
  return prices.map((price, hour) => {
    const nowMs = DAY_MS + hour * HOUR_MS;
    const equity = units * price - debt;
    const [notional, wealth] = [units * price, equity + reserve];
    const estimatesMs = nowMs - ((hour * HOUR_MS) % (7 * DAY_MS));
    const from = notional / equity;
    const action = policy.adjust(
      seen({ ...{ nowMs, estimatesMs, price, equity, reserve, notional, leverageRatio: from, memory, lastTradeMs } }),
    );
    memory = action.memory ?? memory;
    if (action.kind === "trade") {
      const left = (action.share ?? equity / wealth) * wealth;
      units = (action.leverageRatio * left) / price;
      debt = units * price - left;
      reserve = wealth - left;
      lastTradeMs = nowMs;
    }
    return { from, action, price };
  });
}

/** Hourly prices that wander for 60 days, fall by a third in twelve hours, and wander for 30 more. */
function crashing(): readonly number[] {
  const stream = createStream(5, 1);
  let log = Math.log(2000);
  return Array.from({ length: 90 * 24 }, (_, hour) => {
    const inCrash = hour >= 60 * 24 && hour < 60 * 24 + 12;
    log += 0.004 * stream.normal() + (inCrash ? Math.log(2 / 3) / 12 : 0);
    return Math.exp(log);
  });
}

const prices = crashing();
const trades = (steps: readonly Step[]) =>
  steps.flatMap(({ from, action }) => (action.kind === "trade" ? [{ from, to: action.leverageRatio }] : []));

describe("steelyard-protect", () => {
  const request = {
    account: { asset: "ETH", price: 2000, equity: 100 },
    estimates: believed,
    venue: lending,
    tolerance,
    policy: { kind: "rebalanced", checkIntervalMs: HOUR_MS },
    side: "long",
    costs: { tradingCostRate: 0.001 },
  } as const;
  const { leverageRatioMax } = allowedLeverage(request);
  const most = leverageRatioMax ?? NaN;

  test("opens at what is held, or at what the tolerance allows, which no view of the drift has a part in", () => {
    const decision = decide({
      ...request,
      estimates: figures({ volatility: 0.35, volatilityError: 0.03, drift: 0.9, gap: tailGap() }),
    });
    expect(decision.status === "infeasible" ? null : decision.riskOnlyLeverageRatioMax).toBeCloseTo(most, 9);
    const opened = (leverageRatio: number) => protectPolicy({ ...terms, leverageRatio }).adjust(seen());
    expect(opened(0.4)).toMatchObject({ kind: "trade", leverageRatio: 0.4, boundBy: "tolerance" });
    expect(opened(5)).toMatchObject({ kind: "trade", leverageRatio: most });
    expect(opened(0).kind).toBe("hold");
  });

  test("only ever sells after it opened, and stands no higher than the tolerance allows at any check, a crash included", () => {
    const steps = ridden(protectPolicy({ ...terms, leverageRatio: 5, leverageRatioMin: 0 }), prices);
    const [opening, ...later] = trades(steps);
    expect(opening).toMatchObject({ from: 0, to: most });
    expect(later.length).toBeGreaterThan(10);
    for (const { from, to } of later) expect(to).toBeLessThan(from);
    const after = steps.map(({ from, action }) => (action.kind === "trade" ? action.leverageRatio : from));
    expect(Math.max(...after)).toBeLessThan(most * (1 + 1e-9));
  });

  test("never sells below the holder's least, and leaves closed what the venue closed", () => {
    const policy = protectPolicy({ ...terms, leverageRatio: 5, leverageRatioMin: 1.5 });
    expect(policy.adjust(seen({ leverageRatio: 5, lastTradeMs: 0 }))).toMatchObject({
      kind: "trade",
      leverageRatio: 1.5,
    });
    expect(policy.adjust(seen({ lastTradeMs: 0, liquidations: 1 })).kind).toBe("hold");
    expect(policy.adjust(seen({ lastTradeMs: null, liquidations: 1 })).kind).toBe("hold");
  });

  test("sells a short down likewise", () => {
    const venue = perpetualMarket();
    const short = protectPolicy({ ...terms, leverageRatio: -4, leverageRatioMin: 0 });
    const funded = { market: venue, estimates: { ...believed, fundingRateAnnual: believed.lendRateAnnual } };
    const action = short.adjust(seen({ ...funded, leverageRatio: -4, lastTradeMs: 0 }));
    if (action.kind !== "trade") throw new Error("it holds");
    expect(action.leverageRatio).toBeGreaterThan(-2);
    expect(action.leverageRatio).toBeLessThan(-0.1);
    expect(action.band).toEqual({ low: action.leverageRatio, high: 0 });
  });
});

describe("steelyard-hold", () => {
  const settings = { ...terms, leverageRatio: 3 };
  const { isolatedShareMax, stopPriceRatio } = guardedLeverage(
    {
      account: { asset: "ETH", price: 2000, equity: 100 },
      estimates: believed,
      venue: lending,
      tolerance,
      policy: { kind: "rebalanced", checkIntervalMs: HOUR_MS },
      costs: { tradingCostRate: 0.001 },
    },
    3,
  );

  test("opens on the share of wealth that keeps the tolerance, with the stop of the decision", () => {
    expect(isolatedShareMax).toBeLessThan(0.9);
    expect(isolatedShareMax).toBeGreaterThan(0.5 - 1e-9);
    expect(insistedPolicy(settings).adjust(seen())).toMatchObject({
      kind: "trade",
      leverageRatio: 3,
      share: isolatedShareMax,
      resting: { price: 2000 * (stopPriceRatio ?? NaN), leverageRatio: 3 },
    });
  });

  test("keeps its leverage in a crash, the rest of wealth out of reach, and the stop between the price and the venue's level", () => {
    const steps = ridden(insistedPolicy(settings), prices);
    const [opening, ...later] = trades(steps);
    expect(opening.to).toBe(3);
    expect(later.length).toBeGreaterThan(10);
    for (const { to } of later) expect(Math.abs(to - 3)).toBeLessThan(1);
    for (const { action } of steps.slice(1))
      if (action.kind === "trade" && action.share !== undefined) expect(action.because).toContain("takes out");
    for (const { action, price, from } of steps) {
      if (action.resting === undefined || action.resting === null || action.kind === "trade") continue;
      const ethereum = { USD: 1, ETH: price };
      const account = lending.model.holding("ETH", { equity: 1, notional: from }, ethereum);
      const level = (liquidationRatios(lending.model, account, onePath(ethereum, "ETH")).below ?? NaN) * price;
      expect(action.resting.price).toBeGreaterThan(level);
      expect(action.resting.price).toBeLessThan(price);
    }
  });

  test("adds nothing after a loss, and takes out what has grown past its share at a new decision", () => {
    const policy = insistedPolicy(settings);
    const { memory = {} } = policy.adjust(seen());
    const at = (equity: number, estimatesMs: number) =>
      policy.adjust(seen({ memory, lastTradeMs: 0, leverageRatio: 3, equity, reserve: 100 - equity, estimatesMs }));
    expect(at(20, 2 * DAY_MS).kind).toBe("hold");
    expect(at(100 * isolatedShareMax + 15, DAY_MS).kind).toBe("hold");
    expect(at(100 * isolatedShareMax + 15, 2 * DAY_MS)).toMatchObject({ kind: "trade", share: isolatedShareMax });
  });

  test("opens again with what a liquidation left", () => {
    const policy = insistedPolicy(settings);
    const { memory = {} } = policy.adjust(seen());
    const closed = { memory, lastTradeMs: 0, leverageRatio: 0, equity: 5, reserve: 40, liquidations: 1 };
    const action = policy.adjust(seen(closed));
    expect(action).toMatchObject({ kind: "trade", leverageRatio: 3 });
    expect(action).not.toHaveProperty("share");
  });

  test("holds nothing where no share of wealth keeps the tolerance: a broker asks for more than is pledged", () => {
    const broker = marginLoan.market({ asset: "SPX" });
    const wild = figures({ volatility: 0.9, volatilityError: 0.1, drift: null, gap: statedGap(0.5) });
    const policy = insistedPolicy({ ...settings, leverageRatio: 1.9, lossMax: 0.05, probabilityMax: 0.01 });
    const { action, held } = {
      action: policy.adjust(seen({ market: broker, estimates: wild })),
      held: policy.adjust(seen({ market: broker, estimates: wild, lastTradeMs: 0, leverageRatio: 1.9 })),
    };
    expect(action.kind).toBe("hold");
    expect(held).toMatchObject({ kind: "trade", leverageRatio: 0 });
    expect(held.kind === "trade" && held.because).toContain("no share of wealth");
  });

  test("rests no stop where nothing can be liquidated", () => {
    const action = insistedPolicy({ ...settings, leverageRatio: 1 }).adjust(seen());
    expect(action).toMatchObject({ kind: "trade", leverageRatio: 1, resting: null });
    expect(insistedPolicy({ ...settings, leverageRatio: 0 }).adjust(seen())).toBe(HOLD);
  });
});

describe("our policies by name", () => {
  const made = (id: string, values: PolicyValues = {}): TradingPolicy => {
    const kind = steelyardKinds.find((each) => each.id === id);
    if (kind === undefined) throw new Error(id);
    const defaults = Object.entries(kind.fields).map(([name, field]) => [name, field.default ?? ""]);
    return kind.of({ ...(Object.fromEntries(defaults) as PolicyValues), ...values });
  };

  test.each(steelyardKinds.map(({ id }) => id))("%s is made of its defaults alone", (id) => {
    const policy = made(id);
    expect(policy.id).toBe(id);
    expect(policy.estimates).toMatchObject({ refreshMs: 7 * DAY_MS, horizonMs: YEAR_MS });
  });

  test("have the settings that they name", () => {
    const values = { loss: 0.3, chance: 0.05, within: YEAR_MS / 2, refresh: DAY_MS, drift: "none" };
    expect(made("steelyard", values)).toMatchObject({
      label: "steelyard, 30 % lost within 182.5 days at 5 %",
      estimates: { refreshMs: DAY_MS, horizonMs: YEAR_MS / 2, drift: "none" },
    });
    expect(made("steelyard-protect", { leverage: -2 }).label).toContain("-2x");
  });
});

test("the whole policy stands inside its band after each check, a crash included, and asks for a decision a week", () => {
  const view = { ...believed, driftAnnual: { ...believed.lendRateAnnual, value: 0.4 } };
  const policy = steelyardPolicy({ ...terms, lossMax: 0.8, drift: "posterior", side: "long" });
  const believing: TradingPolicy = { ...policy, adjust: (seenAt) => policy.adjust({ ...seenAt, estimates: view }) };
  const steps = ridden(believing, prices);
  expect(steps.filter(({ action }) => action.memory !== undefined).length).toBe(13);
  let band = { low: NaN, high: NaN };
  for (const { action, from } of steps) {
    band = action.band ?? band;
    const held = action.kind === "trade" ? action.leverageRatio : from;
    // The band is of all wealth; what is out of reach does not move with the price.
    expect(held).toBeGreaterThan(band.low * 0.99);
    expect(held).toBeLessThan(band.high * 1.01);
  }
  expect(trades(steps).length).toBeGreaterThan(10);
});
