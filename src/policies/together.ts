import { ConflictError, MissingError } from "../errors/index.js";
import { assertNoChase } from "./conflicts.js";
import type { EstimateTerms, TradingPolicy } from "./policy.js";
import { HOLD, type PolicyAction, type PolicyMemory, type PolicyTrade, type PolicyView } from "./view.js";

const SOURCE = "several rules on one account, protection before profit";

/** One policy of several, with what is its own of the view. */
interface Member {
  readonly policy: TradingPolicy;
  /** Its signals are those from here on. */
  readonly signalsFrom: number;
  /** What its names in the common memory begin with. */
  readonly prefix: string;
}

/** The one set of estimates that all who ask for any ask for. @throws ConflictError (E_CONFIG_CONFLICT) */
function commonEstimates(policies: readonly TradingPolicy[]): EstimateTerms | null {
  const asked = policies.flatMap(({ estimates }) => (estimates === null ? [] : [estimates]));
  const [first = null] = asked;
  if (first === null) return null;
  const other = asked.find(
    ({ refreshMs, horizonMs, drift }) =>
      refreshMs !== first.refreshMs || horizonMs !== first.horizonMs || drift !== first.drift,
  );
  if (other === undefined) return first;
  throw new ConflictError({
    field: "policies",
    got: "two policies that want different estimates",
    want: "one set of estimates on one account",
    hint: "give them the same refresh, horizon and drift",
  });
}

/** What a member remembers, out of what all do. */
function ownMemory(memory: PolicyMemory, prefix: string): PolicyMemory {
  const own: Record<string, number> = {};
  for (const [name, value] of Object.entries(memory))
    if (name.startsWith(prefix)) own[name.slice(prefix.length)] = value;
  return own;
}

/** What all remember once each member has spoken; the same object where nobody wants anything remembered. */
function commonMemory(
  memory: PolicyMemory,
  members: readonly Member[],
  actions: readonly PolicyAction[],
): PolicyMemory {
  return members.reduce((whole, { prefix }, at) => {
    const own = actions[at].memory;
    if (own === undefined) return whole;
    const others = Object.entries(whole).filter(([name]) => !name.startsWith(prefix));
    return Object.fromEntries([
      ...others,
      ...Object.entries(own).map(([name, value]) => [prefix + name, value] as const),
    ]);
  }, memory);
}

/** The trade that leaves the least leverage; null where none trades. The first of equals. */
const mostCautious = (actions: readonly PolicyAction[]): PolicyTrade | null =>
  actions.reduce<PolicyTrade | null>((least, action) => {
    if (action.kind === "hold") return least;
    return least === null || Math.abs(action.leverageRatio) < Math.abs(least.leverageRatio) ? action : least;
  }, null);

/**
 * Several policies on one account, in one order of precedence: protection before profit. Of those that trade, the one that
 * leaves the least leverage does; and before leverage is raised every other policy is asked what it would do there, so
 * that no raise ends where another would take it back. Each keeps its own memory; an order at the venue is that of the
 * first that has any to say.
 * @throws ConflictError (E_CONFIG_CONFLICT) where the fixed triggers of one lie where another's trade ends, with the numbers;
 * or where two ask for different estimates; MissingError (E_MISSING) of none.
 */
export function together(policies: readonly TradingPolicy[]): TradingPolicy {
  if (policies.length === 0)
    throw new MissingError({
      field: "policies",
      got: "none",
      want: "at least one policy",
      hint: "name one, such as hold",
    });
  assertNoChase(policies);
  let from = 0;
  const members = policies.map((policy, at): Member => {
    const member = { policy, signalsFrom: from, prefix: `${at}.` };
    from += policy.signals.length;
    return member;
  });
  const ask = (view: PolicyView, { policy, signalsFrom, prefix }: Member): PolicyAction =>
    policy.adjust({
      ...view,
      signals: view.signals.subarray(signalsFrom, signalsFrom + policy.signals.length),
      memory: ownMemory(view.memory, prefix),
      estimates: policy.estimates === null ? null : view.estimates,
      estimatesMs: policy.estimates === null ? null : view.estimatesMs,
    });

  /** What is left of a raise once everybody has seen where it ends; null where that is nothing. */
  const allowed = (view: PolicyView, trade: PolicyTrade): PolicyTrade | null => {
    const { leverageRatio } = trade;
    const now = Math.abs(view.leverageRatio);
    if (Math.abs(leverageRatio) <= now) return leverageRatio === view.leverageRatio ? null : trade;
    const there = { ...view, leverageRatio, notional: leverageRatio * view.equity, lastTradeMs: view.nowMs };
    const least = mostCautious([trade, ...members.map((member) => ask(there, member))]) ?? trade;
    return Math.abs(least.leverageRatio) > now ? least : null;
  };

  const adjust = (view: PolicyView): PolicyAction => {
    const actions = members.map((member) => ask(view, member));
    if (actions.every((action) => action === HOLD)) return HOLD;
    const memory = commonMemory(view.memory, members, actions);
    const resting = actions.find((action) => action.resting !== undefined)?.resting;
    const notes = { memory, ...(resting === undefined ? {} : { resting }) };
    const trade = mostCautious(actions);
    const made = trade === null ? null : allowed(view, trade);
    return made === null ? { kind: "hold", ...notes } : { ...made, ...notes };
  };

  return {
    id: policies.map(({ id }) => id).join("+"),
    label: policies.map(({ label }) => label).join("; with "),
    source: SOURCE,
    signals: policies.flatMap(({ signals }) => signals),
    estimates: commonEstimates(policies),
    rules: policies.flatMap(({ rules }) => rules),
    rulesIn: (market, price) => policies.flatMap((policy) => policy.rulesIn?.(market, price) ?? []),
    adjust,
  };
}
