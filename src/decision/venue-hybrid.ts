import { equity, notionalOf, priceOf } from "../model/index.js";
import type { Account, AssetId, Leg, LiquidationOutcome, Prices } from "../model/index.js";
import type { PricePath, VenueMarket, VenueModel } from "../venues/index.js";

/** Parts of a venue's rules by which its answers differ from another's, in the order in which they are shown. */
export const VENUE_PARTS = ["carry", "threshold", "outcome", "cost"] as const;

/**
 * Carry: how an asset is held and what that costs. Threshold: when the venue closes an account, and how large it may be opened.
 * Outcome: what a liquidation does, recourse included. Cost: of trading.
 */
export type VenuePart = (typeof VENUE_PARTS)[number];

/** The market that each part is taken from. */
export type PartsFrom = Readonly<Record<VenuePart, VenueMarket>>;

/** All that prices make of an account of one asset: it is worth cash + units x price. */
interface Line {
  /** Quote currency; negative is owed. */
  readonly cash: number;
  /** Units of the asset; negative is short. */
  readonly units: number;
}

const pricesIn = ({ asset, quote }: VenueMarket, price: number, ofQuote = 1): Prices => ({
  [asset]: price,
  [quote]: ofQuote,
});

const lineOf = (market: VenueMarket, account: Account): Line => ({
  cash: equity(account, pricesIn(market, 0)),
  units: notionalOf(account, pricesIn(market, 1), market.asset),
});

/**
 * A line as a venue holds it, opened at `price`; null where no price makes it worth anything. One that is worth nothing at
 * `price` is opened at a price at which it is: its worth and its demand at every price are the same.
 */
function heldBy({ model, asset, quote }: VenueMarket, { cash, units }: Line, price: number): Account | null {
  const openedAt = (at: number): Account =>
    model.holding(asset, { equity: cash + units * at, notional: units * at }, { [asset]: at, [quote]: 1 });
  if (cash + units * price > 0) return openedAt(price);
  if (units > 0) return openedAt((2 * -cash) / units);
  return cash > 0 ? openedAt(cash / (2 * -units)) : null;
}

/** What is owned and owed outright: a line that no venue opens. */
function outright({ asset, quote }: VenueMarket, { cash, units }: Line): Account {
  const leg = (of: AssetId, quantity: number): readonly Leg[] =>
    quantity === 0
      ? []
      : [{ kind: quantity > 0 ? "collateral" : "debt", asset: of, quantity: Math.abs(quantity) } as const];
  return { legs: [...leg(asset, units), ...leg(quote, cash)] };
}

/** One venue asked of accounts as another holds them. Money in quote currency, taken at par between the two. */
interface Asked {
  readonly demand: (line: Line, prices: Prices) => number;
  readonly breaks: (line: Line, path: PricePath) => readonly number[];
  readonly liquidated: (line: Line, prices: Prices) => Omit<LiquidationOutcome, "account"> & { readonly left: Line };
}

/** `market`, asked of lines with prices and paths in the names of `base`; lines are opened at `price`. */
function askedAs(market: VenueMarket, base: VenueMarket, price: number): Asked {
  const named = (prices: Prices): Prices => pricesIn(market, priceOf(prices, base.asset), priceOf(prices, base.quote));
  const names = new Map([
    [base.asset, market.asset],
    [base.quote, market.quote],
  ]);
  return {
    demand: (line, prices) => {
      const account = heldBy(market, line, price);
      return account === null ? 0 : market.model.equityDemand(account, named(prices));
    },
    breaks: (line, path) => {
      const account = heldBy(market, line, price);
      const moved = path.moved.map((asset) => names.get(asset) ?? asset);
      return account === null ? [] : market.model.demandBreaks(account, { ...path, prices: named(path.prices), moved });
    },
    liquidated: (line, prices) => {
      const account = heldBy(market, line, price);
      if (account === null) {
        const worth = line.cash + line.units * priceOf(prices, base.asset);
        const closedNotional = Math.abs(line.units) * priceOf(prices, base.asset);
        return { left: { cash: 0, units: 0 }, closedNotional, cost: 0, badDebt: Math.max(0, -worth) };
      }
      const { account: left, ...rest } = market.model.liquidate(account, named(prices));
      return { left: lineOf(market, left), ...rest };
    },
  };
}

/**
 * Cash to add to a line so that it stands as far past the outcome's venue's own threshold as it now stands past that of the
 * threshold's venue: each liquidation rule starts where its own venue would have called it. Demand is a straight line in cash.
 */
function shiftOf(threshold: Asked, outcome: Asked, line: Line, prices: Prices): number {
  const short = (cash: number): number => outcome.demand({ ...line, cash: line.cash + cash }, prices) - cash;
  const missing = short(0) - threshold.demand(line, prices);
  if (missing === 0) return 0;
  const perCash = (short(0) - short(missing)) / missing;
  return missing / perCash;
}

/** Liquidation by the outcome's venue of an account that the threshold's venue closes. */
function liquidation(parts: PartsFrom, price: number): VenueModel["liquidate"] {
  const { carry: base, threshold, outcome } = parts;
  if (outcome === base && threshold === base) return (account, prices) => base.model.liquidate(account, prices);
  const [called, closed] = [askedAs(threshold, base, price), askedAs(outcome, base, price)];
  return (account, prices) => {
    const line = lineOf(base, account);
    const shift = outcome === threshold ? 0 : shiftOf(called, closed, line, prices);
    const { left, ...rest } = closed.liquidated({ ...line, cash: line.cash + shift }, prices);
    const kept = { ...left, cash: left.cash - shift };
    return { account: heldBy(base, kept, price) ?? outright(base, kept), ...rest };
  };
}

/** Every rule on when an account is closed and how large it may be opened. */
type ThresholdRules = Pick<
  VenueModel,
  "triggerPrice" | "checkIntervalMs" | "equityDemand" | "demandBreaks" | "leverageRatioMax" | "notionalMax"
>;

function thresholdRules({ carry: base, threshold }: PartsFrom, price: number): ThresholdRules {
  const { model, asset } = threshold;
  if (threshold === base) return model;
  const asked = askedAs(threshold, base, price);
  const named = (prices: Prices): Prices =>
    pricesIn(threshold, priceOf(prices, base.asset), priceOf(prices, base.quote));
  return {
    triggerPrice: model.triggerPrice,
    checkIntervalMs: model.checkIntervalMs,
    equityDemand: (account, prices) => asked.demand(lineOf(base, account), prices),
    demandBreaks: (account, path) => asked.breaks(lineOf(base, account), path),
    leverageRatioMax: (_asset, notional, prices) => model.leverageRatioMax(asset, notional, named(prices)),
    notionalMax: (_asset, prices) => model.notionalMax(asset, named(prices)),
  };
}

/**
 * A market that never was: each part of its rules taken from one of several markets of the same asset. It has the legs and the
 * names of the carry's market; other venues are asked of the same exposure as they would hold it, opened at `price`.
 * All parts of one market make that market.
 */
export function hybridMarket(parts: PartsFrom, price: number): VenueMarket {
  const { carry: base, threshold, outcome, cost } = parts;
  if (VENUE_PARTS.every((part) => parts[part] === base)) return base;
  const { model } = base;
  const { triggerPrice, checkIntervalMs, ...closes } = thresholdRules(parts, price);
  const hybrid: VenueModel = {
    id: [base, threshold, outcome, cost].map((market) => market.model.id).join("+"),
    release: model.release,
    triggerPrice,
    recourse: outcome.model.recourse,
    twoSided: model.twoSided,
    checkIntervalMs,
    carryKinks: model.carryKinks,
    equityDemand: (account, prices) => closes.equityDemand(account, prices),
    demandBreaks: (account, path) => closes.demandBreaks(account, path),
    liquidate: liquidation(parts, price),
    holding: (asset, exposure, prices) => model.holding(asset, exposure, prices),
    accrue: (account, prices, market, years) => model.accrue(account, prices, market, years),
    carryAnnual: (account, prices, market) => model.carryAnnual(account, prices, market),
    tradingCost: (_asset, notional, market) => cost.model.tradingCost(cost.asset, notional, market),
    leverageRatioMax: (asset, notional, prices) => closes.leverageRatioMax(asset, notional, prices),
    notionalMax: (asset, prices) => closes.notionalMax(asset, prices),
  };
  return { ...base, model: hybrid };
}
