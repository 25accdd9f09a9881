#!/usr/bin/env node
import { CannotWriteError } from "../errors/index.js";
import type { Io } from "./io.js";
import { run } from "./run.js";

const { stdin, stdout, stderr } = process;
const argv = process.argv.slice(2);

/** Says that stdout takes no more, and ends the program. */
async function endUnwritten(cause: NodeJS.ErrnoException): Promise<never> {
  const error = new CannotWriteError(
    {
      field: "stdout",
      got: cause.code ?? cause.message,
      want: "an output that can be written",
      hint: "is the disk full?",
    },
    { cause },
  );
  const { errorJson, errorText } = await import("./error-text.js");
  stderr.write(argv.includes("--json") ? errorJson(error) : errorText(error));
  process.exit(error.exitStatus);
}

// A reader that has seen enough, such as head, closes the pipe: no fault.
stdout.on("error", (cause: NodeJS.ErrnoException) => {
  if (cause.code === "EPIPE") process.exit(0);
  void endUnwritten(cause);
});

stderr.on("error", () => process.exit(0));

const io: Io = {
  stdout,
  stderr,
  interactive: stdin.isTTY && stdout.isTTY,
  nowMs: () => Date.now(),
  folder: process.cwd(),
  env: process.env,
  onInterrupt: (listener) => {
    process.once("SIGINT", listener);
    return () => process.off("SIGINT", listener);
  },
  askTolerance: async (against) => {
    const { askTolerance } = await import("./ask-tolerance.js");
    return askTolerance({ input: stdin, output: stderr }, against);
  },
};

process.exitCode = await run(argv, io);
