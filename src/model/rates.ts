import { assertFinite, assertInRange, assertPositive } from "../errors/index.js";
import { YEAR_MS } from "./time.js";

/** Continuous rate per year from an annual percentage yield given as a fraction: ln(1 + apy). @throws OutOfRangeError at -1 or below. */
export function rateFromYield(apy: number): number {
  assertInRange(apy, "apy", { min: -1, open: true, want: "a fraction above -1" });
  return Math.log1p(apy);
}

/** Annual percentage yield, a fraction, from a continuous rate per year. */
export function yieldFromRate(rateAnnual: number): number {
  assertFinite(rateAnnual, "rateAnnual");
  return Math.expm1(rateAnnual);
}

/** Continuous rate per year from a simple rate per second, compounded each second. */
export function rateFromPerSecond(ratePerSecond: number): number {
  assertInRange(ratePerSecond, "ratePerSecond", { min: -1, open: true, want: "a fraction above -1" });
  return (Math.log1p(ratePerSecond) * YEAR_MS) / 1000;
}

/** Funding per year from a rate per interval: summed, not compounded, as funding is paid on notional and not reinvested. */
export function fundingRateAnnual(ratePerInterval: number, intervalMs: number): number {
  assertFinite(ratePerInterval, "ratePerInterval");
  assertPositive(intervalMs, "intervalMs");
  return (ratePerInterval * YEAR_MS) / intervalMs;
}
