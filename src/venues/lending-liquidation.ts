import { priceOf } from "../model/index.js";
import type { Account, AssetId, LiquidationOutcome, Prices } from "../model/index.js";
import { BARRIER_TOLERANCE } from "./barrier.js";
import { cashLegsOf, type CashLeg } from "./cash-legs.js";
import { reserveOf, type CloseRule, type LendingRule } from "./lending-rule.js";

/** Calls after which the rest is closed at once: halving a debt for ever ends here. */
const CALLS_MAX = 100;

/** Value by asset, quote currency, of one side of the account. */
type Values = Map<AssetId, number>;

function valuesOf(legs: readonly CashLeg[], kind: CashLeg["kind"], prices: Prices): Values {
  const values: Values = new Map();
  for (const leg of legs) {
    if (leg.kind !== kind || leg.quantity === 0) continue;
    values.set(leg.asset, (values.get(leg.asset) ?? 0) + leg.quantity * priceOf(prices, leg.asset));
  }
  return values;
}

function total(values: Values): number {
  let sum = 0;
  for (const value of values.values()) sum += value;
  return sum;
}

/** The asset of the largest value: which one a liquidator picks is its own choice, and this is the likeliest. */
function largest(values: Values): readonly [AssetId, number] | undefined {
  let most: readonly [AssetId, number] | undefined;
  for (const entry of values) if (most === undefined || entry[1] > most[1]) most = entry;
  return most;
}

function healthFactorOf(rule: LendingRule, collateral: Values, debt: Values): number {
  let covered = 0;
  for (const [asset, value] of collateral) covered += value * reserveOf(rule.reserves, asset).liquidationThreshold;
  return covered / total(debt);
}

/** One side of a call: what is at stake, in quote currency. */
interface Call {
  readonly healthFactor: number;
  /** This debt, this collateral, and the whole position's debt. */
  readonly debt: number;
  readonly collateral: number;
  readonly debtTotal: number;
  /** 1 + liquidation bonus. */
  readonly bonus: number;
}

/**
 * Value of debt that one call repays: all that the close factor allows, shrunk where it would leave dust, as the venue
 * would refuse it (aave-v3-origin LiquidationLogic.executeLiquidationCall; the shrinking as in its LiquidationDataProvider).
 */
function repaidValue(close: CloseRule, call: Call): number {
  const partial =
    call.healthFactor > close.healthFactorFull && call.debt >= close.valueFull && call.collateral >= close.valueFull;
  const factored = close.closeFactor * (close.closeFactorOf === "called-debt" ? call.debt : call.debtTotal);
  const allowed = partial ? Math.min(call.debt, factored) : call.debt;
  if (allowed * call.bonus >= call.collateral) return call.collateral / call.bonus;
  if (allowed === call.debt) return allowed;
  const undusted = Math.min(allowed, call.debt - close.dust, (call.collateral - close.dust) / call.bonus);
  // Where no smaller call is allowed either, the venue takes the whole debt or the whole collateral.
  return undusted > 0 ? undusted : Math.min(call.debt, call.collateral / call.bonus);
}

/** Takes `value` off, and the asset with it where nothing but rounding is left. */
function take(values: Values, asset: AssetId, held: number, value: number): void {
  const left = held - value;
  if (left <= held * 1e-15) values.delete(asset);
  else values.set(asset, left);
}

const legsOf = (values: Values, kind: CashLeg["kind"], prices: Prices): readonly CashLeg[] =>
  [...values].map(([asset, value]) => ({ kind, asset, quantity: value / priceOf(prices, asset) }));

/**
 * What liquidators do at these prices: they call, each time against the largest debt and the largest collateral, until
 * the account is healthy or one side is used up. An account on its barrier up to rounding is called once. The holder loses the bonus; a protocol's fee comes out of the bonus and
 * costs the holder nothing more. Debt left without collateral is bad debt, written off and no longer the holder's.
 */
export function liquidateLending(rule: LendingRule, account: Account, prices: Prices): LiquidationOutcome {
  const legs = cashLegsOf(account);
  const collateral = valuesOf(legs, "collateral", prices);
  const debt = valuesOf(legs, "debt", prices);
  let [closedNotional, cost, calls] = [0, 0, 0];
  for (;;) {
    const [owed, held] = [largest(debt), largest(collateral)];
    if (owed === undefined || held === undefined) break;
    const healthFactor = healthFactorOf(rule, collateral, debt);
    if (healthFactor >= (calls === 0 ? 1 + BARRIER_TOLERANCE : 1)) break;
    const bonus = 1 + reserveOf(rule.reserves, held[0]).liquidationBonus;
    const close = ++calls > CALLS_MAX ? { ...rule.close, healthFactorFull: 1 } : rule.close;
    const call = { healthFactor, debt: owed[1], collateral: held[1], debtTotal: total(debt), bonus };
    const repaid = repaidValue(close, call);
    closedNotional += repaid;
    cost += repaid * (bonus - 1);
    take(debt, owed[0], owed[1], repaid);
    take(collateral, held[0], held[1], repaid * bonus);
  }
  if (calls === 0) return { account, closedNotional: 0, cost: 0, badDebt: 0 };
  const badDebt = collateral.size === 0 ? total(debt) : 0;
  const left = badDebt > 0 ? [] : [...legsOf(collateral, "collateral", prices), ...legsOf(debt, "debt", prices)];
  return { account: { legs: left }, closedNotional, cost, badDebt };
}
