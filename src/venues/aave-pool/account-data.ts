import { DuplicateKeyError, UnknownKeyError } from "../../errors/index.js";
import { divDown, lessOrNone, mulDivDown, WORD_MAX } from "../../kernel/index.js";
import type { AssetId } from "../../model/index.js";
import { balancesOf } from "./balances.js";
import { normalizedDebtHalfUp, normalizedIncomeHalfUp } from "./indexes.js";
import { BPS, percentMulHalfUp, wadDivHalfUp } from "./ray.js";
import { rulesOf } from "./release.js";
import type { EMode, PoolHolding, PoolPosition, PoolReserve, PoolState } from "./state.js";

/** What getUserAccountData answers. */
export interface PoolAccountData {
  /** Base currency, 1e8; only what is used as collateral. */
  readonly totalCollateralBase: bigint;
  /** Base currency, 1e8. */
  readonly totalDebtBase: bigint;
  /** Base currency, 1e8. */
  readonly availableBorrowsBase: bigint;
  /** Average over the collateral, down to whole bps; the health factor of 3.5 and later does not use it. */
  readonly liquidationThresholdBps: bigint;
  readonly ltvBps: bigint;
  /** 1e18 is 1; 2^256 - 1 without debt. */
  readonly healthFactorWad: bigint;
}

/** What one collateral counts for in an efficiency mode, bps. */
export interface CollateralTerms {
  readonly ltvBps: bigint;
  readonly liquidationThresholdBps: bigint;
  readonly liquidationBonusBps: bigint;
}

/** The reserve of an asset. @throws UnknownKeyError (E_UNKNOWN_KEY) if the pool does not list it */
export function reserveOf(pool: PoolState, asset: AssetId): PoolReserve {
  const found = pool.reserves.find((reserve) => reserve.asset === asset);
  if (found !== undefined) return found;
  const want = pool.reserves.map((reserve) => reserve.asset).join(", ");
  throw new UnknownKeyError({ field: "asset", got: asset, want, hint: "an asset of the pool's own list" });
}

/** The efficiency mode of that id; null for 0. @throws UnknownKeyError (E_UNKNOWN_KEY) if the pool does not have it */
export function eModeOf(pool: PoolState, id: number): EMode | null {
  if (id === 0) return null;
  const found = pool.eModes.find((eMode) => eMode.id === id);
  if (found !== undefined) return found;
  const want = ["0", ...pool.eModes.map((eMode) => String(eMode.id))].join(", ");
  throw new UnknownKeyError({ field: "eModeId", got: String(id), want, hint: "0 is no efficiency mode" });
}

/** What the account has of an asset, nothing where it has no line. @throws DuplicateKeyError (E_DUPLICATE_KEY) if it has two */
export function holdingOf(position: PoolPosition, asset: AssetId): PoolHolding {
  const lines = position.holdings.filter((holding) => holding.asset === asset);
  const [first, second] = lines;
  if (second !== undefined) {
    throw new DuplicateKeyError({ field: "holdings", got: asset, want: "one line an asset", hint: "add the lines up" });
  }
  return first ?? { asset, scaledBalance: 0n, usedAsCollateral: false, scaledDebt: 0n };
}

function ltvIn(pool: PoolState, eMode: EMode | null, reserve: PoolReserve): bigint {
  const rules = rulesOf(pool.release);
  if (eMode === null || (rules.reserveOverEMode && reserve.ltvBps === 0n)) return reserve.ltvBps;
  const zero = !rules.reserveOverEMode && eMode.ltvZero.includes(reserve.asset);
  if (eMode.collateral.includes(reserve.asset)) return zero ? 0n : eMode.ltvBps;
  return rules.isolatedEMode && eMode.isolated ? 0n : reserve.ltvBps;
}

/** What a reserve counts for in an efficiency mode (ValidationLogic.getUserReserveLtv; GenericLogic; LiquidationLogic). */
export function collateralTerms(pool: PoolState, eMode: EMode | null, reserve: PoolReserve): CollateralTerms {
  const within = eMode?.collateral.includes(reserve.asset) === true ? eMode : reserve;
  const { liquidationThresholdBps, liquidationBonusBps } = within;
  return { ltvBps: ltvIn(pool, eMode, reserve), liquidationThresholdBps, liquidationBonusBps };
}

/** Price of a whole asset for an account in that mode, base currency 1e8: the category's own source where it has one (to 3.1). */
export function priceIn(pool: PoolState, eMode: EMode | null, reserve: PoolReserve): bigint {
  const own = rulesOf(pool.release).eModePrice && eMode !== null ? eMode.priceBase : null;
  return own !== null && eMode?.collateral.includes(reserve.asset) === true ? own : reserve.priceBase;
}

/** Amount held of an asset now, smallest units, as the aToken's balanceOf answers. */
export const heldOf = (pool: PoolState, reserve: PoolReserve, scaled: bigint): bigint =>
  balancesOf(pool.release).held(scaled, normalizedIncomeHalfUp(reserve, pool.nowSeconds));

/** Amount owed of an asset now, smallest units, as the variable debt token's balanceOf answers. */
export const owedOf = (pool: PoolState, reserve: PoolReserve, scaled: bigint): bigint =>
  scaled === 0n
    ? 0n
    : balancesOf(pool.release).owed(scaled, normalizedDebtHalfUp(pool.release, reserve, pool.nowSeconds));

/** True where the pool counts the line as collateral: up to 3.5 a threshold of 0 outside efficiency modes bars it. */
export const isCollateral = (pool: PoolState, reserve: PoolReserve, holding: PoolHolding): boolean =>
  holding.usedAsCollateral && !(rulesOf(pool.release).reserveOverEMode && reserve.liquidationThresholdBps === 0n);

interface Sums {
  readonly collateralBase: bigint;
  readonly debtBase: bigint;
  /** Sums of value x bps. */
  readonly ltv: bigint;
  readonly threshold: bigint;
}

function withHolding(pool: PoolState, eMode: EMode | null, sums: Sums, holding: PoolHolding): Sums {
  const reserve = reserveOf(pool, holding.asset);
  const price = priceIn(pool, eMode, reserve);
  const owed = owedOf(pool, reserve, holding.scaledDebt);
  const debtBase = sums.debtBase + balancesOf(pool.release).debtBase(owed, price, reserve.unit);
  if (!isCollateral(pool, reserve, holding)) return { ...sums, debtBase };
  const value = mulDivDown(heldOf(pool, reserve, holding.scaledBalance), price, reserve.unit);
  const terms = collateralTerms(pool, eMode, reserve);
  return {
    collateralBase: sums.collateralBase + value,
    debtBase,
    ltv: sums.ltv + value * terms.ltvBps,
    threshold: sums.threshold + value * terms.liquidationThresholdBps,
  };
}

function healthFactor(pool: PoolState, sums: Sums, thresholdBps: bigint): bigint {
  if (sums.debtBase === 0n) return WORD_MAX;
  return rulesOf(pool.release).healthFactor === "exact-sum"
    ? divDown(wadDivHalfUp(sums.threshold, sums.debtBase), BPS)
    : wadDivHalfUp(percentMulHalfUp(sums.collateralBase, thresholdBps), sums.debtBase);
}

/**
 * What getUserAccountData answers for the account (GenericLogic.calculateUserAccountData and calculateAvailableBorrows).
 * @throws UnknownKeyError (E_UNKNOWN_KEY), DuplicateKeyError (E_DUPLICATE_KEY), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function accountData(pool: PoolState, position: PoolPosition): PoolAccountData {
  const eMode = eModeOf(pool, position.eModeId);
  const sums = position.holdings.reduce<Sums>(
    (before, { asset }) => withHolding(pool, eMode, before, holdingOf(position, asset)),
    { collateralBase: 0n, debtBase: 0n, ltv: 0n, threshold: 0n },
  );
  const average = (sum: bigint): bigint => (sums.collateralBase === 0n ? 0n : divDown(sum, sums.collateralBase));
  const ltvBps = average(sums.ltv);
  const liquidationThresholdBps = average(sums.threshold);
  return {
    totalCollateralBase: sums.collateralBase,
    totalDebtBase: sums.debtBase,
    availableBorrowsBase: lessOrNone(
      balancesOf(pool.release).borrowableBase(sums.collateralBase, ltvBps),
      sums.debtBase,
    ),
    liquidationThresholdBps,
    ltvBps,
    healthFactorWad: healthFactor(pool, sums, liquidationThresholdBps),
  };
}
