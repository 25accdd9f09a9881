import { assertInRange, assertNotNegative, assertPositive, ConflictError } from "../../../errors/index.js";
import { percentWord } from "../../policy-words.js";
import { assertLongLeverage, loanToValueAtLeverage } from "../lending-position.js";

/** One trigger: loan to value that fires it, and loan to value at which it ends, fractions. */
export interface AutomationTrigger {
  readonly execution: number;
  readonly target: number;
  /** Price beyond which it does not fire: the highest to buy at, the lowest to sell at; null: none. */
  readonly price: number | null;
}

/** Settings of `autoBuySellPolicy`. */
export interface AutoBuySellSettings {
  /** Leverage ratio at which it opens. */
  readonly open: number;
  /** Fires at or below its execution; null: none. */
  readonly buy: AutomationTrigger | null;
  /** Fires at or above its execution; null: none. */
  readonly sell: AutomationTrigger | null;
  /** Loan to value from which all is closed, for good; null: none. */
  readonly stopLoss: number | null;
  /** How far from its target a trade may end, a fraction of the target. */
  readonly deviation: number;
  /** Fee of the service on what is given into a swap, and of the flash loan on what it lends; fractions. */
  readonly swapFee: number;
  readonly flashFee: number;
}

/** Least distance of a buy's execution below the loan to value of the day it is set up: one point. */
const SETUP_MARGIN = 0.01;

/** Rounding of a product of fractions, which the contracts, in whole amounts, do not have. */
const ROUNDING = 1e-12;

/** What must hold, which settings it is of, and why. */
interface Check {
  readonly holds: boolean;
  readonly field: string;
  readonly got: string;
  readonly want: string;
  readonly hint: string;
}

/** First of the two must be below the second. */
function below(low: readonly [string, number], high: readonly [string, number], hint: string): Check {
  const got = `${low[0]} ${percentWord(low[1])}, ${high[0]} ${percentWord(high[1])}`;
  return { holds: low[1] < high[1], field: `${low[0]}, ${high[0]}`, got, want: `${low[0]} below ${high[0]}`, hint };
}

function buyChecks({ buy, open, deviation }: AutoBuySellSettings): readonly Check[] {
  if (buy === null) return [];
  const lowest = buy.target * (1 - deviation);
  const highest = loanToValueAtLeverage(open) - SETUP_MARGIN + ROUNDING;
  return [
    below(["buyAt", buy.execution], ["buyTo, less the deviation,", lowest], "your auto-buy would fire again at once"),
    {
      ...below(["buyAt", buy.execution], ["the opening's loan to value less a point", highest], "it would buy at once"),
      holds: buy.execution <= highest,
    },
  ];
}

function sellChecks({ sell, open, deviation }: AutoBuySellSettings): readonly Check[] {
  if (sell === null) return [];
  const highest = sell.target * (1 + deviation) - ROUNDING;
  const again = below(
    ["sellTo, with the deviation,", highest],
    ["sellAt", sell.execution],
    "it would fire again at once",
  );
  return [
    { ...again, holds: highest <= sell.execution },
    below(
      ["the opening's loan to value", loanToValueAtLeverage(open)],
      ["sellAt", sell.execution],
      "it would sell at once",
    ),
  ];
}

function crossChecks({ buy, sell, stopLoss, open }: AutoBuySellSettings): readonly Check[] {
  const checks: Check[] = [];
  if (buy !== null && sell !== null) {
    const buyTo = ["buyTo", buy.target] as const;
    checks.push(below(buyTo, ["sellAt", sell.execution], "your auto-buy will trigger your auto-sell"));
    const buyAt = ["buyAt", buy.execution] as const;
    checks.push(below(buyAt, ["sellTo", sell.target], "your auto-sell will trigger your auto-buy"));
  }
  if (stopLoss === null) return checks;
  const stop = ["stopLoss", stopLoss] as const;
  if (buy !== null) checks.push(below(["buyTo", buy.target], stop, "your auto-buy will trigger your stop-loss"));
  if (sell !== null) checks.push(below(["sellAt", sell.execution], stop, "your auto-sell would never fire"));
  checks.push(below(["the opening's loan to value", loanToValueAtLeverage(open)], stop, "it would close at once"));
  return checks;
}

function assertRanges({ open, buy, sell, stopLoss, deviation, swapFee, flashFee }: AutoBuySellSettings): void {
  assertLongLeverage(open, "open");
  const loan = { min: 0, max: 1, open: true, want: "a loan to value between 0 and 1" };
  for (const [name, trigger] of [["buy", buy] as const, ["sell", sell] as const]) {
    if (trigger === null) continue;
    assertInRange(trigger.execution, `${name}At`, loan);
    assertInRange(trigger.target, `${name}To`, loan);
    if (trigger.price !== null) assertPositive(trigger.price, `${name}Price`);
  }
  if (stopLoss !== null) assertInRange(stopLoss, "stopLoss", loan);
  assertInRange(deviation, "deviation", { min: 0, max: 0.5, want: "a fraction from 0 to .5" });
  assertNotNegative(flashFee, "flashFee");
  assertInRange(flashFee, "flashFee", { min: 0, max: 0.1, want: "a fraction from 0 to .1" });
  assertInRange(swapFee, "swapFee", { min: 0, max: 0.1, want: "a fraction from 0 to .1" });
}

/**
 * The checks of the contracts (AaveV3BasicBuyCommandV2.isTriggerDataValid, AaveV3BasicSellCommandV2.isTriggerDataValid) and of
 * the set-up (against-position-validators: aave-auto-buy, aave-auto-sell, dma-aave-stop-loss), what it only warns of included.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) with both numbers
 */
export function assertAutoBuySell(settings: AutoBuySellSettings): void {
  assertRanges(settings);
  const checks = [...buyChecks(settings), ...sellChecks(settings), ...crossChecks(settings)];
  const broken = checks.find(({ holds }) => !holds);
  if (broken === undefined) return;
  const { field, got, want, hint } = broken;
  throw new ConflictError({ field, got, want, hint });
}
