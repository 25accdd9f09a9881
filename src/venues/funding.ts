import { assertFinite, assertPositive } from "../errors/index.js";

/** How a venue exchanges funding between longs and shorts. */
export interface FundingTerms {
  /** Time between two payments, ms; 0 where it accrues all the time. A venue may change it: it is of the day of its parameters. */
  readonly intervalMs: number;
  /** Offset of the stamps from midnight UTC, ms. */
  readonly offsetMs: number;
  /** Price at which the position is valued for the payment. */
  readonly base: "mark" | "index";
  /** Largest |rate| of one interval, a fraction; null where none is known. */
  readonly rateMax: number | null;
}

/** Cash to the account, quote currency, for one payment at a rate: positive rates are paid by longs to shorts. */
export function fundingPayment(quantity: number, price: number, rate: number): number {
  assertFinite(quantity, "quantity");
  assertPositive(price, "price");
  assertFinite(rate, "rate");
  return quantity === 0 || rate === 0 ? 0 : -quantity * price * rate;
}
