import { BARRIER_TOLERANCE } from "../barrier.js";

/** Terms of a pre-liquidation contract, as fractions. */
export interface PreLiquidationOption {
  /** Loan to value above which a part may be closed; below the market's LLTV. */
  readonly preLltv: number;
  /** Share of the debt that one call may close: at the pre-LLTV, above 0, and at the LLTV. */
  readonly preLcf1: number;
  readonly preLcf2: number;
  /** Collateral value seized for each unit repaid, 1 or above: at the pre-LLTV, and at the LLTV. */
  readonly preLif1: number;
  readonly preLif2: number;
}

/** Value of one position, quote currency. */
export interface PositionValue {
  readonly collateral: number;
  readonly debt: number;
}

/** What pre-liquidators did to a position, quote currency. */
export interface PreLiquidationOutcome extends PositionValue {
  /** Debt repaid, and what was seized beyond it. */
  readonly repaid: number;
  readonly cost: number;
}

/** Calls after which the rest is closed at once: a small share of what is left, for ever, ends here. */
const CALLS_MAX = 100;

/**
 * What pre-liquidators do to a position between the two thresholds: each call closes as much as the terms allow, until the
 * loan to value is back at the pre-LLTV (PreLiquidation.preLiquidate, without the rounding). A position on that barrier up
 * to rounding is called once. Above the LLTV they can do nothing: the market's own liquidation applies.
 */
export function preLiquidatedValue(
  { collateral, debt }: PositionValue,
  terms: PreLiquidationOption,
  lltv: number,
): PreLiquidationOutcome {
  let [held, owed, repaid, cost] = [collateral, debt, 0, 0];
  for (let call = 0; owed > terms.preLltv * held * (call === 0 ? 1 - BARRIER_TOLERANCE : 1); call++) {
    const part = Math.max(0, (owed / held - terms.preLltv) / (lltv - terms.preLltv));
    const factor = terms.preLif1 + part * (terms.preLif2 - terms.preLif1);
    const allowed = owed * Math.min(1, terms.preLcf1 + part * (terms.preLcf2 - terms.preLcf1));
    const restoring = (owed - terms.preLltv * held) / (1 - terms.preLltv * factor);
    const taken = call < CALLS_MAX ? allowed : restoring;
    repaid += taken;
    cost += taken * (factor - 1);
    owed -= taken;
    held -= taken * factor;
    if (call >= CALLS_MAX) break;
  }
  return { collateral: held, debt: owed, repaid, cost };
}
