import { assertAmount, divDown, mulDivDown, mulDivUp } from "../../kernel/index.js";

/** Parts per million: the chain writes fractions as whole numbers of 1e-6. */
export const PPM = 1_000_000n;

/** Decimal places of the quote currency, USDC: one quote quantum is 1e-6 of it. */
const QUOTE_PLACES = 6n;

/** What the chain says of a group of markets. Fractions in ppm, caps in quote quantums. */
export interface LiquidityTier {
  /** Base initial margin, ppm of notional, at most 1e6. */
  readonly initialMarginPpm: bigint;
  /** Maintenance as a share of the base initial margin, ppm, at most 1e6. */
  readonly maintenanceFractionPpm: bigint;
  /** Open interest above which the initial margin rises, quote quantums. */
  readonly openInterestLowerCap: bigint;
  /** Open interest from which it is the whole notional, quote quantums; 0: it never rises. */
  readonly openInterestUpperCap: bigint;
}

/** One perpetual at an oracle price. */
export interface PerpetualPrice {
  /** One base quantum is 10^atomicResolution units of the asset, as -10n for BTC. */
  readonly atomicResolution: bigint;
  /** Oracle price in units of 10^exponent of the quote currency. */
  readonly price: bigint;
  readonly exponent: bigint;
}

/** Base quantums, signed, as quote quantums at the oracle price, rounded towards 0 (v4-chain lib.BaseToQuoteQuantums). */
export function quoteQuantumsTowardsZero(baseQuantums: bigint, perpetual: PerpetualPrice): bigint {
  const scale = perpetual.exponent + perpetual.atomicResolution + QUOTE_PLACES;
  const product = baseQuantums * perpetual.price;
  return scale < 0n ? divDown(product, 10n ** -scale) : product * 10n ** scale;
}

/** Maintenance margin of a tier in ppm of notional, down (LiquidityTier.GetMaintenanceMarginPpm). */
export const maintenanceMarginPpmDown = (tier: LiquidityTier): bigint =>
  mulDivDown(tier.initialMarginPpm, tier.maintenanceFractionPpm, PPM);

/**
 * Initial margin in ppm at an open interest, down: base up to the lower cap, the whole notional from the upper one, straight
 * between (LiquidityTier.GetAdjustedInitialMarginPpm).
 * @param openInterest value of all open positions of one side, quote quantums, >= 0
 * @throws OutOfRangeError (E_OUT_OF_RANGE) below 0
 */
export function scaledInitialMarginPpmDown(tier: LiquidityTier, openInterest: bigint): bigint {
  assertAmount(openInterest, "openInterest");
  const { initialMarginPpm, openInterestLowerCap: lower, openInterestUpperCap: upper } = tier;
  if (upper === 0n || openInterest <= lower) return initialMarginPpm;
  if (openInterest >= upper) return PPM;
  return initialMarginPpm + mulDivDown(PPM - initialMarginPpm, openInterest - lower, upper - lower);
}

/**
 * Initial margin of a notional in quote quantums, up (LiquidityTier.GetInitialMarginQuoteQuantums).
 * @param customPpm initial margin that the holder has set for the market, ppm; it counts where it is the larger; 0: none is set
 */
export function initialMarginUp(
  tier: LiquidityTier,
  notional: bigint,
  openInterest: bigint,
  customPpm: bigint = 0n,
): bigint {
  const scaled = scaledInitialMarginPpmDown(tier, openInterest);
  return mulDivUp(notional, customPpm > scaled ? customPpm : scaled, PPM);
}

/** Maintenance margin of a notional in quote quantums: the base initial margin rounded up, then its share rounded up again. Open interest and the holder's own setting do not touch it. */
export const maintenanceMarginUp = (tier: LiquidityTier, notional: bigint): bigint =>
  mulDivUp(mulDivUp(notional, tier.initialMarginPpm, PPM), tier.maintenanceFractionPpm, PPM);

/** A position and what its margin depends on. */
export interface DydxPosition {
  readonly perpetual: PerpetualPrice;
  readonly tier: LiquidityTier;
  /** Base quantums; short is negative. */
  readonly quantums: bigint;
  /** Open interest of the market, base quantums. */
  readonly openInterest: bigint;
  /** Initial margin set by the holder, ppm; 0: none. */
  readonly customInitialMarginPpm: bigint;
}

/** What positions are worth and demand, quote quantums. */
export interface DydxRisk {
  /** Signed notional, with the quote balance where it is that of a subaccount. */
  readonly netCollateral: bigint;
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
}

/** Signed notional and both requirements of one position, requirements up (perpetuals lib.GetPositionNetNotionalValueAndMarginRequirements). */
export function positionRisk(position: DydxPosition): DydxRisk {
  const { perpetual, tier, quantums, openInterest, customInitialMarginPpm } = position;
  const notional = quoteQuantumsTowardsZero(quantums < 0n ? -quantums : quantums, perpetual);
  const open = quoteQuantumsTowardsZero(openInterest, perpetual);
  return {
    netCollateral: quantums < 0n ? -notional : notional,
    initialMargin: initialMarginUp(tier, notional, open, customInitialMarginPpm),
    maintenanceMargin: maintenanceMarginUp(tier, notional),
  };
}
