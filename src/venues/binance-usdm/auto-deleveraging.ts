import { assertFinite, assertNotNegative, MissingError } from "../../errors/index.js";

/** What the venue ranks a holder by; money in the currency of margin, the whole account in cross margin and one position in isolated. */
export interface DeleveragingFigures {
  /** Margin without the profit of open positions, which the venue calls wallet balance. */
  readonly balance: number;
  /** Profit of the open positions at the mark price; a loss is negative. */
  readonly unrealisedProfit: number;
  readonly maintenanceMargin: number;
}

/**
 * Score by which holders are ranked when the insurance fund cannot take a position over: the highest are closed first, at the
 * bankruptcy price of the one liquidated. max(0, profit) / max(1, balance) x maintenance / (balance + profit); 0 where that sum
 * is not above 0. Source: Binance FAQ 360033525471, "LeveragePnL"; the formula as quoted at dev.binance.vision/t/17801.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) for a maintenance margin below 0
 */
export function deleveragingScore({ balance, unrealisedProfit, maintenanceMargin }: DeleveragingFigures): number {
  assertFinite(balance, "balance");
  assertFinite(unrealisedProfit, "unrealisedProfit");
  assertNotNegative(maintenanceMargin, "maintenanceMargin");
  const marginBalance = balance + unrealisedProfit;
  if (marginBalance <= 0) return 0;
  return (Math.max(0, unrealisedProfit) / Math.max(1, balance)) * (maintenanceMargin / marginBalance);
}

/**
 * Place in the queue, a fraction in (0, 1]: rank / count, where 1 is closed first. The venue publishes neither the scores nor their
 * number, only a light of five steps, so that this serves a simulation and not a live account. Source: as above, "LeveragePnlQuantile".
 * @param scores of all holders of that side, the own one among them.
 * @throws MissingError (E_MISSING) where the own score is not among them
 */
export function deleveragingQuantile(score: number, scores: readonly number[]): number {
  if (!scores.includes(score)) {
    const hint = "give the scores of all holders of that side, with the own one";
    throw new MissingError({ field: "scores", got: `${scores.length} others`, want: `${score} among them`, hint });
  }
  return scores.filter((other) => other <= score).length / scores.length;
}
