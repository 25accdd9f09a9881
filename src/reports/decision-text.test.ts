import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decisionSchema } from "../schemas/index.js";
import { YEAR_MS, type Decision, type Odds } from "../model/index.js";
import { answerSentence } from "./answer.js";
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
  recourse: false,
  nowMs: 1_738_281_600_000,
};

/** An answer with some keys replaced. */
function answerOf(changes: Partial<Extract<Decision, { status: "optimal" }>>, of: Partial<Subject> = {}): string {
  const decision = fixture("optimal");
  if (decision.status !== "optimal") throw new Error("not optimal");
  return answerSentence(
    { ...decision, wealth: 50_000, isolatedShare: 1, plan: null, ...changes },
    { ...subject, ...of },
  );
}

describe("the answer in one sentence", () => {
  test("what the design asks for: hold, borrow, against what, and what binds", () => {
    expect(answerOf({ leverageRatio: 1.43, boundBy: "gap" })).toBe(
      "Hold 1.43x: owe 21,500 USDC in all against 50,000 USDC of equity; the gap cap binds.",
    );
    expect(answerOf({ leverageRatio: 1.43, boundBy: "gap" }, { debt: 0 })).toBe(
      "Hold 1.43x: borrow 21,500 USDC against 50,000 USDC of equity; the gap cap binds.",
    );
  });

  test("an isolated share is said", () => {
    expect(answerOf({ leverageRatio: 3, isolatedShare: 0.6, boundBy: "venue" })).toBe(
      "Hold 3x: owe 60,000 USDC in all against 30,000 USDC of equity with 60\u00a0% of your wealth at the venue; the venue's limit binds.",
    );
  });

  test("margin in the asset itself counts with the contract, and no position at all is a short of it", () => {
    const inverse = { heldAs: "perpetual", coinMargined: true } as const;
    expect(answerOf({ leverageRatio: 0.5, boundBy: "growth" }, inverse)).toBe(
      "Hold 0.5x: long 10 ETH in all, margin and contract together, on 50,000 USDC of equity; growth itself is highest there.",
    );
    expect(answerOf({ leverageRatio: 0, boundBy: "growth" }, inverse)).toBe(
      "Be open to no price: short all the ETH of your margin, 50,000 USDC of equity.",
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
  expect(text).toMatch(/against 1x +beats 1x from a drift of [\d.]+ % a year \(median growth [\d.]+ %\) on/);
  expect(text).toContain("If you insist on 4x");
});

describe("what a reader could take the wrong way", () => {
  type Answer = Extract<Decision, { status: "optimal" }>;
  const base = fixture("optimal");
  if (base.status !== "optimal" || base.current === null || base.hold === null)
    throw new Error("not the fixture meant");
  const { current, hold } = base;
  const plain = (text: string): string => text.replaceAll(/\s+/g, " ");
  const full = (changes: Partial<Answer>, of: Partial<Subject> = {}): string =>
    plain(decisionText({ ...base, ...changes }, { ...subject, ...of }));
  const brief = (changes: Partial<Answer>, of: Partial<Subject> = {}): string =>
    plain(decisionBrief({ ...base, ...changes }, { ...subject, ...of }));
  const at = (odds: Partial<Odds["liquidation"]>): Odds => ({
    ...base.odds,
    liquidation: { ...base.odds.liquidation, ...odds },
  });

  test("below 1x a higher drift speaks for 1x, above it against", () => {
    const drifts = { breakEvenDriftAnnual: 0.797, hold: null };
    expect(brief({ ...drifts, driftsAtLeverageRatio: 0.42 })).toContain(
      "0.42x beats 1x only while the drift stays below 79.7 % a year",
    );
    expect(brief({ ...drifts, driftsAtLeverageRatio: -0.5 })).toContain("-0.5x beats 1x only while");
    expect(brief({ ...drifts, driftsAtLeverageRatio: 1.5 })).toContain(
      "1.5x beats 1x from a drift of 79.7 % a year on",
    );
  });

  test("odds under the policy that are not known say why; a bound is headed as one", () => {
    const unknown = { odds: at({ underPolicy: null, underPolicyBasis: "none" }) };
    expect(full(unknown)).toContain("not known: the stated gap would liquidate it");
    const { estimates } = base;
    expect(full({ ...unknown, estimates: { ...estimates, gap: null } })).toContain(
      "not known: no gap is known (give prices with lows, or --gap)",
    );
    const known = {
      ...hold,
      oddsByHorizon: [{ horizonMs: YEAR_MS / 4, untouched: 0.1, underPolicy: 0.02, underPolicyExpected: 0.02 }],
    };
    expect(full({ hold: known })).toMatch(/under the policy, ordinary moves a quarter 10 % 2 %/);
    expect(full({ odds: at({ underPolicy: 0.02, underPolicyBasis: "gap-hazard-bound" }) })).toContain("at most 2 %");
  });

  test("the chance that is expected stands beside a bound, and alone where the bound is loose; nowhere where both are one", () => {
    const bound = { underPolicyBasis: "gap-hazard-bound" } as const;
    const said = (underPolicy: number, underPolicyExpected: number | null): string =>
      full({ odds: at({ ...bound, underPolicy, underPolicyExpected }) });
    expect(said(0.02, 0.004)).toContain("some 0.4 % expected, at most 2 % (a bound that counts gaps");
    expect(said(0.86, 0.26)).toContain("under the policy some 26 % expected; no useful bound");
    expect(said(0.86, 0.86)).toContain("not known: the bound, 86 %, is too loose to say anything");
    for (const same of [said(0.02, 0.02), said(0.02, null), said(0, 0)]) expect(same).not.toMatch(/some .* expected/);
  });

  test("a table of odds by horizon has a column for it within 80 columns, unless no bound differs from it", () => {
    const row = { horizonMs: YEAR_MS / 4, untouched: 1e-12, underPolicy: 1.02e-9, underPolicyExpected: 1.01e-9 };
    const lines = (odds: Odds, rows: readonly (typeof row)[]): string =>
      decisionText({ ...base, odds, hold: { ...hold, oddsByHorizon: rows } }, subject);
    const text = lines(at({ underPolicyBasis: "jump-hazard-bound" }), [row]);
    expect(text).toMatch(/policy: at most +policy: expected\n/);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines(at({}), [row])).not.toMatch(/policy: expected/);
    const same = { ...row, underPolicyExpected: row.underPolicy };
    expect(lines(at({ underPolicyBasis: "jump-hazard-bound" }), [same])).not.toMatch(/policy: expected/);
  });

  test("a drift without an error has no interval, and is no certainty", () => {
    const driftAnnual = { value: 0.2, standardError: 0, asOfMs: null, source: "stated by you" };
    const text = full({ estimates: { ...base.estimates, driftAnnual } });
    expect(text).toContain("no interval: your drift carries no error; write 20%+-10%");
    expect(text).toContain("at exactly that drift 2.16x grows faster");
    expect(text).not.toMatch(/give or take|\bcertain\b|90 % sure/);
  });

  test("a short is more or less short, never above or below, and its orders say which way", () => {
    const step = { kind: "increase", asset: "ETH", quantity: 0.1, notional: 250 } as const;
    const plan = {
      kind: "adjust",
      because: "",
      steps: [step],
      from: -0.5,
      to: -0.86,
      cost: 0,
      equityAfter: 1,
      size: null,
    } as const;
    const short: Partial<Answer> = {
      leverageRatio: -0.96,
      band: { low: -1.08, high: -0.86, tradeTo: "edge" },
      current: { ...current, leverageRatio: -0.5, side: "too-little" },
      plan: { ...plan, after: base.coordinates },
    };
    const text = full(short, { heldAs: "perpetual", quantity: -10 });
    expect(text).toContain("it is enough to sell 0.1 ETH more short: to -0.86x, the near edge of the band");
    expect(text).toContain("what you hold is less short than the band; trade to its nearest edge");
    expect(text).toContain("margin ratio 64.7 % (maintenance / equity; 100 % is liquidation)");
    expect(text).not.toMatch(/health factor|LTV/);
    const back = {
      ...plan,
      after: base.coordinates,
      steps: [{ ...step, kind: "reduce" as const }],
      from: -1.2,
      to: -1.08,
    };
    expect(full({ ...short, plan: back })).toContain("buy back 0.1 ETH");
  });

  test("one who holds nothing is told so", () => {
    const step = { kind: "buy", asset: "ETH", quantity: 0.31369, notional: 784 } as const;
    const plan = {
      kind: "adjust",
      because: "",
      steps: [step],
      from: 0,
      to: 0.94,
      cost: 1,
      equityAfter: 50_000,
      size: null,
    } as const;
    const text = full({
      current: null,
      leverageRatio: 0.98,
      band: { low: 0.94, high: 1.02, tradeTo: "edge" },
      plan: { ...plan, after: base.coordinates },
    });
    expect(text).toContain("it is enough to buy 0.31369 ETH: to 0.94x, the near edge of the band");
    expect(text).toContain("you hold nothing yet; trade to the near edge of the band");
  });

  test("the price of a cap is that of a first step", () => {
    const caps = base.caps.map((cap) => (cap.name === "tolerance" ? { ...cap, shadowPriceAnnual: 0.062 } : cap));
    expect(full({ caps })).toContain("The first 0.01x more of tolerance would add 0.062 points of growth a year.");
  });

  test("a cap far beyond the venue's is named apart, unless it binds", () => {
    const size = { name: "size", leverageRatioMax: 60_000, slack: 59_999, shadowPriceAnnual: 0, reason: "" } as const;
    const caps = [...base.caps.filter(({ name }) => name !== "size"), size];
    expect(brief({ caps })).toContain("; far away: size 60,000x");
    expect(brief({ caps, boundBy: "size" })).not.toContain("far away");
  });

  test("growth that binds names the nearest cap; a least leverage that was not stated is not called the holder's own", () => {
    expect(brief({ boundBy: "growth" })).toContain(
      "what binds growth itself, no cap; the nearest cap is tolerance at 2.36x",
    );
    const least = { boundBy: "leverage-min" } as const;
    const tolerance = { ...base.tolerance, measuredAgainst: "holding", leverageRatioMin: 1 } as const;
    expect(brief({ ...least, tolerance })).toContain("you hold the ETH, so 1x is taken as the least");
    expect(brief({ ...least, tolerance: { ...tolerance, leverageRatioMin: 1.5 } })).toContain(
      "your own least leverage of 1.5x keeps it there",
    );
  });

  test("a leverage above what the venue opens, and one that it closes at once", () => {
    const closed = { ...hold, leverageRatio: 6, deleveragePriceRatio: 1, stopPriceRatio: 1 };
    const text = full({ hold: closed });
    expect(text).toContain("aave-v3 opens at most 5.13x at this size");
    expect(text).toContain("liquidated at once, at today's price");
    expect(text).not.toMatch(/resting stop|deleverage at/);
    expect(full({ hold: { ...hold, isolatedShareMax: 0 } })).not.toContain("out of the venue's reach");
  });

  test("a log growth far below -100 % is not a growth that one can picture", () => {
    expect(brief({ current: { ...current, growthAnnual: -7.87, shortfallAnnual: 8 } })).toContain(
      "(loses nearly everything: -787 % a year in logs)",
    );
  });

  test("an answer that does not exist says what allows how much, and how to loosen it", () => {
    const text = plain(planText(fixture("infeasible"), subject));
    expect(text).toMatch(/You will not go below [\d.]+x, but [^.]+ allows [\d.]+x.*\. So there is nothing to plan\./);
    expect(text).toMatch(/or lower your least leverage\./);
  });
});
