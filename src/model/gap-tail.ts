/** One side's tail of price moves within a reaction window, as a power law in log size beyond a threshold (Hill 1975). */
export interface GapTail {
  /** Threshold u, a log size > 0: ln(price before / lowest price after) for drops, ln(highest / before) for rises. */
  readonly threshold: number;
  /** How many independent windows a year exceed the threshold. */
  readonly intensityAnnual: number;
  /** Upper confidence bound of that intensity. */
  readonly intensityUpperAnnual: number;
  /** Tail index a: the intensity beyond log size y >= u is intensity x (y/u)^-a. */
  readonly tailIndex: number;
  /** Lower confidence bound of the tail index: heavier. */
  readonly tailIndexLower: number;
  /** Correlation of the errors of the logarithm of the intensity and of minus the index, by which one joint bound is drawn from both; left out: 0. */
  readonly correlation?: number | undefined;
  /** Exceedances behind the fit. */
  readonly exceedances: number;
  /** Largest log size seen. */
  readonly largest: number;
}
