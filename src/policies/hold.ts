import { assertFinite } from "../errors/index.js";
import type { PolicyKind } from "./kind.js";
import { numberIn } from "./policy-values.js";
import { leverageWord } from "./policy-words.js";
import type { TradingPolicy } from "./policy.js";
import { HOLD, type PolicyAction } from "./view.js";

/** Settings of `holdPolicy`. */
export interface HoldSettings {
  /** Signed leverage ratio at which it opens; 1 buys the asset and borrows nothing, 0 stays in cash. */
  readonly leverageRatio: number;
}

const SOURCE = "set and forget: mathematics of buy and hold";

/**
 * Opens once and never trades again: what the venue closes stays closed.
 * @throws NotFiniteError (E_NOT_FINITE) naming the setting.
 */
export function holdPolicy({ leverageRatio }: HoldSettings): TradingPolicy {
  assertFinite(leverageRatio, "leverage");
  const open: PolicyAction = { kind: "trade", leverageRatio, because: "opens", boundBy: null };
  return {
    id: "hold",
    label: `hold ${leverageWord(leverageRatio)}`,
    source: SOURCE,
    signals: [],
    estimates: null,
    rules: [],
    adjust: (view) => (leverageRatio !== 0 && view.lastTradeMs === null && view.liquidations === 0 ? open : HOLD),
  };
}

/** "hold" by name. */
export const holdKind: PolicyKind = {
  id: "hold",
  summary: "Opens once and never trades again; what the venue closes stays closed.",
  source: SOURCE,
  fields: { leverage: { kind: "leverage", what: "signed leverage ratio at which it opens", default: 1 } },
  of: (values) => holdPolicy({ leverageRatio: numberIn(values, "leverage") }),
};
