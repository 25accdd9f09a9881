import type { Venue } from "../entry.js";
import { takenOver } from "../perpetual-rule.js";
import { tieredVenue } from "../tiered-venue.js";
import { okxSwapTables, okxSwapTakerFeeRate, type OkxSwapOverrides } from "./params.js";
import { okxSwapName, readOkxSwapTables } from "./parse.js";
import { contractBySize } from "./terms.js";

/** OKX perpetual swaps: linear in USDT or USDC, and inverse ones with margin in the coin. Its markets, without how accounts are read. */
export const okxSwapMarkets: Venue<[symbol: string, overrides?: OkxSwapOverrides, release?: string]> = tieredVenue({
  id: "okx-swap",
  name: "OKX perpetual swaps",
  summary:
    "Linear swaps in USDT or USDC and inverse ones in the coin, long and short, maintenance by number of contracts.",
  release: "2025-05",
  releases: [
    {
      id: "2025-05",
      fromMs: null,
      differs: "the rule as the help page of 2025-05-16 states it",
      proof:
        "read in the venue's help pages; liquidation prices that the venue stated of two recorded positions reproduced",
    },
  ],
  exact: [
    "the liquidation price in net mode, isolated or with several contracts on one margin, the fee to close included",
    "maximum leverage and size by number of contracts: a larger position stands at a higher rate on all of it",
  ],
  approximate: [
    "tiers are those of their day; no inverse table is shipped: give the venue's answer",
    "a liquidation takes the whole margin: how many tiers the venue takes off before is not stated in what was read",
    "the mark price is taken as the market price; auto-deleveraging is left out, its ranking is not published as a formula",
    "margin in several currencies, portfolio margin and hedge mode are left out; all contracts pay the same funding rate, each 8 hours",
  ],
  shipped: okxSwapTables,
  takerFeeRate: okxSwapTakerFeeRate,
  nameOf: okxSwapName,
  readTables: readOkxSwapTables,
  terms: (table, { coinMargined }, takerFeeRate) => contractBySize(table, coinMargined, takerFeeRate),
  close: takenOver,
});
