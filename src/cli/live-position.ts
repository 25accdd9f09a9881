import { MissingError } from "../errors/index.js";
import { utilisationOf } from "../decision/index.js";
import {
  collateralValue,
  debtValue,
  equity as equityOf,
  notionalOf,
  type AssetId,
  type Leg,
  type MarketState,
} from "../model/index.js";
import type { MarketReading, Reading } from "../ports/index.js";
import type { PositionClosing, PositionMargin, PositionPath, PositionRate, PositionReport } from "../reports/index.js";
import { isMoney, liquidationRatios, onePath, riskyPath, type PricePath, type VenueModel } from "../venues/index.js";
import { marginsOf, type Margin } from "./live-margins.js";
import { marketOf } from "./live-market.js";
import { sentenceOf } from "./live-words.js";
import type { LiveReading } from "./live-reading.js";

/** The rule by which a margin is liquidated. */
interface Rule {
  readonly model: VenueModel | null;
  /** Why it is not known; null where it is, and where there is nothing to liquidate. */
  readonly note: string | null;
}

/** Rates of the markets of a margin by the asset that they are charged or paid on. */
function rateOf(leg: Leg, markets: readonly MarketReading[]): Reading | null {
  const asset = (pick: (market: MarketReading) => Reading | undefined): Reading | undefined =>
    markets.filter((market) => market.asset === leg.asset).map(pick)[0];
  const quote = (pick: (market: MarketReading) => Reading | undefined): Reading | undefined =>
    markets.filter((market) => market.quote === leg.asset).map(pick)[0];
  switch (leg.kind) {
    case "perpetual":
      return asset(({ rates }) => rates.fundingRateAnnual) ?? null;
    case "debt":
      return quote(({ rates }) => rates.borrowRateAnnual) ?? asset(({ rates }) => rates.assetBorrowRateAnnual) ?? null;
    case "collateral":
      return quote(({ rates }) => rates.lendRateAnnual) ?? asset(({ rates }) => rates.yieldAnnual) ?? null;
  }
}

const KINDS = { collateral: "earn", debt: "borrow", perpetual: "funding" } as const;

/** What a line costs a year by the venue's own rule, at the rate that is charged or paid on it. */
function rateLine(leg: Leg, { markets, prices }: Margin, model: VenueModel): PositionRate {
  const told = rateOf(leg, markets);
  const kind = KINDS[leg.kind];
  // Where the venue does not say that something earns, it earns nothing; what is owed has its price.
  const rateAnnual = told?.value ?? (kind === "earn" ? 0 : null);
  if (rateAnnual === null) return { kind, asset: leg.asset, rateAnnual, costAnnual: null, source: null };
  const market: MarketState = {
    borrowRateAnnual: rateAnnual,
    assetBorrowRateAnnual: rateAnnual,
    lendRateAnnual: rateAnnual,
    yieldAnnual: rateAnnual,
    fundingRateAnnual: kind === "funding" ? rateAnnual : null,
    tradingCostRate: null,
  };
  const { annual } = model.carryAnnual({ legs: [leg] }, prices, market);
  return { kind, asset: leg.asset, rateAnnual, costAnnual: annual, source: told?.source ?? null };
}

/** Where prices along a path close the account. */
function pathOf(model: VenueModel, { account, prices }: Margin, path: PricePath): PositionPath {
  const { below, above } = liquidationRatios(model, account, path);
  const [asset, ...more] = path.moved;
  const closing = (ratio: number | null): PositionClosing | null => {
    if (ratio === null) return null;
    const price = more.length === 0 && asset !== undefined ? (prices[asset] ?? null) : null;
    return { ratio, price: price === null ? null : price * ratio };
  };
  return { name: path.name, assets: path.moved, below: closing(below), above: closing(above) };
}

/** Each asset but the quote currency alone, and all that are no money together where there are several. */
function pathsOf(
  model: VenueModel,
  margin: Margin,
  risky: readonly AssetId[],
  quote: AssetId,
): readonly PositionPath[] {
  const moving = risky.filter((asset) => !isMoney(asset));
  const together = moving.length > 1 ? [{ ...riskyPath(margin.prices, quote), moved: moving }] : [];
  return [...risky.map((asset) => onePath(margin.prices, asset)), ...together].map((path) =>
    pathOf(model, margin, path),
  );
}

/** What follows from the venue's rule; all of it null where nothing that is held says which rule that is. */
function ruledBy(model: VenueModel | null, margin: Margin, risky: readonly AssetId[], quote: AssetId) {
  const { account, prices } = margin;
  if (model === null)
    return { utilisation: null, healthFactor: null, maintenanceMargin: null, paths: [], rates: [], costAnnual: null };
  const { utilisation, owes } = utilisationOf(model, account, prices);
  const rates = account.legs.map((leg) => rateLine(leg, margin, model));
  const costs = rates.map(({ costAnnual }) => costAnnual);
  return {
    utilisation,
    healthFactor: owes ? 1 / utilisation : null,
    maintenanceMargin: model.equityDemand(account, prices),
    paths: pathsOf(model, margin, risky, quote),
    rates,
    costAnnual: costs.reduce<number | null>((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
  };
}

/** The rule of a margin; null, and why, where a parameter that nobody can read is missing. */
function ruleOf({ markets: [market] }: Margin, { venue, reading }: LiveReading): Rule {
  if (market === undefined) return { model: null, note: null };
  try {
    return { model: marketOf(venue, market, reading).model, note: null };
  } catch (error) {
    if (!(error instanceof MissingError)) throw error;
    const { field, want } = error;
    const pair = `${market.asset}/${market.quote}`;
    const note = `where prices close ${pair} is not told: ${field} cannot be read (${want}); state it by --parameters`;
    return { model: null, note };
  }
}

/** One margin in every coordinate. */
function marginReport(margin: Margin, { model }: Rule): PositionMargin {
  const { account, prices, currency, markets, isIsolated } = margin;
  const [market] = markets;
  const quote = markets.find((each) => isMoney(each.quote))?.quote ?? market?.quote ?? currency;
  const assets = [...new Set(account.legs.map(({ asset }) => asset))];
  const risky = assets.filter((asset) => asset !== quote);
  const [collateral, debt, equity] = [
    collateralValue(account, prices),
    debtValue(account, prices),
    equityOf(account, prices),
  ];
  const size = risky
    .filter((asset) => !isMoney(asset))
    .reduce((sum, asset) => sum + Math.abs(notionalOf(account, prices, asset)), 0);
  return {
    name: isIsolated
      ? risky.join(", ") || quote
      : markets.length === 1
        ? risky.join(", ")
        : "all that shares one margin",
    currency,
    legs: account.legs.map((leg) => ({
      kind: leg.kind,
      asset: leg.asset,
      quantity: leg.quantity,
      price: prices[leg.asset] ?? Number.NaN,
      value: (leg.kind === "debt" ? -1 : 1) * leg.quantity * (prices[leg.asset] ?? Number.NaN),
      entryPrice: leg.kind === "perpetual" ? leg.entryPrice : null,
    })),
    collateral,
    debt,
    equity,
    leverageRatio: equity > 0 ? size / equity : null,
    loanToValue: collateral > 0 ? debt / collateral : null,
    collateralRatio: debt > 0 ? collateral / debt : null,
    ...ruledBy(model, margin, risky, quote),
  };
}

/** The account that was read, in every coordinate. @throws every code of a venue's parameters */
export function positionReport(live: LiveReading): PositionReport {
  const { reading, notes } = live;
  const { venue, release, chain, holder, asOfMs, block, source, stated } = reading;
  const ruled = marginsOf(reading).map((margin) => ({ margin, rule: ruleOf(margin, live) }));
  const untold = ruled.flatMap(({ rule }) => rule.note ?? []);
  return {
    ...{ venue, release, chain, holder, asOfMs, block, source, stated },
    margins: ruled.map(({ margin, rule }) => marginReport(margin, rule)),
    notes: [...untold, ...reading.notes, ...notes].map(sentenceOf),
  };
}
