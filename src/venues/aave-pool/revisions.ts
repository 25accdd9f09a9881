import { badAnswer } from "../answer.js";
import type { AavePoolRelease } from "./release.js";

/** What a pool of one revision answers, and by which rules it goes. */
export interface PoolRevision {
  /** Release of the rules as they are modelled here. */
  readonly release: AavePoolRelease;
  /** Liquidity is what the aToken holds (to 3.0.2), or what the pool counts (from 3.1). */
  readonly liquidity: "held" | "counted";
  /** A strategy of its own for each reserve (to 3.0.2), or one that knows all (from 3.1). */
  readonly curve: "own" | "shared";
  /** An asset belongs to one category, named in its settings (to 3.1), or categories are sets of assets (from 3.2). */
  readonly eModes: "named" | "sets";
  /** Bad debt is booked (from 3.3). */
  readonly deficit: boolean;
  /** A category has a set of assets with LTV 0 (from 3.6). */
  readonly ltvZero: boolean;
  /** A category may be isolated (from 3.7). */
  readonly isolated: boolean;
}

const V30: PoolRevision = {
  release: "3.0.2",
  ...{ liquidity: "held", curve: "own", eModes: "named", deficit: false, ltvZero: false, isolated: false },
};
const V31: PoolRevision = { ...V30, liquidity: "counted", curve: "shared" };
const V32: PoolRevision = { ...V31, eModes: "sets" };
const V33: PoolRevision = { ...V32, release: "3.3", deficit: true };
const V36: PoolRevision = { ...V33, release: "3.6", ltvZero: true };

/**
 * By POOL_REVISION, which every upgrade of a pool must raise. 1 stands in @aave/core-v3 1.19.3 and 10 in @aave-dao/aave-v3-origin
 * 3.6.0; 10 and 11 are the sides of the upgrade to 3.7 (that repository, docs/3.7), 6 and 7 of that from 3.2 to 3.3, 3 and 4 of that
 * from 3.0.2 to 3.1 (bgd-labs, protocol-v3.3-upgrade and protocol-v3.1-upgrade, diffs of the code in place). That leaves 8 and 9 for
 * 3.4 and 3.5, one each, and 2 for what lies between 3.0 and 3.0.2. Of 5 no more is known than that it lies between 3.1 and 3.2: it
 * is refused.
 */
const REVISIONS: Readonly<Record<string, PoolRevision>> = {
  1: V30,
  2: V30,
  3: V30,
  4: V31,
  6: V32,
  7: V33,
  8: { ...V33, release: "3.4" },
  9: { ...V33, release: "3.5" },
  10: V36,
  11: { ...V36, release: "3.7", isolated: true },
};

/** What a pool of that revision is. @throws BadAnswerError (E_BAD_ANSWER) for one that is not known: its rules are not guessed */
export function revisionOf(number: unknown): PoolRevision {
  const found = typeof number === "bigint" ? REVISIONS[String(number)] : undefined;
  if (found !== undefined) return found;
  const want = `one of ${Object.keys(REVISIONS).join(", ")}`;
  throw badAnswer("pool.POOL_REVISION", number, want, "a newer version of this package may know its rules");
}
