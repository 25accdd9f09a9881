import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { backtestSchema } from "../schemas/index.js";
import { ATTRIBUTION_PARTS } from "./backtest.js";
import { backtestExplainToJson } from "./backtest-json.js";
import { backtestExplainText } from "./backtest-explain.js";

const fixture: unknown = JSON.parse(readFileSync(new URL("fixtures/backtest-1.json", import.meta.url), "utf8"));

test("the fixture of version 1 is still a backtest, to the last key", () => {
  expect(backtestSchema.parse(fixture)).toEqual(fixture);
  expect(fixture).toMatchObject({ schema: "steelyard/backtest/1" });
});

test("each policy of the fixture is explained: parts add up to the cent, the schema's name comes first", () => {
  for (const policy of backtestSchema.parse(fixture).policies) {
    const { schema, attribution, wealthEnd, wealthStart } = backtestExplainToJson(policy);
    expect(schema).toBe("steelyard/backtest-explain/1");
    const cents = ATTRIBUTION_PARTS.reduce((sum, part) => sum + Math.round(100 * attribution.money[part]), 0);
    expect(cents).toBe(Math.round(100 * (wealthEnd - wealthStart)));
    expect(backtestExplainText(policy)).toContain(policy.label);
  }
});

test("a number that JSON cannot carry never leaves as null", () => {
  const [policy] = backtestSchema.parse(fixture).policies;
  const broken = { ...policy!, summary: { ...policy!.summary, wealthEnd: NaN } };
  expect(() => backtestExplainToJson(broken)).toThrow(
    expect.objectContaining({ code: "E_INTERNAL", field: "wealthEnd" }),
  );
});
