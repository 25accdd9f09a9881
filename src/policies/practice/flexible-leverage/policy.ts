import type { TradingPolicy } from "../../policy.js";
import { HOLD, type PolicyAction, type PolicyMemory, type PolicyView } from "../../view.js";
import { assertLong } from "../lending-position.js";
import { assertFlexibleLeverage, type FlexibleLeverageSettings } from "./settings.js";
import { shouldRebalance } from "./should-rebalance.js";
import { lenderLimitsOf, tradeLimit } from "./trade-limit.js";

/** Leverage ratio after the next rebalance: `newLeverageRatio` of the contract in floating point. */
export function nextLeverageRatio(current: number, settings: FlexibleLeverageSettings): number {
  const { min, target, max, recenteringSpeed } = settings;
  return Math.max(min, Math.min(max, current * (1 - recenteringSpeed) + target * recenteringSpeed));
}

/** One call of the contract: where to, in which chunk, at which cost at most, and what is remembered. */
interface Call {
  readonly to: number;
  readonly chunkMax: number | null;
  readonly slippage: number;
  readonly reward: number;
  /** True where what is left after the chunk is to be traded by later calls. */
  readonly series: boolean;
  readonly because: string;
}

const remembered = (nowMs: number, outstanding: number | null): PolicyMemory =>
  outstanding === null ? { calledMs: nowMs } : { calledMs: nowMs, twapLeverageRatio: outstanding };

/** The trade of one call; HOLD where the contract would revert. */
function traded(view: PolicyView, call: Call, settings: FlexibleLeverageSettings): PolicyAction {
  if (view.tradingCostRate > call.slippage) return HOLD;
  const limits = lenderLimitsOf(view, settings.unutilized);
  const borrowMax = tradeLimit(settings.lender, limits, call.to >= view.leverageRatio);
  if (borrowMax === null) return HOLD;
  const total = (Math.abs(call.to - view.leverageRatio) / view.leverageRatio) * limits.units;
  const size = Math.min(borrowMax, total, call.chunkMax ?? Infinity);
  const memory = remembered(view.nowMs, call.series && size < total ? call.to : null);
  const band = { low: settings.min, high: settings.max };
  if (size === 0) return { kind: "hold", memory, band };
  const { reward, because } = call;
  const trade = { kind: "trade", leverageRatio: call.to, because, memory, band, reward } as const;
  return size < total ? { ...trade, tradeMax: size * view.price } : trade;
}

/** The first trade: the deposit buys the asset, and `engage` of the contract levers it up to the target, in chunks. */
function engaged(view: PolicyView, settings: FlexibleLeverageSettings): PolicyAction {
  const deposited = { ...view, notional: view.equity, leverageRatio: 1 };
  const { target, chunkMax, slippage } = settings;
  const call = { to: target, chunkMax, slippage, reward: 0, series: true, because: "engage" };
  const action = traded(deposited, call, settings);
  if (action.kind === "hold" || action.tradeMax === undefined) return action;
  return { ...action, tradeMax: action.tradeMax + view.equity };
}

/** True where the price has done what is left of the chunks, so that they are given up. _isAdvantageousTWAP. */
const isAdvantageous = (current: number, goal: number, target: number): boolean =>
  (goal < target && current >= goal) || (goal > target && current <= goal);

function iterated(view: PolicyView, goal: number, settings: FlexibleLeverageSettings): PolicyAction {
  if (isAdvantageous(view.leverageRatio, goal, settings.target)) {
    return { kind: "hold", memory: remembered(view.nowMs, null) };
  }
  const { chunkMax, slippage } = settings;
  return traded(view, { to: goal, chunkMax, slippage, reward: 0, series: true, because: "next chunk" }, settings);
}

function ripped(view: PolicyView, settings: FlexibleLeverageSettings): PolicyAction {
  const { chunkMax, slippage, reward } = settings.ripcord;
  return traded(view, { to: settings.max, chunkMax, slippage, reward, series: false, because: "ripcord" }, settings);
}

function rebalanced(view: PolicyView, settings: FlexibleLeverageSettings): PolicyAction {
  const to = nextLeverageRatio(view.leverageRatio, settings);
  const { chunkMax, slippage } = settings;
  return traded(view, { to, chunkMax, slippage, reward: 0, series: true, because: "rebalance" }, settings);
}

/** What a keeper that asks at every check calls. */
function called(view: PolicyView, lastTradeMs: number, settings: FlexibleLeverageSettings): PolicyAction {
  const goal = view.memory["twapLeverageRatio"] ?? null;
  const bounds = { min: settings.min, max: settings.max, incentivized: settings.ripcord.leverageRatio };
  const times = {
    sinceLastTrade: view.nowMs - (view.memory["calledMs"] ?? lastTradeMs),
    rebalanceInterval: settings.rebalanceIntervalMs,
    twapCooldown: settings.twapCooldownMs,
    incentivizedTwapCooldown: settings.ripcord.cooldownMs,
  };
  const call = shouldRebalance(view.leverageRatio, bounds, times, goal !== null);
  if (call === "NONE") return HOLD;
  if (call === "RIPCORD") return ripped(view, settings);
  return goal === null ? rebalanced(view, settings) : iterated(view, goal, settings);
}

/** The contract's triggers outside the interval. */
function rulesOf(settings: FlexibleLeverageSettings): TradingPolicy["rules"] {
  const { min, max, ripcord } = settings;
  const next = (current: number): number => nextLeverageRatio(current, settings);
  return [
    { name: "rebalance up", firesBelow: min, firesAbove: null, endsFrom: min, endsTo: next(min) },
    { name: "rebalance down", firesBelow: null, firesAbove: max, endsFrom: next(max), endsTo: max },
    { name: "ripcord", firesBelow: null, firesAbove: ripcord.leverageRatio, endsFrom: max, endsTo: max },
  ];
}

/**
 * Index Coop's flexible leverage, as a keeper drives it that asks `shouldRebalance` at every check and calls what it answers:
 * part of the way to the target once an interval is over or a bound is passed, in chunks with a cooldown, the ripcord from
 * the incentivized ratio on. Times count from the check that called, as the contract stamps its calls, and must be exceeded:
 * with a check interval that equals the rebalance interval every second check is due. A call whose cost of trading is beyond
 * its slippage, or whose lender's limit is passed, reverts and nothing is done. The reward is paid in full. Without debt, as
 * after a liquidation that closed it, the contract lets nothing be called until its operator engages it again; this policy
 * does not.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) naming the setting
 */
export function flexibleLeveragePolicy(settings: FlexibleLeverageSettings): TradingPolicy {
  assertFlexibleLeverage(settings);
  const { min, max, target } = settings;
  return {
    id: "flexible-leverage",
    label: `flexible leverage ${target}x, within ${min}x to ${max}x`,
    source:
      "IndexCoop/index-coop-smart-contracts, FlexibleLeverageStrategyExtension.sol (rebalance, iterateRebalance, ripcord)",
    signals: [],
    estimates: null,
    rules: rulesOf(settings),
    adjust(view) {
      assertLong(view, "flexible-leverage");
      if (view.lastTradeMs === null) return engaged(view, settings);
      return view.leverageRatio > 1 ? called(view, view.lastTradeMs, settings) : HOLD;
    },
  };
}
