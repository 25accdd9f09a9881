import { UnknownKeyError } from "../errors/index.js";
import type { AssetId } from "../model/index.js";
import type { VenueModel } from "./venue.js";

/** What a lending venue says of one asset. All fractions. */
export interface Reserve {
  /** Debt / collateral up to which one may borrow against it; 0 where it is no collateral for new debt. */
  readonly loanToValueMax: number;
  /** Debt / collateral above which the venue may close. */
  readonly liquidationThreshold: number;
  /** What the liquidator gets beyond the debt repaid, as a fraction of it. */
  readonly liquidationBonus: number;
}

/** How much of a debt one liquidation may close. Values in quote currency. */
export interface CloseRule {
  /** Share of a debt that one call may repay, in (0, 1] ... */
  readonly closeFactor: number;
  /** ... of the debt that is called, or of the whole position's debt ... */
  readonly closeFactorOf: "called-debt" | "whole-debt";
  /** ... while the health factor is above this; at or below it the whole debt. */
  readonly healthFactorFull: number;
  /** ... and while both this debt and this collateral are at least this large; else the whole debt. */
  readonly valueFull: number;
  /** A call may not leave a debt or a collateral smaller than this, unless it takes all of one of them. */
  readonly dust: number;
}

/** A lending venue's rule as data: reserves, what liquidation closes, and the cost of a swap. */
export interface LendingRule {
  readonly id: string;
  readonly release: string;
  readonly triggerPrice: VenueModel["triggerPrice"];
  /** Currency of debt of a long and of cash of a short. */
  readonly quote: AssetId;
  readonly reserves: Readonly<Record<AssetId, Reserve>>;
  readonly close: CloseRule;
  /** Cost of a swap, a fraction of what is swapped, where the market state has none. */
  readonly swapCostRate: number;
  /** Time between two looks of the venue at the account, ms; 0 where anyone may call at any time. */
  readonly checkIntervalMs: number;
  /** Largest |notional| that the venue takes, quote currency; null where no limit is known. */
  readonly notionalMax: number | null;
}

/** The reserve of `asset`. @throws UnknownKeyError (E_UNKNOWN_KEY) */
export function reserveOf(reserves: Readonly<Record<AssetId, Reserve>>, asset: AssetId): Reserve {
  const reserve = reserves[asset];
  if (reserve !== undefined) return reserve;
  const want = `one of ${Object.keys(reserves).join(", ")}`;
  throw new UnknownKeyError({ field: "asset", got: asset, want, hint: "add the reserve to the parameters" });
}
