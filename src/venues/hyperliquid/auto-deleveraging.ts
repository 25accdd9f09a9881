import { assertPositive } from "../../errors/index.js";

/** A position in profit that may be closed against an account below 0. */
export interface DeleveragingCandidate {
  /** Quote price. */
  readonly markPrice: number;
  /** Quote price at which it was opened, in the mean. */
  readonly entryPrice: number;
  /** Size of the position's market value, > 0, quote currency. */
  readonly notional: number;
  /** Equity of its account, or its isolated margin with profit, > 0, quote currency. */
  readonly accountValue: number;
}

/**
 * Rank in the queue of auto-deleveraging, a pure number; of those in profit on the other side the highest is closed first, at the
 * mark price before. Source: Hyperliquid docs, "Auto-deleveraging": (mark / entry) x (notional / account value), 2026. The page
 * prints one formula for both sides, by which a larger gain lowers the rank of a short; no event was at hand to check it.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function deleveragingRank({ markPrice, entryPrice, notional, accountValue }: DeleveragingCandidate): number {
  assertPositive(markPrice, "markPrice");
  assertPositive(entryPrice, "entryPrice");
  assertPositive(notional, "notional");
  assertPositive(accountValue, "accountValue");
  return (markPrice / entryPrice) * (notional / accountValue);
}
