import { assertFinite, assertPositive } from "../../errors/index.js";
import type { MarketState } from "../../model/index.js";
import type { PolicyAction, PolicyMemory, PolicyView } from "../../policies/index.js";
import { assertTrade, setBound } from "./check.js";
import { columnAt, equityOf, notionalAt, withCash, type BasketRun } from "./basket-state.js";
import type { KnownEstimates } from "../known/estimates.js";
import type { SignalColumn } from "../known/signals.js";
import { directionOf } from "./trade.js";

/** What a basket's policy is told beside the account, and what it has been told. */
export interface BasketKnowledge {
  readonly signals: readonly SignalColumn[];
  readonly estimates: KnownEstimates | null;
  memory: PolicyMemory;
  peakWealth: number;
  /** Index of the close of whose past the estimates are; null before any. */
  estimated: number | null;
  estimatesDueMs: number;
}

/** One state for the basket: every rate the mean of its legs', by size of weight. */
function stateOf({ request, prepared }: BasketRun, i: number): MarketState {
  const states = prepared.map((leg) => leg.states[leg.stateAt[i]]);
  const [first] = states;
  if (states.length === 1) return first;
  const mean = (rate: (state: MarketState) => number | null): number | null =>
    states.reduce<number | null>((sum, state, k) => {
      const own = rate(state);
      return sum === null || own === null ? null : sum + Math.abs(request.legs[k].weight) * own;
    }, 0);
  return {
    ...first,
    assetBorrowRateAnnual: mean((state) => state.assetBorrowRateAnnual),
    yieldAnnual: mean((state) => state.yieldAnnual) ?? first.yieldAnnual,
    fundingRateAnnual: mean((state) => state.fundingRateAnnual),
  };
}

/** Everything that is known at a close, in a view of its own. */
function viewAt(run: BasketRun, known: BasketKnowledge, i: number): PolicyView {
  const { request, prepared, index, market } = run;
  const closes = columnAt(run, i, "close");
  const [equity, notional] = [equityOf(run, closes), notionalAt(run, closes)];
  known.peakWealth = Math.max(known.peakWealth, equity + run.reserve);
  const { costs } = prepared[0].rules[prepared[0].rulesAt[i]];
  return {
    ...{ nowMs: index.closeMs[i], startMs: index.closeMs[run.start], lastTradeMs: run.lastTradeMs },
    market: prepared.length === 1 ? prepared[0].rules[prepared[0].rulesAt[i]].market : market,
    ...{ price: index.close[i], equity, reserve: run.reserve, notional, peakWealth: known.peakWealth },
    ...{ leverageRatio: notional === 0 ? 0 : notional / equity, liquidations: run.liquidations },
    ...{ state: stateOf(run, i), tradingCostRate: costs.fee + costs.halfSpread, fixedCost: costs.fixed },
    ...{ checkIntervalMs: request.checkIntervalMs, reactionMs: request.reactionMs, memory: known.memory },
    signals: Float64Array.from(known.signals, ({ values }) => values[i]),
    estimates: known.estimated === null ? null : (known.estimates?.at(known.estimated) ?? null),
    estimatesMs: known.estimated === null ? null : index.closeMs[known.estimated],
  };
}

/** Estimates anew where they are due. */
function learn({ request, index, start }: BasketRun, known: BasketKnowledge, i: number): void {
  const nowMs = index.closeMs[i];
  const terms = request.policy.estimates;
  if (terms === null || nowMs < known.estimatesDueMs) return;
  known.estimated = i;
  const startMs = index.closeMs[start];
  known.estimatesDueMs = startMs + (Math.floor((nowMs - startMs) / terms.refreshMs) + 1) * terms.refreshMs;
}

/** What an action says beside. */
function note(
  run: BasketRun,
  known: BasketKnowledge,
  { memory, band, boundBy, resting }: PolicyAction,
  i: number,
): void {
  if (memory !== undefined) known.memory = memory;
  if (band !== undefined) [run.bandLow, run.bandHigh] = [band?.low ?? 0, band?.high ?? 0];
  if (boundBy !== undefined && boundBy !== run.bound.name) setBound(run, boundBy, run.index.closeMs[i]);
  if (resting === undefined) return;
  run.resting = null;
  if (resting === null) return;
  const { id } = run.request.policy;
  assertPositive(resting.price, `${id}: resting.price`);
  assertFinite(resting.leverageRatio, `${id}: resting.leverageRatio`);
  run.resting = { ...resting, isAbove: resting.price > run.index.close[i] };
}

/** Asks the policy at a close; while its order is under way it is not asked. What the venue took whole leaves everything in cash. */
export function checkBasket(run: BasketRun, known: BasketKnowledge, i: number): void {
  if (run.account.legs.length === 0) {
    run.account = withCash(run.account, run.market.quote, run.reserve);
    run.reserve = 0;
  }
  learn(run, known, i);
  const view = viewAt(run, known, i);
  if (run.order !== null) return;
  const action = run.request.policy.adjust(view);
  note(run, known, action, i);
  if (action.kind === "hold") return;
  assertTrade(run.request, action);
  run.order = { trade: action, dueMs: view.nowMs + run.request.reactionMs, direction: directionOf(view, action) };
}
