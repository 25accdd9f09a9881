import {
  assertFinite,
  assertNotNegative,
  assertPositive,
  MissingError,
  OutOfRangeError,
  UnknownKeyError,
} from "../errors/index.js";
import { equity, priceOf } from "../model/index.js";
import type { Account, AssetId, Carry, Exposure, LiquidationOutcome, MarketState, Prices } from "../model/index.js";
import { isClear } from "./barrier.js";
import { carryOf, cashLegs, tradingCostAt } from "./cash-legs.js";
import { maintenanceMargin, tierBreaks, tierCap, tierLeverageRatioMax, type Tier } from "./tiers.js";
import type { VenueModel } from "./venue.js";

/** A venue of linear perpetuals as data. */
export interface PerpetualRule {
  readonly id: string;
  readonly release: string;
  readonly triggerPrice: VenueModel["triggerPrice"];
  /** Currency of margin. */
  readonly quote: AssetId;
  /** Maintenance table of each contract. */
  readonly tiers: Readonly<Record<AssetId, readonly Tier[]>>;
  /** Added to the maintenance rate, as the fee to close is on some venues; a fraction of notional. */
  readonly closingFeeRate: number;
  /** Taken in a liquidation, a fraction of notional; null: the whole margin is lost. */
  readonly liquidationFeeRate: number | null;
  /** Cost of trading one side, a fraction of notional, where the market state has none. */
  readonly tradingFeeRate: number;
  /** Time between two looks of the venue at the account, ms; 0 where it looks all the time. */
  readonly checkIntervalMs: number;
}

/** Net units of each contract: legs of one contract are one position, as in one-way mode. */
function netQuantities(account: Account): ReadonlyMap<AssetId, number> {
  const net = new Map<AssetId, number>();
  for (const leg of account.legs)
    if (leg.kind === "perpetual") net.set(leg.asset, (net.get(leg.asset) ?? 0) + leg.quantity);
  return net;
}

/** Units of margin: quote currency held less quote currency owed. @throws OutOfRangeError for any other collateral or debt. */
function marginQuantity(account: Account, quote: AssetId): number {
  let margin = 0;
  for (const leg of account.legs) {
    if (leg.kind === "perpetual") continue;
    if (leg.asset !== quote) {
      const hint = "margin in several assets is not modelled";
      throw new OutOfRangeError({ field: "account.legs", got: leg.asset, want: `margin in ${quote} only`, hint });
    }
    margin += leg.kind === "collateral" ? leg.quantity : -leg.quantity;
  }
  return margin;
}

/** The tiers of `asset`. @throws UnknownKeyError (E_UNKNOWN_KEY) */
function tiersOf(rule: PerpetualRule, asset: AssetId): readonly Tier[] {
  const tiers = rule.tiers[asset];
  if (tiers !== undefined) return tiers;
  const want = `one of ${Object.keys(rule.tiers).join(", ")}`;
  throw new UnknownKeyError({ field: "asset", got: asset, want, hint: "add the contract's tiers to the parameters" });
}

/** Sum of |q| p (m_k + f) - c_k over the contracts, each by the tier of its present notional. */
function equityDemand(rule: PerpetualRule, account: Account, prices: Prices): number {
  marginQuantity(account, rule.quote);
  let demand = 0;
  for (const [asset, quantity] of netQuantities(account)) {
    const notional = Math.abs(quantity) * priceOf(prices, asset);
    demand += maintenanceMargin(tiersOf(rule, asset), notional) + rule.closingFeeRate * notional;
  }
  return demand;
}

function grossNotional(account: Account, prices: Prices): number {
  let gross = 0;
  for (const [asset, quantity] of netQuantities(account)) gross += Math.abs(quantity) * priceOf(prices, asset);
  return gross;
}

/** Closes everything: at the bankruptcy price, so that the margin is lost, or at these prices less a fee. */
function liquidate(rule: PerpetualRule, account: Account, prices: Prices): LiquidationOutcome {
  const worth = equity(account, prices);
  const closedNotional = grossNotional(account, prices);
  const untouched = { account, closedNotional: 0, cost: 0, badDebt: 0 };
  if (closedNotional === 0 || isClear(worth - equityDemand(rule, account, prices), closedNotional)) return untouched;
  if (worth <= 0) return { account: { legs: [] }, closedNotional, cost: 0, badDebt: -worth };
  const cost = rule.liquidationFeeRate === null ? worth : Math.min(worth, rule.liquidationFeeRate * closedNotional);
  const legs = cashLegs("collateral", rule.quote, (worth - cost) / priceOf(prices, rule.quote));
  return { account: { legs }, closedNotional, cost, badDebt: 0 };
}

/** Funding paid a year on the net notional: positive funding costs a long and pays a short. @throws MissingError (E_MISSING) */
function fundingAnnual(account: Account, prices: Prices, market: MarketState): number {
  let notional = 0;
  for (const [asset, quantity] of netQuantities(account)) notional += quantity * priceOf(prices, asset);
  if (notional === 0) return 0;
  if (market.fundingRateAnnual === null) {
    const hint = "state the funding rate; it is not 0";
    throw new MissingError({
      field: "fundingRateAnnual",
      got: "nothing",
      want: "a rate per year, as a fraction",
      hint,
    });
  }
  return notional * market.fundingRateAnnual;
}

/** Margin grows at the lend rate and pays funding, which is summed and not compounded. */
function accrue(rule: PerpetualRule, account: Account, prices: Prices, market: MarketState, years: number): Account {
  assertNotNegative(years, "years");
  const funding = fundingAnnual(account, prices, market) / priceOf(prices, rule.quote);
  const margin = marginQuantity(account, rule.quote);
  const growth = margin > 0 ? Math.exp(market.lendRateAnnual * years) : 1;
  const perpetuals = account.legs.filter((leg) => leg.kind === "perpetual");
  return { legs: [...cashLegs("collateral", rule.quote, margin * growth - funding * years), ...perpetuals] };
}

function carryAnnual(rule: PerpetualRule, account: Account, prices: Prices, market: MarketState): Carry {
  const margin = marginQuantity(account, rule.quote) * priceOf(prices, rule.quote);
  return carryOf({
    lend: -Math.max(0, margin) * market.lendRateAnnual,
    funding: fundingAnnual(account, prices, market),
  });
}

function holding(rule: PerpetualRule, asset: AssetId, exposure: Exposure, prices: Prices): Account {
  assertPositive(exposure.equity, "exposure.equity");
  assertFinite(exposure.notional, "exposure.notional");
  const entryPrice = priceOf(prices, asset);
  const margin = cashLegs("collateral", rule.quote, exposure.equity / priceOf(prices, rule.quote));
  if (exposure.notional === 0) return { legs: margin };
  return { legs: [...margin, { kind: "perpetual", asset, quantity: exposure.notional / entryPrice, entryPrice }] };
}

/** The venue's model from its rule: margin in quote currency, long and short alike, all contracts sharing the margin of the account. */
export function perpetualModel(rule: PerpetualRule): VenueModel {
  return {
    id: rule.id,
    release: rule.release,
    triggerPrice: rule.triggerPrice,
    recourse: false,
    twoSided: true,
    checkIntervalMs: rule.checkIntervalMs,
    carryKinks: [],
    equityDemand: (account, prices) => equityDemand(rule, account, prices),
    demandBreaks: (asset) => tierBreaks(rule.tiers[asset] ?? []),
    liquidate: (account, prices) => liquidate(rule, account, prices),
    holding: (asset, exposure, prices) => holding(rule, asset, exposure, prices),
    accrue: (account, prices, market, years) => accrue(rule, account, prices, market, years),
    carryAnnual: (account, prices, market) => carryAnnual(rule, account, prices, market),
    tradingCost: (_asset, notional, market) => tradingCostAt(rule.tradingFeeRate, notional, market),
    leverageRatioMax: (asset, notional) => tierLeverageRatioMax(tiersOf(rule, asset), Math.abs(notional)),
    notionalMax: (asset) => tierCap(tiersOf(rule, asset)),
  };
}
