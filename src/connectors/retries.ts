import { UnavailableError } from "../errors/index.js";

/** Pauses before a question is asked again, ms; their number is that of further attempts. */
const PAUSES_MS = [100, 400];

/** Waits, in ms. */
const paused = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs an attempt again, twice at most, where its fault may pass and the time for all of them is not over. @throws what the last attempt throws */
export async function retried<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof UnavailableError && error.retryable) || signal.aborted) throw error;
    }
    await paused(pauseMs);
  }
  return attempt();
}
