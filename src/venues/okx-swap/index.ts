import type { ExchangeDialect } from "../../ports/index.js";
import type { Venue } from "../entry.js";
import { okxSwapMarkets } from "./market.js";
import type { OkxSwapOverrides } from "./params.js";

export type { OkxSwapOverrides, OkxTierRow } from "./params.js";

/** How the connector of exchanges is asked about it (ccxt 4.5). */
const dialect: ExchangeDialect = {
  connector: "okx",
  permissions: "privateGetAccountConfig",
  settings: "privateGetAccountConfig",
  marketTypes: ["swap"],
  tiersByMargin: true,
};

/** OKX perpetual swaps: linear in USDT or USDC, and inverse ones with margin in the coin. */
export const okxSwap: Venue<[symbol: string, overrides?: OkxSwapOverrides, release?: string]> = {
  ...okxSwapMarkets,
  source: { via: "exchange", name: "okx", dialect, needsPassphrase: true, load: () => import("./source.js") },
};
