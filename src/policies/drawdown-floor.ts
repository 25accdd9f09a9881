import { assertInRange } from "../errors/index.js";
import {
  assertKelly,
  kellyFields,
  kellyLeverageRatio,
  kellySettings,
  kellySignals,
  kellyWord,
  type KellySettings,
} from "./kelly.js";
import type { PolicyKind } from "./kind.js";
import { numberIn } from "./policy-values.js";
import { percentWord } from "./policy-words.js";
import type { TradingPolicy } from "./policy.js";
import { steered } from "./steering.js";
import { HOLD } from "./view.js";

/** Settings of `drawdownFloorPolicy`. */
export interface DrawdownFloorSettings extends KellySettings {
  /** Share of the highest wealth so far below which wealth must not fall, in (0, 1). */
  readonly floor: number;
}

const SOURCE = "drawdown floor: Kelly x (1 - floor x peak / wealth) (Grossman & Zhou 1993; Cvitanic & Karatzas 1995)";

/** Part of Kelly's leverage that the floor leaves: 1 - floor x peak / wealth, and 0 below the floor. */
export const floorFraction = (floor: number, wealth: number, peak: number): number =>
  Math.max(0, 1 - (floor * peak) / wealth);

/**
 * Wants Kelly's leverage of what wealth has above the floor. At the floor, and below it after a gap, it holds nothing, and
 * in cash it stays there until what cash earns has lifted it. It opens again after a liquidation, with what is left.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting.
 */
export function drawdownFloorPolicy(settings: DrawdownFloorSettings): TradingPolicy {
  assertKelly(settings);
  const { floor, fraction, windowMs } = settings;
  assertInRange(floor, "floor", { min: 0, max: 1, open: true, want: "a share of the peak between 0 % and 100 %" });
  return {
    id: "drawdown-floor",
    label: `${kellyWord(fraction)} above a floor of ${percentWord(floor)} of the peak`,
    source: SOURCE,
    signals: kellySignals(windowMs),
    estimates: null,
    rules: [],
    adjust: (view) => {
      const kelly = kellyLeverageRatio(view.state, view.signals[0], view.signals[1]);
      if (kelly === null) return HOLD;
      const wealth = view.equity + view.reserve;
      const left = floorFraction(floor, wealth, view.peakWealth);
      const wanted = (fraction * kelly * left * wealth) / view.equity;
      const boundBy = left < 1 - floor ? "tolerance" : "growth";
      return steered(view, wanted, settings, { because: "the cushion above the floor has moved", boundBy });
    },
  };
}

/** "drawdown-floor" by name. */
export const drawdownFloorKind: PolicyKind = {
  id: "drawdown-floor",
  summary: "Holds Kelly's leverage of what wealth has above a share of its peak.",
  source: SOURCE,
  fields: {
    floor: { kind: "fraction", what: "share of the peak below which wealth must not fall", default: 0.7 },
    ...kellyFields,
  },
  of: (values) => drawdownFloorPolicy({ ...kellySettings(values), floor: numberIn(values, "floor") }),
};
