import { describeVenue } from "../../../tests/venue-contract.js";
import { gate } from "./index.js";

const tiered = { "scaling the account scales the answer": "a larger position stands in a higher tier" };

const linear = gate.market("BTC_USDT");
const largest = linear.model.notionalMax("BTC_USDT", { BTC_USDT: 1 }) ?? 0;
describeVenue("gate BTC_USDT", linear, { longMax: largest, shortMax: largest, skips: tiered });

/** A table of our own, in coins: no inverse table of the venue is shipped. */
const inverse = gate.market("BTC_USD", {
  asOf: "2026-09-25",
  tiers: {
    BTC_USD: [
      { risk_limit: 3, maintenance_rate: 0.005, leverage_max: 100 },
      { risk_limit: 50, maintenance_rate: 0.01, leverage_max: 50 },
    ],
  },
});
// The cap is in coins: at the lowest price asked about, 0.01, it is this.
const coins = inverse.model.notionalMax("BTC", { BTC: 0.01 }) ?? 0;
describeVenue("gate BTC_USD", inverse, {
  longMax: coins,
  shortMax: coins,
  skips: {
    ...tiered,
    "more cash moves both liquidation prices away": "an inverse contract takes margin in its coin only",
  },
});
