import { CancelledError } from "../errors/index.js";
import type { Chunk } from "./chunks.js";

/** Who is told of each piece of work that is done, and who may end it. */
export interface Watch {
  ran(chunk: Chunk): void;
  readonly signal: AbortSignal | undefined;
}

/** The error of a run that was broken off. */
export function cancelled(signal: AbortSignal): CancelledError {
  const hint = "run it again: the same seed gives the same paths";
  return new CancelledError(
    { field: "signal", got: "aborted", want: "paths run to their end", hint },
    { cause: signal.reason },
  );
}

/** @throws CancelledError (E_CANCELLED) */
export function assertGoing({ signal }: Watch): void {
  if (signal?.aborted === true) throw cancelled(signal);
}
