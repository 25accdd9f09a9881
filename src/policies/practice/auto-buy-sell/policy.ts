import { leverageWord, percentWord } from "../../policy-words.js";
import type { LeverageRule, TradingPolicy } from "../../policy.js";
import { HOLD, type PolicyAction, type PolicyView } from "../../view.js";
import { assertLong, leverageAtLoanToValue, loanToValueAtLeverage, loanToValueMaxOf } from "../lending-position.js";
import { assertAutoBuySell, type AutoBuySellSettings, type AutomationTrigger } from "./settings.js";

/** What fees come to of the notional traded, by side: the swap's is taken from what is given into it, the flash loan's from what it lends. */
export function feeRates({ swapFee, flashFee }: Pick<AutoBuySellSettings, "swapFee" | "flashFee">): {
  readonly buy: number;
  readonly sell: number;
} {
  return { buy: (swapFee + flashFee) / (1 - swapFee), sell: swapFee + (flashFee * (1 - swapFee)) / (1 + flashFee) };
}

/** Debt over collateral as the contracts compare it: truncated to hundredths of a per cent; a rounding below one counts as it. */
const comparedLoanToValue = (leverageRatio: number): number =>
  Math.floor(loanToValueAtLeverage(leverageRatio) * 1e4 + 1e-8) / 1e4;

/** True where a buy is legal: at or below its execution, at or below its price, and ending below what may be borrowed. AaveV3BasicBuyCommandV2.isExecutionLegal. */
const buys = (trigger: AutomationTrigger, view: PolicyView, loanToValue: number, deviation: number): boolean =>
  loanToValue <= trigger.execution &&
  view.price <= (trigger.price ?? Infinity) &&
  trigger.target * (1 + deviation) < loanToValueMaxOf(view);

/** True where a sale is legal: at or above its execution, at or above its price, and firing below what may be borrowed. AaveV3BasicSellCommandV2.isExecutionLegal. */
const sells = (trigger: AutomationTrigger, view: PolicyView, loanToValue: number): boolean =>
  loanToValue >= trigger.execution && view.price >= (trigger.price ?? 0) && trigger.execution < loanToValueMaxOf(view);

function triggered(view: PolicyView, settings: AutoBuySellSettings, rates: ReturnType<typeof feeRates>): PolicyAction {
  const { buy, sell, stopLoss, deviation } = settings;
  const loanToValue = comparedLoanToValue(view.leverageRatio);
  if (stopLoss !== null && loanToValue >= stopLoss)
    return { kind: "trade", leverageRatio: 0, concessionRate: rates.sell, because: "stop-loss" };
  if (sell !== null && sells(sell, view, loanToValue)) {
    const leverageRatio = leverageAtLoanToValue(sell.target);
    return { kind: "trade", leverageRatio, concessionRate: rates.sell, because: "auto-sell" };
  }
  if (buy !== null && buys(buy, view, loanToValue, deviation)) {
    const leverageRatio = leverageAtLoanToValue(buy.target);
    return { kind: "trade", leverageRatio, concessionRate: rates.buy, because: "auto-buy" };
  }
  return HOLD;
}

/** The triggers by leverage, their trades ending within the deviation. */
function rulesOf({ buy, sell, stopLoss, deviation }: AutoBuySellSettings): readonly LeverageRule[] {
  const ends = ({ target }: AutomationTrigger): Pick<LeverageRule, "endsFrom" | "endsTo"> => ({
    endsFrom: leverageAtLoanToValue(target * (1 - deviation)),
    endsTo: leverageAtLoanToValue(target * (1 + deviation)),
  });
  const rules: LeverageRule[] = [];
  if (buy !== null) {
    const firesBelow = leverageAtLoanToValue(buy.execution);
    rules.push({ name: "auto-buy", firesBelow, firesAbove: null, ...ends(buy) });
  }
  if (sell !== null) {
    const firesAbove = leverageAtLoanToValue(sell.execution);
    rules.push({ name: "auto-sell", firesBelow: null, firesAbove, ...ends(sell) });
  }
  if (stopLoss === null) return rules;
  const firesAbove = leverageAtLoanToValue(stopLoss);
  return [...rules, { name: "stop-loss", firesBelow: null, firesAbove, endsFrom: 0, endsTo: 0 }];
}

function labelOf({ open, buy, sell, stopLoss }: AutoBuySellSettings): string {
  const pair = (name: string, trigger: AutomationTrigger | null): string =>
    trigger === null ? "" : `, ${name} at ${percentWord(trigger.execution)} to ${percentWord(trigger.target)}`;
  const stop = stopLoss === null ? "" : `, stop-loss at ${percentWord(stopLoss)}`;
  return `open ${leverageWord(open)}${pair("buy", buy)}${pair("sell", sell)}${stop}`;
}

/**
 * Summer.fi's auto-buy, auto-sell and stop-loss by loan to value. The service's fee and the flash loan's are paid on each of
 * their trades, not on the opening; trades end at their target after cost, as `sizeToLoanToValue` sizes them. Where both
 * could act, the stop-loss comes first and then the sale. Without debt nothing is legal: after a stop-loss, or a liquidation
 * that closed it, it does not open again.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) with both numbers
 */
export function autoBuySellPolicy(settings: AutoBuySellSettings): TradingPolicy {
  assertAutoBuySell(settings);
  const rates = feeRates(settings);
  return {
    id: "auto-buy-sell",
    label: labelOf(settings),
    source:
      "OasisDEX/automation-smartcontracts, AaveV3BasicBuyCommandV2 and AaveV3BasicSellCommandV2 (isExecutionLegal)",
    signals: [],
    estimates: null,
    rules: rulesOf(settings),
    adjust(view) {
      assertLong(view, "auto-buy-sell");
      if (view.lastTradeMs === null) return { kind: "trade", leverageRatio: settings.open, because: "opens" };
      return view.leverageRatio > 1 ? triggered(view, settings, rates) : HOLD;
    },
  };
}
