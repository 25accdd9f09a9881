import type { Venue } from "../entry.js";
import { okxSwapMarkets } from "./market.js";
import type { OkxSwapOverrides } from "./params.js";

export type { OkxSwapOverrides, OkxTierRow } from "./params.js";

/** OKX perpetual swaps: linear in USDT or USDC, and inverse ones with margin in the coin. */
export const okxSwap: Venue<[symbol: string, overrides?: OkxSwapOverrides, release?: string]> = {
  ...okxSwapMarkets,
  source: {
    ...{ via: "exchange", name: "okx", connector: "okx", needsPassphrase: true },
    load: () => import("./source.js"),
  },
};
