import { describeVenue } from "../../../tests/venue-contract.js";
import { driftV2 } from "./index.js";

const terms = { marginRatioInitial: 0.1, marginRatioMaintenance: 0.05, liquidatorFeeRate: 0.01 };

for (const [name, sizeFactor, insuranceFeeRate, unrealizedWeight] of [
  ["by size", 0.0001, 0.01, 1],
  ["flat, with profits discounted", 0, 0, 0.8],
] as const) {
  const market = { ...terms, sizeFactor, insuranceFeeRate, unrealizedWeight };
  describeVenue(
    `drift-v2 ${name}`,
    driftV2.market("SOL-PERP", { markets: { "SOL-PERP": market }, asOf: "2026-04-01" }),
    {
      longMax: 1e7,
      shortMax: 1e7,
      skips:
        sizeFactor === 0 ? {} : { "scaling the account scales the answer": "a larger position has a larger ratio" },
    },
  );
}
