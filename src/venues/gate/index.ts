import type { Venue } from "../entry.js";
import { gateMarkets } from "./market.js";
import type { GateOverrides } from "./params.js";

export type { GateOverrides, GateTierRow } from "./params.js";

/** Gate perpetuals: linear in USDT, and inverse ones with margin in the coin. */
export const gate: Venue<[contract: string, overrides?: GateOverrides, release?: string]> = {
  ...gateMarkets,
  source: { via: "exchange", name: "gate", connector: "gate", load: () => import("./source.js") },
};
