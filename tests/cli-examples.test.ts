import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { eth } from "../src/models/index.js";
import { decisionSchema } from "../src/reports/index.js";
import { cli, root } from "./cli-io.js";

const examples = ["sp500-margin-loan", "eth-aave", "eth-binance"];

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

describe("the ETH examples state what the fitted model says", () => {
  test.each(["eth-aave", "eth-binance"])("%s", async (name) => {
    const { volatilityAnnual, driftAnnual, gap } = (await decided(name)).estimates;
    const { volatilityAnnual: fitted, driftAnnual: posterior, gap: tails } = eth;
    expect(volatilityAnnual.value).toBeCloseTo(fitted.value, 12);
    expect(volatilityAnnual.standardError).toBeCloseTo(fitted.standardError, 12);
    expect(driftAnnual?.value).toBeCloseTo(posterior.value, 12);
    expect(driftAnnual?.standardError).toBeCloseTo(posterior.standardError, 12);
    expect({ ...gap, source: "" }).toEqual({ ...tails, source: "" });
  });
});
