import { describe, expect, test } from "vitest";
import { describeExamples, describeFacts, type OutcomeExample } from "../../../tests/venue-facts.js";
import type { Account } from "../../model/index.js";
import { liquityV2 } from "./index.js";
import { liquityV2Facts, liquityV2Terms } from "./params.js";

describeFacts(liquityV2, new URL("README.md", import.meta.url), {
  chain: () => liquityV2Facts.chain,
  quote: () => liquityV2Facts.quote,
  "trigger price": () => liquityV2Facts.triggerPrice,
  "terms of the quote currency": () => liquityV2Facts.quoteReserve,
  "outcome of a liquidation: what one call closes": () => liquityV2Facts.close,
  "fee: cost of a swap": () => liquityV2Facts.swapCostRate,
});

test.each(["loanToValueMax", "liquidationThreshold", "liquidationBonus"] as const)("%s of an asset: known", (key) => {
  const known = Object.values(liquityV2Terms).flatMap((history) => history.map(({ value }) => value[key]));
  expect(known, `no ${key} in params.ts`).not.toEqual([]);
});

/** A trove of 2 WETH and 2000 BOLD, opened at 2000. */
const trove = { asset: "WETH", equity: 2000, notional: 4000, price: 2000 };
const sharing = (stabilityPoolShare: number): { readonly parameters: string } => ({
  parameters: JSON.stringify({ stabilityPoolShare }),
});
const tests = "liquity/bold contracts/test/liquidations.t.sol";

/** What the contracts leave: 99.5 % of the collateral less debt / price with its penalty, in units, at the price of the test. */
const outcomes: readonly OutcomeExample[] = [
  {
    source: `${tests} testLiquidationOffsetWithSurplus`,
    ...trove,
    at: 1100,
    left: (1.99 - (2000 / 1100) * 1.05) * 1100,
  },
  {
    source: `${tests} testLiquidationOffsetNoSurplus`,
    ...{ asset: "WETH", equity: 10_000, notional: 20_000, price: 2000 },
    ...{ at: 1030, left: 0 },
  },
  { source: `${tests} testLiquidationRedistributionNoSurplus`, ...trove, ...sharing(0), at: 1100, left: 0 },
  // The pool holds 1000 BOLD and keeps 1: it takes 999, other borrowers 1001.
  {
    source: `${tests} testLiquidationMix`,
    ...trove,
    ...sharing(999 / 2000),
    at: 1100,
    left: 2189 - 999 * 1.05 - 1001 * 1.1,
  },
];

describeExamples(liquityV2, {
  closings: [
    { source: `${tests}: open at 2000, closed once the price is below 1100`, ...trove, closedAt: 1100 },
    {
      source: "docs-v2, Borrowing and Liquidations: wstETH is closed above 83.33 % of its value",
      ...{ asset: "wstETH", equity: 20, notional: 120, price: 1, closedAt: 1 },
    },
  ],
  outcomes,
});

describe("figures of the documents", () => {
  test("$10,000 of WETH back up to 9,090.90 BOLD, 11x (README of liquity/bold; docs-v2: up to 11x)", () => {
    const { model } = liquityV2.market("WETH");
    const most = model.leverageRatioMax("WETH", 10_000, { WETH: 2500, BOLD: 1 });
    expect(most).toBeCloseTo(11, 5);
    expect(Math.floor(10_000 * (1 - 1 / most) * 100) / 100).toBe(9090.9);
    expect(model.leverageRatioMax("WETH", -1, { WETH: 2500, BOLD: 1 })).toBe(0);
  });

  test.each([
    { asset: "WETH", maximum: 0.9091, loss: 0.0909 },
    { asset: "wstETH", maximum: 0.8333, loss: 0.1667 },
    { asset: "rETH", maximum: 0.8333, loss: 0.1667 },
  ])("$asset: closed above $maximum; a redistribution costs up to $loss of the collateral (docs-v2)", (figures) => {
    const { asset, maximum, loss } = figures;
    const { model } = liquityV2.market(asset, { stabilityPoolShare: 0 });
    const at = (debt: number): Account => ({
      legs: [
        { kind: "collateral", asset, quantity: 1 },
        { kind: "debt", asset: "BOLD", quantity: debt },
      ],
    });
    const prices = { [asset]: 1, BOLD: 1 };
    expect(model.liquidate(at(maximum - 1e-4), prices).closedNotional).toBe(0);
    const { cost, account } = model.liquidate(at(maximum + 1e-4), prices);
    expect(cost).toBeCloseTo(loss, 3);
    expect(account.legs).toEqual([]);
  });

  test("who liquidates gets 0.5 % of the collateral, at most 2 units (docs-v2; TroveManager._getCollGasCompensation)", () => {
    const { model } = liquityV2.market("WETH");
    const costOf = (units: number): number => {
      const debt = (units * 1000) / 1.08;
      const account = model.holding(
        "WETH",
        { equity: units * 1000 - debt, notional: units * 1000 },
        { WETH: 1000, BOLD: 1 },
      );
      return model.liquidate(account, { WETH: 1000, BOLD: 1 }).cost - 0.05 * debt;
    };
    expect(costOf(100)).toBeCloseTo(0.5 * 1000, 6);
    expect(costOf(400)).toBeCloseTo(2000, 6);
    expect(costOf(4000)).toBeCloseTo(2000, 6);
  });

  test("debt above the collateral is others' to bear, and the owner owes nothing more (README of liquity/bold, Redistributions)", () => {
    const { model } = liquityV2.market("WETH");
    const account = model.holding("WETH", { equity: 2000, notional: 4000 }, { WETH: 2000, BOLD: 1 });
    const { cost, badDebt, account: left } = model.liquidate(account, { WETH: 900, BOLD: 1 });
    expect({ cost, badDebt, legs: left.legs }).toEqual({ cost: 9, badDebt: 209, legs: [] });
    expect(model.recourse).toBe(false);
  });

  test("BOLD held beside a trove backs nothing of it and stays with its owner", () => {
    const { model } = liquityV2.market("WETH");
    const { legs } = model.holding("WETH", { equity: 2000, notional: 4000 }, { WETH: 2000, BOLD: 1 });
    const account: Account = { legs: [...legs, { kind: "collateral", asset: "BOLD", quantity: 500 }] };
    const { closedNotional, account: left } = model.liquidate(account, { WETH: 1090, BOLD: 1 });
    expect(closedNotional).toBe(2000);
    expect(left.legs).toContainEqual({ kind: "collateral", asset: "BOLD", quantity: 500 });
    expect(left.legs[0]?.quantity).toBeCloseTo(1.99 - (2000 / 1090) * 1.05, 12);
  });

  test("10,000 BOLD at 5 % cost 500 a year (docs-v2, How much will I pay for my loan?)", () => {
    const { model } = liquityV2.market("WETH");
    const prices = { WETH: 2000, BOLD: 1 };
    const account = model.holding("WETH", { equity: 10_000, notional: 20_000 }, prices);
    const state = { borrowRateAnnual: 0.05, assetBorrowRateAnnual: null, lendRateAnnual: 0, yieldAnnual: 0 };
    expect(
      model.carryAnnual(account, prices, { ...state, fundingRateAnnual: null, tradingCostRate: null }).annual,
    ).toBe(500);
  });
});

describe("markets", () => {
  test("a branch by any of its names; its terms from the day of the deployment", () => {
    expect(liquityV2.find({ asset: "eth" })).toMatchObject({
      asset: "WETH",
      quote: "BOLD",
      asOfMs: Date.UTC(2025, 4, 19),
    });
    expect(liquityV2.find({ asset: "rETH", chain: "ethereum", release: "2025-05" }).model.id).toBe("liquity-v2");
  });

  test.each([
    { request: { asset: "WBTC" }, code: "E_UNKNOWN_KEY" },
    { request: { asset: "WETH", quote: "USDC" }, code: "E_UNKNOWN_KEY" },
    { request: { asset: "WETH", release: "2025-01" }, code: "E_UNKNOWN_KEY" },
    { request: { asset: "WETH", onMs: Date.UTC(2025, 4, 18) }, code: "E_OUT_OF_RANGE" },
    { request: { asset: "WETH", parameters: '{"stabilityPoolShare": 40}' }, code: "E_UNIT_AMBIGUOUS" },
    { request: { asset: "WETH", parameters: '{"stabilityPool": 0.4}' }, code: "E_UNKNOWN_KEY" },
    { request: { asset: "WETH", parameters: '{"reserves": {"rETH": {}}}' }, code: "E_UNKNOWN_KEY" },
  ])("$request is refused with $code", ({ request, code }) => {
    expect(() => liquityV2.find(request)).toThrow(expect.objectContaining({ code }) as Error);
    expect(() => liquityV2.market("WBTC")).toThrow(expect.objectContaining({ code: "E_UNKNOWN_KEY" }) as Error);
  });

  test("a threshold of the caller's own, as --liquidation-threshold gives it, and the source says so", () => {
    const parameters =
      '{"reserves": {"WETH": {"liquidationThreshold": 0.8, "loanToValueMax": 0.75}}, "asOf": "2026-01-31"}';
    const market = liquityV2.find({ asset: "WETH", parameters });
    expect(market).toMatchObject({
      asOfMs: Date.UTC(2026, 0, 31),
      source: expect.stringMatching(/changed by the caller/) as string,
    });
    expect(market.model.leverageRatioMax("WETH", 1, {})).toBeCloseTo(4, 12);
  });
});
