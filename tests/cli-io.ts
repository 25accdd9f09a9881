import { fileURLToPath } from "node:url";
import { run, type LossAgainst, type ToleranceAnswers } from "../src/cli/index.js";

/** What a command did. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Repository root, from which relative paths start. */
export const root = fileURLToPath(new URL("../", import.meta.url));

/** 2025-01-31 UTC: the clock of every test, so that ages are fixed. */
export const NOW_MS = 1_738_281_600_000;

/** Runs the command line in process, on no terminal unless `answers` are given. */
export async function cli(
  argv: readonly string[],
  options: {
    readonly answers?: ToleranceAnswers | null | ((against: LossAgainst) => ToleranceAnswers);
    readonly folder?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly isTTY?: boolean;
    readonly nowMs?: number;
  } = {},
): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  const status = await run(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text), isTTY: options.isTTY === true },
    interactive: options.answers !== undefined,
    nowMs: () => options.nowMs ?? NOW_MS,
    folder: options.folder ?? root,
    env: options.env ?? {},
    askTolerance: (against) =>
      Promise.resolve(typeof options.answers === "function" ? options.answers(against) : (options.answers ?? null)),
  });
  return { status, stdout, stderr };
}

/** Words of a command line, split at spaces. */
export const words = (line: string): readonly string[] => line.split(" ");

/** A loop on Aave whose every figure is stated. */
export const AAVE =
  "--venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --volatility 60% --drift 20%±15% --borrow-rate 5% --gap 30%";
