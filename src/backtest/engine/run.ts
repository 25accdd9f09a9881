import { OutOfRangeError, TooFewError, assertInRange, assertNotNegative, assertPositive } from "../../errors/index.js";
import { assertNoChase, type TradingPolicy } from "../../policies/index.js";
import { knownEstimates, type KnownEstimates } from "../known/estimates.js";
import { signalColumn, signalKey, type SignalColumn } from "../known/signals.js";
import { payCarry } from "./bar-carry.js";
import { findCalm, walkBar } from "./bar-events.js";
import { check } from "./check.js";
import { dailyWealth, type DailyWealth } from "./daily-wealth.js";
import { levelsAt, NO_BOX } from "./liquidation-rule.js";
import { prepareMarket } from "./prepare-market.js";
import type { PreparedMarket } from "./prepared-market.js";
import { recorderOf } from "./recorder.js";
import type { BacktestRequest } from "./request.js";
import type { BacktestColumns, BacktestResult } from "./result.js";
import { marketNotes } from "./run-notes.js";
import { settle, unguard, wealthAt, type Run } from "./run-state.js";
import { summaryOf, type Course } from "./summary.js";

/** What a run has of its own beside the market that it shares. */
export type RunTerms = Pick<BacktestRequest, "policy" | "wealth" | "checkIntervalMs" | "reactionMs">;

/** What a run of a prepared market came to; wealth day by day is kept whether columns are or not. */
export interface PreparedResult extends BacktestResult {
  readonly daily: DailyWealth;
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) naming the term */
export function assertTerms({ wealth, checkIntervalMs, reactionMs }: RunTerms, intervalMs: number): void {
  assertPositive(wealth, "wealth");
  assertNotNegative(reactionMs, "reactionMs");
  assertInRange(checkIntervalMs, "checkIntervalMs", {
    min: intervalMs,
    want: `at least one bar, ${intervalMs} ms: a policy sees closes and nothing between them`,
  });
}

/** The columns of a policy's signals, each made once for all runs of a market. */
export function signalsOf({ market, signals }: PreparedMarket, policy: TradingPolicy): readonly SignalColumn[] {
  return policy.signals.map((signal) => {
    const key = signalKey(signal);
    const column = signals.get(key) ?? signalColumn(market.prices, signal);
    signals.set(key, column);
    return column;
  });
}

/** The estimates that a policy asks for, likewise; null where it asks for none. */
export function estimatesOf(
  { market, estimates }: PreparedMarket,
  { policy, checkIntervalMs, reactionMs }: RunTerms,
): KnownEstimates | null {
  if (policy.estimates === null) return null;
  const asked = { terms: policy.estimates, windowMs: checkIntervalMs + reactionMs };
  const key = JSON.stringify(asked);
  const known = estimates.get(key) ?? knownEstimates({ prices: market.prices, rates: market.rates, ...asked });
  estimates.set(key, known);
  return known;
}

/** Index of the first close of the run: as soon as everything that the policy asks for is known. */
export function startOf(prepared: PreparedMarket, firsts: readonly number[]): number {
  const { market, closeMs, first, last } = prepared;
  const known = Math.max(0, ...firsts);
  if (known >= last)
    throw new TooFewError({
      field: "prices",
      got: `${last + 1} closes up to the end of the run`,
      want: known < closeMs.length ? `more than ${known}` : "as many as the policy's signals need",
      hint: "give more prices before the run, or shorter windows",
    });
  if (known <= first) return first;
  if (market.fromMs === undefined) return known;
  throw new OutOfRangeError({
    field: "fromMs",
    got: new Date(closeMs[first]).toISOString(),
    want: `${new Date(closeMs[known]).toISOString()} or later`,
    hint: "what the policy wants to know is not known before: begin later, or give prices from earlier on",
  });
}

/** A ledger of nothing yet. */
export const ledgerOf = (): Run["ledger"] => ({
  price: 0,
  carry: { borrow: 0, assetBorrow: 0, lend: 0, yield: 0, funding: 0, reserve: 0 },
  costs: { fee: 0, spread: 0, impact: 0, fixed: 0, concession: 0, reward: 0 },
  liquidation: 0,
  forgiven: 0,
});

/** What the policy is told that does not change, and room for what does. */
function viewOf(
  prepared: PreparedMarket,
  { policy, wealth, checkIntervalMs, reactionMs }: RunTerms,
  start: number,
): Run["view"] {
  const rules = prepared.rules[prepared.rulesAt[start]];
  const startMs = prepared.closeMs[start];
  return {
    nowMs: startMs,
    market: rules.market,
    price: prepared.prices.close[start],
    equity: wealth,
    reserve: 0,
    notional: 0,
    leverageRatio: 0,
    peakWealth: wealth,
    startMs,
    lastTradeMs: null,
    liquidations: 0,
    state: prepared.states[prepared.stateAt[start]],
    tradingCostRate: rules.costs.fee + rules.costs.halfSpread,
    fixedCost: rules.costs.fixed,
    checkIntervalMs,
    reactionMs,
    signals: new Float64Array(policy.signals.length),
    estimates: null,
    estimatesMs: null,
    memory: {},
  };
}

/** A run at its first close, all in cash. */
function opened(prepared: PreparedMarket, terms: RunTerms, start: number, keeps: boolean): Run {
  const rules = prepared.rules[prepared.rulesAt[start]];
  // One literal, each number a double: the loop reads its fields at full speed.
  return {
    prepared,
    policy: terms.policy,
    estimates: estimatesOf(prepared, terms),
    start,
    rules,
    view: viewOf(prepared, terms, start),
    ledger: ledgerOf(),
    recorder: keeps ? recorderOf(prepared.last - start + 1) : null,
    guard: { price: 0, surplus: 0, quantity: 0, cash: 0 },
    events: [],
    noted: new Set(),
    bound: { name: null, sinceMs: 0, spent: new Map() },
    quantity: 0,
    cash: terms.wealth,
    entryValue: 0,
    reserve: 0,
    markPrice: prepared.prices.close[start],
    box: NO_BOX,
    calmLow: -Infinity,
    calmHigh: Infinity,
    order: null,
    resting: null,
    bandLow: 0,
    bandHigh: 0,
    estimatesDueMs: -Infinity,
    cost: 0,
    trades: 0,
    tooSmall: 0,
    liquidations: 0,
    turnover: 0,
  };
}

/** Writes a close into the columns. After ruin only what is left is written. */
function record(run: Run, i: number, wealth: number): void {
  const { recorder, prepared, start } = run;
  if (recorder === null) return;
  const [row, price, { columns }] = [i - start, prepared.prices.close[i], recorder];
  const equity = wealth - run.reserve;
  const trigger = prepared.trigger.close[i];
  const levels = run.quantity === 0 ? null : levelsAt(prepared.rules[prepared.rulesAt[i]], run, trigger);
  columns.closeMs[row] = prepared.closeMs[i];
  columns.price[row] = price;
  columns.wealth[row] = wealth;
  columns.leverageRatio[row] = run.quantity === 0 ? 0 : (run.quantity * price) / equity;
  columns.liquidationBelow[row] = levels?.below ?? 0;
  columns.liquidationAbove[row] = levels?.above ?? Infinity;
  columns.bandLow[row] = run.bandLow;
  columns.bandHigh[row] = run.bandHigh;
  columns.cost[row] = run.cost;
  recorder.write(row);
}

/** Wealth is gone: what is owed beyond it is forgiven, unless the holder owes it. The run is over. */
function ruin(run: Run, i: number, wealth: number): number {
  const { market } = run.rules;
  const left = market.model.recourse ? wealth : 0;
  run.ledger.forgiven += left - wealth;
  run.recorder?.changed("liquidation", wealth, left);
  const price = run.prepared.prices.close[i];
  const notional = Math.abs(run.quantity) * price;
  Object.assign(run, { quantity: 0, entryValue: 0, reserve: 0, cash: left, bandLow: 0, bandHigh: 0 });
  const because = left < 0 ? "nothing is left, and debt is owed" : "nothing is left";
  if (run.recorder !== null)
    run.events.push({ kind: "ruin", atMs: run.prepared.closeMs[i], price, notional, from: 0, to: 0, because });
  return left;
}

/** Index of the first close after one at which other rules are in force. */
function rulesEnd({ rules, rulesAt, last }: PreparedMarket, from: number): number {
  let i = rules.length === 1 ? last + 1 : from;
  while (i <= last && rulesAt[i] === rulesAt[from]) i++;
  return i;
}

/** The loop: from the close at `start` to the last, or to ruin. Between two events the position is three numbers, held here. */
function walk(run: Run, columns: readonly Float64Array[]): Course {
  const { prepared, start, recorder } = run;
  const { closeMs, isCarried, last, dayEnds } = prepared;
  const [{ close }, { low, high }, { checkIntervalMs }] = [prepared.prices, prepared.trigger, run.view];
  const firstDay = dayEnds.findIndex((end) => end > start);
  const daily = new Float64Array(dayEnds.length - firstDay + 1);
  // Each of these begins as a sum or a product of doubles, and so stays one: a number taken out of a list would be boxed.
  let money = wealthAt(run, 0);
  let wealth = money;
  let peak = money;
  let drawdownMax = 0;
  let leverageSum = 0;
  let ruinedMs: number | null = null;
  let days = 0;
  let i = start;
  daily[days++] = wealth;
  record(run, start, wealth);
  check(run, start, columns);
  let dueMs = closeMs[start] + checkIntervalMs;
  let changes = rulesEnd(prepared, start);
  let { quantity, calmLow, calmHigh } = run;
  while (++i <= last) {
    let isMoved = false;
    if (i > changes) {
      changes = takeRules(run, i);
      ({ calmLow, calmHigh } = run);
    }
    if (isCarried[i] !== 0) {
      payCarry(run, i);
      findCalm(run);
      ({ calmLow, calmHigh } = run);
      isMoved = true;
    }
    if (!(low[i] > calmLow && high[i] < calmHigh)) {
      walkBar(run, i);
      findCalm(run);
      ({ calmLow, calmHigh } = run);
      isMoved = true;
    }
    if (isMoved) {
      ({ quantity } = run);
      money = wealthAt(run, 0);
    }
    const held = quantity * close[i];
    wealth = money + held;
    if (recorder !== null || !(wealth > 0)) settle(run, close[i]);
    if (!(wealth > 0)) {
      ruinedMs = closeMs[i];
      wealth = ruin(run, i, wealth);
      record(run, i, wealth);
      break;
    }
    if (wealth > peak) peak = wealth;
    else if (wealth < peak * (1 - drawdownMax)) drawdownMax = 1 - wealth / peak;
    leverageSum += held / wealth;
    if (i === dayEnds[firstDay + days - 1]) daily[days++] = wealth;
    if (recorder !== null) record(run, i, wealth);
    if (closeMs[i] < dueMs) continue;
    if (check(run, i, columns)) ({ calmLow, calmHigh } = run);
    dueMs += checkIntervalMs;
    if (dueMs <= closeMs[i]) dueMs += checkIntervalMs * (Math.floor((closeMs[i] - dueMs) / checkIntervalMs) + 1);
  }
  const end = Math.min(i, last);
  settle(run, close[end]);
  const counted = { daily, days, drawdownMax, leverageSum, bars: end - start };
  return { ...counted, wealthEnd: wealth, endMs: closeMs[last], ruinedMs };
}

/** Takes the rules of the day that a bar opens in, and says until when. What was found of the level under others does not hold. */
function takeRules(run: Run, i: number): number {
  run.rules = run.prepared.rules[run.prepared.rulesAt[i - 1]];
  run.box = NO_BOX;
  unguard(run);
  findCalm(run);
  return rulesEnd(run.prepared, i - 1);
}

/** After ruin: the same wealth to the end. */
function fillRest(run: Run, wealth: number, from: number): BacktestColumns | null {
  for (let i = from; i <= run.prepared.last; i++) record(run, i, wealth);
  return run.recorder?.columns ?? null;
}

/**
 * One run on a market that many share. With `columns` false nothing is kept bar by bar, as in a sweep.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) for the terms; TooFewError (E_TOO_FEW) where signals are never
 * known; ConflictError (E_CONFIG_CONFLICT) where one of the policy's rules fires another; MissingError (E_MISSING) where prices, rates or funding lack and no choice was named; what the policy throws
 */
export function runPrepared(
  prepared: PreparedMarket,
  terms: RunTerms,
  keep: { readonly columns: boolean },
): PreparedResult {
  assertTerms(terms, prepared.market.prices.intervalMs);
  const { policy, wealth } = terms;
  const signals = signalsOf(prepared, policy);
  const firsts = signals.map(({ first }) => first);
  const first = estimatesOf(prepared, terms)?.first ?? 0;
  const start = startOf(prepared, [...firsts, first]);
  const { market } = prepared.rules[prepared.rulesAt[start]];
  assertNoChase([policy], { market, price: prepared.prices.close[start] });
  const notes = prepared.notes.get(start) ?? marketNotes(prepared, start);
  prepared.notes.set(start, notes);
  const run = opened(prepared, terms, start, keep.columns);
  const course = walk(
    run,
    signals.map(({ values }) => values),
  );
  const rest = course.ruinedMs === null ? prepared.last + 1 : start + course.bars + 1;
  return {
    policy: { id: policy.id, label: policy.label, source: policy.source },
    columns: fillRest(run, course.wealthEnd, rest),
    ledger: run.ledger,
    summary: summaryOf(run, wealth, course),
    daily: dailyWealth(prepared, start, course),
    events: run.events,
    notes: [...notes, ...run.noted],
  };
}

/**
 * What a policy would have made of a market's past, by the venue's own rules.
 *
 * Within a bar, in this order. Funding whose stamp is in [close before, close) and the interest of the bar are paid at the open on what is
 * then held, at the rates in force at the close before. A gap: the position as held is tested at the open, and closed there. An order
 * decided at an earlier close is filled at the open. At the adverse extreme a resting order that lies nearer fires first, and the venue
 * closes at its level; what it leaves may be closed again. Then a resting order on the other side. The close is marked, and the policy
 * asked where a check is due; while its order is under way it is not asked. A bar of closes alone is one price: its close.
 *
 * Carry is that of the whole bar, charged on what is held at its open, before the fill: what is opened in a bar pays from its close on, and
 * what is closed there has paid the bar in full, funding after the open among it. In bars of an hour that is nothing to speak of; of
 * a day it is up to a day's carry later at both ends.
 *
 * What the venue closes, and a resting order that fires, cancel an order that is under way. An order to lower the leverage that at its fill
 * would raise it, since the price has turned, is not filled, nor the reverse: the next check decides again. A position at the venue's
 * limit or beyond is not raised, and money leaves the venue only as far as the leverage after it is within that limit, or no higher
 * than it was.
 * @throws every error of bad input, naming the field
 */
export function runBacktest(request: BacktestRequest): BacktestResult {
  const { policy, wealth, checkIntervalMs, reactionMs, ...market } = request;
  assertTerms(request, market.prices.intervalMs);
  return runPrepared(prepareMarket(market), { policy, wealth, checkIntervalMs, reactionMs }, { columns: true });
}
