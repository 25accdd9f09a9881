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

/** How a size asked for stands to a venue that lets less leverage on larger positions. */
export interface SizeFit {
  /** |Leverage ratio| asked for, of the equity at the venue. */
  readonly leverageRatio: number;
  /** What it comes to there, quote currency. */
  readonly notional: number;
  /** Highest |leverage ratio| at which that notional may be opened; 0 where none may. */
  readonly leverageRatioMax: number;
  /** To fit the tier: largest notional, quote currency, at which that leverage may be opened; 0 where none may, null where no limit is known. */
  readonly notionalMax: number | null;
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
  /** Where the size asked for stands in a higher tier of the venue; null where it does not. */
  readonly size: SizeFit | null;
}
