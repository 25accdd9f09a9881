import type { BacktestColumns } from "../backtest/index.js";
import { yearsOf } from "../model/index.js";
import { ATTRIBUTION_PARTS, type AttributionParts, type BacktestAttribution } from "./backtest.js";

const partsOf = (each: (part: (typeof ATTRIBUTION_PARTS)[number]) => number, total: number): AttributionParts => ({
  price: each("price"),
  carry: each("carry"),
  varianceDrag: each("varianceDrag"),
  cost: each("cost"),
  liquidation: each("liquidation"),
  total,
});

/** The sums of parts at the end in whole cents that add up: what rounding leaves over goes to the price. */
function inCents({ money, wealth }: BacktestColumns, end: number): AttributionParts {
  const cents = (value: number): number => Math.round(100 * value);
  const total = cents(wealth[end] - wealth[0]);
  const left = total - ATTRIBUTION_PARTS.reduce((sum, part) => sum + cents(money[part][end]), 0);
  return partsOf((part) => (cents(money[part][end]) + (part === "price" ? left : 0)) / 100, total / 100);
}

/** Where the total of a run came from: money to the cent, and growth a year. */
export function attributionOf(columns: BacktestColumns): BacktestAttribution {
  const { wealth, growth, closeMs } = columns;
  const end = wealth.length - 1;
  const years = yearsOf(closeMs[end] - closeMs[0]);
  const growthAnnual =
    wealth[end] > 0 ? partsOf((part) => growth[part][end] / years, Math.log(wealth[end] / wealth[0]) / years) : null;
  return { money: inCents(columns, end), growthAnnual };
}
