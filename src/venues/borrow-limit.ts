import { OutOfRangeError } from "../errors/index.js";
import { equity, notionalOf } from "../model/index.js";
import type { Account, AssetId, Prices } from "../model/index.js";
import type { VenueModel } from "./venue.js";

/** How far an account is from what its venue lets one open, at unchanged prices. Values in quote currency, >= 0; 0 beyond the limit. */
export interface BorrowLimit {
  /** Of what is owed, or could be: what may be taken out, first from the holder's own balance of it and then borrowed. */
  readonly borrowable: number;
  /** Of what is pledged: what may be taken out; all of it where nothing is owed. */
  readonly withdrawable: number;
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) for a leg in a third asset: the limit of one asset says nothing of it */
function assertPair({ legs }: Account, asset: AssetId, quote: AssetId): void {
  const other = legs.find((leg) => leg.asset !== asset && leg.asset !== quote);
  if (other === undefined) return;
  const want = `legs in ${asset} and ${quote} only`;
  throw new OutOfRangeError({ field: "account.legs", got: other.asset, want, hint: "ask the venue about each pair" });
}

/**
 * What one may still borrow or withdraw before the borrowing limit of a lending venue whose highest leverage ratio L is the
 * same at every size. A long of notional N and equity E stays within N <= L E: borrowing x leaves N and takes x off E, and
 * withdrawing y of the asset takes y off both. A short owes |N|: borrowing x adds x to |N| and takes it off E, and cash
 * withdrawn comes off E alone.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for an account of other assets
 */
export function borrowLimit(
  model: VenueModel,
  { asset, quote }: { readonly asset: AssetId; readonly quote: AssetId },
  account: Account,
  prices: Prices,
): BorrowLimit {
  assertPair(account, asset, quote);
  const own = equity(account, prices);
  const notional = notionalOf(account, prices, asset);
  const size = Math.abs(notional);
  const max = model.leverageRatioMax(asset, notional, prices);
  const spare = size === 0 ? own : Math.max(0, own - size / max);
  if (notional < 0) return { borrowable: (spare * max) / (1 + max), withdrawable: spare };
  if (max <= 1) return { borrowable: spare, withdrawable: own < size ? 0 : size };
  return { borrowable: spare, withdrawable: Math.min(size, (spare * max) / (max - 1)) };
}
