import { notionalOf, type Account, type Action, type Band, type SizeFit, type Step } from "../model/index.js";
import { coordinatesOf } from "./coordinates.js";
import { accountAt, type Setting } from "./setting.js";

/** Where a plan leads: leverage ratios of total wealth, and the share of wealth at the venue. */
export interface PlanGoal {
  readonly leverageRatio: number;
  readonly band: Band;
  readonly share: number;
  /** True where what is held stands on too little equity, whatever its size. */
  readonly thin: boolean;
  /** How the size asked for stands to the venue's tiers; null where they say nothing of it. */
  readonly size: SizeFit | null;
}

/** Units of `asset` owed on an account. */
const owed = (account: Account, asset: string): number =>
  account.legs.reduce((sum, leg) => (leg.kind === "debt" && leg.asset === asset ? sum + leg.quantity : sum), 0);

const DUST = 1e-9;

/** Trade of signed `notional` that turns wealth `wealth` with `held` into leverage `goal` after paying `rate` of it and `fixed`: d = (goal (W - F) - N)/(1 +- rate goal). */
function tradeTo(
  goal: number,
  { wealth, held, rate, fixed }: { wealth: number; held: number; rate: number; fixed: number },
): number {
  const gap = goal * (wealth - fixed) - held;
  return gap / (1 + Math.sign(gap) * rate * goal);
}

/** Steps that turn one account into another of the same market, in the order in which each is covered. */
function stepsBetween(setting: Setting, before: Account, after: Account, transfer: number): readonly Step[] {
  const { market, prices, price } = setting;
  const { asset, quote } = market;
  const steps: Step[] = [];
  const add = (kind: Step["kind"], of: string, quantity: number, each: number): void => {
    if (quantity * each > DUST * setting.wealth) steps.push({ kind, asset: of, quantity, notional: quantity * each });
  };
  const change = (notionalOf(after, prices, asset) - notionalOf(before, prices, asset)) / price;
  const borrowQuote = owed(after, quote) - owed(before, quote);
  const borrowAsset = owed(after, asset) - owed(before, asset);
  add("deposit", quote, transfer, 1);
  add("borrow", quote, borrowQuote, 1);
  add("borrow", asset, borrowAsset, price);
  if (market.model.twoSided)
    addPerpetual(notionalOf(before, prices, asset) / price, change, (kind, units) => add(kind, asset, units, price));
  else add(change > 0 ? "buy" : "sell", asset, Math.abs(change), price);
  add("repay", asset, -borrowAsset, price);
  add("repay", quote, -borrowQuote, 1);
  add("withdraw", quote, -transfer, 1);
  return steps;
}

/** A change of a signed perpetual holding, in units: first what is closed, then what is opened. */
function addPerpetual(held: number, change: number, add: (kind: "increase" | "reduce", units: number) => void): void {
  const closing = held * change < 0 ? Math.min(Math.abs(held), Math.abs(change)) : 0;
  add("reduce", closing);
  add("increase", Math.abs(change) - closing);
}

/** Nothing to do, or nothing that can be done. */
function holding(setting: Setting, { size }: PlanGoal, because: string): Action {
  const { equity, notional, wealth } = setting;
  const now = notional / equity;
  const after = coordinatesOf({ ...setting, share: equity / wealth }, notional / wealth);
  return { kind: "hold", because, steps: [], from: now, to: now, cost: 0, equityAfter: equity, after, size };
}

/** A trade of signed `notional` and the transfer that keeps the goal's share of wealth at the venue. */
function adjusted(setting: Setting, goal: PlanGoal, trade: number, because: string): Action {
  const { equity, notional, wealth, tradingCostRate, fixedCost } = setting;
  const cost = trade === 0 ? 0 : tradingCostRate * Math.abs(trade) + fixedCost;
  if (cost >= wealth * (1 - DUST))
    return holding(setting, goal, "trading back would cost all that is left: close what can be closed, or add equity");
  const now = { ...setting, share: equity / wealth };
  const after = { ...setting, wealth: wealth - cost, share: goal.share };
  const equityAfter = after.wealth * goal.share;
  const total = (notional + trade) / after.wealth;
  const steps = stepsBetween(
    setting,
    accountAt(now, notional / wealth),
    accountAt(after, total),
    equityAfter - (equity - cost),
  );
  const [from, to] = [notional / equity, total / goal.share];
  const { size } = goal;
  return { kind: "adjust", because, steps, from, to, cost, equityAfter, after: coordinatesOf(after, total), size };
}

/**
 * The plan from what is held to the decision: nothing inside the band; outside, to its nearest edge, or to the target where each
 * trade has a fixed cost. A position inside the band that stands on too little of wealth gets more of it, and no trade.
 */
export function planOf(setting: Setting, goal: PlanGoal): Action {
  const { notional: held, wealth, tradingCostRate: rate } = setting;
  const from = held / wealth;
  const { low, high, tradeTo: reach } = goal.band;
  const slack = 1e-9 * (1 + Math.abs(from));
  if (from >= low - slack && from <= high + slack) {
    if (goal.thin)
      return adjusted(setting, goal, 0, "the position is of the right size and stands on too little: add equity to it");
    const same = low === high;
    return holding(
      setting,
      goal,
      same ? "what is held is what the decision asks for" : "what is held lies inside the band",
    );
  }
  const to = reach === "target" ? goal.leverageRatio : from < low ? low : high;
  const trade = tradeTo(to, { wealth, held, rate, fixed: setting.fixedCost });
  const goalWords = reach === "target" ? "its target" : "its nearest edge";
  const [what, where] = low === high ? ["answer", "it"] : ["band", goalWords];
  return adjusted(
    setting,
    goal,
    trade,
    `what is held lies ${from < low ? "below" : "above"} the ${what}; trade to ${where}`,
  );
}
