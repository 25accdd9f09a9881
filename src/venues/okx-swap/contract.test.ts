import { describeVenue } from "../../../tests/venue-contract.js";
import { okxSwap } from "./index.js";

const tiered = { "scaling the account scales the answer": "a larger position stands in a higher tier" };

for (const symbol of ["BTC-USDT-SWAP", "ETH-USDT-SWAP"]) {
  const market = okxSwap.market(symbol);
  // The cap is in contracts: at the lowest price asked about, 0.01, it is this.
  const largest = market.model.notionalMax(symbol, { [symbol]: 0.01 }) ?? 0;
  describeVenue(`okx-swap ${symbol}`, market, { longMax: largest, shortMax: largest, skips: tiered });
}

/** A table of our own: no inverse table of the venue is shipped. */
const inverse = okxSwap.market("BTC-USD-SWAP", {
  asOf: "2026-09-25",
  contractValues: { "BTC-USD-SWAP": 100 },
  tiers: {
    "BTC-USD-SWAP": [
      { minSz: 0, maxSz: 20_000, mmr: 0.005, maxLever: 100 },
      { minSz: 20_001, maxSz: 60_000, mmr: 0.01, maxLever: 50 },
    ],
  },
});
const largest = inverse.model.notionalMax("BTC", { BTC: 1 }) ?? 0;
describeVenue("okx-swap BTC-USD-SWAP", inverse, {
  longMax: largest,
  shortMax: largest,
  skips: {
    ...tiered,
    "more cash moves both liquidation prices away": "an inverse contract takes margin in its coin only",
  },
});
