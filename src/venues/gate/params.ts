import { stepsOf, tiersOfSteps } from "../tier-answer.js";
import type { DatedTable, TieredOverrides } from "../tiered-venue.js";
import type { Tier } from "../tiers.js";

/** One row of the venue's answer to /futures/{settle}/risk_limit_tiers; numbers as texts, as it writes them, or plain. */
export interface GateTierRow {
  /** Contract; the venue leaves it out where one contract was asked for. */
  readonly contract?: string;
  /** Largest value of the tier: quote currency, or coins for an inverse contract. */
  readonly risk_limit: string | number;
  /** Fraction of value, marginal. */
  readonly maintenance_rate: string | number;
  readonly leverage_max: string | number;
  /** Taken off value x maintenance_rate; left out: derived. */
  readonly deduction?: string | number;
}

/** What a caller may put in place of the shipped parameters: the venue's answer for all contracts, or rows by contract. */
export type GateOverrides = TieredOverrides<readonly GateTierRow[] | Readonly<Record<string, readonly GateTierRow[]>>>;

/**
 * Cap (USDT), highest leverage, maintenance rate, deduction (USDT). Only the first five tiers are known to us: the venue's
 * table goes on to 1,500 million.
 */
const bitcoin = tiersOfSteps(
  stepsOf([
    [500_000, 200, 0.003, 0],
    [1_000_000, 150.01, 0.0035, 250],
    [1_500_000, 125, 0.004, 750],
    [2_000_000, 110.01, 0.0045, 1500],
    [3_000_000, 100, 0.005, 2500],
  ]),
  "gate.BTC_USDT",
);

/** Tables that are shipped, by contract. */
export const gateTables: Readonly<Record<string, DatedTable<readonly Tier[]>>> = {
  BTC_USDT: {
    table: bitcoin,
    asOfMs: Date.UTC(2026, 8, 25),
    source:
      "first five tiers of /futures/usdt/risk_limit_tiers, recorded 2026-09-25 (BYTEX-TRADE/bytex, test fixtures): check before use",
    fundingRateMax: 0.003,
  },
};

/** Taker fee of the contract's own answer of 2026-09-25; a stated default, the fee of the lowest account level. */
export const gateTakerFeeRate = 0.000_75;
