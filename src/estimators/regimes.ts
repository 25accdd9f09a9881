import type { HiddenMarkov } from "./hidden-markov.js";
import { deltaErrors, inReturns, searchRegimes, type RegimeErrors, type RegimeSearch } from "./regime-search.js";
import { stationaryShares } from "../kernel/index.js";

/** One figure of a fitted chain with its errors. Where a standard error is null, there is none: see the certificate. */
export interface RegimeFigure {
  readonly value: number;
  /** From the observed information: right where returns within a state are normal. */
  readonly standardError: number | null;
  /** From the sandwich of White (1982): allows for returns within a state that are not normal. */
  readonly robustStandardError: number | null;
  /** Lower end of the 95 % interval, 1.96 `standardError` below the value; cut off at the end of what is possible. */
  readonly lower95: number | null;
  /** Upper end; of a transition that was never made, 3 / visits to its state (rule of three). */
  readonly upper95: number | null;
}

/** One state of volatility. */
export interface RegimeState {
  /** Standard deviation of one step's return, a fraction. */
  readonly standardDeviation: RegimeFigure;
  /** Share of time spent in the state in the long run, a fraction. */
  readonly share: RegimeFigure;
  /** Mean length of one stay, in steps, >= 1. */
  readonly meanDuration: RegimeFigure;
}

/** How a fit was reached, and whether it may be relied on. */
export interface RegimeCertificate {
  /**
   * True where the likelihood is at a maximum: less than 1e-12 is left to gain by its quadratic, and no edge gives way.
   */
  readonly converged: boolean;
  /** Steps of expectation maximisation on the way to the answer. */
  readonly iterations: number;
  /** Newton's steps after them. */
  readonly newtonSteps: number;
  /** Log-likelihood that the last step gained. */
  readonly logLikelihoodGain: number;
  /** Searches begun, and those of them in which a state collapsed: fewer than 10 returns, or next to no volatility. */
  readonly starts: number;
  readonly startsCollapsed: number;
  /** Transitions whose probability is 0 at the maximum; they have no standard error. */
  readonly edges: readonly { readonly from: number; readonly to: number }[];
  /** True where the information is positive definite, so that there are standard errors. */
  readonly identified: boolean;
}

/** States of volatility fitted to returns. Index 0 is the calmest state. Figures are per step. */
export interface RegimeFit {
  /** Mean return of a step, the same in each state. */
  readonly mean: RegimeFigure;
  readonly states: readonly RegimeState[];
  /** Probability of the state of the column at the next step, given the state of the row. */
  readonly transition: readonly (readonly RegimeFigure[])[];
  readonly logLikelihood: number;
  /** Bayes's information criterion: coordinates x ln(returns) - 2 x log-likelihood; lower is better. */
  readonly bic: number;
  /**
   * One normal state fitted to the same returns. Twice the gain in log-likelihood is not chi-squared, since the other
   * states' figures mean nothing under one state: compare by `bic`.
   */
  readonly oneState: { readonly standardDeviation: number; readonly logLikelihood: number; readonly bic: number };
  /** Probability of each state at the last return, given all returns: filtered and smoothed are the same there. */
  readonly lastProbabilities: readonly number[];
  /** Probability of each state at each return, given all returns: one column per state. */
  readonly smoothed: readonly Float64Array[];
  readonly certificate: RegimeCertificate;
}

/** How many states of volatility. */
export interface RegimeOptions {
  readonly states: 2 | 3;
}

/**
 * Markov states of volatility (Hamilton 1989, without his states of the mean) fitted to log returns of equal spacing by
 * maximum likelihood: expectation maximisation from several fixed starts, ended by Newton's steps. Returns are normal
 * within a state; the chain starts in its stationary state.
 *
 * The mean is common to all states, because that of one state cannot be learnt: a state of daily deviation 3 % that is
 * seen on 500 days tells its mean to 0.13 % a day, which is 49 % a year.
 * @throws TooFewError (E_TOO_FEW) below 250 returns; NotFiniteError (E_NOT_FINITE); OutOfRangeError (E_OUT_OF_RANGE)
 * for returns that do not move, or where a state collapses from every start.
 */
export function fitRegimes(returns: Float64Array, { states }: RegimeOptions): RegimeFit {
  return fitOf(searchRegimes(returns, states));
}

/** The plain data of a search. */
export function fitOf(search: RegimeSearch): RegimeFit {
  const { smoother, climb, scale } = search;
  const { states, count } = smoother;
  const figures = figuresOf(search);
  const toReturns = count * Math.log(scale);
  const logLikelihood = climb.logLikelihood - toReturns;
  const oneState = -(count / 2) * (Math.log(2 * Math.PI) + 1) - toReturns;
  const bic = (coordinates: number, value: number): number => coordinates * Math.log(count) - 2 * value;
  return {
    ...figures,
    logLikelihood,
    bic: bic(search.coordinates.point.length, logLikelihood),
    oneState: { standardDeviation: scale, logLikelihood: oneState, bic: bic(2, oneState) },
    lastProbabilities: [...smoother.filteredLast(climb.model)],
    smoothed: smoother.smoothed(climb.model),
    certificate: {
      converged: climb.converged,
      iterations: climb.iterations,
      newtonSteps: climb.newtonSteps,
      logLikelihoodGain: climb.gain,
      starts: search.starts,
      startsCollapsed: search.startsCollapsed,
      edges: [...climb.model.transition.keys()]
        .filter((at) => climb.model.transition[at] === 0)
        .map((at) => ({ from: Math.floor(at / states), to: at % states })),
      identified: search.covariance !== null,
    },
  };
}

/** All figures side by side: mean, deviations, transitions, shares, mean durations. */
function figureColumn(search: RegimeSearch, model: HiddenMarkov): Float64Array {
  const { mean, deviations, transition } = inReturns(search, model);
  const states = deviations.length;
  const durations = deviations.map((_, i) => 1 / (1 - transition[i * (states + 1)]));
  return Float64Array.of(mean, ...deviations, ...transition, ...stationaryShares(transition, states), ...durations);
}

function figuresOf(search: RegimeSearch): Pick<RegimeFit, "mean" | "states" | "transition"> {
  const { states } = search.smoother;
  const { model } = search.climb;
  const values = figureColumn(search, model);
  const errors = deltaErrors(search, (at) => figureColumn(search, at));
  const visits = search.smoother.smooth(model).visits.slice();
  const figure = (at: number, domain: Domain): RegimeFigure => figureOf(values[at], errors, at, domain);
  const transitionAt = 1 + states;
  const sharesAt = transitionAt + states * states;
  const indices = [...visits.keys()];
  return {
    mean: figure(0, anyNumber),
    states: indices.map((i) => ({
      standardDeviation: figure(1 + i, notNegative),
      share: figure(sharesAt + i, fraction),
      meanDuration: figure(sharesAt + states + i, atLeastOne),
    })),
    transition: indices.map((i) =>
      indices.map((j) => {
        const at = transitionAt + i * states + j;
        return values[at] === 0 ? neverMade(visits[i]) : figure(at, fraction);
      }),
    ),
  };
}

/** The values that a figure can have. */
interface Domain {
  readonly least: number;
  readonly most: number;
}

const anyNumber: Domain = { least: -Infinity, most: Infinity };
const notNegative: Domain = { least: 0, most: Infinity };
const fraction: Domain = { least: 0, most: 1 };
const atLeastOne: Domain = { least: 1, most: Infinity };

/** The 97.5 % quantile of the normal law. */
const NORMAL_975 = 1.959963984540054;

function figureOf(value: number, errors: RegimeErrors | null, at: number, domain: Domain): RegimeFigure {
  const error = errors === null ? 0 : errors.information[at];
  if (errors === null || error === 0)
    return { value, standardError: null, robustStandardError: null, lower95: null, upper95: null };
  return {
    value,
    standardError: error,
    robustStandardError: errors.robust[at],
    lower95: Math.max(domain.least, value - NORMAL_975 * error),
    upper95: Math.min(domain.most, value + NORMAL_975 * error),
  };
}

const neverMade = (visits: number): RegimeFigure => ({
  value: 0,
  standardError: null,
  robustStandardError: null,
  lower95: 0,
  upper95: Math.min(1, 3 / visits),
});
