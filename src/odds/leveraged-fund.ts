import { assertFinite, assertNotNegative, assertPositive } from "../errors/index.js";

/** A position held at a constant leverage ratio, and the path of the price beneath it. */
export interface ConstantLeverage {
  /** Notional over equity, kept constant; negative is short. */
  readonly leverageRatio: number;
  /** Price at the end over price at the start, > 0. */
  readonly priceRatio: number;
  /** Sum of squared log returns over the span (volatility² x years for a steady one), >= 0. */
  readonly realisedVariance: number;
  /** Rate paid on what is borrowed and earned on what is idle, a year. */
  readonly rateAnnual: number;
  /** Length of the span, years, >= 0. */
  readonly years: number;
}

/** Log of value at the end over value at the start, part by part; the parts sum to `total`. */
export interface ConstantLeverageGrowth {
  /** leverageRatio x ln priceRatio. */
  readonly price: number;
  /** (1 - leverageRatio) x rate x years: what borrowing costs, or idle cash earns. */
  readonly carry: number;
  /** -(leverageRatio² - leverageRatio) / 2 x realised variance: what trading back to the ratio loses outside [0, 1] and wins inside. */
  readonly varianceDrag: number;
  readonly total: number;
}

/**
 * Where the growth of a position held at constant leverage came from (Avellaneda & Zhang 2010, equation 10, without fees):
 * an identity of the path, exact for a price without jumps that is traded continuously.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function constantLeverageGrowth(position: ConstantLeverage): ConstantLeverageGrowth {
  const { leverageRatio, priceRatio, realisedVariance, rateAnnual, years } = position;
  assertFinite(leverageRatio, "leverageRatio");
  assertPositive(priceRatio, "priceRatio");
  assertNotNegative(realisedVariance, "realisedVariance");
  assertFinite(rateAnnual, "rateAnnual");
  assertNotNegative(years, "years");
  const price = leverageRatio * Math.log(priceRatio);
  const carry = (1 - leverageRatio) * rateAnnual * years;
  const varianceDrag = (-leverageRatio * (leverageRatio - 1) * realisedVariance) / 2;
  return { price, carry, varianceDrag, total: price + carry + varianceDrag };
}
