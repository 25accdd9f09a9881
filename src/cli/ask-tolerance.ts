import { isCancel, select, text } from "@clack/prompts";
import type { Readable, Writable } from "node:stream";
import { SteelyardError } from "../errors/index.js";
import type { ToleranceAnswers } from "./io.js";
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

/** Asks in words how much may be lost, by when, how likely, and against what; null when the person breaks off. */
export async function askTolerance(terminal: Terminal): Promise<ToleranceAnswers | null> {
  const ask = async (
    message: string,
    initial: string,
    validate: (answer: string | undefined) => string | undefined,
  ): Promise<string | null> => {
    const answer = await text({
      ...terminal,
      message,
      placeholder: initial,
      defaultValue: initial,
      validate: (typed) => (typed === undefined || typed === "" ? undefined : validate(typed)),
    });
    return isCancel(answer) ? null : answer;
  };
  const loss = await ask("How much of your wealth may you lose?", toleranceDefaultsTyped.loss, share);
  if (loss === null) return null;
  const within = await ask("Within what time? (90d, 1y)", toleranceDefaultsTyped.within, (answer) =>
    fault(() => readDuration(answer ?? "", "answer")),
  );
  if (within === null) return null;
  const chance = await ask("How likely may that be, at most?", toleranceDefaultsTyped.chance, share);
  if (chance === null) return null;
  const against = await select({
    ...terminal,
    message: "A loss against what?",
    options: [
      { value: "cash", label: "against cash: money is what counts" },
      { value: "holding", label: "against simply holding the asset: I mean to keep it anyway" },
    ],
  });
  return isCancel(against) ? null : { loss, within, chance, against };
}
