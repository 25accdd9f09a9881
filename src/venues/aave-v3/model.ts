import type { AssetId } from "../../model/index.js";
import { lendingModel } from "../lending-model.js";
import type { Reserve } from "../lending-rule.js";
import type { VenueModel } from "../venue.js";
import { aaveV3Close } from "./params.js";

/** Release whose rules are modelled; those of a position and its liquidation are the same from 3.3 on. */
export const aaveV3Release = "3.6";

/** What the rule depends on. */
export interface AaveV3Rule {
  readonly quote: AssetId;
  readonly reserves: Readonly<Record<AssetId, Reserve>>;
  /** Cost of a swap, a fraction of what is swapped. */
  readonly swapCostRate: number;
  /** The exchange rate for a pair of an efficiency mode, else the market's price. */
  readonly triggerPrice: "market" | "exchange-rate";
}

/** Aave v3: closed when sum(collateral x liquidation threshold) < debt, by the close factor and dust rules of 3.3 and later. */
export function aaveV3Model(rule: AaveV3Rule): VenueModel {
  return lendingModel({
    ...rule,
    id: "aave-v3",
    release: aaveV3Release,
    close: aaveV3Close,
    checkIntervalMs: 0,
    notionalMax: null,
  });
}
