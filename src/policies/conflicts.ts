import { ConflictError } from "../errors/index.js";
import type { VenueMarket } from "../venues/index.js";
import type { LeverageRule, TradingPolicy } from "./policy.js";

/** A venue's rules and a price, quote currency, for triggers that hang on them. */
export interface RulesPlace {
  readonly market: VenueMarket;
  readonly price: number;
}

/** Every trigger of a policy; without a place, those that hang on none. */
const rulesOf = (policy: TradingPolicy, place: RulesPlace | null): readonly LeverageRule[] =>
  place === null ? policy.rules : [...policy.rules, ...(policy.rulesIn?.(place.market, place.price) ?? [])];

/** One rule whose trade ends where another fires. Sizes of leverage ratios. */
export interface RuleConflict {
  readonly rule: LeverageRule;
  /** The rule that it fires; itself, where its own trade leaves it firing. */
  readonly fires: LeverageRule;
  /** Where the trade may end, and the trigger that lies on this side of it. */
  readonly endsAt: number;
  readonly trigger: number;
  readonly side: "above" | "below";
}

/** How `rule` fires `fires`, or null. A trade that ends exactly at a trigger does not fire it, and one that closes all fires nothing. */
function conflictOf(rule: LeverageRule, fires: LeverageRule): RuleConflict | null {
  const { endsFrom, endsTo } = rule;
  const { firesAbove, firesBelow } = fires;
  if (firesAbove !== null && endsTo > firesAbove)
    return { rule, fires, endsAt: endsTo, trigger: firesAbove, side: "above" };
  const least = endsFrom > 0 ? endsFrom : endsTo;
  if (firesBelow !== null && least > 0 && least < firesBelow)
    return { rule, fires, endsAt: least, trigger: firesBelow, side: "below" };
  return null;
}

/** Every rule that ends where another, or it itself, fires: they would trade against each other at each check. */
export const ruleConflicts = (rules: readonly LeverageRule[]): readonly RuleConflict[] =>
  rules.flatMap((rule) =>
    rules.flatMap((fires) => {
      const conflict = conflictOf(rule, fires);
      return conflict === null ? [] : [conflict];
    }),
  );

/** Two decimals, and more where two would show two figures as one. */
function ratios(...values: readonly number[]): readonly string[] {
  for (let digits = 2; digits < 12; digits++) {
    const words = values.map((value) => value.toFixed(digits));
    if (new Set(words).size === new Set(values).size) return words.map((word) => `${word}x`);
  }
  return values.map((value) => `${value}x`);
}

/** In words, as people say it: "your boost ends at 2.40x, above 2.30x where your repay fires". */
export function conflictWords({ rule, fires, endsAt, trigger, side }: RuleConflict): string {
  const [end, at] = ratios(endsAt, trigger);
  const whose = fires === rule ? "it" : `your ${fires.name}`;
  return `your ${rule.name} ends at ${end}, ${side} ${at} where ${whose} fires`;
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where one rule's trade ends where another of them fires, with the numbers of the first */
export function assertNoChase(policies: readonly TradingPolicy[], place: RulesPlace | null = null): void {
  const [conflict] = ruleConflicts(policies.flatMap((policy) => rulesOf(policy, place)));
  if (conflict === undefined) return;
  const { rule, fires, endsAt, trigger, side } = conflict;
  const [end, at] = ratios(endsAt, trigger);
  const other = side === "above" ? "below" : "above";
  throw new ConflictError({
    field: rule.name,
    got: conflictWords(conflict),
    want: `an end at ${at} or ${other}`,
    hint: `end the ${rule.name} at ${at} or ${other}, or let the ${fires.name} fire ${side} ${end}`,
  });
}
