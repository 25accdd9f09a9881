import { describeLendingAccounts } from "../../../tests/lending-contract.js";
import { describeVenue } from "../../../tests/venue-contract.js";
import { compoundV3 } from "./index.js";

for (const [chain, asset, quote] of [
  ["ethereum", "WETH", "USDT"],
  ["ethereum", "wstETH", "WETH"],
  ["base", "cbBTC", "USDC"],
] as const) {
  const name = `compound-v3 ${chain} ${asset}/${quote}`;
  describeVenue(name, compoundV3.market(chain, asset, quote), {
    longMax: 1e9,
    // No market that lends the asset takes the quote currency.
    shortMax: asset === "WETH" ? 1e9 : 0,
    skips:
      asset === "WETH"
        ? {
            "carry is the sum of its parts, scales with the account and is straight between its kinks":
              "idle cash earns and cash pledged for a short does not, so that carry jumps at 0; the parts are tested by hand",
          }
        : {},
  });
}

describeLendingAccounts("compound-v3 ethereum USDC", compoundV3.market("ethereum", "WETH", "USDC"), {
  collaterals: ["WETH", "WBTC", "COMP", "wstETH"],
  debts: ["USDC"],
});
