// Generated from the folders beside this file by scripts/generate-registry.ts. Do not edit.
import { aaveV3 } from "./aave-v3/index.js";
import { binanceUsdm } from "./binance-usdm/index.js";
import { bybit } from "./bybit/index.js";
import { compoundV3 } from "./compound-v3/index.js";
import { custom } from "./custom/index.js";
import { driftV2 } from "./drift-v2/index.js";
import { dydxV4 } from "./dydx-v4/index.js";
import { gate } from "./gate/index.js";
import { gmxV2 } from "./gmx-v2/index.js";
import { hyperliquid } from "./hyperliquid/index.js";
import { liquityV2 } from "./liquity-v2/index.js";
import { marginLoan } from "./margin-loan/index.js";
import { morphoBlue } from "./morpho-blue/index.js";
import { okxSwap } from "./okx-swap/index.js";
import { spark } from "./spark/index.js";
import { spotMargin } from "./spot-margin/index.js";
import type { VenueEntry } from "./entry.js";

/** Every venue, in order of its id. */
export const venues: readonly VenueEntry[] = [
  aaveV3,
  binanceUsdm,
  bybit,
  compoundV3,
  custom,
  driftV2,
  dydxV4,
  gate,
  gmxV2,
  hyperliquid,
  liquityV2,
  marginLoan,
  morphoBlue,
  okxSwap,
  spark,
  spotMargin,
];
