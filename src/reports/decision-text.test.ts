import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Decision } from "../model/index.js";
import { answerSentence } from "./answer.js";
import { decisionSchema } from "./decision-schema.js";
import { decisionBrief, decisionText } from "./decision-text.js";
import { planText } from "./plan-text.js";
import type { Subject } from "./subject.js";

function fixture(status: Decision["status"]): Decision {
  const text = readFileSync(new URL(`fixtures/decision-1-${status}.json`, import.meta.url), "utf8");
  return decisionSchema.parse(JSON.parse(text));
}

const subject: Subject = {
  asset: "ETH",
  quote: "USDC",
  price: 2500,
  quantity: 40,
  debt: 50_000,
  equity: 50_000,
  heldAs: "loan",
  nowMs: 1_738_281_600_000,
};

/** An answer with some keys replaced. */
function answerOf(changes: Partial<Extract<Decision, { status: "optimal" }>>): string {
  const decision = fixture("optimal");
  if (decision.status !== "optimal") throw new Error("not optimal");
  return answerSentence({ ...decision, wealth: 50_000, isolatedShare: 1, plan: null, ...changes }, subject);
}

describe("the answer in one sentence", () => {
  test("what the design asks for: hold, borrow, against what, and what binds", () => {
    expect(answerOf({ leverageRatio: 1.43, boundBy: "gap" })).toBe(
      "Hold 1.43x: borrow 21,500 USDC against 50,000 USDC of equity; the gap cap binds.",
    );
  });

  test("an isolated share is said", () => {
    expect(answerOf({ leverageRatio: 3, isolatedShare: 0.6, boundBy: "venue" })).toBe(
      "Hold 3x: borrow 60,000 USDC against 30,000 USDC of equity with 60\u00a0% of your wealth at the venue; the venue's limit binds.",
    );
  });

  test("a short on a lending venue borrows the asset", () => {
    expect(answerOf({ leverageRatio: -1, boundBy: "growth" })).toBe(
      "Hold -1x: borrow and sell 20 ETH against 50,000 USDC of equity; growth itself is highest there.",
    );
  });

  const decision = fixture("no-leverage");
  const nothing = (leverageRatio: number, of: Partial<Subject>): string =>
    decision.status === "no-leverage"
      ? answerSentence(
          { ...decision, leverageRatio, wealth: 100_000, plan: null, boundBy: "no-view" },
          { ...subject, ...of },
        )
      : "";

  test("borrow nothing is not sell", () => {
    expect(nothing(1, { debt: 0 })).toBe("Borrow nothing: hold your 40 ETH.");
    expect(nothing(1, { debt: 50_000 })).toBe("Borrow nothing: repay the 50,000 USDC and hold 40 ETH.");
    expect(nothing(0, { debt: 0, quantity: 0 })).toBe("Borrow nothing, and hold cash: 100,000 USDC.");
    expect(nothing(0, { heldAs: "perpetual" })).toBe("Open nothing: keep your 100,000 USDC.");
    expect(nothing(0.5, { debt: 0 })).toBe(
      "Borrow nothing: hold 20 ETH and 50,000 USDC in cash, 0.5x; no view on the drift was given, so nothing speaks for borrowing.",
    );
  });
});

describe.each(["optimal", "no-leverage", "infeasible"] as const)("the text of a decision that is %s", (status) => {
  const decision = fixture(status);
  const answer = answerSentence(decision, subject).replaceAll("\u00a0", " ");
  const unwrapped = (text: string): string => (text.split(/\n\n|\n {2}/)[0] ?? "").replaceAll("\n", " ").trimEnd();

  test.each([
    ["whole", decisionText],
    ["brief", decisionBrief],
    ["plan", planText],
  ])("%s: answer first, 80 columns, plain characters, not advice last", (_name, text) => {
    const printed = text(decision, subject);
    expect(unwrapped(printed)).toBe(answer);
    for (const line of printed.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(printed).toMatch(/^[\x20-\x7e\n]*$/);
    expect(printed).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
    expect(printed.trimEnd().split("\n").at(-1)).toMatch(
      /Not financial advice\. Venue parameters as of \d{4}-\d\d-\d\d/,
    );
  });
});

test("both odds, the floor in money, the break-even with its median growth, and every cap are in the whole text", () => {
  const decision = fixture("optimal");
  const text = decisionText(decision, subject);
  for (const cap of decision.caps) expect(text).toContain(cap.name.replaceAll("-", " "));
  expect(text).toContain("if left untouched");
  expect(text).toContain("under the policy");
  expect(text).toMatch(/Of 10 years like this one, 2 fall below 15,000 USDC at some time; you allow\s+20 %/);
  expect(text).toMatch(/to beat 1x +a drift of [\d.]+ % a year \(median growth [\d.]+ %\)/);
  expect(text).toContain("If you insist on 4x");
});
