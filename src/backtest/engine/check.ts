import { assertFinite, assertInRange, assertPositive } from "../../errors/index.js";
import type { BoundBy } from "../../model/index.js";
import { HOLD, type PolicyAction, type PolicyNotes, type PolicyTrade } from "../../policies/index.js";
import { findCalm } from "./bar-events.js";
import { equityAt } from "./position.js";
import type { Run } from "./run-state.js";
import { directionOf } from "./trade.js";

/** From now on this name fixes the leverage. */
export function setBound({ bound }: Pick<Run, "bound">, name: BoundBy | null, nowMs: number): void {
  if (bound.name !== null) bound.spent.set(bound.name, (bound.spent.get(bound.name) ?? 0) + nowMs - bound.sinceMs);
  bound.name = name;
  bound.sinceMs = nowMs;
}

/** What an action says beside. */
function note(run: Run, { memory, band, boundBy, resting }: PolicyNotes, price: number, nowMs: number): void {
  if (memory !== undefined) run.view.memory = memory;
  if (band !== undefined) {
    run.bandLow = band?.low ?? 0;
    run.bandHigh = band?.high ?? 0;
  }
  if (boundBy !== undefined && boundBy !== run.bound.name) setBound(run, boundBy, nowMs);
  if (resting === undefined) return;
  if (resting === null) {
    run.resting = null;
    return;
  }
  assertPositive(resting.price, `${run.policy.id}: resting.price`);
  assertFinite(resting.leverageRatio, `${run.policy.id}: resting.leverageRatio`);
  run.resting = { ...resting, isAbove: resting.price > price };
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) for a trade that nobody can make, naming the policy */
export function assertTrade({ policy: { id } }: Pick<Run, "policy">, trade: PolicyTrade): void {
  const { leverageRatio, share, tradeMax, concessionRate, reward } = trade;
  // Most trades are a leverage ratio alone: no name is put together for what is right.
  if (!Number.isFinite(leverageRatio)) assertFinite(leverageRatio, `${id}: leverageRatio`);
  if (share !== undefined && !(share > 0 && share <= 1))
    assertInRange(share, `${id}: share`, { min: 1e-9, max: 1, want: "a share of wealth above 0, up to 1" });
  if (tradeMax !== undefined) assertPositive(tradeMax, `${id}: tradeMax`);
  if (concessionRate !== undefined)
    assertInRange(concessionRate, `${id}: concessionRate`, { min: -0.5, max: 0.5, want: "a fraction up to .5" });
  if (reward !== undefined) assertFinite(reward, `${id}: reward`);
}

/** What is known at a close, written over what was known at the last. */
function see(run: Run, i: number): void {
  const { prepared, view } = run;
  const { closeMs, prices, stateAt, states, rules, rulesAt } = prepared;
  const [price, nowMs] = [prices.close[i], closeMs[i]];
  const now = rules[rulesAt[i]];
  // What the venue took whole leaves everything in cash, as at the start.
  if (run.quantity === 0 && run.cash === 0) {
    run.cash = run.reserve;
    run.reserve = 0;
  }
  const equity = equityAt(run, price);
  const notional = run.quantity * price;
  view.nowMs = nowMs;
  view.price = price;
  view.equity = equity;
  view.reserve = run.reserve;
  view.notional = notional;
  view.leverageRatio = notional === 0 ? 0 : notional / equity;
  if (equity + run.reserve > view.peakWealth) view.peakWealth = equity + run.reserve;
  if (view.market !== now.market) {
    view.market = now.market;
    view.tradingCostRate = now.costs.fee + now.costs.halfSpread;
  }
  const state = states[stateAt[i]];
  if (view.state !== state) view.state = state;
}

/** Signals and estimates as they were known. */
function learn(run: Run, i: number, columns: readonly Float64Array[]): void {
  const { view, estimates, policy } = run;
  for (let k = 0; k < columns.length; k++) view.signals[k] = columns[k][i];
  if (estimates === null || policy.estimates === null) return;
  const nowMs = run.prepared.closeMs[i];
  if (nowMs < run.estimatesDueMs) return;
  view.estimates = estimates.at(i);
  view.estimatesMs = nowMs;
  const { refreshMs } = policy.estimates;
  run.estimatesDueMs = view.startMs + (Math.floor((nowMs - view.startMs) / refreshMs) + 1) * refreshMs;
}

/**
 * Asks the policy at a close; true where it said anything. What it wants traded is an order from here on; one that is under way is waited
 * for, and nothing asked.
 */
export function check(run: Run, i: number, columns: readonly Float64Array[]): boolean {
  see(run, i);
  learn(run, i, columns);
  if (run.order !== null) return false;
  const action: PolicyAction = run.policy.adjust(run.view);
  if (action === HOLD) return false;
  const nowMs = run.prepared.closeMs[i];
  note(run, action, run.prepared.prices.close[i], nowMs);
  if (action.kind === "trade") {
    assertTrade(run, action);
    run.order = { trade: action, dueMs: nowMs + run.view.reactionMs, direction: directionOf(run.view, action) };
  }
  findCalm(run);
  return true;
}
