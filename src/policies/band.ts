import { ConflictError, OutOfRangeError, assertFinite } from "../errors/index.js";
import type { PolicyKind } from "./kind.js";
import { choiceIn, numberIn, numberOrNullIn } from "./policy-values.js";
import { leverageWord } from "./policy-words.js";
import type { LeverageRule, TradingPolicy } from "./policy.js";
import { HOLD, type PolicyAction } from "./view.js";

/** Settings of `bandPolicy`. Signed leverage ratios, all on one side of 0. */
export interface BandSettings {
  /** Trades when a check finds a leverage ratio below `low` or above `high`; a `low` of 0 never buys more of a long. */
  readonly low: number;
  readonly high: number;
  /** Opens here, and trades here where `tradeTo` says so; the middle of the band unless given. */
  readonly target?: number | null;
  /** Outside the band: to its nearest edge, or to the target. */
  readonly tradeTo: "edge" | "target";
}

const SOURCE =
  "band: Davis & Norman 1990, Taksar, Klass & Assaf 1988 (to the edge, at a proportional cost); Altarovici, Muhle-Karbe & Soner 2015 (to the target, at a fixed cost)";

/** @throws NotFiniteError (E_NOT_FINITE), ConflictError (E_CONFIG_CONFLICT), OutOfRangeError (E_OUT_OF_RANGE) naming the setting */
function assertBand({ low, high, target }: Record<"low" | "high" | "target", number>): void {
  assertFinite(low, "low");
  assertFinite(high, "high");
  assertFinite(target, "target");
  if (low >= high)
    throw new ConflictError({
      field: "low",
      got: `${leverageWord(low)}, not below high ${leverageWord(high)}`,
      want: "a band with low below high",
      hint: low === high ? "a band of no width trades at every check" : "the band is inverted: swap low and high",
    });
  if (low < 0 && high > 0)
    throw new OutOfRangeError({
      field: "low",
      got: leverageWord(low),
      want: `${leverageWord(0)} or above, as high is ${leverageWord(high)}`,
      hint: "a band is for a long or for a short, not for both",
    });
  if (target < low || target > high)
    throw new ConflictError({
      field: "target",
      got: `${leverageWord(target)}, outside the band`,
      want: `from low ${leverageWord(low)} to high ${leverageWord(high)}`,
      hint: "it opens there, and would trade at once",
    });
}

/** The two triggers by size; one that can never fire is left out. */
function bandRules(low: number, high: number, target: number, tradeTo: "edge" | "target"): readonly LeverageRule[] {
  const [least, most] = [Math.min(Math.abs(low), Math.abs(high)), Math.max(Math.abs(low), Math.abs(high))];
  const end = (edge: number): number => (tradeTo === "edge" ? edge : Math.abs(target));
  const raise: LeverageRule = {
    name: "band's raise",
    firesBelow: least,
    firesAbove: null,
    endsFrom: end(least),
    endsTo: end(least),
  };
  const lower: LeverageRule = {
    name: "band's cut",
    firesBelow: null,
    firesAbove: most,
    endsFrom: end(most),
    endsTo: end(most),
  };
  return least > 0 ? [raise, lower] : [lower];
}

/**
 * Trades when a check finds the leverage ratio outside [low, high]. It opens again after a liquidation, unless `low` is 0,
 * where it only ever deleverages.
 * @throws NotFiniteError (E_NOT_FINITE), ConflictError (E_CONFIG_CONFLICT), OutOfRangeError (E_OUT_OF_RANGE) naming the setting.
 */
export function bandPolicy(settings: BandSettings): TradingPolicy {
  const { low, high, tradeTo } = settings;
  const target = settings.target ?? (low + high) / 2;
  assertBand({ low, high, target });
  const band = { low, high };
  const toEdge = tradeTo === "edge";
  const trade = (leverageRatio: number, because: string): PolicyAction => ({
    kind: "trade",
    leverageRatio,
    because,
    band,
    boundBy: null,
  });
  const open = trade(target, "opens");
  const fromBelow = trade(toEdge ? low : target, `leverage is below ${leverageWord(low)}`);
  const fromAbove = trade(toEdge ? high : target, `leverage is above ${leverageWord(high)}`);
  return {
    id: "band",
    label: `band ${leverageWord(low)} to ${leverageWord(high)}, to ${toEdge ? "the edge" : leverageWord(target)}`,
    source: SOURCE,
    signals: [],
    estimates: null,
    rules: bandRules(low, high, target, tradeTo),
    adjust: ({ leverageRatio, lastTradeMs }) => {
      if (lastTradeMs === null) return open;
      if (leverageRatio < low) return leverageRatio === 0 ? open : fromBelow;
      if (leverageRatio > high) return leverageRatio === 0 ? open : fromAbove;
      return HOLD;
    },
  };
}

/** "band" by name. */
export const bandKind: PolicyKind = {
  id: "band",
  summary: "Does nothing while leverage is inside its band, and trades to the edge or to the target outside it.",
  source: SOURCE,
  fields: {
    low: { kind: "leverage", what: "trades when leverage is below this; 0x: never raises it" },
    high: { kind: "leverage", what: "trades when leverage is above this" },
    to: { kind: "choice", what: "where its trades end", choices: ["edge", "target"], default: "edge" },
    target: { kind: "leverage", what: "opens here; the middle of the band unless given", optional: true },
  },
  of: (values) =>
    bandPolicy({
      low: numberIn(values, "low"),
      high: numberIn(values, "high"),
      tradeTo: choiceIn(values, "to", ["edge", "target"]),
      target: numberOrNullIn(values, "target"),
    }),
};
