/** The command line as a function, so that tests and scripts call it in process. */
export * from "./io.js";
export { run } from "./run.js";
