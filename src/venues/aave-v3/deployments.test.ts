import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { deploymentsSource } from "../../../scripts/generate-deployments.js";
import { chainEndpoint } from "../../connectors/index.js";
import { addressesOf } from "../aave-pool/deployment.js";
import { aaveV3Deployments } from "./deployments.js";
import { aaveV3 } from "./index.js";

test("the addresses are what the script makes of the address book", async () => {
  expect(readFileSync(new URL("./deployments.ts", import.meta.url), "utf8")).toBe(await deploymentsSource());
});

test("every chain has the number in the address book that the connectors ask a node for", () => {
  for (const [chain, { chainId }] of Object.entries(aaveV3Deployments)) {
    expect([chain, chainEndpoint(chain).chainId]).toEqual([chain, chainId]);
  }
});

test("pools of several chains stand at one address with one provider: the oracle alone tells a node of the wrong chain", () => {
  const all = Object.values(aaveV3Deployments).flatMap(({ markets }) => Object.values(markets));
  const distinct = (key: keyof (typeof all)[number]): number => new Set(all.map((each) => each[key])).size;
  expect(distinct("pool")).toBeLessThan(all.length);
  expect(distinct("addressesProvider")).toBeLessThan(all.length);
  expect(distinct("oracle")).toBe(all.length);
});

const refusal = (code: string, field: string): Error => expect.objectContaining({ code, field }) as Error;
const core = aaveV3Deployments.ethereum.markets.core;
const asked = { chain: "ethereum", market: null };

describe("which pool is meant", () => {
  test("the first of the chain, or the one that is named, in capitals or not", () => {
    expect(addressesOf(aaveV3Deployments, asked, null)).toBe(core);
    const lido = addressesOf(aaveV3Deployments, { chain: "ethereum", market: "Lido" }, null);
    expect(lido.pool).toBe("0x4e033931ad43597d96d6bcc25c280717730b58b1");
  });
  test("a chain or a market that is not known is refused by name", () => {
    const call = (chain: string, market: string | null) => () =>
      addressesOf(aaveV3Deployments, { chain, market }, null);
    expect(call("fantom", null)).toThrow(refusal("E_UNKNOWN_KEY", "chain"));
    expect(call("base", "lido")).toThrow(refusal("E_UNKNOWN_KEY", "market"));
    expect(call("constructor", null)).toThrow(refusal("E_UNKNOWN_KEY", "chain"));
  });
  test("addresses that are given stand in for the shipped ones, whole or not at all", () => {
    const given = { ...core, pool: core.pool.toUpperCase().replace("0X", "0x") };
    expect(addressesOf(aaveV3Deployments, asked, given)).toEqual(core);
    const { oracle: _, ...partial } = core;
    expect(() => addressesOf(aaveV3Deployments, asked, partial)).toThrow(refusal("E_MISSING", "deployment.oracle"));
    const call = () => addressesOf(aaveV3Deployments, asked, { ...core, oracle: "0x12" });
    expect(call).toThrow(refusal("E_PARSE", "deployment.oracle"));
    const misspelt = () => addressesOf(aaveV3Deployments, asked, { ...core, orcale: core.oracle });
    expect(misspelt).toThrow(refusal("E_UNKNOWN_KEY", "deployment.orcale"));
  });
});

describe("a chain without shipped parameters", () => {
  const terms = { loanToValueMax: 0.8, liquidationThreshold: 0.83, liquidationBonus: 0.05 };
  const reserves = { WETH: terms, USDC: { ...terms, loanToValueMax: 0.75, liquidationThreshold: 0.78 } };
  const whole = { release: "3.6", reserves, asOf: "2026-11-20", source: "the pool at block 1" };
  const find = (parameters: object) =>
    aaveV3.find({ asset: "WETH", quote: "USDC", chain: "base", parameters: JSON.stringify(parameters) });

  test("takes a market whose parameters are whole", () => {
    const market = find(whole);
    expect(market).toMatchObject({ asset: "WETH", quote: "USDC", alsoCalled: ["ETH"], source: "the pool at block 1" });
    expect(market.asOfMs).toBe(Date.UTC(2026, 10, 20));
    expect(market.model.leverageRatioMax("WETH", 1, { WETH: 1 })).toBeCloseTo(5, 12);
    expect(market.correlated).toBe(false);
  });
  test.each(["release", "asOf", "source"])("refuses one without %s: nothing of another chain stands in", (key) => {
    const { [key as "asOf"]: _, ...rest } = whole;
    expect(() => find(rest)).toThrow(refusal("E_MISSING", `aave-v3.${key}`));
  });
  test("refuses one without terms, as any chain that is not known", () => {
    expect(() => find({})).toThrow(refusal("E_UNKNOWN_KEY", "chain"));
  });
  test("refuses an asset whose terms were not given", () => {
    const call = () => find({ ...whole, reserves: { WETH: terms } });
    expect(call).toThrow(refusal("E_UNKNOWN_KEY", "chain"));
  });
  test("takes what tracks each other as such", () => {
    const market = find({ ...whole, correlated: true });
    expect([market.correlated, market.model.triggerPrice]).toEqual([true, "exchange-rate"]);
  });
});

test("a pair of assets that are not shipped is found where its terms are given", () => {
  const terms = { loanToValueMax: 0.9, liquidationThreshold: 0.93, liquidationBonus: 0.01 };
  const parameters = JSON.stringify({ reserves: { weETH: terms, WETH: terms }, asOf: "2026-11-20" });
  const market = aaveV3.find({ asset: "weETH", quote: "WETH", chain: "ethereum", parameters });
  expect([market.asset, market.quote]).toEqual(["weETH", "WETH"]);
});
