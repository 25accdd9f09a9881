import { NotConvergedError } from "../errors/index.js";
import { type GarchLaw } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import type { GarchModel } from "./garch-coordinates.js";
import { fitGarch, type GarchFit } from "./garch.js";
import { logReturns } from "./log-returns.js";

/** The fitted figures that make a law, in the unit of log returns of one step. */
export type GarchFigures = GarchFit["parameters"];

/** Rounded figures of a fit at a persistence of 1 sum to as much more; beta then gives way. */
const ROUNDING = 1e-5;

/** The law of fitted figures, and what else it takes. A persistence of 1 that rounding has pushed up is 1 again. */
export function garchLawOf(
  figures: GarchFigures,
  rest: Pick<GarchLaw, "stepYears" | "variance" | "meanVariance" | "source">,
): GarchLaw {
  const [alpha, gamma, beta] = [figures.alpha.value, figures.gamma?.value ?? 0, figures.beta.value];
  const most = 1 - alpha - gamma / 2;
  return {
    kind: "garch",
    mean: figures.mean.value,
    omega: figures.omega.value,
    alpha,
    gamma,
    beta: beta > most && beta < most + ROUNDING ? most : beta,
    degreesOfFreedom: figures.degreesOfFreedom?.value ?? null,
    ...rest,
  };
}

/** How the law is fitted. */
export interface GarchLawOptions extends Partial<GarchModel> {
  /** Volatility that paths begin with: that of the day after the last price ("now", when left out), or the mean of the series. */
  readonly start?: "now" | "mean" | undefined;
}

/**
 * GJR-GARCH(1,1) with Student-t innovations (unless told otherwise) fitted to the log returns of a series, as a law of paths
 * whose step is a bar. Give daily bars: fitted to hourly ones, volatility forgets within days what it in truth remembers for
 * months, and a daily fit cannot be cut into hours, as a part of a GARCH step is no GARCH step. Within a step a close is
 * bridged; policies then act once a day.
 *
 * The mean variance is that of the sample, for the one that the parameters imply, omega / (1 - persistence), does not exist
 * at a persistence of 1, which is common for crypto-assets, and is not known near it.
 * @throws TooFewError (E_TOO_FEW) below 250 returns; NotConvergedError (E_NOT_CONVERGED) where the likelihood has no strict
 * maximum; OutOfRangeError (E_OUT_OF_RANGE) for prices that do not move; NotFiniteError (E_NOT_FINITE).
 */
export function garchLaw(series: PriceSeries, options: GarchLawOptions = {}): GarchLaw {
  const { asymmetric = true, innovations = "student-t", start = "now" } = options;
  const { values, spanYears } = logReturns(series);
  const fit = fitGarch(values, { asymmetric, innovations });
  assertConverged(fit, series.source);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanVariance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return garchLawOf(fit.parameters, {
    stepYears: spanYears / values.length,
    variance: start === "now" ? fit.nextVariance.value : meanVariance,
    meanVariance,
    source: `${asymmetric ? "GJR" : "GARCH"} ${innovations === "normal" ? "normal" : "Student-t"} of ${series.source}`,
  });
}

function assertConverged({ certificate }: GarchFit, source: string): void {
  if (certificate.converged) return;
  throw new NotConvergedError({
    field: "series",
    got: `a likelihood of ${source} whose maximum was not found`,
    want: "returns whose variance clusters",
    hint: "give a longer history, or take the bars themselves",
  });
}
