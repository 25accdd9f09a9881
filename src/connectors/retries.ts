import { UnavailableError } from "../errors/index.js";

/** Pauses before a question is asked again, ms; their number is that of further attempts. */
const PAUSES_MS = [100, 400];

/** Waits, in ms. */
const paused = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Runs an attempt again, twice at most, where its fault may pass and the time for all of them is not over.
 * @throws what the last attempt throws; what the one before it threw, where it is the time that ended the last
 */
export async function retried<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  let fault: unknown = null;
  for (const pauseMs of [...PAUSES_MS, null]) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) throw fault ?? error;
      fault = error;
    }
    if (pauseMs === null || !(fault instanceof UnavailableError && fault.retryable)) break;
    await paused(pauseMs);
  }
  throw fault;
}
