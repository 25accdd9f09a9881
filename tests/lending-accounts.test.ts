import { aaveV3 } from "../src/venues/aave-v3/index.js";
import { compoundV3 } from "../src/venues/compound-v3/index.js";
import { morphoBlue } from "../src/venues/morpho-blue/index.js";
import { spark } from "../src/venues/spark/index.js";
import { describeLendingAccounts } from "./lending-contract.js";

const pool = ["WETH", "WBTC", "wstETH", "USDC"];

for (const { id: release } of aaveV3.releases) {
  const market = aaveV3.market("ethereum", "WETH", { release });
  describeLendingAccounts(`aave-v3 ${release}`, market, { collaterals: pool, debts: pool });
}

const lent = ["WETH", "wstETH", "DAI"];
describeLendingAccounts("spark", spark.market("ethereum", "WETH"), { collaterals: lent, debts: lent });

// Compound lends the base asset of a market alone, Morpho one asset against one other.
describeLendingAccounts("compound-v3 USDC", compoundV3.market("ethereum", "WETH", "USDC"), {
  collaterals: ["WETH", "WBTC", "LINK", "UNI"],
  debts: ["USDC"],
});
describeLendingAccounts("morpho-blue wstETH", morphoBlue.find({ asset: "wstETH", quote: "USDC" }), {
  collaterals: ["wstETH"],
  debts: ["USDC"],
});
