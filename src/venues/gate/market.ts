import { inverseContract, linearContract, type ContractTerms } from "../contract.js";
import type { Venue } from "../entry.js";
import { takenOver } from "../perpetual-rule.js";
import { tieredVenue, type ContractName } from "../tiered-venue.js";
import type { Tier } from "../tiers.js";
import { gateTables, gateTakerFeeRate, type GateOverrides } from "./params.js";
import { gateName, readGateTables } from "./parse.js";

/**
 * Closed where margin and profit fall to value x (m_k + taker fee) - c_k, so that a linear contract closes at
 * (EP -/+ (M + c) / q) / (1 -/+ (m + fee)) and an inverse one at Q (1 +/- (m + fee)) / (M + c + Q/EP) and its mirror
 * (answer of the venue's support, 2023-07, without c).
 */
const terms = (tiers: readonly Tier[], { coinMargined }: ContractName, takerFeeRate: number): ContractTerms =>
  coinMargined ? inverseContract(tiers, takerFeeRate) : linearContract(tiers, takerFeeRate);

/** Gate perpetuals: linear in USDT, and inverse ones with margin in the coin. Its markets, without how accounts are read. */
export const gateMarkets: Venue<[contract: string, overrides?: GateOverrides, release?: string]> = tieredVenue({
  id: "gate",
  name: "Gate perpetuals",
  summary: "Linear perpetuals in USDT and inverse ones in the coin, long and short, maintenance by tiers of value.",
  release: "2025-07",
  releases: [
    {
      id: "2025-07",
      fromMs: Date.UTC(2025, 6, 29),
      differs: "maintenance by marginal tiers of the position's value; before it, one rate on the whole position",
      proof: "read in the venue's announcement and help pages",
    },
  ],
  exact: [
    "the liquidation price in one-way mode, isolated or with several contracts on one margin, across all tiers, the fee to close included",
    "maximum leverage and size by tier",
  ],
  approximate: [
    "only the first five tiers of BTC_USDT are shipped, those of 2026-09-25: a position that opens or grows beyond 3 million needs the venue's own table",
    "no inverse table and none of ETH is shipped: give the venue's answer",
    "a liquidation takes the whole margin: what the venue closes in parts is not published in full",
    "the mark price is taken as the market price; auto-deleveraging is left out, its ranking is not published as a formula",
    "hedge mode is left out; some contracts pay funding at other intervals than 8 hours; all contracts pay the same rate",
  ],
  shipped: gateTables,
  takerFeeRate: gateTakerFeeRate,
  nameOf: gateName,
  readTables: readGateTables,
  terms,
  close: takenOver,
});
