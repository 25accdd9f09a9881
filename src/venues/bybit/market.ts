import type { Venue } from "../entry.js";
import { takenOver } from "../perpetual-rule.js";
import { tieredVenue } from "../tiered-venue.js";
import { bybitTables, bybitTakerFeeRate, type BybitOverrides } from "./params.js";
import { bybitName, readBybitTables } from "./parse.js";
import { bybitContract, bybitReleaseIds } from "./terms.js";

const [atEntry, atMark] = bybitReleaseIds;

/** Bybit perpetuals: linear in USDT or USDC, and inverse ones with margin in the coin. Its markets, without how accounts are read. */
export const bybitMarkets: Venue<[symbol: string, overrides?: BybitOverrides, release?: string]> = tieredVenue({
  id: "bybit",
  name: "Bybit perpetuals",
  summary: "Linear perpetuals in USDT or USDC and inverse ones in the coin, long and short, maintenance by tiers.",
  release: atMark,
  releases: [
    {
      id: atEntry,
      fromMs: null,
      differs: "isolated margin: maintenance by the value at entry, no fee to close in the liquidation price",
      proof: "the venue's worked examples to its tick",
    },
    {
      id: atMark,
      fromMs: null,
      differs: "maintenance by the value at the mark price; the fee to close at the bankruptcy price is held back",
      proof: "the venue's formula for inverse contracts; the linear one by analogy",
    },
  ],
  exact: [
    "the liquidation price in one-way mode, isolated or with several contracts on one margin, across all tiers, the fee to close included",
    "maximum leverage and size by tier; what an isolated liquidation takes, which is all of the margin",
  ],
  approximate: [
    "tiers are those of their day; the venue has changed BTCUSDT since; of BTCUSD only the first two are shipped, of ETHUSD none",
    "a laddered reduction of higher tiers before the takeover is left out: a liquidation takes the whole margin",
    "cross margin is taken with the same fee held back for each contract; margin in several coins, borrowing and haircuts are left out",
    "the mark price is taken as the market price; auto-deleveraging is left out: its order is by profit and leverage, without a formula in what was read",
    "hedge mode is left out; some contracts pay funding at other intervals than 8 hours; all contracts pay the same rate",
  ],
  shipped: bybitTables,
  takerFeeRate: bybitTakerFeeRate,
  nameOf: bybitName,
  readTables: readBybitTables,
  terms: (tiers, { coinMargined }, takerFeeRate, release) =>
    bybitContract(tiers, {
      coinMargined,
      ...(release === atEntry
        ? { valuedAt: "entry", closingFeeRate: 0 }
        : { valuedAt: "mark", closingFeeRate: takerFeeRate }),
    }),
  close: takenOver,
});
