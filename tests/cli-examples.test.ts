import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { eth, stethEth } from "../src/models/index.js";
import { decisionSchema } from "../src/schemas/index.js";
import { cli, root } from "./cli-io.js";

const examples = ["sp500-margin-loan", "eth-aave", "eth-binance", "steth-loop"];

const decided = async (name: string) =>
  decisionSchema.parse(JSON.parse((await cli(["optimize", "--request", `examples/${name}.json`, "--json"])).stdout));

describe.each(examples)("examples/%s.json", (name) => {
  test("is answered, with a source for each stated figure, and what binds is named", async () => {
    const decision = await decided(name);
    expect(decision.status).not.toBe("infeasible");
    const { estimates } = decision;
    for (const estimate of [estimates.volatilityAnnual, estimates.driftAnnual, estimates.gap]) {
      expect(estimate?.source.length).toBeGreaterThan(10);
      expect(estimate?.source).not.toContain("stated by you");
    }
    const brief = await cli(["optimize", "--brief", "--request", `examples/${name}.json`]);
    expect(brief).toMatchObject({ status: 0, stderr: "" });
    expect(brief.stdout).toMatch(/\n {2}what binds +\S/);
    for (const line of brief.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("is a text that people can read: what it is about", () => {
    expect(JSON.parse(readFileSync(`${root}examples/${name}.json`, "utf8"))).toHaveProperty("about");
  });
});

describe("the examples of a fitted model", () => {
  test.each([
    ["eth-aave", eth],
    ["eth-binance", eth],
    ["steth-loop", stethEth],
  ])("%s is decided from it, and says so", async (name, model) => {
    const decision = await decided(name);
    const { volatilityAnnual, gap } = decision.estimates;
    expect(volatilityAnnual).toMatchObject(model.volatilityAnnual);
    expect(gap).toEqual(JSON.parse(JSON.stringify(model.gap)));
    expect(decision.provenance?.model).toMatchObject({ id: model.id, toMs: model.asOfMs });
    expect(decision.notes.join(" ")).toContain(`fitted model ${model.id}`);
  });

  test("a rate that the example leaves out is the fitted one over a year", async () => {
    const { borrowRateAnnual } = (await decided("eth-aave")).estimates;
    expect(borrowRateAnnual.value).toBeCloseTo(eth.estimates().borrowRateAnnual.value, 12);
    expect(borrowRateAnnual.standardError).toBeGreaterThan(0.01);
  });
});
