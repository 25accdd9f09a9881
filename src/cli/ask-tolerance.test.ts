import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { askTolerance } from "./ask-tolerance.js";
import type { LossAgainst } from "./io.js";

/** Asks on a stand-in for a terminal that types one key for each question it sees, and after them `last`. */
async function typed(
  keys: readonly string[],
  against: LossAgainst,
  last: (input: PassThrough) => void = () => undefined,
) {
  const input = new PassThrough();
  const output = new PassThrough();
  const questions = [/How much/, /Within what/, /How likely/, /against what/];
  let screen = "";
  let next = 0;
  output.on("data", (chunk: Buffer) => {
    screen += chunk.toString("utf8");
    if (questions[next]?.test(screen) !== true) return;
    const key = keys[next];
    next += 1;
    setImmediate(() => (key === undefined ? last(input) : input.write(key)));
  });
  return { answers: await askTolerance({ input, output }, against), screen };
}

const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const SHOW_CURSOR = "\u001b[?25h";
const HIDE_CURSOR = "\u001b[?25l";
const ENTER = ["\r", "\r", "\r", "\r"];

describe("the real prompt on a stream", () => {
  test.each(["cash", "holding"] as const)("Enter takes what is chosen beforehand: %s", async (against) => {
    expect((await typed(ENTER, against)).answers).toEqual({ loss: "50%", within: "1y", chance: "10%", against });
  });

  test.each([
    ["Ctrl-D at the first question", [CTRL_D], undefined],
    ["Ctrl-D at the last question", ["\r", "\r", "\r", CTRL_D], undefined],
    ["Ctrl-C", [CTRL_C], undefined],
    ["an input that ends", [], (input: PassThrough) => input.end()],
    ["an input that breaks", ["\r"], (input: PassThrough) => input.destroy()],
  ] as const)("%s is a break-off, with the cursor shown", async (_name, keys, last) => {
    const { answers, screen } = await typed(keys, "cash", last);
    expect(answers).toBeNull();
    expect(screen.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(screen.lastIndexOf(HIDE_CURSOR));
  });

  test("an input that has already ended is a break-off", async () => {
    const input = new PassThrough();
    input.destroy();
    expect(await askTolerance({ input, output: new PassThrough() }, "cash")).toBeNull();
  });
});
