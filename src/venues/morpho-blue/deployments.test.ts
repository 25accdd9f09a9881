import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { addressesRegistry, ChainId } from "@morpho-org/blue-sdk";
import { deploymentsSource } from "../../../scripts/generate-morpho-deployments.js";
import { deploymentOf } from "./deployment.js";
import { morphoDeployments } from "./deployments.js";

test("the table is what its generator writes now", () => {
  expect(readFileSync(new URL("deployments.ts", import.meta.url), "utf8")).toBe(deploymentsSource());
});

test("holds Ethereum's and Base's contracts as @morpho-org/blue-sdk names them", () => {
  for (const [name, id] of [["ethereum", ChainId.EthMainnet] as const, ["base", ChainId.BaseMainnet] as const]) {
    const { morpho, adaptiveCurveIrm } = addressesRegistry[id];
    expect(morphoDeployments[name]).toEqual({
      chainId: id,
      morpho: morpho.toLowerCase(),
      adaptiveCurveIrm: adaptiveCurveIrm.toLowerCase(),
    });
  }
});

const MORPHO = `0x${"Ab".repeat(20)}`;
const IRM = `0x${"12".repeat(20)}`;

const told = { id: `0x${"c".repeat(64)}`, triggerPrice: "market", correlated: false } as const;

test("a deployment that is given stands in for the shipped one, or for a part of it, in lower case", () => {
  const given = { morpho: MORPHO, adaptiveCurveIrm: IRM, markets: [{ ...told, id: `0x${"C".repeat(64)}` }] };
  expect(deploymentOf("gnosis", given)).toEqual({
    morpho: MORPHO.toLowerCase(),
    adaptiveCurveIrm: IRM,
    markets: [told],
  });
  const { morpho, adaptiveCurveIrm } = morphoDeployments.base;
  expect(deploymentOf("base", null)).toMatchObject({ morpho, markets: null });
  expect(deploymentOf("base", { markets: [told] })).toEqual({ morpho, adaptiveCurveIrm, markets: [told] });
});

const { correlated: _, ...halfTold } = told;

test.each([
  ["no address of Morpho", { adaptiveCurveIrm: IRM }, "E_MISSING", "deployment.morpho"],
  ["no address of the curve", { morpho: MORPHO }, "E_MISSING", "deployment.adaptiveCurveIrm"],
  ["an address that is cut short", { morpho: "0xab", adaptiveCurveIrm: IRM }, "E_PARSE", "deployment.morpho"],
  [
    "an id that is none",
    { morpho: MORPHO, adaptiveCurveIrm: IRM, markets: [{ ...told, id: "0x1" }] },
    "E_PARSE",
    "deployment.markets[0].id",
  ],
  [
    "a market of which half is told",
    { morpho: MORPHO, adaptiveCurveIrm: IRM, markets: [halfTold] },
    "E_MISSING",
    "deployment.markets[0].correlated",
  ],
  [
    "a key that nobody reads",
    { morpho: MORPHO, adaptiveCurveIrm: IRM, market: "" },
    "E_UNKNOWN_KEY",
    "deployment.market",
  ],
  ["a text", "0x", "E_PARSE", "deployment"],
])("a deployment with %s is refused", (_, given, code, field) => {
  expect(() => deploymentOf("gnosis", given)).toThrow(expect.objectContaining({ code, field, exitStatus: 78 }));
});

test("a chain without a shipped deployment wants one", () => {
  expect(() => deploymentOf("gnosis", null)).toThrow(
    expect.objectContaining({ code: "E_MISSING", field: "deployment" }),
  );
});
