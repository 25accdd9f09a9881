import { betFraction } from "../decision/index.js";
import { assertInRange, assertPositive } from "../errors/index.js";
import { DAY_MS } from "../model/index.js";
import type { PolicyKind } from "./kind.js";
import { numberIn } from "./policy-values.js";
import { durationWord } from "./policy-words.js";
import type { TradingPolicy } from "./policy.js";
import { assertSteering, steered, steeringFields, type Steering } from "./steering.js";
import { kellyWord } from "./kelly.js";

/** Settings of `journalKellyPolicy`. */
export interface JournalKellySettings extends Steering {
  /** Part of the Kelly bet that is taken, in (0, 1]. */
  readonly fraction: number;
  /** Each such period of holding the asset counts as one trade of the journal, ms. */
  readonly periodMs: number;
  /** Past from which the journal is read, ms. */
  readonly windowMs: number;
}

const SOURCE = "trade-journal Kelly: f = (p (b + 1) - 1) / b of win rate p and payoff ratio b (Kelly 1956, Thorp 2006)";

/**
 * Holds as leverage the share f that Kelly stakes on a bet with the win rate and the payoff ratio of past periods. It is
 * what trade journals and their calculators do, and it answers another question: f is for bets that lose their whole
 * stake, so it never borrows, however small the moves. It opens again after a liquidation.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting.
 */
export function journalKellyPolicy(settings: JournalKellySettings): TradingPolicy {
  const { fraction, periodMs, windowMs } = settings;
  assertInRange(fraction, "fraction", { min: Number.MIN_VALUE, max: 1, want: "above 0 % and up to 100 %" });
  assertPositive(periodMs, "period");
  assertInRange(windowMs, "window", { min: 2 * periodMs, want: `at least two periods of ${durationWord(periodMs)}` });
  assertSteering(settings);
  const terms = { because: "the journal's bet has moved", boundBy: "growth" } as const;
  return {
    id: "journal-kelly",
    label: `journal ${kellyWord(fraction)} over ${durationWord(windowMs)} of ${durationWord(periodMs)} each`,
    source: SOURCE,
    signals: [
      { kind: "win-rate", periodMs, windowMs },
      { kind: "payoff-ratio", periodMs, windowMs },
    ],
    estimates: null,
    rules: [],
    adjust: (view) => {
      const [winProbability, payoff] = view.signals;
      return steered(view, fraction * betFraction({ winProbability, payoff }), settings, terms);
    },
  };
}

/** "journal-kelly" by name. */
export const journalKellyKind: PolicyKind = {
  id: "journal-kelly",
  summary: "Holds the share that Kelly stakes on a bet with the win rate and payoff ratio of past periods.",
  source: SOURCE,
  fields: {
    fraction: { kind: "fraction", what: "part of the Kelly bet that is taken", default: 1 },
    period: { kind: "duration", what: "one trade of the journal: holding the asset for this long", default: DAY_MS },
    window: { kind: "duration", what: "past from which the journal is read", default: 365 * DAY_MS },
    ...steeringFields,
  },
  of: (values) =>
    journalKellyPolicy({
      fraction: numberIn(values, "fraction"),
      periodMs: numberIn(values, "period"),
      windowMs: numberIn(values, "window"),
      leverageRatioMax: numberIn(values, "max"),
      width: numberIn(values, "width"),
    }),
};
