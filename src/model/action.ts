import type { AssetId } from "./account.js";
import type { Coordinates } from "./coordinates.js";

/** One step of a plan, in the order in which it is done. */
export interface Step {
  readonly kind: "buy" | "sell" | "borrow" | "repay" | "increase" | "reduce" | "deposit" | "withdraw";
  readonly asset: AssetId;
  /** Units of the asset, > 0. */
  readonly quantity: number;
  /** Market value, quote currency, > 0. */
  readonly notional: number;
}

/** A plan to get from the present position to the decision. */
export interface Action {
  readonly kind: "hold" | "adjust";
  /** Why, in one sentence. */
  readonly because: string;
  readonly steps: readonly Step[];
  /** Leverage ratio now and after. */
  readonly from: number;
  readonly to: number;
  /** What the trades cost, quote currency, >= 0. */
  readonly cost: number;
  /** Equity after the trades, quote currency. */
  readonly equityAfter: number;
  /** Every coordinate after the trades. */
  readonly after: Coordinates;
}
