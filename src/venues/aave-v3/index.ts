import type { AssetId } from "../../model/index.js";
import type { DatedFact } from "../dated-facts.js";
import type { PoolCurve } from "../aave-pool/pool-chain.js";
import type { PoolOverrides } from "../aave-pool/pool-overrides.js";
import { chainOf, curveOn, poolVenue } from "../aave-pool/pool-venue.js";
import type { Venue } from "../entry.js";
import { aaveV3Deployments } from "./deployments.js";
import { aaveV3Chains, aaveV3Releases } from "./params.js";

export type { PoolOverrides as AaveV3Overrides } from "../aave-pool/pool-overrides.js";
export * from "../aave-pool/exact.js";

/** Aave v3: collateral and debt in a pool; liquidation by anyone, for a bonus. */
export const aaveV3: Venue<[chain: string, asset: AssetId, overrides?: PoolOverrides]> = poolVenue({
  id: "aave-v3",
  name: "Aave v3",
  summary: "Lending pool: a loop borrows dollars against the asset, a short borrows the asset against dollars.",
  release: "3.6",
  releases: aaveV3Releases,
  chains: aaveV3Chains,
  source: { via: "chain", chains: Object.keys(aaveV3Deployments), load: () => import("./source.js") },
  exact: [
    "in whole amounts, as functions of the library: health factor, debt, what may be borrowed, caps, isolation, interest and liquidation, to the last unit",
    "the liquidation condition over any number of collaterals and debts, up to the chain's rounding of one part in 1e18",
    "close factor, whole-debt threshold, dust rule and bad debt of every release, in float64",
  ],
  approximate: [
    "shipped parameters are those that a source was found for, with their days; those of an account that is read are the chain's own",
    "up to 3.4 the chain cuts the average threshold of several collaterals to whole basis points, here it is not: it closes up to 1 basis point of the collateral earlier",
    "up to 3.2 bad debt stays on the account with nothing behind it; it costs the holder nothing more and is counted as bad debt",
    "liquidators call against the largest debt and the largest collateral until the account is healthy",
    "a decision leaves out efficiency modes other than that of the pairs listed, isolation mode, supply and borrow caps",
    "rates move with the holder's own size only where the state of the pool is given; all assets but the quote currency earn the same yield",
    "against dollars the price of wstETH is taken as one market price; the venue multiplies an exchange rate with the price of ETH",
  ],
});

/** The borrow rate curve of an asset in force on a day, epoch ms UTC; the newest known where none is named. @throws UnknownKeyError (E_UNKNOWN_KEY), OutOfRangeError (E_OUT_OF_RANGE) where none is known */
export const aaveV3Curve = (chain: string, asset: AssetId, onMs?: number): DatedFact<PoolCurve> =>
  curveOn(chainOf(aaveV3Chains, chain), asset, onMs);
