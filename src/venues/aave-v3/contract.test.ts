import { describeVenue } from "../../../tests/venue-contract.js";
import { aaveV3 } from "./index.js";

for (const asset of ["WETH", "WBTC", "wstETH"]) {
  describeVenue(`aave-v3 ${asset}`, aaveV3.market("ethereum", asset), { longMax: 1e9, shortMax: 1e9 });
}
