import { levelRatios } from "./basket-adverse.js";
import { walkBasketBar } from "./basket-bar.js";
import { payBasketCarry } from "./basket-carry.js";
import { checkBasket, type BasketKnowledge } from "./basket-check.js";
import { assertLegs, basketIndex, isPlain } from "./basket-index.js";
import type { BasketLeg, BasketRequest } from "./basket-request.js";
import {
  columnAt,
  equityOf,
  indexAt,
  markTo,
  named,
  notionalAt,
  wealthOf,
  withCash,
  type BasketRun,
} from "./basket-state.js";
import { prepareMarket } from "./prepare-market.js";
import type { PreparedMarket } from "./prepared-market.js";
import { recorderOf } from "./recorder.js";
import type { BacktestMarket } from "./request.js";
import type { BacktestResult } from "./result.js";
import { marketNotes } from "./run-notes.js";
import { assertTerms, estimatesOf, ledgerOf, signalsOf, startOf } from "./run.js";
import { summaryOf, type Course } from "./summary.js";

/** One leg as a market of its own: the basket's venue with this asset. */
function marketOf({ venue, rates, costs, gaps, fromMs, toMs }: BasketRequest, leg: BasketLeg): BacktestMarket {
  const { asset, prices, trigger, assetBorrow, funding } = leg;
  const [first, ...more] = "model" in venue ? [{ fromMs: -Infinity, market: venue }] : venue;
  const own = (dated: typeof first): typeof first => ({ ...dated, market: { ...dated.market, asset } });
  return {
    ...{ venue: [own(first), ...more.map(own)], prices, trigger, costs },
    rates: { ...rates, yield: leg.yield, assetBorrow, funding },
    ...(gaps === undefined ? {} : { gaps }),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  };
}

/** A run at its first close, all in cash. */
function opened(
  request: BasketRequest,
  prepared: BasketRun["prepared"],
  index: BasketRun["index"],
  start: number,
): BasketRun {
  const { rules, rulesAt, last } = prepared[0];
  const { market } = rules[rulesAt[start]];
  return {
    ...{ request, prepared, index, start, last, market, assets: request.legs.map(({ asset }) => asset) },
    ...{ ledger: ledgerOf(), recorder: recorderOf(last - start + 1), events: [], noted: new Set() },
    bound: { name: null, sinceMs: 0, spent: new Map() },
    account: withCash({ legs: [] }, market.quote, request.wealth),
    marks: columnAt({ prepared }, start, "close"),
    ...{ reserve: 0, order: null, resting: null, bandLow: 0, bandHigh: 0, lastTradeMs: null },
    ...{ cost: 0, trades: 0, tooSmall: 0, liquidations: 0, turnover: 0 },
  };
}

/** Levels of the basket's own price at which the venue may close, seen from a close. */
function levelsAt(run: BasketRun, i: number): { readonly below: number; readonly above: number } {
  const closes = columnAt(run, i, "close", "trigger");
  if (notionalAt(run, closes) === 0) return { below: 0, above: Infinity };
  const { legs } = run.request;
  const at = (ratio: number): number[] =>
    closes.map((price, k) => price * (legs[k].weight > 0 ? ratio : Math.max(0, 2 - ratio)));
  const { below, above } = levelRatios(run.market.model, run.account, (ratio) => named(run, at(ratio)));
  const price = indexAt(run, i, closes);
  return { below: below * price, above: above * price };
}

/** Writes a close into the columns. */
function record(run: BasketRun, i: number, wealth: number): void {
  const { recorder, index, start } = run;
  const [row, { columns }] = [i - start, recorder];
  const closes = columnAt(run, i, "close");
  const notional = notionalAt(run, closes);
  const { below, above } = levelsAt(run, i);
  columns.closeMs[row] = index.closeMs[i];
  columns.price[row] = index.close[i];
  columns.wealth[row] = wealth;
  columns.leverageRatio[row] = notional === 0 ? 0 : notional / equityOf(run, closes);
  columns.liquidationBelow[row] = below;
  columns.liquidationAbove[row] = above;
  columns.bandLow[row] = run.bandLow;
  columns.bandHigh[row] = run.bandHigh;
  columns.cost[row] = run.cost;
  recorder.write(row);
}

/** Wealth is gone: what is owed beyond it is forgiven, unless the holder owes it. The run is over. */
function ruin(run: BasketRun, i: number, wealth: number): number {
  const left = run.market.model.recourse ? wealth : 0;
  run.ledger.forgiven += left - wealth;
  run.recorder.changed("liquidation", wealth, left);
  const notional = Math.abs(notionalAt(run, columnAt(run, i, "close")));
  Object.assign(run, { reserve: 0, account: withCash({ legs: [] }, run.market.quote, left), bandLow: 0, bandHigh: 0 });
  const because = left < 0 ? "nothing is left, and debt is owed" : "nothing is left";
  const [atMs, price] = [run.index.closeMs[i], run.index.close[i]];
  run.events.push({ kind: "ruin", atMs, price, notional, from: 0, to: 0, because });
  return left;
}

/** What the loop counts for the summary. */
interface Counts {
  readonly daily: number[];
  peak: number;
  drawdownMax: number;
  leverageSum: number;
}

/** One bar; its wealth at the close. */
function step(run: BasketRun, i: number): number {
  const { rules, rulesAt } = run.prepared[0];
  run.market = rules[rulesAt[i - 1]].market;
  payBasketCarry(run, i);
  walkBasketBar(run, i);
  const closes = columnAt(run, i, "close");
  markTo(run, closes);
  return wealthOf(run, closes);
}

function count(run: BasketRun, counts: Counts, i: number, wealth: number): void {
  counts.peak = Math.max(counts.peak, wealth);
  counts.drawdownMax = Math.max(counts.drawdownMax, 1 - wealth / counts.peak);
  counts.leverageSum += notionalAt(run, columnAt(run, i, "close")) / wealth;
  if (run.prepared[0].dayEnds.includes(i)) counts.daily.push(wealth);
}

/** The loop: from the first close to the last, or to ruin. */
function walk(run: BasketRun, known: BasketKnowledge): Course {
  const { request, index, start, last } = run;
  const { checkIntervalMs, wealth: wealthStart } = request;
  const counts: Counts = { daily: [wealthStart], peak: wealthStart, drawdownMax: 0, leverageSum: 0 };
  record(run, start, wealthStart);
  checkBasket(run, known, start);
  let dueMs = index.closeMs[start] + checkIntervalMs;
  let [wealth, ruinedMs, end]: [number, number | null, number] = [wealthStart, null, last];
  for (let i = start + 1; i <= last; i++) {
    if (ruinedMs === null) {
      wealth = step(run, i);
      if (wealth <= 0) {
        [ruinedMs, end, wealth] = [index.closeMs[i], i, ruin(run, i, wealth)];
      } else count(run, counts, i, wealth);
    }
    record(run, i, wealth);
    if (ruinedMs !== null || index.closeMs[i] < dueMs) continue;
    checkBasket(run, known, i);
    while (dueMs <= index.closeMs[i]) dueMs += checkIntervalMs;
  }
  const { daily, drawdownMax, leverageSum } = counts;
  return {
    ...{ daily: Float64Array.from(daily), days: daily.length, drawdownMax, leverageSum, bars: end - start },
    ...{ wealthEnd: wealth, endMs: index.closeMs[last], ruinedMs },
  };
}

/** What is assumed of several legs beside what is of each. */
function notesOf({ request: { legs, policy }, prepared, start }: BasketRun): string[] {
  if (isPlain(legs)) return marketNotes(prepared[0], start);
  return [
    "extremes of one bar are taken as if at one instant: every asset at its adverse end at once",
    "levels are those at which all longs fall and all shorts rise by one fraction",
    ...(policy.estimates === null || legs.length === 1
      ? []
      : [`yield and funding expected of the basket are those of ${legs[0].asset}`]),
    ...legs.flatMap(({ asset }, k) => marketNotes(prepared[k], start).map((note) => `${asset}: ${note}`)),
  ];
}

/**
 * What a policy would have made of the past of several assets in one account, by the venue's own model asked at every bar. Order within a
 * bar as in `runBacktest`, with which a basket of one asset agrees; extremes of one bar are taken as if at one instant.
 * @throws every error of bad input, naming the field
 */
export function runBasket(request: BasketRequest): BacktestResult {
  const { legs, policy, wealth } = request;
  assertLegs(request);
  assertTerms(request, legs[0].prices.intervalMs);
  const [first, ...more] = legs.map((leg) => prepareMarket(marketOf(request, leg)));
  const prepared: BasketRun["prepared"] = [first, ...more];
  const index = basketIndex(legs);
  const whole: PreparedMarket = { ...first, market: { ...first.market, prices: index } };
  const [signals, estimates] = [signalsOf(whole, policy), estimatesOf(whole, request)];
  const start = startOf(whole, [...signals.map((signal) => signal.first), estimates?.first ?? 0]);
  const run = opened(request, prepared, index, start);
  const notes = notesOf(run);
  const known: BasketKnowledge = {
    ...{ signals, estimates, memory: {}, peakWealth: wealth, estimated: null, estimatesDueMs: -Infinity },
  };
  const course = walk(run, known);
  return {
    policy: { id: policy.id, label: policy.label, source: policy.source },
    summary: summaryOf({ ...run, view: { startMs: index.closeMs[start] } }, wealth, course),
    ledger: run.ledger,
    columns: run.recorder.columns,
    events: run.events,
    notes: [...notes, ...run.noted],
  };
}
