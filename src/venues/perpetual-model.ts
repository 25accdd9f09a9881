import {
  assertFinite,
  assertNotNegative,
  assertPositive,
  MissingError,
  OutOfRangeError,
  UnknownKeyError,
} from "../errors/index.js";
import { equity, legValue, priceOf } from "../model/index.js";
import type {
  Account,
  AssetId,
  Carry,
  Exposure,
  Leg,
  LiquidationOutcome,
  MarketState,
  Prices,
} from "../model/index.js";
import { isClear } from "./barrier.js";
import { carryOf, cashLegs, tradingCostAt } from "./cash-legs.js";
import { positionsOf, type ContractTerms } from "./contract.js";
import type { PerpetualRule } from "./perpetual-rule.js";
import type { PricePath } from "./price-path.js";
import type { VenueModel } from "./venue.js";

/** The terms of a contract. @throws UnknownKeyError (E_UNKNOWN_KEY) */
function termsOf({ contracts }: PerpetualRule, asset: AssetId): ContractTerms {
  const terms = contracts[asset];
  if (terms !== undefined) return terms;
  const want = `one of ${Object.keys(contracts).join(", ")}`;
  throw new UnknownKeyError({ field: "asset", got: asset, want, hint: "add the contract to the parameters" });
}

/** Share of its value at which an asset counts as margin. @throws OutOfRangeError (E_OUT_OF_RANGE) for one that the venue takes none of */
function marginWeight(rule: PerpetualRule, asset: AssetId): number {
  const own = rule.coinMargined ? rule.contracts[asset] !== undefined : asset === rule.quote;
  const weight = rule.marginWeights[asset] ?? (own ? 1 : undefined);
  if (weight !== undefined) return weight;
  const want = rule.coinMargined ? "margin in the coin of the contract" : `margin in ${rule.quote} only`;
  throw new OutOfRangeError({
    field: "account.legs",
    got: asset,
    want,
    hint: "state its weight as margin, where the venue takes it",
  });
}

/** What every position demands, and what of the margin does not count as such. */
function equityDemand(rule: PerpetualRule, account: Account, prices: Prices): number {
  marginCurrency(rule, account);
  let demand = 0;
  for (const leg of account.legs) {
    if (leg.kind === "perpetual") continue;
    const weight = marginWeight(rule, leg.asset);
    // A debt weighs whole: it is owed in full.
    if (leg.kind === "collateral") demand += (1 - weight) * legValue(leg, prices);
  }
  for (const [asset, position] of positionsOf(account))
    demand += termsOf(rule, asset).maintenance(position, priceOf(prices, asset));
  return demand;
}

/** Value of all positions, as margin and funding are reckoned on it. */
function grossValue(rule: PerpetualRule, account: Account, prices: Prices): number {
  let gross = 0;
  for (const [asset, position] of positionsOf(account))
    gross += termsOf(rule, asset).value(position, priceOf(prices, asset));
  return gross;
}

/** Currency in which profit and cost are booked. @throws OutOfRangeError (E_OUT_OF_RANGE) where several coins share an account: each has one of its own */
function marginCurrency({ coinMargined, quote }: PerpetualRule, account: Account): AssetId {
  if (!coinMargined) return quote;
  const coins = [...new Set(account.legs.map(({ asset }) => asset))];
  const [coin = quote, other] = coins;
  if (other === undefined) return coin;
  const hint = "give each coin an account of its own, as the venue does";
  throw new OutOfRangeError({
    field: "account.legs",
    got: coins.join(" and "),
    want: "contracts and margin of one coin",
    hint,
  });
}

/** Legs of an account whose positions are all closed: what is left of its equity, in the currency of margin. */
function cashOnly(rule: PerpetualRule, account: Account, left: number, prices: Prices): Account {
  const currency = marginCurrency(rule, account);
  return { legs: cashLegs("collateral", currency, left / priceOf(prices, currency)) };
}

/** The account with the share of every position closed at these prices and the cost taken from its margin. */
function partlyClosed(rule: PerpetualRule, account: Account, prices: Prices, share: number, cost: number): Account {
  const currency = marginCurrency(rule, account);
  let realised = -cost;
  const kept: Leg[] = [];
  for (const leg of account.legs) {
    if (leg.kind === "perpetual") {
      realised += share * legValue(leg, prices);
      kept.push({ ...leg, quantity: leg.quantity * (1 - share) });
    } else kept.push(leg);
  }
  return { legs: netMargin([...kept, ...cashLegs("collateral", currency, realised / priceOf(prices, currency))]) };
}

function liquidate(rule: PerpetualRule, account: Account, prices: Prices): LiquidationOutcome {
  const worth = equity(account, prices);
  const value = grossValue(rule, account, prices);
  const untouched = { account, closedNotional: 0, cost: 0, badDebt: 0 };
  if (value === 0 || isClear(worth - equityDemand(rule, account, prices), value)) return untouched;
  if (worth <= 0) return { account: { legs: [] }, closedNotional: value, cost: 0, badDebt: -worth };
  const demandAt = (share: number): number =>
    equityDemand(rule, partlyClosed(rule, account, prices, 1 - share, 0), prices);
  const { share, cost } = rule.close({ equity: worth, value, demandAt });
  const left =
    share === 1 ? cashOnly(rule, account, worth - cost, prices) : partlyClosed(rule, account, prices, share, cost);
  return { account: left, closedNotional: share * value, cost, badDebt: 0 };
}

/** Funding paid a year, quote currency: positive funding costs a long and pays a short. @throws MissingError (E_MISSING) */
function fundingAnnual(rule: PerpetualRule, account: Account, prices: Prices, market: MarketState): number {
  let notional = 0;
  for (const [asset, position] of positionsOf(account))
    notional += Math.sign(position.quantity) * termsOf(rule, asset).value(position, priceOf(prices, asset));
  if (notional === 0) return 0;
  if (market.fundingRateAnnual !== null) return notional * market.fundingRateAnnual;
  const hint = "state the funding rate; it is not 0";
  throw new MissingError({ field: "fundingRateAnnual", got: "nothing", want: "a rate per year, as a fraction", hint });
}

/** Rate at which margin in an asset grows: quote currency earns the lend rate, a coin its own yield, and what is owed costs nothing here. */
const marginRateAnnual = (rule: PerpetualRule, leg: Leg, market: MarketState): number =>
  leg.kind !== "collateral" ? 0 : leg.asset === rule.quote ? market.lendRateAnnual : market.yieldAnnual;

/** Margin grows at its own rate and pays funding, which is summed and not compounded. */
function accrue(rule: PerpetualRule, account: Account, prices: Prices, market: MarketState, years: number): Account {
  assertNotNegative(years, "years");
  const paid = fundingAnnual(rule, account, prices, market) * years;
  const grown: Account = {
    legs: netMargin(account.legs).map((leg) => ({
      ...leg,
      quantity: leg.quantity * Math.exp(marginRateAnnual(rule, leg, market) * years),
    })),
  };
  return paid === 0 ? grown : partlyClosed(rule, grown, prices, 0, paid);
}

/** Margin legs of one asset as one leg, before the positions. */
function netMargin(legs: readonly Leg[]): readonly Leg[] {
  const held = new Map<AssetId, number>();
  for (const leg of legs)
    if (leg.kind !== "perpetual")
      held.set(leg.asset, (held.get(leg.asset) ?? 0) + (leg.kind === "collateral" ? leg.quantity : -leg.quantity));
  const margin = [...held].flatMap(([asset, quantity]) => cashLegs("collateral", asset, quantity));
  return [...margin, ...legs.filter((leg) => leg.kind === "perpetual")];
}

function carryAnnual(rule: PerpetualRule, account: Account, prices: Prices, market: MarketState): Carry {
  let [lend, earned] = [0, 0];
  for (const leg of netMargin(account.legs)) {
    if (leg.kind !== "collateral") continue;
    const income = legValue(leg, prices) * marginRateAnnual(rule, leg, market);
    if (leg.asset === rule.quote) lend -= income;
    else earned -= income;
  }
  return carryOf({ lend, yield: earned, funding: fundingAnnual(rule, account, prices, market) });
}

/** Margin of all the equity, and the contract for what of the notional the margin is not already. */
function holding(rule: PerpetualRule, asset: AssetId, exposure: Exposure, prices: Prices): Account {
  assertPositive(exposure.equity, "exposure.equity");
  assertFinite(exposure.notional, "exposure.notional");
  const entryPrice = priceOf(prices, asset);
  const currency = rule.coinMargined ? asset : rule.quote;
  const margin = cashLegs("collateral", currency, exposure.equity / priceOf(prices, currency));
  const open = rule.coinMargined ? exposure.notional - exposure.equity : exposure.notional;
  if (open === 0) return { legs: margin };
  return { legs: [...margin, { kind: "perpetual", asset, quantity: open / entryPrice, entryPrice }] };
}

/** Ratios along a path at which some contract's demand changes slope. */
function demandBreaks(rule: PerpetualRule, account: Account, path: PricePath): readonly number[] {
  const positions = [...positionsOf(account)].filter(([asset]) => path.moved.includes(asset));
  return positions.flatMap(([asset, position]) =>
    termsOf(rule, asset)
      .breakPrices(position)
      .map((price) => price / priceOf(path.prices, asset)),
  );
}

/** Highest leverage ratio of a holding: of its contract, to which margin in the coin adds its own once. */
function leverageRatioMax(rule: PerpetualRule, asset: AssetId, notional: number, prices: Prices): number {
  const own = termsOf(rule, asset).leverageRatioMax(notional, priceOf(prices, asset));
  if (!rule.coinMargined || own === 0) return own;
  return notional < 0 ? Math.max(0, own - 1) : own + 1;
}

/** The venue's model from its rule: long and short alike, all contracts sharing the margin of the account; an account of one contract is an isolated one. */
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
    demandBreaks: (account, path) => demandBreaks(rule, account, path),
    liquidate: (account, prices) => liquidate(rule, account, prices),
    holding: (asset, exposure, prices) => holding(rule, asset, exposure, prices),
    accrue: (account, prices, market, years) => accrue(rule, account, prices, market, years),
    carryAnnual: (account, prices, market) => carryAnnual(rule, account, prices, market),
    tradingCost: (_asset, notional, market) => tradingCostAt(rule.tradingFeeRate, notional, market),
    leverageRatioMax: (asset, notional, prices) => leverageRatioMax(rule, asset, notional, prices),
    notionalMax: (asset, prices) => termsOf(rule, asset).notionalMax(priceOf(prices, asset)),
  };
}
