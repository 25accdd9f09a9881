import { assertAmount, divDown, divUp, least, mulDivDown } from "../../kernel/index.js";
import type { AssetId } from "../../model/index.js";
import {
  accountData,
  collateralTerms,
  eModeOf,
  heldOf,
  holdingOf,
  isCollateral,
  owedOf,
  priceIn,
  reserveOf,
} from "./account-data.js";
import type { PoolAccountData } from "./account-data.js";
import { balancesOf } from "./balances.js";
import { normalizedDebtHalfUp, normalizedIncomeHalfUp } from "./indexes.js";
import { percentDivDown, percentDivHalfUp, percentMulDown, percentMulHalfUp, percentMulUp, WAD } from "./ray.js";
import { refused, type PoolErrorName, type PoolRefused } from "./refusal.js";
import { rulesOf, type PoolRules } from "./release.js";
import type { PoolHolding, PoolPosition, PoolReserve, PoolState } from "./state.js";

/** Above this health factor at most half may be taken, 1e18 (LiquidationLogic.CLOSE_FACTOR_HF_THRESHOLD). */
export const FULL_CLOSE_HEALTH_FACTOR_WAD = 95n * 10n ** 16n;
const HALF_BPS = 5_000n;

/** What a liquidator asks. */
export interface LiquidationRequest {
  readonly collateral: AssetId;
  readonly debt: AssetId;
  /** Smallest units of the debt; 2^256 - 1 for as much as is allowed. */
  readonly debtToCover: bigint;
}

/** Debt of one asset that nobody will repay, booked on its reserve; smallest units. */
export interface PoolDeficit {
  readonly asset: AssetId;
  readonly amount: bigint;
}

/** A liquidation that the pool carries out. */
export interface PoolLiquidation {
  readonly status: "done";
  /** Paid by the liquidator, smallest units of the debt. */
  readonly debtRepaid: bigint;
  /** Received by the liquidator, smallest units of the collateral. */
  readonly collateralSeized: bigint;
  /** Received by the treasury, smallest units of the collateral. */
  readonly protocolFee: bigint;
  /** Debt written off, by asset; empty before 3.3 and where collateral is left. */
  readonly deficits: readonly PoolDeficit[];
  /** The account after it; read it with the same pool. */
  readonly position: PoolPosition;
}

/** The two reserves of a call and what the account has in them; amounts in smallest units, values in base currency 1e8. */
interface Sides {
  readonly rules: PoolRules;
  readonly data: PoolAccountData;
  readonly collateral: PoolReserve;
  readonly collateralPrice: bigint;
  readonly collateralHeld: bigint;
  readonly collateralLine: PoolHolding;
  readonly debt: PoolReserve;
  readonly debtPrice: bigint;
  readonly debtOwed: bigint;
  readonly bonusBps: bigint;
}

function sidesOf(pool: PoolState, position: PoolPosition, { collateral, debt }: LiquidationRequest): Sides {
  const eMode = eModeOf(pool, position.eModeId);
  const [inReserve, outReserve] = [reserveOf(pool, collateral), reserveOf(pool, debt)];
  const collateralLine = holdingOf(position, collateral);
  return {
    rules: rulesOf(pool.release),
    data: accountData(pool, position),
    collateral: inReserve,
    collateralPrice: priceIn(pool, eMode, inReserve),
    collateralHeld: heldOf(pool, inReserve, collateralLine.scaledBalance),
    collateralLine,
    debt: outReserve,
    debtPrice: priceIn(pool, eMode, outReserve),
    debtOwed: owedOf(pool, outReserve, holdingOf(position, debt).scaledDebt),
    bonusBps: collateralTerms(pool, eMode, inReserve).liquidationBonusBps,
  };
}

/** The first refusal before any amount is looked at, in the contract's order (ValidationLogic.validateLiquidationCall). */
function barred(pool: PoolState, sides: Sides): PoolErrorName | null {
  const { collateral, debt } = sides;
  if (!collateral.active || !debt.active) return "ReserveInactive";
  if (collateral.paused || debt.paused) return "ReservePaused";
  const inGrace = [collateral, debt].some(({ liquidationGraceUntilSeconds: until }) => until >= pool.nowSeconds);
  if (inGrace) return "LiquidationGraceSentinelCheckFailed";
  if (sides.data.healthFactorWad >= WAD) return "HealthFactorNotBelowThreshold";
  if (!isCollateral(pool, collateral, sides.collateralLine)) return "CollateralCannotBeLiquidated";
  return sides.debtOwed === 0n ? "SpecifiedCurrencyNotBorrowedByUser" : null;
}

const debtBase = (pool: PoolState, { debtPrice, debt }: Sides, amount: bigint): bigint =>
  balancesOf(pool.release).debtBase(amount, debtPrice, debt.unit);

const collateralBase = ({ collateralPrice, collateral }: Sides, amount: bigint): bigint =>
  mulDivDown(amount, collateralPrice, collateral.unit);

/** Most of the called debt that one call may repay: the close factor; smallest units. */
function closable(pool: PoolState, sides: Sides): bigint {
  const { rules, data, debtOwed } = sides;
  if (data.healthFactorWad <= FULL_CLOSE_HEALTH_FACTOR_WAD) return debtOwed;
  if (rules.closeFactorOf === "called-debt") return percentMulHalfUp(debtOwed, HALF_BPS);
  const owedBase = debtBase(pool, sides, debtOwed);
  const small = least(owedBase, collateralBase(sides, sides.collateralHeld)) < rules.halfCloseBaseMin;
  const halfBase = percentMulHalfUp(data.totalDebtBase, HALF_BPS);
  return small || owedBase <= halfBase ? debtOwed : mulDivDown(halfBase, sides.debt.unit, sides.debtPrice);
}

interface Amounts {
  readonly debtRepaid: bigint;
  /** All that leaves the account: liquidator's part and fee. */
  readonly collateralTaken: bigint;
  readonly protocolFee: bigint;
}

/** Collateral for a repayment, and the fee on its bonus (LiquidationLogic._calculateAvailableCollateralToLiquidate). */
function amountsFor(pool: PoolState, sides: Sides, debtToCover: bigint): Amounts {
  const { collateral, debt, collateralPrice, debtPrice, bonusBps, collateralHeld } = sides;
  const against = sides.rules.seizure === "against-liquidator";
  const worth = divDown(debtPrice * debtToCover * collateral.unit, collateralPrice * debt.unit);
  const wanted = against ? percentMulDown(worth, bonusBps) : percentMulHalfUp(worth, bonusBps);
  const collateralTaken = least(wanted, collateralHeld);
  const worthOfAll = divDown(collateralPrice * collateralTaken * debt.unit, debtPrice * collateral.unit);
  const debtRepaid = wanted > collateralHeld ? balancesOf(pool.release).repaidFor(worthOfAll, bonusBps) : debtToCover;
  if (collateralTaken === 0n) return { debtRepaid, collateralTaken, protocolFee: 0n };
  const base = (against ? percentDivDown : percentDivHalfUp)(collateralTaken, bonusBps);
  const feeOn = against ? percentMulUp : percentMulHalfUp;
  return {
    debtRepaid,
    collateralTaken,
    protocolFee: feeOn(collateralTaken - base, collateral.liquidationProtocolFeeBps),
  };
}

/** True where neither side is cleared and one is left with less than the pool allows. */
function leavesDust(pool: PoolState, sides: Sides, { debtRepaid, collateralTaken }: Amounts): boolean {
  if (debtRepaid >= sides.debtOwed || collateralTaken >= sides.collateralHeld) return false;
  const debtLeft = debtBase(pool, sides, sides.debtOwed - debtRepaid);
  const collateralLeft = collateralBase(sides, sides.collateralHeld - collateralTaken);
  return least(debtLeft, collateralLeft) < sides.rules.leftoverBaseMin;
}

interface ScaledTaking {
  /** Burned for the liquidator. */
  readonly scaledSeized: bigint;
  /** With the fee. */
  readonly scaledTaken: bigint;
  /** Smallest units. */
  readonly protocolFee: bigint;
}

/** The burn for the liquidator, then the fee's transfer, which takes no more than is left (LiquidationLogic). */
function scaledTaking(pool: PoolState, sides: Sides, { collateralTaken, protocolFee }: Amounts): ScaledTaking {
  const indexRay = normalizedIncomeHalfUp(sides.collateral, pool.nowSeconds);
  const { scaledOfTaking, held } = balancesOf(pool.release);
  const scaledSeized = scaledOfTaking(collateralTaken - protocolFee, indexRay);
  if (protocolFee === 0n) return { scaledSeized, scaledTaken: scaledSeized, protocolFee };
  const left = sides.collateralLine.scaledBalance - scaledSeized;
  const forTreasury = scaledOfTaking(protocolFee, indexRay);
  if (forTreasury <= left) return { scaledSeized, scaledTaken: scaledSeized + forTreasury, protocolFee };
  return { scaledSeized, scaledTaken: sides.collateralLine.scaledBalance, protocolFee: held(left, indexRay) };
}

/** Whether the account has no collateral of any value left, which turns its remaining debt into deficit (from 3.3). */
function collateralGone(pool: PoolState, sides: Sides, amounts: Amounts, { scaledTaken }: ScaledTaking): boolean {
  if (sides.rules.badDebt === "stays") return false;
  const taken =
    sides.rules.collateralGone === "by-value" ? amounts.collateralTaken : heldOf(pool, sides.collateral, scaledTaken);
  return collateralBase(sides, taken) === sides.data.totalCollateralBase;
}

/** The collateral's line without what was taken; the flag goes with the last of it. */
function collateralAfter(sides: Sides, amounts: Amounts, { scaledTaken }: ScaledTaking, gone: boolean): PoolHolding {
  const line = sides.collateralLine;
  const cleared =
    sides.rules.collateralGone === "by-value"
      ? amounts.collateralTaken === sides.collateralHeld
      : gone || scaledTaken === line.scaledBalance;
  return { ...line, scaledBalance: line.scaledBalance - scaledTaken, usedAsCollateral: !cleared };
}

/**
 * Whether the collateral's reserve has the underlying that the liquidator is to get; where it has not, the update of its
 * rates fails on the subtraction. A repayment of the same asset is in the virtual balance by then (from 3.1), but not yet in
 * the balance itself, which 3.0 reads. Found by running the contracts.
 */
function paysOut({ rules, collateral, debt }: Sides, { collateralTaken, protocolFee, debtRepaid }: Amounts): boolean {
  const arrived = rules.rateStrategy === "variable-only" && collateral.asset === debt.asset ? debtRepaid : 0n;
  return collateralTaken - protocolFee <= collateral.availableLiquidity + arrived;
}

interface Settled {
  readonly deficits: readonly PoolDeficit[];
  readonly holdings: readonly PoolHolding[];
}

/** Burns the debt repaid, and where the collateral is gone all debt of active reserves (LiquidationLogic._burnDebtTokens, _burnBadDebt). */
function settledDebts(
  pool: PoolState,
  sides: Sides,
  lines: readonly PoolHolding[],
  repaid: bigint,
  gone: boolean,
): Settled {
  const deficits: PoolDeficit[] = [];
  const holdings = lines.map((line): PoolHolding => {
    const reserve = reserveOf(pool, line.asset);
    const called = line.asset === sides.debt.asset;
    if (line.scaledDebt === 0n || (!called && !(gone && reserve.active))) return line;
    if (!gone) {
      const indexRay = normalizedDebtHalfUp(pool.release, reserve, pool.nowSeconds);
      return { ...line, scaledDebt: line.scaledDebt - balancesOf(pool.release).scaledOfRepayment(repaid, indexRay) };
    }
    const amount = owedOf(pool, reserve, line.scaledDebt) - (called ? repaid : 0n);
    if (amount > 0n) deficits.push({ asset: line.asset, amount });
    return { ...line, scaledDebt: 0n };
  });
  return { deficits, holdings };
}

function settled(
  pool: PoolState,
  position: PoolPosition,
  sides: Sides,
  amounts: Amounts,
): PoolLiquidation | PoolRefused {
  const taking = scaledTaking(pool, sides, amounts);
  const gone = collateralGone(pool, sides, amounts, taking);
  const line = collateralAfter(sides, amounts, taking, gone);
  const lines = position.holdings.map((holding) => (holding.asset === line.asset ? line : holding));
  const { deficits, holdings } = settledDebts(pool, sides, lines, amounts.debtRepaid, gone);
  const nothingBurned = holdings.every(({ scaledDebt }, at) => scaledDebt === lines[at]?.scaledDebt);
  if (nothingBurned) return refused(pool.release, "InvalidBurnAmount");
  if (!paysOut(sides, amounts)) return refused(pool.release, "Panic(0x11)");
  if (taking.scaledSeized === 0n) return refused(pool.release, "InvalidBurnAmount");
  return {
    status: "done",
    debtRepaid: amounts.debtRepaid,
    collateralSeized: amounts.collateralTaken - amounts.protocolFee,
    protocolFee: taking.protocolFee,
    deficits,
    position: { ...position, holdings },
  };
}

/**
 * What liquidationCall does to the account at the pool's prices and time, the liquidator taking the underlying, or the
 * first refusal in the contract's order (LiquidationLogic.executeLiquidationCall). Not modelled: a sequencer's sentinel (to
 * 3.6), self-liquidation (refused from 3.4), stable debt.
 * @throws UnknownKeyError (E_UNKNOWN_KEY), DuplicateKeyError (E_DUPLICATE_KEY), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function liquidationCall(
  pool: PoolState,
  position: PoolPosition,
  request: LiquidationRequest,
): PoolLiquidation | PoolRefused {
  assertAmount(request.debtToCover, "debtToCover");
  const sides = sidesOf(pool, position, request);
  const because = barred(pool, sides);
  if (because !== null) return refused(pool.release, because);
  const amounts = amountsFor(pool, sides, least(request.debtToCover, closable(pool, sides)));
  if (leavesDust(pool, sides, amounts)) return refused(pool.release, "MustNotLeaveDust");
  return settled(pool, position, sides, amounts);
}

/** The largest of 0 .. most at which `fits` still holds, where it holds below and fails above one point; at most 256 steps. */
function largestFitting(most: bigint, fits: (amount: bigint) => boolean): bigint {
  let [low, high] = [0n, most];
  while (low < high) {
    const middle = divUp(low + high, 2n);
    if (fits(middle)) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/**
 * The call that repays the most: as much as the close factor allows, or, where that would leave dust (from 3.3), the most
 * that leaves enough on both sides. LiquidationDataProvider shrinks to the same end,
 * approximately; this is exact.
 * @throws UnknownKeyError (E_UNKNOWN_KEY), DuplicateKeyError (E_DUPLICATE_KEY), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function largestCall(
  pool: PoolState,
  position: PoolPosition,
  pair: Omit<LiquidationRequest, "debtToCover">,
): PoolLiquidation | PoolRefused {
  const sides = sidesOf(pool, position, { ...pair, debtToCover: 0n });
  const because = barred(pool, sides);
  if (because !== null) return refused(pool.release, because);
  const most = closable(pool, sides);
  const fits = (amount: bigint): boolean => !leavesDust(pool, sides, amountsFor(pool, sides, amount));
  // Only a halved call can leave dust, and then both sides are worth twice what must be left: some part of it always fits.
  const debtToCover = fits(most) ? most : largestFitting(most, fits);
  return settled(pool, position, sides, amountsFor(pool, sides, debtToCover));
}
