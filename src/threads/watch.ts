import { CancelledError } from "../errors/index.js";
import type { Chunk } from "./chunks.js";

/** Who is told of each piece of work that is done, in the order of the pieces, and who may end it. */
export interface Watch {
  /** `result` is what the worker gave back for this piece. */
  ran(chunk: Chunk, result: unknown): void | Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/** The error of a run that was broken off. */
export function cancelled(signal: AbortSignal): CancelledError {
  const hint = "run it again: the same request gives the same numbers";
  return new CancelledError(
    { field: "signal", got: "aborted", want: "work that runs to its end", hint },
    { cause: signal.reason },
  );
}

/** @throws CancelledError (E_CANCELLED) */
export function assertGoing({ signal }: Watch): void {
  if (signal?.aborted === true) throw cancelled(signal);
}
