import { describeLendingAccounts } from "../../../tests/lending-contract.js";
import { describeVenue } from "../../../tests/venue-contract.js";
import { aaveV3 } from "./index.js";

const asked = { longMax: 1e9, shortMax: 1e9 };
const assets = { collaterals: ["WETH", "WBTC", "wstETH", "USDC"], debts: ["USDC", "WETH", "WBTC"] };

for (const { id: release } of aaveV3.releases) {
  const dollars = aaveV3.market("ethereum", "WETH", { release });
  describeVenue(`aave-v3 ${release} WETH/USDC`, dollars, asked);
  describeVenue(
    `aave-v3 ${release} wstETH/WETH`,
    aaveV3.market("ethereum", "wstETH", { release, quote: "WETH" }),
    asked,
  );
  describeLendingAccounts(`aave-v3 ${release}`, dollars, assets);
}

for (const asset of ["WBTC", "wstETH"]) {
  describeVenue(`aave-v3 ${asset}/USDC`, aaveV3.market("ethereum", asset), asked);
}
