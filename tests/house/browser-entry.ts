// What the browser test bundles: every pure room whole, the main door, and the library example of the README.
import { decide } from "../../src/index.js";
import { eth } from "../../src/models/index.js";
import { aaveV3 } from "../../src/venues/aave-v3/index.js";

export * as decision from "../../src/decision/index.js";
export * as errors from "../../src/errors/index.js";
export * as estimators from "../../src/estimators/index.js";
export * as kernel from "../../src/kernel/index.js";
export * as main from "../../src/index.js";
export * as model from "../../src/model/index.js";
export * as models from "../../src/models/index.js";
export * as odds from "../../src/odds/index.js";
export * as series from "../../src/series/index.js";
export * as venues from "../../src/venues/index.js";

/** The decision of the example, as JSON: made by Node and by a browser, which must agree. */
export const exampleDecision = (): string =>
  JSON.stringify(
    decide({
      account: { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 },
      estimates: eth.estimates({ borrowRateAnnual: 0.05 }),
      venue: aaveV3.market("ethereum", "WETH"),
      tolerance: { lossMax: 0.5, probabilityMax: 0.1, horizonMs: 365 * 86_400_000 },
    }),
  );
