#!/usr/bin/env node
import { CannotWriteError } from "../errors/index.js";
import { askTolerance } from "./ask-tolerance.js";
import { errorJson, errorText } from "./error-text.js";
import type { Io } from "./io.js";
import { run } from "./run.js";

const { stdin, stdout, stderr } = process;
const argv = process.argv.slice(2);

/** Ends the program when stdout takes no more. A reader that has seen enough, such as head, closes the pipe: no fault. */
stdout.on("error", (cause: NodeJS.ErrnoException) => {
  if (cause.code === "EPIPE") process.exit(0);
  const error = new CannotWriteError(
    {
      field: "stdout",
      got: cause.code ?? cause.message,
      want: "an output that can be written",
      hint: "is the disk full?",
    },
    { cause },
  );
  stderr.write(argv.includes("--json") ? errorJson(error) : errorText(error));
  process.exit(error.exitStatus);
});

stderr.on("error", () => process.exit(0));

const io: Io = {
  stdout,
  stderr,
  interactive: stdin.isTTY && stdout.isTTY,
  nowMs: () => Date.now(),
  folder: process.cwd(),
  onInterrupt: (listener) => {
    process.once("SIGINT", listener);
    return () => process.off("SIGINT", listener);
  },
  askTolerance: (against) => askTolerance({ input: stdin, output: stderr }, against),
};

process.exitCode = await run(argv, io);
