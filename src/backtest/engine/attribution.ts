import { MissingError } from "../../errors/index.js";
import type { AttributionPart, BacktestResult } from "./result.js";

/** Where the change of wealth of a run came from. */
export interface Attribution {
  /** Quote currency: the parts sum to the change of wealth. */
  readonly money: Readonly<Record<AttributionPart, number>>;
  readonly change: number;
  /** Log growth: the parts sum to ln(end / start). Null after ruin, which has no log. */
  readonly growth: Readonly<Record<AttributionPart, number>> | null;
}

/**
 * What price, carry, variance drag, cost and liquidation each brought between two closes of a run, as its columns hold it event by event:
 * the whole run unless given. What was forgiven is in `liquidation`.
 * @throws MissingError (E_MISSING) for a result of a sweep, which keeps no columns
 */
export function attributed(
  { columns, summary }: Pick<BacktestResult, "columns" | "summary">,
  rows?: { readonly from: number; readonly to: number },
): Attribution {
  if (columns === null)
    throw new MissingError({
      field: "result.columns",
      got: "none",
      want: "the columns of a run",
      hint: "run it alone: a sweep keeps none",
    });
  const { from, to } = rows ?? { from: 0, to: columns.wealth.length - 1 };
  const between = (parts: Readonly<Record<AttributionPart, Float64Array>>): Record<AttributionPart, number> => ({
    price: parts.price[to] - parts.price[from],
    carry: parts.carry[to] - parts.carry[from],
    varianceDrag: parts.varianceDrag[to] - parts.varianceDrag[from],
    cost: parts.cost[to] - parts.cost[from],
    liquidation: parts.liquidation[to] - parts.liquidation[from],
  });
  const isAlive = summary.ruinedMs === null || columns.closeMs[to] < summary.ruinedMs;
  return {
    money: between(columns.money),
    change: columns.wealth[to] - columns.wealth[from],
    growth: isAlive ? between(columns.growth) : null,
  };
}
