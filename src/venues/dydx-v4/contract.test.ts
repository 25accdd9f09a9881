import { describeVenue } from "../../../tests/venue-contract.js";
import { dydxV4 } from "./index.js";

for (const ticker of ["BTC-USD", "LINK-USD"])
  describeVenue(`dydx-v4 ${ticker}`, dydxV4.market(ticker), { longMax: 1e8, shortMax: 1e8 });
