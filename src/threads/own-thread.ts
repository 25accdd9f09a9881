import type { Chunk } from "./chunks.js";
import { assertGoing, type Watch } from "./watch.js";

/** Lets everything else that waits have its turn: timers, signals, input. */
const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs all chunks on the caller's own thread, in their order. @throws CancelledError (E_CANCELLED), and what `run` throws */
export async function runHere(run: (chunk: Chunk) => unknown, chunks: readonly Chunk[], watch: Watch): Promise<void> {
  for (const chunk of chunks) {
    assertGoing(watch);
    await watch.ran(chunk, run(chunk));
    await othersTurn();
  }
}
