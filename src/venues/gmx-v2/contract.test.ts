import { describeVenue } from "../../../tests/venue-contract.js";
import { gmxV2 } from "./index.js";

const skips = {
  "scaling the account scales the answer": "the collateral that must remain has a least amount in dollars",
};

describeVenue("gmx-v2 arbitrum WETH", gmxV2.market("arbitrum", "WETH"), { longMax: 80e6, shortMax: 80e6, skips });

describeVenue(
  "gmx-v2 arbitrum AAVE with open interest and an impact that counts",
  gmxV2.market("arbitrum", "AAVE", {
    openInterestLong: 1e6,
    openInterestShort: 500_000,
    liquidationImpactRateMax: 0.005,
  }),
  { longMax: 1e6, shortMax: 1.5e6, skips },
);
