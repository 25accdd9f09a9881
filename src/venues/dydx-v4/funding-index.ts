import { divDown, mulDivDown } from "../../kernel/index.js";
import {
  maintenanceMarginPpmDown,
  PPM,
  quoteQuantumsTowardsZero,
  type LiquidityTier,
  type PerpetualPrice,
} from "./margin.js";

/** Rates are quoted for this many seconds, eight hours, and paid in proportion to the time passed. */
const RATE_SECONDS = 28_800n;

/** Largest |funding rate| of eight hours in ppm, down: factor x (initial - maintenance margin) (LiquidityTier.GetMaxAbsFundingClampPpm). @param factorPpm clamp factor, ppm; 6,000,000 on the network */
export const fundingClampPpmDown = (tier: LiquidityTier, factorPpm: bigint): bigint =>
  mulDivDown(factorPpm, tier.initialMarginPpm - maintenanceMarginPpmDown(tier), PPM);

/**
 * Change of a market's funding index, in 1e-6 quote quantums a base quantum, rounded towards 0 (funding.GetFundingIndexDelta).
 * @param rate8hPpm rate of eight hours, ppm, signed; positive is paid by longs
 * @param seconds time since the last tick; a tick comes every hour
 */
export const fundingIndexDeltaTowardsZero = (perpetual: PerpetualPrice, rate8hPpm: bigint, seconds: bigint): bigint =>
  divDown(quoteQuantumsTowardsZero(seconds * rate8hPpm, perpetual), RATE_SECONDS);

/** A position at two values of its market's funding index. */
export interface FundingAccrued {
  /** Index now, 1e-6 quote quantums a base quantum. */
  readonly fundingIndex: bigint;
  /** Index at which the position was last settled. */
  readonly positionIndex: bigint;
  /** Base quantums; short is negative. */
  readonly quantums: bigint;
}

/** Funding to the holder in 1e-6 quote quantums, exact; negative is paid (perpetuals lib.GetSettlementPpmWithPerpetual). */
export const fundingSettlementPpm = ({ fundingIndex, positionIndex, quantums }: FundingAccrued): bigint =>
  (positionIndex - fundingIndex) * quantums;
