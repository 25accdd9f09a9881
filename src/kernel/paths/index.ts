/** Paths: one algorithm of + - x / and square roots, the reference that its accelerator equals bit for bit. */
export * from "./job.js";
export { quantileTable, tableCdf, type QuantileTable } from "./quantile-table.js";
export { assertPathJob } from "./job-check.js";
export { runPaths } from "./run.js";
export { pathEngine, type PathEngine } from "./wasm-engine.js";
