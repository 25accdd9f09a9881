import type { Coordinates, Odds, Provenance } from "../model/index.js";

/** Probability of liquidation by one horizon: left untouched, and under the policy (null where it cannot be said). */
export interface HorizonOdds {
  readonly horizonMs: number;
  readonly untouched: number;
  readonly underPolicy: number | null;
  /** With gaps and jumps as often as is expected; null with underPolicy. */
  readonly underPolicyExpected: number | null;
}

/** What liquidation of one position means: where it happens, how likely it is, and what it costs. */
export interface LiquidationReport {
  readonly leverageRatio: number;
  readonly coordinates: Coordinates;
  /** Log distance to the liquidation price in standard deviations of one day, >= 0; null where there is no such price. */
  readonly distanceInDays: number | null;
  /** Null without a volatility: odds are then not known. */
  readonly odds: Odds | null;
  readonly oddsByHorizon: readonly HorizonOdds[];
  /** What is lost if the price touches liquidation and no more; null where there is no such price. */
  readonly outcome: LiquidationLoss | null;
  readonly provenance: Pick<Provenance, "venue">;
  readonly notes: readonly string[];
}

/** What the venue does at the liquidation price. Quote currency, >= 0. */
export interface LiquidationLoss {
  /** Equity just before. */
  readonly equityBefore: number;
  /** Market value closed. */
  readonly closedNotional: number;
  /** Bonus and fees that the holder pays. */
  readonly cost: number;
  /** Equity left with the holder. */
  readonly equityAfter: number;
  /** Debt that nothing is left to pay. */
  readonly badDebt: number;
}
