import { assertInRange, assertPositive, ConflictError } from "../../errors/index.js";
import type { PolicyKind } from "../kind.js";
import { numberIn, numberOrNullIn } from "../policy-values.js";
import { leverageWord, percentWord } from "../policy-words.js";
import type { LeverageRule, TradingPolicy } from "../policy.js";
import { HOLD, type PolicyAction, type PolicyView } from "../view.js";
import {
  assertLong,
  assertLongLeverage,
  collateralRatioAtLeverage,
  liquidationThresholdOf,
  loanToValueAtLeverage,
  loanToValueMaxOf,
} from "./lending-position.js";

const SOURCE =
  "defisaver/defisaver-v3-contracts, AaveV3RatioTrigger.isTriggered, AaveV3RatioHelper.getSafetyRatio, AaveV3RatioCheck";

/** How far past its target a boost or a repay may end without being undone. AaveV3RatioCheck.RATIO_OFFSET. */
export const RATIO_OFFSET = 0.05;

/** How far below the liquidation threshold an asset counts that may no longer be borrowed against. AaveV3RatioHelper.LTV_ZERO_OFFSET. */
const LTV_ZERO_OFFSET = 0.05;

/** Rounding of a sum of ratios, which the contract, in whole amounts, does not have. */
const ROUNDING = 1e-12;

/** Settings of `boostRepayPolicy`: safety ratios as fractions, 1.6 for 160 %. */
export interface BoostRepaySettings {
  /** Repays when the ratio is below `trigger`, up to `target`. */
  readonly repay: { readonly trigger: number; readonly target: number };
  /** Boosts when the ratio is above `trigger`, down to `target`; null: never. */
  readonly boost: { readonly trigger: number; readonly target: number } | null;
  /** Leverage ratio at which it opens; null: that of the repay's target. */
  readonly open: number | null;
  /** Debt over collateral up to which the venue lends, a fraction, which makes the triggers leverage ratios; null: the venue's at each check. */
  readonly loanToValueMax: number | null;
}

/** Safety ratio of a long: loan to value allowed x collateral / debt, at least 1, as the pool's available borrows are never below 0; 0 without debt. */
export const safetyRatio = (leverageRatio: number, loanToValueMax: number): number =>
  leverageRatio > 1 ? Math.max(1, loanToValueMax * collateralRatioAtLeverage(leverageRatio)) : 0;

/** Leverage ratio of a long at that safety ratio: R / (R - loan to value allowed). */
export const leverageAtSafetyRatio = (ratio: number, loanToValueMax: number): number =>
  ratio / (ratio - loanToValueMax);

function refuse(fields: string, got: string, want: string, hint: string): never {
  throw new ConflictError({ field: fields, got, want, hint });
}

/** @throws ConflictError (E_CONFIG_CONFLICT) with both numbers where one of the two actions can fire the other */
function assertApart({ repay, boost }: BoostRepaySettings): void {
  if (boost === null) return;
  const off = percentWord(RATIO_OFFSET);
  if (repay.target + RATIO_OFFSET > boost.trigger + ROUNDING)
    refuse(
      "repayTo, boostAbove",
      `a repay to ${percentWord(repay.target)}, which may end ${off} higher, and a boost above ${percentWord(boost.trigger)}`,
      `boostAbove at least ${percentWord(repay.target + RATIO_OFFSET)}`,
      "your repay triggers your boost",
    );
  if (boost.target - RATIO_OFFSET < repay.trigger - ROUNDING)
    refuse(
      "boostTo, repayBelow",
      `a boost to ${percentWord(boost.target)}, which may end ${off} lower, and a repay below ${percentWord(repay.trigger)}`,
      `repayBelow at most ${percentWord(boost.target - RATIO_OFFSET)}`,
      "your boost triggers your repay",
    );
}

function assertBoostRepay(settings: BoostRepaySettings): void {
  const { repay, boost, open, loanToValueMax } = settings;
  if (loanToValueMax !== null)
    assertInRange(loanToValueMax, "loanToValue", { min: 0, max: 1, open: true, want: "a fraction between 0 and 1" });
  assertPositive(repay.trigger, "repayBelow");
  assertPositive(repay.target, "repayTo");
  if (open !== null) assertLongLeverage(open, "open");
  const words = (pair: { trigger: number; target: number }): string =>
    `${percentWord(pair.trigger)} and ${percentWord(pair.target)}`;
  if (repay.target <= repay.trigger)
    refuse("repayBelow, repayTo", words(repay), "repayTo above repayBelow", "a repay raises the ratio");
  if (repay.target <= 1)
    refuse("repayTo", percentWord(repay.target), "above 100 %", "at 100 % nothing more may be borrowed");
  if (boost === null) return;
  assertPositive(boost.trigger, "boostAbove");
  assertPositive(boost.target, "boostTo");
  if (boost.target >= boost.trigger)
    refuse("boostAbove, boostTo", words(boost), "boostTo below boostAbove", "a boost lowers the ratio");
  if (boost.target <= 1)
    refuse("boostTo", percentWord(boost.target), "above 100 %", "at 100 % nothing more may be borrowed");
  assertApart(settings);
}

/** Loan to value by which the ratio is measured: what may be borrowed, or where that is nothing the threshold less 5 points. */
function measureOf(view: PolicyView): number {
  const allowed = loanToValueMaxOf(view);
  return allowed > 0 ? allowed : Math.max(0, liquidationThresholdOf(view) - LTV_ZERO_OFFSET);
}

const trade = (leverageRatio: number, because: string): PolicyAction => ({ kind: "trade", leverageRatio, because });

/** What the triggers say of the position as it stands; strict on both sides. */
function triggered(view: PolicyView, { repay, boost, loanToValueMax }: BoostRepaySettings): PolicyAction {
  const measure = loanToValueMax ?? measureOf(view);
  const ratio = safetyRatio(view.leverageRatio, measure);
  if (ratio < repay.trigger) return trade(leverageAtSafetyRatio(repay.target, measure), "repay");
  if (boost !== null && ratio > boost.trigger) return trade(leverageAtSafetyRatio(boost.target, measure), "boost");
  return HOLD;
}

/** The two triggers by leverage at one loan to value, their trades ending within the offset. */
function rulesAt({ repay, boost }: BoostRepaySettings, loanToValueMax: number): readonly LeverageRule[] {
  const at = (ratio: number): number => leverageAtSafetyRatio(ratio, loanToValueMax);
  const ends = { endsFrom: at(repay.target + RATIO_OFFSET), endsTo: at(repay.target) };
  const repays = { name: "repay", firesBelow: null, firesAbove: at(repay.trigger), ...ends };
  if (boost === null) return [repays];
  const raised = { endsFrom: at(boost.target), endsTo: at(boost.target - RATIO_OFFSET) };
  return [repays, { name: "boost", firesBelow: at(boost.trigger), firesAbove: null, ...raised }];
}

/**
 * DeFi Saver's automated leverage management: repays below one safety ratio and boosts above another. The ratio is measured
 * against what may be borrowed, not against liquidation, so its leverage moves with the venue's parameters unless they are stated. Trades end at
 * their target exactly, which is within what the check after execution allows. Without debt, as after a liquidation that
 * closed it, the contracts measure 0 and nothing is boosted: it does not open again.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) naming the settings
 */
export function boostRepayPolicy(settings: BoostRepaySettings): TradingPolicy {
  assertBoostRepay(settings);
  const { repay, boost, open, loanToValueMax } = settings;
  const pair = ({ trigger, target }: typeof repay): string => `${percentWord(trigger)} to ${percentWord(target)}`;
  const boosts = boost === null ? "no boost" : `boost ${pair(boost)}`;
  const opened = open === null ? "" : `, open ${leverageWord(open)}`;
  return {
    id: "boost-repay",
    label: `repay ${pair(repay)}, ${boosts}${opened}`,
    source: SOURCE,
    signals: [],
    estimates: null,
    rules: loanToValueMax === null ? [] : rulesAt(settings, loanToValueMax),
    rulesIn({ model, asset, quote }, price) {
      if (loanToValueMax !== null) return [];
      const most = model.leverageRatioMax(asset, price, { [asset]: price, [quote]: 1 });
      return most > 1 ? rulesAt(settings, loanToValueAtLeverage(most)) : [];
    },
    adjust(view) {
      assertLong(view, "boost-repay");
      if (view.lastTradeMs !== null) return view.leverageRatio > 1 ? triggered(view, settings) : HOLD;
      return trade(open ?? leverageAtSafetyRatio(repay.target, loanToValueMax ?? measureOf(view)), "opens");
    },
  };
}

/** The boost, or none where both of its settings are left out. @throws ConflictError (E_CONFIG_CONFLICT) where one alone is given */
function boostIn(trigger: number | null, target: number | null): BoostRepaySettings["boost"] {
  if (trigger !== null && target !== null) return { trigger, target };
  if (trigger === target) return null;
  return refuse("boostAbove, boostTo", "one of the two", "both, or neither", "leave both out to never boost");
}

/** DeFi Saver's boost and repay by name. */
export const boostRepayKind: PolicyKind = {
  id: "boost-repay",
  summary: "DeFi Saver: repays below one safety ratio and boosts above another.",
  source: SOURCE,
  fields: {
    repayBelow: { kind: "fraction", what: "safety ratio below which it repays, such as 160%" },
    repayTo: { kind: "fraction", what: "safety ratio that a repay ends at" },
    boostAbove: { kind: "fraction", what: "safety ratio above which it boosts; never unless given", optional: true },
    boostTo: { kind: "fraction", what: "safety ratio that a boost ends at", optional: true },
    open: { kind: "leverage", what: "opens here; where a repay ends unless given", optional: true },
    loanToValue: { kind: "fraction", what: "what the venue lends; its own at each check unless given", optional: true },
  },
  of: (values) =>
    boostRepayPolicy({
      repay: { trigger: numberIn(values, "repayBelow"), target: numberIn(values, "repayTo") },
      boost: boostIn(numberOrNullIn(values, "boostAbove"), numberOrNullIn(values, "boostTo")),
      open: numberOrNullIn(values, "open"),
      loanToValueMax: numberOrNullIn(values, "loanToValue"),
    }),
};
