import type { AssetId } from "../../model/index.js";
import type { Reserve } from "../lending-rule.js";
import type { Tier } from "../tiers.js";
import type { VenueModel } from "../venue.js";

/** What both kinds of custom venue state. */
export interface CustomCommon {
  readonly asset: AssetId;
  readonly quote: AssetId;
  /** Other symbols of the same asset. Left out: none. */
  readonly alsoCalled?: readonly AssetId[];
  /** True where the asset and the quote currency track each other: jumps must then be stated. Left out: they do not. */
  readonly correlated?: boolean;
  /** Release of the rules, in the venue's own words. Left out: "as given". */
  readonly release?: string;
  /** Day on which these parameters held, such as "2026-01-31". */
  readonly asOf: string;
  /** Where they come from. */
  readonly source: string;
  /** Cost of trading one side, a fraction of what is traded. */
  readonly tradingCostRate: number;
  /** Time between two looks of the venue at an account, ms. Left out: 0, all the time. */
  readonly checkIntervalMs?: number;
}

/** A lending venue: reserves for the asset and for the quote currency at least. */
export interface CustomLending extends CustomCommon {
  readonly kind: "lending";
  readonly reserves: Readonly<Record<AssetId, Reserve>>;
  /** Left out: "market". */
  readonly triggerPrice?: VenueModel["triggerPrice"];
  /** Share of the debt that one liquidation may repay. Left out: 1, all of it. */
  readonly closeFactor?: number;
  /** Whether that share is of the debt that is called, or of the whole position's. Left out: "whole-debt". */
  readonly closeFactorOf?: "called-debt" | "whole-debt";
  /** At or below this health factor all of it. Left out: 0, never for that reason. */
  readonly healthFactorFull?: number;
  /** Below this value of debt or collateral all of it. Left out: 0. */
  readonly valueFull?: number;
  /** Least debt or collateral that a partial liquidation may leave. Left out: 0. */
  readonly dust?: number;
  /** Largest |notional|, quote currency. Left out: no limit known. */
  readonly notionalMax?: number;
}

/** A venue of linear perpetuals: one flat maintenance rate, or tiers. */
export type CustomPerpetual = CustomCommon & {
  readonly kind: "perpetual";
  /** Left out: "mark". */
  readonly triggerPrice?: VenueModel["triggerPrice"];
  /** Fee to close that the demand includes, a fraction of notional. Left out: the demand includes none. */
  readonly closingFeeRate?: number;
  /** Taken in a liquidation, a fraction of notional. Left out: the whole margin is lost. */
  readonly liquidationFeeRate?: number;
} & (
    | { readonly maintenanceRate: number; readonly leverageRatioMax: number; readonly notionalMax?: number }
    /** As in a file, a maintenance amount may be left out: it is then the one that makes the demand continuous. */
    | { readonly tiers: readonly CustomTier[] }
  );

/** A tier as a person writes it. */
export type CustomTier = Pick<Tier, "notionalFloor" | "leverageRatioMax" | "maintenanceRate"> & {
  /** Left out in the last tier: no limit. */
  readonly notionalCap?: number;
  readonly maintenanceAmount?: number;
};

/** Everything about a venue that the program does not know. */
export type CustomParameters = CustomLending | CustomPerpetual;
