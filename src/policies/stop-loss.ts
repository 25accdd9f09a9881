import { ConflictError, OutOfRangeError, assertFinite, assertInRange, assertPositive } from "../errors/index.js";
import type { PolicyKind } from "./kind.js";
import { choiceIn, numberIn, numberOrNullIn } from "./policy-values.js";
import { durationWord, leverageWord, percentWord } from "./policy-words.js";
import type { TradingPolicy } from "./policy.js";
import { HOLD, type PolicyAction, type PolicyView } from "./view.js";

/** Settings of `stopLossPolicy`. */
export interface StopLossSettings {
  /** Signed leverage ratio at which it opens, not 0. */
  readonly leverageRatio: number;
  /** Move of the price against the position, from where it was opened, at which all is closed; a fraction in (0, 1). */
  readonly stop: number;
  /** As an order that rests at the venue, or by whoever watches, at a check. */
  readonly by: "resting" | "watched";
  /** Opens again this long after it was closed, ms, by the stop or by the venue; null: never. */
  readonly reopenMs: number | null;
}

const SOURCE = "stop-loss: a stop order, as exchanges and Contango offer it";

/** @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) naming the setting */
function assertStopLoss({ leverageRatio, stop, reopenMs }: StopLossSettings): void {
  assertFinite(leverageRatio, "leverage");
  const field = "leverage";
  const hint = "a stop without a position closes nothing";
  if (leverageRatio === 0) throw new OutOfRangeError({ field, got: "0x", want: "a long or a short", hint });
  assertInRange(stop, "stop", { min: 0, max: 1, open: true, want: "a move between 0 % and 100 %" });
  if (reopenMs !== null) assertPositive(reopenMs, "reopen");
  const gone = 1 / Math.abs(leverageRatio);
  if (stop >= gone)
    throw new ConflictError({
      field: "stop",
      got: `${percentWord(stop)} at ${leverageWord(leverageRatio)}`,
      want: `less than ${percentWord(gone)}, where the equity is gone`,
      hint: "a nearer stop, or less leverage",
    });
}

/**
 * Opens, and closes all once the price has moved against it by the stop, measured from the price at the check that opened.
 * A resting stop is filled at the venue, within a bar; a watched one at the first price after the check that saw it. A resting stop is
 * told the venue anew at each check, so that no position stands without it; one that the price has passed and that closed
 * nothing is made up for at the check. While it is out it says so at each check, so that no other policy on the account buys
 * back what it sold.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) naming the setting.
 */
export function stopLossPolicy(settings: StopLossSettings): TradingPolicy {
  assertStopLoss(settings);
  const { leverageRatio, stop, by, reopenMs } = settings;
  const sign = Math.sign(leverageRatio);
  const stopOf = (entryPrice: number): number => entryPrice * (1 - sign * stop);
  const close = {
    kind: "trade",
    leverageRatio: 0,
    because: `the price is ${percentWord(stop)} beyond the entry`,
  } as const;
  const out = { kind: "trade", leverageRatio: 0, because: "stopped out" } as const;

  const open = (view: PolicyView, because: string): PolicyAction => ({
    kind: "trade",
    leverageRatio,
    because,
    boundBy: null,
    memory: { openedMs: view.nowMs, entryPrice: view.price },
    resting: by === "resting" ? { price: stopOf(view.price), leverageRatio: 0 } : null,
  });
  const leave = ({ nowMs }: PolicyView): PolicyAction => ({ ...close, memory: { outMs: nowMs }, resting: null });

  const adjust = (view: PolicyView): PolicyAction => {
    const { memory, nowMs, price, notional, lastTradeMs } = view;
    if (memory.outMs !== undefined) {
      const again = reopenMs !== null && notional === 0 && nowMs - memory.outMs >= reopenMs;
      return again ? open(view, `${durationWord(reopenMs)} since it was closed`) : out;
    }
    const isFilled = lastTradeMs !== null && lastTradeMs >= memory.openedMs;
    if (!isFilled) return open(view, "opens");
    if (notional === 0) return leave(view);
    const stopPrice = stopOf(memory.entryPrice);
    if (sign * (price - stopPrice) <= 0) return leave(view);
    return by === "resting" ? { kind: "hold", resting: { price: stopPrice, leverageRatio: 0 } } : HOLD;
  };

  const back = reopenMs === null ? "for good" : `for ${durationWord(reopenMs)}`;
  return {
    id: "stop-loss",
    label: `${leverageWord(leverageRatio)} with a ${by} stop at ${percentWord(stop)}, out ${back}`,
    source: SOURCE,
    signals: [],
    estimates: null,
    rules: [],
    adjust,
  };
}

/** "stop-loss" by name. */
export const stopLossKind: PolicyKind = {
  id: "stop-loss",
  summary: "Opens, and closes all when the price has moved against it by a share of the entry.",
  source: SOURCE,
  fields: {
    leverage: { kind: "leverage", what: "signed leverage ratio at which it opens" },
    stop: { kind: "fraction", what: "move of the price against the position at which all is closed" },
    by: {
      kind: "choice",
      what: "an order at the venue, or a check",
      choices: ["resting", "watched"],
      default: "resting",
    },
    reopen: { kind: "duration", what: "opens again this long after; never unless given", optional: true },
  },
  of: (values) =>
    stopLossPolicy({
      leverageRatio: numberIn(values, "leverage"),
      stop: numberIn(values, "stop"),
      by: choiceIn(values, "by", ["resting", "watched"]),
      reopenMs: numberOrNullIn(values, "reopen"),
    }),
};
