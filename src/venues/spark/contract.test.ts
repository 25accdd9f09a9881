import { describeLendingAccounts } from "../../../tests/lending-contract.js";
import { describeVenue } from "../../../tests/venue-contract.js";
import { spark } from "./index.js";

const asked = { longMax: 1e9, shortMax: 1e9 };

for (const { id: release } of spark.releases) {
  for (const { asset, quote } of spark.listMarkets()) {
    describeVenue(`spark ${release} ${asset}/${quote}`, spark.market("ethereum", asset, { release, quote }), asked);
  }
  const assets = { collaterals: ["WETH", "wstETH", "cbBTC"], debts: ["DAI", "WETH"] };
  describeLendingAccounts(`spark ${release}`, spark.market("ethereum", "WETH", { release }), assets);
}
