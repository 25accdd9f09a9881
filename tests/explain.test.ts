import { describe, expect, test } from "vitest";
import { explain, type DecisionRequest } from "../src/decision/index.js";
import { DAY_MS, stated } from "../src/model/index.js";
import { explainSchema } from "../src/reports/index.js";
import { inputsOf } from "../src/decision/inputs.js";
import { leverageDecided } from "../src/decision/sensitivity.js";
import { AAVE, cli, words } from "./cli-io.js";
import { anything, falls, lendingMarket, perpetualMarket, statedGap, tailGap } from "./markets.js";
import { requestOf } from "./requests.js";

const pair = lendingMarket({ liquidationThreshold: 0.945, triggerPrice: "exchange-rate", correlated: true });

const requests: Readonly<Record<string, DecisionRequest>> = {
  "a loop that growth binds": requestOf({ drift: 0.45, driftError: 0.1, volatility: 0.4 }, { tolerance: anything }),
  "a loop that the tolerance binds": requestOf({ drift: 0.5, driftError: 0.1, volatility: 0.6 }),
  "a loop that a gap binds": requestOf({ drift: 0.6, volatility: 0.4, gap: statedGap(0.55) }),
  "a short perpetual with gaps": requestOf(
    { drift: -0.4, volatility: 0.5, funding: 0.1, gap: tailGap() },
    { venue: perpetualMarket(), tolerance: anything },
  ),
  "a loop left alone": requestOf(
    { drift: 0.45, volatility: 0.4 },
    { tolerance: anything, policy: { kind: "unattended", resetMs: 30 * DAY_MS } },
  ),
  "a watched pair with jumps": requestOf(
    { drift: 0, volatility: 0.02, borrow: 0.025, lend: 0.01, yieldRate: 0.05, jumps: falls(0.1, 0.03) },
    { venue: pair, tolerance: anything },
  ),
  "no view": requestOf({ drift: null }, { account: { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 } }),
};

describe.each(Object.entries(requests))("%s", (_, request) => {
  const found = explain(request);
  const { decision } = found;
  if (decision.status === "infeasible") throw new Error(decision.because);

  test("the terms of each leverage sum to its growth", () => {
    expect(found.leverage).toHaveLength(3);
    for (const { terms, growthAnnual } of found.leverage) {
      const parts: readonly number[] = Object.values(terms);
      const sum = parts.reduce((all, term) => all + term, 0);
      if (growthAnnual !== null) expect(sum).toBeCloseTo(growthAnnual, 9);
    }
  });

  test("the growth in the middle, less trading, is the decision's, and its leverage the answer", () => {
    const middle = found.leverage[1]!;
    expect(middle.leverageRatio).toBeCloseTo(decision.totalLeverageRatio, 12);
    expect((middle.growthAnnual ?? NaN) + found.tradingAnnual).toBeCloseTo(decision.growth.rateAnnual, 9);
    expect(found.tradingAnnual).toBeLessThan(1e-3);
  });

  test("at a tipping point the answer has moved by a tenth, a little before it has not", () => {
    const from = decision.totalLeverageRatio;
    const change = Math.max(0.02, 0.1 * Math.abs(from));
    const inputs = new Map(inputsOf(request).map((each) => [each.input, each]));
    expect(found.tippingPoints.map(({ input }) => input)).toEqual([...inputs.keys()]);
    for (const { input, value, below, above } of found.tippingPoints) {
      for (const tipped of [below, above]) {
        if (tipped === null) continue;
        const at = (to: number): number => leverageDecided(inputs.get(input)!.with(to)) ?? NaN;
        expect(Math.abs(at(tipped.value) - from), input).toBeGreaterThanOrEqual(change - 1e-9);
        const before = value + 0.99 * (tipped.value - value);
        expect(Math.abs(at(before) - from), input).toBeLessThan(change);
      }
    }
  });
});

describe("steelyard explain", () => {
  test.each(["", " --unattended 30d", " --leverage-min 3x", " --jumps 0.2x3%"])("%s fits 80 columns", async (more) => {
    const { status, stdout, stderr } = await cli(words(`explain ${AAVE} --loss 50% --within 1y --chance 10%${more}`));
    expect([status, stderr]).toEqual([0, ""]);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/\nWhy\n/);
    expect(stdout).toMatch(more.includes("leverage-min") ? /let an answer fit/ : /change the answer by a tenth/);
  });

  test("says what growth alone would choose, and lists the caps from the tightest", async () => {
    const line = "--venue aave-v3 --asset WETH --equity 50000 --price 2500 --volatility 40% --drift 60%±15%";
    const { stdout } = await cli(words(`explain ${line} --borrow-rate 5% --gap 55% --loss 50% --chance 10%`));
    expect(stdout).toContain("By growth alone it would be 3.44x of your wealth");
    const caps = [...stdout.matchAll(/^ {2}[> ] ([a-z ]+?) +(\d+\.?\d*)x/gm)].map(([, , at]) => Number(at));
    expect(caps.length).toBeGreaterThan(3);
    expect(caps).toEqual([...caps].sort((a, b) => a - b));
  });

  test("--json holds the numbers of the decision, and --quiet its sentence", async () => {
    const json = await cli([...words(`explain ${AAVE}`), "--json"]);
    const parsed = explainSchema.parse(JSON.parse(json.stdout));
    const decided = await cli([...words(`optimize ${AAVE}`), "--json"]);
    expect(parsed.decision).toEqual(explainSchema.shape.decision.parse(JSON.parse(decided.stdout)));
    const quiet = await cli([...words(`explain ${AAVE}`), "--quiet"]);
    expect(quiet.stdout.split("\n")).toHaveLength(2);
  });

  test("an input without an error is moved by a tenth of itself", () => {
    const inputs = inputsOf({
      ...requests["no view"]!,
      estimates: { ...requests["no view"]!.estimates, borrowRateAnnual: stated(0.08) },
    });
    expect(inputs.find(({ label }) => label === "borrow rate")?.step).toBeCloseTo(0.008, 12);
  });
});
