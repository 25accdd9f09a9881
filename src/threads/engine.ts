import { pathEngine, runPaths, type PathEngine } from "../kernel/index.js";

/** Which engine is asked for: the fastest that runs here, or the plain reference. Their rows are the same, bit for bit. */
export type EngineChoice = "fastest" | "typescript";

/** The engine of a choice; the reference, asked for by name, needs no reason. */
export const engineOf = (choice: EngineChoice): PathEngine =>
  choice === "fastest" ? pathEngine() : { kind: "typescript", because: null, run: runPaths };
