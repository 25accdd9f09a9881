import type { AssetId } from "../../model/index.js";
import type { DatedFact } from "../dated-facts.js";
import type { PoolCurve } from "../aave-pool/pool-chain.js";
import type { PoolOverrides } from "../aave-pool/pool-overrides.js";
import { chainOf, curveOn, poolVenue } from "../aave-pool/pool-venue.js";
import type { Venue } from "../entry.js";
import { sparkChains, sparkReleases } from "./params.js";

export type { PoolOverrides as SparkOverrides } from "../aave-pool/pool-overrides.js";
export * from "../aave-pool/exact.js";

/** SparkLend: a fork of Aave v3 with parameters of its own. */
export const spark: Venue<[chain: string, asset: AssetId, overrides?: PoolOverrides]> = poolVenue({
  id: "spark",
  name: "SparkLend",
  summary: "Fork of Aave v3.0.2: a loop borrows DAI or WETH against the asset; DAI itself backs next to nothing.",
  release: "3.0.2",
  releases: sparkReleases,
  chains: sparkChains,
  exact: [
    "the liquidation condition of one collateral over any number of debts, up to the chain's rounding",
    "close factor of half the called debt, and bad debt, in float64",
  ],
  approximate: [
    "parameters are those that a source was found for, by the day of their spell, which is cast on it or within days; they are not read from the chain",
    "the chain cuts the average threshold of several collaterals to whole basis points, here it is not: it closes up to 1 basis point of the collateral earlier",
    "bad debt stays on the account with nothing behind it; it costs the holder nothing more and is counted as bad debt",
    "liquidators call against the largest debt and the largest collateral until the account is healthy",
    "the newest source of the fork rounds balances in the pool's favour, as Aave 3.5 does; by a smallest unit, and not modelled",
    "efficiency modes other than that of the pairs listed, isolation mode, supply and borrow caps and their automation are left out",
    "the rate of DAI follows the savings rate and has no curve here; all assets but the quote currency earn the same yield",
  ],
});

/** The borrow rate curve of an asset in force on a day, epoch ms UTC; the newest known where none is named. @throws UnknownKeyError (E_UNKNOWN_KEY), OutOfRangeError (E_OUT_OF_RANGE) where none is known */
export const sparkCurve = (chain: string, asset: AssetId, onMs?: number): DatedFact<PoolCurve> =>
  curveOn(chainOf(sparkChains, chain), asset, onMs);
