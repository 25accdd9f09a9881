import { describe, expect, test } from "vitest";
import { explain, type DecisionRequest, type TippedAt, type TippingPoint } from "../src/decision/index.js";
import { DAY_MS, stated } from "../src/model/index.js";
import { OutOfRangeError } from "../src/errors/index.js";
import { explainText, explainToJson, type Subject } from "../src/reports/index.js";
import { explainSchema } from "../src/schemas/index.js";
import { inputsOf, type Input } from "../src/decision/inputs.js";
import { leverageDecided, tippingPointOf } from "../src/decision/sensitivity.js";
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

const explained = new Map(Object.entries(requests).map(([name, request]) => [name, explain(request)]));

const subject: Subject = {
  ...{ asset: "ETH", quote: "USD", price: 2_500, quantity: 0, debt: 0, equity: 50_000 },
  ...{ heldAs: "loan", recourse: false, nowMs: Date.UTC(2026, 1, 1) },
};

/** A tipping point with figures as wide as they come. */
const far = (point: TippingPoint): TippingPoint => {
  const { value } = point;
  const at = (to: number): TippedAt => ({ value: to, leverageRatio: null });
  return { ...point, below: at(value * (1 - 1e-4)), above: at(value + 9.12345) };
};

describe.each(Object.entries(requests))("%s", (name, request) => {
  const found = explained.get(name)!;
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

test.each([...explained])(
  "%s: its text fits 80 columns, and no tipping point looks like what the input is now",
  (_, found) => {
    const wide = { ...found, tippingPoints: found.tippingPoints.map(far) };
    for (const each of [found, wide])
      for (const line of explainText(each, each.decision, subject).split("\n"))
        expect(line.length, line).toBeLessThanOrEqual(80);
    const [, inputs = ""] = explainText(found, found.decision, subject).split(/change the answer by a tenth.*\n/);
    for (const [, now, to] of inputs.matchAll(/^ {2}\D*?(\S+ %) +(\S+ %)/gm)) expect(to).not.toBe(now);
  },
);

test("a step more that one jump may turn into nothing is ruin, and not a number that JSON cannot carry", () => {
  const rises = falls(1, 0.1, { downShare: 0 });
  const short = { venue: perpetualMarket(), side: "short" } as const;
  const found = explain(requestOf({ drift: 0.1, volatility: 0.5, funding: 0, jumps: rises }, short));
  const [, here, more] = found.leverage;
  expect(here?.growthAnnual).not.toBeNull();
  expect([more?.growthAnnual, more?.terms.jumps]).toEqual([null, null]);
  expect(explainToJson(found, found.decision).leverage[2]?.terms.jumps).toBeNull();
});

describe("an input elsewhere", () => {
  const request = requests["a loop that growth binds"]!;
  const input = inputsOf(request).find(({ label }) => label === "volatility")!;
  const elsewhere = (refused: number): Input => ({
    ...input,
    with: (value) => {
      if (value > refused)
        throw new OutOfRangeError({ field: "volatility", got: String(value), want: "less", hint: "less" });
      return input.with(value);
    },
  });

  test("that is refused tells nothing; short of it a tipping point is found as before", () => {
    const found = tippingPointOf(input, 2.5);
    expect(found.above).not.toBeNull();
    expect(tippingPointOf(elsewhere(input.value), 2.5)).toEqual({ ...found, above: null });
    expect(tippingPointOf(elsewhere(9), 2.5)).toEqual(found);
  });
});

describe("by growth alone", () => {
  const alone = (name: string): number => explained.get(name)!.byGrowthAlone ?? NaN;

  test("is Merton's ratio without jumps: drift less borrow rate over variance, 0.4 / 0.16 and 0.45 / 0.36", () => {
    expect(alone("a loop that growth binds")).toBeCloseTo(2.5, 5);
    expect(alone("a loop that the tolerance binds")).toBeCloseTo(1.25, 5);
  });

  test("counts jumps: the highest L (m + y) - (L - 1) r - L^2 s^2 / 2 + n E[ln(1 + L (e^J - 1))], by a plain sum", () => {
    const request = requestOf(
      { drift: 0, volatility: 0.02, borrow: 0.025, lend: 0.02, yieldRate: 0.032, jumps: falls(0.2, 0.03) },
      { venue: lendingMarket({ liquidationThreshold: 0.945, correlated: true }) },
    );
    const sizes = Array.from({ length: 2000 }, (_, i) => 0.03 * Math.log((i + 0.5) / 2000));
    const jumps = (at: number): number =>
      sizes.reduce((sum, size) => sum + Math.log(1 + at * Math.expm1(size)) / 2000, 0);
    const growth = (at: number): number => at * 0.032 - (at - 1) * 0.025 - (at * 0.02) ** 2 / 2 + 0.2 * jumps(at);
    const tried = Array.from({ length: 300 }, (_, i) => 1 + i / 100);
    const best = tried.reduce((a, b) => (growth(b) > growth(a) ? b : a));
    expect(best).toBeLessThan(1.7);
    expect(Math.abs((explain(request).byGrowthAlone ?? NaN) - best)).toBeLessThan(0.02);
  });

  test("stops short of the leverage that the venue liquidates today, 1 / (1 - 0.945)", () => {
    expect(alone("a watched pair with jumps")).toBeLessThan(1 / (1 - 0.945));
  });

  test("without a view on the drift nothing is", () => {
    expect(explained.get("no view")!.byGrowthAlone).toBeNull();
  });
});

describe("steelyard explain", () => {
  test.each(["", " --unattended 30d", " --leverage-min 3x"])("%s fits 80 columns", async (more) => {
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

  test("names the step that would pay and what stands in its way", async () => {
    const line = `explain ${AAVE} --loss 50% --within 1y --chance 10%`;
    expect((await cli(words(line))).stdout.replace(/\s+/g, " ")).toMatch(
      /0\.1x less would save .* in variance, and give up .* of drift: \+[\d.]+ points of growth a year, but you go no lower than 1x\./,
    );
  });

  test("where no answer fits, the least leverage at which one would", async () => {
    const { stdout } = await cli([...words(`explain ${AAVE} --against cash --leverage-min 3x --chance 5%`), "--json"]);
    const { tippingPoints, decision } = explainSchema.parse(JSON.parse(stdout));
    const tolerance = decision.caps.find(({ name }) => name === "tolerance")?.leverageRatioMax ?? NaN;
    const least = tippingPoints.find(({ input }) => input === "tolerance.leverageRatioMin");
    expect(decision.status).toBe("infeasible");
    expect(least?.below?.value).toBeLessThanOrEqual(tolerance + 1e-9);
    expect(least?.below?.value).toBeCloseTo(tolerance, 1);
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
