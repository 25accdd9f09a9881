import { describeVenue } from "../../../tests/venue-contract.js";
import { bybit } from "./index.js";

const tiered = { "scaling the account scales the answer": "a larger position stands in a higher tier" };

for (const symbol of ["BTCUSDT", "ETHUSDT"]) {
  for (const { id } of bybit.releases) {
    const market = bybit.market(symbol, undefined, id);
    const largest = market.model.notionalMax(symbol, { [symbol]: 1 }) ?? 0;
    describeVenue(`bybit ${symbol} ${id}`, market, { longMax: largest, shortMax: largest, skips: tiered });
  }
}

for (const { id } of bybit.releases) {
  const market = bybit.market("BTCUSD", undefined, id);
  // The cap is in coins: at the lowest price asked about, 0.01, it is this.
  const largest = market.model.notionalMax("BTC", { BTC: 0.01 }) ?? 0;
  describeVenue(`bybit BTCUSD ${id}`, market, {
    longMax: largest,
    shortMax: largest,
    skips: {
      ...tiered,
      "more cash moves both liquidation prices away": "an inverse contract takes margin in its coin only",
    },
  });
}
