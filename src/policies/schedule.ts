import { assertFinite, assertPositive } from "../errors/index.js";
import { DAY_MS } from "../model/index.js";
import type { PolicyKind } from "./kind.js";
import { numberIn } from "./policy-values.js";
import { durationWord, leverageWord } from "./policy-words.js";
import type { TradingPolicy } from "./policy.js";
import { HOLD, type PolicyAction, type PolicyView } from "./view.js";

/** Settings of `schedulePolicy`. */
export interface ScheduleSettings {
  /** Signed leverage ratio to which each reset trades. */
  readonly leverageRatio: number;
  /** Time from one reset to the next, ms. */
  readonly resetMs: number;
}

const SOURCE = "fixed leverage, reset on a schedule: leveraged funds (Avellaneda & Zhang 2010)";

/**
 * Trades to one leverage ratio at each reset, whatever it is then. After a liquidation, of a part too, it resets at the
 * next check, and the time to the next reset starts anew: the renewal of a loop that is opened again and again.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting.
 */
export function schedulePolicy({ leverageRatio, resetMs }: ScheduleSettings): TradingPolicy {
  assertFinite(leverageRatio, "leverage");
  assertPositive(resetMs, "every");
  const reset = ({ nowMs, liquidations }: PolicyView, because: string): PolicyAction => ({
    kind: "trade",
    leverageRatio,
    because,
    boundBy: null,
    memory: { resetMs: nowMs, liquidations },
  });
  const every = durationWord(resetMs);
  const size = Math.abs(leverageRatio);
  return {
    id: "schedule",
    label: `${leverageWord(leverageRatio)} reset every ${every}`,
    source: SOURCE,
    signals: [],
    estimates: null,
    rules: [{ name: "schedule", firesBelow: size, firesAbove: size, endsFrom: size, endsTo: size }],
    adjust: (view) => {
      const { memory, nowMs, liquidations, lastTradeMs } = view;
      if (lastTradeMs === null || memory.resetMs === undefined) return reset(view, "opens");
      if (liquidations !== memory.liquidations) return reset(view, "opens again after a liquidation");
      return nowMs - memory.resetMs >= resetMs ? reset(view, `${every} since the last reset`) : HOLD;
    },
  };
}

/** "schedule" by name. */
export const scheduleKind: PolicyKind = {
  id: "schedule",
  summary: "Trades back to one leverage at fixed times, whatever it is then.",
  source: SOURCE,
  fields: {
    leverage: { kind: "leverage", what: "signed leverage ratio after each reset" },
    every: { kind: "duration", what: "time from one reset to the next", default: DAY_MS },
  },
  of: (values) => schedulePolicy({ leverageRatio: numberIn(values, "leverage"), resetMs: numberIn(values, "every") }),
};
