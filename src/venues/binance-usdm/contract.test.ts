import { describeVenue } from "../../../tests/venue-contract.js";
import { binanceUsdm } from "./index.js";

for (const symbol of ["BTCUSDT", "ETHUSDT"]) {
  const market = binanceUsdm.market(symbol);
  const largest = market.model.notionalMax(symbol, { [symbol]: 1 }) ?? 0;
  describeVenue(`binance-usdm ${symbol}`, market, {
    longMax: largest,
    shortMax: largest,
    skips: { "scaling the account scales the answer": "a larger position stands in a higher tier" },
  });
}
