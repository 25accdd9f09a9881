/** Paths on every core: the same rows whatever the number of threads. */
export { runOnThreads, type ThreadedRun, type ThreadOptions } from "./threaded-run.js";
