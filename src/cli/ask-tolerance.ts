import { select, text } from "@clack/prompts";
import type { Readable, Writable } from "node:stream";
import { SteelyardError } from "../errors/index.js";
import type { LossAgainst, ToleranceAnswers } from "./io.js";
import { readDuration, readFraction } from "./quantities.js";
import { toleranceDefaultsTyped } from "./tolerance-inputs.js";

/** Terminal to ask on: questions go to stderr, so that stdout stays the answer alone. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/** What is wrong with an answer, in one line; undefined where nothing is. */
function fault(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof SteelyardError) return `${error.want}: ${error.hint}`;
    throw error;
  }
}

const share = (answer: string | undefined): string | undefined =>
  fault(() =>
    readFraction(answer ?? "", "answer", {
      min: 0,
      max: 1,
      open: true,
      want: "a share above 0 % and below 100 %, such as 50%",
    }),
  );

/** What a prompt gives, or null when the person breaks off: by Ctrl-C, or by Ctrl-D or an end of the input, of which the prompt itself takes no notice. */
async function answered<Answer extends string>(
  { input, output }: Terminal,
  prompt: (options: Terminal & { readonly signal: AbortSignal }) => Promise<Answer | symbol>,
): Promise<Answer | null> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  const onKey = (_text: unknown, key: { readonly ctrl?: boolean; readonly name?: string }): void => {
    if (key.ctrl === true && key.name === "d") end();
  };
  if (input.readableEnded || input.destroyed) return null;
  input.on("end", end).on("close", end).on("keypress", onKey);
  try {
    const answer = await prompt({ input, output, signal: ending.signal });
    return typeof answer === "symbol" ? null : answer;
  } finally {
    input.off("end", end).off("close", end).off("keypress", onKey);
  }
}

/**
 * Asks in words how much may be lost, by when, how likely, and against what; null when the person breaks off.
 * @param against what is chosen beforehand: what would be assumed if nobody were asked.
 */
export async function askTolerance(terminal: Terminal, against: LossAgainst): Promise<ToleranceAnswers | null> {
  const ask = (
    message: string,
    initial: string,
    validate: (answer: string | undefined) => string | undefined,
  ): Promise<string | null> =>
    answered(terminal, (options) =>
      text({
        ...options,
        message,
        placeholder: initial,
        defaultValue: initial,
        validate: (typed) => (typed === undefined || typed === "" ? undefined : validate(typed)),
      }),
    );
  const loss = await ask("How much of your wealth may you lose?", toleranceDefaultsTyped.loss, share);
  if (loss === null) return null;
  const within = await ask("Within what time? (90d, 1y)", toleranceDefaultsTyped.within, (answer) =>
    fault(() => readDuration(answer ?? "", "answer")),
  );
  if (within === null) return null;
  const chance = await ask("How likely may that be, at most?", toleranceDefaultsTyped.chance, share);
  if (chance === null) return null;
  const chosen = await answered<LossAgainst>(terminal, (options) =>
    select({
      ...options,
      message: "A loss against what?",
      initialValue: against,
      options: [
        { value: "cash", label: "against cash: money is what counts" },
        { value: "holding", label: "against simply holding the asset: I mean to keep it anyway" },
      ],
    }),
  );
  return chosen === null ? null : { loss, within, chance, against: chosen };
}
