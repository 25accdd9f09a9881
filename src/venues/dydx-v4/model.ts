import { HOUR_MS, type AssetId } from "../../model/index.js";
import type { ContractTerms } from "../contract.js";
import type { FundingTerms } from "../funding.js";
import { perpetualModel } from "../perpetual-model.js";
import type { Closed, Closing } from "../perpetual-rule.js";
import type { VenueModel } from "../venue.js";
import { FUNDING_CLAMP_FACTOR, type DydxLiquidation, type DydxMargins, type DydxMarket } from "./params.js";

/** Currency of margin and of all money figures. */
export const QUOTE: AssetId = "USDC";

/** Release whose rules are modelled: the month of the chain's source that was read. */
export const dydxV4Release = "2026-03";

/** What the rule depends on. */
export interface DydxV4Rule {
  readonly markets: Readonly<Record<AssetId, DydxMarket>>;
  readonly liquidation: DydxLiquidation;
  /** Fee for trading one side, a fraction of notional. */
  readonly tradingFeeRate: number;
}

/** Initial margin, a fraction, at an open interest in USDC (LiquidityTier.GetAdjustedInitialMarginPpm). */
export function scaledInitialMargin(margins: DydxMargins, openInterest: number): number {
  const { initialMarginFraction, openInterestLowerCap: lower, openInterestUpperCap: upper } = margins;
  if (upper === null || openInterest <= lower) return initialMarginFraction;
  if (openInterest >= upper) return 1;
  return initialMarginFraction + (1 - initialMarginFraction) * ((openInterest - lower) / (upper - lower));
}

/** Margin of one market: maintenance is a share of the base initial margin and knows no open interest. */
function dydxContract(market: DydxMarket): ContractTerms {
  const maintenanceRate = market.initialMarginFraction * market.maintenanceFraction;
  return {
    value: ({ quantity }, price) => Math.abs(quantity) * price,
    maintenance: ({ quantity }, price) => Math.abs(quantity) * price * maintenanceRate,
    breakPrices: () => [],
    // A new position is itself open interest, so that it meets at least its own share of the scale.
    leverageRatioMax: (notional, price) => {
      const scaled = scaledInitialMargin(market, market.openInterest * price + Math.abs(notional));
      return 1 / Math.max(scaled, market.customInitialMarginFraction);
    },
    notionalMax: () => null,
  };
}

/**
 * Sold in orders, a share of each position a block, until maintenance is met: (equity - share x cost) >= (1 - share) x demand.
 * Each fill pays the fee, or all of its share of the equity where that is less: then nothing gets better and all is closed.
 */
function soldUntilHealthy(liquidation: DydxLiquidation, { equity, value, demandAt }: Closing): Closed {
  const cost = Math.min(equity, liquidation.feeRateMax * value);
  if (cost === equity) return { share: 1, cost };
  const demand = demandAt(1);
  const needed = cost < demand ? (demand - equity) / (demand - cost) : 1;
  const ordered = Math.max(liquidation.orderShareMax, liquidation.orderValueMin / value);
  const order = Math.min(ordered, liquidation.blockValueMax / value);
  const share = Math.min(1, Math.max(needed, order));
  return { share, cost: share * cost };
}

/** dYdX v4: a subaccount is closed when its net collateral falls below sum(|q| p x initial margin x maintenance fraction) at oracle prices. */
export function dydxV4Model({ markets, liquidation, tradingFeeRate }: DydxV4Rule): VenueModel {
  const contracts = Object.entries(markets).map(([asset, market]) => [asset, dydxContract(market)] as const);
  return perpetualModel({
    id: "dydx-v4",
    release: dydxV4Release,
    triggerPrice: "index",
    quote: QUOTE,
    coinMargined: false,
    contracts: Object.fromEntries(contracts),
    marginWeights: {},
    close: (closing) => soldUntilHealthy(liquidation, closing),
    tradingFeeRate,
    checkIntervalMs: 0,
  });
}

/** Hourly funding at the oracle price: an eighth of a rate quoted for eight hours, which is clamped at 6 x (initial - maintenance margin). */
export const dydxFunding = ({ initialMarginFraction, maintenanceFraction }: DydxMargins): FundingTerms => ({
  intervalMs: HOUR_MS,
  offsetMs: 0,
  base: "index",
  rateMax: (FUNDING_CLAMP_FACTOR * initialMarginFraction * (1 - maintenanceFraction)) / 8,
});
