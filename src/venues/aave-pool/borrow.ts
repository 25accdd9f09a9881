import { assertAmount, mulDivDown } from "../../kernel/index.js";
import type { AssetId } from "../../model/index.js";
import { accountData, collateralTerms, eModeOf, holdingOf, priceIn, reserveOf } from "./account-data.js";
import { balancesOf } from "./balances.js";
import { accruedReserve } from "./indexes.js";
import { percentDivHalfUp, percentDivUp, WAD } from "./ray.js";
import { refused, type PoolErrorName, type PoolRefused } from "./refusal.js";
import { rulesOf, type BorrowCheck } from "./release.js";
import type { PoolHolding, PoolPosition, PoolReserve, PoolState } from "./state.js";

/** What a borrow or a supply does to the account. */
export type PoolAction = { readonly status: "done"; readonly position: PoolPosition } | PoolRefused;

/** Debt ceilings count in 1/100 of a whole asset (ReserveConfiguration.DEBT_CEILING_DECIMALS). */
const CEILING_UNITS = 100n;

interface BorrowView {
  readonly pool: PoolState;
  /** Before. */
  readonly position: PoolPosition;
  /** With the new debt. */
  readonly after: PoolPosition;
  /** Accrued to now. */
  readonly reserve: PoolReserve;
  /** Smallest units. */
  readonly amount: bigint;
  readonly amountScaled: bigint;
}

/** The account with that line in place of what it had of the asset. */
function withLine(position: PoolPosition, line: PoolHolding): PoolPosition {
  const { holdings } = position;
  const known = holdings.some(({ asset }) => asset === line.asset);
  if (!known) return { ...position, holdings: [...holdings, line] };
  return { ...position, holdings: holdings.map((holding) => (holding.asset === line.asset ? line : holding)) };
}

/** The one collateral of an isolated account; null where the account is not isolated (UserConfiguration.getIsolationModeState). */
function isolatedCollateral(pool: PoolState, position: PoolPosition): PoolReserve | null {
  const [first, second] = position.holdings.filter((holding) => holding.usedAsCollateral);
  if (first === undefined || second !== undefined || !rulesOf(pool.release).isolationMode) return null;
  const reserve = reserveOf(pool, first.asset);
  return reserve.debtCeiling === 0n ? null : reserve;
}

function notOpen({ reserve }: BorrowView): PoolErrorName | null {
  if (!reserve.active) return "ReserveInactive";
  if (reserve.paused) return "ReservePaused";
  return reserve.frozen ? "ReserveFrozen" : null;
}

const eModeLends = ({ pool, position, reserve }: BorrowView): boolean =>
  eModeOf(pool, position.eModeId)?.borrowable.includes(reserve.asset) ?? true;

function notLent(view: BorrowView): PoolErrorName | null {
  if (view.position.eModeId !== 0) return eModeLends(view) ? null : "NotBorrowableInEMode";
  return view.reserve.borrowingEnabled ? null : "BorrowingNotEnabled";
}

function aboveSupply({ pool, reserve, amount, amountScaled }: BorrowView): PoolErrorName | null {
  const { held, owed } = balancesOf(pool.release);
  const against = rulesOf(pool.release).balances === "against-user";
  const asked = against ? owed(amountScaled, reserve.variableBorrowIndexRay) : amount;
  return held(reserve.scaledSupply, reserve.liquidityIndexRay) >= asked ? null : "InvalidAmount";
}

function aboveBorrowCap({ pool, reserve, amount, amountScaled }: BorrowView): PoolErrorName | null {
  if (reserve.borrowCap === 0n) return null;
  const { owed } = balancesOf(pool.release);
  const { scaledDebt, variableBorrowIndexRay } = reserve;
  const debt =
    rulesOf(pool.release).balances === "against-user"
      ? owed(scaledDebt + amountScaled, variableBorrowIndexRay)
      : owed(scaledDebt, variableBorrowIndexRay) + amount;
  return debt <= reserve.borrowCap * reserve.unit ? null : "BorrowCapExceeded";
}

function aboveCeiling({ pool, position, reserve, amount }: BorrowView): PoolErrorName | null {
  const isolated = isolatedCollateral(pool, position);
  if (isolated === null) return null;
  if (!reserve.borrowableInIsolation) return "AssetNotBorrowableInIsolation";
  const next = isolated.isolationModeTotalDebt + mulDivDown(amount, CEILING_UNITS, reserve.unit);
  return next <= isolated.debtCeiling ? null : "DebtCeilingExceeded";
}

function siloed({ pool, position, reserve }: BorrowView): PoolErrorName | null {
  const owing = position.holdings.filter(({ scaledDebt }) => scaledDebt > 0n);
  const [first, second] = owing;
  if (first === undefined) return null;
  const silo = second === undefined && reserveOf(pool, first.asset).siloedBorrowing;
  const barred = silo ? first.asset !== reserve.asset : reserve.siloedBorrowing;
  return barred ? "SiloedBorrowingViolation" : null;
}

/** To 3.4: the account as it was, with the new debt's value added by hand. */
function ltvBefore({ pool, position, reserve, amount }: BorrowView): PoolErrorName | null {
  const data = accountData(pool, position);
  if (data.totalCollateralBase === 0n) return "CollateralBalanceIsZero";
  if (data.ltvBps === 0n) return "LtvValidationFailed";
  if (data.healthFactorWad <= WAD) return "HealthFactorLowerThanLiquidationThreshold";
  const price = priceIn(pool, eModeOf(pool, position.eModeId), reserve);
  const debtBase = data.totalDebtBase + mulDivDown(amount, price, reserve.unit);
  const needed = percentDivHalfUp(debtBase, data.ltvBps);
  return needed <= data.totalCollateralBase ? null : "CollateralCannotCoverNewBorrow";
}

/** From 3.5: the account with the new debt (ValidationLogic.validateHFAndLtv). */
function ltvAfter({ pool, after }: BorrowView): PoolErrorName | null {
  const data = accountData(pool, after);
  if (data.ltvBps === 0n) return "LtvValidationFailed";
  if (data.healthFactorWad < WAD) return "HealthFactorLowerThanLiquidationThreshold";
  const needed = percentDivUp(data.totalDebtBase, data.ltvBps);
  return data.totalCollateralBase >= needed ? null : "CollateralCannotCoverNewBorrow";
}

const CHECKS: Readonly<Record<BorrowCheck, (view: BorrowView) => PoolErrorName | null>> = {
  amount: ({ amount }) => (amount === 0n ? "InvalidAmount" : null),
  "reserve-open": notOpen,
  "borrowing-enabled": ({ reserve }) => (reserve.borrowingEnabled ? null : "BorrowingNotEnabled"),
  "borrowing-enabled-or-e-mode": notLent,
  "supply-covers-amount": aboveSupply,
  "borrow-cap": aboveBorrowCap,
  isolation: aboveCeiling,
  "e-mode": (view) => (eModeLends(view) ? null : rulesOf(view.pool.release).eModeRefusal),
  siloed,
  "ltv-before": ltvBefore,
  "ltv-after": ltvAfter,
  mint: ({ amountScaled }) => (amountScaled === 0n ? "InvalidMintAmount" : null),
  liquidity: ({ reserve, amount }) => (amount <= reserve.availableLiquidity ? null : "Panic(0x11)"),
};

/**
 * Borrows an amount at the variable rate, smallest units: the account after it, or the first refusal in the contract's
 * order (BorrowLogic.executeBorrow, ValidationLogic.validateBorrow). A sequencer's sentinel (to 3.6) is not modelled.
 * @throws UnknownKeyError (E_UNKNOWN_KEY), DuplicateKeyError (E_DUPLICATE_KEY), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function borrow(pool: PoolState, position: PoolPosition, asset: AssetId, amount: bigint): PoolAction {
  assertAmount(amount, "amount");
  const reserve = accruedReserve(pool.release, reserveOf(pool, asset), pool.nowSeconds);
  const amountScaled = balancesOf(pool.release).scaledOfBorrow(amount, reserve.variableBorrowIndexRay);
  const line = holdingOf(position, asset);
  const after = withLine(position, { ...line, scaledDebt: line.scaledDebt + amountScaled });
  const view: BorrowView = { pool, position, after, reserve, amount, amountScaled };
  for (const check of rulesOf(pool.release).borrowChecks) {
    const because = CHECKS[check](view);
    if (because !== null) return refused(pool.release, because);
  }
  return { status: "done", position: after };
}

function aboveSupplyCap(pool: PoolState, reserve: PoolReserve, amount: bigint, scaled: bigint): boolean {
  if (reserve.supplyCap === 0n) return false;
  const { held } = balancesOf(pool.release);
  const before = reserve.scaledSupply + reserve.accruedToTreasury;
  const supply =
    rulesOf(pool.release).balances === "against-user"
      ? held(before + scaled, reserve.liquidityIndexRay)
      : held(before, reserve.liquidityIndexRay) + amount;
  return supply > reserve.supplyCap * reserve.unit;
}

/** Whether a first supply becomes collateral by itself (ValidationLogic.validateAutomaticUseAsCollateral; validateUseAsCollateral from 3.7). */
function becomesCollateral(pool: PoolState, position: PoolPosition, reserve: PoolReserve): boolean {
  const rules = rulesOf(pool.release);
  const eMode = rules.reserveOverEMode ? null : eModeOf(pool, position.eModeId);
  if (collateralTerms(pool, eMode, reserve).ltvBps === 0n) return false;
  return !rules.isolationMode || (reserve.debtCeiling === 0n && isolatedCollateral(pool, position) === null);
}

/**
 * Supplies an amount, smallest units: the account after it, or the first refusal in the contract's order
 * (SupplyLogic.executeSupply, ValidationLogic.validateSupply). A first supply becomes collateral where the pool does that.
 * @throws UnknownKeyError (E_UNKNOWN_KEY), DuplicateKeyError (E_DUPLICATE_KEY), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function supply(pool: PoolState, position: PoolPosition, asset: AssetId, amount: bigint): PoolAction {
  assertAmount(amount, "amount");
  const { release } = pool;
  const reserve = accruedReserve(release, reserveOf(pool, asset), pool.nowSeconds);
  const scaled = balancesOf(release).scaledOfSupply(amount, reserve.liquidityIndexRay);
  const byScaled = rulesOf(release).balances === "against-user";
  if ((byScaled ? scaled : amount) === 0n) return refused(release, "InvalidAmount");
  if (!reserve.active) return refused(release, "ReserveInactive");
  if (reserve.paused) return refused(release, "ReservePaused");
  if (reserve.frozen) return refused(release, "ReserveFrozen");
  if (aboveSupplyCap(pool, reserve, amount, scaled)) return refused(release, "SupplyCapExceeded");
  if (scaled === 0n) return refused(release, "InvalidMintAmount");
  const line = holdingOf(position, asset);
  const usedAsCollateral =
    line.scaledBalance === 0n ? becomesCollateral(pool, position, reserve) : line.usedAsCollateral;
  return {
    status: "done",
    position: withLine(position, { ...line, usedAsCollateral, scaledBalance: line.scaledBalance + scaled }),
  };
}
