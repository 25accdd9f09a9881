import { describe, expect, test } from "vitest";
import { stagesOn } from "./stages.js";

/** Stages on a terminal whose clock moves on by so much at each look. */
function onTerminal(stepMs: number, isTTY = true) {
  let [written, nowMs] = ["", 0];
  const stages = stagesOn({ write: (text) => (written += text), isTTY }, false, () => (nowMs += stepMs));
  return { stages, written: () => written };
}

describe("progress on a terminal", () => {
  test("work of less than a second shows nothing", () => {
    const { stages, written } = onTerminal(1);
    stages.enter("running paths");
    for (let done = 1; done <= 100; done++) stages.reached(done / 100);
    stages.done();
    expect(written()).toBe("");
  });

  test("longer work fills a bar, and wipes it at the end", () => {
    const { stages, written } = onTerminal(300);
    stages.enter("running paths");
    for (let done = 1; done <= 12; done++) stages.reached(done / 12);
    stages.done();
    const frames = written()
      .split("\r")
      .filter((frame) => frame.includes("["));
    expect(frames.length).toBeGreaterThan(4);
    expect(frames.at(-1)).toMatch(/^\[############\] running paths +$/);
    const filled = frames.map((frame) => frame.split("#").length);
    expect(filled).toEqual([...filled].sort((a, b) => a - b));
    expect(written()).toMatch(/\r +\r$/);
  });

  test("where no one watches nothing is written", () => {
    const { stages, written } = onTerminal(300, false);
    stages.enter("running paths", { takesLong: true });
    stages.reached(0.5);
    stages.done();
    expect(written()).toBe("");
  });
});
