import { createStream, type Stream } from "../src/kernel/index.js";
import { HOUR_MS } from "../src/model/index.js";
import {
  HOLD,
  type PolicyAction,
  type PolicyNotes,
  type PolicyTrade,
  type PolicyView,
  type TradingPolicy,
} from "../src/policies/index.js";

/** What a policy was shown, as numbers: two engines must show the same. */
export interface Seen {
  readonly nowMs: number;
  readonly figures: readonly number[];
}

/** The numbers of a view, copied. */
export function seenOf(view: PolicyView): Seen {
  const { state } = view;
  const figures = [
    ...[view.price, view.equity, view.reserve, view.notional, view.leverageRatio, view.peakWealth],
    ...[view.startMs, view.lastTradeMs ?? -1, view.liquidations, view.tradingCostRate, view.fixedCost],
    ...[view.checkIntervalMs, view.reactionMs, state.borrowRateAnnual, state.assetBorrowRateAnnual ?? -9],
    ...[state.lendRateAnnual, state.yieldAnnual, state.fundingRateAnnual ?? -9],
    ...view.signals,
    ...Object.values(view.memory),
  ];
  return { nowMs: view.nowMs, figures };
}

/** A policy from one function, that asks for no signals and no estimates. */
export const policyFrom = (id: string, adjust: TradingPolicy["adjust"]): TradingPolicy => ({
  ...{ id, label: id, source: "a test", signals: [], estimates: null, rules: [], adjust },
});

/** A policy that also writes down what it was shown. */
export function watched(policy: TradingPolicy): { readonly policy: TradingPolicy; readonly seen: Seen[] } {
  const seen: Seen[] = [];
  const adjust = (view: PolicyView): PolicyAction => {
    seen.push(seenOf(view));
    return policy.adjust(view);
  };
  return { policy: { ...policy, adjust }, seen };
}

/** Leverage ratios that a random policy asks for: `low` below 0 for one that also sells short. */
export interface Appetite {
  readonly low: number;
  readonly high: number;
}

const between = (stream: Stream, low: number, high: number): number => low + (high - low) * stream.uniform();

function randomNotes(stream: Stream, view: PolicyView, appetite: Appetite): PolicyNotes {
  const { low, high } = appetite;
  const draw = stream.uniform();
  const resting =
    draw < 0.3 && view.leverageRatio !== 0
      ? {
          price: view.price * Math.exp(-0.02 * Math.sign(view.leverageRatio) * (0.2 + stream.uniform())),
          leverageRatio: view.leverageRatio * stream.uniform(),
        }
      : null;
  return {
    ...(draw < 0.5 ? { resting } : {}),
    ...(stream.uniform() < 0.3 ? { band: { low: between(stream, low, 0), high: between(stream, 0, high) } } : {}),
    ...(stream.uniform() < 0.3 ? { memory: { last: view.equity, count: (view.memory["count"] ?? 0) + 1 } } : {}),
  };
}

function randomTrade(stream: Stream, appetite: Appetite, equity: number): PolicyTrade {
  const leverageRatio = stream.uniform() < 0.15 ? 0 : between(stream, appetite.low, appetite.high);
  return {
    kind: "trade",
    leverageRatio,
    because: "chance",
    ...(stream.uniform() < 0.3 ? { share: between(stream, 0.2, 1) } : {}),
    ...(stream.uniform() < 0.2 ? { tradeMax: equity * between(stream, 0.1, 2) } : {}),
    ...(stream.uniform() < 0.2 ? { concessionRate: between(stream, -0.0002, 0.002) } : {}),
    ...(stream.uniform() < 0.2 ? { reward: between(stream, 0, 2) } : {}),
  };
}

/** A policy that does anything at all, and the same for the same view: chance is drawn from the seed and the time of the check. */
export const randomPolicy = (seed: number, appetite: Appetite): TradingPolicy =>
  policyFrom("random", (view) => {
    const stream = createStream(seed, Math.round(view.nowMs / HOUR_MS));
    if (stream.uniform() < 0.6)
      return stream.uniform() < 0.6 ? HOLD : { kind: "hold", ...randomNotes(stream, view, appetite) };
    return { ...randomTrade(stream, appetite, view.equity), ...randomNotes(stream, view, appetite) };
  });

/** A policy that also writes down what it did, with the time of the check. */
export function watchedActions(policy: TradingPolicy): {
  readonly policy: TradingPolicy;
  readonly actions: (readonly [nowMs: number, action: string])[];
} {
  const actions: (readonly [number, string])[] = [];
  const adjust = (view: PolicyView): PolicyAction => {
    const action = policy.adjust(view);
    actions.push([view.nowMs, JSON.stringify(action)]);
    return action;
  };
  return { policy: { ...policy, adjust }, actions };
}
