import { assertTiers, type Tier } from "../tiers.js";
import type { MarginStep } from "./params.js";

/**
 * A margin table as tiers: maintenance is half of the initial margin at the step's highest leverage, less the amount that
 * makes it continuous. Source: Hyperliquid docs, "Margin tiers".
 * @param path what to call the table in an error
 * @throws ConflictError (E_CONFIG_CONFLICT) for a table that is empty, does not begin at 0 or does not fall with size
 */
export function tiersOf(steps: readonly MarginStep[], path: string): readonly Tier[] {
  const tiers: Tier[] = [];
  steps.forEach(({ lowerBound, maxLeverage }, index) => {
    const previous = tiers.at(-1);
    const maintenanceRate = 1 / (2 * maxLeverage);
    tiers.push({
      notionalFloor: lowerBound,
      notionalCap: steps[index + 1]?.lowerBound ?? null,
      leverageRatioMax: maxLeverage,
      maintenanceRate,
      maintenanceAmount:
        previous === undefined
          ? 0
          : previous.maintenanceAmount + lowerBound * (maintenanceRate - previous.maintenanceRate),
    });
  });
  assertTiers(tiers, path);
  return tiers;
}
