import { describeVenue } from "../../../tests/venue-contract.js";
import { custom } from "./index.js";

const common = { asset: "ETH", quote: "USD", asOf: "2026-01-31", source: "test", tradingCostRate: 0.001 } as const;

describeVenue(
  "custom lending",
  custom.market({
    ...common,
    kind: "lending",
    reserves: {
      ETH: { loanToValueMax: 0.9, liquidationThreshold: 0.93, liquidationBonus: 0.02 },
      USD: { loanToValueMax: 0.75, liquidationThreshold: 0.8, liquidationBonus: 0.05 },
    },
    closeFactor: 0.5,
  }),
  { longMax: 1e8, shortMax: 1e8 },
);

describeVenue(
  "custom perpetual with a flat rate",
  custom.market({ ...common, kind: "perpetual", maintenanceRate: 0.005, closingFeeRate: 0.0005, leverageRatioMax: 50 }),
  { longMax: 1e8, shortMax: 1e8 },
);

describeVenue(
  "custom perpetual with tiers and a remainder",
  custom.market({
    ...common,
    kind: "perpetual",
    liquidationFeeRate: 0.01,
    tiers: [
      { notionalFloor: 0, notionalCap: 100_000, leverageRatioMax: 40, maintenanceRate: 0.0125 },
      { notionalFloor: 100_000, leverageRatioMax: 20, maintenanceRate: 0.025 },
    ],
  }),
  {
    longMax: 1e7,
    shortMax: 1e7,
    skips: { "scaling the account scales the answer": "a larger position stands in a higher tier" },
  },
);
