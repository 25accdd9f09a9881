import { describeVenue } from "../../../tests/venue-contract.js";
import { marginLoan } from "./index.js";

describeVenue("margin-loan at the legal minimums", marginLoan.market({ asset: "SPX" }), {
  longMax: 1e8,
  shortMax: 1e8,
});

describeVenue(
  "margin-loan with stricter terms and a spread",
  marginLoan.market({
    asset: "SPX",
    initialMarginRate: 0.7,
    maintenanceMarginRateLong: 0.4,
    maintenanceMarginRateShort: 0.5,
    houseMarginRateLong: 0.45,
    rateSpreadAnnual: 0.02,
    commissionRate: 0.002,
    sellDownTo: "initial",
  }),
  { longMax: 1e8, shortMax: 1e8 },
);
