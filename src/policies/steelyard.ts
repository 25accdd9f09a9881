import { decideLeverage, type LeverageDecision } from "../decision/index.js";
import type { BoundBy } from "../model/index.js";
import type { PolicyKind } from "./kind.js";
import type { TradingPolicy } from "./policy.js";
import { assertHolderTerms, holderFields, holderTermsIn, toleranceWords } from "./steelyard-terms.js";
import { decisionRequest, estimateTerms, type HolderTerms } from "./steelyard-request.js";
import { HOLD, type PolicyAction, type PolicyMemory, type PolicyTrade, type PolicyView } from "./view.js";

/** Settings of `steelyardPolicy`: what the holder can bear, and how often it is decided anew. */
export type SteelyardSettings = HolderTerms;

const SOURCE =
  "steelyard: growth of wealth under caps (Merton 1971, Kelly 1956), in the exact no-trade band of its cost";

/** What is kept to between two decisions. Leverage ratios of total wealth. */
interface Rule {
  readonly low: number;
  readonly high: number;
  readonly goal: number;
  /** Share of wealth at the venue, in (0, 1]. */
  readonly share: number;
  /** Highest |leverage ratio| at the venue that the caps on the position allow; 0: none applies. */
  readonly most: number;
  readonly tradeTo: "edge" | "target";
}

/** A rule made just now, with what it says of itself. */
interface MadeRule extends Rule {
  readonly boundBy: BoundBy | null;
  readonly because: string;
}

/** Part of the least leverage above which it is gone back to, where no leverage fits. */
const LEAST_SLACK = 0.1;

/** Where no leverage fits: down to the holder's least, up to it only to open. */
function leastRule({ leverageRatioMin: least }: HolderTerms, opens: boolean, because: string): MadeRule {
  const low = opens ? least : 0;
  return {
    ...{ low, high: least * (1 + LEAST_SLACK), goal: least, share: 1, most: 0 },
    ...{ tradeTo: "target" as const, boundBy: "leverage-min" as const, because },
  };
}

/** The rule of a decision. */
function ruleOf(decision: LeverageDecision, terms: HolderTerms, opens: boolean): MadeRule {
  if (decision.status === "infeasible") return leastRule(terms, opens, decision.because);
  const { keptBand, isolatedShare: share, totalLeverageRatio: goal, leverageRatioMax, boundBy, because } = decision;
  const { low, high, tradeTo } = keptBand;
  return {
    ...{ low: low * share, high: high * share, goal, share, most: leverageRatioMax ?? 0 },
    ...{ tradeTo, boundBy, because },
  };
}

/** Remembered until the next decision. */
const remembered = (rule: Rule, decidedMs: number, rulesMs: number): PolicyMemory => ({
  decidedMs,
  rulesMs,
  low: rule.low,
  high: rule.high,
  goal: rule.goal,
  share: rule.share,
  most: rule.most,
  toTarget: rule.tradeTo === "target" ? 1 : 0,
});

const recalled = ({ low, high, goal, share, most, toTarget }: PolicyMemory): Rule => ({
  ...{ low, high, goal, share, most },
  tradeTo: toTarget === 1 ? "target" : "edge",
});

/** Leverage that is none. */
const DUST = 1e-9;

/** Difference of shares of wealth at the venue that is worth a transfer at a new decision. */
const SHARE_OFF = 0.1;

/** The trade to a leverage ratio of total wealth on the rule's share of it. */
function tradeTo(total: number, { share }: Rule, view: PolicyView, because: string): PolicyTrade {
  const trade = { kind: "trade" as const, leverageRatio: total / share, because };
  return share < 1 || view.reserve > 0 ? { ...trade, share } : trade;
}

/** What a rule asks of a view; null: nothing. */
function tradeOf(rule: Rule, view: PolicyView, because: string | null): PolicyTrade | null {
  const { low, high, goal, share, most } = rule;
  const wealth = view.equity + view.reserve;
  const total = view.notional / wealth;
  const slack = DUST * (1 + Math.abs(total));
  const below = total < low - slack;
  if (below || total > high + slack) {
    const to = rule.tradeTo === "target" ? goal : below ? low : high;
    return tradeTo(to, rule, view, because ?? `leverage is ${below ? "below" : "above"} the band`);
  }
  if (Math.abs(total) < DUST) return null;
  const thin = most > 0 && Math.abs(view.leverageRatio) > most * (1 + 1e-6);
  const off = because !== null && Math.abs(view.equity / wealth - share) > SHARE_OFF;
  if (!thin && !off) return null;
  return tradeTo(total, rule, view, thin ? "stands on too little equity" : "another share of wealth at the venue");
}

/** The last decision's band where nothing new is known. */
function kept(view: PolicyView): PolicyAction {
  return tradeOf(recalled(view.memory), view, null) ?? HOLD;
}

/** A new decision, and what it asks. */
function decidedAnew(view: PolicyView, terms: HolderTerms): PolicyAction {
  const decision = decideLeverage(decisionRequest(view, terms));
  const rule = ruleOf(decision, terms, view.lastTradeMs === null);
  const notes = {
    memory: remembered(rule, view.estimatesMs ?? view.nowMs, view.market.asOfMs),
    band: { low: rule.low / rule.share, high: rule.high / rule.share },
    boundBy: rule.boundBy,
  };
  const trade = tradeOf(rule, view, rule.because);
  return trade === null ? { kind: "hold", ...notes } : { ...trade, ...notes };
}

/**
 * `decide` run anew with each fresh set of estimates, and where the rules of the venue change: between, the band of the last decision
 * stands. Inside the band nothing is traded, so that a target that moves a little moves nothing; outside, to its nearest edge, or where
 * each trade has a fixed cost to its target. A share of wealth that the decision keeps out of the venue's reach is kept out; it is put
 * right with each trade, at a decision that differs by more than a tenth of wealth, and at once where the position stands on too little.
 *
 * Where no leverage fits the tolerance it goes down to the holder's least leverage, and up to it only to open. Where the decision is not
 * to borrow, it holds what the decision says: at most 1x, or nothing of a perpetual. Where a month's record has idle money earn more than
 * borrowed money costs, idle money is taken to earn no more. After a liquidation it opens again as the last decision says.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting; when it decides, as decide
 */
export function steelyardPolicy(settings: SteelyardSettings): TradingPolicy {
  assertHolderTerms(settings);
  return {
    id: "steelyard",
    label: `steelyard, ${toleranceWords(settings)}`,
    source: SOURCE,
    signals: [],
    estimates: estimateTerms(settings),
    rules: [],
    adjust: (view) =>
      view.memory["decidedMs"] === view.estimatesMs && view.memory["rulesMs"] === view.market.asOfMs
        ? kept(view)
        : decidedAnew(view, settings),
  };
}

/** "steelyard" by name. */
export const steelyardKind: PolicyKind = {
  id: "steelyard",
  summary: "Decides anew with fresh estimates how much to hold under the holder's tolerance, and keeps it in its band.",
  source: SOURCE,
  fields: holderFields,
  of: (values) => steelyardPolicy(holderTermsIn(values)),
};
