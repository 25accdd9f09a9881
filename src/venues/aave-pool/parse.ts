import { OutOfRangeError } from "../../errors/index.js";
import { WORD_MAX } from "../../kernel/index.js";
import type { Account, AssetId, Leg, LendingPool, Prices } from "../../model/index.js";
import { quantityDown, quantityUp } from "../chain-amount.js";
import type { Reserve } from "../lending-rule.js";
import {
  collateralTerms,
  eModeOf,
  heldOf,
  holdingOf,
  isCollateral,
  owedOf,
  priceIn,
  reserveOf,
  type CollateralTerms,
} from "./account-data.js";
import { BPS } from "./ray.js";
import type { PoolHolding, PoolPosition, PoolReserve, PoolState } from "./state.js";

/** Smallest units of the base currency in one: 1e8. */
const BASE_UNIT = 1e8;

/** Decimals of an asset whose whole is `unit` smallest units. @throws OutOfRangeError (E_OUT_OF_RANGE) unless unit is a power of ten */
function decimalsOf({ asset, unit }: PoolReserve): number {
  const decimals = String(unit).length - 1;
  if (unit === 10n ** BigInt(decimals)) return decimals;
  const detail = { field: `${asset}.unit`, got: String(unit), want: "a power of ten" };
  throw new OutOfRangeError({ ...detail, hint: "10 to the asset's decimals" });
}

/** Basis points as a fraction, to the nearest double: 8050 is 0.805. */
const fractionOf = (bps: bigint): number => Number(bps) / Number(BPS);

/** Terms of a collateral as fractions; a bonus of 10500 bps is 0.05, and one of 0, of an asset that is no collateral, is 0. */
function reserveFractions({ ltvBps, liquidationThresholdBps, liquidationBonusBps }: CollateralTerms): Reserve {
  return {
    loanToValueMax: fractionOf(ltvBps),
    liquidationThreshold: fractionOf(liquidationThresholdBps),
    liquidationBonus: liquidationBonusBps === 0n ? 0 : fractionOf(liquidationBonusBps - BPS),
  };
}

/** An account of a pool in float64: what the venue's models take. */
export interface ParsedPosition {
  /** What counts as collateral, and every debt; aTokens that are not used as collateral are left out, for nobody can take them. */
  readonly account: Account;
  /** In the pool's base currency, US dollars, of every asset of the pool. */
  readonly prices: Prices;
  /** Terms of every asset of the pool in the account's efficiency mode, ready as `reserves` of a market's overrides. */
  readonly reserves: Readonly<Record<AssetId, Reserve>>;
}

function legsOf(pool: PoolState, { asset }: PoolHolding, position: PoolPosition): readonly Leg[] {
  const reserve = reserveOf(pool, asset);
  const holding = holdingOf(position, asset);
  const decimals = decimalsOf(reserve);
  const held = isCollateral(pool, reserve, holding) ? heldOf(pool, reserve, holding.scaledBalance) : 0n;
  const owed = owedOf(pool, reserve, holding.scaledDebt);
  const legs: readonly Leg[] = [
    { kind: "collateral", asset, quantity: quantityDown(held, decimals) },
    { kind: "debt", asset, quantity: quantityUp(owed, decimals) },
  ];
  return legs.filter(({ quantity }) => quantity > 0);
}

/**
 * A position of whole amounts as legs, prices and terms in float64, and the only place where the pool's integers become
 * numbers: collateral rounded down, debt up, prices and terms to the nearest.
 * @throws UnknownKeyError (E_UNKNOWN_KEY), DuplicateKeyError (E_DUPLICATE_KEY), OutOfRangeError (E_OUT_OF_RANGE)
 */
export function parsePosition(pool: PoolState, position: PoolPosition): ParsedPosition {
  const eMode = eModeOf(pool, position.eModeId);
  const prices: Record<AssetId, number> = {};
  const reserves: Record<AssetId, Reserve> = {};
  for (const reserve of pool.reserves) {
    prices[reserve.asset] = Number(priceIn(pool, eMode, reserve)) / BASE_UNIT;
    reserves[reserve.asset] = reserveFractions(collateralTerms(pool, eMode, reserve));
  }
  const legs = position.holdings.flatMap((holding) => legsOf(pool, holding, position));
  return { account: { legs }, prices, reserves };
}

/** Rates of a reserve in force, a year, continuously compounded: the pool compounds debt by the second, and supply at each transaction. */
export interface ParsedRates {
  readonly borrowRateAnnual: number;
  readonly supplyRateAnnual: number;
}

/** An amount of smallest units as a number, to the nearest double, which the digits of a text are read to: no power of ten is rounded first. */
const nearest = (amount: bigint, decimals: number): number => Number(`${amount}e-${decimals}`);

const RAY_DECIMALS = 27;
const WAD_DECIMALS = 18;

/** Rates of a reserve as fractions. */
export const parseRates = ({ variableBorrowRateRay, liquidityRateRay }: PoolReserve): ParsedRates => ({
  borrowRateAnnual: nearest(variableBorrowRateRay, RAY_DECIMALS),
  supplyRateAnnual: nearest(liquidityRateRay, RAY_DECIMALS),
});

/** What a reserve lends from, in units of its asset; null of one that nobody has supplied, or whose curve has no bend. */
export function parseLendingPool(pool: PoolState, reserve: PoolReserve): LendingPool | null {
  const decimals = decimalsOf(reserve);
  const borrowed = owedOf(pool, reserve, reserve.scaledDebt);
  const supplied = borrowed + reserve.availableLiquidity;
  const optimalUtilisation = nearest(reserve.curve.optimalUsageRay, RAY_DECIMALS);
  if (supplied === 0n || optimalUtilisation <= 0 || optimalUtilisation >= 1) return null;
  return {
    supplied: nearest(supplied, decimals),
    borrowed: nearest(borrowed, decimals),
    optimalUtilisation,
    slopeBelowAnnual: nearest(reserve.curve.slope1Ray, RAY_DECIMALS),
    slopeAboveAnnual: nearest(reserve.curve.slope2Ray, RAY_DECIMALS),
  };
}

/** A health factor as a number; null of an account that owes nothing. */
export const parseHealthFactor = (wad: bigint): number | null => (wad === WORD_MAX ? null : nearest(wad, WAD_DECIMALS));
