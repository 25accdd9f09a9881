import { DisputedError, StaleError, UnavailableError } from "../../errors/index.js";
import { badAnswer } from "../answer.js";
import { accountData, type PoolAccountData } from "./account-data.js";
import { balancesOf } from "./balances.js";
import type { PoolReading } from "./pool-reading.js";
import { interestRates } from "./rate-strategy.js";
import type { PoolRevision } from "./revisions.js";
import type { PoolReserve } from "./state.js";

/** Oldest price that is decided on, seconds: feeds that move least are set anew each day, and an hour is allowed for it. */
const PRICE_AGE_SECONDS_MAX = 25n * 3600n;

/** Highest price of one whole asset that is believed, base currency 1e8: ten million dollars. */
const PRICE_BASE_MAX = 10n ** 15n;

/** Assets on which the account depends: what it holds and owes. */
export const heldReserves = ({ pool, position }: PoolReading): readonly PoolReserve[] =>
  pool.reserves.filter(({ asset }) => position.holdings.some((holding) => holding.asset === asset));

/** @throws UnavailableError (E_UNAVAILABLE) where nothing can be done with an asset of the account. */
function assertOpen({ asset, paused, active }: PoolReserve): void {
  if (active && !paused) return;
  const got = active ? "paused" : "not active";
  const want = "a reserve that can be supplied, repaid and withdrawn";
  const hint = "the venue has stopped it: nothing that is decided could be done";
  throw new UnavailableError(
    { field: `${asset}.${active ? "paused" : "active"}`, got, want, hint },
    { retryable: true },
  );
}

/** @throws StaleError (E_STALE), BadAnswerError (E_BAD_ANSWER): a price that is too old, or of a time to come. */
function assertFresh({ pool, feeds }: PoolReading, { asset, priceBase }: PoolReserve): void {
  const want = `at most ${PRICE_BASE_MAX / 10n ** 8n} dollars`;
  if (priceBase > PRICE_BASE_MAX) throw badAnswer(`${asset}.price`, priceBase, want);
  const updated = feeds[asset]?.updatedSeconds ?? null;
  if (updated === null) return;
  const age = pool.nowSeconds - updated;
  if (age < 0n) throw badAnswer(`${asset}.price`, `set ${-age} s after the block`, "set before the block");
  if (age <= PRICE_AGE_SECONDS_MAX) return;
  const detail = { field: `${asset}.price`, got: `${age} s old`, want: `at most ${PRICE_AGE_SECONDS_MAX} s` };
  throw new StaleError({ ...detail, hint: "the feed stands still: the venue may liquidate at a price of another day" });
}

/**
 * A pool sets a reserve's rates, at every action, from what it then stores: the curve gives them again to the last unit. To 3.2 it
 * counts stable debt or what somebody has sent it as well, which is not read.
 * @throws DisputedError (E_DISPUTED) where what is stored and the rates that are stated beside it are not of one state
 */
function assertRates({ release, deficit: fromV33 }: PoolRevision, reserve: PoolReserve): void {
  if (!fromV33 || reserve.lastUpdateSeconds === 0n) return; // nobody has acted on it, and no rate was ever set
  const { asset, curve, scaledDebt, variableBorrowIndexRay, availableLiquidity, unbacked, deficit, reserveFactorBps } =
    reserve;
  const ours = interestRates(release, {
    curve,
    totalDebt: balancesOf(release).owed(scaledDebt, variableBorrowIndexRay),
    availableLiquidity,
    unbacked: unbacked + deficit,
    reserveFactorBps,
  });
  for (const name of ["variableBorrowRateRay", "liquidityRateRay"] as const) {
    if (ours[name] === reserve[name]) continue;
    throw new DisputedError({
      field: `${asset}.${name}`,
      got: `${reserve[name]} by the pool`,
      want: `${ours[name]} by its curve of the debt and liquidity that it stores`,
      hint: "half of the answers are of another moment, or the pool has a rate strategy that is not modelled",
    });
  }
}

/**
 * What suppliers are owed is lent or lies in the pool, up to a factor of two: debt grows faster than what suppliers are owed where
 * nobody acts for long, and stable debt is not read.
 * @throws DisputedError (E_DISPUTED) where what is read of a reserve does not fit together
 */
function assertBalanced({ release }: PoolRevision, reserve: PoolReserve): void {
  const { asset, scaledSupply, liquidityIndexRay, scaledDebt, variableBorrowIndexRay, availableLiquidity } = reserve;
  const owedToSuppliers = balancesOf(release).held(scaledSupply + reserve.accruedToTreasury, liquidityIndexRay);
  const debt = balancesOf(release).owed(scaledDebt, variableBorrowIndexRay);
  const backing = debt + availableLiquidity + reserve.unbacked + reserve.deficit;
  if (backing <= 2n * owedToSuppliers + reserve.unit && owedToSuppliers <= 2n * backing + reserve.unit) return;
  throw new DisputedError({
    field: `${asset}.supply`,
    got: `${debt} lent and ${availableLiquidity} left`,
    want: `together the ${owedToSuppliers} that suppliers are owed, up to a factor of two`,
    hint: "half of the answers are of another moment, or the pool has much of what is not modelled, such as stable debt",
  });
}

const FIGURES: readonly (readonly [keyof PoolAccountData, string])[] = [
  ["totalCollateralBase", "totalCollateral"],
  ["totalDebtBase", "totalDebt"],
  ["liquidationThresholdBps", "liquidationThreshold"],
  ["ltvBps", "loanToValue"],
  ["availableBorrowsBase", "availableBorrows"],
  ["healthFactorWad", "healthFactor"],
];

/** @throws DisputedError (E_DISPUTED) where the pool's own figures of the account are not, to the last unit, what its rules give of the state that was read. */
function assertAgrees(ours: PoolAccountData, { stated, revision }: PoolReading): void {
  const found = FIGURES.find(([name]) => ours[name] !== stated[name]);
  if (found === undefined) return;
  const [name, field] = found;
  throw new DisputedError({
    field,
    got: `${stated[name]} by the pool`,
    want: `${ours[name]} by the rules of ${revision.release} of what it stores`,
    hint: "half of the answers are of another moment, or the account has what is not modelled, such as stable debt",
  });
}

/**
 * The account's figures, which the pool states as well.
 * @throws UnavailableError (E_UNAVAILABLE), StaleError (E_STALE), BadAnswerError (E_BAD_ANSWER), DisputedError (E_DISPUTED)
 */
export function checkedFigures(reading: PoolReading): PoolAccountData {
  for (const reserve of heldReserves(reading)) assertOpen(reserve);
  for (const reserve of reading.pool.reserves) assertFresh(reading, reserve);
  const ours = accountData(reading.pool, reading.position);
  assertAgrees(ours, reading);
  for (const reserve of reading.pool.reserves) {
    if (reading.curveless.includes(reserve.asset)) continue;
    assertBalanced(reading.revision, reserve);
    assertRates(reading.revision, reserve);
  }
  return ours;
}
