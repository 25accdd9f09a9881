import { DAY_MS } from "../src/model/index.js";
import type { FlexibleLeverageSettings } from "../src/policies/practice/index.js";

/** Settings of IndexCoop/index-coop-smart-contracts, test/adapters/flexibleLeverageStrategyExtension.spec.ts, on Aave v3, the reward left out. */
export const settings: FlexibleLeverageSettings = {
  ...{ target: 2, min: 1.7, max: 2.3, recenteringSpeed: 0.05, rebalanceIntervalMs: DAY_MS, twapCooldownMs: 3_000_000 },
  ...{ chunkMax: 0.5, slippage: 0.01, unutilized: 0.01, lender: "aave-v3" },
  ripcord: { leverageRatio: 2.6, cooldownMs: 60_000, chunkMax: 1, slippage: 0.05, reward: 0 },
};
