import { assertFinite, assertNotNegative, assertPositive, MissingError, OutOfRangeError } from "../errors/index.js";
import { priceOf, rateImpactAnnual } from "../model/index.js";
import type { Account, AssetId, Carry, Exposure, Leg, MarketState, Prices } from "../model/index.js";

/** A leg that is held or owed outright: everything but a derivative. */
export type CashLeg = Extract<Leg, { readonly kind: "collateral" | "debt" }>;

/** How a venue charges for what is held and owed outright. */
export interface CashTerms {
  /** Currency of debt and of idle cash. */
  readonly quote: AssetId;
  /** Added to the market's borrow rate, a rate per year; 0 where the market's rate is what is charged. */
  readonly rateSpreadAnnual: number;
  /** True where who borrows the asset also owes its yield, as the short seller of a share owes the dividend. */
  readonly debtPaysYield: boolean;
  /** True where quote currency is borrowed from a pool whose rate moves with the holder's own debt. */
  readonly pooled: boolean;
}

/** Collateral or debt of `quantity` units, as a list of no leg where it is 0 and the opposite kind where it is negative. */
export function cashLegs(kind: "collateral" | "debt", asset: AssetId, quantity: number): readonly CashLeg[] {
  if (quantity === 0) return [];
  if (quantity > 0) return [{ kind, asset, quantity }];
  return [{ kind: kind === "debt" ? "collateral" : "debt", asset, quantity: -quantity }];
}

/** The legs of an account that may hold nothing but collateral and debt. @throws OutOfRangeError (E_OUT_OF_RANGE) */
export function cashLegsOf(account: Account): readonly CashLeg[] {
  return account.legs.map((leg) => {
    if (leg.kind !== "perpetual") return leg;
    const hint = "hold perpetuals in an account at a venue that trades them";
    throw new OutOfRangeError({ field: "account.legs", got: "a perpetual", want: "collateral and debt only", hint });
  });
}

/** Legs that hold `exposure` outright: bought with equity and borrowed quote, or borrowed and sold. @throws OutOfRangeError unless equity > 0. */
export function cashHolding(asset: AssetId, quote: AssetId, { equity, notional }: Exposure, prices: Prices): Account {
  assertPositive(equity, "exposure.equity");
  assertFinite(notional, "exposure.notional");
  const held = cashLegs("collateral", asset, notional / priceOf(prices, asset));
  return { legs: [...held, ...cashLegs("collateral", quote, (equity - notional) / priceOf(prices, quote))] };
}

/** Rate charged on borrowed units of the asset. @throws MissingError (E_MISSING) where the market state has none. */
function assetBorrowRateAnnual(market: MarketState): number {
  if (market.assetBorrowRateAnnual !== null) return market.assetBorrowRateAnnual;
  const hint = "state what it costs to borrow the asset; it is not 0";
  throw new MissingError({
    field: "assetBorrowRateAnnual",
    got: "nothing",
    want: "a rate per year, as a fraction",
    hint,
  });
}

/** Rate charged on borrowed quote currency, the holder's own footprint on the pool included. */
function borrowRateAnnual(legs: readonly CashLeg[], market: MarketState, terms: CashTerms): number {
  const rate = market.borrowRateAnnual + terms.rateSpreadAnnual;
  const pool = terms.pooled ? (market.pool ?? null) : null;
  if (pool === null) return rate;
  const owed = legs.reduce((sum, leg) => {
    return leg.kind === "debt" && leg.asset === terms.quote ? sum + leg.quantity : sum;
  }, 0);
  return rate + rateImpactAnnual(pool.terms, owed - pool.ownDebt);
}

/** Rate at which one leg grows, per year, continuously compounded: what it earns or what is charged on it. */
function growthRateAnnual(leg: CashLeg, borrowAnnual: number, market: MarketState, terms: CashTerms): number {
  if (leg.kind === "collateral") return leg.asset === terms.quote ? market.lendRateAnnual : market.yieldAnnual;
  if (leg.asset === terms.quote) return borrowAnnual;
  return assetBorrowRateAnnual(market) + (terms.debtPaysYield ? market.yieldAnnual : 0);
}

/** The legs after `years`: each grows at its own rate. */
export function accruedLegs(
  legs: readonly CashLeg[],
  market: MarketState,
  years: number,
  terms: CashTerms,
): readonly CashLeg[] {
  assertNotNegative(years, "years");
  const borrowAnnual = borrowRateAnnual(legs, market, terms);
  return legs.map((leg) => ({
    ...leg,
    quantity: leg.quantity * Math.exp(growthRateAnnual(leg, borrowAnnual, market, terms) * years),
  }));
}

/** Carry whose total is the sum of its parts; parts left out are 0. */
export function carryOf(parts: Partial<Carry["parts"]>): Carry {
  const all = { borrow: 0, assetBorrow: 0, lend: 0, yield: 0, funding: 0, ...parts };
  return { annual: all.borrow + all.assetBorrow + all.lend + all.yield + all.funding, parts: all };
}

/** Cost of holding the legs for a year, quote currency, at today's rates and prices. */
export function cashCarry(legs: readonly CashLeg[], prices: Prices, market: MarketState, terms: CashTerms): Carry {
  let [borrow, assetBorrow, lend, earned] = [0, 0, 0, 0];
  const borrowAnnual = borrowRateAnnual(legs, market, terms);
  for (const leg of legs) {
    const value = leg.quantity * priceOf(prices, leg.asset);
    const isQuote = leg.asset === terms.quote;
    if (leg.kind === "collateral" && isQuote) lend -= value * market.lendRateAnnual;
    else if (leg.kind === "collateral") earned -= value * market.yieldAnnual;
    else if (isQuote) borrow += value * borrowAnnual;
    else {
      assetBorrow += value * assetBorrowRateAnnual(market);
      if (terms.debtPaysYield) earned += value * market.yieldAnnual;
    }
  }
  return carryOf({ borrow, assetBorrow, lend, yield: earned });
}

/** Cost of trading `notional` once at the market's own rate, or at `rate` where the market state has none. @throws OutOfRangeError if notional < 0. */
export function tradingCostAt(rate: number, notional: number, market: MarketState): number {
  assertNotNegative(notional, "notional");
  return notional * (market.tradingCostRate ?? rate);
}
