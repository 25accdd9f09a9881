/** Prints what one Node makes of random paths: in how many jobs the accelerator differs from the reference, and a digest of all words. */
import { createHash } from "node:crypto";
import { pathEngine, runPaths } from "../../src/kernel/index.js";
import { randomPathTask, rowsOf } from "../random-path-jobs.js";

const TASKS = 1000;

/** What it prints, as JSON. */
export interface PathDigest {
  readonly node: string;
  readonly kind: string;
  readonly tasks: number;
  readonly apart: number;
  readonly sha256: string;
}

const { kind, run } = pathEngine();
const digest = createHash("sha256");
let apart = 0;
for (let index = 0; index < TASKS; index++) {
  const task = randomPathTask(index);
  const reference = Buffer.from(rowsOf(task, runPaths).buffer);
  if (!reference.equals(Buffer.from(rowsOf(task, run).buffer))) apart++;
  digest.update(reference);
}
const found: PathDigest = { node: process.version, kind, tasks: TASKS, apart, sha256: digest.digest("hex") };
process.stdout.write(`${JSON.stringify(found)}\n`);
