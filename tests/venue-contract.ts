import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equity, notionalOf, priceOf } from "../src/model/index.js";
import type { Account, Exposure, Leg, MarketState, Prices } from "../src/model/index.js";
import { liquidationRatios, onePath, pricesAt, surplus } from "../src/venues/index.js";
import type { PricePath, VenueMarket } from "../src/venues/index.js";

/** What every venue is asked. */
export type Question =
  | "equity at the liquidation price is what the venue demands"
  | "surplus is positive between the liquidation prices and negative beyond them"
  | "splitting every leg in two changes nothing"
  | "scaling the account scales the answer"
  | "more cash moves both liquidation prices away"
  | "liquidation conserves value and leaves no demand unmet"
  | "an account clear of its barrier is not touched"
  | "a holding has the equity and the notional asked for"
  | "accruing for no time changes nothing, and for a short time costs the carry"
  | "carry is the sum of its parts, scales with the account and is straight between its kinks"
  | "the highest leverage is accepted"
  | "the equity demand is a straight line between its breaks";

/** How a venue is asked. */
export interface Asked {
  /** Signed notionals, quote currency: largest size on each side; 0 where that side cannot be held. */
  readonly longMax: number;
  readonly shortMax: number;
  /** Questions that do not apply, each with the reason. */
  readonly skips?: Partial<Record<Question, string>>;
}

/** A holding that the venue lets one open, the path of its asset's price, and a market. */
interface Case {
  readonly exposure: Exposure;
  readonly account: Account;
  readonly path: PricePath;
  readonly state: MarketState;
}

/** Rounding allowed on a sum of a few values of this size: the contract's 1e-9. */
const TOLERANCE = 1e-9;

const logUniform = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp);

const rate = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

const marketStates: fc.Arbitrary<MarketState> = fc.record({
  borrowRateAnnual: rate(0, 0.6),
  assetBorrowRateAnnual: rate(0, 0.6),
  lendRateAnnual: rate(0, 0.3),
  yieldAnnual: rate(-0.05, 0.2),
  fundingRateAnnual: rate(-0.5, 0.8),
  tradingCostRate: fc.option(rate(0, 0.01)),
});

/** Cases that the venue accepts: a size, a side, and a share of the highest leverage at that size. */
function casesOf(
  { model, asset, quote }: VenueMarket,
  { longMax, shortMax }: Asked,
  share: fc.Arbitrary<number>,
): fc.Arbitrary<Case> {
  const sides = [...(longMax > 0 ? [longMax] : []), ...(shortMax > 0 ? [-shortMax] : [])];
  return fc
    .record({
      side: fc.constantFrom(...sides),
      size: logUniform(1e-6, 1),
      price: logUniform(0.01, 100_000),
      share,
      state: marketStates,
    })
    .map(({ side, size, price, share: used, state }) => {
      const notional = side * size;
      const prices = { [asset]: price, [quote]: 1 };
      const most = model.leverageRatioMax(asset, notional, prices);
      const exposure = { notional, equity: Math.abs(notional) / (used * most) };
      return { exposure, account: model.holding(asset, exposure, prices), path: onePath(prices, asset), state };
    });
}

const shares = fc.double({ min: 0.01, max: 1, noNaN: true });

/** Gross value of every leg, quote currency: the scale of rounding. */
const grossOf = (account: Account, prices: Prices): number =>
  account.legs.reduce((sum, leg) => sum + Math.abs(leg.quantity) * priceOf(prices, leg.asset), 0) +
  account.legs.reduce((sum, leg) => sum + (leg.kind === "perpetual" ? Math.abs(leg.quantity) * leg.entryPrice : 0), 0);

const scaled = (account: Account, by: number): Account => ({
  legs: account.legs.map((leg): Leg => ({ ...leg, quantity: leg.quantity * by })),
});

function expectClose(got: number, want: number, scale: number, tolerance = TOLERANCE): void {
  expect(Math.abs(got - want) / scale).toBeLessThanOrEqual(tolerance);
}

/** Both null, or equal to within 1e-9 of the ratio. */
function expectSameRatio(got: number | null, want: number | null): void {
  if (got === null || want === null) expect(got).toBe(want);
  else expectClose(got, want, want);
}

/** Asks one venue the questions of the contract. */
export function describeVenue(name: string, market: VenueMarket, asked: Asked): void {
  const { model, asset, quote } = market;
  const cases = casesOf(market, asked, shares);
  const ask = (question: Question, predicate: (given: Case) => void, of: fc.Arbitrary<Case> = cases): void => {
    const reason = asked.skips?.[question];
    if (reason !== undefined) test.skip(`${question} (not asked: ${reason})`, () => undefined);
    else test(question, () => fc.assert(fc.property(of, predicate), { numRuns: 200 }));
  };

  describe(`${name} keeps the contract of a venue`, () => {
    askLiquidationPrice(market, ask);
    askInvariance(market, ask);
    askOutcome(market, ask);
    askCarry(market, ask);

    ask("a holding has the equity and the notional asked for", ({ exposure, account, path: { prices } }) => {
      const gross = grossOf(account, prices);
      expectClose(equity(account, prices), exposure.equity, gross);
      expectClose(notionalOf(account, prices, asset), exposure.notional, gross);
      for (const leg of account.legs) expect([asset, quote]).toContain(leg.asset);
    });

    ask(
      "the highest leverage is accepted",
      ({ account, path: { prices } }) => {
        expect(surplus(model, account, prices)).toBeGreaterThan(-TOLERANCE * grossOf(account, prices));
      },
      casesOf(market, asked, fc.constant(1)),
    );

    ask("the equity demand is a straight line between its breaks", ({ account, path }) => {
      const demand = (ratio: number): number => model.equityDemand(account, pricesAt(path, ratio));
      const breaks = model.demandBreaks(account, path).filter((ratio) => ratio > 0.01 && ratio < 100);
      const ends = [0.01, ...breaks, 100].sort((a, b) => a - b);
      for (let i = 1; i < ends.length; i++) {
        const [from, to] = [ends[i - 1]!, ends[i]!];
        const scale = grossOf(account, pricesAt(path, to));
        expectClose(demand((from + to) / 2), (demand(from) + demand(to)) / 2, scale);
      }
    });
  });
}

type Ask = (question: Question, predicate: (given: Case) => void) => void;

function askLiquidationPrice({ model }: VenueMarket, ask: Ask): void {
  ask("equity at the liquidation price is what the venue demands", ({ account, path }) => {
    const { below, above } = liquidationRatios(model, account, path);
    for (const ratio of [below, above]) {
      if (ratio === null) continue;
      const prices = pricesAt(path, ratio);
      expectClose(equity(account, prices), model.equityDemand(account, prices), grossOf(account, prices));
    }
  });

  ask("surplus is positive between the liquidation prices and negative beyond them", ({ account, path }) => {
    const { below, above } = liquidationRatios(model, account, path);
    const [from, to] = [below ?? 1e-4, above ?? 1e4];
    for (const part of [0.01, 0.2, 0.5, 0.8, 0.99]) {
      const prices = pricesAt(path, from ** (1 - part) * to ** part);
      expect(surplus(model, account, prices)).toBeGreaterThan(-TOLERANCE * grossOf(account, prices));
    }
    if (below !== null) expect(surplus(model, account, pricesAt(path, below * (1 - 1e-6)))).toBeLessThan(0);
    if (above !== null) expect(surplus(model, account, pricesAt(path, above * (1 + 1e-6)))).toBeLessThan(0);
  });
}

function askInvariance({ model, quote }: VenueMarket, ask: Ask): void {
  ask("splitting every leg in two changes nothing", ({ account, path }) => {
    const halves = { legs: [...scaled(account, 0.3).legs, ...scaled(account, 0.7).legs] };
    const [whole, split] = [account, halves].map((each) => liquidationRatios(model, each, path));
    expectSameRatio(split!.below, whole!.below);
    expectSameRatio(split!.above, whole!.above);
    const gross = grossOf(account, path.prices);
    expectClose(model.equityDemand(halves, path.prices), model.equityDemand(account, path.prices), gross);
    const outcomes = [account, halves].map((each) =>
      model.liquidate(each, pricesAt(path, whole!.below ?? whole!.above ?? 1)),
    );
    expectClose(outcomes[1]!.cost, outcomes[0]!.cost, gross * Math.max(1, whole!.above ?? 1));
  });

  ask("scaling the account scales the answer", ({ account, path }) => {
    const large = scaled(account, 7.5);
    const [one, seven] = [account, large].map((each) => liquidationRatios(model, each, path));
    expectSameRatio(seven!.below, one!.below);
    expectSameRatio(seven!.above, one!.above);
    const demand = model.equityDemand(account, path.prices);
    expectClose(model.equityDemand(large, path.prices), 7.5 * demand, grossOf(large, path.prices));
  });

  ask("more cash moves both liquidation prices away", ({ account, exposure, path }) => {
    const more: Account = {
      legs: [...account.legs, { kind: "collateral", asset: quote, quantity: exposure.equity * 0.1 }],
    };
    const [before, after] = [account, more].map((each) => liquidationRatios(model, each, path));
    expect(after!.below ?? 0).toBeLessThanOrEqual(before!.below ?? 0);
    expect(after!.above ?? Infinity).toBeGreaterThanOrEqual(before!.above ?? Infinity);
  });
}

function askOutcome({ model }: VenueMarket, ask: Ask): void {
  ask("liquidation conserves value and leaves no demand unmet", ({ account, path }) => {
    const { below, above } = liquidationRatios(model, account, path);
    for (const overshoot of [1, 1.01, 1.1, 1.5, 4]) {
      for (const ratio of [below === null ? null : below / overshoot, above === null ? null : above * overshoot]) {
        if (ratio === null) continue;
        const prices = pricesAt(path, ratio);
        const outcome = model.liquidate(account, prices);
        const gross = grossOf(account, prices);
        // On the barrier itself a broker who sells down to maintenance has nothing to sell yet.
        if (overshoot > 1) expect(outcome.closedNotional).toBeGreaterThan(0);
        expect(outcome.cost).toBeGreaterThanOrEqual(0);
        expect(outcome.badDebt).toBeGreaterThanOrEqual(0);
        expectClose(equity(outcome.account, prices), equity(account, prices) - outcome.cost + outcome.badDebt, gross);
        expect(surplus(model, outcome.account, prices)).toBeGreaterThanOrEqual(-TOLERANCE * gross);
        if (outcome.badDebt > 0) expect(outcome.account.legs).toEqual([]);
      }
    }
  });

  ask("an account clear of its barrier is not touched", ({ account, path }) => {
    const { below, above } = liquidationRatios(model, account, path);
    if ((below ?? 0) > 0.999 || (above ?? 2) < 1.001) return;
    expect(model.liquidate(account, path.prices)).toEqual({ account, closedNotional: 0, cost: 0, badDebt: 0 });
  });
}

function askCarry({ model, asset }: VenueMarket, ask: Ask): void {
  ask(
    "accruing for no time changes nothing, and for a short time costs the carry",
    ({ account, path: { prices }, state }) => {
      const gross = grossOf(account, prices);
      const years = 1e-6;
      expectClose(equity(model.accrue(account, prices, state, 0), prices), equity(account, prices), gross, 1e-15);
      const paid = equity(account, prices) - equity(model.accrue(account, prices, state, years), prices);
      expectClose(paid / years, model.carryAnnual(account, prices, state).annual, gross, 1e-5);
    },
  );

  ask(
    "carry is the sum of its parts, scales with the account and is straight between its kinks",
    ({ account, exposure, path: { prices }, state }) => {
      const carry = model.carryAnnual(account, prices, state);
      const gross = grossOf(account, prices);
      const parts = Object.values(carry.parts).reduce((sum, part) => sum + part, 0);
      expectClose(parts, carry.annual, gross, 1e-15);
      expectClose(model.carryAnnual(scaled(account, 3), prices, state).annual, 3 * carry.annual, gross);
      const ends = [-3, ...model.carryKinks, 4];
      const at = (leverage: number): number =>
        model.carryAnnual(
          model.holding(asset, { equity: exposure.equity, notional: leverage * exposure.equity }, prices),
          prices,
          state,
        ).annual;
      for (let index = 1; index < ends.length; index++) {
        const [from, to] = [ends[index - 1]!, ends[index]!];
        expectClose(at((from + to) / 2), (at(from) + at(to)) / 2, exposure.equity * 10);
      }
    },
  );
}
