/** Paths: one algorithm of + - x / and square roots, the reference that its accelerator equals bit for bit. */
export * from "./job.js";
export { quantileTable, tableCdf, type QuantileTable } from "./quantile-table.js";
export { assertPathJob, assertPathRange } from "./job-check.js";
export { runPaths } from "./run.js";
export { runSeveralPaths } from "./several-paths.js";
export * from "./several-job.js";
export { keptCorrelation, studentTScale } from "./several-scale.js";
export { pathEngine, type PathEngine } from "./wasm-engine.js";
