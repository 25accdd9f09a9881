import { assertFinite, assertInRange, assertPositive } from "../errors/index.js";

/** A floor on wealth, as a share of its highest value so far, in units of cash that earns the safe rate. */
export interface FloorPolicy {
  /** Drift of the asset over the safe rate, a year. */
  readonly excessDriftAnnual: number;
  /** Standard deviation of the asset's log returns over a year, > 0. */
  readonly volatilityAnnual: number;
  /** Share of the highest wealth so far that is never to be given up, a fraction in [0, 1]. */
  readonly floor: number;
}

/** @throws NotFiniteError, OutOfRangeError naming the argument. */
function assertFloorPolicy({ excessDriftAnnual, volatilityAnnual, floor }: FloorPolicy): void {
  assertFinite(excessDriftAnnual, "excessDriftAnnual");
  assertPositive(volatilityAnnual, "volatilityAnnual");
  assertInRange(floor, "floor", { min: 0, max: 1, want: "a fraction from 0 to 1" });
}

/**
 * Leverage ratio that grows fastest while wealth stays above `floor` times its highest value: Kelly's times the share of
 * wealth above the floor (Grossman & Zhou 1993; Cvitanic & Karatzas 1995). `drawdown` is 1 - wealth / highest wealth, a
 * fraction in [0, 1]; at the floor or under it, and where nothing is left, the answer is 0. It fails on gaps, and sells as prices fall.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the argument.
 */
export function floorLeverageRatio(policy: FloorPolicy & { readonly drawdown: number }): number {
  assertFloorPolicy(policy);
  const { excessDriftAnnual, volatilityAnnual, floor, drawdown } = policy;
  assertInRange(drawdown, "drawdown", { min: 0, max: 1, want: "a fraction from 0 to 1" });
  if (drawdown === 1) return 0;
  return (excessDriftAnnual / volatilityAnnual ** 2) * Math.max(0, 1 - floor / (1 - drawdown));
}

/** Long-run growth of log wealth a year over the safe rate under `floorLeverageRatio`: (1 - floor) times Kelly's. @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the argument. */
export function floorGrowthAnnual(policy: FloorPolicy): number {
  assertFloorPolicy(policy);
  const { excessDriftAnnual, volatilityAnnual, floor } = policy;
  return ((1 - floor) * (excessDriftAnnual / volatilityAnnual) ** 2) / 2;
}
