import { choleskyFactor, choleskySolve } from "../kernel/index.js";
import { emStep, normalised, transitionGradient } from "./baum-welch.js";
import type { HiddenMarkov, SmoothedSums, Smoother } from "./hidden-markov.js";
import { coordinatesOf, observedInformation, rowSum } from "./regime-coordinates.js";
import { stationaryShares } from "../kernel/index.js";

/** Fewest expected observations in a state. */
const VISITS_MIN = 10;
/** Least deviation of a state, over the deviation of the whole sample. */
const DEVIATION_MIN = 1e-5;
/** Expected passages below which a transition is tried at 0. */
const PASSAGES_MIN = 1;
/** Log-likelihood that may be left to gain, by the quadratic at the end of the search. */
const REMAINING_MAX = 1e-12;
const NEWTON_STEPS_MAX = 20;
const HALVINGS_MAX = 6;
/** Turns of expectation maximisation and Newton's steps before a search is said not to have converged. */
const ROUNDS_MAX = 5;

/** How a state is lost: it holds hardly any observations, or observations that hardly differ. */
export type Collapse = "few-observations" | "no-volatility";

/** Where a search has got to. */
export interface Climb {
  readonly model: HiddenMarkov;
  readonly logLikelihood: number;
  /** Steps of expectation maximisation so far. */
  readonly iterations: number;
  readonly newtonSteps: number;
  /** Log-likelihood that the last step gained. */
  readonly gain: number;
  /** True at a maximum: what is left to gain is below 1e-12, and no transition held at 0 wants to leave it. */
  readonly converged: boolean;
  /**
   * Why the search was given up: a state with fewer than 10 expected observations, or next to no deviation; or null.
   */
  readonly collapsed: Collapse | null;
  /** Observed information at the maximum; null before, and where it is not positive definite. */
  readonly information: Float64Array | null;
}

/** A search that has yet to move. */
export function climbFrom(model: HiddenMarkov): Climb {
  return {
    model,
    logLikelihood: -Infinity,
    iterations: 0,
    newtonSteps: 0,
    gain: Infinity,
    converged: false,
    collapsed: null,
    information: null,
  };
}

/** Expectation maximisation until a step gains less than `gainMin`, or `iterationsMax` steps, or a state collapses. */
export function climbByEm(smoother: Smoother, from: Climb, gainMin: number, iterationsMax: number): Climb {
  let { model, logLikelihood, gain } = from;
  for (let iteration = 0; ; iteration++) {
    const sums = smoother.smooth(model);
    if (iteration > 0 || from.iterations > 0) gain = sums.logLikelihood - logLikelihood;
    logLikelihood = sums.logLikelihood;
    const at = { ...from, model, logLikelihood, gain, iterations: from.iterations + iteration };
    const collapsed = collapseOf(model, sums);
    if (collapsed !== null) return { ...at, collapsed };
    if ((iteration > 0 && gain < gainMin) || iteration >= iterationsMax) return at;
    model = emStep(model, sums);
  }
}

const collapseOf = (model: HiddenMarkov, { visits }: SmoothedSums): Collapse | null => {
  if (model.deviations.some((deviation) => deviation < DEVIATION_MIN)) return "no-volatility";
  return visits.every((visit) => visit >= VISITS_MIN) ? null : "few-observations";
};

/**
 * The maximum: turns of expectation maximisation, which always ascends but slows down, and of Newton's steps, which end
 * a search in a few. Transitions that the likelihood drives to 0 are held there.
 */
export function climbToTop(smoother: Smoother, from: Climb): Climb {
  let climb = from;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    climb = climbByEm(smoother, climb, 1e-3 * 0.1 ** round, 60 * 2 ** round);
    if (climb.collapsed !== null) return climb;
    climb = climbByNewton(smoother, { ...climb, model: withEdges(smoother, climb.model) });
    if (!climb.converged) continue;
    const opened = withoutEdges(climb.model, smoother.smooth(climb.model));
    if (opened === null) return climb;
    climb = { ...climb, model: opened, converged: false, information: null };
  }
  return climb;
}

/**
 * Newton's steps, halved until they ascend; where the information is not positive definite, with a ridge added
 * (Levenberg 1944). Stops where no step ascends.
 */
function climbByNewton(smoother: Smoother, from: Climb): Climb {
  let climb = from;
  for (let step = 0; step < NEWTON_STEPS_MAX; step++) {
    const model = ordered(climb.model);
    const coordinates = coordinatesOf(model);
    const sums = smoother.smooth(model);
    const logLikelihood = sums.logLikelihood;
    const score = coordinates.score(model, sums);
    const information = observedInformation(smoother, coordinates);
    const { factor, ridge } = ridgedFactor(information, score.length);
    const direction = choleskySolve(factor, score.length, score);
    const remaining = direction.reduce((sum, part, k) => sum + (part * score[k]) / 2, 0);
    if (remaining < REMAINING_MAX)
      return ridge > 0 ? climb : { ...climb, model, logLikelihood, converged: true, information };
    const next = ascent(smoother, coordinates.point, direction, coordinates.modelAt, logLikelihood);
    if (next === null) return climb;
    const gain = next.logLikelihood - logLikelihood;
    climb = { ...climb, ...next, gain, newtonSteps: climb.newtonSteps + 1 };
  }
  return climb;
}

/** Cholesky factor of the information with the least ridge of 0, 1e-3, 1e-2, ... that makes it positive definite. */
function ridgedFactor(information: Float64Array, size: number): { factor: Float64Array; ridge: number } {
  for (let ridge = 0; ; ridge = Math.max(1e-3, 10 * ridge)) {
    const ridged = information.map((value, at) => (at % (size + 1) === 0 ? value + ridge : value));
    const factor = choleskyFactor(ridged, size);
    if (factor !== null) return { factor, ridge };
  }
}

/** The same chain with its states numbered by volatility. */
function ordered({ mean, deviations, transition }: HiddenMarkov): HiddenMarkov {
  const states = deviations.length;
  const order = [...deviations.keys()].sort((a, b) => deviations[a] - deviations[b]);
  return {
    mean,
    deviations: deviations.map((_, i) => deviations[order[i]]),
    transition: transition.map((_, at) => transition[order[Math.floor(at / states)] * states + order[at % states]]),
  };
}

/** The first of the full step, its half, its quarter, ... that does not lose; null where all lose. */
function ascent(
  smoother: Smoother,
  point: Float64Array,
  direction: Float64Array,
  modelAt: (point: Float64Array) => HiddenMarkov,
  before: number,
): Pick<Climb, "model" | "logLikelihood"> | null {
  const longest = direction.reduce((most, part) => Math.max(most, Math.abs(part)), 1);
  const rounding = 1e-12 * Math.abs(before);
  for (let halving = 0; halving < HALVINGS_MAX; halving++) {
    const share = 2 ** -halving / longest;
    const model = modelAt(point.map((value, k) => value + share * direction[k]));
    const logLikelihood = smoother.logLikelihood(model);
    if (logLikelihood >= before - rounding) return { model, logLikelihood };
  }
  return null;
}

/** Gradient by a transition over what leaving its row's other transitions costs: above 1, more of it gains. */
function pulls(model: HiddenMarkov, sums: SmoothedSums): Float64Array {
  const states = model.deviations.length;
  const gradient = transitionGradient(model, sums);
  const weighted = gradient.map((slope, at) => slope * model.transition[at]);
  return gradient.map((slope, at) => slope / rowSum(weighted, Math.floor(at / states), states));
}

/** The chain with each transition at 0 that is next to never made and whose absence does not lower the likelihood. */
function withEdges(smoother: Smoother, model: HiddenMarkov): HiddenMarkov {
  const states = model.deviations.length;
  const passages = smoother.smooth(model).passages.map((passage, at) => passage * model.transition[at]);
  let [best, logLikelihood] = [model, smoother.logLikelihood(model)];
  passages.forEach((passage, at) => {
    if (passage >= PASSAGES_MIN || best.transition[at] === 0) return;
    const transition = normalised(
      best.transition.map((probability, entry) => (entry === at ? 0 : probability)),
      states,
    );
    if (!stationaryShares(transition, states).every((share) => share > 0)) return;
    const without = smoother.logLikelihood({ ...best, transition });
    if (without >= logLikelihood) [best, logLikelihood] = [{ ...best, transition }, without];
  });
  return best;
}

/** The chain with each transition at 0 raised that the likelihood wants higher; null where there is none. */
function withoutEdges(model: HiddenMarkov, sums: SmoothedSums): HiddenMarkov | null {
  const states = model.deviations.length;
  const pull = pulls(model, sums);
  const opened = model.transition.map((probability, at) =>
    probability === 0 && pull[at] > 1 ? PASSAGES_MIN / sums.visits[Math.floor(at / states)] : probability,
  );
  return opened.every((probability, at) => probability === model.transition[at])
    ? null
    : { ...model, transition: normalised(opened, states) };
}
