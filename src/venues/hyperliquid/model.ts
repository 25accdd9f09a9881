import type { AssetId } from "../../model/index.js";
import { linearContract } from "../contract.js";
import { perpetualModel } from "../perpetual-model.js";
import type { Closed, Closing } from "../perpetual-rule.js";
import type { Tier } from "../tiers.js";
import type { VenueModel } from "../venue.js";

/** Release whose rules are modelled: the venue numbers none, so the month of the newest margin tables. */
export const hyperliquidRelease = "2025-11";

/** Currency of margin and of all money figures. */
export const HYPERLIQUID_QUOTE = "USDC";

/** Below this share of maintenance the backstop takes over. Source: Hyperliquid docs, "Liquidations". */
const BACKSTOP_SHARE = 2 / 3;
/** Of a position worth more than this, USDC, only a part is sold at first. Source: the same. */
const PARTIAL_VALUE = 100_000;
/** The part that is sold at first. */
const PARTIAL_SHARE = 0.2;

/**
 * What the venue does at the prices of one instant. Below two thirds of maintenance the backstop takes positions and margin: all
 * is lost. Above, market orders close at no fee beyond the market's own and the rest is returned: a fifth where more than
 * 100,000 USDC is held and that is enough, for then the next look finds the account clear; all of it otherwise.
 */
export function hyperliquidClose({ equity, value, demandAt }: Closing): Closed {
  if (equity < BACKSTOP_SHARE * demandAt(1)) return { share: 1, cost: equity };
  const enough = value > PARTIAL_VALUE && equity >= demandAt(1 - PARTIAL_SHARE);
  return { share: enough ? PARTIAL_SHARE : 1, cost: 0 };
}

/** Hyperliquid: closed when account value falls below the sum over positions of |q| p m_k - c_k, m_k = 1 / (2 maxLeverage), at the mark price. */
export function hyperliquidModel(
  tables: Readonly<Record<AssetId, readonly Tier[]>>,
  tradingFeeRate: number,
): VenueModel {
  return perpetualModel({
    id: "hyperliquid",
    release: hyperliquidRelease,
    triggerPrice: "mark",
    quote: HYPERLIQUID_QUOTE,
    coinMargined: false,
    contracts: Object.fromEntries(Object.entries(tables).map(([asset, tiers]) => [asset, linearContract(tiers)])),
    marginWeights: {},
    close: hyperliquidClose,
    tradingFeeRate,
    checkIntervalMs: 0,
  });
}
