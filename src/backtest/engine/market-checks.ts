import {
  ConflictError,
  MissingError,
  OutOfRangeError,
  TooFewError,
  assertInRange,
  assertNotNegative,
  assertPositive,
} from "../../errors/index.js";
import type { PriceSeries } from "../../series/index.js";
import type { DatedMarket, TradingCosts } from "./request.js";

/** Highest fee, and highest spread, that is believed: beyond it a percentage was taken for a fraction. */
export const COST_RATE_MAX = 0.1;

function assertCostRate(value: number, field: string): void {
  if (value >= 0 && value <= COST_RATE_MAX) return;
  assertInRange(value, field, { want: "a fraction" });
  throw new OutOfRangeError({
    field,
    got: String(value),
    want: `a fraction from 0 to ${COST_RATE_MAX}`,
    hint: "fractions, not per cent: 0.05 % is 0.0005",
  });
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) naming the cost */
export function assertCosts({ feeRate, spreadRate, impact, fixedCost, tradeMin }: TradingCosts): void {
  if (feeRate !== null) assertCostRate(feeRate, "costs.feeRate");
  assertCostRate(spreadRate, "costs.spreadRate");
  assertNotNegative(fixedCost, "costs.fixedCost");
  assertNotNegative(tradeMin, "costs.tradeMin");
  if (impact === null) return;
  assertCostRate(impact.rate, "costs.impact.rate");
  assertPositive(impact.notional, "costs.impact.notional");
}

/** @throws TooFewError (E_TOO_FEW), OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) for closes out of order or prices that no bar can have */
export function assertPrices({ closeMs, close, bars, source }: PriceSeries, field: string): void {
  if (closeMs.length < 2)
    throw new TooFewError({
      field,
      got: `${closeMs.length} closes`,
      want: "two or more",
      hint: `give more of ${source}`,
    });
  const fault = (i: number, got: string, want: string): OutOfRangeError =>
    new OutOfRangeError({
      field: `${field}[${i}]`,
      got,
      want,
      hint: `read ${source} through the readers of this package`,
    });
  for (let i = 0; i < closeMs.length; i++) {
    if (!(i === 0 || closeMs[i] > closeMs[i - 1])) throw fault(i, `a close at ${closeMs[i]}`, "ascending times");
    if (!(close[i] > 0 && close[i] < Infinity)) throw fault(i, `a close of ${close[i]}`, "a price above 0");
    if (bars === null) continue;
    const [open, high, low] = [bars.open[i], bars.high[i], bars.low[i]];
    if (!(low > 0 && low <= Math.min(open, close[i]) && high >= Math.max(open, close[i]) && high < Infinity))
      throw fault(i, `open ${open}, high ${high}, low ${low}, close ${close[i]}`, "0 < low <= open, close <= high");
  }
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where the trigger's closes are others, or it lacks the bars that the prices have */
export function assertTrigger(trigger: PriceSeries, prices: PriceSeries): void {
  const hint = "cut both series to the closes that they have in common";
  const stranger = prices.closeMs.findIndex((ms, i) => ms !== trigger.closeMs[i]);
  if (stranger >= 0 || trigger.closeMs.length !== prices.closeMs.length)
    throw new ConflictError({
      field: "trigger",
      got: `${trigger.closeMs.length} closes of which number ${stranger < 0 ? prices.closeMs.length : stranger} is another`,
      want: `the ${prices.closeMs.length} closes of the prices`,
      hint,
    });
  if ((trigger.bars === null) !== (prices.bars === null))
    throw new ConflictError({
      field: "trigger",
      got: trigger.bars === null ? "closes alone" : "bars",
      want: trigger.bars === null ? "bars, as the prices" : "closes alone, as the prices",
      hint: "give both with bars, or both as closes",
    });
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) for rules out of order, of another asset, or that begin too late */
export function assertDated(dated: readonly DatedMarket[], firstMs: number): void {
  const [first] = dated;
  dated.forEach(({ fromMs, market }, i) => {
    const field = `venue[${i}]`;
    if (i > 0 && !(fromMs > dated[i - 1].fromMs)) {
      const hint = "sort the rules by the day from which they are in force";
      throw new OutOfRangeError({ field: `${field}.fromMs`, got: String(fromMs), want: "ascending times", hint });
    }
    if (market.asset === first.market.asset && market.quote === first.market.quote) return;
    throw new ConflictError({
      field,
      got: `${market.asset} in ${market.quote}`,
      want: `${first.market.asset} in ${first.market.quote}, as before`,
      hint: "a position is carried over from one day's rules to the next: run two assets apart",
    });
  });
  if (first.fromMs <= firstMs) return;
  throw new MissingError({
    field: "venue[0].fromMs",
    got: new Date(first.fromMs).toISOString(),
    want: `rules in force at ${new Date(firstMs).toISOString()}`,
    hint: "begin the run when the first rules do, or give those before",
  });
}
