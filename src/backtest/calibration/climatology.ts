import { assertPositive } from "../../errors/index.js";

/** An event of a window that began at a time. */
export interface Past {
  /** epoch ms UTC. */
  readonly atMs: number;
  readonly happened: 0 | 1;
}

/**
 * The constant forecast that could have been made: at each time, how often it had happened in the windows of `windowMs` that had
 * ended by then, (k + 1/2) / (n + 1), so that none is ever stated as impossible. `past` and `atMs` ascending.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless windowMs is above 0.
 */
export function climatology(past: readonly Past[], atMs: readonly number[], windowMs: number): readonly number[] {
  assertPositive(windowMs, "windowMs");
  let [next, events] = [0, 0];
  return atMs.map((now) => {
    for (; next < past.length && past[next].atMs + windowMs <= now; next++) events += past[next].happened;
    return (events + 0.5) / (next + 1);
  });
}
