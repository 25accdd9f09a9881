import { OutOfRangeError } from "../errors/index.js";
import { afterEach, seriesDays, type Forecaster, type ForecastTask } from "./forecast-task.js";
import type { GarchModel } from "./garch-coordinates.js";
import { fitGarch } from "./garch.js";
import { harFit, harForecast } from "./har.js";
import { fitRegimes } from "./regimes.js";

/** When a model is fitted again: after so many days, and when so large a share of the history is new. */
interface Schedule {
  readonly days: number;
  readonly newShare: number;
}

/** What is fitted to a long history hardly changes; a fit of states takes longest. */
const SCHEDULES = {
  har: { days: 30, newShare: 1 / 30 },
  garch: { days: 75, newShare: 1 / 30 },
  regimes: { days: 365, newShare: 1 / 4 },
} as const satisfies Record<string, Schedule>;

/** What is fitted to the days known, and forecasts from then on, a day at a time. */
interface Fitted {
  /** Takes in a day that has ended since. */
  learn(day: number): void;
  /** Mean variance a day over the days ahead. */
  forecast(day: number): number;
}

/** Forecasts of a model that is fitted again and again to all days known. */
const refitted = (task: ForecastTask, schedule: Schedule, fit: (day: number) => Fitted): Float64Array => {
  let model: Fitted | null = null;
  let next = task.first;
  return afterEach(task, (day) => {
    if (model !== null && day < next) model.learn(day);
    else {
      model = fit(day);
      next = day + Math.max(schedule.days, schedule.newShare * day);
    }
    return model.forecast(day);
  });
};

const har: Forecaster = {
  name: "har",
  label: "HAR: last day, week and month",
  forecasts: (task) => {
    const { days, ahead } = task;
    const [weekDays, monthDays] = [7, 30].map((length) => seriesDays(days, length));
    const known = (day: number): Float64Array => days.variance.subarray(0, day + 1);
    return refitted(task, SCHEDULES.har, (start) => {
      const fitted = harFit(known(start), { days: ahead, weekDays, monthDays });
      return { learn: () => undefined, forecast: (day) => harForecast(fitted, known(day)) };
    });
  },
};

/** Variance of the returns of the days ahead, from that of the next one, for x -> constant + persistence x each day. */
const meanAhead = (next: number, constant: number, persistence: number, ahead: number): number => {
  let [expected, sum] = [next, 0];
  for (let step = 0; step < ahead; step++) {
    sum += expected;
    expected = constant + persistence * expected;
  }
  return sum / ahead;
};

/**
 * A model of daily returns. Hourly returns that tend to turn back add up to more than their day (realised variance is 5 to
 * 13 % above squared daily returns on ETH, SOL and BTC); putting the forecasts on that scale was tried, and raised the loss
 * on each of them, a day and 30 days ahead, so they stand as they are.
 */
const garch = (name: string, label: string, model: GarchModel): Forecaster => ({
  name,
  label,
  forecasts: (task) => {
    const { logReturns } = task.days;
    return refitted(task, SCHEDULES.garch, (start) => {
      const { certificate, parameters, nextVariance, persistence } = fitGarch(logReturns.slice(0, start + 1), model);
      if (!certificate.converged) throw notFound();
      const { mean, omega, alpha, gamma, beta } = parameters;
      let next = nextVariance.value;
      return {
        learn: (day) => {
          const residual = logReturns[day] - mean.value;
          const news = alpha.value + (residual < 0 ? (gamma?.value ?? 0) : 0);
          next = omega.value + news * residual * residual + beta.value * next;
        },
        forecast: () => meanAhead(next, omega.value, persistence.value, task.ahead),
      };
    });
  },
});

const notFound = (): OutOfRangeError =>
  new OutOfRangeError({
    field: "series",
    got: "a likelihood whose maximum was not found",
    want: "returns to which the model can be fitted",
    hint: "give a longer history, or use another forecaster",
  });

/** Two states of volatility: the probability of each is updated by each day's return (Hamilton 1989). */
const regimes: Forecaster = {
  name: "regimes",
  label: "2 states of volatility",
  forecasts: (task) => {
    const { logReturns } = task.days;
    return refitted(task, SCHEDULES.regimes, (start) => {
      const fit = fitRegimes(logReturns.slice(0, start + 1), { states: 2 });
      if (!fit.certificate.converged) throw notFound();
      const deviations = fit.states.map(({ standardDeviation }) => standardDeviation.value);
      const after = (odds: readonly number[]): readonly number[] =>
        odds.map((_, to) => odds.reduce((sum, share, from) => sum + share * fit.transition[from][to].value, 0));
      let odds: readonly number[] = fit.lastProbabilities;
      return {
        learn: (day) => {
          odds = oddsGiven(logReturns[day] - fit.mean.value, after(odds), deviations);
        },
        forecast: () => {
          let [ahead, sum] = [odds, 0];
          for (let step = 0; step < task.ahead; step++) {
            ahead = after(ahead);
            sum += ahead.reduce((total, share, state) => total + share * deviations[state] ** 2, 0);
          }
          return sum / task.ahead;
        },
      };
    });
  },
};

/** Probabilities of states given a residual, by Bayes; logs, because a crash has no density in a calm state. */
const oddsGiven = (residual: number, odds: readonly number[], deviations: readonly number[]): readonly number[] => {
  const logs = odds.map((share, i) => Math.log(share / deviations[i]) - (residual / deviations[i]) ** 2 / 2);
  const highest = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

/** Every forecaster that is fitted to the days known. */
export const fittedForecasters: readonly Forecaster[] = [
  har,
  garch("garch-t", "GARCH(1,1), Student-t", { asymmetric: false, innovations: "student-t" }),
  garch("gjr-t", "GJR(1,1,1), Student-t", { asymmetric: true, innovations: "student-t" }),
  regimes,
];
