import { quantile } from "../../kernel/index.js";

/** The chance that one run beats another over another history as long as this one. */
export interface ChanceOfBeating {
  /** Share of drawn histories in which it does, 0 to 1; a tie counts half. */
  readonly value: number;
  /** Ends of the 90 % interval of that share. */
  readonly low: number;
  readonly high: number;
  /** Standard error of `value` that comes of drawing no more histories than were drawn. */
  readonly drawingError: number;
}

/** Share beyond each end of a 90 % interval. */
const TAIL = 0.05;

/**
 * The chance that a difference of means is above 0 in another history as long as this one, from the difference in this one and
 * in each drawn history. The share of drawn histories above 0 takes the difference of this one history for the truth; its
 * interval does not. Another history of the same market would have shown another difference, as spread as the drawn ones are,
 * and its judge would have drawn around that: the share is taken again with all draws moved to the 5 % and to the 95 % quantile
 * of the draws. It is the percentile interval of a bootstrap of the bootstrap (Efron & Tibshirani 1993, chapter 13 and
 * section 18.4), which needs no second drawing because the spread of a mean does not depend on where it lies. With normal differences and z the difference over its
 * standard error: Phi(z) and Phi(z -+ 1.645).
 * @param difference In the history itself, any unit.
 * @param drawn The same in each drawn history; at least one.
 */
export function chanceOfBeating(difference: number, drawn: Float64Array): ChanceOfBeating {
  const shareAbove = (shift: number): number => {
    const points = drawn.reduce((sum, each) => sum + (each + shift > 0 ? 1 : each + shift === 0 ? 0.5 : 0), 0);
    return points / drawn.length;
  };
  const value = shareAbove(0);
  return {
    value,
    low: shareAbove(quantile(drawn, TAIL) - difference),
    high: shareAbove(quantile(drawn, 1 - TAIL) - difference),
    drawingError: Math.sqrt((value * (1 - value)) / drawn.length),
  };
}
