import { OutOfRangeError } from "../../errors/index.js";
import type { Account, AssetId, Carry, MarketState } from "../../model/index.js";
import { carryOf } from "../cash-legs.js";
import { positionsOf, type ContractTerms, type Position } from "../contract.js";
import { perpetualModel } from "../perpetual-model.js";
import { closedForFee } from "../perpetual-rule.js";
import type { VenueModel } from "../venue.js";
import type { GmxV2Terms, OpenInterest } from "./params.js";

/** Release whose rules are modelled: the repository numbers none that a position shows, so the month in which it was read. */
export const gmxV2Release = "2026-03";

/** Size of a position in USD as the venue keeps it: at entry, and not at the price of the day. */
const sizeOf = ({ entryValue }: Position): number => Math.abs(entryValue);

/**
 * Equity demanded of a position of a size, USD. Liquidated where collateral + profit - impact - fees is below the minimum
 * in USD, not above 0, or below size x factor: what fees and the capped impact take stands here on the side of the demand.
 * Source: PositionUtils.isPositionLiquidatable, gmx-synthetics.
 */
function demandOf(terms: GmxV2Terms, size: number): number {
  const remaining = Math.max(terms.minCollateralUsd, terms.minCollateralFactorForLiquidation * size);
  return remaining + (terms.positionFeeRate + terms.liquidationImpactRateMax) * size;
}

/** Kept clear of the barrier on opening: where nothing but that binds, rounding would else put a new position beyond it. */
const ROUNDING = 1e-12;

/** Highest |leverage ratio| at which one may open: PositionUtils.willPositionCollateralBeSufficient, and not liquidatable at once. */
function leverageRatioMax(terms: GmxV2Terms, interest: OpenInterest, notional: number): number {
  const size = Math.abs(notional);
  const after = size + (notional < 0 ? interest.openInterestShort : interest.openInterestLong);
  if (after > terms.openInterestMax) return 0;
  const opening = Math.max(terms.minCollateralFactor, terms.openInterestMultiplier * after);
  return 1 / Math.max(opening, (demandOf(terms, size) / size) * (1 + ROUNDING));
}

/** Terms of a contract of one market: its demand does not move with the price, as the venue reckons size at entry. */
export function gmxContract(terms: GmxV2Terms, interest: OpenInterest): ContractTerms {
  return {
    value: sizeOf,
    maintenance: (position) => demandOf(terms, sizeOf(position)),
    breakPrices: () => [],
    leverageRatioMax: (notional) => leverageRatioMax(terms, interest, notional),
    notionalMax: () =>
      Math.max(0, terms.openInterestMax - Math.max(interest.openInterestLong, interest.openInterestShort)),
  };
}

/** What the rule of one market depends on. */
export interface GmxV2Rule {
  readonly asset: AssetId;
  readonly quote: AssetId;
  /** Taken as collateral beside the quote currency, at its whole value. */
  readonly longToken: AssetId;
  readonly terms: GmxV2Terms;
  readonly interest: OpenInterest;
}

/** The one position of an account, null where it is flat. @throws OutOfRangeError (E_OUT_OF_RANGE) for long and short in one account, or two tokens beside the quote: the venue keeps a position for each */
function positionOf({ quote }: GmxV2Rule, account: Account): Position | null {
  const sides = account.legs.flatMap((leg) => (leg.kind === "perpetual" ? [Math.sign(leg.quantity)] : []));
  const tokens = account.legs.flatMap((leg) => (leg.kind === "collateral" && leg.asset !== quote ? [leg.asset] : []));
  const twice = new Set(sides).size > 1 ? "long and short" : new Set(tokens).size > 1 ? tokens.join(" and ") : null;
  if (twice === null) return [...positionsOf(account).values()][0] ?? null;
  const hint = "give each side and each collateral an account of its own, as the venue does";
  throw new OutOfRangeError({ field: "account.legs", got: twice, want: "one side and one collateral", hint });
}

/** Borrowing fee a year, USD: on the size, whichever side. */
const borrowingAnnual = (position: Position | null, market: MarketState): number =>
  position === null ? 0 : market.borrowRateAnnual * sizeOf(position);

/** Funding with the borrowing fee in it, as one rate that the position's side pays. */
function withBorrowing(position: Position | null, market: MarketState): MarketState {
  if (position === null || market.fundingRateAnnual === null) return market;
  const side = Math.sign(position.quantity);
  return { ...market, fundingRateAnnual: market.fundingRateAnnual + side * market.borrowRateAnnual };
}

/** GMX v2, one market: a position alone with its collateral; closed at the oracle's price for fees, the rest returned. */
export function gmxV2Model(rule: GmxV2Rule): VenueModel {
  const { asset, quote, longToken, terms, interest } = rule;
  const model = perpetualModel({
    id: "gmx-v2",
    release: gmxV2Release,
    triggerPrice: "index",
    quote,
    coinMargined: false,
    contracts: { [asset]: gmxContract(terms, interest) },
    marginWeights: { [longToken]: 1 },
    close: closedForFee(terms.positionFeeRate + terms.liquidationFeeRate),
    tradingFeeRate: terms.positionFeeRate,
    checkIntervalMs: 0,
  });
  return {
    ...model,
    carryKinks: [0],
    equityDemand: (account, prices) => {
      positionOf(rule, account);
      return model.equityDemand(account, prices);
    },
    accrue: (account, prices, market, years) =>
      model.accrue(account, prices, withBorrowing(positionOf(rule, account), market), years),
    carryAnnual: (account, prices, market): Carry => {
      const borrow = borrowingAnnual(positionOf(rule, account), market);
      return carryOf({ ...model.carryAnnual(account, prices, market).parts, borrow });
    },
  };
}
