import type { ExchangeDialect } from "../../ports/index.js";
import type { Venue } from "../entry.js";
import { gateMarkets } from "./market.js";
import type { GateOverrides } from "./params.js";

export type { GateOverrides, GateTierRow } from "./params.js";

/** How the connector of exchanges is asked about it (ccxt 4.5). */
const dialect: ExchangeDialect = {
  connector: "gate",
  permissions: "privateAccountGetMainKeys",
  marketTypes: ["swap"],
  positionsOf: (settle) => ({ settle }),
  balanceOf: (settle) => ({ settle }),
};

/** Gate perpetuals: linear in USDT, and inverse ones with margin in the coin. */
export const gate: Venue<[contract: string, overrides?: GateOverrides, release?: string]> = {
  ...gateMarkets,
  source: { via: "exchange", name: "gate", dialect, load: () => import("./source.js") },
};
