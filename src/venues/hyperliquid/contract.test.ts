import { describeVenue } from "../../../tests/venue-contract.js";
import { hyperliquid } from "./index.js";

for (const asset of ["BTC", "ETH", "HYPE"]) {
  describeVenue(`hyperliquid ${asset}`, hyperliquid.market(asset), {
    longMax: 1e9,
    shortMax: 1e9,
    skips: { "scaling the account scales the answer": "a larger position stands in a higher tier" },
  });
}
