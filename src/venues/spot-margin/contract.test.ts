import { describeVenue } from "../../../tests/venue-contract.js";
import { spotMargin } from "./index.js";

describeVenue("spot-margin BTC", spotMargin.market({ asset: "BTC" }), { longMax: 1e8, shortMax: 1e8 });

describeVenue(
  "spot-margin at 5x with a fee beyond what is left",
  spotMargin.market({ asset: "ETH", mode: "cross-5x", clearanceFeeRate: 0.3 }),
  { longMax: 1e8, shortMax: 1e8 },
);
