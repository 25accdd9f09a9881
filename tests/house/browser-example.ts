import { decide } from "../../src/index.js";
import { eth } from "../../src/models/index.js";
import { aaveV3 } from "../../src/venues/aave-v3/index.js";

/** The library example of the README, as JSON: run by Node and by a browser, which must agree. */
export const exampleDecision = (): string =>
  JSON.stringify(
    decide({
      account: { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 },
      estimates: eth.estimates({ borrowRateAnnual: 0.05 }),
      venue: aaveV3.market("ethereum", "WETH"),
      tolerance: { lossMax: 0.5, probabilityMax: 0.1, horizonMs: 365 * 86_400_000 },
    }),
  );
