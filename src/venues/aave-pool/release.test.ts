import { describe, expect, test } from "vitest";
import { lendingVectorsOf, lendingVectorsPresent } from "../../../tests/vectors-lending.js";
import { refused } from "./refusal.js";
import { AAVE_POOL_RELEASES, rulesOf, type PoolRules } from "./release.js";

const isRule = (key: string, rules: PoolRules): key is keyof PoolRules => key in rules;

/** Facts in which a release differs from the one before it. */
function changes(at: number): readonly string[] {
  const [before, after] = [AAVE_POOL_RELEASES[at - 1], AAVE_POOL_RELEASES[at]];
  if (before === undefined || after === undefined) return [];
  const rules = rulesOf(after);
  return Object.keys(rules).filter((key) => isRule(key, rules) && rules[key] !== rulesOf(before)[key]);
}

describe("what each release changed", () => {
  const dull = ["proof", "borrowChecks"];
  test.each([
    [
      "3.3 (docs/3.3, and 3.1 and 3.2 before it)",
      1,
      ["closeFactorOf", "halfCloseBaseMin", "leftoverBaseMin", "badDebt", "eModePrice", "eModeRefusal", "rateStrategy"],
    ],
    ["3.4 (docs/3.4)", 2, ["compounding", "errors"]],
    ["3.5 (docs/3.5)", 3, ["healthFactor", "balances"]],
    ["3.6 (docs/3.6)", 4, ["reserveOverEMode"]],
    ["3.7 (docs/3.7)", 5, ["seizure", "collateralGone", "isolatedEMode", "isolationMode"]],
  ])("%s", (_, at, expected) => {
    expect(changes(at).filter((key) => !dull.includes(key))).toEqual(expected);
  });
  test("3.0.2 and 3.6 are run on their contracts, the others are read", () => {
    const run = AAVE_POOL_RELEASES.filter((release) => rulesOf(release).proof === "run");
    expect(run).toEqual(["3.0.2", "3.6"]);
  });
});

test("errors are numbered texts to 3.3 and named since (docs/3.4); a panic never has a number of its own", () => {
  const codes = AAVE_POOL_RELEASES.map((release) => refused(release, "HealthFactorNotBelowThreshold").code);
  expect(codes).toEqual(["45", "45", null, null, null, null]);
  expect(refused("3.0.2", "Panic(0x11)").code).toBeNull();
});

/** Cases of the file by quantity; each quantity is iterated whole in the test file named. */
const COVERED: Readonly<Record<string, number>> = {
  // indexes.test.ts
  "aave.linearInterest": 1,
  "aave.linearBalance": 1,
  "aave.normalizedIncome": 2,
  "aave.accrual": 2,
  "math-utils.compoundedInterest": 1,
  "math-utils.compoundedBalance": 2,
  "math-utils.compoundedRate": 2,
  // account-data.test.ts
  "aave.healthFactor": 3,
  "aave.availableBorrows": 2,
  "aave.toUsd": 1,
  "aave.userSummary": 1,
  "aave.accountData": 2,
  "aave.eMode": 2,
  // rate-strategy.test.ts
  "aave.rates": 8,
  // liquidation.test.ts
  "aave.accountDataAndLiquidation": 26,
};

test.skipIf(!lendingVectorsPresent)(
  "../shared/vectors/lending.json: its 56 cases of this family are all covered",
  () => {
    const all = [...lendingVectorsOf("aave."), ...lendingVectorsOf("math-utils.")];
    const counted: Record<string, number> = {};
    for (const { quantity } of all) {
      const name = quantity.split(" ")[0] ?? quantity;
      counted[name] = (counted[name] ?? 0) + 1;
    }
    expect(counted).toEqual(COVERED);
    expect(all.length).toBe(56);
  },
);
