import type { Io } from "./io.js";
import { parsed } from "./parser.js";

/** Runs the program on its words and returns the exit status: 0 done, else that of the error (docs/errors.md). */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    const words = argv.length === 0 ? ["--help"] : argv;
    const found = await parsed(words, io);
    if (found === null) return 0;
    const { executed } = await import("./execution.js");
    return await executed(found, io);
  } catch (thrown) {
    const { errorJson, errorText, knownError, stackText } = await import("./error-text.js");
    const { keyless } = await import("./live-secrets.js");
    const clean = (text: string): string => keyless(text, io.env, argv);
    const error = knownError(thrown, clean);
    io.stderr.write(argv.includes("--json") ? clean(errorJson(error)) : errorText(error, clean));
    if (argv.includes("--debug")) io.stderr.write(clean(stackText(error)));
    return error.exitStatus;
  }
}
