import { divDown, mulDivDown } from "../../kernel/index.js";
import {
  BASE_INDEX_SCALE,
  FACTOR_SCALE,
  mulFactorDown,
  presentValueDown,
  type Comet,
  type CometCurve,
  type CometTotals,
} from "./comet.js";

/** Seconds of a year of 365 days, by which the configuration's rates are divided (CometCore.SECONDS_PER_YEAR). */
export const SECONDS_PER_YEAR = 31_536_000n;

/** A configured rate or slope per year, 1e18, as the contract keeps it: per second, down (the constructor of Comet). */
export const perSecondDown = (perYear: bigint): bigint => divDown(perYear, SECONDS_PER_YEAR);

/** A curve configured per year as the contract keeps it: all but the kink per second, down. */
export const curvePerSecond = ({ kink, base, slopeLow, slopeHigh }: CometCurve): CometCurve => ({
  kink,
  base: perSecondDown(base),
  slopeLow: perSecondDown(slopeLow),
  slopeHigh: perSecondDown(slopeHigh),
});

/** Base units that all lenders hold, down (Comet.totalSupply without accruing). */
export const totalSupply = (totals: CometTotals): bigint =>
  presentValueDown(totals.totalSupplyBase, totals.baseSupplyIndex);

/** Base units that all borrowers owe, down (Comet.totalBorrow without accruing). */
export const totalBorrow = (totals: CometTotals): bigint =>
  presentValueDown(totals.totalBorrowBase, totals.baseBorrowIndex);

/** Borrowed over supplied, 1e18, down; 0 where nothing is supplied; above 1e18 where reserves are lent (Comet.getUtilization). */
export function utilisationDown(totals: CometTotals): bigint {
  const supplied = totalSupply(totals);
  return supplied === 0n ? 0n : mulDivDown(totalBorrow(totals), FACTOR_SCALE, supplied);
}

/** Rate per second on a curve, 1e18; each product is truncated (Comet.getSupplyRate, Comet.getBorrowRate). */
export function curveRateDown({ kink, base, slopeLow, slopeHigh }: CometCurve, utilisation: bigint): bigint {
  if (utilisation <= kink) return base + mulFactorDown(slopeLow, utilisation);
  return base + mulFactorDown(slopeLow, kink) + mulFactorDown(slopeHigh, utilisation - kink);
}

/** Rates per second, 1e18. */
export interface CometRates {
  readonly supply: bigint;
  readonly borrow: bigint;
}

/**
 * Rates of a market at its present utilisation. From release 1.2.1 nothing is charged where nobody borrows and nothing paid
 * where nobody lends, and a supply rate that only reserves could pay stops once lenders' balances reach what the market holds.
 * @param baseBalance base units that the market holds; only release 1.2.1 looks at it
 */
export function ratesAt(comet: Comet, totals: CometTotals, baseBalance: bigint): CometRates {
  const utilisation = utilisationDown(totals);
  const supply = curveRateDown(comet.supplyCurve, utilisation);
  const borrow = curveRateDown(comet.borrowCurve, utilisation);
  if (comet.release === "0") return { supply, borrow };
  const unpaid =
    totals.totalSupplyBase === 0n ||
    (utilisation === 0n && comet.supplyCurve.base !== 0n && totalSupply(totals) >= baseBalance);
  return { supply: unpaid ? 0n : supply, borrow: totals.totalBorrowBase === 0n ? 0n : borrow };
}

/** An index after `seconds` at a rate per second: simple within one accrual, the growth truncated (Comet.accruedInterestIndices). */
const grownDown = (index: bigint, rate: bigint, seconds: bigint): bigint =>
  index + mulFactorDown(index, rate * seconds);

/**
 * The totals after `seconds` in which nobody touched the market (Comet.accruedInterestIndices). From release 1.2.1 lenders without
 * a borrower never hold more than the market does.
 * @param baseBalance base units that the market holds; only release 1.2.1 looks at it
 */
export function accrued(comet: Comet, totals: CometTotals, seconds: bigint, baseBalance: bigint): CometTotals {
  const { supply, borrow } = ratesAt(comet, totals, baseBalance);
  const after = {
    ...totals,
    baseSupplyIndex: grownDown(totals.baseSupplyIndex, supply, seconds),
    baseBorrowIndex: grownDown(totals.baseBorrowIndex, borrow, seconds),
  };
  if (comet.release === "0" || totals.totalBorrowBase > 0n || totals.totalSupplyBase === 0n) return after;
  if (totalSupply(after) <= baseBalance) return after;
  return { ...after, baseSupplyIndex: mulDivDown(baseBalance, BASE_INDEX_SCALE, totals.totalSupplyBase) };
}

/** Base units of the market's own: what it holds less what it owes lenders plus what borrowers owe it; negative where lenders are short (Comet.getReserves without accruing). */
export const reservesOf = (totals: CometTotals, baseBalance: bigint): bigint =>
  baseBalance - totalSupply(totals) + totalBorrow(totals);
