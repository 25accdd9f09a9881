import { describeLendingAccounts } from "../../../tests/lending-contract.js";
import { describeVenue } from "../../../tests/venue-contract.js";
import { liquityV2 } from "./index.js";

/** BOLD is no collateral, so that no short can be held. */
const asked = {
  longMax: 1e9,
  shortMax: 0,
  skips: { "more cash moves both liquidation prices away": "BOLD beside a trove is no collateral of it" },
};

for (const { asset, quote } of liquityV2.listMarkets()) {
  const market = liquityV2.find({ asset, quote });
  describeVenue(`liquity-v2 ${asset}/${quote}`, market, asked);
  describeLendingAccounts(`liquity-v2 ${asset}/${quote}`, market, { collaterals: [asset], debts: [quote] });
}

for (const stabilityPoolShare of [0, 0.4]) {
  const market = liquityV2.market("wstETH", { stabilityPoolShare });
  describeVenue(`liquity-v2 where the pool takes ${stabilityPoolShare}`, market, asked);
}
