import { assertFinite, assertPositive } from "../errors/index.js";

/** What one holding stakes on one asset. */
export interface Exposure {
  /** What would be left if everything were closed now, in quote currency. */
  readonly equity: number;
  /** Signed market value held, in quote currency; short is negative. */
  readonly notional: number;
}

/** Leverage ratio: notional / equity; 1 is unlevered, 0 is cash, -1 is short once. @throws OutOfRangeError (E_OUT_OF_RANGE) if equity is not above 0. */
export function leverageRatio({ equity, notional }: Exposure): number {
  assertPositive(equity, "equity");
  assertFinite(notional, "notional");
  return notional / equity;
}
