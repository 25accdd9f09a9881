import { guardedLeverage } from "../decision/index.js";
import { assertFinite } from "../errors/index.js";
import type { PolicyKind } from "./kind.js";
import { numberIn } from "./policy-values.js";
import { leverageWord } from "./policy-words.js";
import type { TradingPolicy } from "./policy.js";
import { decisionRequest, estimateTerms, type HolderTerms } from "./steelyard-request.js";
import { assertHolderTerms, holderFields, holderTermsIn, toleranceWords } from "./steelyard-terms.js";
import { HOLD, type PolicyAction, type PolicyMemory, type PolicyView, type RestingOrder } from "./view.js";

/** Settings of `insistedPolicy`: what the holder can bear, and the leverage insisted on. No drift is believed, and the side is that of the leverage. */
export interface InsistedSettings extends Omit<HolderTerms, "drift" | "side" | "leverageRatioMin"> {
  /** Signed leverage ratio at the venue. */
  readonly leverageRatio: number;
}

const SOURCE = "steelyard: the hold of a decision: share of wealth, trigger to deleverage, resting stop";

/** What is kept to between two decisions. */
interface Kept {
  /** Signed leverage ratios at the venue outside which it is brought back. */
  readonly low: number;
  readonly high: number;
  /** True: back to the leverage itself; false: to the nearest edge. */
  readonly toTarget: boolean;
  /** Largest share of wealth at the venue that keeps the tolerance. */
  readonly share: number;
}

/** A leverage ratio after the price has moved to `ratio` of what it was. */
const leverageAfter = (leverageRatio: number, ratio: number): number =>
  (leverageRatio * ratio) / (1 + leverageRatio * (ratio - 1));

/** How the leverage is kept by what is known now: in the band that costs least, and never further out than halfway to liquidation. */
function keptOf(
  view: PolicyView,
  terms: HolderTerms,
  leverageRatio: number,
): Kept & { readonly resting: RestingOrder | null } {
  const guard = guardedLeverage(decisionRequest(view, terms), leverageRatio);
  const { band, deleveragePriceRatio: ratio, isolatedShareMax: share, stopPriceRatio: stop } = guard;
  const far = ratio === null ? Infinity : Math.abs(leverageAfter(leverageRatio, ratio));
  return {
    low: Math.max(band.low, -far),
    high: Math.min(band.high, far),
    toTarget: band.tradeTo === "target",
    share,
    resting: stop === null ? null : { price: stop * view.price, leverageRatio },
  };
}

const remembered = (kept: Kept, view: PolicyView): PolicyMemory => ({
  decidedMs: view.estimatesMs ?? view.nowMs,
  rulesMs: view.market.asOfMs,
  tradeMs: view.lastTradeMs ?? 0,
  low: kept.low,
  high: kept.high,
  toTarget: kept.toTarget ? 1 : 0,
  share: kept.share,
});

const recalled = ({ low, high, toTarget, share }: PolicyMemory): Kept => ({
  low,
  high,
  toTarget: toTarget === 1,
  share,
});

/** Share of wealth at the venue beyond the largest at which what is too much is taken out. */
const SHARE_OFF = 0.1;

/** Where the leverage insisted on is to be brought back to; null: it is kept. */
function goalOf({ low, high, toTarget }: Kept, held: number, leverageRatio: number): number | null {
  const slack = 1e-9 * (1 + Math.abs(held));
  if (held >= low - slack && held <= high + slack) return null;
  return toTarget || held === 0 ? leverageRatio : held < low ? low : high;
}

const NO_SHARE = "no share of wealth keeps the tolerance at the leverage insisted on";

/** What is asked of a view by what is kept to; null: nothing. */
function tradeOf(kept: Kept, view: PolicyView, leverageRatio: number, isNew: boolean): PolicyAction | null {
  const opens = view.lastTradeMs === null;
  const { share } = kept;
  if (!(share > 0)) return view.leverageRatio === 0 ? null : { kind: "trade", leverageRatio: 0, because: NO_SHARE };
  if (opens)
    return { kind: "trade", leverageRatio, share, because: "opens on the share of wealth that keeps the tolerance" };
  const goal = goalOf(kept, view.leverageRatio, leverageRatio);
  const takesOut = isNew && view.equity / (view.equity + view.reserve) > share + SHARE_OFF;
  if (takesOut)
    return { kind: "trade", leverageRatio: goal ?? view.leverageRatio, share, because: "takes out what is too much" };
  return goal === null ? null : { kind: "trade", leverageRatio: goal, because: "back to the leverage insisted on" };
}

/**
 * Keeps the leverage ratio that the holder insists on, sized by what a decision says of it without any view of the drift: on the share of
 * wealth that keeps the tolerance, in the band that costs least, brought back at the latest halfway (in logs of the price) to
 * liquidation, with a stop that rests at the venue short of it and is set anew after each trade. The share is what may be lost: after a
 * loss nothing is added to it; what grows beyond it by a tenth of wealth is taken out at the next decision. Where no share keeps the tolerance, as where a lender may
 * ask for more than is pledged, nothing is held. After a liquidation it opens
 * again with what the venue left.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting; when it decides, as decide
 */
export function insistedPolicy(settings: InsistedSettings): TradingPolicy {
  const { leverageRatio, ...given } = settings;
  assertFinite(leverageRatio, "leverage");
  const side = leverageRatio < 0 ? "short" : "long";
  const terms: HolderTerms = { ...given, leverageRatioMin: 0, drift: "none", side };
  assertHolderTerms(terms);
  const fresh = (view: PolicyView): PolicyAction => {
    const kept = keptOf(view, terms, leverageRatio);
    const trade = tradeOf(kept, view, leverageRatio, true) ?? HOLD;
    const { low, high, resting } = kept;
    const guard = trade.kind === "trade" || resting === null ? resting : restingAt(view, terms, leverageRatio);
    return { ...trade, memory: remembered(kept, view), band: { low, high }, resting: guard };
  };
  return {
    id: "steelyard-hold",
    label: `steelyard holds ${leverageWord(leverageRatio)}, ${toleranceWords(terms)}`,
    source: SOURCE,
    signals: [],
    estimates: estimateTerms(terms),
    rules: [],
    adjust: (view) => {
      const { memory } = view;
      if (leverageRatio === 0) return HOLD;
      if (memory["decidedMs"] !== view.estimatesMs || memory["rulesMs"] !== view.market.asOfMs) return fresh(view);
      const trade = tradeOf(recalled(memory), view, leverageRatio, false) ?? HOLD;
      if (memory["tradeMs"] === (view.lastTradeMs ?? 0)) return trade;
      const traded = { ...memory, tradeMs: view.lastTradeMs ?? 0 };
      return { ...trade, memory: traded, resting: restingAt(view, terms, leverageRatio) };
    },
  };
}

/** The stop of what is held now; null where nothing is, or where it has no liquidation price. */
function restingAt(view: PolicyView, terms: HolderTerms, leverageRatio: number): RestingOrder | null {
  if (view.leverageRatio === 0) return null;
  const { stopPriceRatio: stop } = guardedLeverage(decisionRequest(view, terms), view.leverageRatio);
  return stop === null ? null : { price: stop * view.price, leverageRatio };
}

const { loss, chance, within, against, liquidation, refresh } = holderFields;

/** "steelyard-hold" by name. */
export const insistedKind: PolicyKind = {
  id: "steelyard-hold",
  summary:
    "Keeps the leverage that the holder insists on, on the share of wealth that keeps the tolerance, with a resting stop.",
  source: SOURCE,
  fields: {
    leverage: { kind: "leverage", what: "signed leverage ratio at the venue", default: 3 },
    ...{ loss, chance, within, against, liquidation, refresh },
  },
  of: (values) =>
    insistedPolicy({
      ...holderTermsIn({ ...values, drift: "none", side: "long", least: 0 }),
      leverageRatio: numberIn(values, "leverage"),
    }),
};
