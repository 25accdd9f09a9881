import type { Gaps } from "./price-series.js";

/** Steps between neighbours, ms. */
function stepsOf(timesMs: Float64Array): Float64Array {
  const steps = new Float64Array(timesMs.length - 1);
  for (let at = 0; at < steps.length; at++) steps[at] = timesMs[at + 1] - timesMs[at];
  return steps;
}

/** The value of more than half of `steps`, if there is one (Boyer and Moore 1981); null otherwise. */
function majorityOf(steps: Float64Array): number | null {
  let candidate = NaN;
  let lead = 0;
  for (let at = 0; at < steps.length; at++) {
    if (lead === 0) candidate = steps[at];
    lead += steps[at] === candidate ? 1 : -1;
  }
  let count = 0;
  for (let at = 0; at < steps.length; at++) if (steps[at] === candidate) count++;
  return count * 2 > steps.length ? candidate : null;
}

/** The commonest value of `steps`; of two equally common ones the smaller. Sorts `steps`. */
function modeOf(steps: Float64Array): number {
  steps.sort();
  let mode = steps[0];
  let most = 0;
  for (let from = 0, at = 1; at <= steps.length; at++) {
    if (at < steps.length && steps[at] === steps[from]) continue;
    if (at - from > most) {
      most = at - from;
      mode = steps[from];
    }
    from = at;
  }
  return mode;
}

/** The bar length: the commonest step between neighbours in ascending times, ms; of two equally common ones the shorter. */
export function intervalMsOf(timesMs: Float64Array): number {
  const steps = stepsOf(timesMs);
  return majorityOf(steps) ?? modeOf(steps);
}

/** Gaps of ascending times at a bar length: steps of one and a half bars or more, and how many bars they lack. */
export function gapsOf(timesMs: Float64Array, intervalMs: number): Gaps {
  let count = 0;
  let missing = 0;
  let largestMs = 0;
  for (let at = 1; at < timesMs.length; at++) {
    const stepMs = timesMs[at] - timesMs[at - 1];
    const lacking = Math.round(stepMs / intervalMs) - 1;
    if (lacking > 0) {
      count++;
      missing += lacking;
    }
    if (stepMs > largestMs) largestMs = stepMs;
  }
  return { count, missing, largestMs };
}
