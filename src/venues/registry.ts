// Generated from the folders beside this file by scripts/generate-registry.ts. Do not edit.
import { aaveV3 } from "./aave-v3/index.js";
import { binanceUsdm } from "./binance-usdm/index.js";
import { compoundV3 } from "./compound-v3/index.js";
import { custom } from "./custom/index.js";
import { hyperliquid } from "./hyperliquid/index.js";
import { marginLoan } from "./margin-loan/index.js";
import { morphoBlue } from "./morpho-blue/index.js";
import { spark } from "./spark/index.js";
import type { VenueEntry } from "./entry.js";

/** Every venue, in order of its id. */
export const venues: readonly VenueEntry[] = [aaveV3, binanceUsdm, compoundV3, custom, hyperliquid, marginLoan, morphoBlue, spark];
